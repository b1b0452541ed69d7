import type { Cidr } from '../../../catalogue/cidr';
import type { EgressDomain } from '../../../catalogue/model';
import { DEFAULTS } from '../../../catalogue/defaults';
import { endpointAddresses, planDnsFilter } from '../../dns/aws-dns';
import { planEgress } from '../../rules/egress-policy';
import { egressRules, type EgressMatch, type Side } from '../../rules/egress-rules';
import { portTexts } from './inspect';
import { domainsAt } from '../../numbering/claims';
import { egressGroup } from '../../rules/numbered-rules';
import { capacityFor, routesTo, stackBase, stackName, type HubParts } from './hub-parts';
import type { AwsBreakoutStackInput, BreakoutMatch, SideInput } from '../stack-input';
import { layOutVpc } from '../../places/vpc-layout';

/** The suffix of a breakout's stack: `aws-breakout-corporate`. */
export function breakoutSuffix(domain: string): string {
  return `breakout-${domain}`;
}

/** One stack per egress domain that has tenants at the hub. */
export function breakoutStacks(parts: HubParts): readonly AwsBreakoutStackInput[] {
  return domainsAt(parts.catalogue, parts.hub).flatMap((id) => {
    const domain = parts.catalogue.egressDomains.find((candidate) => candidate.id === id);
    return domain ? [breakoutStack(parts, domain)] : [];
  });
}

function breakoutStack(parts: HubParts, domain: EgressDomain): AwsBreakoutStackInput {
  const { catalogue, lock, hub, tables } = parts;
  const held = lock.hubs[hub.id];
  const network = held?.networks[`egress-${domain.id}`] ?? '';
  const zones = layOutVpc(network, held?.zones ?? {});
  const resolvers = endpointAddresses(zones.map((zone) => zone.dns));
  const guest = catalogue.tenants.some((tenant) => tenant.kind === 'public-wifi' && tenant.egress === domain.id);
  const policy = planEgress(catalogue, lock.hubs, hub, domain);
  const rules = egressRules(policy);
  const name = egressGroup(domain.id);
  if (new Set(rules.map((rule) => rule.key)).size !== rules.length)
    throw new Error(`${domain.id} has two rules of one key: they would share a number`);
  return {
    ...stackBase(parts, stackName(parts, breakoutSuffix(domain.id)), [stackName(parts, 'hub')]),
    kind: 'aws-breakout',
    domain: domain.id,
    guest,
    network,
    zones: zones.map((zone, index) => {
      const allocations = domain.natAllocations?.[zone.zone];
      return {
        ...zone,
        resolverAddresses: resolvers[index] ?? [],
        ...(allocations === undefined ? {} : { allocations }),
      };
    }),
    homeNet: policy.home.map(String),
    ruleGroup: {
      name,
      priority: lock.ruleGroups[name] ?? 0,
      capacity: capacityFor(rules.length),
      rules: rules.map((rule) => ({
        sid: lock.rules[rule.key] ?? 0,
        action: rule.action,
        sources: sideInput(rule.sources, policy.home),
        destinations: sideInput(rule.destinations, policy.home),
        match: matchInput(rule.match),
        message: `${domain.id}: ${rule.message}`,
      })),
    },
    routes: routesTo(tables, (via) => via.to === 'egress' && via.domain === domain.id),
    associatedTable: guest ? `rt-post-${domain.id}` : 'rt-post',
    natAddressesPerZone: domain.natAddressesPerZone,
    dnsFilter: planDnsFilter(catalogue, hub, domain),
    logRetentionDays:
      domain.logRetentionDays ?? (guest ? DEFAULTS.guestLogRetentionDays : catalogue.wan.logRetentionDays),
    logReaders: [...domain.logReaders].sort(),
  };
}

/** All of the domain's prefixes are written as its HOME_NET: the rules stay short. */
function sideInput(side: Side, home: readonly Cidr[]): SideInput {
  if (typeof side === 'string') return side;
  return String(side) === String(home) ? 'home' : side.map(String);
}

function matchInput(match: EgressMatch): BreakoutMatch {
  const ports = portTexts(match.ports ?? []);
  if (match.on === 'name') return { ...match, ports };
  return match.on === 'handshake' ? { on: 'handshake', ports } : { on: 'packets', protocol: match.protocol, ports };
}
