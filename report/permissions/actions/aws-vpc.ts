import type { Actions } from '../actions';

/**
 * What Terraform asks for VPCs.
 * Sources: github.com/hashicorp/terraform-provider-aws internal/service (5.100.0 and what changed until 6.31.0), and
 * docs.aws.amazon.com/service-authorization/latest/reference for what a call needs besides
 */
export const AWS_VPC: Actions = {
  aws_default_security_group: {
    read: ['ec2:DescribeSecurityGroups'],
    write: [
      'ec2:CreateTags',
      'ec2:DeleteTags',
      'ec2:DescribeSecurityGroupRules',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
    ],
    delete: [],
  },
  aws_eip: {
    read: ['ec2:DescribeAddresses', 'ec2:DescribeAddressesAttribute'],
    write: ['ec2:AllocateAddress', 'ec2:CreateTags', 'ec2:DeleteTags'],
    delete: ['ec2:DisassociateAddress', 'ec2:ReleaseAddress'],
  },
  aws_internet_gateway: {
    read: ['ec2:DescribeInternetGateways'],
    write: [
      'ec2:AttachInternetGateway',
      'ec2:CreateInternetGateway',
      'ec2:CreateTags',
      'ec2:DeleteTags',
      'ec2:DetachInternetGateway',
    ],
    delete: ['ec2:DeleteInternetGateway', 'ec2:DetachInternetGateway'],
  },
  aws_nat_gateway: {
    read: ['ec2:DescribeNatGateways'],
    write: [
      'ec2:AssociateNatGatewayAddress',
      'ec2:CreateNatGateway',
      'ec2:CreateTags',
      'ec2:DeleteTags',
      'ec2:DisassociateNatGatewayAddress',
    ],
    delete: ['ec2:DeleteNatGateway'],
  },
  aws_route: {
    read: ['ec2:DescribeRouteTables'],
    write: ['ec2:CreateRoute', 'ec2:ReplaceRoute'],
    delete: ['ec2:DeleteRoute'],
  },
  aws_route_table: {
    read: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeRouteTables'],
    write: ['ec2:CreateRouteTable', 'ec2:CreateTags', 'ec2:DeleteTags'],
    delete: ['ec2:DeleteRouteTable', 'ec2:DisassociateRouteTable'],
  },
  aws_route_table_association: {
    read: ['ec2:DescribeRouteTables'],
    write: ['ec2:AssociateRouteTable', 'ec2:ReplaceRouteTableAssociation'],
    delete: ['ec2:DisassociateRouteTable'],
  },
  aws_security_group: {
    read: ['ec2:DescribeSecurityGroups'],
    write: ['ec2:CreateSecurityGroup', 'ec2:CreateTags', 'ec2:DeleteTags', 'ec2:RevokeSecurityGroupEgress'],
    delete: [
      'ec2:DeleteNetworkInterface',
      'ec2:DeleteSecurityGroup',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroupRules',
      'ec2:DetachNetworkInterface',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
    ],
  },
  aws_subnet: {
    read: ['ec2:DescribeSubnets'],
    write: ['ec2:CreateSubnet', 'ec2:CreateTags', 'ec2:DeleteTags', 'ec2:ModifySubnetAttribute'],
    delete: [
      'ec2:DeleteNetworkInterface',
      'ec2:DeleteSubnet',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DetachNetworkInterface',
    ],
  },
  aws_vpc: {
    read: [
      'ec2:DescribeNetworkAcls',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeVpcs',
    ],
    write: ['ec2:CreateTags', 'ec2:CreateVpc', 'ec2:DeleteTags', 'ec2:ModifyVpcAttribute'],
    delete: ['ec2:DeleteVpc'],
  },
  aws_vpc_endpoint: {
    read: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribePrefixLists', 'ec2:DescribeVpcEndpoints'],
    write: [
      'ec2:CreateTags',
      'ec2:CreateVpcEndpoint',
      'ec2:DeleteTags',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'ec2:ModifyVpcEndpoint',
    ],
    delete: ['ec2:DeleteVpcEndpoints'],
  },
  aws_vpc_security_group_egress_rule: {
    read: ['ec2:DescribeSecurityGroupRules'],
    write: ['ec2:AuthorizeSecurityGroupEgress', 'ec2:CreateTags', 'ec2:DeleteTags', 'ec2:ModifySecurityGroupRules'],
    delete: ['ec2:RevokeSecurityGroupEgress'],
  },
  aws_vpc_security_group_ingress_rule: {
    read: ['ec2:DescribeSecurityGroupRules'],
    write: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:CreateTags', 'ec2:DeleteTags', 'ec2:ModifySecurityGroupRules'],
    delete: ['ec2:RevokeSecurityGroupIngress'],
  },
};
