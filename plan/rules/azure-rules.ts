import { type Cidr, cidr, compareCidrs, PRIVATE_BLOCKS } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { Tenant } from '../../catalogue/model';
import type { HubNetworks } from '../lock/hub-networks';
import { ownSupernets } from '../places/own-supernets';
import { coverOf } from '../places/prefix-cover';
import { portTexts } from './port-texts';
import { type Rule, RULE_GROUPS, type RuleGroup } from './rule';

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

/** One application rule: a name on its way to the internet, whatever its address. */
export interface AzureNameRule {
  readonly name: string;
  readonly sources: readonly string[];
  /** `a.example`, `*.a.example` for all below it, `*` for any. */
  readonly names: readonly string[];
  readonly protocols: readonly { readonly type: 'Http' | 'Https'; readonly port: number }[];
}

interface Collection {
  readonly name: string;
  /** Never changes. Within a group the smaller one is tried first. */
  readonly priority: number;
  readonly action: 'Allow' | 'Deny';
}

export type NetworkCollection = Collection & { readonly kind: 'network'; readonly rules: readonly AzureRule[] };
export type NameCollection = Collection & { readonly kind: 'names'; readonly rules: readonly AzureNameRule[] };
export type RuleCollection = NetworkCollection | NameCollection;

export interface RuleCollectionGroup {
  readonly name: RuleGroup | 'circuits' | 'guard' | 'direct' | 'names';
  /** Never changes. What is named comes before what a tenant may do within itself, the guard after both. */
  readonly priority: number;
  readonly collections: readonly RuleCollection[];
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
const PRIORITIES: Readonly<Record<RuleGroup, number>> = {
  dns: 1_000,
  flows: 1_100,
  management: 1_200,
  services: 1_300,
  suppliers: 1_400,
  'site-to-site': 1_500,
};
const ONLY_COLLECTION = 200;
/** Before whatever a group allows. */
const BEFORE = 100;
const GUARD: RuleCollectionGroup = {
  name: 'guard',
  priority: 2_000,
  collections: [
    {
      name: 'guard',
      priority: ONLY_COLLECTION,
      action: 'Deny',
      kind: 'network',
      rules: [
        {
          name: 'guard_private',
          protocol: 'Any',
          source: { prefixes: ['*'] },
          destination: { prefixes: PRIVATE_BLOCKS.map(String) },
          ports: ['*'],
        },
      ],
    },
  ],
};

/** Before every other: without it no tunnel over a circuit is ever built. */
const CIRCUITS_PRIORITY = 500;

/**
 * Tunnels over circuits pass the firewall themselves, between the gateway's private addresses and the router's: without
 * this rule ESP is dropped. What is in a tunnel passes it a second time, as any other packet. Either side may begin.
 * Source: learn.microsoft.com/azure/virtual-wan/how-to-routing-policies (encrypted ExpressRoute)
 */
export function circuitRules(ends: readonly Cidr[], hub: Cidr): readonly RuleCollectionGroup[] {
  if (ends.length === 0) return [];
  const routers = { prefixes: [...ends].sort(compareCidrs).map(String) };
  const gateways = { prefixes: [hub.toString()] };
  const rule = (name: string, source: AzureSide, destination: AzureSide): AzureRule => ({
    name,
    protocol: 'Any',
    source,
    destination,
    ports: ['*'],
  });
  const rules = [rule('to-routers', gateways, routers), rule('to-gateways', routers, gateways)];
  return [
    {
      name: 'circuits',
      priority: CIRCUITS_PRIORITY,
      collections: [{ name: 'circuits', priority: ONLY_COLLECTION, action: 'Allow', kind: 'network', rules }],
    },
  ];
}

/** What is private in Azure's words, the same at every hub. One group updates at a time, so there are as few as kinds of rule. */
export function planAzureRules(rules: readonly Rule[], tenants: readonly Tenant[], hubs: HubNetworks): AzureRules {
  const owned = tenants
    .filter((tenant) => tenant.kind !== 'public-wifi')
    .sort((a, b) => compareText(a.id, b.id))
    .map((tenant) => ({ tenant: tenant.id, supernets: ownSupernets(tenant) }))
    .filter(({ supernets }) => supernets.length > 0);
  const groups = RULE_GROUPS.map((name): RuleCollectionGroup => ({
    name,
    priority: PRIORITIES[name],
    collections: allowing(
      name,
      hubs,
      rules
        .filter((rule) => rule.group === name)
        .map((rule) => ({
          name: rule.key.replaceAll('/', '_'),
          protocol: PROTOCOLS[rule.protocol],
          source: sideOf(rule.sources, owned),
          destination: sideOf(rule.destinations, owned),
          ports: anyPort(portTexts(rule.ports)),
        })),
    ),
  }))
    .filter((group) => group.collections.length > 0)
    .sort((a, b) => a.priority - b.priority);
  return {
    // Also of those that no rule names yet: a group that a rule has just let go can't be removed in the same change.
    ipGroups: owned.map(({ tenant, supernets }) => ({ tenant, prefixes: supernets.map(String) })),
    groups: [...groups, GUARD],
  };
}

function allowing(name: RuleGroup, hubs: HubNetworks, rules: readonly AzureRule[]): readonly NetworkCollection[] {
  if (rules.length === 0) return [];
  const allowed: NetworkCollection = { name, priority: ONLY_COLLECTION, action: 'Allow', kind: 'network', rules };
  const doors = name === 'site-to-site' ? endpointSubnets(hubs) : [];
  if (doors.length === 0) return [allowed];
  return [
    {
      name: 'doors',
      priority: BEFORE,
      action: 'Deny',
      kind: 'network',
      rules: [
        {
          name: 'doors',
          protocol: 'Any',
          source: { prefixes: ['*'] },
          destination: { prefixes: doors.map(String) },
          ports: ['*'],
        },
      ],
    },
    allowed,
  ];
}

/**
 * Subnets where resolvers and suppliers' endpoints answer. They are operations' own addresses, and in AWS a security group
 * keeps operations' own sites from a supplier's endpoint; here a rule does, before operations may reach itself.
 */
function endpointSubnets(hubs: HubNetworks): readonly Cidr[] {
  const answering = Object.values(hubs)
    .flatMap(({ services }) => Object.entries(services))
    .filter(([name]) => name === 'inbound' || name.startsWith('supplier-'));
  return coverOf(answering.map(([, subnet]) => cidr(subnet)));
}

/** Every network rule of some groups. */
export function networkRulesOf(groups: readonly RuleCollectionGroup[]): readonly AzureRule[] {
  return groups.flatMap((group) =>
    group.collections.flatMap((collection) => (collection.kind === 'network' ? collection.rules : [])),
  );
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
