import { type Actions, LOG_DELIVERY } from '../actions';

/**
 * What Terraform asks for VPN connections and what tells of them.
 * Sources: github.com/hashicorp/terraform-provider-aws internal/service (5.100.0 and what changed until 6.31.0), and
 * docs.aws.amazon.com/service-authorization/latest/reference for what a call needs besides
 */
export const AWS_VPN: Actions = {
  aws_cloudwatch_log_group: {
    read: ['logs:DescribeLogGroups', 'logs:ListTagsForResource'],
    write: [
      'logs:AssociateKmsKey',
      'logs:CreateLogGroup',
      'logs:DeleteRetentionPolicy',
      'logs:DisassociateKmsKey',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
      'logs:UntagResource',
    ],
    delete: ['logs:DeleteLogGroup'],
  },
  aws_cloudwatch_metric_alarm: {
    read: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'],
    write: ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource', 'cloudwatch:UntagResource'],
    delete: ['cloudwatch:DeleteAlarms'],
  },
  aws_customer_gateway: {
    read: ['ec2:DescribeCustomerGateways'],
    write: ['ec2:CreateCustomerGateway', 'ec2:CreateTags', 'ec2:DeleteTags'],
    delete: ['ec2:DeleteCustomerGateway'],
    serviceRole: 's2svpn.amazonaws.com',
  },
  aws_flow_log: {
    read: ['ec2:DescribeFlowLogs'],
    write: ['ec2:CreateFlowLogs', 'ec2:CreateTags', 'ec2:DeleteTags', 'iam:PassRole'],
    delete: ['ec2:DeleteFlowLogs'],
  },
  aws_iam_role: {
    read: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
    write: [
      'iam:CreateRole',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateRole',
      'iam:UpdateRoleDescription',
    ],
    delete: [
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:DetachRolePolicy',
      'iam:ListInstanceProfilesForRole',
      'iam:RemoveRoleFromInstanceProfile',
    ],
  },
  aws_iam_role_policy: {
    read: ['iam:GetRolePolicy'],
    write: ['iam:PutRolePolicy'],
    delete: ['iam:DeleteRolePolicy'],
  },
  aws_kms_alias: {
    read: ['kms:ListAliases'],
    write: ['kms:CreateAlias', 'kms:UpdateAlias'],
    delete: ['kms:DeleteAlias'],
  },
  aws_kms_key: {
    read: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListResourceTags'],
    write: [
      'kms:CreateKey',
      'kms:DisableKeyRotation',
      'kms:EnableKey',
      'kms:EnableKeyRotation',
      'kms:PutKeyPolicy',
      'kms:TagResource',
      'kms:UntagResource',
      'kms:UpdateKeyDescription',
    ],
    delete: ['kms:ScheduleKeyDeletion'],
  },
  aws_vpn_connection: {
    read: ['ec2:DescribeTransitGatewayAttachments', 'ec2:DescribeVpnConnections'],
    write: [
      'ec2:CreateTags',
      'ec2:CreateVpnConnection',
      'ec2:DeleteTags',
      'ec2:ModifyVpnConnection',
      'ec2:ModifyVpnConnectionOptions',
      'ec2:ModifyVpnTunnelOptions',
      ...LOG_DELIVERY,
    ],
    delete: ['ec2:DeleteVpnConnection', 'logs:DeleteLogDelivery', 'logs:GetLogDelivery', 'logs:ListLogDeliveries'],
    serviceRole: 's2svpn.amazonaws.com',
  },
};
