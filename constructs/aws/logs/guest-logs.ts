import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { address, fittingName, logGroupPrefix } from '../../naming';
import { resourceTags } from '../../tags';
import { LogKey } from './log-key';

export interface GuestLogsProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name of the breakout. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** ARNs of the roles or users that may take the reader's role. */
  readonly readers: readonly string[];
}

/**
 * A key of its own for what public Wi-Fi logs, and the one role made for reading it. Administrators of the account
 * can read everything in it all the same; the role is there so that nobody needs to be one to answer a request.
 */
export class GuestLogs extends Construct {
  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: GuestLogsProps) {
    super(scope, id);
    const folder = logGroupPrefix(props.prefix);
    const groups = [`${folder}/dns/${props.name}`, `${folder}/firewall/${props.name}/*`, `${folder}/vpc/${props.name}`];
    this.keyArn = new LogKey(this, 'key', {
      name: `${props.name}-logs`,
      description: `Logs of ${props.name}`,
      region: props.region,
      accountId: props.accountId,
      logGroups: groups,
    }).arn;
    const role = address(
      new IamRole(this, 'reader', {
        name: fittingName(`${props.name}-reader`),
        description: `Reads the logs of ${props.name}`,
        maxSessionDuration: 3600,
        assumeRolePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: props.readers }, Action: 'sts:AssumeRole' }],
        }),
        tags: resourceTags({ name: `${props.name}-reader` }),
      }),
      'guest-logs',
    );
    const arn = (group: string): string => `arn:aws:logs:${props.region}:${props.accountId}:log-group:${group}:*`;
    address(
      new IamRolePolicy(this, 'policy', {
        name: 'read-guest-logs',
        role: role.id,
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery'],
              Resource: groups.map(arn),
            },
            { Effect: 'Allow', Action: ['logs:GetQueryResults', 'logs:StopQuery'], Resource: '*' },
          ],
        }),
      }),
      'guest-logs',
    );
  }
}
