import type { AwsHub, Catalogue } from '../../catalogue/model';
import type { NetworkPlan } from '../network-plan';
import type { AwsBreakoutStackInput } from '../stacks/aws/breakout';
import type { AwsServicesStackInput } from '../stacks/aws/services';
import type { StackInput } from '../stacks/stack-input';
import type { NoteUse } from './quota-use';
import { breakoutRuleLength, ruleLength } from './rule-length';

/** Stacks that make a VPC of the hub's own, attachment included. */
export function isVpcStack(stack: StackInput): boolean {
  return stack.kind === 'aws-inspect' || stack.kind === 'aws-breakout' || stack.kind === 'aws-services';
}

/** Limits of one breakout and of the services VPC. */
export function breakoutUses(catalogue: Catalogue, plan: NetworkPlan, hub: AwsHub, use: NoteUse): void {
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  for (const stack of breakouts(plan, [hub])) {
    const scope = `${stack.domain} at ${hub.id}`;
    const index = catalogue.egressDomains.findIndex((domain) => domain.id === stack.domain);
    const domain = catalogue.egressDomains[index];
    const sites = new Set(
      plan.connections
        .filter((connection) => connection.cloud === 'aws' && connection.hub === hub.id)
        .filter((connection) => tenants.get(connection.tenant)?.egress === stack.domain)
        .map((connection) => connection.site),
    );
    // With a zone lost, the others carry its connections.
    const addresses = stack.natAddressesPerZone * Math.max(1, stack.zones.length - 1);
    use('natFlows', Math.ceil((sites.size * (domain?.flowsPerSite ?? 0)) / addresses), scope, [
      'egressDomains',
      index,
      'id',
    ]);
    use('natAddresses', stack.natAddressesPerZone, scope, ['egressDomains', index, 'natAddressesPerZone']);
    use('routesPerTable', stack.homeNet.length + 2, scope);
    use('groupRules', stack.homeNet.length * 2, `resolver of ${scope}`);
  }
  for (const stack of services(plan, [hub])) {
    const scope = `services VPC of ${hub.id}`;
    const targets = new Set(stack.dnsRules.flatMap((rule) => rule.targets));
    use('interfaceEndpoints', stack.suppliers.length, scope);
    use('groupRules', targets.size * 2, `outbound resolver of ${hub.id}`);
    use('resolverTargets', Math.max(0, ...stack.dnsRules.map((rule) => rule.targets.length)), scope);
    for (const supplier of stack.suppliers)
      use('groupRules', supplier.consumers.length * supplier.ports.length, `endpoint of ${supplier.id}`);
  }
}

/** Limits of the hub's firewalls. */
export function firewallUses(catalogue: Catalogue, plan: NetworkPlan, hub: AwsHub, use: NoteUse): void {
  for (const stack of plan.stacks) {
    if (stack.hub.id !== hub.id) continue;
    if (stack.kind === 'aws-inspect') {
      const largest = Math.max(0, ...stack.ruleGroups.map((group) => group.capacity));
      use('ruleGroups', stack.ruleGroups.length, `hub ${hub.id}`);
      use('groupCapacity', largest, `hub ${hub.id}`);
      use(
        'rulesPerPolicy',
        stack.ruleGroups.reduce((sum, group) => sum + group.capacity, 0),
        `inspection at ${hub.id}`,
      );
      use('ruleLength', Math.max(0, ...plan.rules.map(ruleLength)), `hub ${hub.id}`);
    }
    if (stack.kind === 'aws-breakout') {
      const index = catalogue.egressDomains.findIndex((domain) => domain.id === stack.domain);
      const scope = `${stack.domain} at ${hub.id}`;
      const longest = Math.max(0, ...stack.ruleGroup.rules.map((rule) => breakoutRuleLength(rule, stack.homeNet)));
      use('ruleLength', longest, scope, ['egressDomains', index, 'id']);
      const lists = [stack.dnsFilter.refused, stack.dnsFilter.permitted ?? []];
      use('dnsListEntries', Math.max(...lists.map((list) => list.length)), scope, ['egressDomains', index, 'names']);
      use('groupCapacity', stack.ruleGroup.capacity, `${stack.domain} at ${hub.id}`, ['egressDomains', index, 'names']);
    }
  }
}

/** Limits that all hubs of one region and account share. */
export function regionUses(
  plan: NetworkPlan,
  hubs: readonly AwsHub[],
  connections: number,
  scope: string,
  use: NoteUse,
): void {
  const own = breakouts(plan, hubs);
  const gateways = own.flatMap((stack) => stack.zones.map((zone) => zone.zone));
  const perZone = new Map<string, number>();
  for (const zone of gateways) perZone.set(zone, (perZone.get(zone) ?? 0) + 1);
  const made = own.reduce(
    (sum, stack) =>
      sum + stack.zones.filter((zone) => zone.allocations === undefined).length * stack.natAddressesPerZone,
    0,
  );
  const inside = services(plan, hubs);
  const vpcs = plan.stacks.filter((stack) => isVpcStack(stack) && hubs.some((hub) => hub.id === stack.hub.id));
  const inspections = vpcs.flatMap((stack) => (stack.kind === 'aws-inspect' ? [stack] : []));
  use('vpcs', vpcs.length, scope);
  use('firewalls', inspections.length + own.length, scope);
  use(
    'ruleGroupsPerRegion',
    inspections.reduce((sum, stack) => sum + stack.ruleGroups.length, own.length),
    scope,
  );
  use('internetGateways', own.length, scope);
  use('elasticAddresses', made, scope);
  use('natGateways', Math.max(0, ...perZone.values()), scope);
  use('resolverEndpoints', own.length + inside.length, scope);
  use(
    'resolverRules',
    inside.reduce((sum, stack) => sum + stack.dnsRules.length, 0),
    scope,
  );
  use('alarms', connections + gateways.length, scope);
}

function breakouts(plan: NetworkPlan, hubs: readonly AwsHub[]): readonly AwsBreakoutStackInput[] {
  return plan.stacks.flatMap((stack) =>
    stack.kind === 'aws-breakout' && hubs.some((hub) => hub.id === stack.hub.id) ? [stack] : [],
  );
}

function services(plan: NetworkPlan, hubs: readonly AwsHub[]): readonly AwsServicesStackInput[] {
  return plan.stacks.flatMap((stack) =>
    stack.kind === 'aws-services' && hubs.some((hub) => hub.id === stack.hub.id) ? [stack] : [],
  );
}
