import type { Actions } from '../actions';

/**
 * What Terraform asks for Direct Connect and transit gateways.
 * Sources: github.com/hashicorp/terraform-provider-aws internal/service (5.100.0 and what changed until 6.31.0), and
 * docs.aws.amazon.com/service-authorization/latest/reference for what a call needs besides
 */
export const AWS_TRANSIT: Actions = {
  aws_dx_connection: {
    read: ['directconnect:DescribeConnections', 'directconnect:DescribeTags'],
    write: [
      'directconnect:CreateConnection',
      'directconnect:TagResource',
      'directconnect:UntagResource',
      'directconnect:UpdateConnection',
    ],
    delete: ['directconnect:DeleteConnection'],
  },
  aws_dx_connection_confirmation: {
    read: ['directconnect:DescribeConnections'],
    write: ['directconnect:ConfirmConnection'],
    delete: [],
  },
  aws_dx_gateway: {
    read: ['directconnect:DescribeDirectConnectGateways'],
    write: [
      'directconnect:CreateDirectConnectGateway',
      'directconnect:TagResource',
      'directconnect:UntagResource',
      'directconnect:UpdateDirectConnectGateway',
    ],
    delete: ['directconnect:DeleteDirectConnectGateway'],
  },
  aws_dx_gateway_association: {
    read: ['directconnect:DescribeDirectConnectGatewayAssociations', 'ec2:DescribeTransitGatewayAttachments'],
    write: [
      'directconnect:CreateDirectConnectGatewayAssociation',
      'directconnect:UpdateDirectConnectGatewayAssociation',
    ],
    delete: ['directconnect:DeleteDirectConnectGatewayAssociation'],
  },
  aws_dx_macsec_key_association: {
    read: ['directconnect:DescribeConnections'],
    write: ['directconnect:AssociateMacSecKey', 'iam:GetRole'],
    delete: ['directconnect:DisassociateMacSecKey'],
    serviceRole: 'directconnect.amazonaws.com',
  },
  aws_dx_transit_virtual_interface: {
    read: ['directconnect:DescribeTags', 'directconnect:DescribeVirtualInterfaces'],
    write: [
      'directconnect:CreateTransitVirtualInterface',
      'directconnect:TagResource',
      'directconnect:UntagResource',
      'directconnect:UpdateVirtualInterfaceAttributes',
    ],
    delete: ['directconnect:DeleteVirtualInterface'],
  },
  aws_ec2_transit_gateway: {
    read: ['ec2:DescribeTransitGateways'],
    write: ['ec2:CreateTags', 'ec2:CreateTransitGateway', 'ec2:DeleteTags', 'ec2:ModifyTransitGateway'],
    delete: ['ec2:DeleteTransitGateway'],
  },
  aws_ec2_transit_gateway_route: {
    read: ['ec2:SearchTransitGatewayRoutes'],
    write: ['ec2:CreateTransitGatewayRoute'],
    delete: ['ec2:DeleteTransitGatewayRoute'],
  },
  aws_ec2_transit_gateway_route_table: {
    read: ['ec2:DescribeTransitGatewayRouteTables'],
    write: ['ec2:CreateTags', 'ec2:CreateTransitGatewayRouteTable', 'ec2:DeleteTags'],
    delete: ['ec2:DeleteTransitGatewayRouteTable'],
  },
  aws_ec2_transit_gateway_route_table_association: {
    read: ['ec2:GetTransitGatewayRouteTableAssociations'],
    write: ['ec2:AssociateTransitGatewayRouteTable', 'ec2:DescribeTransitGatewayAttachments'],
    delete: ['ec2:DisassociateTransitGatewayRouteTable'],
  },
  aws_ec2_transit_gateway_route_table_propagation: {
    read: ['ec2:GetTransitGatewayRouteTablePropagations'],
    write: ['ec2:EnableTransitGatewayRouteTablePropagation'],
    delete: ['ec2:DisableTransitGatewayRouteTablePropagation'],
  },
  aws_ec2_transit_gateway_vpc_attachment: {
    read: [
      'ec2:DescribeTransitGatewayVpcAttachments',
      'ec2:DescribeTransitGateways',
      'ec2:GetTransitGatewayRouteTableAssociations',
      'ec2:GetTransitGatewayRouteTablePropagations',
    ],
    write: [
      'ec2:AssociateTransitGatewayRouteTable',
      'ec2:CreateTags',
      'ec2:CreateTransitGatewayVpcAttachment',
      'ec2:DeleteTags',
      'ec2:DisableTransitGatewayRouteTablePropagation',
      'ec2:DisassociateTransitGatewayRouteTable',
      'ec2:EnableTransitGatewayRouteTablePropagation',
      'ec2:ModifyTransitGatewayVpcAttachment',
    ],
    delete: ['ec2:DeleteTransitGatewayVpcAttachment'],
    serviceRole: 'transitgateway.amazonaws.com',
  },
  aws_ec2_transit_gateway_vpc_attachment_accepter: {
    read: [
      'ec2:DescribeTransitGatewayVpcAttachments',
      'ec2:DescribeTransitGateways',
      'ec2:GetTransitGatewayRouteTableAssociations',
      'ec2:GetTransitGatewayRouteTablePropagations',
    ],
    write: [
      'ec2:AcceptTransitGatewayVpcAttachment',
      'ec2:AssociateTransitGatewayRouteTable',
      'ec2:CreateTags',
      'ec2:DeleteTags',
      'ec2:DisableTransitGatewayRouteTablePropagation',
      'ec2:DisassociateTransitGatewayRouteTable',
      'ec2:EnableTransitGatewayRouteTablePropagation',
    ],
    delete: ['ec2:DeleteTransitGatewayVpcAttachment'],
  },
  aws_vpn_concentrator: {
    read: ['ec2:DescribeTags', 'ec2:DescribeVpnConcentrators'],
    write: ['ec2:CreateTags', 'ec2:CreateVpnConcentrator', 'ec2:DeleteTags'],
    delete: ['ec2:DeleteVpnConcentrator', 'ec2:DescribeTransitGatewayAttachments'],
  },
};
