import { compareText } from '../../catalogue/issues/issue';
import type { Attributes, Tree } from './verify';

/** One change that a slip of the hand or of the program could make to what was synthesised. */
export interface Mutant {
  readonly name: string;
  readonly stack: string;
  /** Changes a copy of the stack. */
  readonly apply: (tree: Tree) => void;
}

/** Everything that says where packets go, what passes, and who answers a name. */
const TYPES =
  /^(azurerm_(firewall|firewall_policy.*|ip_group|virtual_wan|virtual_hub|virtual_hub_(connection|routing_intent)|vpn_gateway|vpn_gateway_connection|vpn_site|route_map|express_route_(gateway|connection|circuit_peering)|virtual_network|subnet|private_.*))$|^aws_(ec2_transit_gateway_(route.*|vpc_attachment)|route|route_table_association|subnet|nat_gateway|networkfirewall_(firewall|firewall_policy|rule_group)|vpc_security_group_\w+_rule|vpc_endpoint|route53_.*|vpn_connection)$/;

/** Names and notes for people: the network is the same whatever they say. Everything else is tried. */
const NAMES = new Set([
  'tags',
  'name',
  'description',
  'depends_on',
  'comment',
  'msg',
  'device_vendor',
  'provider_name',
  'request_message',
  'speed_in_mbps',
  'bandwidth_mbps',
  'capacity',
]);

type Setter = (tree: Tree) => void;

/** Every mutant of these stacks by rule, or of some: each resource dropped, each attribute changed in each way that its kind allows. */
export function mutantsOf(trees: ReadonlyMap<string, Tree>, only = /^/): readonly Mutant[] {
  const pools = referencesByAttribute(trees);
  return [...trees]
    .filter(([stack]) => only.test(stack))
    .flatMap(([stack, tree]) =>
      Object.entries(tree.resource)
        .filter(([type]) => TYPES.test(type))
        .flatMap(([type, resources]) =>
          Object.entries(resources).flatMap(([name, body]): Mutant[] => {
            const at = `${stack}/${type}.${name}`;
            const dropped: Mutant = {
              name: `${at}: dropped`,
              stack,
              apply: (changed) => Reflect.deleteProperty(changed.resource[type] ?? {}, name),
            };
            const changed = changesIn(body, [], type, pools).map(({ text, path, value }): Mutant => ({
              name: `${at}: ${path.join('.')} ${text}`,
              stack,
              apply: set(['resource', type, name, ...path], value),
            }));
            const scope = ORDERED[type];
            const earlier = scope === undefined ? [] : beforeAnother(body, resources, scope);
            const moved = earlier.map(({ text, value }): Mutant => ({
              name: `${at}: ${text}`,
              stack,
              apply: set(['resource', type, name, 'priority'], value),
            }));
            return [dropped, ...changed, ...moved];
          }),
        ),
    );
}

/** Resources that are tried in order of their priority, and what they belong to. */
const ORDERED: Readonly<Record<string, string>> = {
  aws_route53_resolver_firewall_rule: 'firewall_rule_group_id',
  azurerm_firewall_policy_rule_collection_group: 'firewall_policy_id',
};

interface Change {
  readonly path: readonly (string | number)[];
  readonly text: string;
  /** Undefined: the value is removed. */
  readonly value: unknown;
}

function changesIn(
  value: unknown,
  path: readonly (string | number)[],
  type: string,
  pools: ReadonlyMap<string, readonly string[]>,
): readonly Change[] {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const shorter = items.flatMap((item, index): readonly Change[] =>
      typeof item === 'string' && item.startsWith('aws:alert')
        ? []
        : [
            {
              path,
              text: `without item ${index}`,
              value: items.filter((__, other) => other !== index),
            },
          ],
    );
    return [
      ...reordered(items, path),
      ...shorter,
      ...items.flatMap((item, index) => changesIn(item, [...path, index], type, pools)),
    ];
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([key]) => !NAMES.has(key) && key !== 'priority')
      .flatMap(([key, inner]) => changesIn(inner, [...path, key], type, pools));
  if (typeof value === 'boolean') return [{ path, text: `${!value}`, value: !value }];
  if (typeof value === 'number') return [-1, 1].map((by) => ({ path, text: `${value + by}`, value: value + by }));
  return typeof value === 'string' ? changesOfText(value, path, type, pools) : [];
}

/** Two neighbours by priority change places; numbers that leave the order as it is change nothing. */
function reordered(items: readonly unknown[], path: Change['path']): readonly Change[] {
  const ranked = items
    .map((item, index) => ({ index, priority: Number((item as Attributes | undefined)?.['priority'] ?? Number.NaN) }))
    .filter(({ priority }) => !Number.isNaN(priority))
    .sort((a, b) => a.priority - b.priority);
  return ranked.slice(1).map((second, at) => {
    const first = ranked[at] ?? second;
    const swapped = items.map((item, index) => {
      const other = index === first.index ? second : index === second.index ? first : undefined;
      return other ? { ...(item as Attributes), priority: other.priority } : item;
    });
    return { path, text: `items ${first.index} and ${second.index} in the other order`, value: swapped };
  });
}

/** A rule of DNS Firewall, or a group of Azure's, before the one that it follows. */
function beforeAnother(
  rule: Attributes,
  all: Readonly<Record<string, Attributes>>,
  scope: string,
): readonly { readonly text: string; readonly value: number }[] {
  const lower = Object.values(all)
    .filter((other) => other[scope] === rule[scope])
    .map((other) => Number(other['priority']))
    .filter((priority) => priority < Number(rule['priority']));
  const value = Math.max(...lower) - 1;
  return lower.length === 0 ? [] : [{ text: 'before the one that it follows', value }];
}

function changesOfText(
  value: string,
  path: readonly (string | number)[],
  type: string,
  pools: ReadonlyMap<string, readonly string[]>,
): readonly Change[] {
  const as = (text: string, changed: string): Change => ({ path, text, value: changed });
  const attribute = path.filter((step) => typeof step === 'string').join('.');
  if (attribute.endsWith('rules_string')) return changesOfRules(value).map(([text, changed]) => as(text, changed));
  if (value.startsWith('${')) {
    const pool = pools.get(`${type} ${attribute}`) ?? [];
    const other = pool[(pool.indexOf(value) + 1) % pool.length];
    return other === undefined || other === value ? [] : [as(`becomes ${other}`, other)];
  }
  if (/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(value)) return prefixes(value).map((other) => as(other, other));
  if (/^\d+\.\d+\.\d+\.\d+$/.test(value)) return [as('next address', next(value))];
  const swaps: Readonly<Record<string, string>> = {
    enable: 'disable',
    ENABLED: 'DISABLED',
    DISABLED: 'ENABLED',
    tcp: 'udp',
    udp: 'tcp',
    BLOCK: 'ALLOW',
    ALLOW: 'BLOCK',
    FORWARD: 'SYSTEM',
    SYSTEM: 'FORWARD',
    INBOUND: 'OUTBOUND',
    OUTBOUND: 'INBOUND',
    'aws:drop_strict': 'aws:drop_established',
    'aws:drop_established': 'aws:alert_established',
    'aws:forward_to_sfe': 'aws:pass',
    Allow: 'Deny',
    Deny: 'Allow',
    TCP: 'UDP',
    UDP: 'TCP',
    ICMP: 'TCP',
    Any: 'TCP',
    Http: 'Https',
    Https: 'Http',
    PrivateTraffic: 'Internet',
    Internet: 'PrivateTraffic',
    Enabled: 'Disabled',
    Standard: 'Basic',
    VpnGateway: 'ExpressRoute',
    Terminate: 'Continue',
    Contains: 'Equals',
    AzurePrivatePeering: 'MicrosoftPeering',
  };
  const swapped = swaps[value];
  if (swapped !== undefined) return [as(swapped, swapped)];
  if (attribute.endsWith('destination_ports')) return [as('another port', value === '*' ? '1' : portMore(value))];
  if (/^\*\.[\w-]+(\.[\w-]+)+$/.test(value)) return [as('another name', `*.x-${value.slice(2)}`)];
  // A name: another one.
  return /^[\w*-]+(\.[\w-]+)+$/.test(value) ? [as('another name', `x-${value}`)] : [];
}

function portMore(value: string): string {
  const [low = '', high = low] = value.split('-');
  return `${low}-${Number(high) + 1}`;
}

/** Per line: gone, turned round, passed or dropped, a port more, a prefix twice as wide. */
function changesOfRules(text: string): readonly (readonly [string, string])[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index): (readonly [string, string])[] => {
    // What only notes something down says nothing of traffic.
    if (line === '' || line.startsWith('alert')) return [];
    const sid = /sid:(\d+)/.exec(line)?.[1] ?? String(index);
    const withLine = (changed: string | undefined): string =>
      lines.flatMap((other, at) => (at !== index ? [other] : changed === undefined ? [] : [changed])).join('\n');
    const variants: (readonly [string, string | undefined])[] = [
      ['gone', undefined],
      ['pass and drop swapped', line.replace(/^(pass|drop)/, (word) => (word === 'pass' ? 'drop' : 'pass'))],
      ['turned round', line.replace(/^(\w+ \w+) (\S+) (\S+) -> (\S+) (\S+)/, '$1 $4 $5 -> $2 $3')],
      ['a port more', line.replace(/ (\d+) \(/, (_, port: string) => ` [${port}:${Number(port) + 1}] (`)],
      [
        'a prefix wider',
        line.replace(/\[(\d+\.\d+\.\d+\.\d+\/\d+)/, (_, prefix: string) => `[${prefixes(prefix)[0] ?? ''}`),
      ],
      [
        'another protocol',
        line.replace(
          /^(\w+) (tcp|udp|icmp) /,
          (_, action: string, protocol: string) => `${action} ${protocol === 'tcp' ? 'udp' : 'tcp'} `,
        ),
      ],
      ['another name', line.replace(/content:"([^"]*)"/, 'content:"x-$1"')],
    ];
    return variants
      .filter(([, changed]) => changed !== line)
      .map(([what, changed]) => [`rule ${sid} ${what}`, withLine(changed)] as const);
  });
}

/** A prefix one bit wider, and one bit narrower. */
function prefixes(text: string): readonly string[] {
  const [address = '', length = '32'] = text.split('/');
  const bits = Number(length);
  const found: string[] = [];
  if (bits > 0) found.push(`${masked(address, bits - 1)}/${bits - 1}`);
  if (bits < 32) found.push(`${address}/${bits + 1}`);
  return found;
}

function masked(address: string, bits: number): string {
  const value = toNumber(address);
  const size = 2 ** (32 - bits);
  return fromNumber(Math.floor(value / size) * size);
}

function next(address: string): string {
  return fromNumber(toNumber(address) + 1);
}

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const fromNumber = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** What the references of an attribute of a type are anywhere in the stacks, so that one can stand for another. */
function referencesByAttribute(trees: ReadonlyMap<string, Tree>): ReadonlyMap<string, readonly string[]> {
  const pools = new Map<string, Set<string>>();
  const visit = (value: unknown, type: string, attribute: string): void => {
    if (typeof value === 'string' && value.startsWith('${')) {
      const key = `${type} ${attribute}`;
      pools.set(key, (pools.get(key) ?? new Set()).add(value));
    } else if (Array.isArray(value)) for (const item of value) visit(item, type, attribute);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value))
        visit(inner, type, attribute === '' ? key : `${attribute}.${key}`);
  };
  for (const tree of trees.values())
    for (const [type, resources] of Object.entries(tree.resource))
      for (const body of Object.values(resources)) visit(body, type, '');
  return new Map([...pools].map(([key, values]) => [key, [...values].sort(compareText)]));
}

function set(path: readonly (string | number)[], value: unknown): Setter {
  return (tree) => {
    let at = tree as unknown as Record<string | number, unknown>;
    for (const step of path.slice(0, -1)) at = at[step] as Attributes;
    at[path.at(-1) ?? ''] = value;
  };
}
