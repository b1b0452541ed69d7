import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Ec2TransitGateway } from '@cdktf/provider-aws/lib/ec2-transit-gateway';
import { Ec2TransitGatewayRoute } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route';
import { Ec2TransitGatewayRouteTable } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table';
import { FlowLog, type FlowLogConfig } from '@cdktf/provider-aws/lib/flow-log';
import { Construct } from 'constructs';
import { address, logGroupPrefix, prefixName } from '../../naming';
import { resourceTags } from '../../tags';

export interface TransitHubProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  readonly hub: string;
  /** The transit gateway's own AS number. */
  readonly asn: number;
  /** The transit gateway's CIDR block, a /24: outside addresses of private-IP VPNs come from it. */
  readonly cidrBlock: string;
  /** Blocks that it had before, which stay. @default - none */
  readonly otherCidrBlocks?: readonly string[];
  /** Route tables with the prefixes each of them drops; one whose tenant is leaving may go. */
  readonly tables: readonly { readonly name: string; readonly blackholes: readonly string[]; readonly mayGo?: true }[];
  readonly logRetentionDays: number;
  readonly logKeyArn: string;
  readonly flowLogRoleArn: string;
  /** Bucket that takes the log of flows. @default - a log group */
  readonly flowLogBucketArn?: string;
  /** One log of every flow through the gateway, dropped ones included; not where guests are among them. */
  readonly logsFlows: boolean;
}

/**
 * A transit gateway that connects nothing by itself: no default association, no default propagation, no automatic
 * acceptance, so that an attachment reaches exactly what its table says. Its tables and their blackholes belong to it;
 * routes that point at a firewall belong to the stack of that firewall. Guarded against destruction: every site of
 * the hub hangs on it.
 */
export class TransitHub extends Construct {
  readonly transitGatewayId: string;
  readonly transitGatewayArn: string;
  private readonly tableIds: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, props: TransitHubProps) {
    super(scope, id);
    const name = `${props.prefix}-${props.hub}`;
    const gateway = address(
      new Ec2TransitGateway(this, 'gateway', {
        description: `Hub ${props.hub}`,
        amazonSideAsn: props.asn,
        defaultRouteTableAssociation: 'disable',
        defaultRouteTablePropagation: 'disable',
        autoAcceptSharedAttachments: 'disable',
        dnsSupport: 'enable',
        multicastSupport: 'disable',
        vpnEcmpSupport: 'enable',
        transitGatewayCidrBlocks: [props.cidrBlock, ...(props.otherCidrBlocks ?? [])],
        tags: resourceTags({ name }),
        lifecycle: { preventDestroy: true },
      }),
      'hub',
    );
    this.transitGatewayId = gateway.id;
    this.transitGatewayArn = gateway.arn;
    this.tableIds = new Map(
      props.tables.map((table) => {
        const resource = address(
          new Ec2TransitGatewayRouteTable(this, table.name, {
            transitGatewayId: gateway.id,
            tags: resourceTags({ name: `${name}-${table.name}` }),
            ...(table.mayGo ? {} : { lifecycle: { preventDestroy: true } }),
          }),
          table.name,
        );
        for (const prefix of table.blackholes) {
          address(
            new Ec2TransitGatewayRoute(this, `${table.name}_${prefix}`, {
              destinationCidrBlock: prefix,
              blackhole: true,
              transitGatewayRouteTableId: resource.id,
            }),
            `${table.name}_${prefixName(prefix)}`,
          );
        }
        return [table.name, resource.id];
      }),
    );
    if (props.logsFlows) this.logFlows(name, props);
  }

  /** Id of a table; throws for one that this hub doesn't have. */
  routeTableId(table: string): string {
    const id = this.tableIds.get(table);
    if (id === undefined) throw new Error(`the hub has no table ${table}`);
    return id;
  }

  private logFlows(name: string, props: TransitHubProps): void {
    // AWS accepts only the one-minute interval for a transit gateway (EC2 API CreateFlowLogs, MaxAggregationInterval).
    address(
      new FlowLog(this, 'flow-log', {
        transitGatewayId: this.transitGatewayId,
        ...(props.flowLogBucketArn === undefined
          ? this.toGroup(name, props)
          : { logDestinationType: 's3', logDestination: props.flowLogBucketArn }),
        maxAggregationInterval: 60,
        tags: resourceTags({ name: `${name}-flows` }),
      }),
      'transit',
    );
  }
  private toGroup(name: string, props: TransitHubProps): Partial<FlowLogConfig> {
    const group = address(
      new CloudwatchLogGroup(this, 'flow-log-group', {
        name: `${logGroupPrefix(props.prefix)}/transit/${props.hub}`,
        retentionInDays: props.logRetentionDays,
        kmsKeyId: props.logKeyArn,
        tags: resourceTags({ name: `${name}-flows` }),
      }),
      'transit-flows',
    );
    return { logDestinationType: 'cloud-watch-logs', logDestination: group.arn, iamRoleArn: props.flowLogRoleArn };
  }
}
