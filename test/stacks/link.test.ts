import { parseStack, renderAll, resourceCounts } from '../support/synth';

const link = parseStack(renderAll('sites.yaml').get('link-london-uksouth'));

test('the link is two connections in AWS, and a site and a connection in Azure for each of its four tunnels', () => {
  expect(resourceCounts(link)).toMatchObject({
    aws_vpn_connection: 2,
    azurerm_vpn_site: 4,
    azurerm_vpn_gateway_connection: 4,
    azurerm_route_map: 1,
  });
});

test('its logs are named after no tenant: who pays for it may change, and they stay', () => {
  const [[address, group] = []] = Object.entries(link.resource['aws_cloudwatch_log_group'] ?? {});
  expect(address).toBe('vpn_link');
  expect(group?.['name']).toBe('/aws/vendedlogs/cngw-production/vpn/link-london-uksouth/link');
  expect(group?.['tags']).toMatchObject({ tenant: 'ict-services' });
});
