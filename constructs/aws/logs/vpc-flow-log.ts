import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { FlowLog, type FlowLogConfig } from '@cdktf/provider-aws/lib/flow-log';
import { Construct } from 'constructs';
import { address, logGroupPrefix } from '../../naming';
import { resourceTags } from '../../tags';
import type { HubReferences } from '../transit/hub-references';

export interface VpcFlowLogProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name of the VPC. */
  readonly name: string;
  readonly terraformName: string;
  readonly vpcId: string;
  /** Days. */
  readonly logRetentionDays: number;
  /** Whether lines name the addresses before and after translation, which is what ties a public address to a user. */
  readonly withNatAddresses: boolean;
  readonly hub: Pick<HubReferences, 'logKeyArn' | 'flowLogRoleArn'>;
  /** Seconds for which packets of one flow are counted together, and where that is kept. @default - 60, in CloudWatch */
  readonly place?: FlowLogPlace;
}

export interface FlowLogPlace {
  readonly intervalSeconds: number;
  /** Bucket that takes them, with or without a folder. @default - a log group of their own */
  readonly bucketArn?: string;
}

/**
 * The default format with the packet's own addresses, which differ from the interface's behind a NAT gateway.
 * Source: docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html (pkt-srcaddr, pkt-dstaddr, flow-direction).
 * `$${` is how Terraform writes a `${` that is not its own.
 */
const NAT_FORMAT = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'flow-direction',
]
  .map((field) => `$\${${field}}`)
  .join(' ');

/** Every flow of a VPC, accepted or not, in an encrypted log group or in a bucket. */
export class VpcFlowLog extends Construct {
  constructor(scope: Construct, id: string, props: VpcFlowLogProps) {
    super(scope, id);
    const tags = resourceTags({ name: `${props.name}-flows` });
    const { intervalSeconds, bucketArn } = props.place ?? { intervalSeconds: 60 };
    address(
      new FlowLog(this, 'log', {
        vpcId: props.vpcId,
        trafficType: 'ALL',
        ...(bucketArn === undefined
          ? this.toGroup(props, tags)
          : { logDestinationType: 's3', logDestination: bucketArn }),
        maxAggregationInterval: intervalSeconds,
        ...(props.withNatAddresses ? { logFormat: NAT_FORMAT } : {}),
        tags,
      }),
      props.terraformName,
    );
  }

  private toGroup(props: VpcFlowLogProps, tags: Record<string, string>): Partial<FlowLogConfig> {
    const group = address(
      new CloudwatchLogGroup(this, 'group', {
        name: `${logGroupPrefix(props.prefix)}/vpc/${props.name}`,
        retentionInDays: props.logRetentionDays,
        kmsKeyId: props.hub.logKeyArn,
        tags,
      }),
      `${props.terraformName}-flows`,
    );
    return { logDestinationType: 'cloud-watch-logs', logDestination: group.arn, iamRoleArn: props.hub.flowLogRoleArn };
  }
}
