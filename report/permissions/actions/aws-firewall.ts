import { type Actions, LOG_DELIVERY } from '../actions';

/**
 * What Terraform asks for firewalls, and what is shared between accounts.
 * Sources: github.com/hashicorp/terraform-provider-aws internal/service (5.100.0 and what changed until 6.31.0), and
 * docs.aws.amazon.com/service-authorization/latest/reference for what a call needs besides
 */
export const AWS_FIREWALL: Actions = {
  aws_networkfirewall_firewall: {
    read: ['network-firewall:DescribeFirewall'],
    write: [
      'ec2:CreateVpcEndpoint',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'network-firewall:AssociateFirewallPolicy',
      'network-firewall:AssociateSubnets',
      'network-firewall:CreateFirewall',
      'network-firewall:DisassociateSubnets',
      'network-firewall:TagResource',
      'network-firewall:UntagResource',
      'network-firewall:UpdateFirewallDeleteProtection',
      'network-firewall:UpdateFirewallDescription',
      'network-firewall:UpdateFirewallPolicyChangeProtection',
      'network-firewall:UpdateSubnetChangeProtection',
    ],
    delete: [
      'ec2:DeleteVpcEndpoints',
      'ec2:DescribeRouteTables',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'network-firewall:DeleteFirewall',
    ],
    serviceRole: 'network-firewall.amazonaws.com',
  },
  aws_networkfirewall_firewall_policy: {
    read: ['network-firewall:DescribeFirewallPolicy'],
    write: [
      'network-firewall:CreateFirewallPolicy',
      'network-firewall:TagResource',
      'network-firewall:UntagResource',
      'network-firewall:UpdateFirewallPolicy',
    ],
    delete: ['network-firewall:DeleteFirewallPolicy'],
  },
  aws_networkfirewall_logging_configuration: {
    read: ['logs:GetLogDelivery', 'logs:ListLogDeliveries', 'network-firewall:DescribeLoggingConfiguration'],
    write: [...LOG_DELIVERY, 'network-firewall:UpdateLoggingConfiguration'],
    delete: ['logs:DeleteLogDelivery', 'network-firewall:UpdateLoggingConfiguration'],
  },
  aws_networkfirewall_rule_group: {
    read: ['network-firewall:DescribeRuleGroup'],
    write: [
      'network-firewall:CreateRuleGroup',
      'network-firewall:TagResource',
      'network-firewall:UntagResource',
      'network-firewall:UpdateRuleGroup',
    ],
    delete: ['network-firewall:DeleteRuleGroup'],
  },
  aws_ram_principal_association: {
    read: ['ram:GetResourceShareAssociations'],
    write: ['ram:AssociateResourceShare'],
    delete: ['ram:DisassociateResourceShare'],
  },
  aws_ram_resource_association: {
    read: ['ram:GetResourceShareAssociations'],
    write: ['ram:AssociateResourceShare'],
    delete: ['ram:DisassociateResourceShare'],
  },
  aws_ram_resource_share: {
    read: ['ram:GetResourceShares', 'ram:ListResourceSharePermissions'],
    write: ['ram:CreateResourceShare', 'ram:TagResource', 'ram:UntagResource', 'ram:UpdateResourceShare'],
    delete: ['ram:DeleteResourceShare'],
  },
  aws_ram_resource_share_accepter: {
    read: ['ram:GetResourceShareInvitations', 'ram:GetResourceShares', 'ram:ListResources'],
    write: ['ram:AcceptResourceShareInvitation'],
    delete: ['ram:DisassociateResourceShare'],
  },
};
