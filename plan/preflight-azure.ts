import type { Catalogue } from '../catalogue/model';
import { planAzureRules, type AzureRules, type AzureSide } from './azure-rules';
import type { NetworkPlan } from './network-plan';
import type { NoteUse } from './preflight';

/**
 * What sites and VNets take of the limits of each Azure hub. Counted before anything is rendered there: over 4,000 or
 * 10,000 routes Azure drops the BGP session, and the whole hub is offline.
 */
export function azureUses(catalogue: Catalogue, plan: NetworkPlan, use: NoteUse): void {
  const hubs = catalogue.hubs.filter((hub) => hub.cloud === 'azure');
  const rules = planAzureRules(plan.rules, catalogue.tenants);
  for (const hub of hubs) {
    const scope = `hub ${hub.id}`;
    const path = ['hubs', catalogue.hubs.indexOf(hub)];
    const connections = plan.connections.filter((each) => each.cloud === 'azure' && each.hub === hub.id);
    const vnets = catalogue.tenants.flatMap((tenant) => tenant.vnets).filter((vnet) => vnet.hub === hub.id);
    const learned = connections.reduce((sum, each) => sum + each.prefixes.length + (each.loopback ? 1 : 0), 0);
    const prefixes = vnets.reduce((sum, vnet) => sum + vnet.cidrs.length, 0);
    use('branches', connections.length, scope, path);
    // Each other hub of the WAN takes one of a hub's connections.
    use('vnets', vnets.length === 0 ? 0 : vnets.length + hubs.length - 1, scope, path);
    use('vnetPrefixes', prefixes, scope, path);
    use('gatewayRoutes', learned, scope, path);
    use('hubRoutes', learned + prefixes, scope, path);
    firewallUses(rules, scope, use);
  }
}

/** A side of IP groups counts once a group, a side of prefixes once a prefix. */
function firewallUses({ ipGroups, groups }: AzureRules, scope: string, use: NoteUse): void {
  const size = (side: AzureSide): number => ('ipGroups' in side ? side.ipGroups : side.prefixes).length;
  const largest = ipGroups.reduce((most, group) => Math.max(most, group.prefixes.length), 0);
  const pairs = groups
    .flatMap((group) => group.rules)
    .reduce((sum, rule) => sum + size(rule.source) * size(rule.destination), 0);
  use('ipGroups', ipGroups.length, scope);
  use('ipGroupPrefixes', largest, scope);
  use('networkRules', pairs, scope);
}
