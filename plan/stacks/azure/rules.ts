import type { AzureHub } from '../../../catalogue/model';
import { egressGroups } from '../../rules/azure-egress';
import { type AzureRules, circuitRules, planAzureRules } from '../../rules/azure-rules';
import { planEgress } from '../../rules/egress-policy';
import { tunnelEnds } from './datacentre';
import type { AzureHubParts, AzureStackBase } from './hub-parts';

export interface AzureRulesStackInput extends AzureStackBase {
  readonly kind: 'azure-rules';
  readonly hubStack: string;
  readonly rules: AzureRules;
}

/** Everything at a hub that its firewall decides. */
export function azureRulesAt(
  { catalogue, lock, rules }: Omit<AzureHubParts, 'connections'>,
  hub: AzureHub,
): AzureRules {
  const domain = catalogue.egressDomains.find((each) => each.id === hub.egress);
  const inside = planAzureRules(rules, catalogue.tenants, lock.hubs);
  const outside = domain ? egressGroups(planEgress(catalogue, lock.hubs, hub, domain)) : [];
  const circuits = circuitRules(tunnelEnds(catalogue, lock, hub), hub.addressSpace);
  return { ipGroups: inside.ipGroups, groups: [...circuits, ...inside.groups, ...outside] };
}
