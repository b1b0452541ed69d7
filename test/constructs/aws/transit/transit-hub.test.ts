import { LogEncryption } from '../../../../constructs/aws/logs/log-encryption';
import { TransitHub, type TransitHubProps } from '../../../../constructs/aws/transit/transit-hub';
import { VpnConcentrator } from '../../../../constructs/aws/transit/vpn-concentrator';
import { only, resourceCounts, synthConstruct } from '../../../support/synth';

const fewest: TransitHubProps = {
  prefix: 'cngw-lab',
  hub: 'london',
  asn: 64600,
  cidrBlock: '10.0.27.0/24',
  tables: [],
  logRetentionDays: 90,
  logKeyArn: 'arn:key',
  flowLogRoleArn: 'arn:role',
  logsFlows: true,
};

test('without tables: a transit gateway that connects nothing by itself, and its flow log', () => {
  const stack = synthConstruct((scope) => new TransitHub(scope, 'hub', fewest));
  expect(resourceCounts(stack)).toEqual({ aws_cloudwatch_log_group: 1, aws_ec2_transit_gateway: 1, aws_flow_log: 1 });
  expect(only(stack, 'aws_ec2_transit_gateway')).toMatchObject({
    amazon_side_asn: 64600,
    default_route_table_association: 'disable',
    default_route_table_propagation: 'disable',
    auto_accept_shared_attachments: 'disable',
    vpn_ecmp_support: 'enable',
    transit_gateway_cidr_blocks: ['10.0.27.0/24'],
    lifecycle: { prevent_destroy: true },
  });
  expect(only(stack, 'aws_cloudwatch_log_group')).toMatchObject({ kms_key_id: 'arn:key', retention_in_days: 90 });
});

test('each table is guarded and drops what it is told to', () => {
  const stack = synthConstruct((scope) => {
    const hub = new TransitHub(scope, 'hub', {
      ...fewest,
      tables: [
        { name: 'rt-fire', blackholes: ['10.0.0.0/8', '100.64.0.0/10'] },
        { name: 'rt-post', blackholes: [] },
      ],
    });
    expect(() => hub.routeTableId('rt-none')).toThrow('the hub has no table rt-none');
  });
  expect(resourceCounts(stack)).toMatchObject({
    aws_ec2_transit_gateway_route_table: 2,
    aws_ec2_transit_gateway_route: 2,
  });
  expect(stack.resource['aws_ec2_transit_gateway_route']).toEqual({
    'rt-fire_10-0-0-0_8': {
      blackhole: true,
      destination_cidr_block: '10.0.0.0/8',
      transit_gateway_route_table_id: '${aws_ec2_transit_gateway_route_table.rt-fire.id}',
    },
    'rt-fire_100-64-0-0_10': {
      blackhole: true,
      destination_cidr_block: '100.64.0.0/10',
      transit_gateway_route_table_id: '${aws_ec2_transit_gateway_route_table.rt-fire.id}',
    },
  });
  for (const table of Object.values(stack.resource['aws_ec2_transit_gateway_route_table'] ?? {}))
    expect(table['lifecycle']).toEqual({ prevent_destroy: true });
});

test('a concentrator has one association and one propagation, for one tenant', () => {
  const stack = synthConstruct(
    (scope) =>
      new VpnConcentrator(scope, 'c', {
        name: 'cngw-lab-schools-1',
        concentrator: 'schools-1',
        tenant: 'schools',
        costCentre: 'S',
        transitGatewayId: 'tgw-1',
        associatedTableId: 'rt-schools',
        propagatedTableId: 'rt-post',
      }),
  );
  expect(resourceCounts(stack)).toEqual({
    aws_ec2_transit_gateway_route_table_association: 1,
    aws_ec2_transit_gateway_route_table_propagation: 1,
    aws_vpn_concentrator: 1,
  });
  expect(only(stack, 'aws_vpn_concentrator')).toEqual({
    type: 'ipsec.1',
    transit_gateway_id: 'tgw-1',
    tags: { Name: 'cngw-lab-schools-1', tenant: 'schools', 'cost-centre': 'S' },
    lifecycle: { prevent_destroy: true },
  });
});

test('the log key can be used by CloudWatch Logs of this account for this WAN’s groups only', () => {
  const stack = synthConstruct(
    (scope) =>
      new LogEncryption(scope, 'logs', {
        prefix: 'cngw-lab',
        hub: 'london',
        region: 'eu-west-2',
        accountId: '111122223333',
      }),
  );
  expect(resourceCounts(stack)).toEqual({ aws_iam_role: 1, aws_iam_role_policy: 1, aws_kms_alias: 1, aws_kms_key: 1 });
  const key = only(stack, 'aws_kms_key');
  expect(key).toMatchObject({ enable_key_rotation: true, lifecycle: { prevent_destroy: true } });
  const { Statement } = JSON.parse(String(key['policy'])) as {
    Statement: { Principal: Record<string, string>; Condition?: unknown }[];
  };
  expect(Statement.map((statement) => [statement.Principal, statement.Condition])).toEqual([
    [{ AWS: 'arn:aws:iam::111122223333:root' }, undefined],
    [
      { Service: 'logs.eu-west-2.amazonaws.com' },
      {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn':
            'arn:aws:logs:eu-west-2:111122223333:log-group:/aws/vendedlogs/cngw-lab/*',
        },
      },
    ],
  ]);
});
