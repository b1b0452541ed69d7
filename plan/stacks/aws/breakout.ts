import type { Cidr } from '../../../catalogue/values/cidr';
import { DEFAULTS } from '../../../catalogue/defaults';
import type { EgressDomain } from '../../../catalogue/model';
import type { NamePattern } from '../../../catalogue/values/names';
import { type DnsFilter, endpointAddresses, planDnsFilter } from '../../dns/aws-dns';
import { domainsAt, isBreakoutLeaving, isGuestDomain } from '../../places/hubs';
import { layOutVpc, type ZoneSubnets } from '../../places/vpc-layout';
import { planEgress } from '../../rules/egress-policy';
import { type EgressMatch, egressRules, type Side } from '../../rules/egress-rules';
import { egressGroup } from '../../rules/numbered-rules';
import { portTexts } from '../../rules/port-texts';
import {
  capacityFor,
  type HubParts,
  leavingIn,
  type MaybeLeaving,
  type RuleGroupInput,
  type StackBase,
  stackBase,
  stackName,
} from './hub-parts';

/** The suffix of a breakout's stack: `aws-breakout-corporate`. */
export function breakoutSuffix(domain: string): string {
  return `breakout-${domain}`;
}

/** One stack per egress domain that has tenants at the hub. */
export function breakoutStacks(parts: HubParts): readonly AwsBreakoutStackInput[] {
  return domainsAt(parts.catalogue, parts.hub, parts.lock.hubs).flatMap((id) => {
    const domain = parts.catalogue.egressDomains.find((candidate) => candidate.id === id);
    return domain ? [breakoutStack(parts, domain)] : [];
  });
}

function breakoutStack(parts: HubParts, domain: EgressDomain): AwsBreakoutStackInput {
  const { catalogue, lock, hub } = parts;
  const held = lock.hubs[hub.id];
  const network = held?.networks[`egress-${domain.id}`] ?? '';
  const zones = layOutVpc(network, held?.zones ?? {});
  const resolvers = endpointAddresses(zones.map((zone) => zone.dns));
  const guest = isGuestDomain(catalogue, domain.id);
  const policy = planEgress(catalogue, lock.hubs, hub, domain);
  const rules = egressRules(policy);
  const name = egressGroup(domain.id);
  if (new Set(rules.map((rule) => rule.key)).size !== rules.length)
    throw new Error(`${domain.id} has two rules of one key: they would share a number`);
  return {
    ...stackBase(
      parts,
      stackName(parts, breakoutSuffix(domain.id)),
      [stackName(parts, 'hub')],
      hub.state === 'leaving' || isBreakoutLeaving(catalogue, domain, hub),
    ),
    kind: 'aws-breakout',
    domain: domain.id,
    guest,
    network,
    zones: zones.map((zone, index) => {
      const allocations = domain.natAllocations?.[zone.zone];
      return {
        ...zone,
        ...leavingIn(hub, zone.zone),
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
    associatedTable: guest ? `rt-post-${domain.id}` : 'rt-post',
    natAddressesPerZone: domain.natAddressesPerZone,
    ...(domain.leavingAddresses === 0 ? {} : { leavingAddresses: domain.leavingAddresses }),
    ...(catalogue.wan.firewallIdleSeconds === undefined ? {} : { idleSeconds: catalogue.wan.firewallIdleSeconds }),
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

/** One line of a breakout's rules; the first that matches decides. */
export interface BreakoutRuleInput {
  readonly sid: number;
  readonly action: 'pass' | 'drop' | 'reject';
  readonly sources: SideInput;
  readonly destinations: SideInput;
  readonly match: BreakoutMatch;
  readonly message: string;
}

export type SideInput = 'home' | 'outside' | 'anywhere' | readonly string[];

export type BreakoutMatch =
  | { readonly on: 'packets'; readonly protocol: 'ip' | 'tcp' | 'udp' | 'other'; readonly ports: readonly string[] }
  | { readonly on: 'handshake'; readonly ports: readonly string[] }
  | {
      readonly on: 'name';
      readonly protocol: 'tls' | 'http';
      readonly dotted?: true;
      readonly name?: NamePattern;
      readonly ports: readonly string[];
    };

export interface AwsBreakoutStackInput extends StackBase {
  readonly kind: 'aws-breakout';
  readonly domain: string;
  /** Public Wi-Fi's own: key and reader's role of its own for its logs. */
  readonly guest: boolean;
  /** Seconds after which the firewall forgets a TCP connection that says nothing; absent: AWS's 350. */
  readonly idleSeconds?: number;
  readonly network: string;
  readonly zones: readonly BreakoutZoneInput[];
  /** HOME_NET: supernets of the tenants that leave here; empty where the last has left a domain that is leaving. */
  readonly homeNet: readonly string[];
  readonly ruleGroup: RuleGroupInput<BreakoutRuleInput>;
  readonly associatedTable: string;
  readonly natAddressesPerZone: number;
  /** How many of them, the last ones, may be destroyed. */
  readonly leavingAddresses?: number;
  readonly dnsFilter: DnsFilter;
  readonly logRetentionDays: number;
  readonly logReaders: readonly string[];
}

export interface BreakoutZoneInput extends ZoneSubnets, MaybeLeaving {
  /** Addresses of the zone's inbound resolver. */
  readonly resolverAddresses: readonly string[];
  /** Existing elastic addresses; absent: new ones are made. */
  readonly allocations?: readonly string[];
}
