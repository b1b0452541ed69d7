/** What Terraform calls for one type of resource, by name of the permission. */
export interface TypeActions {
  /** A plan, which refreshes. */
  readonly read: readonly string[];
  /** Making and changing it, besides what a plan asks for. */
  readonly write: readonly string[];
  readonly delete: readonly string[];
  /** AWS service that makes a role of its own when it is first used. */
  readonly serviceRole?: string;
}

export type Actions = Readonly<Record<string, TypeActions>>;

/**
 * What a service asks of whoever has it deliver logs.
 * Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html (permissions to send logs to CloudWatch Logs)
 */
export const LOG_DELIVERY: readonly string[] = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];
