/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return -- raw JSON is the point here */

import { Pile, remembered } from './pile';
import type { OracleAnswer, OracleNetwork, OraclePacket } from './question';

/**
 * The naive second opinion for Virtual WAN: takes one packet and one pile of Terraform JSON and plays it through. Shares
 * nothing with verify/ and nothing with the oracle of AWS but the words for question and answer.
 */
type J = Record<string, any>;

const number = remembered((ip) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
const block = remembered((prefix) => {
  const [net = '', length = '32'] = prefix.split('/');
  return { net: number(net), size: 2 ** (32 - Number(length)) };
});
const inside = (prefix: string, ip: string): boolean => {
  if (prefix === '*') return true;
  const { net, size } = block(prefix);
  return Math.floor(net / size) === Math.floor(number(ip) / size);
};
const list = (value: any): any[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const RFC1918 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
const PRIVATE = [...RFC1918, '100.64.0.0/10'];

/** Where a packet ends: on a connection, at something in a VNet of ours, on the internet, or nowhere; and by which firewalls. */
interface Trip {
  readonly end?:
    { kind: 'connection'; key: string } | { kind: 'inside'; vnet: string } | { kind: 'internet'; hub: string };
  readonly firewalls: readonly string[];
}

const meanings = new WeakMap<OracleNetwork, Map<string, string | undefined>>();

export class AzurePlay extends Pile {
  ask(packet: OraclePacket): OracleAnswer {
    const no = { arrives: false, answered: false };
    const hub = this.hubOf(packet.attachment);
    if (hub === undefined) return no;
    const there = this.travel(hub, packet.destination);
    if (!there.end || !there.firewalls.every((firewall) => this.allows(firewall, packet))) return no;
    if (there.end.kind === 'inside' && !this.answersAt(packet)) return no;
    const from =
      there.end.kind === 'internet'
        ? there.end.hub
        : this.hubOf(there.end.kind === 'connection' ? there.end.key : this.connectionOf(there.end.vnet));
    if (from === undefined) return no;
    // A reply to what left by a firewall comes back to that firewall first.
    const back =
      there.end.kind === 'internet'
        ? this.afterFirewall(from, packet.source, there.firewalls)
        : this.travel(from, packet.source);
    const home =
      back.end?.kind === 'connection' && this.announces(back.end.key, packet.source) && this.same(back.end.key, packet);
    return { arrives: true, answered: home && [...there.firewalls].reverse().join() === back.firewalls.join() };
  }

  private same(key: string, packet: OraclePacket): boolean {
    const mine = this.network.announces[packet.attachment] ?? [];
    return key === packet.attachment || (this.network.announces[key] ?? []).some((prefix) => mine.includes(prefix));
  }

  /** From a connection of a hub towards an address. */
  travel(hub: string, destination: string): Trip {
    const policy = (kind: string): string | undefined =>
      this.all('azurerm_virtual_hub_routing_intent')
        .filter(({ stack, body }) => this.key(stack, body['virtual_hub_id']) === hub)
        .flatMap(({ stack, body }) =>
          list(body['routing_policy'])
            .filter((each) => list(each['destinations']).includes(kind))
            .map((each) => this.key(stack, each['next_hop'])),
        )[0];
    const isPrivate = RFC1918.some((block) => inside(block, destination));
    const firewall = isPrivate ? policy('PrivateTraffic') : undefined;
    if (firewall !== undefined)
      return firewall === this.firewallOf(hub) ? this.through(hub, destination, []) : { firewalls: [] };
    const known = [hub, ...this.others(hub)].flatMap((each) => this.learned(each, destination, true) ?? []);
    const [direct] = known.sort((a, b) => b.bits - a.bits);
    if (direct) return { end: direct.end, firewalls: [] };
    const out = policy('Internet');
    return out === undefined || out !== this.firewallOf(hub) ? { firewalls: [] } : this.through(hub, destination, []);
  }

  private through(hub: string, destination: string, passed: readonly string[]): Trip {
    return this.afterFirewall(hub, destination, [...passed, this.firewallOf(hub) ?? '']);
  }

  /** What has passed a hub's firewall goes to a connection of the hub, to another hub's firewall, or out. */
  afterFirewall(hub: string, destination: string, passed: readonly string[]): Trip {
    const space = this.body(hub)?.['address_prefix'] as string;
    if (inside(space, destination)) return { firewalls: passed };
    if (!PRIVATE.some((block) => inside(block, destination)))
      return { end: { kind: 'internet', hub }, firewalls: passed };
    const own = this.learned(hub, destination, true);
    const elsewhere = this.others(hub)
      .flatMap((other) => {
        const found = this.learned(other, destination, false);
        return found ? [{ other, ...found }] : [];
      })
      .sort((a, b) => b.bits - a.bits)[0];
    if (own && own.bits >= (elsewhere?.bits ?? -1)) return { end: own.end, firewalls: passed };
    if (elsewhere && passed.length < 3) return this.through(elsewhere.other, destination, passed);
    return { firewalls: passed };
  }

  private learned(
    hub: string,
    destination: string,
    own: boolean,
  ): { end: NonNullable<Trip['end']>; bits: number } | undefined {
    const found: { end: NonNullable<Trip['end']>; bits: number; rank: number; key: string }[] = [];
    for (const { key, stack, body } of this.connections()) {
      if (this.hubOf(key) !== hub) continue;
      const rank = this.rankOf(hub, key, body);
      const note = (prefix: string, more: number): void => {
        if (inside(prefix, destination))
          found.push({
            end: this.endOf(key, stack, body),
            bits: Number(prefix.split('/')[1] ?? 32),
            rank: rank + more,
            key,
          });
      };
      for (const prefix of this.network.announces[key] ?? []) note(prefix, 0);
      // What the other cloud tells has the longer AS path; other hubs don't pass it on.
      if (own) for (const prefix of this.network.told?.[key] ?? []) note(prefix, 0.5);
    }
    const prepends = (key: string): number => this.network.prepends?.[key] ?? 0;
    return found.sort(
      (a, b) => b.bits - a.bits || a.rank - b.rank || prepends(a.key) - prepends(b.key) || (a.key < b.key ? -1 : 1),
    )[0];
  }

  /** The smaller wins: VNets, then circuits or tunnels as the hub prefers, and of tunnels the one that isn't prepended. */
  private rankOf(hub: string, key: string, body: J): number {
    if (key.includes('virtual_hub_connection')) return 0;
    if (key.includes('express_route')) return this.body(hub)?.['hub_routing_preference'] === 'VpnGateway' ? 9 : -1;
    return list(body['vpn_link']).some((link) => link['local_azure_ip_address_enabled'] === true) ? 2 : 3;
  }

  private endOf(key: string, stack: string, body: J): NonNullable<Trip['end']> {
    const vnet = this.key(stack, body['remote_virtual_network_id']);
    return vnet !== undefined && this.body(vnet) ? { kind: 'inside', vnet } : { kind: 'connection', key };
  }

  connectionOf(vnet: string): string {
    return (
      this.all('azurerm_virtual_hub_connection').find(
        ({ stack, body }) => this.key(stack, body['remote_virtual_network_id']) === vnet,
      )?.key ?? ''
    );
  }

  connections(): { key: string; stack: string; body: J }[] {
    return [
      ...this.all('azurerm_vpn_gateway_connection'),
      ...this.all('azurerm_express_route_connection'),
      ...this.all('azurerm_virtual_hub_connection'),
    ];
  }

  private announces(key: string, address: string): boolean {
    return (this.network.announces[key] ?? []).some((prefix) => inside(prefix, address));
  }

  /** Something of ours that answers: a resolver to queries, a Private Endpoint to anything. */
  answersAt(packet: OraclePacket): boolean {
    const resolver = this.all('azurerm_private_dns_resolver_inbound_endpoint').some(({ body }) =>
      list(body['ip_configurations']).some((each) => each['private_ip_address'] === packet.destination),
    );
    if (resolver) return packet.port === 53 && (packet.protocol === 'tcp' || packet.protocol === 'udp');
    return this.all('azurerm_private_endpoint').some(({ stack, body }) => {
      const subnet = this.body(this.key(stack, body['subnet_id']) ?? '');
      return list(subnet?.['address_prefixes']).some((prefix) => inside(prefix, packet.destination));
    });
  }

  /** Network rules first, then application rules; within each by priority of group, then of collection. */
  allows(firewall: string, packet: OraclePacket): boolean {
    const stack = firewall.split('/')[0] ?? '';
    const policy = this.key(stack, this.body(firewall)?.['firewall_policy_id']);
    const groups = this.all('azurerm_firewall_policy_rule_collection_group')
      .filter((group) => this.key(group.stack, group.body['firewall_policy_id']) === policy)
      .sort((a, b) => a.body['priority'] - b.body['priority']);
    for (const kind of ['network', 'application'])
      for (const group of groups)
        for (const collection of list(group.body[`${kind}_rule_collection`]).sort(
          (a, b) => a['priority'] - b['priority'],
        ))
          for (const rule of list(collection['rule']))
            if (this.matches(kind, rule, group.stack, packet)) return collection['action'] === 'Allow';
    // Names of Azure's own platform pass where nothing denies them.
    const web = packet.port === (packet.speaks === 'http' ? 80 : 443);
    return packet.speaks !== undefined && web && packet.name === 'built-in.azure.example';
  }

  private matches(kind: string, rule: J, stack: string, packet: OraclePacket): boolean {
    const side = (name: string, address: string): boolean => {
      const groups = list(rule[`${name}_ip_groups`]).flatMap((each) =>
        list(this.body(this.key(stack, each) ?? '')?.['cidrs']),
      );
      return [...list(rule[`${name}_addresses`]), ...groups].some((prefix) => inside(prefix, address));
    };
    if (!side('source', packet.source)) return false;
    if (kind === 'network') {
      if (!side('destination', packet.destination)) return false;
      const protocols = list(rule['protocols']).map((each) => String(each).toLowerCase());
      if (!protocols.includes('any') && !protocols.includes(packet.protocol)) return false;
      if (packet.protocol !== 'tcp' && packet.protocol !== 'udp')
        return !protocols.includes('any') || list(rule['destination_ports']).includes('*');
      return list(rule['destination_ports']).some((each) => {
        const [low = '', high = low] = String(each).split('-');
        return each === '*' || (Number(low) <= packet.port && packet.port <= Number(high));
      });
    }
    const { speaks, name } = packet;
    if (packet.protocol !== 'tcp' || speaks === undefined || name === undefined) return false;
    const type = speaks === 'http' ? 'Http' : 'Https';
    if (!list(rule['protocols']).some((each) => each['type'] === type && each['port'] === packet.port)) return false;
    return list(rule['destination_fqdns']).some((each) => {
      const wanted = String(each).toLowerCase();
      if (wanted === '*') return true;
      return wanted.startsWith('*') ? name.toLowerCase().endsWith(wanted.slice(1)) : name.toLowerCase() === wanted;
    });
  }

  /** The hub that a connection ends at. */
  hubOf(connection: string): string | undefined {
    const body = this.body(connection);
    const stack = connection.split('/')[0] ?? '';
    const at = body?.['vpn_gateway_id'] ?? body?.['express_route_gateway_id'];
    if (at === undefined) return this.key(stack, body?.['virtual_hub_id']);
    const gateway = this.key(stack, at) ?? '';
    return this.key(gateway.split('/')[0] ?? '', this.body(gateway)?.['virtual_hub_id']);
  }

  private firewallOf(hub: string): string | undefined {
    return this.all('azurerm_firewall').find(({ stack, body }) =>
      list(body['virtual_hub']).some((each) => this.key(stack, each['virtual_hub_id']) === hub),
    )?.key;
  }

  others(hub: string): string[] {
    const wanOf = (key: string): string | undefined =>
      this.key(key.split('/')[0] ?? '', this.body(key)?.['virtual_wan_id']);
    return this.all('azurerm_virtual_hub')
      .map(({ key }) => key)
      .filter((key) => key !== hub && wanOf(key) === wanOf(hub));
  }

  /** Key of what an expression names, through outputs of other stacks. */
  key(stack: string, expression: unknown): string | undefined {
    const known = meanings.get(this.network) ?? new Map<string, string | undefined>();
    meanings.set(this.network, known);
    const asked = `${stack} ${String(expression)}`;
    if (!known.has(asked)) known.set(asked, this.meaning(stack, expression));
    return known.get(asked);
  }

  private meaning(stack: string, expression: unknown): string | undefined {
    const text = typeof expression === 'string' ? expression : '';
    const remote = /^\$\{data\.terraform_remote_state\.([^.]+)\.outputs\.([^.}]+)\}$/.exec(text);
    if (remote) {
      const producer = remote[1] ?? '';
      return this.key(producer, this.network.stacks[producer]?.['output']?.[remote[2] ?? '']?.['value']);
    }
    const local = /^\$\{(azurerm_\w+)\.([\w-]+)\./.exec(text);
    return local ? `${stack}/${local[1] ?? ''}.${local[2] ?? ''}` : undefined;
  }
}
