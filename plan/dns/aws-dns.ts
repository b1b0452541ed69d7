import { cidr, formatAddress } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { AwsHub, Catalogue, EgressDomain, Supplier, Tenant } from '../../catalogue/model';
import { type NamePattern, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import type { HubNetworks } from '../lock/hub-networks';
import { NumberPool } from '../lock/pools';
import { azureHubs, inboundAddress, isPresent, leaves } from '../places/hubs';

/** Queries for a name and all below it that the outbound resolver sends elsewhere; `targets` empty: the cloud answers. */
export interface DnsRule {
  /** Terraform name. */
  readonly name: string;
  /** `.` stands for everything that no other rule names. */
  readonly domainName: string;
  readonly targets: readonly string[];
  /** Egress domains whose sites' queries follow it. */
  readonly domains: readonly string[];
}

/** A private zone that makes a supplier's name lead to its endpoint, for the sites of some domains. */
export interface SupplierZone {
  readonly name: string;
  readonly zone: string;
  /** Whether the name itself and the names below it lead to the endpoint. */
  readonly self: boolean;
  readonly below: boolean;
  readonly domains: readonly string[];
}

/** What DNS Firewall does with the queries of one domain. */
export interface DnsFilter {
  /** Refused, as domain list entries. */
  readonly refused: readonly string[];
  /** Lists that are refused, by id, each with a rule priority of its own that other lists don't move. */
  readonly blockLists: readonly { readonly id: string; readonly priority: number }[];
  /** Where present, every other name is refused: names can carry data out. */
  readonly permitted?: readonly string[];
}

type PrivateLink = Extract<Supplier, { kind: 'privatelink' }>;

/** Every rule of the outbound resolver of a hub, sorted by name. Guests' queries follow none of them. */
export function planDnsRules(catalogue: Catalogue, hubs: HubNetworks, hub: AwsHub): readonly DnsRule[] {
  const here = agencies(catalogue, hub);
  const domains = new Set(here.map((tenant) => tenant.egress));
  const forwarded = catalogue.egressDomains.filter(({ id, resolver }) => domains.has(id) && resolver.kind !== 'aws');
  const everything = forwarded.flatMap(({ id, resolver }): DnsRule[] =>
    resolver.kind === 'aws'
      ? []
      : [{ name: `all_${id}`, domainName: '.', targets: [...resolver.addresses].sort(compareText), domains: [id] }],
  );
  // A rule for "." would take these names away from the cloud, which alone can answer them.
  const forwardedIds = forwarded.map(({ id }) => id).sort(compareText);
  const cloud = [
    ...(forwardedIds.length === 0
      ? []
      : [{ name: 'cloud_amazonaws_com', domainName: 'amazonaws.com', targets: [], domains: forwardedIds }]),
    ...planSupplierZones(catalogue, hub).map((zone) => ({
      name: `cloud_${terraformName(zone.zone)}`,
      domainName: zone.zone,
      targets: [],
      domains: zone.domains.filter((domain) => forwardedIds.includes(domain)),
    })),
  ].filter((rule) => rule.domains.length > 0);
  return [...everything, ...agencyZones(catalogue, here), ...cloud, ...fromAzure(catalogue, hubs, here)].sort((a, b) =>
    compareText(a.name, b.name),
  );
}

/** Agencies' own zones, which their own servers answer. */
function agencyZones(catalogue: Catalogue, here: readonly Tenant[]): readonly DnsRule[] {
  return here.flatMap((tenant) =>
    (tenant.dns?.zones ?? []).map((text): DnsRule => {
      const { name } = parseName(text);
      return {
        name: `${tenant.id}_${terraformName(name)}`,
        domainName: name,
        targets: [...(tenant.dns?.servers ?? [])].sort(compareText),
        domains: domainsOfZone(catalogue, here, tenant),
      };
    }),
  );
}

/** Names of suppliers' Private Endpoints, for those who consume them from here: the resolver of their Azure hub knows them. */
function fromAzure(catalogue: Catalogue, hubs: HubNetworks, here: readonly Tenant[]): readonly DnsRule[] {
  return azureHubs(catalogue).flatMap((hub) => {
    const target = inboundAddress(hubs, hub);
    if (target === undefined) return [];
    return catalogue.suppliers
      .filter((supplier) => supplier.kind === 'private-endpoint' && supplier.hub === hub.id)
      .flatMap((supplier) =>
        supplier.dnsNames.map(parseName).map(({ name }) => ({
          name: `azure_${terraformName(name)}`,
          domainName: name,
          targets: [target],
          domains: domainsOf(here.filter((tenant) => supplier.consumers.includes(tenant.id))),
        })),
      )
      .filter((rule) => rule.domains.length > 0);
  });
}

/** Private zones of the hub's supplier endpoints. */
export function planSupplierZones(catalogue: Catalogue, hub: AwsHub): readonly SupplierZone[] {
  const here = agencies(catalogue, hub);
  return privateLinksAt(catalogue, hub).flatMap((supplier) =>
    supplier.dnsNames.map(parseName).map(({ name, self, below }) => ({
      name: `${supplier.id}_${terraformName(name)}`,
      zone: name,
      self,
      below,
      domains: domainsOf(here.filter((tenant) => supplier.consumers.includes(tenant.id))),
    })),
  );
}

export function privateLinksAt(catalogue: Catalogue, hub: AwsHub): readonly PrivateLink[] {
  return catalogue.suppliers
    .filter((supplier): supplier is PrivateLink => supplier.kind === 'privatelink' && supplier.hub === hub.id)
    .sort((a, b) => compareText(a.id, b.id));
}

/** What DNS Firewall does at a domain's inbound resolver. */
export function planDnsFilter(catalogue: Catalogue, hub: AwsHub, domain: EgressDomain): DnsFilter {
  const tenants = catalogue.tenants.filter(
    (tenant) => tenant.egress === domain.id && isPresent(tenant, hub) && leaves(tenant),
  );
  const refused = [...OPEN_RESOLVERS, ...domain.names.deny].map(parseName);
  const shared = { refused: entries(refused), blockLists: blockLists(domain) };
  if (domain.names.default === 'allow') return shared;
  const permitted = [
    ...domain.names.allow.map(parseName),
    ...tenants.flatMap(({ filtering }) =>
      filtering?.kind === 'secure-web-gateway' ? filtering.names.map(parseName) : [],
    ),
    ...catalogue.suppliers
      .filter((supplier) => tenants.some((tenant) => supplier.consumers.includes(tenant.id)))
      .flatMap((supplier) => supplier.dnsNames.map(parseName)),
    ...agencyZones(catalogue, agencies(catalogue, hub))
      .filter((rule) => rule.domains.includes(domain.id) && rule.targets.length > 0)
      .map((rule) => ({ name: rule.domainName, self: true, below: true })),
  ];
  return { ...shared, permitted: entries(permitted) };
}

/**
 * Fixed addresses of a resolver endpoint, so that they can be given to sites once and for all: the first address AWS
 * leaves free in each subnet, the first two where there is one zone, since an endpoint has at least two.
 * Source: docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html (the first four are AWS's own).
 */
export function endpointAddresses(subnets: readonly string[]): readonly (readonly string[])[] {
  const free = subnets.length === 1 ? [4, 5] : [4];
  return subnets.map((subnet) => free.map((offset) => formatAddress(cidr(subnet).first + offset)));
}

/** Priorities of lists: chosen like every number, from a hash, so that a new list doesn't take another's while both are changed. */
function blockLists(domain: EgressDomain): DnsFilter['blockLists'] {
  const pool = new NumberPool('DNS Firewall priorities', 200, 899);
  return [...new Set(domain.dnsBlockLists)].sort(compareText).map((id) => ({ id, priority: pool.choose(id) ?? 0 }));
}

function agencies(catalogue: Catalogue, hub: AwsHub): readonly Tenant[] {
  return catalogue.tenants.filter(
    (tenant) => tenant.kind !== 'public-wifi' && leaves(tenant) && isPresent(tenant, hub),
  );
}

/** A tenant's own zones resolve for its domain and for the domains of those that reach something of it. */
function domainsOfZone(catalogue: Catalogue, here: readonly Tenant[], owner: Tenant): readonly string[] {
  const consumers = new Set([
    owner.id,
    ...catalogue.services.filter((service) => service.owner === owner.id).flatMap((service) => service.consumers),
    ...catalogue.flows.filter((flow) => flow.to.tenant === owner.id).map((flow) => flow.from.tenant),
    ...catalogue.suppliers.flatMap((supplier) =>
      supplier.kind === 'vpn' && supplier.tenant === owner.id ? supplier.consumers : [],
    ),
  ]);
  return domainsOf(here.filter((tenant) => consumers.has(tenant.id)));
}

function domainsOf(tenants: readonly Tenant[]): readonly string[] {
  return [...new Set(tenants.map((tenant) => tenant.egress))].sort(compareText);
}

function entries(patterns: readonly NamePattern[]): readonly string[] {
  const all = patterns.flatMap(({ name, self, below }) => [...(self ? [name] : []), ...(below ? [`*.${name}`] : [])]);
  return [...new Set(all)].sort(compareText);
}

function terraformName(name: string): string {
  return name.replaceAll('.', '_');
}
