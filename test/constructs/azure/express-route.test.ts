import { ExpressRoute, type ExpressRouteProps } from '../../../constructs/azure/express-route';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../support/synth';

const own = {
  type: 'own',
  provider: 'Equinix',
  location: 'London',
  vlan: 201,
  primary: '10.0.0.0/30',
  secondary: '10.0.0.4/30',
  provisioned: true,
} as const;
const fewest: ExpressRouteProps = {
  name: 'cngw-lab-dc-one',
  region: 'uksouth',
  resourceGroupName: 'group',
  circuit: { id: 'er-1', mbps: 500, mayGo: false, from: own, routingWeight: 0 },
  asn: 64_700,
  expressRouteGatewayId: 'gateway-1',
  routing: {
    virtualHubId: 'hub-1',
    defaultRouteTableId: 'table-1',
    inboundFilterId: 'map-in',
    outboundFilterId: 'map-out',
  },
  after: undefined,
  tags: { site: 'dc-one' },
};

function synth(props: Partial<ExpressRouteProps> = {}): { made: ExpressRoute; stack: Synthesised } {
  const kept: ExpressRoute[] = [];
  const stack = synthConstruct((scope) => {
    kept.push(new ExpressRoute(scope, 'circuit', { ...fewest, ...props }));
  }, 'azure');
  const [made] = kept;
  if (!made) throw new Error('it is made');
  return { made, stack };
}

test('a circuit of our own that its provider has set up: circuit, peering, connection', () => {
  const { made, stack } = synth();
  expect(resourceCounts(stack)).toEqual({
    azurerm_express_route_circuit: 1,
    azurerm_express_route_circuit_peering: 1,
    azurerm_express_route_connection: 1,
  });
  expect(only(stack, 'azurerm_express_route_circuit')).toMatchObject({
    name: 'cngw-lab-dc-one-er-1',
    service_provider_name: 'Equinix',
    peering_location: 'London',
    bandwidth_in_mbps: 500,
    sku: { tier: 'Standard', family: 'MeteredData' },
    allow_classic_operations: false,
    lifecycle: { prevent_destroy: true },
    tags: { site: 'dc-one' },
  });
  expect(only(stack, 'azurerm_express_route_circuit_peering')).toMatchObject({
    peering_type: 'AzurePrivatePeering',
    peer_asn: 64_700,
    vlan_id: 201,
    primary_peer_address_prefix: '10.0.0.0/30',
    secondary_peer_address_prefix: '10.0.0.4/30',
  });
  // A key that is shared would stand in state and mean nothing: the peering is private.
  expect(only(stack, 'azurerm_express_route_circuit_peering')).not.toHaveProperty('shared_key');
  const connection = only(stack, 'azurerm_express_route_connection');
  expect(connection).toMatchObject({
    express_route_gateway_id: 'gateway-1',
    express_route_circuit_peering_id: '${azurerm_express_route_circuit_peering.er-1.id}',
    enable_internet_security: false,
    routing_weight: 0,
    routing: {
      associated_route_table_id: 'table-1',
      propagated_route_table: { labels: ['none'], route_table_ids: ['hub-1/hubRouteTables/noneRouteTable'] },
      inbound_route_map_id: 'map-in',
      outbound_route_map_id: 'map-out',
    },
  });
  for (const absent of ['authorization_key', 'depends_on']) expect(connection).not.toHaveProperty(absent);
  expect(made.made).toBeDefined();
  expect(made.serviceKey).toBeDefined();
});

test('one that is being built is ordered, with the key for its provider, and connected to nothing', () => {
  const { made, stack } = synth({ circuit: { ...fewest.circuit, from: { ...own, provisioned: false } } });
  expect(resourceCounts(stack)).toEqual({ azurerm_express_route_circuit: 1 });
  expect(made.made).toBeUndefined();
  expect(made.serviceKey).toBeDefined();
});

test('somebody else’s circuit is connected by its peering and an authorisation that stands nowhere, after what came before', () => {
  const peeringId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/expressRouteCircuits/c/peerings/p';
  const { made, stack } = synth({
    circuit: { id: 'er-2', mbps: 200, mayGo: false, from: { type: 'offered', peeringId }, routingWeight: 10 },
    authorizationKey: '${var.authorisation_keys["er-2"]}',
    after: { fqn: 'azurerm_express_route_connection.er-1' } as unknown as ExpressRouteProps['after'],
  });
  expect(resourceCounts(stack)).toEqual({ azurerm_express_route_connection: 1 });
  expect(only(stack, 'azurerm_express_route_connection')).toMatchObject({
    express_route_circuit_peering_id: peeringId,
    authorization_key: '${var.authorisation_keys["er-2"]}',
    routing_weight: 10,
    depends_on: ['azurerm_express_route_connection.er-1'],
  });
  expect(made.serviceKey).toBeUndefined();
});

test('a circuit of our own is guarded until it is leaving', () => {
  const lifecycle = (mayGo: boolean): unknown =>
    only(synth({ circuit: { ...fewest.circuit, mayGo } }).stack, 'azurerm_express_route_circuit')['lifecycle'];
  expect(lifecycle(false)).toEqual({ prevent_destroy: true });
  expect(lifecycle(true)).toBeUndefined();
});

test('nothing is connected without filters', () => {
  const { routing: _routing, ...unfiltered } = fewest;
  expect(() =>
    synthConstruct((scope) => {
      new ExpressRoute(scope, 'circuit', unfiltered);
    }, 'azure'),
  ).toThrow('er-1 would be connected without filters');
});
