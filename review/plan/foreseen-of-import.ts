/**
 * What of something that is taken over is set by this network from then on, and is foreseen: whom a hub lets in by itself, what a connection
 * is told of the internet, and what things are called. Anything else that a plan changes on the way in is told.
 */
const SET_ON_THE_WAY_IN: Readonly<Record<string, readonly string[]>> = {
  aws_ec2_transit_gateway: [
    'description',
    'default_route_table_association',
    'default_route_table_propagation',
    'auto_accept_shared_attachments',
    'dns_support',
    'vpn_ecmp_support',
    'transit_gateway_cidr_blocks',
  ],
  azurerm_virtual_wan: ['allow_branch_to_branch_traffic', 'office365_local_breakout_category', 'type'],
  azurerm_virtual_hub: ['hub_routing_preference'],
  // Addresses of tunnels between the clouds.
  azurerm_vpn_gateway: ['bgp_settings'],
  azurerm_virtual_hub_connection: ['internet_security_enabled'],
  azurerm_vpn_site: ['device_model', 'device_vendor', 'o365_policy'],
};

/** Of a link only who provides it and how fast it is: its address and its session are as they were. */
const OF_A_LINK = /^link\.(?:\d+\.)?(?:provider_name|speed_in_mbps)$/;

export function isForeseenOfImport(type: string, argument: string): boolean {
  return (
    /^tags(_all)?(\.|$)/.test(argument) ||
    SET_ON_THE_WAY_IN[type]?.includes(argument.split('.')[0] ?? '') === true ||
    (type === 'azurerm_vpn_site' && OF_A_LINK.test(argument))
  );
}
