import type { Cidr } from '../../catalogue/values/cidr';
import type { Catalogue, Tenant } from '../../catalogue/model';
import { mergePorts } from '../../catalogue/values/ports';
import type { Path } from '../../catalogue/yaml/source';
import { ownSupernets } from '../places/own-supernets';
import { coverOf } from '../places/prefix-cover';
import type { Rule } from './rule';

/**
 * Traffic inside one tenant. `siteToSite: inspected` passes a tenant's own supernets to each other. `denied` passes
 * only between them and the tenant's VPCs, VNets and datacentres: sites then find no rule that passes them to each
 * other, and no route has to change.
 */
export function siteToSiteRules(tenant: Tenant, catalogue: Catalogue, path: Path): readonly Rule[] {
  const own = ownSupernets(tenant);
  const rule = (name: string, sources: readonly Cidr[], destinations: readonly Cidr[], message: string): Rule[] =>
    sources.length === 0 || destinations.length === 0
      ? []
      : [
          {
            key: `${tenant.id}/${name}`,
            group: 'site-to-site',
            protocol: 'any',
            ports: mergePorts(['any']),
            sources,
            destinations,
            log: false,
            message,
            path,
          },
        ];
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
  return coverOf([
    ...tenant.vpcs.flatMap((vpc) => vpc.cidrs),
    ...tenant.vnets.flatMap((vnet) => vnet.cidrs),
    ...tenant.servicesVpcs.map((vpc) => vpc.cidr),
    ...tenant.servicesVnets.map((vnet) => vnet.cidr),
    ...(inDatacentres ? tenant.supernets.datacentre : []),
  ]);
}
