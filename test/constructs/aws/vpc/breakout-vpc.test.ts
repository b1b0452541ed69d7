import { BreakoutVpc, type BreakoutVpcProps } from '../../../../constructs/aws/vpc/breakout-vpc';
import { layOutVpc } from '../../../../plan/places/vpc-layout';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../../support/synth';

const zones = layOutVpc('10.0.17.0/24', { 'eu-west-2a': 0, 'eu-west-2b': 1 }).map((zone) => ({
  ...zone,
  resolverAddresses: [zone.dns.replace(/\.\d+\/28$/, (tail) => `.${Number(/\d+/.exec(tail)?.[0]) + 4}`)],
}));

const props: BreakoutVpcProps = {
  prefix: 'cngw-lab',
  name: 'cngw-lab-london-corporate',
  network: '10.0.17.0/24',
  zones,
  hub: {
    transitGatewayId: 'tgw-1',
    transitGatewayArn: 'arn:tgw',
    logKeyArn: 'arn:hub-key',
    flowLogRoleArn: 'arn:role',
    routeTableId: (table) => `id-of-${table}`,
    concentratorId: () => '',
  },
  associatedTable: 'rt-post',
  homeNet: ['10.64.0.0/15'],
  ruleGroup: {
    name: 'egress-corporate',
    priority: 9,
    capacity: 200,
    rules: [
      {
        sid: 1000001,
        action: 'pass',
        sources: 'home',
        destinations: 'outside',
        match: { on: 'handshake', ports: ['443'] },
        message: 'begins on a listed port',
      },
    ],
  },
  dnsFilter: { refused: ['bad.example'], blockLists: [] },
  natAddressesPerZone: 1,
  logRetentionDays: 365,
  logKeyArn: 'arn:key',
};

const synth = (over: Partial<BreakoutVpcProps> = {}): Synthesised =>
  synthConstruct((stack) => new BreakoutVpc(stack, 'breakout', { ...props, ...over }));

test('fewest props, two zones: everything, counted', () => {
  expect(resourceCounts(synth())).toEqual({
    aws_cloudwatch_log_group: 4,
    aws_cloudwatch_metric_alarm: 2,
    aws_default_security_group: 1,
    aws_ec2_transit_gateway_route_table_association: 1,
    aws_ec2_transit_gateway_vpc_attachment: 1,
    aws_eip: 2,
    aws_flow_log: 1,
    aws_internet_gateway: 1,
    aws_nat_gateway: 2,
    aws_networkfirewall_firewall: 1,
    aws_networkfirewall_firewall_policy: 1,
    aws_networkfirewall_logging_configuration: 1,
    aws_networkfirewall_rule_group: 1,
    aws_route: 12,
    aws_route53_resolver_endpoint: 1,
    aws_route53_resolver_firewall_config: 1,
    aws_route53_resolver_firewall_domain_list: 1,
    aws_route53_resolver_firewall_rule: 1,
    aws_route53_resolver_firewall_rule_group: 1,
    aws_route53_resolver_firewall_rule_group_association: 1,
    aws_route53_resolver_query_log_config: 1,
    aws_route53_resolver_query_log_config_association: 1,
    aws_route_table: 8,
    aws_route_table_association: 8,
    aws_security_group: 1,
    aws_subnet: 8,
    aws_vpc: 1,
    aws_vpc_security_group_ingress_rule: 2,
  });
});

test('all props: more addresses, alarms that tell somebody, lists and a walled garden of names', () => {
  const stack = synth({
    natAddressesPerZone: 3,
    alarmTopic: 'arn:topic',
    dnsFilter: {
      refused: ['bad.example'],
      blockLists: [
        { id: 'rslvr-fdl-1', priority: 200 },
        { id: 'rslvr-fdl-2', priority: 201 },
      ],
      permitted: ['good.example'],
    },
  });
  expect(resourceCounts(stack)).toMatchObject({
    aws_eip: 6,
    aws_route53_resolver_firewall_domain_list: 3,
    aws_route53_resolver_firewall_rule: 5,
  });
  expect(stack.resource['aws_nat_gateway']?.['eu-west-2a']).toMatchObject({
    allocation_id: '${aws_eip.eu-west-2a_1.allocation_id}',
    secondary_allocation_ids: ['${aws_eip.eu-west-2a_2.allocation_id}', '${aws_eip.eu-west-2a_3.allocation_id}'],
  });
  for (const alarm of Object.values(stack.resource['aws_cloudwatch_metric_alarm'] ?? {}))
    expect(alarm).toMatchObject({ alarm_actions: ['arn:topic'], metric_name: 'ErrorPortAllocation' });
  const rules = Object.values(stack.resource['aws_route53_resolver_firewall_rule'] ?? {});
  expect(rules.map((rule) => [rule['priority'], rule['action'], rule['firewall_domain_list_id']])).toEqual([
    [100, 'BLOCK', '${aws_route53_resolver_firewall_domain_list.refused.id}'],
    [200, 'BLOCK', 'rslvr-fdl-1'],
    [201, 'BLOCK', 'rslvr-fdl-2'],
    [1000, 'ALLOW', '${aws_route53_resolver_firewall_domain_list.permitted.id}'],
    [1100, 'BLOCK', '${aws_route53_resolver_firewall_domain_list.everything.id}'],
  ]);
});

test('out: transit → endpoint of the zone → NAT of the zone → internet; back: public → the same endpoint → transit gateway', () => {
  const routes = synth().resource['aws_route'] ?? {};
  for (const zone of ['eu-west-2a', 'eu-west-2b']) {
    const endpoint = `\${one([for state in aws_networkfirewall_firewall.breakout.firewall_status[0].sync_states : state.attachment[0].endpoint_id if state.attachment[0].subnet_id == aws_subnet.firewall_${zone}.id])}`;
    expect(routes[`transit_${zone}`]).toMatchObject({ destination_cidr_block: '0.0.0.0/0', vpc_endpoint_id: endpoint });
    expect(routes[`firewall_${zone}`]).toMatchObject({
      destination_cidr_block: '0.0.0.0/0',
      nat_gateway_id: `\${aws_nat_gateway.${zone}.id}`,
    });
    expect(routes[`firewall_${zone}_10-64-0-0_15`]).toMatchObject({
      destination_cidr_block: '10.64.0.0/15',
      transit_gateway_id: 'tgw-1',
    });
    expect(routes[`public_${zone}`]).toMatchObject({
      destination_cidr_block: '0.0.0.0/0',
      gateway_id: '${aws_internet_gateway.breakout.id}',
    });
    expect(routes[`public_${zone}_10-64-0-0_15`]).toMatchObject({
      destination_cidr_block: '10.64.0.0/15',
      vpc_endpoint_id: endpoint,
    });
    expect(routes[`dns_${zone}_10-64-0-0_15`]).toMatchObject({ transit_gateway_id: 'tgw-1' });
    expect(routes[`dns_${zone}`]).toBeUndefined();
  }
});

test('appliance mode is on, so that both directions meet one firewall', () => {
  expect(only(synth(), 'aws_ec2_transit_gateway_vpc_attachment')).toMatchObject({ appliance_mode_support: 'enable' });
});

test('handshakes are for the rules to admit; what says nobody’s name is dropped after', () => {
  expect(only(synth(), 'aws_networkfirewall_firewall_policy')['firewall_policy']).toMatchObject({
    stateful_default_actions: ['aws:drop_established_app_layer_to_server', 'aws:alert_established_app_layer_to_server'],
    stateful_engine_options: { rule_order: 'STRICT_ORDER' },
  });
});

test('public addresses are guarded; existing ones are used instead where they are given', () => {
  for (const elastic of Object.values(synth().resource['aws_eip'] ?? {}))
    expect(elastic['lifecycle']).toEqual({ create_before_destroy: true, prevent_destroy: true });
  const stack = synth({
    zones: zones.map((zone) => ({ ...zone, allocations: [`eipalloc-${zone.zone}`, `eipalloc-second-${zone.zone}`] })),
  });
  expect(stack.resource['aws_eip']).toBeUndefined();
  expect(stack.resource['aws_nat_gateway']?.['eu-west-2b']).toMatchObject({
    allocation_id: 'eipalloc-eu-west-2b',
    secondary_allocation_ids: ['eipalloc-second-eu-west-2b'],
  });
});

test('the resolver answers its own domain on fixed addresses, fails closed and logs queries', () => {
  const stack = synth();
  expect(only(stack, 'aws_route53_resolver_endpoint')).toMatchObject({
    direction: 'INBOUND',
    ip_address: [
      { ip: '10.0.17.4', subnet_id: '${aws_subnet.dns_eu-west-2a.id}' },
      { ip: '10.0.17.20', subnet_id: '${aws_subnet.dns_eu-west-2b.id}' },
    ],
  });
  for (const rule of Object.values(stack.resource['aws_vpc_security_group_ingress_rule'] ?? {}))
    expect(rule).toMatchObject({ cidr_ipv4: '10.64.0.0/15', from_port: 53, to_port: 53 });
  expect(only(stack, 'aws_route53_resolver_firewall_config')).toMatchObject({ firewall_fail_open: 'DISABLED' });
  expect(only(stack, 'aws_route53_resolver_query_log_config')['destination_arn']).toBe(
    '${aws_cloudwatch_log_group.dns.arn}',
  );
});

test('every log has the key it was given, and flows name addresses before and after translation', () => {
  const stack = synth();
  for (const group of Object.values(stack.resource['aws_cloudwatch_log_group'] ?? {}))
    expect(group).toMatchObject({ kms_key_id: 'arn:key', retention_in_days: 365 });
  expect(only(stack, 'aws_flow_log')['log_format']).toMatch(
    /^\$\$\{version\} .*\$\$\{pkt-srcaddr\} \$\$\{pkt-dstaddr\}/,
  );
});
