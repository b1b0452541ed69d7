import type { Cidr } from '../../catalogue/values/cidr';
import type { Catalogue, Tenant } from '../../catalogue/model';

/** Tenants whose way out a domain is at a hub. */
export function leavingBy(catalogue: Catalogue, domain: string, hub: string): readonly Tenant[] {
  return catalogue.tenants.filter(
    (tenant) => tenant.egress === domain && tenant.kind !== 'supplier' && tenant.hubs.includes(hub),
  );
}

/** Everything a tenant may have, wherever it is at home. */
export function supernetsOf({ supernets }: Tenant): readonly Cidr[] {
  return [...supernets.aws, ...supernets.azure, ...supernets.datacentre];
}
