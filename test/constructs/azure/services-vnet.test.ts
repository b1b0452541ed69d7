import { ServicesVnet } from '../../../constructs/azure/services-vnet';
import { SupplierEndpoint } from '../../../constructs/azure/supplier-endpoint';
import type { ForwardingRule } from '../../../plan/dns/azure-dns';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../support/synth';

const shared = { name: 'cngw-lab-uksouth-services', region: 'uksouth', resourceGroupName: 'group', tags: {} } as const;

function vnet(forwarding: readonly ForwardingRule[], refused: readonly string[] = []): Synthesised {
  return synthConstruct(
    (stack) =>
      new ServicesVnet(stack, 'vnet', {
        ...shared,
        cidr: '10.0.48.0/23',
        inbound: { subnet: '10.0.49.0/26', address: '10.0.49.4' },
        outbound: '10.0.49.64/26',
        forwarding,
        refused,
      }),
    'azure',
  );
}

test('a resolver at an address that stays, in subnets that are its own', () => {
  const stack = vnet([]);
  expect(resourceCounts(stack)).toEqual({
    azurerm_private_dns_resolver: 1,
    azurerm_private_dns_resolver_dns_forwarding_ruleset: 1,
    azurerm_private_dns_resolver_inbound_endpoint: 1,
    azurerm_private_dns_resolver_outbound_endpoint: 1,
    azurerm_private_dns_resolver_virtual_network_link: 1,
    azurerm_subnet: 2,
    azurerm_virtual_network: 1,
  });
  const inbound = only(stack, 'azurerm_private_dns_resolver_inbound_endpoint');
  expect(inbound['ip_configurations']).toEqual({
    subnet_id: '${azurerm_subnet.inbound.id}',
    private_ip_allocation_method: 'Static',
    private_ip_address: '10.0.49.4',
  });
  expect(inbound['lifecycle']).toEqual({ prevent_destroy: true });
  for (const subnet of Object.values(stack.resource['azurerm_subnet'] ?? {})) {
    expect(subnet['delegation']).toEqual([
      expect.objectContaining({
        service_delegation: expect.objectContaining({ name: 'Microsoft.Network/dnsResolvers' }) as unknown,
      }),
    ]);
    expect(subnet['default_outbound_access_enabled']).toBe(false);
  }
});

test('each rule sends a zone to its servers', () => {
  const stack = vnet([
    { name: 'everything', domainName: '.', targets: ['198.18.255.1', '198.18.255.2'] },
    { name: 'council_council_internal', domainName: 'council.internal.', targets: ['10.20.5.10'] },
  ]);
  expect(resourceCounts(stack)['azurerm_private_dns_resolver_forwarding_rule']).toBe(2);
  expect(stack.resource['azurerm_private_dns_resolver_forwarding_rule']?.['everything']).toMatchObject({
    domain_name: '.',
    enabled: true,
    target_dns_servers: [
      { ip_address: '198.18.255.1', port: 53 },
      { ip_address: '198.18.255.2', port: 53 },
    ],
  });
});

test('a zone whose name is longer than Azure’s names keeps apart from others', () => {
  const zone = `${'a'.repeat(50)}.${'b'.repeat(50)}.example`;
  const stack = vnet([
    { name: `council_${zone.replaceAll('.', '_')}`, domainName: `${zone}.`, targets: ['10.20.5.10'] },
  ]);
  const rule = only(stack, 'azurerm_private_dns_resolver_forwarding_rule');
  expect(String(rule['name'])).toMatch(/^council_a{50}_b+-[0-9a-f]{8}$/);
  expect(rule['name']).toHaveLength(80);
});

test('a refused name is an empty zone that the resolver asks first', () => {
  const stack = vnet([], ['gambling.example.com']);
  expect(only(stack, 'azurerm_private_dns_zone')['name']).toBe('gambling.example.com');
  expect(only(stack, 'azurerm_private_dns_zone_virtual_network_link')).toMatchObject({
    private_dns_zone_name: '${azurerm_private_dns_zone.refused_gambling_example_com.name}',
    virtual_network_id: '${azurerm_virtual_network.services.id}',
    registration_enabled: false,
  });
  expect(stack.resource['azurerm_private_dns_a_record']).toBeUndefined();
});

test('a supplier’s endpoint is asked for, obeys routes, and has the names that are given to it', () => {
  const stack = synthConstruct((scope) => {
    const made = new ServicesVnet(scope, 'vnet', {
      ...shared,
      cidr: '10.0.48.0/23',
      inbound: { subnet: '10.0.49.0/26', address: '10.0.49.4' },
      outbound: '10.0.49.64/26',
      forwarding: [],
      refused: [],
    });
    for (const [id, subresource] of [
      ['archive', undefined],
      ['files', 'blob'],
    ] as const)
      new SupplierEndpoint(scope, id, {
        ...shared,
        supplier: {
          id,
          resourceId: `/subscriptions/x/${id}`,
          ...(subresource === undefined ? {} : { subresource }),
          subnet: '10.0.49.128/26',
          zones: [{ name: `${id}_example`, zone: `${id}.example`, self: id === 'archive', below: true }],
        },
        subnetId: made.subnet(`supplier-${id}`, '10.0.49.128/26', false),
        vnetId: made.vnetId,
      });
  }, 'azure');
  const endpoints = stack.resource['azurerm_private_endpoint'] ?? {};
  expect(endpoints['supplier-archive']?.['private_service_connection']).toEqual({
    name: 'archive',
    is_manual_connection: true,
    private_connection_resource_id: '/subscriptions/x/archive',
    request_message: 'cngw-lab-uksouth-services asks to reach archive',
  });
  expect(endpoints['supplier-files']?.['private_service_connection']).toHaveProperty('subresource_names', ['blob']);
  const subnet = stack.resource['azurerm_subnet']?.['supplier-archive'];
  expect(subnet?.['private_endpoint_network_policies']).toBe('Enabled');
  expect(subnet).not.toHaveProperty('delegation');
  const records = Object.values(stack.resource['azurerm_private_dns_a_record'] ?? {});
  expect(records.map((record) => [record['name'], record['zone_name']])).toEqual([
    ['@', '${azurerm_private_dns_zone.archive_example.name}'],
    ['*', '${azurerm_private_dns_zone.archive_example.name}'],
    ['*', '${azurerm_private_dns_zone.files_example.name}'],
  ]);
  for (const link of Object.values(stack.resource['azurerm_private_dns_zone_virtual_network_link'] ?? {}))
    expect(link['registration_enabled']).toBe(false);
});
