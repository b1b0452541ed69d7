/**
 * Most characters of the name of a VPN site, a connection or a forwarding rule.
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.Network)
 */
export const AZURE_NAME = 80;

/** The resource group of what a hub's stacks make: `cngw-production-uksouth`. */
export function resourceGroupName(prefix: string, hub: string): string {
  return `${prefix}-${hub}`;
}

/** Names of an Azure hub's outputs that other stacks and people read. */
export const AZURE_OUTPUTS = {
  virtualWanId: 'virtual_wan_id',
  wanResourceGroup: 'resource_group_name',
  virtualHubId: 'virtual_hub_id',
  firewallId: 'firewall_id',
  firewallPolicyId: 'firewall_policy_id',
  vpnGatewayId: 'vpn_gateway_id',
  publicAddresses: 'public_addresses',
  gatewayInstances: 'gateway_instances',
  /** Public address of each instance of the VPN gateway. */
  gatewayAddress: (instance: 0 | 1): string => `gateway_address_${instance}`,
  expressRouteGatewayId: 'express_route_gateway_id',
  defaultRouteTableId: 'default_route_table_id',
} as const;
