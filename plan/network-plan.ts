import type { AwsHub, Catalogue } from '../catalogue/model';
import { planAzureStacks } from './azure-stacks';
import { awsHubs, planConnections, type AwsConnection, type AzureConnection, type Connection } from './connections';
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
  /** What the catalogue asks for and this version does not render yet, in words. */
  readonly notRendered: readonly string[];
}

/** Plans a catalogue whose lock has been checked (plan/lock/check-lock.ts). Pure. */
export function planNetwork(catalogue: Catalogue, lock: Lock): NetworkPlan {
  const connections = planConnections(catalogue, lock);
  const rules = planRules(catalogue, lock.hubs);
  const hubs = awsHubs(catalogue).map((hub) => ({ hub, tables: planTables(catalogue, lock, hub) }));
  const stacks = [
    ...hubs.flatMap(({ hub, tables }) => {
      const own = connections.filter(
        (connection): connection is AwsConnection => connection.cloud === 'aws' && connection.hub === hub.id,
      );
      return planHubStacks({ catalogue, lock, hub, tables, connections: own, rules });
    }),
    ...planAzureStacks({
      catalogue,
      lock,
      rules,
      connections: connections.filter((connection): connection is AzureConnection => connection.cloud === 'azure'),
    }),
  ];
  return {
    connections,
    rules,
    tables: new Map(hubs.map(({ hub, tables }) => [hub.id, tables])),
    stacks,
    notRendered: notRendered(catalogue, connections, stacks),
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
          .filter((datacentre) => datacentre.circuits.some((circuit) => circuit.hub === hub.id))
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

/** ExpressRoute circuits that are there or being built, and backups to Azure hubs. */
function inAzure({ datacentres, hubs }: Catalogue): number {
  const azure = new Set(hubs.filter((hub) => hub.cloud === 'azure').map((hub) => hub.id));
  return datacentres
    .filter(({ state }) => state !== 'planned')
    .flatMap(({ circuits, vpnBackup }) => [
      ...circuits.filter((circuit) => circuit.kind === 'express-route' && circuit.state !== 'planned'),
      ...(vpnBackup?.hubs ?? []).filter((hub) => azure.has(hub)),
    ]).length;
}

/** Services that answer in datacentres which no AWS hub reaches: routed and passed, but nobody announces them. */
function unreached({ datacentres, services }: Catalogue, stacks: readonly StackInput[]): string {
  const reached = new Set(stacks.flatMap((stack) => (stack.kind === 'aws-datacentre' ? [stack.datacentre] : [])));
  const prefixes = datacentres
    .filter(({ id }) => !reached.has(id))
    .flatMap((datacentre) => datacentre.tenants.flatMap((entry) => entry.prefixes));
  const there = services.filter((service) =>
    service.addresses.some((address) => prefixes.some((prefix) => prefix.overlaps(address))),
  );
  return there.length === 0 ? '' : ` (until then nobody reaches ${there.map((service) => service.id).join(', ')})`;
}

function notRendered(
  catalogue: Catalogue,
  connections: readonly Connection[],
  stacks: readonly StackInput[],
): readonly string[] {
  const some = (count: number, one: string, many = `${one}s`): string[] =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  return [
    ...some(inAzure(catalogue), 'way of a datacentre into Azure', 'ways of datacentres into Azure').map(
      (text) => text + unreached(catalogue, stacks),
    ),
    ...(new Set(catalogue.hubs.map((hub) => hub.cloud)).size > 1
      ? ['the link between the clouds (until then nothing at home in one reaches what is at home in the other)']
      : []),
    ...unmanagedHubs(catalogue, connections),
  ];
}
