import { LinkConnection, type LinkConnectionProps } from '../../../constructs/azure/link-connection';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../support/synth';

const all: LinkConnectionProps = {
  prefix: 'cngw-lab',
  connection: 'link_london_1-2',
  tunnelAddress: '${aws_vpn_connection.link_uksouth_1.tunnel2_address}',
  asn: 64_600,
  peer: '169.254.22.1',
  own: ['169.254.21.2', '169.254.22.2'],
  sharedKey: '${aws_vpn_connection.link_uksouth_1.tunnel2_preshared_key}',
  crypto: 'ncsc-recommended',
  mbps: 1_250,
  virtualWanId: 'wan-1',
  virtualHubId: 'hub-1',
  vpnGatewayId: 'gateway-1',
  defaultRouteTableId: 'hub-1/hubRouteTables/defaultRouteTable',
  exportFilterId: 'map-1',
  resourceGroupName: 'group',
  region: 'uksouth',
  after: { fqn: 'azurerm_route_map.export' },
  tags: { site: 'link' },
};
const synth = (): Synthesised => synthConstruct((stack) => new LinkConnection(stack, 'link', all), 'azure');

test('one tunnel: a site that stands for AWS, and a connection that waits for it, filtered', () => {
  const stack = synth();
  expect(resourceCounts(stack)).toEqual({ azurerm_vpn_gateway_connection: 1, azurerm_vpn_site: 1 });
  expect(only(stack, 'azurerm_vpn_site')).toMatchObject({
    name: 'cngw-lab-link_london_1-2',
    device_vendor: 'aws',
    link: [
      {
        ip_address: '${aws_vpn_connection.link_uksouth_1.tunnel2_address}',
        bgp: { asn: 64_600, peering_address: '169.254.22.1' },
      },
    ],
  });
  expect(only(stack, 'azurerm_vpn_gateway_connection')).toMatchObject({
    internet_security_enabled: false,
    routing: {
      associated_route_table: 'hub-1/hubRouteTables/defaultRouteTable',
      propagated_route_table: { route_table_ids: ['hub-1/hubRouteTables/noneRouteTable'] },
      outbound_route_map_id: 'map-1',
    },
    depends_on: ['azurerm_route_map.export'],
    vpn_link: [
      {
        vpn_site_link_id: '${azurerm_vpn_site.link_london_1-2.link[0].id}',
        connection_mode: 'ResponderOnly',
        bgp_enabled: true,
        protocol: 'IKEv2',
        shared_key: '${aws_vpn_connection.link_uksouth_1.tunnel2_preshared_key}',
        custom_bgp_address: [
          { ip_address: '169.254.21.2', ip_configuration_id: 'Instance0' },
          { ip_address: '169.254.22.2', ip_configuration_id: 'Instance1' },
        ],
        ipsec_policy: [expect.objectContaining({ encryption_algorithm: expect.any(String) as string })],
      },
    ],
  });
});

test('nothing is told to AWS that would make it the way to the internet, and nothing comes in filtered', () => {
  const connection = only(synth(), 'azurerm_vpn_gateway_connection');
  expect(JSON.stringify(connection)).not.toMatch(/inbound_route_map|static_vnet_route|0\.0\.0\.0/);
});
