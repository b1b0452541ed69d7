import { Construct } from 'constructs';
import { VpnLogGroup } from '../../constructs/aws/logs/vpn-log-group';
import type { HubReferences } from '../../constructs/aws/transit/hub-references';
import { SiteVpn, type TunnelEnds, type VpnTermination } from '../../constructs/aws/transit/site-vpn';
import { prefixName } from '../../constructs/naming';
import type { AwsSitesStackInput, ConnectionInput } from '../../plan/stacks/aws/sites';
import type { SynthContext } from '../synth-context';
import { AwsStack } from './aws-stack';
import { connectionImports } from './imports';

/** Resource types of one connection: what moves when a site's id changes. */
const DEDICATED_TYPES = [
  'aws_ec2_transit_gateway_route_table_association',
  'aws_ec2_transit_gateway_route_table_propagation',
] as const;
const CONNECTION_TYPES = ['aws_cloudwatch_metric_alarm', 'aws_customer_gateway', 'aws_vpn_connection'] as const;

/** Sites of one stack: connections of all their tenants, one scope per site. A change to one site plans only this. */
export class AwsSitesStack extends AwsStack {
  constructor(scope: Construct, input: AwsSitesStackInput, context: SynthContext) {
    super(scope, input, context);
    const hub = this.readHub();
    const costCentres = new Map(input.connections.map((connection) => [connection.tenant, connection.costCentre]));
    const logGroups = new Map(
      [...costCentres].map(([tenant, costCentre]) => [
        tenant,
        new VpnLogGroup(this, `logs_${tenant}`, {
          prefix: this.prefix,
          stack: input.name,
          tenant,
          costCentre,
          logRetentionDays: input.wan.logRetentionDays,
          logKeyArn: hub.logKeyArn,
        }).arn,
      ]),
    );
    const sites = new Map<string, Construct>();
    const ends: Record<string, TunnelEnds> = {};
    for (const connection of input.connections) {
      const site = sites.get(connection.site) ?? new Construct(this, connection.site);
      sites.set(connection.site, site);
      const { ends: own } = new SiteVpn(site, `${connection.tenant}_${connection.circuit}`, {
        prefix: this.prefix,
        connection: connection.name,
        ...(connection.deviceName === undefined ? {} : { deviceName: connection.deviceName }),
        site: connection.site,
        siteName: connection.siteName,
        tenant: connection.tenant,
        costCentre: connection.costCentre,
        asn: connection.asn,
        ...(connection.address === undefined ? {} : { address: connection.address }),
        ...(connection.certificateArn === undefined ? {} : { certificateArn: connection.certificateArn }),
        crypto: connection.crypto,
        insideRanges: connection.insideRanges,
        termination: terminate(connection, hub),
        logGroupArn: logGroups.get(connection.tenant) ?? '',
        ...(input.wan.alarmTopic === undefined ? {} : { alarmTopic: input.wan.alarmTopic }),
        ...(connection.adopted?.leavesTable ? { leavesTable: true } : {}),
        ...(connection.adopted?.keepsOptions ? { keepsOptions: true } : {}),
      });
      ends[connection.name] = own;
    }
    this.output(
      'tunnel_ends',
      ends,
      'What routers are set to: where the tunnels of each connection end, by their inside ranges, and the secret that holds their keys.',
    );
    const moved = input.connections.flatMap(movedBlocks);
    if (moved.length > 0) this.addOverride('moved', moved);
    const imports = input.connections.flatMap(connectionImports);
    if (imports.length > 0) this.addOverride('import', imports);
  }
}

function terminate(connection: ConnectionInput, hub: HubReferences): VpnTermination {
  if (connection.concentrator !== undefined)
    return { kind: 'concentrator', concentratorId: hub.concentratorId(connection.concentrator) };
  return {
    kind: 'dedicated',
    transitGatewayId: hub.transitGatewayId,
    associatedTableId: hub.routeTableId(connection.associatedTable),
    propagatedTableId: hub.routeTableId(connection.propagatedTable),
    ...(connection.staticPrefixes === undefined ? {} : { staticPrefixes: connection.staticPrefixes }),
  };
}

/** A site with a new id keeps its resources: Terraform is told that they have moved. */
function movedBlocks(connection: ConnectionInput): readonly { from: string; to: string }[] {
  const { was, name, staticPrefixes } = connection;
  if (was === undefined) return [];
  const isTold = staticPrefixes !== undefined;
  const own = DEDICATED_TYPES.filter((type) => !isTold || type !== 'aws_ec2_transit_gateway_route_table_propagation');
  const types = connection.concentrator === undefined ? [...CONNECTION_TYPES, ...own] : CONNECTION_TYPES;
  return [
    ...types.map((type) => ({ from: `${type}.${was}`, to: `${type}.${name}` })),
    ...(staticPrefixes ?? []).map((prefix) => ({
      from: `aws_ec2_transit_gateway_route.${was}_${prefixName(prefix)}`,
      to: `aws_ec2_transit_gateway_route.${name}_${prefixName(prefix)}`,
    })),
  ];
}
