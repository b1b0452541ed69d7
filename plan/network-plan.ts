import type { AwsHub, Catalogue } from '../catalogue/model';
import { tenantsAt, waysToAzure } from './azure-datacentre-stacks';
import { azureHubs } from './azure-hubs';
import { planAzureStacks } from './azure-stacks';
import { awsHubs, planConnections, type AwsConnection, type AzureConnection, type Connection } from './connections';
import { linkStacks } from './link-stacks';
import type { Lock } from './lock/lock-file';
import { planRules, type Rule } from './rules';
import type { StackInput } from './stack-input';
import { planHubStacks } from './stacks';
import { planTables, type RouteTable } from './tables';

/** Every decision, in one printable value: what stacks render, and what reports read. */
export interface NetworkPlan {
  readonly connections: readonly Connection[];
  readonly rules: readonly Rule[];
  /** Route tables of each AWS hub. */
  readonly tables: ReadonlyMap<string, readonly RouteTable[]>;
  readonly stacks: readonly StackInput[];
  /** What somebody may take for granted and no stack does, in words. */
  readonly notReached: readonly string[];
}

/** Plans a catalogue whose lock has been checked (plan/lock/check-lock.ts). Pure. */
export function planNetwork(catalogue: Catalogue, lock: Lock): NetworkPlan {
  const connections = planConnections(catalogue, lock);
  const rules = planRules(catalogue, lock.hubs);
  const hubs = awsHubs(catalogue).map((hub) => ({ hub, tables: planTables(catalogue, lock, hub) }));
  const azureStacks = planAzureStacks({
    catalogue,
    lock,
    rules,
    connections: connections.filter((connection): connection is AzureConnection => connection.cloud === 'azure'),
  });
  const stacks = [
    ...hubs.flatMap(({ hub, tables }) => {
      const own = connections.filter(
        (connection): connection is AwsConnection => connection.cloud === 'aws' && connection.hub === hub.id,
      );
      return planHubStacks({ catalogue, lock, hub, tables, connections: own, rules });
    }),
    ...azureStacks,
    // The last stack of a hub is the one that all others of it come before.
    ...linkStacks(catalogue, lock, new Map(azureStacks.map(({ hub, name }) => [hub.id, name]))),
  ];
  return {
    connections,
    rules,
    tables: new Map(hubs.map(({ hub, tables }) => [hub.id, tables])),
    stacks,
    notReached: notReached(catalogue, connections),
  };
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

/** What the catalogue asks for in words and no stack does. */
function notReached(catalogue: Catalogue, connections: readonly Connection[]): readonly string[] {
  return [...unreachedFromAzure(catalogue), ...unmanagedHubs(catalogue, connections)];
}
