import type { AzureHub, Catalogue } from '../../catalogue/model';
import { gatewayMbps, SCALE_UNIT_MBPS, tunnelMbps } from '../lock/scale-units';
import type { NetworkPlan } from '../network-plan';
import { azureHubs } from '../places/hubs';
import { type AzureRules, type AzureSide, networkRulesOf } from '../rules/azure-rules';
import type { AzureServicesStackInput } from '../stacks/azure/services';
import { azureSharedUses } from './datacentres';
import type { NoteUse } from './quota-use';

/**
 * What sites and VNets take of the limits of each Azure hub. Counted before anything is rendered there: over 4,000 or
 * 10,000 routes Azure drops the BGP session, and the whole hub is offline.
 */
export function azureUses(catalogue: Catalogue, plan: NetworkPlan, use: NoteUse): void {
  const hubs = azureHubs(catalogue);
  for (const hub of hubs) {
    const scope = `hub ${hub.id}`;
    const path = ['hubs', catalogue.hubs.indexOf(hub)];
    const connections = plan.connections.filter((each) => each.cloud === 'azure' && each.hub === hub.id);
    const vnets = [
      ...catalogue.tenants.flatMap((tenant) => tenant.vnets),
      ...catalogue.tenants.flatMap((tenant) =>
        tenant.servicesVnets.map(({ cidr, ...vnet }) => ({ ...vnet, cidrs: [cidr] })),
      ),
    ].filter((vnet) => vnet.hub === hub.id);
    const learned = connections.reduce((sum, each) => sum + each.prefixes.length + (each.loopback ? 1 : 0), 0);
    const prefixes = vnets.reduce((sum, vnet) => sum + vnet.cidrs.length, 0);
    const shared = azureSharedUses(catalogue, plan, hub);
    use('branches', connections.length + shared.connections, scope, path);
    // Each other hub of the WAN takes one of a hub's connections.
    use('vnets', vnets.length === 0 ? 0 : vnets.length + hubs.length - 1, scope, path);
    use('vnetPrefixes', prefixes, scope, path);
    use('gatewayRoutes', learned + shared.routes, scope, path);
    use('hubRoutes', learned + shared.routes + prefixes, scope, path);
    // With routing intent what branches send passes the firewall and not the hub's router, whose size VMs decide.
    use(
      'hubRouterVms',
      vnets.flatMap(({ cidrs }) => cidrs).reduce((sum, { first, last }) => sum + last - first + 1, 0),
      scope,
      path,
    );
    // Whatever is learned here, a circuit's route map lets the hub's own prefix out and nothing else.
    const circuits = plan.stacks.filter(
      (stack) => stack.kind === 'azure-datacentre' && stack.hub.id === hub.id && stack.circuits.length > 0,
    );
    use('circuitRoutes', circuits.length === 0 ? 0 : 1, scope, path);
    gatewayUse(catalogue, plan, hub, use);
    for (const stack of plan.stacks) {
      if (stack.hub.id !== hub.id) continue;
      if (stack.kind === 'azure-rules') firewallUses(stack.rules, scope, use);
      if (stack.kind === 'azure-services') resolverUses(stack, scope, use);
    }
  }
}

/** The gateway's size is a number of the lock: what is left of it is the limit. */
function gatewayUse(catalogue: Catalogue, plan: NetworkPlan, hub: AzureHub, use: NoteUse): void {
  const stack = plan.stacks.find((each) => each.kind === 'azure-hub' && each.hub.id === hub.id);
  if (stack?.kind !== 'azure-hub') return;
  const path = ['hubs', catalogue.hubs.indexOf(hub)];
  const scope = `hub ${hub.id}`;
  use('gatewayMbps', gatewayMbps(catalogue, hub), scope, path, stack.scaleUnits * SCALE_UNIT_MBPS);
  const fastest = plan.connections.reduce(
    (most, each) => (each.cloud === 'azure' && each.hub === hub.id ? Math.max(most, each.mbps) : most),
    0,
  );
  use('tunnelMbps', fastest, scope, path, tunnelMbps(stack.scaleUnits));
  const circuits = catalogue.datacentres
    .flatMap((datacentre) => datacentre.circuits)
    .filter((circuit) => circuit.kind === 'express-route' && circuit.hub === hub.id);
  use('expressRouteCircuits', circuits.length, scope, path);
  use(
    'expressRouteMbps',
    circuits.reduce((sum, circuit) => sum + circuit.mbps, 0),
    scope,
    path,
  );
}

/** A side of IP groups counts once a group, a side of prefixes once a prefix. */
function firewallUses({ ipGroups, groups }: AzureRules, scope: string, use: NoteUse): void {
  const size = (side: AzureSide): number => ('ipGroups' in side ? side.ipGroups : side.prefixes).length;
  const largest = ipGroups.reduce((most, group) => Math.max(most, group.prefixes.length), 0);
  const pairs = networkRulesOf(groups).reduce((sum, rule) => sum + size(rule.source) * size(rule.destination), 0);
  use('ipGroups', ipGroups.length, scope);
  use('ipGroupPrefixes', largest, scope);
  use('networkRules', pairs, scope);
  use('ruleCollectionGroups', groups.length, scope);
  use('ruleCollectionBytes', Math.max(...groups.map((group) => JSON.stringify(group).length)), scope);
}

function resolverUses({ forwarding, refused, suppliers }: AzureServicesStackInput, scope: string, use: NoteUse): void {
  use('forwardingRules', forwarding.length, scope);
  use('privateZones', refused.length + suppliers.reduce((sum, each) => sum + each.zones.length, 0), scope);
  use(
    'forwardingTargets',
    forwarding.reduce((most, rule) => Math.max(most, rule.targets.length), 0),
    scope,
  );
}
