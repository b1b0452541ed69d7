import { ANYWHERE, type Cidr } from '../../catalogue/values/cidr';
import type { Catalogue, Site, Tenant } from '../../catalogue/model';
import type { NetworkPlan } from '../network-plan';
import { coverOf } from '../places/prefix-cover';
import type { Connection } from '../routing/connections';
import { common } from '../routing/tables';
import { metBy } from '../rules/met-by';

/**
 * What a site's router takes from the cloud over one connection: rows of its tenant's table in AWS; in Azure, which tells every prefix
 * that it has learnt, whom the tenant may meet. A site of two clouds takes what is at home in Azure by Azure alone, all
 * else by AWS alone: a firewall sees both ways. No way to the internet is taken for a segment that leaves by the building's lines.
 */
export function acceptedBy(
  { catalogue, plan }: { readonly catalogue: Catalogue; readonly plan: NetworkPlan },
  site: Site,
  { cloud, hub, tenant }: Connection,
): readonly string[] {
  const clouds = new Set(site.hubs.map((each) => each.cloud));
  const isLocal = site.segments.some((segment) => segment.tenant === tenant && segment.breakout === 'local');
  const leavesHere = site.hubs[0]?.id === hub && !isLocal;
  const inAzure = catalogue.tenants.flatMap(({ supernets }) => supernets.azure);
  if (cloud === 'aws') {
    const rows = (plan.tables.get(hub) ?? [])
      .filter(({ name }) => name === `rt-${tenant}`)
      .flatMap(({ statics }) => statics)
      .filter(({ via }) => via.to !== 'blackhole')
      .map(({ prefix }) => prefix);
    const isElsewhere = (prefix: Cidr): boolean => clouds.has('azure') && inAzure.some((each) => each.contains(prefix));
    return rows.filter((prefix) => !isElsewhere(prefix) && (leavesHere || prefix.bits > 0)).map(String);
  }
  const own = catalogue.tenants.find(({ id }) => id === tenant);
  if (!own) return [];
  const homes = clouds.has('aws')
    ? inAzure
    : catalogue.tenants.flatMap(({ supernets }) => [...supernets.azure, ...supernets.aws, ...supernets.datacentre]);
  const leaves = leavesHere ? [ANYWHERE.toString()] : [];
  return [...leaves, ...coverOf(common(met(plan, own), homes)).map(String)];
}

/** Of each tenant, whom it may meet: the same for all its sites. */
const known = new WeakMap<NetworkPlan, Map<string, readonly Cidr[]>>();

function met(plan: NetworkPlan, tenant: Tenant): readonly Cidr[] {
  const tenants = known.get(plan) ?? new Map<string, readonly Cidr[]>();
  known.set(plan, tenants);
  const found = tenants.get(tenant.id) ?? metBy(plan.rules, tenant);
  tenants.set(tenant.id, found);
  return found;
}
