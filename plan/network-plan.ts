import type { AwsHub, Catalogue } from '../catalogue/model';
import { awsHubs, planConnections, type AwsConnection, type Connection } from './connections';
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
  return {
    connections,
    rules,
    tables: new Map(hubs.map(({ hub, tables }) => [hub.id, tables])),
    stacks: hubs.flatMap(({ hub, tables }) => {
      const own = connections.filter(
        (connection): connection is AwsConnection => connection.cloud === 'aws' && connection.hub === hub.id,
      );
      return planHubStacks({ catalogue, lock, hub, tables, connections: own, rules });
    }),
    notRendered: notRendered(catalogue, connections),
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

/** Services that answer in datacentres: routed and passed, but nobody announces them yet. */
function inDatacentres({ datacentres, services }: Catalogue): string {
  const prefixes = datacentres.flatMap((datacentre) => datacentre.tenants.flatMap((entry) => entry.prefixes));
  const there = services.filter((service) =>
    service.addresses.some((address) => prefixes.some((prefix) => prefix.overlaps(address))),
  );
  return there.length === 0 ? '' : ` (until then nobody reaches ${there.map((service) => service.id).join(', ')})`;
}

function notRendered(catalogue: Catalogue, connections: readonly Connection[]): readonly string[] {
  const some = (count: number, one: string, many = `${one}s`): string[] =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  return [
    ...some(catalogue.hubs.filter((hub) => hub.cloud === 'azure').length, 'Azure hub'),
    ...some(connections.filter((connection) => connection.cloud === 'azure').length, 'Azure connection'),
    ...some(
      catalogue.tenants.reduce((sum, tenant) => sum + tenant.vnets.length, 0),
      'Azure virtual network',
    ),
    ...some(
      catalogue.suppliers.filter((supplier) => supplier.kind === 'private-endpoint').length,
      'supplier platform reached by Private Endpoint',
      'supplier platforms reached by Private Endpoint',
    ),
    ...some(catalogue.datacentres.length, 'datacentre').map((text) => text + inDatacentres(catalogue)),
    ...unmanagedHubs(catalogue, connections),
  ];
}
