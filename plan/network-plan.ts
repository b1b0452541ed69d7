import type { Catalogue } from '../catalogue/model';
import type { Lock } from './lock/lock-file';
import { awsHubs } from './places/hubs';
import { type AwsConnection, type AzureConnection, type Connection, planConnections } from './routing/connections';
import { notReached } from './routing/not-reached';
import { planTables, type RouteTable } from './routing/tables';
import { planRules } from './rules/plan-rules';
import type { Rule } from './rules/rule';
import { planHubStacks } from './stacks/aws/aws-stacks';
import { planAzureStacks } from './stacks/azure/azure-stacks';
import { inDeploymentOrder } from './stacks/deployment-order';
import { linkStacks } from './stacks/link';
import type { StackInput } from './stacks/stack-input';

/** Every decision, in one printable value: what stacks render, and what reports read. */
export interface NetworkPlan {
  readonly connections: readonly Connection[];
  readonly rules: readonly Rule[];
  /** Route tables of each AWS hub. */
  readonly tables: ReadonlyMap<string, readonly RouteTable[]>;
  /** In order of deployment. */
  readonly stacks: readonly StackInput[];
  /** What somebody may take for granted and no stack does, in words. */
  readonly notReached: readonly string[];
}

/** Plans a catalogue whose lock has been checked (plan/numbering/check-lock.ts). Pure. */
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
    stacks: inDeploymentOrder(stacks, lock),
    notReached: notReached(catalogue, connections),
  };
}
