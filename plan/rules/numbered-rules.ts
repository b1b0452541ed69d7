import type { Catalogue } from '../../catalogue/model';
import type { HubNetworks } from '../lock/hub-networks';
import { awsHubs, domainsAt } from '../places/hubs';
import { planEgress } from './egress-policy';
import { egressRules } from './egress-rules';
import { planRules } from './plan-rules';

/** Rule group of a breakout; its rules stand in one group, since their order decides. */
export function egressGroup(domain: string): string {
  return `egress-${domain}`;
}

/** Everything that needs a rule number or a group priority from the lock. */
export function numberedRules(
  catalogue: Catalogue,
  hubs: HubNetworks,
): { readonly keys: readonly string[]; readonly groups: readonly string[] } {
  const rules = planRules(catalogue, hubs);
  const breakouts = awsHubs(catalogue).flatMap((hub) =>
    domainsAt(catalogue, hub, hubs).flatMap((id) => {
      const domain = catalogue.egressDomains.find((candidate) => candidate.id === id);
      return domain ? [{ id, rules: egressRules(planEgress(catalogue, hubs, hub, domain)) }] : [];
    }),
  );
  const keys = [...rules, ...breakouts.flatMap((breakout) => breakout.rules)].map((rule) => rule.key);
  const groups = [...rules.map((rule) => rule.group), ...breakouts.map(({ id }) => egressGroup(id))];
  return { keys: [...new Set(keys)], groups: [...new Set(groups)] };
}
