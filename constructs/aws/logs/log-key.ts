import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { address } from '../../naming';
import { resourceTags } from '../../tags';

export interface LogKeyProps {
  /** Cloud-side name, and alias. */
  readonly name: string;
  readonly description: string;
  readonly region: string;
  readonly accountId: string;
  /** Name, with wildcards, of the log groups it may encrypt. */
  readonly logGroups: readonly string[];
}

/**
 * A key that CloudWatch Logs of one account and region may use, for the named log groups only.
 * Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export class LogKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: LogKeyProps) {
    super(scope, id);
    const arns = props.logGroups.map((group) => `arn:aws:logs:${props.region}:${props.accountId}:log-group:${group}`);
    const key = address(
      new KmsKey(this, 'key', {
        description: props.description,
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
              Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arns.length === 1 ? arns[0] : arns } },
            },
          ],
        }),
        tags: resourceTags({ name: props.name }),
        lifecycle: { preventDestroy: true },
      }),
      'logs',
    );
    address(new KmsAlias(this, 'alias', { name: `alias/${props.name}`, targetKeyId: key.keyId }), 'logs');
    this.arn = key.arn;
  }
}
