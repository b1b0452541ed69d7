import { compareCidrs, type Cidr } from '../catalogue/cidr';
import { compareText } from '../catalogue/issue';
import type { Catalogue, Tenant } from '../catalogue/model';

/** One permission in the words of no cloud: sources may open connections to destinations, and nothing comes back but replies. */
export interface Rule {
  /** Permanent name: what its number in the lock hangs on. */
  readonly key: string;
  /** Rule group that it belongs to. */
  readonly group: string;
  readonly sources: readonly Cidr[];
  readonly destinations: readonly Cidr[];
  /** What a log line says. */
  readonly message: string;
}

/** Everything a tenant owns inside the WAN: the prefixes that rules and routes are made of, so that a new site changes neither. */
export function ownSupernets(tenant: Tenant): readonly Cidr[] {
  return [...tenant.supernets.aws, ...tenant.supernets.azure, ...tenant.supernets.datacentre].sort(compareCidrs);
}

/** The rule group of traffic inside each tenant. */
export const SITE_TO_SITE_GROUP = 'site-to-site';

/**
 * What the inspection firewalls pass, sorted by key; everything else is dropped, so rules need no order among
 * themselves. `siteToSite: inspected` passes a tenant's own supernets to each other. `denied` passes only between
 * them and the tenant's VPCs, VNets and datacentres: sites then find no rule that passes them to each other, and no
 * route has to change.
 */
export function planRules(catalogue: Catalogue): readonly Rule[] {
  return catalogue.tenants
    .filter((tenant) => tenant.kind !== 'public-wifi')
    .flatMap((tenant) => siteToSiteRules(tenant, catalogue))
    .sort((a, b) => compareText(a.key, b.key));
}

function siteToSiteRules(tenant: Tenant, catalogue: Catalogue): readonly Rule[] {
  const own = ownSupernets(tenant);
  const rule = (
    name: string,
    sources: readonly Cidr[],
    destinations: readonly Cidr[],
    message: string,
  ): readonly Rule[] =>
    sources.length === 0 || destinations.length === 0
      ? []
      : [{ key: `${tenant.id}/${name}`, group: SITE_TO_SITE_GROUP, sources, destinations, message }];
  if (tenant.siteToSite === 'inspected') return rule('site-to-site', own, own, `${tenant.id} within itself`);
  const hosted = hostedPrefixes(tenant, catalogue);
  return [
    ...rule('sites-to-hosted', own, hosted, `${tenant.id} to its VPCs and datacentres`),
    ...rule('hosted-to-sites', hosted, own, `${tenant.id} from its VPCs and datacentres`),
  ];
}

/** Prefixes of a tenant that are no site: VPCs, VNets, datacentre supernets. */
function hostedPrefixes(tenant: Tenant, catalogue: Catalogue): readonly Cidr[] {
  const inDatacentres = catalogue.datacentres.some((datacentre) =>
    datacentre.tenants.some((entry) => entry.tenant === tenant.id),
  );
  return [
    ...tenant.vpcs.flatMap((vpc) => vpc.cidrs),
    ...tenant.vnets.flatMap((vnet) => vnet.cidrs),
    ...tenant.servicesVpcs.map((vpc) => vpc.cidr),
    ...(inDatacentres ? tenant.supernets.datacentre : []),
  ].sort(compareCidrs);
}
