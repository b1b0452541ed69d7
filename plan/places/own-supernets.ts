import type { Cidr } from '../../catalogue/values/cidr';
import type { Tenant } from '../../catalogue/model';
import { coverOf } from './prefix-cover';

/** Everything a tenant owns inside the WAN: the prefixes that rules and routes are made of, so that a new site changes neither. */
export function ownSupernets(tenant: Tenant): readonly Cidr[] {
  return coverOf([...tenant.supernets.aws, ...tenant.supernets.azure, ...tenant.supernets.datacentre]);
}
