/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return -- raw JSON is the point here */
import { type Found, Pile, remembered } from './pile';
import type { OracleAnswer, OracleNetwork, OraclePacket } from './question';

const bits = remembered((ip) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
const block = remembered((prefix) => {
  const [net = '', length = '32'] = prefix.split('/');
  return { net: bits(net), size: 2 ** (32 - Number(length)) };
});
const covers = (prefix: string, ip: string): boolean => {
  const { net, size } = block(prefix);
  return Math.floor(net / size) === Math.floor(bits(ip) / size);
};
const lengthOf = (prefix: string): number => Number(prefix.split('/')[1] ?? 32);
const one = (value: any): any => (Array.isArray(value) ? value[0] : value) ?? {};
const many = (value: any): any[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

const meanings = new WeakMap<OracleNetwork, Map<string, string>>();
const byName = new WeakMap<OracleNetwork, Map<string, ReadonlyMap<string, readonly Found[]>>>();

/** The end of a packet's way: an attachment, an interface, the internet behind a subnet, or nowhere. */
interface Trip {
  readonly at?:
    | { kind: 'attachment'; key: string }
    | { kind: 'interface'; key: string; subnet: string }
    | { kind: 'internet'; subnet: string };
  readonly endpoints: readonly string[];
}

export class AwsPlay extends Pile {
  constructor(
    network: OracleNetwork,
    private readonly zone: number,
  ) {
    super(network);
  }

  ask(packet: OraclePacket): OracleAnswer {
    const no = { arrives: false, answered: false };
    const there = this.fromAttachment(packet.attachment, packet.destination, [], 0);
    if (!there.at) return no;
    let replies = true;
    for (const endpoint of there.endpoints) {
      const verdict = this.firewall(endpoint.split('@')[0] ?? '', packet);
      if (!verdict.request) return no;
      replies &&= verdict.reply;
    }
    if (there.at.kind === 'interface' && !this.admitted(there.at.key, packet)) return no;
    const back =
      there.at.kind === 'attachment'
        ? this.fromAttachment(there.at.key, packet.source, [], 0)
        : this.inSubnet(there.at.subnet, packet.source, [], 0, false);
    const home =
      back.at?.kind === 'attachment' &&
      (this.network.announces[back.at.key] ?? []).some((prefix) => covers(prefix, packet.source)) &&
      this.sameOwner(back.at.key, packet);
    const symmetric = [...there.endpoints].reverse().join() === back.endpoints.join();
    const steady = there.endpoints.every((endpoint) => this.appliance(endpoint.split('@')[1] ?? ''));
    return { arrives: true, answered: home && replies && symmetric && steady };
  }

  /** Two connections of one site announce the same prefixes; either is home. */
  private sameOwner(key: string, packet: OraclePacket): boolean {
    const mine = this.network.announces[packet.attachment] ?? [];
    return key === packet.attachment || (this.network.announces[key] ?? []).some((prefix) => mine.includes(prefix));
  }

  /** Resources of a type whose attribute names something, looked up once. */
  private naming(type: string, attribute: string, key: string): readonly Found[] {
    const known = byName.get(this.network) ?? new Map<string, ReadonlyMap<string, readonly Found[]>>();
    byName.set(this.network, known);
    const slot = `${type} ${attribute}`;
    const index = known.get(slot) ?? this.indexed(type, attribute);
    known.set(slot, index);
    return index.get(key) ?? [];
  }

  private indexed(type: string, attribute: string): ReadonlyMap<string, readonly Found[]> {
    const index = new Map<string, Found[]>();
    for (const each of this.all(type)) {
      const key = this.named(each.stack, each.body[attribute]);
      index.set(key, [...(index.get(key) ?? []), each]);
    }
    return index;
  }

  /** Key of what an expression names. */
  named(stack: string, expression: unknown): string {
    const known = meanings.get(this.network) ?? new Map<string, string>();
    meanings.set(this.network, known);
    const key = `${stack} ${String(expression)}`;
    const found = known.get(key) ?? this.meaning(stack, expression);
    known.set(key, found);
    return found;
  }

  private meaning(stack: string, expression: unknown): string {
    const remote = /terraform_remote_state\.([^.]+)\.outputs\.([^.}]+)/.exec(String(expression));
    if (remote) {
      const other = remote[1] ?? '';
      return this.named(other, this.network.stacks[other]?.['output']?.[remote[2] ?? '']?.value);
    }
    const local = /^\$\{(aws_\w+)\.([\w-]+)\./.exec(String(expression));
    return local ? `${stack}/${local[1] ?? ''}.${local[2] ?? ''}` : String(expression);
  }

  fromAttachment(key: string, to: string, endpoints: string[], depth: number): Trip {
    if (depth > 20) return { endpoints };
    const [association] = this.naming(
      'aws_ec2_transit_gateway_route_table_association',
      'transit_gateway_attachment_id',
      key,
    );
    if (!association) return { endpoints };
    const table = this.named(association.stack, association.body['transit_gateway_route_table_id']);
    const kinds = ['vpc_attachment', 'dx_gateway', 'private', 'vpn_connection', 'vpn_concentrator'];
    const kindOf = (attachment: string): number =>
      this.body(attachment)?.['outside_ip_address_type'] === 'PrivateIpv4'
        ? kinds.indexOf('private')
        : kinds.findIndex((kind) => attachment.includes(kind));
    const rows: { length: number; rank: number; to?: string; order: string }[] = [];
    const ofTable = 'transit_gateway_route_table_id';
    for (const { key: order, stack, body } of this.naming('aws_ec2_transit_gateway_route', ofTable, table)) {
      if (!covers(body['destination_cidr_block'], to)) continue;
      const target = body['blackhole'] === true ? undefined : this.named(stack, body['transit_gateway_attachment_id']);
      rows.push({
        length: lengthOf(body['destination_cidr_block']),
        rank: 0,
        order,
        ...(target === undefined ? {} : { to: target }),
      });
    }
    for (const { stack, body } of this.naming('aws_ec2_transit_gateway_route_table_propagation', ofTable, table)) {
      const attachment = this.named(stack, body['transit_gateway_attachment_id']);
      // Without BGP nothing is said, propagation or not.
      if (this.body(attachment)?.['static_routes_only'] === true) continue;
      for (const prefix of this.announced(attachment))
        if (covers(prefix, to))
          rows.push({
            length: lengthOf(prefix),
            rank: 1 + kindOf(attachment),
            to: attachment,
            order: attachment,
          });
      for (const prefix of this.network.told?.[attachment] ?? [])
        if (covers(prefix, to))
          // Of equal prefixes the other cloud's has the longer AS path.
          rows.push({ length: lengthOf(prefix), rank: 1.5 + kindOf(attachment), to: attachment, order: attachment });
    }
    const prepends = ({ to: by = '' }: (typeof rows)[number]): number => this.network.prepends?.[by] ?? 0;
    rows.sort(
      (a, b) => b.length - a.length || a.rank - b.rank || prepends(a) - prepends(b) || (a.order < b.order ? -1 : 1),
    );
    const target = rows[0]?.to;
    if (target === undefined) return { endpoints };
    const vpc = this.vpcOf(target);
    if (vpc === undefined) return { at: { kind: 'attachment', key: target }, endpoints };
    const entries = many(this.body(target)?.['subnet_ids']).map((id) => this.named(target.split('/')[0] ?? '', id));
    const entry = entries[this.zone % Math.max(1, entries.length)];
    return entry === undefined ? { endpoints } : this.inSubnet(entry, to, endpoints, depth + 1, false);
  }

  announced(attachment: string): readonly string[] {
    const given = this.network.announces[attachment];
    if (given) return given;
    const vpc = this.vpcOf(attachment);
    return vpc === undefined ? [] : [this.body(vpc)?.['cidr_block']];
  }

  private vpcOf(attachment: string): string | undefined {
    const body = this.body(attachment);
    if (!attachment.includes('vpc_attachment') || !body) return undefined;
    const vpc = this.named(attachment.split('/')[0] ?? '', body['vpc_id']);
    return this.body(vpc) ? vpc : undefined;
  }

  inSubnet(subnet: string, to: string, endpoints: string[], depth: number, translated: boolean): Trip {
    const body = this.body(subnet);
    if (depth > 20 || !body) return { endpoints };
    const stack = subnet.split('/')[0] ?? '';
    const vpc = this.named(stack, body['vpc_id']);
    const local = this.body(vpc)?.['cidr_block'] as string;
    const [link] = this.naming('aws_route_table_association', 'subnet_id', subnet);
    const table = link && this.named(link.stack, link.body['route_table_id']);
    const routes = (table === undefined ? [] : this.naming('aws_route', 'route_table_id', table))
      .filter((each) => covers(each.body['destination_cidr_block'], to))
      .sort((a, b) => lengthOf(b.body['destination_cidr_block']) - lengthOf(a.body['destination_cidr_block']));
    const [route] = routes;
    if (covers(local, to) && (!route || lengthOf(route.body['destination_cidr_block']) <= lengthOf(local)))
      return this.interfaceAt(vpc, to, endpoints);
    if (!route) return { endpoints };
    const { vpc_endpoint_id, transit_gateway_id, nat_gateway_id, gateway_id } = route.body;
    if (vpc_endpoint_id) {
      const [, firewall = '', at = ''] =
        /aws_networkfirewall_firewall\.([\w-]+)\..*aws_subnet\.([\w-]+)\.id/.exec(String(vpc_endpoint_id)) ?? [];
      const firewallKey = `${route.stack}/aws_networkfirewall_firewall.${firewall}`;
      const next = `${route.stack}/aws_subnet.${at}`;
      const mapped = many(this.body(firewallKey)?.['subnet_mapping']).some(
        (mapping) => this.named(route.stack, mapping.subnet_id) === next,
      );
      if (!mapped) return { endpoints };
      return this.inSubnet(next, to, [...endpoints, `${firewallKey}@${next}`], depth + 1, translated);
    }
    if (nat_gateway_id) {
      const nat = this.named(route.stack, nat_gateway_id);
      return this.inSubnet(
        this.named(nat.split('/')[0] ?? '', this.body(nat)?.['subnet_id']),
        to,
        endpoints,
        depth + 1,
        true,
      );
    }
    if (transit_gateway_id) {
      const attachment = this.all('aws_ec2_transit_gateway_vpc_attachment').find(
        (each) => this.vpcOf(each.key) === vpc,
      );
      return attachment ? this.fromAttachment(attachment.key, to, endpoints, depth + 1) : { endpoints };
    }
    if (gateway_id && translated && this.named(route.stack, gateway_id).includes('internet_gateway'))
      return { at: { kind: 'internet', subnet }, endpoints };
    return { endpoints };
  }

  private interfaceAt(vpc: string, to: string, endpoints: string[]): Trip {
    const subnet = this.all('aws_subnet').find(
      (each) => this.named(each.stack, each.body['vpc_id']) === vpc && covers(each.body['cidr_block'], to),
    )?.key;
    for (const { key, body } of this.all('aws_route53_resolver_endpoint'))
      if (subnet !== undefined && many(body['ip_address']).some((address) => address.ip === to))
        return { at: { kind: 'interface', key, subnet }, endpoints };
    for (const { key, stack, body } of this.all('aws_vpc_endpoint'))
      if (subnet !== undefined && many(body['subnet_ids']).some((id) => this.named(stack, id) === subnet))
        return { at: { kind: 'interface', key, subnet }, endpoints };
    return { endpoints };
  }

  admitted(key: string, packet: OraclePacket): boolean {
    const stack = key.split('/')[0] ?? '';
    const groups = many(this.body(key)?.['security_group_ids']).map((id) => this.named(stack, id));
    return this.all('aws_vpc_security_group_ingress_rule').some(({ stack: at, body }) => {
      if (!groups.includes(this.named(at, body['security_group_id'])) || !covers(body['cidr_ipv4'], packet.source))
        return false;
      if (body['ip_protocol'] === '-1') return true;
      if (body['ip_protocol'] !== packet.protocol) return false;
      return packet.protocol === 'icmp' || (body['from_port'] <= packet.port && packet.port <= body['to_port']);
    });
  }

  appliance(subnet: string): boolean {
    const vpc = this.named(subnet.split('/')[0] ?? '', this.body(subnet)?.['vpc_id']);
    return this.all('aws_ec2_transit_gateway_vpc_attachment')
      .filter((each) => this.vpcOf(each.key) === vpc)
      .every((each) => each.body['appliance_mode_support'] === 'enable');
  }

  firewall(key: string, packet: OraclePacket): { request: boolean; reply: boolean } {
    const stack = key.split('/')[0] ?? '';
    const policy = one(this.body(this.named(stack, this.body(key)?.['firewall_policy_arn']))?.['firewall_policy']);
    const lists = [many(policy.stateless_default_actions), many(policy.stateless_fragment_default_actions)];
    // AWS asks for an action in each.
    if (lists.some((actions) => actions.length === 0)) return { request: false, reply: false };
    const before = lists.flat();
    if (before.includes('aws:pass')) return { request: true, reply: true };
    if (before.some((action) => action !== 'aws:forward_to_sfe')) return { request: false, reply: false };
    const home: string[] = one(one(many(one(policy.policy_variables).rule_variables)[0]).ip_set).definition ?? [];
    const lines = many(policy.stateful_rule_group_reference)
      .sort((a, b) => a.priority - b.priority)
      .flatMap((reference) => {
        const group = this.body(this.named(stack, reference.resource_arn));
        return String(one(one(group?.['rule_group']).rules_source).rules_string).split('\n');
      })
      .filter((line) => line !== '' && !line.startsWith('alert'));
    const defaults: string[] = many(policy.stateful_default_actions);
    const strict = defaults.includes('aws:drop_strict');
    const drops = defaults.some((action) => action.includes('drop_'));
    // The first packet of a connection, then (TCP) its first data, then what comes back.
    const first = this.firstMatch(lines, home, packet, 'first');
    if (first ? first.action !== 'pass' : strict) return { request: false, reply: false };
    if (first?.whole) return { request: true, reply: true };
    // Said and looked at with the first packet, which passed: nothing is looked at again.
    if (packet.early && first) return { request: true, reply: true };
    const data = packet.protocol === 'tcp' ? this.firstMatch(lines, home, packet, 'data') : first;
    if (data ? data.action !== 'pass' : drops) return { request: false, reply: false };
    if (data?.whole) return { request: true, reply: true };
    const reply = this.firstMatch(lines, home, packet, 'reply');
    return { request: true, reply: reply ? reply.action === 'pass' : !strict };
  }

  private firstMatch(
    lines: readonly string[],
    home: readonly string[],
    packet: OraclePacket,
    stage: 'first' | 'data' | 'reply',
  ): { action: string; whole: boolean } | undefined {
    for (const line of lines) {
      const [, action = '', protocol = '', from = '', fromPort = '', to = '', toPort = '', options = ''] = read(line);
      const flow = /flow:([^;]*);/.exec(options)?.[1] ?? '';
      const layer7 = protocol === 'tls' || protocol === 'http';
      const back = stage === 'reply';
      if (flow.includes('to_client') !== back && flow.includes('to_')) continue;
      if (flow.includes('not_established') && (stage !== 'first' || packet.protocol !== 'tcp')) continue;
      const says = stage === 'data' || (stage === 'first' && packet.early === true);
      if (layer7 && (!says || packet.speaks !== protocol)) continue;
      if (options.includes('dsize:0') && (says || back)) continue;
      if (!layer7 && protocol !== 'ip' && protocol !== packet.protocol) continue;
      if (options.includes('ip_proto:!TCP') && packet.protocol === 'tcp') continue;
      if (options.includes('ip_proto:!UDP') && packet.protocol === 'udp') continue;
      const [source, destination] = back ? [packet.destination, packet.source] : [packet.source, packet.destination];
      if (!side(from, source, home) || !side(to, destination, home)) continue;
      if (back ? toPort !== 'any' || !ports(fromPort, packet.port) : fromPort !== 'any' || !ports(toPort, packet.port))
        continue;
      if (layer7 && !named(options, packet.name)) continue;
      const whole =
        layer7 ||
        (flow === '' &&
          !options.includes('dsize') &&
          fromPort === 'any' &&
          toPort === 'any' &&
          !options.includes('ip_proto'));
      return { action, whole };
    }
    return undefined;
  }
}

const lines = new Map<string, readonly string[]>();

/** A line's parts; each line is taken apart once. */
function read(line: string): readonly string[] {
  const found = lines.get(line) ?? /^(\w+) (\w+) (\S+) (\S+) -> (\S+) (\S+) \((.*)\)$/.exec(line) ?? [];
  lines.set(line, found);
  return found;
}

function side(text: string, ip: string, home: readonly string[]): boolean {
  if (text === 'any') return true;
  const inHome = home.some((prefix) => covers(prefix, ip));
  if (text === '$HOME_NET') return inHome;
  if (text === '$EXTERNAL_NET') return !inHome;
  return text
    .replace(/[[\]]/g, '')
    .split(',')
    .some((prefix) => covers(prefix, ip));
}

function ports(text: string, port: number): boolean {
  if (text === 'any') return true;
  return text
    .replace(/[[\]]/g, '')
    .split(',')
    .some((range) => {
      const [low = '0', high = low] = range.split(':');
      return Number(low) <= port && port <= Number(high);
    });
}

function named(options: string, name: string | undefined): boolean {
  const content = /content:"([^"]*)"/.exec(options)?.[1];
  if (content === undefined) return true;
  if (name === undefined) return false;
  const blind = options.includes('nocase;') || options.includes('to_lowercase;');
  const [wanted, given] = blind ? [content.toLowerCase(), name.toLowerCase()] : [content, name];
  const subject = options.includes('dotprefix;') ? `.${given}` : given;
  if (options.includes('startswith;') && !subject.startsWith(wanted)) return false;
  if (options.includes('endswith;') && !subject.endsWith(wanted)) return false;
  return subject.includes(wanted);
}
