import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { address, logGroupPrefix } from '../naming';
import { resourceTags } from '../tags';

export interface LogEncryptionProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Hub whose logs these are. */
  readonly hub: string;
  readonly region: string;
  /** Account that owns the hub. */
  readonly accountId: string;
}

/**
 * The key that encrypts a hub's logs, and the role that writes flow logs. The key policy lets CloudWatch Logs of this
 * account and region use it for log groups of this WAN only.
 * Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export class LogEncryption extends Construct {
  readonly keyArn: string;
  readonly flowLogRoleArn: string;

  constructor(scope: Construct, id: string, props: LogEncryptionProps) {
    super(scope, id);
    const name = `${props.prefix}-${props.hub}-logs`;
    const logGroups = `arn:aws:logs:${props.region}:${props.accountId}:log-group:${logGroupPrefix(props.prefix)}/*`;
    const key = address(
      new KmsKey(this, 'key', {
        description: `Logs of hub ${props.hub}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Account',
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${props.accountId}:root` },
              Action: 'kms:*',
              Resource: '*',
            },
            {
              Sid: 'Logs',
              Effect: 'Allow',
              Principal: { Service: `logs.${props.region}.amazonaws.com` },
              Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
              Resource: '*',
              Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
            },
          ],
        }),
        tags: resourceTags({ name }),
        lifecycle: { preventDestroy: true },
      }),
      'logs',
    );
    address(new KmsAlias(this, 'alias', { name: `alias/${name}`, targetKeyId: key.keyId }), 'logs');
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
