import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { Construct } from 'constructs';
import { address, logGroupPrefix } from '../naming';
import { resourceTags } from '../tags';
import type { HubReferences } from './hub-references';

export interface VpcFlowLogProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name of the VPC. */
  readonly name: string;
  readonly terraformName: string;
  readonly vpcId: string;
  /** Days. */
  readonly logRetentionDays: number;
  readonly hub: Pick<HubReferences, 'logKeyArn' | 'flowLogRoleArn'>;
}

/** Every flow of a VPC, accepted or not, in an encrypted log group. */
export class VpcFlowLog extends Construct {
  constructor(scope: Construct, id: string, props: VpcFlowLogProps) {
    super(scope, id);
    const tags = resourceTags({ name: `${props.name}-flows` });
    const group = address(
      new CloudwatchLogGroup(this, 'group', {
        name: `${logGroupPrefix(props.prefix)}/vpc/${props.name}`,
        retentionInDays: props.logRetentionDays,
        kmsKeyId: props.hub.logKeyArn,
        tags,
      }),
      `${props.terraformName}-flows`,
    );
    address(
      new FlowLog(this, 'log', {
        vpcId: props.vpcId,
        trafficType: 'ALL',
        logDestinationType: 'cloud-watch-logs',
        logDestination: group.arn,
        iamRoleArn: props.hub.flowLogRoleArn,
        maxAggregationInterval: 60,
        tags,
      }),
      props.terraformName,
    );
  }
}
