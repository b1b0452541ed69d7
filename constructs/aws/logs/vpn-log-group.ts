import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Construct } from 'constructs';
import { address, logGroupPrefix } from '../../naming';
import { resourceTags } from '../../tags';

export interface VpnLogGroupProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Stack whose tunnels log here; part of the group's name, since a tenant has several. */
  readonly stack: string;
  readonly tenant: string;
  /** Whose tunnels these are, where that is no tenant: part of names and of the address. @default - the tenant's */
  readonly of?: string;
  readonly costCentre: string;
  /** Days. */
  readonly logRetentionDays: number;
  readonly logKeyArn: string;
}

/** Tunnel and BGP logs of one tenant in one stack, encrypted with the hub's key. */
export class VpnLogGroup extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: VpnLogGroupProps) {
    super(scope, id);
    const of = props.of ?? props.tenant;
    this.arn = address(
      new CloudwatchLogGroup(this, 'group', {
        name: `${logGroupPrefix(props.prefix)}/vpn/${props.stack}/${of}`,
        retentionInDays: props.logRetentionDays,
        kmsKeyId: props.logKeyArn,
        tags: resourceTags({
          name: `${props.stack}-${of}-vpn`,
          tenant: props.tenant,
          costCentre: props.costCentre,
        }),
      }),
      `vpn_${of}`,
    ).arn;
  }
}
