import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TenantVpc, type TenantVpcProps } from '../../../../constructs/aws/vpc/tenant-vpc';
import { only, resourceCounts, synthConstruct } from '../../../support/synth';

const fewest: TenantVpcProps = {
  name: 'council_web',
  tenant: 'council',
  costCentre: 'CE-1',
  vpcId: 'vpc-1',
  subnetIds: ['subnet-1'],
  routeTableIds: [],
  transitGatewayId: 'tgw-1',
  transitGatewayArn: 'arn:tgw',
  associatedTableId: 'rt-council',
  propagatedTableId: 'rt-post',
};

test('in the hub’s own account nothing is shared and nothing has to be accepted', () => {
  const stack = synthConstruct((scope) => new TenantVpc(scope, 'vpc', fewest));
  expect(resourceCounts(stack)).toEqual({
    aws_ec2_transit_gateway_route_table_association: 1,
    aws_ec2_transit_gateway_route_table_propagation: 1,
    aws_ec2_transit_gateway_vpc_attachment: 1,
  });
  expect(only(stack, 'aws_ec2_transit_gateway_vpc_attachment')).toMatchObject({
    transit_gateway_default_route_table_association: false,
    transit_gateway_default_route_table_propagation: false,
  });
});

test.each([
  [false, 0],
  [true, 1],
])(
  'in another account (outside the organisation: %s) it is shared, attached there and accepted here',
  (outsideOrganisation, accepters) => {
    const stack = synthConstruct((scope) => {
      const provider = new AwsProvider(scope, 'tenant', { region: 'eu-west-2', alias: 'web' });
      new TenantVpc(scope, 'vpc', {
        ...fewest,
        routeTableIds: ['rtb-1', 'rtb-2'],
        owner: { accountId: '222233334444', provider, outsideOrganisation },
      });
    });
    expect(resourceCounts(stack)).toEqual({
      aws_ec2_transit_gateway_route_table_association: 1,
      aws_ec2_transit_gateway_route_table_propagation: 1,
      aws_ec2_transit_gateway_vpc_attachment: 1,
      aws_ec2_transit_gateway_vpc_attachment_accepter: 1,
      aws_ram_principal_association: 1,
      aws_ram_resource_association: 1,
      aws_ram_resource_share: 1,
      ...(accepters === 0 ? {} : { aws_ram_resource_share_accepter: 1 }),
      aws_route: 10,
    });
    const attachment = only(stack, 'aws_ec2_transit_gateway_vpc_attachment');
    expect(attachment['provider']).toBe('aws.web');
    // On a shared transit gateway the provider refuses these from anybody but its owner.
    expect(attachment).not.toHaveProperty('transit_gateway_default_route_table_association');
    expect(only(stack, 'aws_ec2_transit_gateway_vpc_attachment_accepter')).toMatchObject({
      transit_gateway_default_route_table_association: false,
      transit_gateway_default_route_table_propagation: false,
    });
    expect(only(stack, 'aws_ec2_transit_gateway_vpc_attachment_accepter')).not.toHaveProperty('provider');
    expect(only(stack, 'aws_ram_resource_share')['allow_external_principals']).toBe(outsideOrganisation);
    const routes = Object.values(stack.resource['aws_route'] ?? {});
    expect(routes.every((route) => route['provider'] === 'aws.web' && route['transit_gateway_id'] === 'tgw-1')).toBe(
      true,
    );
    expect([...new Set(routes.map((route) => route['destination_cidr_block']))].sort()).toEqual([
      '0.0.0.0/0',
      '10.0.0.0/8',
      '100.64.0.0/10',
      '172.16.0.0/12',
      '192.168.0.0/16',
    ]);
  },
);
