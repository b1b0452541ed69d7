import { type Cidr, cidr } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, EgressDomain, Hub, Tenant } from '../../catalogue/model';
import { type NamePattern, widestNames } from '../../catalogue/values/names';
import { mergePorts, type PortRange } from '../../catalogue/values/ports';
import type { HubNetworks } from '../lock/hub-networks';
import { isAtAzureHub, isPresent, leaves } from '../places/hubs';
import { ownSupernets } from '../places/own-supernets';
import { coverOf } from '../places/prefix-cover';

/** What one breakout passes, in the words of no cloud. What isn't named here is dropped. */
export interface EgressPolicy {
  readonly domain: EgressDomain;
  /** Supernets of all tenants that leave here. */
  readonly home: readonly Cidr[];
  /** Supernets of those that leave by the domain's own ports and names rather than through a filter. */
  readonly open: readonly Cidr[];
  /** Tenants whose only way out is a filter. */
  readonly filters: readonly EgressFilter[];
  /** Supplier platforms on the internet, for their consumers alone. */
  readonly suppliers: readonly EgressSupplier[];
  readonly ports: readonly PortRange[];
  readonly allow: readonly NamePattern[];
  readonly deny: readonly NamePattern[];
  readonly byDefault: 'allow' | 'deny';
  /** Queries that the hub's outbound resolver sends to resolvers on the internet; it leaves by operations' breakout. */
  readonly resolvers: readonly { readonly domain: string; readonly addresses: readonly Cidr[] }[];
  readonly resolverSources: readonly Cidr[];
}

export interface EgressFilter {
  readonly tenant: string;
  readonly sources: readonly Cidr[];
  readonly via:
    | { readonly kind: 'proxy'; readonly addresses: readonly Cidr[]; readonly ports: readonly PortRange[] }
    | { readonly kind: 'gateway'; readonly names: readonly NamePattern[] };
}

export interface EgressSupplier {
  readonly id: string;
  readonly sources: readonly Cidr[];
  /** Names that its consumers may ask for; none where it is reached by address. */
  readonly names: readonly NamePattern[];
  /** Where it is reached whatever is spoken; none where it is reached by name. */
  readonly addresses: readonly Cidr[];
  readonly ports: readonly PortRange[];
}

/** The policy of a domain at a hub, for the tenants that live there. */
export function planEgress(catalogue: Catalogue, hubs: HubNetworks, hub: Hub, domain: EgressDomain): EgressPolicy {
  const own = hub.cloud === 'aws' ? ownSupernets : atHomeInAzure;
  const tenants = catalogue.tenants
    .filter((tenant) => tenant.egress === domain.id && isAt(tenant, hub) && leaves(tenant))
    .sort((a, b) => compareText(a.id, b.id));
  const filters = tenants.flatMap((tenant) => filterOf(tenant, own(tenant)));
  const filtered = new Set(filters.map((filter) => filter.tenant));
  const open = tenants.filter((tenant) => !filtered.has(tenant.id));
  const operations = tenants.find((tenant) =>
    [...tenant.servicesVpcs, ...tenant.servicesVnets].some((network) => network.hub === hub.id),
  );
  const resolver = hubs[hub.id]?.services[hub.cloud === 'aws' ? 'resolver' : 'outbound'];
  return {
    domain,
    home: coverOf(tenants.flatMap(own)),
    open: coverOf(open.flatMap(own)),
    filters,
    suppliers: suppliersOf(catalogue, open, own),
    ports: mergePorts(domain.ports),
    allow: widestNames(domain.names.allow),
    deny: widestNames(domain.names.deny),
    byDefault: domain.names.default,
    resolvers: operations ? resolversAt(catalogue, hub) : [],
    resolverSources: operations && resolver !== undefined ? [cidr(resolver)] : [],
  };
}

function isAt(tenant: Tenant, hub: Hub): boolean {
  return hub.cloud === 'aws' ? isPresent(tenant, hub) : isAtAzureHub(tenant, hub);
}

/** At an Azure hub only what is at home there leaves: what has its home in AWS leaves in AWS. */
function atHomeInAzure(tenant: Tenant): readonly Cidr[] {
  return coverOf(tenant.supernets.azure);
}

function filterOf(tenant: Tenant, sources: readonly Cidr[]): readonly EgressFilter[] {
  const { filtering } = tenant;
  if (filtering === undefined || filtering.kind === 'exception') return [];
  const shared = { tenant: tenant.id, sources };
  if (filtering.kind === 'secure-web-gateway')
    return [{ ...shared, via: { kind: 'gateway', names: widestNames(filtering.names) } }];
  const addresses = coverOf(filtering.addresses.map((address) => cidr(`${address}/32`)));
  return [{ ...shared, via: { kind: 'proxy', addresses, ports: mergePorts(filtering.ports) } }];
}

function suppliersOf(
  catalogue: Catalogue,
  open: readonly Tenant[],
  own: (tenant: Tenant) => readonly Cidr[],
): readonly EgressSupplier[] {
  return [...catalogue.suppliers]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((supplier): EgressSupplier[] => {
      if (supplier.kind !== 'egress') return [];
      const consumers = open.filter((tenant) => supplier.consumers.includes(tenant.id));
      if (consumers.length === 0) return [];
      return [
        {
          id: supplier.id,
          sources: coverOf(consumers.flatMap(own)),
          names: supplier.addresses.length > 0 ? [] : widestNames(supplier.dnsNames),
          addresses: coverOf(supplier.addresses.map(cidr)),
          ports: mergePorts(supplier.ports),
        },
      ];
    });
}

/** Resolvers on the internet of every domain at the hub. */
function resolversAt(catalogue: Catalogue, hub: Hub): EgressPolicy['resolvers'] {
  const here = new Set(catalogue.tenants.filter((tenant) => isAt(tenant, hub)).map((tenant) => tenant.egress));
  return [...catalogue.egressDomains]
    .filter((domain) => here.has(domain.id))
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap(({ id, resolver }) =>
      resolver.kind === 'aws'
        ? []
        : [{ domain: id, addresses: coverOf(resolver.addresses.map((address) => cidr(`${address}/32`))) }],
    );
}
