import type { Cidr } from '../../catalogue/values/cidr';
import { type AwsHub, type Catalogue, type Datacentre, homeOf, type Hub, type Tenant } from '../../catalogue/model';
import { tenantsAt, waysToAws, waysToAzure } from '../places/datacentre-ways';
import { awsHubs, azureHubs, isAtAzureHub } from '../places/hubs';
import type { Connection } from './connections';

/** What the catalogue asks for in words and no stack does. */
export function notReached(catalogue: Catalogue, connections: readonly Connection[]): readonly string[] {
  return [...unreachedGrants(catalogue), ...unreachedFromAzure(catalogue), ...unmanagedHubs(catalogue, connections)];
}

/** Addresses that somebody is granted. */
interface Grant {
  readonly because: string;
  readonly owner: string;
  readonly consumers: readonly string[];
  readonly addresses: readonly Cidr[];
}

/** Grants to places with no way to any of the datacentres that answer them: nothing of a datacentre crosses the link. */
function unreachedGrants(catalogue: Catalogue): readonly string[] {
  const grants: readonly Grant[] = [
    ...catalogue.services.map(({ id, owner, consumers, addresses }) => ({
      because: `services.${id}`,
      owner,
      consumers,
      addresses,
    })),
    ...catalogue.flows.map(({ id, from, to }) => ({
      because: `flows.${id}`,
      owner: to.tenant,
      consumers: [from.tenant],
      addresses: to.prefixes,
    })),
  ];
  return grants.flatMap(({ because, owner, consumers, addresses }) =>
    catalogue.hubs.flatMap((hub) => {
      const wanting = catalogue.tenants
        .filter(({ id }) => consumers.includes(id))
        .filter((each) => livesAt(catalogue, each, hub));
      const inside = addresses.map((address) =>
        catalogue.datacentres.filter((datacentre) => holds(datacentre, owner, address)),
      );
      // What is not in a datacentre is somewhere that a hub or the link leads to.
      if (wanting.length === 0 || inside.some((places) => places.length === 0)) return [];
      const places = [...new Set(inside.flat())];
      if (places.some((datacentre) => leadsTo(catalogue, hub, datacentre, owner))) return [];
      return [
        `${because} from hub ${hub.id} for ${wanting.map(({ id }) => id).join(', ')}: ${owner} has no way from there to ${places.map(({ name }) => name).join(' or ')}, and nothing of a datacentre crosses between the clouds`,
      ];
    }),
  );
}

function holds(datacentre: Datacentre, owner: string, address: Cidr): boolean {
  return datacentre.tenants.some(
    ({ tenant, prefixes }) => tenant === owner && prefixes.some((prefix) => prefix.contains(address)),
  );
}

/** Whether something of a tenant sends by a hub as its own. */
function livesAt({ sites }: Catalogue, tenant: Tenant, hub: Hub): boolean {
  return (
    sites.some(
      (site) =>
        site.hubs[0]?.id === hub.id &&
        homeOf(site) === hub.cloud &&
        site.segments.some((segment) => segment.tenant === tenant.id),
    ) ||
    tenant.vpcs.some((vpc) => vpc.hub === hub.id) ||
    tenant.vnets.some((vnet) => vnet.hub === hub.id)
  );
}

function leadsTo({ tenants }: Catalogue, hub: Hub, datacentre: Datacentre, owner: string): boolean {
  if (datacentre.state === 'planned') return false;
  if (hub.cloud === 'aws') return waysToAws(datacentre, hub.id).length > 0;
  const tenant = tenants.find(({ id }) => id === owner);
  return tenant !== undefined && isAtAzureHub(tenant, hub) && waysToAzure(datacentre, hub.id).length > 0;
}

/** Hubs where nothing of operations announces a management prefix: there is no path between two AWS hubs. */
function unmanagedHubs(catalogue: Catalogue, connections: readonly Connection[]): readonly string[] {
  const managers = catalogue.tenants.filter((tenant) => tenant.management.length > 0);
  if (managers.length === 0) return [];
  const announces = (hub: AwsHub): boolean =>
    managers.some((tenant) => {
      const announced = [
        ...tenant.vpcs.filter((vpc) => vpc.hub === hub.id).flatMap((vpc) => vpc.cidrs),
        ...connections
          .filter((connection) => connection.tenant === tenant.id && connection.hub === hub.id)
          .flatMap((connection) => connection.prefixes),
        ...catalogue.datacentres
          .filter(({ state }) => state !== 'planned')
          .filter(
            ({ circuits, vpnBackup }) =>
              circuits.some((circuit) => circuit.hub === hub.id && circuit.state !== 'planned') ||
              vpnBackup?.hubs.includes(hub.id) === true,
          )
          .flatMap((datacentre) => datacentre.tenants.filter((entry) => entry.tenant === tenant.id))
          .flatMap((entry) => entry.prefixes),
      ];
      return tenant.management.some((prefix) => announced.some((other) => other.overlaps(prefix)));
    });
  return awsHubs(catalogue)
    .filter((hub) => !announces(hub))
    .map(
      (hub) =>
        `router management at hub ${hub.id}: no management prefix is announced there, and nothing crosses between AWS hubs`,
    );
}

/** Datacentres of tenants in Azure that no way leads to from there: nothing of a datacentre crosses the link. */
function unreachedFromAzure(catalogue: Catalogue): readonly string[] {
  return azureHubs(catalogue).flatMap((hub) =>
    catalogue.datacentres.flatMap((datacentre) => {
      const tenants = tenantsAt(catalogue, datacentre, hub).map(({ id }) => id);
      if (datacentre.state === 'planned' || tenants.length === 0 || waysToAzure(datacentre, hub.id).length > 0)
        return [];
      return [
        `${datacentre.name} from hub ${hub.id} for ${tenants.join(', ')}: it has no circuit and no backup there, and nothing of a datacentre crosses between the clouds`,
      ];
    }),
  );
}
