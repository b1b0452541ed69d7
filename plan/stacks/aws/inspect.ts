import { compareText } from '../../../catalogue/issues/issue';
import type { Lock } from '../../lock/lock-file';
import { domainsAt } from '../../places/hubs';
import { ownSupernets } from '../../places/own-supernets';
import { coverOf } from '../../places/prefix-cover';
import { layOutVpc, type ZoneSubnets } from '../../places/vpc-layout';
import { portTexts } from '../../rules/port-texts';
import type { Rule } from '../../rules/rule';
import { breakoutSuffix } from './breakout';
import {
  capacityFor,
  type HubParts,
  type HubRouteInput,
  leavingIn,
  type MaybeLeaving,
  routesTo,
  type RuleGroupInput,
  type StackBase,
  stackBase,
  stackName,
} from './hub-parts';

/** Lines a permission takes at most: the request, its replies, and one that logs. */
const LINES_PER_RULE = 3;

/** The inspection firewall's rule groups, with the numbers the lock gave them. */
export function inspectRuleGroups(rules: readonly Rule[], lock: Lock): readonly RuleGroupInput<FirewallRuleInput>[] {
  return [...new Set(rules.map((rule) => rule.group))]
    .sort(compareText)
    .map((group): RuleGroupInput<FirewallRuleInput> => {
      const own = rules.filter((rule) => rule.group === group);
      return {
        name: group,
        priority: lock.ruleGroups[group] ?? 0,
        capacity: capacityFor(own.length * LINES_PER_RULE),
        rules: own.map((rule) => ({
          sid: lock.rules[rule.key] ?? 0,
          protocol: rule.protocol,
          sources: rule.sources.map(String),
          destinations: rule.destinations.map(String),
          ports: portTexts(rule.ports),
          log: rule.log,
          message: rule.message,
        })),
      };
    });
}

/** A permission of the inspection firewall. */
export interface FirewallRuleInput {
  readonly sid: number;
  readonly protocol: 'any' | 'tcp' | 'udp' | 'icmp';
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** `443` or `5000-5010`; empty: all. */
  readonly ports: readonly string[];
  readonly log: boolean;
  readonly message: string;
}

export interface AwsInspectStackInput extends StackBase {
  readonly kind: 'aws-inspect';
  /** Seconds after which the firewall forgets a TCP connection that says nothing; absent: AWS's 350. */
  readonly idleSeconds?: number;
  readonly network: string;
  readonly zones: readonly (ZoneSubnets & MaybeLeaving)[];
  /** HOME_NET of the policy: every tenant's supernets. */
  readonly homeNet: readonly string[];
  readonly ruleGroups: readonly RuleGroupInput<FirewallRuleInput>[];
  /** Static routes of the hub's tables that point here. */
  readonly routes: readonly HubRouteInput[];
  /** Those that lead to breakouts: all in this one stack, so that one that changes hands is replaced and not made twice. */
  readonly egressRoutes: readonly (HubRouteInput & { readonly breakoutStack: string })[];
  /** Table of the packets that come back from inspection. */
  readonly associatedTable: string;
}

export function inspectStack(parts: HubParts): AwsInspectStackInput {
  const { catalogue, lock, hub, tables, rules } = parts;
  const held = lock.hubs[hub.id];
  const breakouts = domainsAt(catalogue, hub, lock.hubs).map((domain) => ({
    domain,
    stack: stackName(parts, breakoutSuffix(domain)),
  }));
  return {
    ...stackBase(parts, stackName(parts, 'inspect'), [stackName(parts, 'hub'), ...breakouts.map(({ stack }) => stack)]),
    kind: 'aws-inspect',
    network: held?.networks['inspect'] ?? '',
    zones: layOutVpc(held?.networks['inspect'] ?? '', held?.zones ?? {}).map((zone) => ({
      ...zone,
      ...leavingIn(hub, zone.zone),
    })),
    ...(catalogue.wan.firewallIdleSeconds === undefined ? {} : { idleSeconds: catalogue.wan.firewallIdleSeconds }),
    homeNet: coverOf(catalogue.tenants.flatMap(ownSupernets)).map(String),
    ruleGroups: inspectRuleGroups(rules, lock),
    routes: routesTo(tables, (via) => via.to === 'inspect'),
    egressRoutes: breakouts.flatMap(({ domain, stack }) =>
      routesTo(tables, (via) => via.to === 'egress' && via.domain === domain).map((route) => ({
        ...route,
        breakoutStack: stack,
      })),
    ),
    associatedTable: 'rt-post',
  };
}
