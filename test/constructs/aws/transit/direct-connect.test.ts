import { DirectConnect, type DirectConnectProps } from '../../../../constructs/aws/transit/direct-connect';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../../support/synth';

const fewest: DirectConnectProps = {
  name: 'cngw-lab-dc-crewe',
  gatewayAsn: 64_710,
  asn: 64_700,
  circuits: [
    { id: 'dx-1', vlan: 101, isUp: true, mayGo: false, port: { type: 'hosted', connectionId: 'dxcon-fg1a2b3c' } },
  ],
  allowedPrefixes: ['10.0.30.0/24'],
  transitGatewayId: 'tgw-1',
  tableId: 'rt-dxgw-dc-crewe',
};
const synth = (props: Partial<DirectConnectProps> = {}): Synthesised =>
  synthConstruct((stack) => new DirectConnect(stack, 'direct', { ...fewest, ...props }));

test('a hosted connection is accepted, and carries one transit interface with jumbo frames and a key made by AWS', () => {
  const stack = synth();
  expect(resourceCounts(stack)).toEqual({
    aws_dx_connection_confirmation: 1,
    aws_dx_gateway: 1,
    aws_dx_gateway_association: 1,
    aws_dx_transit_virtual_interface: 1,
    aws_ec2_transit_gateway_route_table_association: 1,
    aws_ec2_transit_gateway_route_table_propagation: 1,
  });
  const wire = only(stack, 'aws_dx_transit_virtual_interface');
  expect(wire).toMatchObject({ vlan: 101, bgp_asn: 64_700, mtu: 8_500, address_family: 'ipv4' });
  expect(wire['connection_id']).toBe('${aws_dx_connection_confirmation.dx-1.connection_id}');
  expect(wire).not.toHaveProperty('bgp_auth_key');
});

test('the datacentre is told of ends of tunnels alone, and what it announces stays in a table of its own', () => {
  const stack = synth();
  expect(only(stack, 'aws_dx_gateway_association')).toMatchObject({
    allowed_prefixes: ['10.0.30.0/24'],
    associated_gateway_id: 'tgw-1',
    dx_gateway_id: '${aws_dx_gateway.datacentre.id}',
    lifecycle: { prevent_destroy: true },
  });
  const place = {
    transit_gateway_attachment_id: '${aws_dx_gateway_association.datacentre.transit_gateway_attachment_id}',
    transit_gateway_route_table_id: 'rt-dxgw-dc-crewe',
  };
  expect(only(stack, 'aws_ec2_transit_gateway_route_table_association')).toEqual(place);
  expect(only(stack, 'aws_ec2_transit_gateway_route_table_propagation')).toEqual(place);
});

test('ports of our own, one of them encrypted by a secret that only its ARN is known of', () => {
  const dedicated = { type: 'dedicated', location: 'EqLD5', bandwidth: '10Gbps' } as const;
  const stack = synth({
    circuits: [
      {
        id: 'dx-1',
        vlan: 101,
        isUp: true,
        mayGo: false,
        port: { ...dedicated, macsec: { secretArn: 'arn:aws:secretsmanager:x', encryption: 'must_encrypt' } },
      },
      { id: 'dx-2', vlan: 102, isUp: true, mayGo: false, port: dedicated },
    ],
  });
  expect(resourceCounts(stack)).toMatchObject({ aws_dx_connection: 2, aws_dx_macsec_key_association: 1 });
  const ports = stack.resource['aws_dx_connection'] ?? {};
  expect(ports['dx-1']).toMatchObject({
    bandwidth: '10Gbps',
    location: 'EqLD5',
    request_macsec: true,
    encryption_mode: 'must_encrypt',
    lifecycle: { prevent_destroy: true },
  });
  expect(ports['dx-2']).not.toHaveProperty('request_macsec');
  expect(only(stack, 'aws_dx_macsec_key_association')).toEqual({
    connection_id: '${aws_dx_connection.dx-1.id}',
    secret_arn: 'arn:aws:secretsmanager:x',
  });
});

test('a port that is only ordered has no interface and no key: AWS refuses both before the port is available', () => {
  const stack = synth({
    circuits: [
      {
        id: 'dx-1',
        vlan: 101,
        isUp: false,
        mayGo: false,
        port: {
          type: 'dedicated',
          location: 'EqLD5',
          bandwidth: '10Gbps',
          macsec: { encryption: 'should_encrypt' },
        },
      },
    ],
  });
  expect(resourceCounts(stack)).toEqual({
    aws_dx_connection: 1,
    aws_dx_gateway: 1,
    aws_dx_gateway_association: 1,
    aws_ec2_transit_gateway_route_table_association: 1,
    aws_ec2_transit_gateway_route_table_propagation: 1,
  });
});

test('what is leaving may be destroyed, the gateway with the last of it', () => {
  const dedicated = { type: 'dedicated', location: 'EqLD5', bandwidth: '10Gbps' } as const;
  const guarded = (...mayGo: readonly boolean[]): readonly string[] => {
    const circuits = mayGo.map((each, index) => ({
      id: `dx-${index}`,
      vlan: 101 + index,
      isUp: true,
      mayGo: each,
      port: dedicated,
    }));
    return Object.entries(synth({ circuits }).resource)
      .flatMap(([type, resources]) =>
        Object.entries(resources).flatMap(([name, body]) => ('lifecycle' in body ? [`${type}.${name}`] : [])),
      )
      .sort();
  };
  expect(guarded(true, false)).toEqual([
    'aws_dx_connection.dx-1',
    'aws_dx_gateway.datacentre',
    'aws_dx_gateway_association.datacentre',
  ]);
  expect(guarded(true, true)).toEqual([]);
});
