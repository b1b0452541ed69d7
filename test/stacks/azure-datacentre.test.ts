import { parseStack, renderAll, resourceCounts, type Synthesised } from '../support/synth';

const stack = (catalogue: string, name: string): Synthesised => parseStack(renderAll(catalogue).get(name));
const inAzure = stack('examples/small.yaml', 'azure-uksouth-datacentre-dc-one');

test('a datacentre in Azure: its own circuit and a lent one, and for its tenant a connection over them and one beside', () => {
  expect(resourceCounts(inAzure)).toEqual({
    azurerm_express_route_circuit: 1,
    azurerm_express_route_circuit_peering: 1,
    azurerm_express_route_connection: 2,
    azurerm_route_map: 2,
    azurerm_vpn_gateway_connection: 2,
    azurerm_vpn_site: 2,
  });
  const direct = inAzure.resource['azurerm_vpn_gateway_connection']?.['dc-one_council_direct'];
  expect((direct?.['vpn_link'] as Record<string, unknown>[])[0]?.['local_azure_ip_address_enabled']).toBe(true);
  // Its tunnels have nothing to run over before.
  expect(JSON.stringify(direct?.['depends_on'])).toContain('azurerm_express_route_connection.er-2');
});

test('circuits are told where the gateway is, and where tunnels end is all that is learned from them', () => {
  const passed = Object.fromEntries(
    Object.entries(inAzure.resource['azurerm_route_map'] ?? {}).map(([name, { rule }]) => [
      name,
      (rule as readonly Record<string, unknown>[]).map((each) => each['match_criterion'] ?? each['action']),
    ]),
  );
  const only = (prefix: string): object => [
    [{ match_condition: 'Contains', route_prefix: [prefix] }],
    [{ type: 'Drop' }],
  ];
  expect(passed).toEqual({ 'circuits-from': only('172.31.255.0/27'), 'circuits-to': only('10.0.2.0/23') });
});

test('what opens a circuit comes from outside or goes out marked, and stands nowhere in between', () => {
  expect(inAzure.variable?.['authorisation_keys']).toMatchObject({ sensitive: true });
  expect(inAzure.variable?.['authorisation_keys']?.default).toBeUndefined();
  expect(inAzure.output['service_key_er-1']).toMatchObject({ sensitive: true });
  const elsewhere = stack('examples/small.yaml', 'azure-uksouth-datacentre-dc-two');
  expect(Object.keys(elsewhere.variable ?? {})).toEqual(['shared_keys']);
  expect(Object.keys(elsewhere.output)).toEqual([]);
});

test('a link: two connections in AWS and four tunnels in Azure, made one after the other behind the filter', () => {
  for (const catalogue of ['sites.yaml', 'examples/small.yaml']) {
    const link = stack(catalogue, 'link-london-uksouth');
    expect(resourceCounts(link)).toEqual({
      aws_cloudwatch_log_group: 1,
      aws_cloudwatch_metric_alarm: 2,
      aws_customer_gateway: 2,
      aws_ec2_transit_gateway_route_table_association: 2,
      aws_ec2_transit_gateway_route_table_propagation: 2,
      aws_vpn_connection: 2,
      azurerm_route_map: 1,
      azurerm_vpn_gateway_connection: 4,
      azurerm_vpn_site: 4,
    });
    const waits = Object.values(link.resource['azurerm_vpn_gateway_connection'] ?? {}).map(
      (each) => each['depends_on'],
    );
    expect(new Set(waits.map((each) => JSON.stringify(each))).size).toBe(4);
    expect(link.variable).toBeUndefined();
    expect(Object.keys(link.provider).sort()).toEqual(['aws', 'azurerm']);
  }
});
