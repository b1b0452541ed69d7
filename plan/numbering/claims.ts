import { type Cidr, cidr } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';

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
    ...catalogue.sites.flatMap((site) =>
      [site, ...site.circuits].flatMap(({ asn }) => (asn === undefined ? [] : [asn])),
    ),
  ];
}
