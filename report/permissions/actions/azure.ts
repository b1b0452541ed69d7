import type { Actions } from '../actions';

/**
 * What Terraform asks for everything in Azure.
 * Sources: github.com/hashicorp/terraform-provider-azurerm v4.55.0 internal/services,
 * learn.microsoft.com/azure/role-based-access-control/permissions (names) and .../azure/virtual-wan/roles-permissions (joins)
 */
export const AZURE: Actions = {
  azurerm_express_route_circuit: {
    read: ['Microsoft.Network/expressRouteCircuits/read'],
    write: ['Microsoft.Network/expressRouteCircuits/write', 'Microsoft.Network/locations/operations/read'],
    delete: ['Microsoft.Network/expressRouteCircuits/delete'],
  },
  azurerm_express_route_circuit_peering: {
    read: ['Microsoft.Network/expressRouteCircuits/peerings/read'],
    write: [
      'Microsoft.Network/expressRouteCircuits/peerings/connections/read',
      'Microsoft.Network/expressRouteCircuits/peerings/write',
      'Microsoft.Network/locations/operations/read',
    ],
    delete: ['Microsoft.Network/expressRouteCircuits/peerings/delete'],
  },
  azurerm_express_route_connection: {
    read: ['Microsoft.Network/expressRouteGateways/expressRouteConnections/read'],
    write: [
      'Microsoft.Network/expressRouteCircuits/join/action',
      'Microsoft.Network/expressRouteGateways/expressRouteConnections/write',
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualHubs/hubRouteTables/read',
      'Microsoft.Network/virtualHubs/routeMaps/read',
    ],
    delete: ['Microsoft.Network/expressRouteGateways/expressRouteConnections/delete'],
  },
  azurerm_express_route_gateway: {
    read: ['Microsoft.Network/expressRouteGateways/read'],
    write: [
      'Microsoft.Network/expressRouteCircuits/join/action',
      'Microsoft.Network/expressRouteGateways/expressRouteConnections/read',
      'Microsoft.Network/expressRouteGateways/write',
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualHubs/hubRouteTables/read',
      'Microsoft.Network/virtualHubs/read',
      'Microsoft.Network/virtualHubs/routeMaps/read',
    ],
    delete: ['Microsoft.Network/expressRouteGateways/delete'],
  },
  azurerm_firewall: {
    read: ['Microsoft.Network/azureFirewalls/read'],
    write: [
      'Microsoft.Network/azureFirewalls/write',
      'Microsoft.Network/firewallPolicies/join/action',
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualHubs/read',
    ],
    delete: ['Microsoft.Network/azureFirewalls/delete'],
  },
  azurerm_firewall_policy: {
    read: ['Microsoft.Network/firewallPolicies/read'],
    write: ['Microsoft.Network/firewallPolicies/write', 'Microsoft.Network/locations/operations/read'],
    delete: ['Microsoft.Network/firewallPolicies/delete'],
  },
  azurerm_firewall_policy_rule_collection_group: {
    read: ['Microsoft.Network/firewallPolicies/ruleCollectionGroups/read'],
    write: [
      'Microsoft.Network/firewallPolicies/ruleCollectionGroups/write',
      'Microsoft.Network/ipGroups/join/action',
      'Microsoft.Network/locations/operations/read',
    ],
    delete: ['Microsoft.Network/firewallPolicies/ruleCollectionGroups/delete'],
  },
  azurerm_ip_group: {
    read: ['Microsoft.Network/ipGroups/read'],
    write: ['Microsoft.Network/ipGroups/write', 'Microsoft.Network/locations/operations/read'],
    delete: ['Microsoft.Network/ipGroups/delete'],
  },
  azurerm_log_analytics_workspace: {
    read: ['Microsoft.OperationalInsights/workspaces/read'],
    write: ['Microsoft.OperationalInsights/deletedWorkspaces/read', 'Microsoft.OperationalInsights/workspaces/write'],
    delete: ['Microsoft.OperationalInsights/workspaces/delete'],
  },
  azurerm_monitor_diagnostic_setting: {
    read: ['Microsoft.Insights/diagnosticSettings/read'],
    write: [
      'Microsoft.Insights/diagnosticSettings/write',
      'Microsoft.OperationalInsights/workspaces/sharedKeys/action',
    ],
    delete: ['Microsoft.Insights/diagnosticSettings/delete'],
  },
  azurerm_private_dns_a_record: {
    read: ['Microsoft.Network/privateDnsZones/A/read'],
    write: ['Microsoft.Network/privateDnsZones/A/write'],
    delete: ['Microsoft.Network/privateDnsZones/A/delete'],
  },
  azurerm_private_dns_resolver: {
    read: ['Microsoft.Network/dnsResolvers/read'],
    write: [
      'Microsoft.Network/dnsResolvers/write',
      'Microsoft.Network/locations/dnsResolverOperationStatuses/read',
      'Microsoft.Network/virtualNetworks/join/action',
    ],
    delete: ['Microsoft.Network/dnsResolvers/delete'],
  },
  azurerm_private_dns_resolver_dns_forwarding_ruleset: {
    read: ['Microsoft.Network/dnsForwardingRulesets/read'],
    write: [
      'Microsoft.Network/dnsForwardingRulesets/write',
      'Microsoft.Network/dnsResolvers/outboundEndpoints/join/action',
      'Microsoft.Network/locations/dnsResolverOperationStatuses/read',
    ],
    delete: ['Microsoft.Network/dnsForwardingRulesets/delete'],
  },
  azurerm_private_dns_resolver_forwarding_rule: {
    read: ['Microsoft.Network/dnsForwardingRulesets/forwardingRules/read'],
    write: ['Microsoft.Network/dnsForwardingRulesets/forwardingRules/write'],
    delete: ['Microsoft.Network/dnsForwardingRulesets/forwardingRules/delete'],
  },
  azurerm_private_dns_resolver_inbound_endpoint: {
    read: ['Microsoft.Network/dnsResolvers/inboundEndpoints/read'],
    write: [
      'Microsoft.Network/dnsResolvers/inboundEndpoints/write',
      'Microsoft.Network/locations/dnsResolverOperationStatuses/read',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
    ],
    delete: ['Microsoft.Network/dnsResolvers/inboundEndpoints/delete'],
  },
  azurerm_private_dns_resolver_outbound_endpoint: {
    read: ['Microsoft.Network/dnsResolvers/outboundEndpoints/read'],
    write: [
      'Microsoft.Network/dnsResolvers/outboundEndpoints/write',
      'Microsoft.Network/locations/dnsResolverOperationStatuses/read',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
    ],
    delete: ['Microsoft.Network/dnsResolvers/outboundEndpoints/delete'],
  },
  azurerm_private_dns_resolver_virtual_network_link: {
    read: ['Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks/read'],
    write: [
      'Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks/write',
      'Microsoft.Network/locations/dnsResolverOperationStatuses/read',
      'Microsoft.Network/virtualNetworks/join/action',
    ],
    delete: ['Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks/delete'],
  },
  azurerm_private_dns_zone: {
    read: ['Microsoft.Network/privateDnsZones/SOA/read', 'Microsoft.Network/privateDnsZones/read'],
    write: ['Microsoft.Network/privateDnsOperationStatuses/read', 'Microsoft.Network/privateDnsZones/write'],
    delete: ['Microsoft.Network/privateDnsZones/delete'],
  },
  azurerm_private_dns_zone_virtual_network_link: {
    read: ['Microsoft.Network/privateDnsZones/virtualNetworkLinks/read'],
    write: [
      'Microsoft.Network/privateDnsOperationStatuses/read',
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks/write',
      'Microsoft.Network/virtualNetworks/join/action',
    ],
    delete: ['Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete'],
  },
  azurerm_private_endpoint: {
    read: [
      'Microsoft.Network/networkInterfaces/read',
      'Microsoft.Network/privateEndpoints/privateDnsZoneGroups/read',
      'Microsoft.Network/privateEndpoints/read',
    ],
    write: [
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/privateEndpoints/write',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
    ],
    delete: ['Microsoft.Network/privateEndpoints/delete'],
  },
  azurerm_resource_group: {
    read: ['Microsoft.Resources/subscriptions/resourceGroups/read'],
    write: ['Microsoft.Resources/subscriptions/resourceGroups/write'],
    delete: [
      'Microsoft.Resources/subscriptions/resourceGroups/delete',
      'Microsoft.Resources/subscriptions/resourceGroups/resources/read',
    ],
  },
  azurerm_route_map: {
    read: ['Microsoft.Network/virtualHubs/routeMaps/read'],
    write: ['Microsoft.Network/locations/operations/read', 'Microsoft.Network/virtualHubs/routeMaps/write'],
    delete: ['Microsoft.Network/virtualHubs/routeMaps/delete'],
  },
  azurerm_subnet: {
    read: ['Microsoft.Network/virtualNetworks/subnets/read'],
    write: [
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualNetworks/read',
      'Microsoft.Network/virtualNetworks/subnets/write',
    ],
    delete: ['Microsoft.Network/virtualNetworks/subnets/delete'],
  },
  azurerm_virtual_hub: {
    read: ['Microsoft.Network/virtualHubs/read'],
    write: [
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualHubs/write',
      'Microsoft.Network/virtualNetworks/peer/action',
      'Microsoft.Network/virtualWans/join/action',
    ],
    delete: ['Microsoft.Network/virtualHubs/delete'],
  },
  azurerm_virtual_hub_connection: {
    read: ['Microsoft.Network/virtualHubs/hubVirtualNetworkConnections/read'],
    write: [
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualHubs/hubRouteTables/read',
      'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections/write',
      'Microsoft.Network/virtualNetworks/peer/action',
    ],
    delete: ['Microsoft.Network/virtualHubs/hubVirtualNetworkConnections/delete'],
  },
  azurerm_virtual_hub_routing_intent: {
    read: ['Microsoft.Network/virtualHubs/routingIntent/read'],
    write: [
      'Microsoft.Network/azureFirewalls/read',
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualHubs/routingIntent/write',
    ],
    delete: ['Microsoft.Network/virtualHubs/routingIntent/delete'],
  },
  azurerm_virtual_network: {
    read: ['Microsoft.Network/virtualNetworks/read'],
    write: ['Microsoft.Network/locations/operations/read', 'Microsoft.Network/virtualNetworks/write'],
    delete: ['Microsoft.Network/virtualNetworks/delete'],
  },
  azurerm_virtual_wan: {
    read: ['Microsoft.Network/virtualWans/read'],
    write: ['Microsoft.Network/locations/operations/read', 'Microsoft.Network/virtualWans/write'],
    delete: ['Microsoft.Network/virtualWans/delete'],
  },
  azurerm_vpn_gateway: {
    read: ['Microsoft.Network/vpnGateways/read'],
    write: [
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualHubs/hubRouteTables/read',
      'Microsoft.Network/virtualHubs/read',
      'Microsoft.Network/virtualHubs/routeMaps/read',
      'Microsoft.Network/vpnGateways/vpnConnections/read',
      'Microsoft.Network/vpnGateways/write',
    ],
    delete: ['Microsoft.Network/vpnGateways/delete'],
  },
  azurerm_vpn_gateway_connection: {
    read: ['Microsoft.Network/vpnGateways/vpnConnections/read'],
    write: [
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualHubs/hubRouteTables/read',
      'Microsoft.Network/virtualHubs/read',
      'Microsoft.Network/virtualHubs/routeMaps/read',
      'Microsoft.Network/vpnGateways/vpnConnections/write',
    ],
    delete: ['Microsoft.Network/vpnGateways/vpnConnections/delete'],
  },
  azurerm_vpn_site: {
    read: ['Microsoft.Network/vpnSites/read'],
    write: [
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/virtualWans/read',
      'Microsoft.Network/vpnSites/write',
    ],
    delete: ['Microsoft.Network/vpnSites/delete'],
  },
};
