import { PRIVATE_BLOCKS, type Cidr } from '../catalogue/cidr';
import { compareText } from '../catalogue/issue';
import type { Tenant } from '../catalogue/model';
import { portTexts } from './inspect-rule-groups';
import { coverOf } from './prefix-cover';
import { ownSupernets, RULE_GROUPS, type Rule, type RuleGroup } from './rules';

/** Everything one tenant owns, by a name that rules refer to: a new site changes neither. */
export interface IpGroup {
  readonly tenant: string;
  readonly prefixes: readonly string[];
}

/** One side of a network rule: IP groups, or prefixes where no groups are exactly those. */
export type AzureSide = { readonly ipGroups: readonly string[] } | { readonly prefixes: readonly string[] };

/** One network rule of a firewall policy. What no rule allows is denied, and replies pass by themselves. */
export interface AzureRule {
  /** At most 80 characters; the rule's permanent key. */
  readonly name: string;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP' | 'Any';
  readonly source: AzureSide;
  readonly destination: AzureSide;
  /** `443`, `5000-5010`, `*`. */
  readonly ports: readonly string[];
}

export interface RuleCollectionGroup {
  readonly name: RuleGroup | 'guard';
  /** Never changes: the groups that allow need no order among themselves, and the guard comes after them. */
  readonly priority: number;
  readonly action: 'Allow' | 'Deny';
  readonly rules: readonly AzureRule[];
}

export interface AzureRules {
  readonly ipGroups: readonly IpGroup[];
  readonly groups: readonly RuleCollectionGroup[];
}

const PROTOCOLS = { tcp: 'TCP', udp: 'UDP', icmp: 'ICMP', any: 'Any' } as const;
/**
 * Azure takes priorities from 100 to 65000, and tries all network rules before any application rule. A name on a list
 * would else let a tenant reach another's web server that answers to it: what is private and not allowed is denied here.
 * Source: learn.microsoft.com/azure/firewall/rule-processing
 */
const FIRST_PRIORITY = 1_000;
const PRIORITY_STEP = 100;
const GUARD: RuleCollectionGroup = {
  name: 'guard',
  priority: 60_000,
  action: 'Deny',
  rules: [
    {
      name: 'guard_private',
      protocol: 'Any',
      source: { prefixes: ['*'] },
      destination: { prefixes: PRIVATE_BLOCKS.map(String) },
      ports: ['*'],
    },
  ],
};

/** The rule plan in Azure's words, the same at every hub. One group updates at a time, so there are as few as kinds of rule. */
export function planAzureRules(rules: readonly Rule[], tenants: readonly Tenant[]): AzureRules {
  const owned = [...tenants]
    .sort((a, b) => compareText(a.id, b.id))
    .map((tenant) => ({ tenant: tenant.id, supernets: ownSupernets(tenant) }))
    .filter(({ supernets }) => supernets.length > 0);
  const groups = RULE_GROUPS.map((name, index): RuleCollectionGroup => ({
    name,
    priority: FIRST_PRIORITY + index * PRIORITY_STEP,
    action: 'Allow',
    rules: rules
      .filter((rule) => rule.group === name)
      .map((rule) => ({
        name: rule.key.replaceAll('/', '_'),
        protocol: PROTOCOLS[rule.protocol],
        source: sideOf(rule.sources, owned),
        destination: sideOf(rule.destinations, owned),
        ports: anyPort(portTexts(rule.ports)),
      })),
  })).filter((group) => group.rules.length > 0);
  const used = new Set(
    groups.flatMap((group) =>
      group.rules.flatMap(({ source, destination }) => [source, destination].flatMap(ipGroupsOf)),
    ),
  );
  return {
    ipGroups: owned
      .filter(({ tenant }) => used.has(tenant))
      .map(({ tenant, supernets }) => ({ tenant, prefixes: supernets.map(String) })),
    groups: [...groups, GUARD],
  };
}

function ipGroupsOf(side: AzureSide): readonly string[] {
  return 'ipGroups' in side ? side.ipGroups : [];
}

/** Groups where together they are exactly the prefixes: a group that is wider would open more than was asked for. */
function sideOf(
  prefixes: readonly Cidr[],
  owned: readonly { readonly tenant: string; readonly supernets: readonly Cidr[] }[],
): AzureSide {
  const inside = owned.filter(({ supernets }) =>
    supernets.every((own) => prefixes.some((prefix) => prefix.contains(own))),
  );
  const together = coverOf(inside.flatMap(({ supernets }) => supernets));
  return coverOf(prefixes).join() === together.join()
    ? { ipGroups: inside.map(({ tenant }) => tenant) }
    : { prefixes: prefixes.map(String) };
}

function anyPort(ports: readonly string[]): readonly string[] {
  return ports.length === 0 ? ['*'] : ports;
}
