import { SecuredHub, type SecuredHubProps } from '../../../constructs/azure/virtual-hub';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../support/synth';

const fewest: SecuredHubProps = {
  name: 'cngw-lab-uksouth',
  region: 'uksouth',
  resourceGroupName: 'group',
  virtualWanId: 'wan-1',
  addressPrefix: '10.0.2.0/23',
  zones: [],
  scaleUnits: 1,
  publicAddresses: 1,
  privateRanges: ['10.16.0.0/15'],
  dnsServers: [],
  logRetentionDays: 30,
  tags: {},
};
const synth = (props: Partial<SecuredHubProps> = {}): Synthesised =>
  synthConstruct((stack) => new SecuredHub(stack, 'hub', { ...fewest, ...props }), 'azure');

test('a hub, its gateway, its firewall with a policy, and logs of both', () => {
  const stack = synth();
  expect(resourceCounts(stack)).toEqual({
    azurerm_firewall: 1,
    azurerm_firewall_policy: 1,
    azurerm_log_analytics_workspace: 1,
    azurerm_monitor_diagnostic_setting: 2,
    azurerm_virtual_hub: 1,
    azurerm_vpn_gateway: 1,
  });
  expect(only(stack, 'azurerm_firewall_policy')).toMatchObject({
    private_ip_ranges: ['10.16.0.0/15'],
    threat_intelligence_mode: 'Deny',
    dns: { proxy_enabled: true },
  });
  expect(only(stack, 'azurerm_firewall')).toMatchObject({
    sku_name: 'AZFW_Hub',
    firewall_policy_id: '${azurerm_firewall_policy.hub.id}',
    virtual_hub: { virtual_hub_id: '${azurerm_virtual_hub.hub.id}', public_ip_count: 1 },
    // A hub takes one change at a time.
    depends_on: ['azurerm_vpn_gateway.hub'],
  });
  expect(only(stack, 'azurerm_firewall')).not.toHaveProperty('zones');
  expect(only(stack, 'azurerm_vpn_gateway')).toMatchObject({ scale_unit: 1, bgp_settings: { asn: 65_515 } });
});

test('with everything: zones, addresses, resolvers, a larger gateway, logs that are kept', () => {
  const stack = synth({
    zones: ['1', '2', '3'],
    scaleUnits: 4,
    publicAddresses: 6,
    dnsServers: ['10.0.48.4'],
    logRetentionDays: 365,
    tags: { wan: 'x' },
  });
  expect(only(stack, 'azurerm_firewall')).toMatchObject({
    zones: ['1', '2', '3'],
    virtual_hub: { public_ip_count: 6 },
    tags: { wan: 'x' },
  });
  expect(only(stack, 'azurerm_firewall_policy')['dns']).toEqual({ proxy_enabled: true, servers: ['10.0.48.4'] });
  expect(only(stack, 'azurerm_vpn_gateway')['scale_unit']).toBe(4);
  expect(only(stack, 'azurerm_log_analytics_workspace')['retention_in_days']).toBe(365);
});

test('a private circuit has a gateway to end at where a datacentre has one, made between the others', () => {
  const stack = synth({ expressRouteUnits: 2 });
  expect(only(stack, 'azurerm_express_route_gateway')).toMatchObject({
    scale_units: 2,
    allow_non_virtual_wan_traffic: false,
    virtual_hub_id: '${azurerm_virtual_hub.hub.id}',
    depends_on: ['azurerm_vpn_gateway.hub'],
    lifecycle: { prevent_destroy: true },
  });
  expect(only(stack, 'azurerm_firewall')['depends_on']).toEqual(['azurerm_express_route_gateway.hub']);
  expect(synth().resource['azurerm_express_route_gateway']).toBeUndefined();
});

test('tunnels are preferred to circuits, and the other cloud’s are spoken to by each instance from an address of its own', () => {
  const alone = only(synth(), 'azurerm_vpn_gateway')['bgp_settings'];
  expect(alone).toEqual({ asn: 65_515, peer_weight: 0 });
  const linked = synth({
    linkAddresses: [
      ['169.254.21.2', '169.254.21.6'],
      ['169.254.22.2', '169.254.22.6'],
    ],
  });
  expect(only(linked, 'azurerm_vpn_gateway')['bgp_settings']).toEqual({
    asn: 65_515,
    peer_weight: 0,
    instance_0_bgp_peering_address: { custom_ips: ['169.254.21.2', '169.254.21.6'] },
    instance_1_bgp_peering_address: { custom_ips: ['169.254.22.2', '169.254.22.6'] },
  });
  expect(only(linked, 'azurerm_virtual_hub')['hub_routing_preference']).toBe('VpnGateway');
});

test('nothing that everybody shares can be destroyed by a plan, and what takes an hour may', () => {
  const stack = synth();
  for (const type of ['azurerm_virtual_hub', 'azurerm_vpn_gateway', 'azurerm_firewall', 'azurerm_firewall_policy'])
    expect(only(stack, type)['lifecycle']).toEqual({ prevent_destroy: true });
  for (const type of ['azurerm_virtual_hub', 'azurerm_vpn_gateway', 'azurerm_firewall'])
    expect(only(stack, type)['timeouts']).toEqual({ create: '180m', update: '180m', delete: '180m' });
});
