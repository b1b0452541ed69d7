import { SiteVpn, type SiteVpnProps } from '../../../../constructs/aws/transit/site-vpn';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../../support/synth';

const fewest: SiteVpnProps = {
  prefix: 'cngw-lab',
  connection: 'crewe-library_council_primary',
  deviceName: 'crewe-library_council_primary',
  site: 'crewe-library',
  siteName: 'Crewe Library',
  tenant: 'council',
  costCentre: 'CE-1',
  asn: 4200000017,
  certificateArn: 'arn:aws:acm:eu-west-2:111122223333:certificate/x',
  crypto: 'ncsc-recommended',
  insideRanges: ['169.254.9.8/30', '169.254.9.12/30'],
  termination: { kind: 'concentrator', concentratorId: 'vcn-1' },
  logGroupArn: 'arn:aws:logs:eu-west-2:111122223333:log-group:x',
};

const synth = (props: SiteVpnProps): Synthesised => synthConstruct((stack) => new SiteVpn(stack, 'site', props));
const dedicated = {
  kind: 'dedicated',
  transitGatewayId: 'tgw-1',
  associatedTableId: 'rt-council',
  propagatedTableId: 'rt-post',
} as const;

test('a concentrated connection has no place of its own in the tables: the concentrator has', () => {
  const stack = synth(fewest);
  expect(resourceCounts(stack)).toEqual({
    aws_cloudwatch_metric_alarm: 1,
    aws_customer_gateway: 1,
    aws_vpn_connection: 1,
  });
  const connection = only(stack, 'aws_vpn_connection');
  expect(connection['vpn_concentrator_id']).toBe('vcn-1');
  expect(connection).not.toHaveProperty('transit_gateway_id');
});

test('a dedicated connection is associated with its tenant’s table and propagated into one', () => {
  const stack = synth({ ...fewest, termination: dedicated });
  expect(resourceCounts(stack)).toEqual({
    aws_cloudwatch_metric_alarm: 1,
    aws_customer_gateway: 1,
    aws_ec2_transit_gateway_route_table_association: 1,
    aws_ec2_transit_gateway_route_table_propagation: 1,
    aws_vpn_connection: 1,
  });
  const attachment = '${aws_vpn_connection.crewe-library_council_primary.transit_gateway_attachment_id}';
  expect(only(stack, 'aws_ec2_transit_gateway_route_table_association')).toEqual({
    transit_gateway_attachment_id: attachment,
    transit_gateway_route_table_id: 'rt-council',
  });
  expect(only(stack, 'aws_ec2_transit_gateway_route_table_propagation')).toEqual({
    transit_gateway_attachment_id: attachment,
    transit_gateway_route_table_id: 'rt-post',
  });
  expect(only(stack, 'aws_vpn_connection')['transit_gateway_id']).toBe('tgw-1');
});

test('a router behind a dynamic address proves itself by certificate, and AWS waits for it', () => {
  const stack = synth(fewest);
  const gateway = only(stack, 'aws_customer_gateway');
  expect(gateway['certificate_arn']).toBe(fewest.certificateArn);
  expect(gateway).not.toHaveProperty('ip_address');
  const connection = only(stack, 'aws_vpn_connection');
  expect(connection).not.toHaveProperty('preshared_key_storage');
  expect([connection['tunnel1_startup_action'], connection['tunnel2_startup_action']]).toEqual(['add', 'add']);
  expect([connection['tunnel1_dpd_timeout_action'], connection['tunnel2_dpd_timeout_action']]).toEqual([
    'clear',
    'clear',
  ]);
});

test('a router with an address has a key that AWS makes and stores, and AWS opens the tunnel', () => {
  const { certificateArn: _certificate, ...rest } = fewest;
  const stack = synth({ ...rest, address: '198.18.0.1' });
  expect(only(stack, 'aws_customer_gateway')['ip_address']).toBe('198.18.0.1');
  const connection = only(stack, 'aws_vpn_connection');
  expect(connection['preshared_key_storage']).toBe('SecretsManager');
  expect([connection['tunnel1_startup_action'], connection['tunnel2_startup_action']]).toEqual(['start', 'start']);
  expect(
    Object.keys(connection).filter((key) => key.includes('preshared_key') && key !== 'preshared_key_storage'),
  ).toEqual([]);
});

test.each([
  [2147483647, { bgp_asn: '2147483647' }],
  [2147483648, { bgp_asn_extended: '2147483648' }],
])('AS %d goes into the argument that takes it', (asn, wanted) => {
  const gateway = only(synth({ ...fewest, asn }), 'aws_customer_gateway');
  const { bgp_asn, bgp_asn_extended } = gateway;
  expect({
    ...(bgp_asn === undefined ? {} : { bgp_asn }),
    ...(bgp_asn_extended === undefined ? {} : { bgp_asn_extended }),
  }).toEqual(wanted);
});

test('only where the other end has to be told do keys stand in state', () => {
  const { certificateArn: _none, ...base } = fewest;
  const linked = only(synth({ ...base, address: '198.18.9.1', keys: 'state' }), 'aws_vpn_connection');
  expect(Object.keys(linked).filter((key) => key.includes('preshared'))).toEqual([]);
  const site = only(synth({ ...base, address: '198.18.9.1' }), 'aws_vpn_connection');
  expect(site['preshared_key_storage']).toBe('SecretsManager');
});

test('a gateway is replaced by making the new one first, and its device name tells segments apart', () => {
  const gateway = only(synth(fewest), 'aws_customer_gateway');
  expect(gateway['lifecycle']).toEqual({ create_before_destroy: true });
  expect(gateway['device_name']).toBe('crewe-library_council_primary');
});

test.each(['ncsc-recommended', 'ncsc-plus', 'legacy'] as const)(
  '%s: both tunnels are set alike, and every list has one value',
  (crypto) => {
    const connection = only(synth({ ...fewest, crypto }), 'aws_vpn_connection');
    const tunnel = (number: 1 | 2): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(connection)
          .filter(([key]) => key.startsWith(`tunnel${number}_`))
          .map(([key, value]) => [key.slice('tunnel1_'.length), value]),
      );
    const { inside_cidr: first, ...one } = tunnel(1);
    const { inside_cidr: second, ...two } = tunnel(2);
    expect([first, second]).toEqual(fewest.insideRanges);
    expect(one).toEqual(two);
    for (const value of Object.values(one)) if (Array.isArray(value)) expect(value).toHaveLength(1);
    // What AWS would otherwise leave open (docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html).
    expect(Object.keys(one).sort()).toEqual([
      'dpd_timeout_action',
      'dpd_timeout_seconds',
      'enable_tunnel_lifecycle_control',
      'ike_versions',
      'log_options',
      'phase1_dh_group_numbers',
      'phase1_encryption_algorithms',
      'phase1_integrity_algorithms',
      'phase1_lifetime_seconds',
      'phase2_dh_group_numbers',
      'phase2_encryption_algorithms',
      'phase2_integrity_algorithms',
      'phase2_lifetime_seconds',
      'rekey_fuzz_percentage',
      'rekey_margin_time_seconds',
      'replay_window_size',
      'startup_action',
    ]);
  },
);

test('the profiles are those of NCSC, and nothing weaker than the legacy one exists', () => {
  const chosen = (['ncsc-recommended', 'ncsc-plus', 'legacy'] as const).map((crypto) => {
    const connection = only(synth({ ...fewest, crypto }), 'aws_vpn_connection');
    return [
      'ike_versions',
      'phase1_encryption_algorithms',
      'phase1_integrity_algorithms',
      'phase1_dh_group_numbers',
      'phase2_encryption_algorithms',
      'phase2_dh_group_numbers',
    ].map((key) => (connection[`tunnel1_${key}`] as unknown[])[0]);
  });
  expect(chosen).toEqual([
    ['ikev2', 'AES128-GCM-16', 'SHA2-256', 19, 'AES128-GCM-16', 19],
    ['ikev2', 'AES256-GCM-16', 'SHA2-384', 20, 'AES256-GCM-16', 20],
    ['ikev2', 'AES128', 'SHA2-256', 14, 'AES128', 14],
  ]);
});

test('the alarm goes off when either tunnel is down, and tells the topic where there is one', () => {
  const silent = only(synth(fewest), 'aws_cloudwatch_metric_alarm');
  expect(silent).toMatchObject({
    namespace: 'AWS/VPN',
    metric_name: 'TunnelState',
    statistic: 'Minimum',
    comparison_operator: 'LessThanThreshold',
    threshold: 1,
    treat_missing_data: 'breaching',
    dimensions: { VpnId: '${aws_vpn_connection.crewe-library_council_primary.id}' },
  });
  expect(silent).not.toHaveProperty('alarm_actions');
  const told = only(synth({ ...fewest, alarmTopic: 'arn:topic' }), 'aws_cloudwatch_metric_alarm');
  expect([told['alarm_actions'], told['ok_actions']]).toEqual([['arn:topic'], ['arn:topic']]);
});

test('a far end without BGP: a row for each prefix instead of a propagation, each with a name of its own', () => {
  const stack = synth({
    ...fewest,
    termination: { ...dedicated, staticPrefixes: ['10.120.1.0/24', '10.120.2.0/25'] },
  });
  expect(resourceCounts(stack)).toEqual({
    aws_cloudwatch_metric_alarm: 1,
    aws_customer_gateway: 1,
    aws_ec2_transit_gateway_route: 2,
    aws_ec2_transit_gateway_route_table_association: 1,
    aws_vpn_connection: 1,
  });
  expect(only(stack, 'aws_vpn_connection')['static_routes_only']).toBe(true);
  expect(stack.resource['aws_ec2_transit_gateway_route']).toEqual(
    Object.fromEntries(
      [
        ['10-120-1-0_24', '10.120.1.0/24'],
        ['10-120-2-0_25', '10.120.2.0/25'],
      ].map(([name, prefix]) => [
        `crewe-library_council_primary_${name ?? ''}`,
        {
          destination_cidr_block: prefix,
          transit_gateway_attachment_id:
            '${aws_vpn_connection.crewe-library_council_primary.transit_gateway_attachment_id}',
          transit_gateway_route_table_id: 'rt-post',
        },
      ]),
    ),
  );
});
