/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access -- raw JSON is the point here */
import { AwsPlay } from './aws-play';
import { AzurePlay } from './azure-play';
import type { OracleAnswer, OracleNetwork, OraclePacket } from './question';

/**
 * The second opinion where the clouds are linked: what one cloud's oracle hands to an end of a link, the other's takes up.
 * Shares nothing with verify/.
 */
type End =
  | { readonly kind: 'attachment'; readonly key: string }
  | { readonly kind: 'interface'; readonly key: string; readonly subnet: string }
  | { readonly kind: 'aws-internet'; readonly subnet: string }
  | { readonly kind: 'azure-inside'; readonly vnet: string }
  | { readonly kind: 'azure-internet'; readonly hub: string };

interface Way {
  readonly end?: End;
  /** `firewall@subnet` in AWS, the firewall in Azure. */
  readonly firewalls: readonly string[];
}

type Start =
  | { readonly attachment: string }
  | { readonly subnet: string }
  | { readonly hub: string; readonly passed: readonly string[] };

const list = (value: any): any[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const isAzure = (key: string): boolean => key.includes('/azurerm_');
const inside = (wider: string, prefix: string): boolean => {
  const [net = '', bits = '32'] = wider.split('/');
  const [at = '', length = '32'] = prefix.split('/');
  const number = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Number(length) >= Number(bits) && Math.floor(number(net) / size) === Math.floor(number(at) / size);
};

const linked = new WeakMap<OracleNetwork, { network: OracleNetwork; peers: ReadonlyMap<string, readonly string[]> }>();

export function hasLinks(network: OracleNetwork): boolean {
  return tied(network).peers.size > 0;
}

export function askAcrossLinks(network: OracleNetwork, packet: OraclePacket): OracleAnswer {
  const { network: told, peers } = tied(network);
  const answers = [0, 1, 2].map((zone) => new Journey(told, peers, zone).ask(packet));
  return { arrives: answers.every((each) => each.arrives), answered: answers.every((each) => each.answered) };
}

/** Both ends of every tunnel, and what each cloud tells the other through it. */
function tied(network: OracleNetwork): { network: OracleNetwork; peers: ReadonlyMap<string, readonly string[]> } {
  const known = linked.get(network);
  if (known) return known;
  const azure = new AzurePlay(network);
  const peers = new Map<string, string[]>();
  for (const { key, stack, body } of azure.all('azurerm_vpn_gateway_connection')) {
    const site = azure.key(stack, body['remote_vpn_site_id']);
    const found = azure.all('azurerm_vpn_site').find((each) => each.key === site);
    const address = String(list(found?.body['link'])[0]?.['ip_address']);
    const name = /^\$\{aws_vpn_connection\.([\w-]+)\./.exec(address)?.[1];
    if (name === undefined || !found) continue;
    const inAws = `${found.stack}/aws_vpn_connection.${name}`;
    peers.set(key, [inAws]);
    peers.set(inAws, [...(peers.get(inAws) ?? []), key]);
  }
  const made = { network: { ...network, told: exchanged(network, peers) }, peers };
  linked.set(network, made);
  return made;
}

function exchanged(
  network: OracleNetwork,
  peers: ReadonlyMap<string, readonly string[]>,
): Readonly<Record<string, readonly string[]>> {
  const [aws, azure] = [new AwsPlay(network, 0), new AzurePlay(network)];
  const told: Record<string, readonly string[]> = {};
  const tableOf = (attachment: string): string => {
    const found = aws
      .all('aws_ec2_transit_gateway_route_table_association')
      .find(({ stack, body }) => aws.named(stack, body['transit_gateway_attachment_id']) === attachment);
    return found ? aws.named(found.stack, found.body['transit_gateway_route_table_id']) : '';
  };
  for (const [key, [inAws = '']] of peers) {
    if (!isAzure(key)) continue;
    const table = tableOf(inAws);
    const statics = aws
      .all('aws_ec2_transit_gateway_route')
      .filter(({ stack, body }) => aws.named(stack, body['transit_gateway_route_table_id']) === table)
      .flatMap(({ body }) => (body['blackhole'] === true ? [] : [String(body['destination_cidr_block'])]));
    const learned = aws
      .all('aws_ec2_transit_gateway_route_table_propagation')
      .filter(({ stack, body }) => aws.named(stack, body['transit_gateway_route_table_id']) === table)
      .flatMap(({ stack, body }) => aws.announced(aws.named(stack, body['transit_gateway_attachment_id'])));
    told[key] = table === '' ? [] : [...statics, ...learned];
  }
  for (const [key, others] of peers) {
    if (isAzure(key)) continue;
    told[key] = others.flatMap((other) => {
      const hub = azure.hubOf(other);
      if (hub === undefined) return [];
      const hubs = [hub, ...azure.others(hub)];
      const gateway = tableOf(key).split('/')[0];
      return azure
        .connections()
        .filter((each) => hubs.includes(azure.hubOf(each.key) ?? ''))
        .flatMap((each) => {
          const [end] = peers.get(each.key) ?? [];
          const back = end !== undefined && tableOf(end).split('/')[0] === gateway;
          return [...(network.announces[each.key] ?? []), ...(back ? [] : (told[each.key] ?? []))];
        })
        .filter((prefix) => passes(azure, other, prefix));
    });
  }
  return told;
}

/** A route map: the first rule that matches and ends decides, what drops is dropped, what none matches goes. */
function passes(azure: AzurePlay, connection: string, prefix: string): boolean {
  const found = azure.all('azurerm_vpn_gateway_connection').find(({ key }) => key === connection);
  const id = found && azure.key(found.stack, list(found.body['routing'])[0]?.['outbound_route_map_id']);
  const map = azure.all('azurerm_route_map').find(({ key }) => key === id);
  for (const rule of list(map?.body['rule'])) {
    const matches = list(rule['match_criterion']).every((criterion) =>
      list(criterion['route_prefix']).some((wider) => inside(String(wider), prefix)),
    );
    if (!matches) continue;
    if (list(rule['action']).some((action) => action['type'] === 'Drop')) return false;
    if (rule['next_step_if_matched'] === 'Terminate') return true;
  }
  return true;
}

class Journey {
  private readonly aws: AwsPlay;
  private readonly azure: AzurePlay;

  constructor(
    private readonly network: OracleNetwork,
    private readonly peers: ReadonlyMap<string, readonly string[]>,
    zone: number,
  ) {
    this.aws = new AwsPlay(network, zone);
    this.azure = new AzurePlay(network);
  }

  ask(packet: OraclePacket): OracleAnswer {
    const no = { arrives: false, answered: false };
    const there = this.travel({ attachment: packet.attachment }, packet.destination, []);
    if (!there.end) return no;
    let replies = true;
    for (const firewall of there.firewalls) {
      if (isAzure(firewall)) {
        if (!this.azure.allows(firewall, packet)) return no;
        continue;
      }
      const verdict = this.aws.firewall(firewall.split('@')[0] ?? '', packet);
      if (!verdict.request) return no;
      replies &&= verdict.reply;
    }
    if (there.end.kind === 'interface' && !this.aws.admitted(there.end.key, packet)) return no;
    if (there.end.kind === 'azure-inside' && !this.azure.answersAt(packet)) return no;
    const back = this.travel(this.backFrom(there.end, there.firewalls), packet.source, []);
    const announced = (key: string): readonly string[] => this.network.announces[key] ?? [];
    const home =
      back.end?.kind === 'attachment' &&
      announced(back.end.key).some((prefix) => inside(prefix, `${packet.source}/32`)) &&
      (back.end.key === packet.attachment ||
        announced(back.end.key).some((prefix) => announced(packet.attachment).includes(prefix)));
    const passed =
      there.end.kind === 'azure-internet' ? [...there.firewalls.slice(-1), ...back.firewalls] : back.firewalls;
    const steady = there.firewalls.every((each) => isAzure(each) || this.aws.appliance(each.split('@')[1] ?? ''));
    return {
      arrives: true,
      answered: home && replies && steady && [...there.firewalls].reverse().join() === passed.join(),
    };
  }

  private backFrom(end: End, firewalls: readonly string[]): Start {
    if (end.kind === 'attachment') return { attachment: end.key };
    if (end.kind === 'interface' || end.kind === 'aws-internet') return { subnet: end.subnet };
    if (end.kind === 'azure-inside') return { attachment: this.azure.connectionOf(end.vnet) };
    return { hub: end.hub, passed: firewalls.slice(-1) };
  }

  private travel(start: Start, to: string, passed: readonly string[]): Way {
    if (passed.length > 20) return { firewalls: passed };
    if ('hub' in start) {
      // A reply from the internet: it comes back to the firewall that it left by.
      const trip = this.azure.afterFirewall(start.hub, to, start.passed);
      return this.onwards(trip.end, to, [...passed, ...trip.firewalls.slice(start.passed.length)]);
    }
    if ('attachment' in start && isAzure(start.attachment)) {
      const hub = this.azure.hubOf(start.attachment);
      if (hub === undefined) return { firewalls: passed };
      const trip = this.azure.travel(hub, to);
      return this.onwards(trip.end, to, [...passed, ...trip.firewalls]);
    }
    const trip =
      'attachment' in start
        ? this.aws.fromAttachment(start.attachment, to, [], 0)
        : this.aws.inSubnet(start.subnet, to, [], 0, false);
    const firewalls = [...passed, ...trip.endpoints];
    if (!trip.at) return { firewalls };
    if (trip.at.kind === 'attachment') return this.arrive(trip.at.key, to, firewalls);
    return trip.at.kind === 'interface'
      ? { end: { kind: 'interface', key: trip.at.key, subnet: trip.at.subnet }, firewalls }
      : { end: { kind: 'aws-internet', subnet: trip.at.subnet }, firewalls };
  }

  private onwards(end: ReturnType<AzurePlay['travel']>['end'], to: string, firewalls: readonly string[]): Way {
    if (!end) return { firewalls };
    if (end.kind === 'connection') return this.arrive(end.key, to, firewalls);
    return end.kind === 'inside'
      ? { end: { kind: 'azure-inside', vnet: end.vnet }, firewalls }
      : { end: { kind: 'azure-internet', hub: end.hub }, firewalls };
  }

  private arrive(key: string, to: string, firewalls: readonly string[]): Way {
    const [peer] = this.peers.get(key) ?? [];
    if (peer === undefined) return { end: { kind: 'attachment', key }, firewalls };
    return this.travel({ attachment: peer }, to, firewalls);
  }
}
