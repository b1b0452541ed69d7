import { compareCidrs } from '../catalogue/cidr';
import { compareText } from '../catalogue/issue';
import type { AwsHub, Catalogue, Tenant, Vpc } from '../catalogue/model';
import type { AwsConnection } from './connections';
import { awsPrefix } from './lock/place-sites';
import { CONCENTRATOR_NAME, type Lock } from './lock/lock-file';
import { ownSupernets, type Rule } from './rules';
import type {
  AwsHubStackInput,
  AwsInspectStackInput,
  AwsNetStackInput,
  AwsSitesStackInput,
  ConnectionInput,
  RuleGroupInput,
  StackBase,
  StackInput,
  VpcInput,
} from './stack-input';
import type { RouteTable } from './tables';
import { layOutVpc } from './vpc-layout';

/** What the stacks of one AWS hub are made from. */
export interface HubParts {
  readonly catalogue: Catalogue;
  readonly lock: Lock;
  readonly hub: AwsHub;
  readonly tables: readonly RouteTable[];
  readonly connections: readonly AwsConnection[];
  readonly rules: readonly Rule[];
}

/** Stacks of one AWS hub, hub first. */
export function planHubStacks(parts: HubParts): readonly StackInput[] {
  return [hubStack(parts), inspectStack(parts), ...netStacks(parts), ...siteStacks(parts)];
}

/** Attachments of a tenant: with which table they are associated, and into which their prefixes are propagated. */
export function tablesOf(tenant: Tenant): { readonly associatedTable: string; readonly propagatedTable: string } {
  return {
    associatedTable: `rt-${tenant.id}`,
    propagatedTable: tenant.kind === 'public-wifi' ? `rt-post-${tenant.egress}` : 'rt-post',
  };
}

function base({ catalogue, lock, hub }: HubParts, name: string, dependencies: readonly string[]): StackBase {
  const { wan } = catalogue;
  return {
    name,
    dependencies,
    wan: {
      name: wan.name,
      title: wan.title,
      operator: wan.operator,
      environment: wan.environment,
      tags: wan.tags,
      logRetentionDays: wan.logRetentionDays,
      ...(wan.alarmTopic === undefined ? {} : { alarmTopic: wan.alarmTopic }),
    },
    backend: wan.state,
    hub: {
      id: hub.id,
      region: hub.region,
      accountId: hub.account.id,
      ...(hub.account.roleArn === undefined ? {} : { roleArn: hub.account.roleArn }),
    },
    hubStack: `${awsPrefix(hub.id, lock.firstHubs)}-hub`,
  };
}

function named({ lock, hub }: HubParts, suffix: string): string {
  return `${awsPrefix(hub.id, lock.firstHubs)}-${suffix}`;
}

function hubStack(parts: HubParts): AwsHubStackInput {
  const { catalogue, lock, hub, tables } = parts;
  return {
    ...base(parts, named(parts, 'hub'), []),
    kind: 'aws-hub',
    asn: hub.asn,
    cidrBlock: lock.hubs[hub.id]?.networks['transit-gateway'] ?? '',
    tables: tables.map((table) => ({
      name: table.name,
      blackholes: table.statics.filter((row) => row.via.to === 'blackhole').map((row) => row.prefix.toString()),
    })),
    concentrators: (lock.hubs[hub.id]?.concentrators ?? []).flatMap((name) => {
      const id = CONCENTRATOR_NAME.exec(name)?.[1];
      const tenant = catalogue.tenants.find((candidate) => candidate.id === id);
      return tenant ? [{ name, tenant: tenant.id, costCentre: tenant.costCentre, ...tablesOf(tenant) }] : [];
    }),
  };
}

/** Room for growth in a rule group: capacity can't be changed without replacing it, so it goes up in large steps. */
function capacityFor(rules: number): number {
  let capacity = 100;
  while (capacity < rules * 2) capacity *= 2;
  return capacity;
}

function inspectStack(parts: HubParts): AwsInspectStackInput {
  const { catalogue, lock, hub, tables, rules } = parts;
  const held = lock.hubs[hub.id];
  const groups = [...new Set(rules.map((rule) => rule.group))].sort(compareText);
  return {
    ...base(parts, named(parts, 'inspect'), [named(parts, 'hub')]),
    kind: 'aws-inspect',
    network: held?.networks['inspect'] ?? '',
    zones: layOutVpc(held?.networks['inspect'] ?? '', held?.zones ?? {}),
    homeNet: catalogue.tenants.flatMap(ownSupernets).sort(compareCidrs).map(String),
    ruleGroups: groups.map((group): RuleGroupInput => {
      const own = rules.filter((rule) => rule.group === group);
      return {
        name: group,
        priority: lock.ruleGroups[group] ?? 0,
        capacity: capacityFor(own.length),
        rules: own.map((rule) => ({
          sid: lock.rules[rule.key] ?? 0,
          sources: rule.sources.map(String),
          destinations: rule.destinations.map(String),
          message: rule.message,
        })),
      };
    }),
    routes: tables.flatMap((table) =>
      table.statics
        .filter((row) => row.via.to === 'inspect')
        .map((row) => ({ table: table.name, prefix: row.prefix.toString() })),
    ),
    associatedTable: 'rt-post',
  };
}

function netStacks(parts: HubParts): readonly AwsNetStackInput[] {
  return [...parts.catalogue.tenants]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((tenant) => {
      const vpcs = tenant.vpcs.filter((vpc) => vpc.hub === parts.hub.id).sort((a, b) => compareText(a.id, b.id));
      if (vpcs.length === 0) return [];
      return [
        {
          ...base(parts, named(parts, `${tenant.id}-net`), [named(parts, 'hub')]),
          kind: 'aws-net' as const,
          tenant: tenant.id,
          costCentre: tenant.costCentre,
          ...tablesOf(tenant),
          vpcs: vpcs.map(vpcInput),
        },
      ];
    });
}

function vpcInput(vpc: Vpc): VpcInput {
  return {
    id: vpc.id,
    vpcId: vpc.vpcId,
    accountId: vpc.account,
    ...(vpc.roleArn === undefined ? {} : { roleArn: vpc.roleArn }),
    outsideOrganisation: vpc.outsideOrganisation,
    subnetIds: Object.values(vpc.subnets).sort(compareText),
    routeTableIds: [...vpc.routeTables].sort(compareText),
  };
}

function siteStacks(parts: HubParts): readonly AwsSitesStackInput[] {
  const { catalogue, lock, connections } = parts;
  const formerIds = new Map(catalogue.sites.flatMap((site) => (site.was === undefined ? [] : [[site.id, site.was]])));
  const byStack = new Map<string, AwsConnection[]>();
  for (const connection of connections) {
    const members = byStack.get(connection.stack);
    if (members) members.push(connection);
    else byStack.set(connection.stack, [connection]);
  }
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tablesOf(tenant)]));
  return [...byStack]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, members]) => ({
      ...base(parts, name, [named(parts, 'hub')]),
      kind: 'aws-sites' as const,
      wave: lock.sites[members[0]?.site ?? '']?.wave ?? 2,
      connections: members.map((connection) =>
        connectionInput(
          connection,
          formerIds.get(connection.site),
          tenants.get(connection.tenant) ?? { associatedTable: '', propagatedTable: '' },
        ),
      ),
    }));
}

function connectionInput(
  connection: AwsConnection,
  was: string | undefined,
  tables: { readonly associatedTable: string; readonly propagatedTable: string },
): ConnectionInput {
  return {
    name: connection.name,
    deviceName: connection.deviceName,
    site: connection.site,
    siteName: connection.siteName,
    state: connection.state,
    tenant: connection.tenant,
    costCentre: connection.costCentre,
    circuit: connection.circuit,
    role: connection.role,
    asn: connection.asn,
    ...(connection.address === undefined ? {} : { address: connection.address }),
    ...(connection.certificateArn === undefined ? {} : { certificateArn: connection.certificateArn }),
    crypto: connection.crypto,
    insideRanges: [connection.insideRanges[0].toString(), connection.insideRanges[1].toString()],
    ...(connection.concentrator === undefined ? {} : { concentrator: connection.concentrator }),
    ...tables,
    ...(was === undefined ? {} : { was: `${was}_${connection.tenant}_${connection.circuit}` }),
  };
}
