import { compareText, type Issue } from '../../catalogue/issues/issue';
import type { AwsHub, Catalogue } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Path } from '../../catalogue/yaml/source';
import type { NetworkPlan } from '../network-plan';
import { awsHubs } from '../places/hubs';
import type { Quota } from '../quotas/quota';
import { QUOTAS } from '../quotas/quotas';
import type { AwsConnection } from '../routing/connections';
import type { RouteTable } from '../routing/tables';
import { azureUses } from './azure';
import { breakoutUses, firewallUses, isVpcStack, regionUses } from './breakouts';
import { datacentresAt, sharedUses } from './datacentres';
import type { NoteUse } from './quota-use';
import { ruleLength } from './rule-length';

/** What the plan takes of one limit. */
export interface QuotaUse {
  readonly quota: Quota;
  readonly used: number;
  /** The limit in force: the cloud's default, or what the catalogue says was granted. */
  readonly limit: number;
  /** Where it is counted: a region and account, a hub, one table. */
  readonly scope: string;
  /** The entry of the catalogue that decides it. */
  readonly path?: Path;
}

/** From this share of a limit on, preflight warns. */
const NEAR = 0.8;

/** Limits that are filled on purpose: placement fills a concentrator before it opens the next, and addresses are written. */
export const FILLED_ON_PURPOSE: ReadonlySet<string> = new Set([
  QUOTAS.concentratorConnections.code,
  QUOTAS.natAddresses.code,
  QUOTAS.tunnelMbps.code,
]);

/** Every limit that the plan touches, fullest first. */
export function quotaUses(catalogue: Catalogue, plan: NetworkPlan): readonly QuotaUse[] {
  const granted = new Map(catalogue.quotas.map((quota) => [quota.code, quota.value]));
  const uses: QuotaUse[] = [];
  const use: NoteUse = (name, used, scope, path, limit) => {
    const quota = QUOTAS[name];
    const allowed = limit ?? granted.get(quota.code) ?? quota.value;
    if (used > 0) uses.push({ quota, used, limit: allowed, scope, ...(path ? { path } : {}) });
  };
  const regions = new Map<string, AwsHub[]>();
  for (const hub of awsHubs(catalogue)) {
    const key = `${hub.region}, account ${hub.account.id}`;
    regions.set(key, [...(regions.get(key) ?? []), hub]);
    hubUses(catalogue, plan, hub, use);
    breakoutUses(catalogue, plan, hub, use);
    firewallUses(catalogue, plan, hub, use);
  }
  for (const [scope, hubs] of regions) {
    const connections = hubs.flatMap((hub) => connectionsAt(plan, hub));
    const shared = hubs.reduce((sum, hub) => sum + sharedUses(catalogue, plan, hub).connections, 0);
    use('vpnConnections', connections.length + shared, scope);
    use('customerGateways', connections.length + shared, scope);
    use('transitGateways', hubs.length, scope);
    regionUses(plan, hubs, connections.length + shared, scope, use);
  }
  azureUses(catalogue, plan, use);
  return uses.sort(
    (a, b) =>
      b.used / b.limit - a.used / a.limit || compareText(a.quota.code, b.quota.code) || compareText(a.scope, b.scope),
  );
}

function connectionsAt(plan: NetworkPlan, hub: AwsHub): readonly AwsConnection[] {
  return plan.connections.filter(
    (connection): connection is AwsConnection => connection.cloud === 'aws' && connection.hub === hub.id,
  );
}

function hubUses(catalogue: Catalogue, plan: NetworkPlan, hub: AwsHub, use: NoteUse): void {
  const scope = `hub ${hub.id}`;
  const tables = plan.tables.get(hub.id) ?? [];
  const connections = connectionsAt(plan, hub);
  const concentrators = new Map<string, number>();
  for (const { concentrator } of connections)
    if (concentrator !== undefined) concentrators.set(concentrator, (concentrators.get(concentrator) ?? 0) + 1);
  const hubStack = plan.stacks.find((stack) => stack.kind === 'aws-hub' && stack.hub.id === hub.id);
  const existing = hubStack?.kind === 'aws-hub' ? hubStack.concentrators.length : 0;
  use('concentrators', existing, scope);
  for (const [name, count] of concentrators) use('concentratorConnections', count, `${name} at ${hub.id}`);
  use('routeTables', tables.length, scope);
  const shared = sharedUses(catalogue, plan, hub);
  use('transitRoutes', transitRoutes(tables, connections) + shared.routes, scope);
  const gateways = datacentresAt(plan, hub).filter(({ direct }) => direct).length;
  const vpcs = plan.stacks.reduce(
    (sum, stack) => sum + (stack.kind === 'aws-net' && stack.hub.id === hub.id ? stack.vpcs.length : 0),
    0,
  );
  const own = plan.stacks.filter((stack) => stack.hub.id === hub.id && isVpcStack(stack)).length;
  use(
    'attachments',
    connections.filter((connection) => connection.concentrator === undefined).length +
      existing +
      vpcs +
      own +
      shared.connections +
      gateways,
    scope,
  );
  use('directConnectGateways', gateways, scope);
  const longest = [...tables].sort((a, b) => b.statics.length - a.statics.length)[0];
  if (longest) use('routesToSite', longest.statics.length, `${longest.name} at ${hub.id}`);
  const announced = connections.reduce((most, connection) => Math.max(most, connection.prefixes.length + 1), 0);
  use('routesFromSite', announced, scope);
}

/** Statics of all tables, and each prefix a site announces once, in the table it is propagated into. */
function transitRoutes(tables: readonly RouteTable[], connections: readonly AwsConnection[]): number {
  const statics = tables.reduce((sum, table) => sum + table.statics.length, 0);
  return (
    statics +
    connections.reduce((sum, connection) => sum + connection.prefixes.length + (connection.loopback ? 1 : 0), 0)
  );
}

/** QUOTA_EXCEEDED for every limit that is too small, with the code to raise and by how much; QUOTA_NEAR as a warning. */
export function preflight(
  uses: readonly QuotaUse[],
  catalogue: Catalogue,
  plan: NetworkPlan,
  where: Whereabouts,
): readonly Issue[] {
  return uses.flatMap((use): Issue[] => {
    const { quota, used, limit, scope } = use;
    const index = catalogue.quotas.findIndex((granted) => granted.code === quota.code);
    const path = index >= 0 ? ['quotas', index, 'value'] : (use.path ?? ['hubs']);
    const base = {
      at: where.at(path),
      path: index < 0 && use.path ? where.named(use.path) : `quotas.${quota.code}`,
      got: `${used} (${scope})`,
    };
    if (used > limit && quota.code === QUOTAS.ruleLength.code && !use.path) return tooLong(plan, limit, where);
    if (used > limit) {
      return [
        {
          ...base,
          code: 'QUOTA_EXCEEDED',
          problem: `The plan needs ${used} ${quota.what}; ${limit} are allowed, ${used - limit} too few.`,
          allowed: `${limit} (${quota.source}, ${quota.date})`,
          fix: quota.adjustable
            ? `Ask for ${roundUp(used)} in the Service Quotas console (${quota.code}), then write under quotas: { code: ${quota.code}, value: ${roundUp(used)}, date: …, case: … }.`
            : (quota.remedy ?? 'This limit is fixed: add another hub and move sites to it.'),
        },
      ];
    }
    return used >= limit * NEAR && !FILLED_ON_PURPOSE.has(quota.code)
      ? [
          {
            ...base,
            code: 'QUOTA_NEAR',
            severity: 'warning',
            problem: `${used} of ${limit} ${quota.what} are used.`,
            fix: quota.adjustable
              ? `Raise ${quota.code} before it is needed; requests take days.`
              : (quota.remedy ?? 'This limit is fixed: plan another hub.'),
          },
        ]
      : [];
  });
}

/** RULE_TOO_LONG at every entry whose rule is: a firewall takes no longer one. */
function tooLong(plan: NetworkPlan, limit: number, where: Whereabouts): Issue[] {
  return plan.rules
    .filter((rule) => ruleLength(rule) > limit)
    .map((rule) => ({
      code: 'RULE_TOO_LONG',
      at: where.at(rule.path),
      path: where.named(rule.path),
      problem: `Its firewall rule would take ${ruleLength(rule)} characters.`,
      got: `${rule.sources.length} source and ${rule.destinations.length} destination prefixes`,
      allowed: `${limit} characters (${QUOTAS.ruleLength.source}, ${QUOTAS.ruleLength.date})`,
      fix: 'Use fewer, wider prefixes, or split the entry in two.',
    }));
}

/** A quarter more than is needed, in round numbers: nobody wants to ask again next month. */
function roundUp(used: number): number {
  const step = used < 100 ? 10 : 50;
  return Math.ceil((used * 1.25) / step) * step;
}
