import type { AwsHub, Catalogue, Tenant } from '../../../catalogue/model';
import type { Lock } from '../../lock/lock-file';
import { awsPrefix } from '../../places/hubs';
import { QUOTAS } from '../../quotas/quotas';
import type { AwsConnection } from '../../routing/connections';
import type { NextHop, RouteTable } from '../../routing/tables';
import type { Rule } from '../../rules/rule';
import { type StackCommon, stackCommon } from '../stack-common';

/** What the stacks of one AWS hub are made from. */
export interface HubParts {
  readonly catalogue: Catalogue;
  readonly lock: Lock;
  readonly hub: AwsHub;
  readonly tables: readonly RouteTable[];
  readonly connections: readonly AwsConnection[];
  readonly rules: readonly Rule[];
}

/** What every stack of an AWS hub has. */
export interface StackBase extends StackCommon {
  readonly hub: AwsHubIdentity;
  /** The stack whose outputs name the hub's shared resources. */
  readonly hubStack: string;
}

export interface AwsHubIdentity {
  readonly id: string;
  readonly region: string;
  readonly accountId: string;
  readonly roleArn?: string;
}

/** A row of a hub's transit gateway route table that leads to a stack's VPC. */
export interface HubRouteInput {
  readonly table: string;
  readonly prefix: string;
}

/** Rules that are tried together. */
export interface RuleGroupInput<Rule> {
  readonly name: string;
  readonly priority: number;
  /** Rules it can ever hold without being replaced; part of its name. */
  readonly capacity: number;
  readonly rules: readonly Rule[];
}

/** Attachments of a tenant: with which table they are associated, and into which their prefixes are propagated. */
export function tablesOf(tenant: Tenant): { readonly associatedTable: string; readonly propagatedTable: string } {
  return {
    associatedTable: `rt-${tenant.id}`,
    propagatedTable: tenant.kind === 'public-wifi' ? `rt-post-${tenant.egress}` : 'rt-post',
  };
}

/** Room for growth in a rule group: capacity can't be changed without replacing it, so it goes up in large steps. */
export function capacityFor(rules: number): number {
  let capacity = 100;
  while (capacity < rules * 2) capacity *= 2;
  const most = QUOTAS.groupCapacity.value;
  return rules <= most ? Math.min(capacity, most) : capacity;
}

/** Something in a zone; nothing is sent there any more where the zone is leaving, and then nothing is guarded. */
export interface MaybeLeaving {
  readonly isLeaving?: true;
}

export function leavingIn({ leavingZones }: AwsHub, zone: string): MaybeLeaving {
  return leavingZones.includes(zone) ? { isLeaving: true } : {};
}

/** Rows of the hub's tables that lead to one place. */
export function routesTo(tables: readonly RouteTable[], leads: (via: NextHop) => boolean): readonly HubRouteInput[] {
  return tables.flatMap((table) =>
    table.statics.filter((row) => leads(row.via)).map((row) => ({ table: table.name, prefix: row.prefix.toString() })),
  );
}

/** The name of one of the hub's stacks. */
export function stackName({ lock, hub }: HubParts, suffix: string): string {
  return `${awsPrefix(hub.id, lock.firstHubs)}-${suffix}`;
}

/** What every stack of an AWS hub has. */
export function stackBase(
  { catalogue, lock, hub }: HubParts,
  name: string,
  dependencies: readonly string[],
  isLeaving = hub.state === 'leaving',
): StackBase {
  return {
    ...stackCommon(catalogue, name, dependencies, isLeaving),
    hub: {
      id: hub.id,
      region: hub.region,
      accountId: hub.account.id,
      ...(hub.account.roleArn === undefined ? {} : { roleArn: hub.account.roleArn }),
    },
    hubStack: `${awsPrefix(hub.id, lock.firstHubs)}-hub`,
  };
}
