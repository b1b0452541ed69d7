import { type NamePattern, namesMeet, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import type { PortRange } from '../../catalogue/values/ports';
import type { AzureNameRule, AzureRule, NameCollection, RuleCollectionGroup } from './azure-rules';
import type { EgressPolicy } from './egress-policy';
import { portTexts } from './port-texts';

/** Behind the guard, so that neither ever sees a private destination; network rules come before names whatever they say. */
const DIRECT_PRIORITY = 3_000;
const NAMES_PRIORITY = 4_000;
/**
 * Azure Firewall lets names of its own platform pass that no rule denies, so the last rule denies every name.
 * Source: learn.microsoft.com/azure/firewall/infrastructure-fqdns
 */
const REST: NameCollection = {
  name: 'rest',
  priority: 60_000,
  action: 'Deny',
  kind: 'names',
  rules: [
    {
      name: 'rest',
      sources: ['*'],
      names: ['*'],
      protocols: [
        { type: 'Http', port: 80 },
        { type: 'Https', port: 443 },
      ],
    },
  ],
};

/**
 * What leaves an Azure hub, in Azure's words: the same policy as an AWS breakout's. What nothing allows is denied, so
 * there are no lines against QUIC, other protocols or foreign source addresses. docs/azure.md lists what differs.
 */
export function egressGroups(policy: EgressPolicy): readonly RuleCollectionGroup[] {
  const direct = [
    ...resolverQueries(policy),
    ...proxies(policy),
    ...suppliersByAddress(policy),
    ...listedPorts(policy),
  ];
  const names = nameCollections(policy).filter((collection) => collection.rules.length > 0);
  return [
    ...(direct.length === 0
      ? []
      : [
          {
            name: 'direct' as const,
            priority: DIRECT_PRIORITY,
            collections: [
              { name: 'direct', priority: 100, action: 'Allow' as const, kind: 'network' as const, rules: direct },
            ],
          },
        ]),
    { name: 'names' as const, priority: NAMES_PRIORITY, collections: names },
  ];
}

function resolverQueries({ resolvers, resolverSources }: EgressPolicy): readonly AzureRule[] {
  if (resolverSources.length === 0) return [];
  return resolvers.flatMap(({ domain, addresses }) =>
    (['TCP', 'UDP'] as const).map((protocol): AzureRule => ({
      name: `resolver_${domain}_${protocol.toLowerCase()}`,
      protocol,
      source: { prefixes: resolverSources.map(String) },
      destination: { prefixes: addresses.map(String) },
      ports: ['53'],
    })),
  );
}

function proxies({ filters }: EgressPolicy): readonly AzureRule[] {
  return filters.flatMap(({ tenant, sources, via }): AzureRule[] =>
    via.kind === 'proxy'
      ? [
          {
            name: `filter_${tenant}`,
            protocol: 'TCP',
            source: { prefixes: sources.map(String) },
            destination: { prefixes: via.addresses.map(String) },
            ports: portTexts(via.ports),
          },
        ]
      : [],
  );
}

/** Suppliers that are reached at their addresses, whatever is spoken there. */
function suppliersByAddress({ suppliers }: EgressPolicy): readonly AzureRule[] {
  return suppliers.flatMap(({ id, sources, addresses, ports }): AzureRule[] =>
    addresses.length === 0
      ? []
      : [
          {
            name: `supplier_${id}`,
            protocol: 'TCP',
            source: { prefixes: sources.map(String) },
            destination: { prefixes: addresses.map(String) },
            ports: portTexts(ports),
          },
        ],
  );
}

/**
 * Where anything may be reached that isn't refused, every listed port is open to every public address, and refused names
 * are not resolved (docs/adr/0011). A rule for any name would connect to whatever address the client's name has, and a
 * name of the client's own may have another tenant's.
 * Source: learn.microsoft.com/azure/firewall/rule-processing (the destination is resolved from the Host header)
 */
function listedPorts({ open, ports, byDefault }: EgressPolicy): readonly AzureRule[] {
  if (byDefault === 'deny' || ports.length === 0 || open.length === 0) return [];
  return [
    {
      name: 'listed-ports',
      protocol: 'TCP',
      source: { prefixes: open.map(String) },
      destination: { prefixes: ['*'] },
      ports: portTexts(ports),
    },
  ];
}

/** In the order in which they are tried: suppliers and filters, refused names, allowed names, then no other. */
function nameCollections(policy: EgressPolicy): readonly NameCollection[] {
  const { filters, suppliers, open, ports, allow, deny, byDefault } = policy;
  const sources = byDefault === 'deny' ? open.map(String) : [];
  const named = protocolsOf(ports);
  const refused = [...OPEN_RESOLVERS.map(parseName), ...deny].filter((name) =>
    allow.some((allowed) => namesMeet(allowed, name)),
  );
  const rule = (
    name: string,
    from: readonly string[],
    names: readonly string[],
    protocols: AzureNameRule['protocols'],
  ): readonly AzureNameRule[] =>
    names.length === 0 || from.length === 0 || protocols.length === 0
      ? []
      : [{ name, sources: from, names, protocols }];
  // A port that is open to every address needs no rule for one name.
  const isOpen = (port: number): boolean =>
    byDefault === 'allow' && ports.some(({ first, last }) => first <= port && port <= last);
  return [
    collection('suppliers', 100, 'Allow', [
      ...suppliers.flatMap((supplier) =>
        rule(
          `supplier_${supplier.id}`,
          supplier.sources.map(String),
          namesOf(supplier.names),
          protocolsOf(supplier.ports).filter(({ port }) => !isOpen(port)),
        ),
      ),
      ...filters.flatMap(({ tenant, sources: own, via }) =>
        via.kind === 'gateway'
          ? rule(`filter_${tenant}`, own.map(String), namesOf(via.names), [{ type: 'Https', port: 443 }])
          : [],
      ),
    ]),
    collection('refused', 200, 'Deny', rule('refused', sources, namesOf(refused), named)),
    collection('allowed', 300, 'Allow', rule('allowed', sources, namesOf(allow), named)),
    REST,
  ];
}

function collection(
  name: string,
  priority: number,
  action: 'Allow' | 'Deny',
  rules: readonly AzureNameRule[],
): NameCollection {
  return { name, priority, action, kind: 'names', rules };
}

/** HTTP on port 80, TLS on every other: an application rule writes its ports one by one. */
function protocolsOf(ranges: readonly PortRange[]): AzureNameRule['protocols'] {
  const ports = ranges.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  return ports.map((port) => ({ type: port === 80 ? ('Http' as const) : ('Https' as const), port }));
}

function namesOf(patterns: readonly NamePattern[]): readonly string[] {
  const texts = patterns.flatMap(({ name, self, below }) => [...(self ? [name] : []), ...(below ? [`*.${name}`] : [])]);
  return [...new Set(texts)].sort();
}
