import { type Actions, LOG_DELIVERY } from '../actions';

/**
 * What Terraform asks for names.
 * Sources: github.com/hashicorp/terraform-provider-aws internal/service (5.100.0 and what changed until 6.31.0), and
 * docs.aws.amazon.com/service-authorization/latest/reference for what a call needs besides
 */
export const AWS_DNS: Actions = {
  aws_route53_record: {
    read: ['route53:GetHostedZone', 'route53:ListResourceRecordSets'],
    write: ['route53:ChangeResourceRecordSets', 'route53:GetChange'],
    delete: ['route53:ChangeResourceRecordSets', 'route53:GetChange'],
  },
  aws_route53_resolver_endpoint: {
    read: [
      'route53resolver:GetResolverEndpoint',
      'route53resolver:ListResolverEndpointIpAddresses',
      'route53resolver:ListTagsForResource',
    ],
    write: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'ec2:ModifyNetworkInterfaceAttribute',
      'route53resolver:AssociateResolverEndpointIpAddress',
      'route53resolver:CreateResolverEndpoint',
      'route53resolver:DisassociateResolverEndpointIpAddress',
      'route53resolver:TagResource',
      'route53resolver:UntagResource',
      'route53resolver:UpdateResolverEndpoint',
    ],
    delete: ['ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'route53resolver:DeleteResolverEndpoint'],
  },
  aws_route53_resolver_firewall_config: {
    read: ['ec2:DescribeVpcs', 'route53resolver:ListFirewallConfigs'],
    write: ['route53resolver:UpdateFirewallConfig'],
    delete: ['route53resolver:UpdateFirewallConfig'],
  },
  aws_route53_resolver_firewall_domain_list: {
    read: [
      'route53resolver:GetFirewallDomainList',
      'route53resolver:ListFirewallDomains',
      'route53resolver:ListTagsForResource',
    ],
    write: [
      'route53resolver:CreateFirewallDomainList',
      'route53resolver:TagResource',
      'route53resolver:UntagResource',
      'route53resolver:UpdateFirewallDomains',
    ],
    delete: ['route53resolver:DeleteFirewallDomainList'],
  },
  aws_route53_resolver_firewall_rule: {
    read: ['route53resolver:ListFirewallRules'],
    write: ['route53resolver:CreateFirewallRule', 'route53resolver:UpdateFirewallRule'],
    delete: ['route53resolver:DeleteFirewallRule'],
  },
  aws_route53_resolver_firewall_rule_group: {
    read: ['route53resolver:GetFirewallRuleGroup', 'route53resolver:ListTagsForResource'],
    write: ['route53resolver:CreateFirewallRuleGroup', 'route53resolver:TagResource', 'route53resolver:UntagResource'],
    delete: ['route53resolver:DeleteFirewallRuleGroup'],
  },
  aws_route53_resolver_firewall_rule_group_association: {
    read: ['route53resolver:GetFirewallRuleGroupAssociation', 'route53resolver:ListTagsForResource'],
    write: [
      'ec2:DescribeVpcs',
      'route53resolver:AssociateFirewallRuleGroup',
      'route53resolver:TagResource',
      'route53resolver:UntagResource',
      'route53resolver:UpdateFirewallRuleGroupAssociation',
    ],
    delete: ['route53resolver:DisassociateFirewallRuleGroup'],
  },
  aws_route53_resolver_query_log_config: {
    read: ['ec2:DescribeVpcs', 'route53resolver:GetResolverQueryLogConfig', 'route53resolver:ListTagsForResource'],
    write: [
      ...LOG_DELIVERY,
      'route53resolver:CreateResolverQueryLogConfig',
      'route53resolver:TagResource',
      'route53resolver:UntagResource',
    ],
    delete: ['route53resolver:DeleteResolverQueryLogConfig'],
    serviceRole: 'route53resolver.amazonaws.com',
  },
  aws_route53_resolver_query_log_config_association: {
    read: ['route53resolver:GetResolverQueryLogConfigAssociation'],
    write: ['ec2:DescribeVpcs', 'route53resolver:AssociateResolverQueryLogConfig'],
    delete: ['route53resolver:DisassociateResolverQueryLogConfig'],
    serviceRole: 'route53resolver.amazonaws.com',
  },
  aws_route53_resolver_rule: {
    read: ['route53resolver:GetResolverRule', 'route53resolver:ListTagsForResource'],
    write: [
      'route53resolver:CreateResolverRule',
      'route53resolver:TagResource',
      'route53resolver:UntagResource',
      'route53resolver:UpdateResolverRule',
    ],
    delete: ['route53resolver:DeleteResolverRule'],
  },
  aws_route53_resolver_rule_association: {
    read: ['route53resolver:GetResolverRuleAssociation'],
    write: ['ec2:DescribeVpcs', 'route53resolver:AssociateResolverRule'],
    delete: ['route53resolver:DisassociateResolverRule'],
  },
  aws_route53_zone: {
    read: ['route53:GetHostedZone', 'route53:ListResourceRecordSets', 'route53:ListTagsForResource'],
    write: [
      'ec2:DescribeVpcs',
      'route53:AssociateVPCWithHostedZone',
      'route53:ChangeTagsForResource',
      'route53:CreateHostedZone',
      'route53:DisassociateVPCFromHostedZone',
      'route53:GetChange',
      'route53:UpdateHostedZoneComment',
    ],
    delete: ['route53:DeleteHostedZone', 'route53:GetChange'],
  },
};
