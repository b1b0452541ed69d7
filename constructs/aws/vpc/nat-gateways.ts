import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { DataAwsEip } from '@cdktf/provider-aws/lib/data-aws-eip';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import type { Subnet } from '@cdktf/provider-aws/lib/subnet';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { address } from '../../naming';
import { resourceTags } from '../../tags';

export interface NatGatewaysProps {
  /** Cloud-side name of the breakout. */
  readonly name: string;
  readonly zones: readonly {
    readonly zone: string;
    readonly publicSubnet: Subnet;
    /** Existing elastic addresses. @default - new ones, guarded against destruction */
    readonly allocations?: readonly string[];
    /** The zone is leaving: its new addresses may be destroyed. */
    readonly isLeaving?: true;
  }[];
  /** New addresses per zone; each carries 55,000 connections to one destination at once. */
  readonly addressesPerZone: number;
  /** How many of them, the last ones, may be destroyed. @default - none */
  readonly leavingAddresses?: number;
  /** Nothing reaches the internet before this is there. */
  readonly internetGateway: ITerraformDependable;
  /** SNS topic of alarms. @default - alarms tell nobody */
  readonly alarmTopic?: string;
}

/**
 * A NAT gateway per zone with fixed public addresses: suppliers have them in allow-lists, so they are guarded. The
 * alarm goes off when a gateway could not open a connection because its addresses' ports to one destination were
 * used up. Source: docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
 */
export class NatGateways extends Construct {
  /** Public addresses, as expressions. */
  readonly publicAddresses: readonly string[];
  private readonly gateways = new Map<string, NatGateway>();

  constructor(scope: Construct, id: string, props: NatGatewaysProps) {
    super(scope, id);
    const addresses: string[] = [];
    for (const { zone, publicSubnet, allocations, isLeaving } of props.zones) {
      const made =
        allocations === undefined
          ? Array.from({ length: props.addressesPerZone }, (_, index) =>
              this.elasticAddress(props, zone, index + 1, isLeaving === true),
            )
          : [];
      const [first, ...others] = allocations ?? made.map((elastic) => elastic.allocationId);
      if (first === undefined) throw new Error(`the NAT gateway of ${zone} was given no address`);
      const gateway = address(
        new NatGateway(this, `gateway_${zone}`, {
          subnetId: publicSubnet.id,
          connectivityType: 'public',
          allocationId: first,
          ...(others.length > 0 ? { secondaryAllocationIds: others } : {}),
          dependsOn: [props.internetGateway],
          tags: resourceTags({ name: `${props.name}-${zone}` }),
        }),
        zone,
      );
      this.gateways.set(zone, gateway);
      addresses.push(
        ...(allocations === undefined ? made : allocations.map((id) => this.existingAddress(id))).map(
          (elastic) => elastic.publicIp,
        ),
      );
      address(
        new CloudwatchMetricAlarm(this, `alarm_${zone}`, {
          alarmName: `${props.name}-nat-${zone}`,
          alarmDescription: `${props.name}: connections failed because all ports of the public addresses in ${zone} towards one destination were in use. Raise natAddressesPerZone.`,
          namespace: 'AWS/NATGateway',
          metricName: 'ErrorPortAllocation',
          dimensions: { NatGatewayId: gateway.id },
          statistic: 'Sum',
          period: 300,
          evaluationPeriods: 1,
          threshold: 0,
          comparisonOperator: 'GreaterThanThreshold',
          treatMissingData: 'notBreaching',
          ...(props.alarmTopic === undefined ? {} : { alarmActions: [props.alarmTopic] }),
          tags: resourceTags({ name: `${props.name}-nat-${zone}` }),
        }),
        `nat_${zone}`,
      );
    }
    this.publicAddresses = addresses;
  }

  gatewayId(zone: string): string {
    const gateway = this.gateways.get(zone);
    if (!gateway) throw new Error(`no NAT gateway in ${zone}`);
    return gateway.id;
  }

  /** What an existing address is; looked up when the plan is made. */
  private existingAddress(allocation: string): DataAwsEip {
    return address(new DataAwsEip(this, `existing_${allocation}`, { id: allocation }), allocation);
  }

  private elasticAddress(props: NatGatewaysProps, zone: string, number: number, isLeaving: boolean): Eip {
    const mayGo = isLeaving || number > props.addressesPerZone - (props.leavingAddresses ?? 0);
    return address(
      new Eip(this, `address_${zone}_${number}`, {
        domain: 'vpc',
        tags: resourceTags({ name: `${props.name}-${zone}-${number}` }),
        // One that is taken away goes after the gateway has let go of it.
        lifecycle: { createBeforeDestroy: true, ...(mayGo ? {} : { preventDestroy: true }) },
      }),
      `${zone}_${number}`,
    );
  }
}
