import { Cidr, parseCidr } from '../../catalogue/values/cidr';
import type { Fault, LinkEnd } from '../network/network';
import { block, blocks, type Key, keyOf, type References, type Resource, text, texts } from '../terraform/stack-json';

type ByType = (type: string) => readonly Resource[];

export interface LinkEnds {
  /** By attachment, of either cloud. */
  readonly ends: ReadonlyMap<Key, LinkEnd>;
  readonly faults: readonly Fault[];
}

/** Which attachments of the two clouds are ends of one tunnel: an Azure VPN site whose address is that of a tunnel of AWS. */
export function linkEnds(ofType: ByType, references: References): LinkEnds {
  const faults: Fault[] = [];
  const ends = new Map<Key, LinkEnd>();
  const sites = new Map(ofType('azurerm_vpn_site').map((site) => [keyOf(site), site]));
  const maps = new Map(ofType('azurerm_route_map').map((map) => [keyOf(map), map]));
  for (const connection of ofType('azurerm_vpn_gateway_connection')) {
    const site = sites.get(references.key(connection.stack, connection.attributes['remote_vpn_site_id']) ?? '');
    const inAws = site && tunnelOf(site, references);
    if (inAws === undefined) continue;
    const outbound = block(connection.attributes['routing'])['outbound_route_map_id'];
    const map = maps.get(references.key(connection.stack, outbound) ?? '');
    const filter = map && filterOf(map, faults);
    const key = keyOf(connection);
    ends.set(key, { peers: [inAws], ...(filter ? { filter } : {}) });
    ends.set(inAws, { peers: [...(ends.get(inAws)?.peers ?? []), key] });
  }
  return { ends, faults };
}

/** The VPN connection of AWS that a site stands for. */
export function tunnelOf(site: Resource, references: References): Key | undefined {
  const key = references.key(site.stack, block(site.attributes['link'])['ip_address']);
  return key?.includes('/aws_vpn_connection.') === true ? key : undefined;
}

/**
 * Rules in order; what a rule matches and ends is told as it is, what it drops is not, what no rule matches is told.
 * Source: learn.microsoft.com/azure/virtual-wan/route-maps-about
 */
function filterOf(map: Resource, faults: Fault[]): (prefix: Cidr) => boolean {
  const rules = blocks(map.attributes['rule']).map((rule) => {
    const [action, ...more] = blocks(rule['action']);
    const criteria = blocks(rule['match_criterion']);
    const prefixes = criteria.map((criterion) => texts(criterion['route_prefix']).map(parseCidr));
    const conditions = criteria.map((criterion) => text(criterion['match_condition']));
    const readable =
      more.length === 0 &&
      (action === undefined || action['type'] === 'Drop') &&
      conditions.every((condition) => condition === 'Contains') &&
      prefixes.every((list) => list.length > 0 && list.every((prefix) => prefix instanceof Cidr)) &&
      (rule['next_step_if_matched'] === 'Terminate' || rule['next_step_if_matched'] === 'Continue');
    if (!readable)
      faults.push({ where: keyOf(map), problem: `holds a rule that this proof can't read: ${String(rule['name'])}.` });
    return {
      drops: action !== undefined,
      ends: rule['next_step_if_matched'] === 'Terminate',
      matches: (prefix: Cidr): boolean =>
        prefixes.every((list) => list.some((wider) => wider instanceof Cidr && wider.contains(prefix))),
    };
  });
  return (prefix) => {
    for (const rule of rules) {
      if (!rule.matches(prefix)) continue;
      if (rule.drops) return false;
      if (rule.ends) return true;
    }
    return true;
  };
}
