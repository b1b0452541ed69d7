import { Cidr, parseCidr } from '../../catalogue/values/cidr';
import type { AzureRule } from '../network/azure-rule';
import type { AzureFirewall, Fault } from '../network/network';
import { block, blocks, type Key, keyOf, type References, type Resource, text, texts } from '../terraform/stack-json';
import type { AddressMatch, PortMatch } from '../terraform/suricata-rule';

type ByType = (type: string) => readonly Resource[];
type Json = Readonly<Record<string, unknown>>;

/** Thrown for a rule that this proof can't read: it must not guess what it means. */
class UnreadableAzureRule extends Error {}

/** Firewalls of virtual hubs with their rules, network rules first, each kind in the order in which it is tried. */
export function buildAzureFirewalls(
  ofType: ByType,
  references: References,
  faults: Fault[],
): ReadonlyMap<Key, AzureFirewall> {
  const groups = new Map(ofType('azurerm_ip_group').map((group) => [keyOf(group), texts(group.attributes['cidrs'])]));
  return new Map(
    ofType('azurerm_firewall').map((resource): [Key, AzureFirewall] => {
      const key = keyOf(resource);
      const policy = references.key(resource.stack, resource.attributes['firewall_policy_id']);
      if (policy === undefined) faults.push({ where: key, problem: 'has no policy of this network.' });
      if (resource.attributes['sku_name'] !== 'AZFW_Hub')
        faults.push({ where: key, problem: 'is no firewall of a virtual hub.' });
      const rules = ofType('azurerm_firewall_policy_rule_collection_group')
        .filter((group) => references.key(group.stack, group.attributes['firewall_policy_id']) === policy)
        .sort((a, b) => Number(a.attributes['priority']) - Number(b.attributes['priority']))
        .flatMap((group) => rulesOf(group, references, groups, faults));
      return [
        key,
        {
          kind: 'azure',
          key,
          subnets: [behind(key)],
          home: [],
          rules: [
            ...rules.filter(({ match }) => match.on === 'packets'),
            ...rules.filter(({ match }) => match.on === 'names'),
          ],
        },
      ];
    }),
  );
}

/** Where packets are that have passed a hub's firewall. */
export function behind(firewall: Key): Key {
  return `${firewall}#passed`;
}

function rulesOf(
  group: Resource,
  references: References,
  groups: ReadonlyMap<Key, readonly string[]>,
  faults: Fault[],
): readonly AzureRule[] {
  if (group.attributes['nat_rule_collection'] !== undefined)
    faults.push({ where: keyOf(group), problem: 'translates destinations, which this proof does not follow.' });
  const collections = (kind: 'network' | 'application'): readonly { collection: Json; kind: typeof kind }[] =>
    blocks(group.attributes[`${kind}_rule_collection`])
      .map((collection) => ({ collection, kind }))
      .sort((a, b) => Number(a.collection['priority']) - Number(b.collection['priority']));
  return [...collections('network'), ...collections('application')].flatMap(({ collection, kind }) =>
    blocks(collection['rule']).flatMap((rule): AzureRule[] => {
      const label = `${String(group.attributes['name'])}/${String(collection['name'])}/${String(rule['name'])}`;
      const side = (from: string): AddressMatch =>
        sideOf(texts(rule[`${from}_addresses`]), texts(rule[`${from}_ip_groups`]), (expression) =>
          groups.get(references.key(group.stack, expression) ?? ''),
        );
      try {
        return [
          {
            label,
            action: actionOf(collection['action']),
            source: side('source'),
            destination: kind === 'network' ? side('destination') : { any: true, prefixes: [] },
            match: kind === 'network' ? packets(rule) : names(rule),
          },
        ];
      } catch (error) {
        if (!(error instanceof UnreadableAzureRule)) throw error;
        faults.push({
          where: keyOf(group),
          problem: `holds a rule that this proof can't read: ${label} (${error.message})`,
        });
        return [];
      }
    }),
  );
}

function actionOf(value: unknown): AzureRule['action'] {
  if (value === 'Allow' || value === 'Deny') return value;
  throw new UnreadableAzureRule(`action ${String(value)}`);
}

function sideOf(
  addresses: readonly string[],
  groups: readonly string[],
  members: (expression: string) => readonly string[] | undefined,
): AddressMatch {
  const all = [
    ...addresses,
    ...groups.flatMap((expression) => {
      const found = members(expression);
      if (!found) throw new UnreadableAzureRule(`IP group ${expression}`);
      return found;
    }),
  ];
  if (all.includes('*')) return { any: true, prefixes: [] };
  if (all.length === 0) throw new UnreadableAzureRule('a side without addresses');
  return {
    any: false,
    prefixes: all.map((item) => {
      const parsed = parseCidr(item.includes('/') ? item : `${item}/32`);
      if (!(parsed instanceof Cidr)) throw new UnreadableAzureRule(item);
      return parsed;
    }),
  };
}

const PROTOCOLS = { TCP: 'tcp', UDP: 'udp', ICMP: 'icmp', Any: 'any' } as const;

function packets(rule: Json): AzureRule['match'] {
  if (rule['destination_fqdns'] !== undefined) throw new UnreadableAzureRule('a network rule on names');
  const protocols = texts(rule['protocols']).map((name) => {
    const found = PROTOCOLS[name as keyof typeof PROTOCOLS] as (typeof PROTOCOLS)[keyof typeof PROTOCOLS] | undefined;
    if (!found) throw new UnreadableAzureRule(`protocol ${name}`);
    return found;
  });
  const ports = texts(rule['destination_ports']);
  if (ports.length === 0) throw new UnreadableAzureRule('no ports');
  if (protocols.every((protocol) => protocol === 'icmp') && ports.join() !== '*')
    throw new UnreadableAzureRule('ICMP with ports');
  return { on: 'packets', protocols, ports: ports.includes('*') ? [] : ports.map(portOf) };
}

function portOf(value: string): PortMatch {
  const [low = '', high = low] = value.split('-');
  const [first, last] = [Number(low), Number(high)];
  if (!Number.isInteger(first) || !Number.isInteger(last)) throw new UnreadableAzureRule(`port ${value}`);
  return { first, last };
}

/** What an application rule may say beside names widens or narrows it in ways that this proof does not follow. */
const UNKNOWN = [
  'destination_urls',
  'destination_fqdn_tags',
  'web_categories',
  'http_headers',
  'terminate_tls',
  'destination_addresses',
];

function names(rule: Json): AzureRule['match'] {
  const unknown = UNKNOWN.find((key) => rule[key] !== undefined);
  if (unknown !== undefined) throw new UnreadableAzureRule(unknown);
  const protocols = blocks(rule['protocols']).map((protocol) => {
    const type = text(protocol['type']);
    if (type !== 'Http' && type !== 'Https') throw new UnreadableAzureRule(`protocol ${String(type)}`);
    return { speaks: type === 'Http' ? ('http' as const) : ('tls' as const), port: Number(block(protocol)['port']) };
  });
  const list = texts(rule['destination_fqdns']).map((name) => name.toLowerCase());
  if (list.length === 0 || protocols.length === 0) throw new UnreadableAzureRule('no names or no protocols');
  // An asterisk stands for any beginning of a name, and nowhere else.
  if (list.some((name) => name.lastIndexOf('*') > 0)) throw new UnreadableAzureRule('an asterisk within a name');
  return { on: 'names', protocols, names: list };
}
