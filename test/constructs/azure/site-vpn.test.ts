import { SiteVpn, type SiteVpnProps } from '../../../constructs/azure/site-vpn';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../support/synth';

const fewest: Omit<SiteVpnProps, 'after'> = {
  prefix: 'cngw-lab',
  connection: 'crewe-library_council_primary',
  deviceName: 'crewe-library_council_primary',
  asn: 64_600,
  endpoint: { address: '198.18.0.1' },
  loopback: '10.21.240.1',
  crypto: 'ncsc-recommended',
  mbps: 200,
  supplier: 'FibreCo',
  router: 'fortinet',
  internetSecurity: true,
  sharedKey: '${var.shared_keys["crewe-library_council_primary"]}',
  virtualWanId: 'wan-1',
  vpnGatewayId: 'gateway-1',
  resourceGroupName: 'group',
  region: 'uksouth',
  tags: { site: 'crewe-library' },
};

const synth = (props: Partial<SiteVpnProps> = {}): Synthesised =>
  synthConstruct((stack) => new SiteVpn(stack, 'site', { ...fewest, after: undefined, ...props }), 'azure');

test('one circuit is one VPN site with one link and one connection', () => {
  const stack = synth();
  expect(resourceCounts(stack)).toEqual({ azurerm_vpn_gateway_connection: 1, azurerm_vpn_site: 1 });
  expect(only(stack, 'azurerm_vpn_site')).toEqual({
    name: 'cngw-lab-crewe-library_council_primary',
    location: 'uksouth',
    resource_group_name: 'group',
    virtual_wan_id: 'wan-1',
    device_vendor: 'fortinet',
    link: [
      {
        name: 'link',
        ip_address: '198.18.0.1',
        provider_name: 'FibreCo',
        speed_in_mbps: 200,
        bgp: { asn: 64_600, peering_address: '10.21.240.1' },
      },
    ],
    tags: { site: 'crewe-library' },
  });
  const connection = only(stack, 'azurerm_vpn_gateway_connection');
  expect(connection).toMatchObject({
    name: 'cngw-lab-crewe-library_council_primary',
    vpn_gateway_id: 'gateway-1',
    internet_security_enabled: true,
    timeouts: { create: '24h', update: '24h', delete: '24h' },
  });
  // Routing of its own would take it out of routing intent.
  expect(connection).not.toHaveProperty('routing');
  expect(connection).not.toHaveProperty('depends_on');
  expect(connection['vpn_link']).toEqual([
    expect.objectContaining({
      bgp_enabled: true,
      protocol: 'IKEv2',
      bandwidth_mbps: 200,
      shared_key: '${var.shared_keys["crewe-library_council_primary"]}',
      vpn_site_link_id: '${azurerm_vpn_site.crewe-library_council_primary.link[0].id}',
    }),
  ]);
});

test('a router without a fixed address is found by its name', () => {
  const site = only(synth({ endpoint: { fqdn: 'library.routers.example.net' } }), 'azurerm_vpn_site');
  const [link] = site['link'] as Record<string, unknown>[];
  expect(link).toHaveProperty('fqdn', 'library.routers.example.net');
  expect(link).not.toHaveProperty('ip_address');
});

test('a site that leaves elsewhere is told of no default route', () => {
  expect(only(synth({ internetSecurity: false }), 'azurerm_vpn_gateway_connection')['internet_security_enabled']).toBe(
    false,
  );
});

test('over a circuit the tunnels end at private addresses of the gateway', () => {
  const link = (stack: Synthesised): unknown =>
    (only(stack, 'azurerm_vpn_gateway_connection')['vpn_link'] as Record<string, unknown>[])[0]?.[
      'local_azure_ip_address_enabled'
    ];
  expect(link(synth({ overCircuit: true }))).toBe(true);
  expect(link(synth())).toBeUndefined();
});

test('a connection waits for the one before it: a gateway takes one change at a time', () => {
  const stack = synthConstruct((scope) => {
    const first = new SiteVpn(scope, 'first', { ...fewest, after: undefined });
    const connection = 'sandbach-library_council_primary';
    new SiteVpn(scope, 'second', { ...fewest, connection, deviceName: connection, after: first.made });
  }, 'azure');
  const made = stack.resource['azurerm_vpn_gateway_connection'] ?? {};
  expect(made['crewe-library_council_primary']).not.toHaveProperty('depends_on');
  expect(made['sandbach-library_council_primary']?.['depends_on']).toEqual([
    'azurerm_vpn_gateway_connection.crewe-library_council_primary',
  ]);
});

test.each([
  [
    'ncsc-recommended',
    { ike_encryption_algorithm: 'GCMAES128', ike_integrity_algorithm: 'SHA256', dh_group: 'ECP256' },
    { encryption_algorithm: 'GCMAES128', integrity_algorithm: 'GCMAES128', pfs_group: 'ECP256' },
  ],
  [
    'ncsc-plus',
    { ike_encryption_algorithm: 'GCMAES256', ike_integrity_algorithm: 'SHA384', dh_group: 'ECP384' },
    { encryption_algorithm: 'GCMAES256', integrity_algorithm: 'GCMAES256', pfs_group: 'ECP384' },
  ],
  [
    'legacy',
    { ike_encryption_algorithm: 'AES128', ike_integrity_algorithm: 'SHA256', dh_group: 'DHGroup14' },
    { encryption_algorithm: 'AES128', integrity_algorithm: 'SHA256', pfs_group: 'PFS14' },
  ],
] as const)('crypto profile %s is one explicit proposal', (crypto, ike, esp) => {
  const connection = only(synth({ crypto }), 'azurerm_vpn_gateway_connection');
  const [link] = connection['vpn_link'] as { ipsec_policy: unknown[] }[];
  expect(link?.ipsec_policy).toEqual([{ ...ike, ...esp, sa_lifetime_sec: 3_600, sa_data_size_kb: 102_400_000 }]);
});
