import { InspectionVpc, type InspectionVpcProps } from '../../../../constructs/aws/vpc/inspection-vpc';
import { layOutVpc } from '../../../../plan/places/vpc-layout';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../../support/synth';

const props: InspectionVpcProps = {
  prefix: 'cngw-lab',
  name: 'cngw-lab-london-inspect',
  network: '10.0.23.0/24',
  zones: layOutVpc('10.0.23.0/24', { 'eu-west-2a': 0, 'eu-west-2b': 1 }),
  hub: {
    transitGatewayId: 'tgw-1',
    transitGatewayArn: 'arn:tgw',
    logKeyArn: 'arn:key',
    flowLogRoleArn: 'arn:role',
    routeTableId: (table) => `id-of-${table}`,
    concentratorId: () => '',
  },
  associatedTable: 'rt-post',
  routes: [{ table: 'rt-fire', prefix: '10.64.0.0/15' }],
  homeNet: ['10.16.0.0/15', '10.64.0.0/15'],
  ruleGroups: [
    {
      name: 'site-to-site',
      priority: 7,
      capacity: 100,
      rules: [
        {
          sid: 1000001,
          protocol: 'any',
          sources: ['10.64.0.0/15'],
          destinations: ['10.64.0.0/15'],
          ports: [],
          log: false,
          message: 'fire within itself',
        },
      ],
    },
  ],
  logRetentionDays: 90,
};

const synth = (over: Partial<InspectionVpcProps> = {}): Synthesised =>
  synthConstruct((stack) => new InspectionVpc(stack, 'inspect', { ...props, ...over }));

test('two zones: everything, counted', () => {
  expect(resourceCounts(synth())).toEqual({
    aws_cloudwatch_log_group: 3,
    aws_default_security_group: 1,
    aws_ec2_transit_gateway_route: 1,
    aws_ec2_transit_gateway_route_table_association: 1,
    aws_ec2_transit_gateway_vpc_attachment: 1,
    aws_flow_log: 1,
    aws_networkfirewall_firewall: 1,
    aws_networkfirewall_firewall_policy: 1,
    aws_networkfirewall_logging_configuration: 1,
    aws_networkfirewall_rule_group: 1,
    aws_route: 4,
    aws_route_table: 4,
    aws_route_table_association: 4,
    aws_subnet: 4,
    aws_vpc: 1,
  });
});

test('each zone goes to the endpoint of its own firewall subnet, and back to the transit gateway', () => {
  const routes = synth().resource['aws_route'] ?? {};
  for (const zone of ['eu-west-2a', 'eu-west-2b']) {
    expect(routes[`transit_${zone}`]).toEqual({
      route_table_id: `\${aws_route_table.transit_${zone}.id}`,
      destination_cidr_block: '0.0.0.0/0',
      vpc_endpoint_id: `\${one([for state in aws_networkfirewall_firewall.inspect.firewall_status[0].sync_states : state.attachment[0].endpoint_id if state.attachment[0].subnet_id == aws_subnet.firewall_${zone}.id])}`,
    });
    expect(routes[`firewall_${zone}`]).toMatchObject({
      route_table_id: `\${aws_route_table.firewall_${zone}.id}`,
      destination_cidr_block: '0.0.0.0/0',
      transit_gateway_id: 'tgw-1',
    });
  }
});

test('appliance mode is on, and the transit gateway’s defaults are off', () => {
  expect(only(synth(), 'aws_ec2_transit_gateway_vpc_attachment')).toMatchObject({
    appliance_mode_support: 'enable',
    transit_gateway_default_route_table_association: false,
    transit_gateway_default_route_table_propagation: false,
    subnet_ids: ['${aws_subnet.transit_eu-west-2a.id}', '${aws_subnet.transit_eu-west-2b.id}'],
    lifecycle: { prevent_destroy: true },
  });
  expect(only(synth(), 'aws_ec2_transit_gateway_route_table_association')['transit_gateway_route_table_id']).toBe(
    'id-of-rt-post',
  );
});

test('the firewall drops what no rule passes, from the first packet, and says so', () => {
  expect(only(synth(), 'aws_networkfirewall_firewall_policy')['firewall_policy']).toEqual({
    policy_variables: {
      rule_variables: [{ key: 'HOME_NET', ip_set: { definition: ['10.16.0.0/15', '10.64.0.0/15'] } }],
    },
    stateless_default_actions: ['aws:forward_to_sfe'],
    stateless_fragment_default_actions: ['aws:forward_to_sfe'],
    stateful_default_actions: ['aws:drop_strict', 'aws:alert_strict'],
    stateful_engine_options: { rule_order: 'STRICT_ORDER', stream_exception_policy: 'REJECT' },
    stateful_rule_group_reference: [
      { priority: 7, resource_arn: '${aws_networkfirewall_rule_group.site-to-site.arn}' },
    ],
  });
});

test('a rule group carries its capacity in its name and is replaced by making the new one first', () => {
  const group = only(synth(), 'aws_networkfirewall_rule_group');
  expect(group).toMatchObject({
    name: 'cngw-lab-london-inspect-site-to-site-c100',
    capacity: 100,
    type: 'STATEFUL',
    lifecycle: { create_before_destroy: true },
  });
  expect(group['rule_group']).toEqual({
    rules_source: {
      rules_string: 'pass ip [10.64.0.0/15] any -> [10.64.0.0/15] any (msg:"fire within itself"; sid:1000001; rev:1;)',
    },
    stateful_rule_options: { rule_order: 'STRICT_ORDER' },
  });
});

test('alerts and flows are both logged, encrypted', () => {
  const stack = synth();
  expect(only(stack, 'aws_networkfirewall_logging_configuration')['logging_configuration']).toEqual({
    log_destination_config: [
      {
        log_destination: { logGroup: '${aws_cloudwatch_log_group.firewall-alert.name}' },
        log_destination_type: 'CloudWatchLogs',
        log_type: 'ALERT',
      },
      {
        log_destination: { logGroup: '${aws_cloudwatch_log_group.firewall-flow.name}' },
        log_destination_type: 'CloudWatchLogs',
        log_type: 'FLOW',
      },
    ],
  });
  for (const group of Object.values(stack.resource['aws_cloudwatch_log_group'] ?? {}))
    expect(group).toMatchObject({ kms_key_id: 'arn:key', retention_in_days: 90 });
});

test('nothing in the VPC may be reached through its default security group', () => {
  const group = only(synth(), 'aws_default_security_group');
  expect(group).not.toHaveProperty('ingress');
  expect(group).not.toHaveProperty('egress');
});
