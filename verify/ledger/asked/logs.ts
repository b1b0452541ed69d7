import { DEFAULTS } from '../../../catalogue/defaults';
import type { Resource } from '../../terraform/stack-json';
import type { AskedArguments, Places } from './places';

/** What is asked of logs, alarms, and of who may read and write them. */
export function askedOfLogs(places: Places, resource: Resource): AskedArguments | undefined {
  const { catalogue } = places;
  const domain = places.breakout(resource.stack);
  switch (resource.type) {
    case 'aws_cloudwatch_log_group':
      return {
        name: logGroupName(places, resource),
        kms_key_id: ofHub(
          places,
          resource.stack,
          'aws_kms_key.logs.arn',
          'log_key_arn',
          domain && places.hasGuests(domain),
        ),
        retention_in_days:
          domain?.logRetentionDays ??
          (domain && places.hasGuests(domain) ? DEFAULTS.guestLogRetentionDays : catalogue.wan.logRetentionDays),
      };
    case 'aws_cloudwatch_metric_alarm':
      return alarm(places, resource);
    case 'aws_flow_log': {
      const isVpc = resource.attributes['vpc_id'] !== undefined;
      // Guests' are read by named people alone.
      const { intervalSeconds, bucket } =
        domain && places.hasGuests(domain) ? { intervalSeconds: 60, bucket: undefined } : catalogue.wan.flowLogs;
      return {
        iam_role_arn:
          bucket === undefined
            ? ofHub(places, resource.stack, 'aws_iam_role.flow-logs.arn', 'flow_log_role_arn')
            : undefined,
        log_destination: bucket ?? `\${aws_cloudwatch_log_group.${resource.name}-flows.arn}`,
        log_destination_type: bucket === undefined ? 'cloud-watch-logs' : 's3',
        log_format: domain ? NAT_FORMAT : undefined,
        // A transit gateway's are told every minute or not at all.
        max_aggregation_interval: isVpc ? intervalSeconds : 60,
        traffic_type: isVpc ? 'ALL' : undefined,
      };
    }
    case 'aws_kms_key':
    case 'aws_iam_role':
    case 'aws_iam_role_policy':
      return policies(places, resource);
    default:
      return undefined;
  }
}

/** Something that all stacks of a hub share, as it is named from one of them. */
function ofHub(places: Places, stack: string, own: string, output: string, isOwn = false): string {
  const hub = places.hubStack(stack);
  return isOwn || stack === hub ? `\${${own}}` : `\${data.terraform_remote_state.${hub}.outputs.${output}}`;
}

function folderOf(prefix: string): string {
  return `/aws/vendedlogs/${prefix}`;
}

/** Where each kind of log is kept: who reads one kind is told by its folder. */
function logGroupName(places: Places, { stack, name }: Resource): string {
  const folder = folderOf(places.prefix);
  const hub = places.awsHub(stack)?.id ?? '';
  const what = places.breakout(stack)?.id ?? (stack.endsWith('-services') ? 'services' : 'inspect');
  const whole = `${places.prefix}-${hub}-${what}`;
  if (name === 'dns') return `${folder}/dns/${whole}`;
  if (name === 'transit-flows') return `${folder}/transit/${hub}`;
  if (name.startsWith('vpn_')) return `${folder}/vpn/${stack}/${name.slice('vpn_'.length)}`;
  if (name.startsWith('firewall-')) return `${folder}/firewall/${whole}/${name.slice('firewall-'.length)}`;
  return `${folder}/vpc/${whole}`;
}

/** Ties a public address to who used it. Source: docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const NAT_FORMAT = [
  ...['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets'],
  ...['bytes', 'start', 'end', 'action', 'log-status', 'pkt-srcaddr', 'pkt-dstaddr', 'flow-direction'],
]
  .map((field) => `$\${${field}}`)
  .join(' ');

/** An alarm is called after what it watches: two of one name would be one to AWS, and whoever is rung goes by the name. */
function alarm(places: Places, { attributes, name, stack }: Resource): AskedArguments {
  const { catalogue, prefix } = places;
  const zone = name.replace(/^nat_/, '');
  const link = places.linkOf(stack);
  const breakout = `${prefix}-${places.awsHub(stack)?.id ?? ''}-${places.breakout(stack)?.id ?? ''}`;
  const dimensions = (attributes['dimensions'] ?? {}) as Readonly<Record<string, unknown>>;
  const isTunnel = dimensions['VpnId'] !== undefined;
  const actions = catalogue.wan.alarmTopic === undefined ? undefined : [catalogue.wan.alarmTopic];
  return {
    alarm_actions: actions,
    // Ports that ran out are no state that ends.
    ok_actions: isTunnel ? actions : undefined,
    'dimensions.VpnId': isTunnel ? `\${aws_vpn_connection.${name}.id}` : undefined,
    'dimensions.NatGatewayId': isTunnel ? undefined : `\${aws_nat_gateway.${zone}.id}`,
    alarm_name: isTunnel ? `${prefix}_${name}${link ? `_${link.aws}` : ''}_tunnel-down` : `${breakout}-nat-${zone}`,
    ...(isTunnel
      ? {
          namespace: 'AWS/VPN',
          metric_name: 'TunnelState',
          statistic: 'Minimum',
          comparison_operator: 'LessThanThreshold',
          threshold: 1,
          evaluation_periods: 3,
          treat_missing_data: 'breaching',
        }
      : {
          namespace: 'AWS/NATGateway',
          metric_name: 'ErrorPortAllocation',
          statistic: 'Sum',
          comparison_operator: 'GreaterThanThreshold',
          threshold: 0,
          evaluation_periods: 1,
          treat_missing_data: 'notBreaching',
        }),
  };
}

/** Who may do what with logs: the service that writes them, and for guests the roles that are named; nobody else. */
function policies(places: Places, { type, stack, name }: Resource): AskedArguments | undefined {
  const hub = places.awsHub(stack);
  if (!hub) return undefined;
  const { region, account } = hub;
  const domain = places.breakout(stack);
  const breakout = `${places.prefix}-${hub.id}-${domain?.id ?? ''}`;
  const folder = folderOf(places.prefix);
  const groups = domain
    ? [`${folder}/dns/${breakout}`, `${folder}/firewall/${breakout}/*`, `${folder}/vpc/${breakout}`]
    : [`${folder}/*`];
  const arn = (group: string): string => `arn:aws:logs:${region}:${account.id}:log-group:${group}`;
  const text = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
  const arns = groups.map(arn);
  if (type === 'aws_kms_key')
    return {
      policy: text(
        {
          Sid: 'Account',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account.id}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Sid: 'Logs',
          Effect: 'Allow',
          Principal: { Service: `logs.${region}.amazonaws.com` },
          Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
          Resource: '*',
          Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arns.length === 1 ? arns[0] : arns } },
        },
      ),
    };
  if (name === 'flow-logs')
    return type === 'aws_iam_role'
      ? {
          max_session_duration: undefined,
          assume_role_policy: text({
            Effect: 'Allow',
            Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': account.id } },
          }),
        }
      : {
          policy: text(
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
              Resource: arns[0],
            },
            { Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' },
          ),
        };
  if (name !== 'guest-logs' || !domain || !places.hasGuests(domain)) return undefined;
  return type === 'aws_iam_role'
    ? {
        max_session_duration: 3600,
        assume_role_policy: text({
          Effect: 'Allow',
          Principal: { AWS: [...domain.logReaders].sort() },
          Action: 'sts:AssumeRole',
        }),
      }
    : {
        policy: text(
          {
            Effect: 'Allow',
            Action: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery'],
            Resource: groups.map((group) => `${arn(group)}:*`),
          },
          { Effect: 'Allow', Action: ['logs:GetQueryResults', 'logs:StopQuery'], Resource: '*' },
        ),
      };
}
