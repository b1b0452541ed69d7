import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { address, logGroupPrefix } from '../../naming';
import { resourceTags } from '../../tags';
import { LogKey } from './log-key';

export interface LogEncryptionProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Hub whose logs these are. */
  readonly hub: string;
  readonly region: string;
  /** Account that owns the hub. */
  readonly accountId: string;
}

/** The key that encrypts a hub's logs, and the role that writes flow logs. */
export class LogEncryption extends Construct {
  readonly keyArn: string;
  readonly flowLogRoleArn: string;

  constructor(scope: Construct, id: string, props: LogEncryptionProps) {
    super(scope, id);
    const name = `${props.prefix}-${props.hub}-logs`;
    const logGroups = `arn:aws:logs:${props.region}:${props.accountId}:log-group:${logGroupPrefix(props.prefix)}/*`;
    const key = new LogKey(this, 'key', {
      name,
      description: `Logs of hub ${props.hub}`,
      region: props.region,
      accountId: props.accountId,
      logGroups: [`${logGroupPrefix(props.prefix)}/*`],
    });
    const role = address(
      new IamRole(this, 'role', {
        name: `${name}-writer`,
        assumeRolePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: { StringEquals: { 'aws:SourceAccount': props.accountId } },
            },
          ],
        }),
        tags: resourceTags({ name: `${name}-writer` }),
      }),
      'flow-logs',
    );
    address(
      new IamRolePolicy(this, 'policy', {
        name: 'write-flow-logs',
        role: role.id,
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
              Resource: logGroups,
            },
            { Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' },
          ],
        }),
      }),
      'flow-logs',
    );
    this.keyArn = key.arn;
    this.flowLogRoleArn = role.arn;
  }
}
