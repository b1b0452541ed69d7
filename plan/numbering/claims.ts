import { cidr, type Cidr } from '../../catalogue/cidr';
import type { Catalogue, Hub, Tenant } from '../../catalogue/model';

/** Every prefix that the catalogue writes inside supernets: what a chosen prefix must not overlap. */
export function writtenPrefixes(catalogue: Catalogue): readonly Cidr[] {
  return [
    ...catalogue.tenants.flatMap((tenant) => [
      ...Object.values(tenant.loopbacks),
      ...tenant.servicesVpcs.map((vpc) => vpc.cidr),
      ...tenant.servicesVnets.map((vnet) => vnet.cidr),
      ...tenant.vpcs.flatMap((vpc) => vpc.cidrs),
      ...tenant.vnets.flatMap((vnet) => vnet.cidrs),
    ]),
    ...catalogue.datacentres.flatMap((datacentre) => datacentre.tenants.flatMap((tenant) => tenant.prefixes)),
    ...catalogue.sites.flatMap((site) => site.segments.flatMap((segment) => segment.prefixes ?? [])),
  ];
}

/**
 * Addresses that mean something without being anybody's prefix: services, flow destinations, DNS servers, management.
 * A prefix that is chosen from now on keeps clear of them; one that already holds them does no harm.
 */
export function meaningfulPrefixes(catalogue: Catalogue): readonly Cidr[] {
  return [
    ...catalogue.services.flatMap((service) => service.addresses),
    ...catalogue.flows.flatMap((flow) => [...flow.to.prefixes, ...(flow.from.prefixes ?? [])]),
    ...catalogue.suppliers.flatMap((supplier) => (supplier.kind === 'vpn' ? supplier.addresses.map(cidr) : [])),
    ...catalogue.tenants.flatMap((tenant) => [
      ...tenant.management,
      ...(tenant.dns?.servers ?? []).map((server) => cidr(`${server}/32`)),
    ]),
  ];
}

/** AS numbers that the catalogue writes. */
export function writtenAsns(catalogue: Catalogue): readonly number[] {
  return [
    ...catalogue.hubs.flatMap((hub) => (hub.cloud === 'aws' ? [hub.asn] : [])),
    ...catalogue.datacentres.flatMap(({ asn, gatewayAsn }) => [asn, ...(gatewayAsn === undefined ? [] : [gatewayAsn])]),
    ...catalogue.sites.flatMap((site) => (site.asn === undefined ? [] : [site.asn])),
  ];
}

/** True where the tenant has a route table at the hub; never depends on its sites, so that a first site changes no hub. */
export function isPresent(tenant: Tenant, hub: Hub): boolean {
  return tenant.hubs.includes(hub.id);
}

/** A supplier's own network is reached, and doesn't leave by an authority's addresses or ask its resolver. */
export function leaves(tenant: Pick<Tenant, 'kind'>): boolean {
  return tenant.kind !== 'supplier';
}

/** Egress domains that have a breakout at an AWS hub: those of the tenants present there that leave at all, sorted. */
export function domainsAt(catalogue: Catalogue, hub: Hub): readonly string[] {
  const tenants = catalogue.tenants.filter((tenant) => isPresent(tenant, hub) && leaves(tenant));
  return [...new Set(tenants.map((tenant) => tenant.egress))].sort();
}
