import { compareText } from '../../../catalogue/issue';
import type { Vpc } from '../../../catalogue/model';
import { breakoutStacks } from './breakout';
import type { AwsConnection } from '../../routing/connections';
import { datacentreStacks } from './datacentre';
import { inspectRuleGroups } from './inspect';
import { CONCENTRATOR_NAME } from '../../lock/lock-file';
import { coverOf } from '../../places/prefix-cover';
import { ownSupernets } from '../../rules/plan-rules';
import { servicesStack } from './services';
import { routesTo, stackBase, stackName, tablesOf, type HubParts } from './hub-parts';
import type {
  AwsHubStackInput,
  AwsInspectStackInput,
  AwsNetStackInput,
  AwsSitesStackInput,
  ConnectionInput,
  StackInput,
  VpcInput,
} from '../stack-input';
import { layOutVpc } from '../../places/vpc-layout';

/** Stacks of one AWS hub, hub first. */
export function planHubStacks(parts: HubParts): readonly StackInput[] {
  return [
    hubStack(parts),
    inspectStack(parts),
    ...breakoutStacks(parts),
    ...servicesStack(parts),
    ...netStacks(parts),
    ...datacentreStacks(parts),
    ...siteStacks(parts),
  ];
}

function hubStack(parts: HubParts): AwsHubStackInput {
  const { catalogue, lock, hub, tables } = parts;
  return {
    ...stackBase(parts, stackName(parts, 'hub'), []),
    kind: 'aws-hub',
    asn: hub.asn,
    logsFlows: !catalogue.tenants.some((tenant) => tenant.kind === 'public-wifi' && tenant.hubs.includes(hub.id)),
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

function inspectStack(parts: HubParts): AwsInspectStackInput {
  const { catalogue, lock, hub, tables, rules } = parts;
  const held = lock.hubs[hub.id];
  return {
    ...stackBase(parts, stackName(parts, 'inspect'), [stackName(parts, 'hub')]),
    kind: 'aws-inspect',
    network: held?.networks['inspect'] ?? '',
    zones: layOutVpc(held?.networks['inspect'] ?? '', held?.zones ?? {}),
    homeNet: coverOf(catalogue.tenants.flatMap(ownSupernets)).map(String),
    ruleGroups: inspectRuleGroups(rules, lock),
    routes: routesTo(tables, (via) => via.to === 'inspect'),
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
          ...stackBase(parts, stackName(parts, `${tenant.id}-net`), [stackName(parts, 'hub')]),
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
      ...stackBase(parts, name, [stackName(parts, 'hub')]),
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
