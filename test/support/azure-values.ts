/** What an argument may be: one of some words, or a number between two. */
type Allowed = readonly string[] | { readonly from: number; readonly to: number };

const IPSEC = 'registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/vpn_gateway_connection';
const RULES =
  'registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/firewall_policy_rule_collection_group';
const docs = (name: string): string =>
  `registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/${name}`;

/**
 * The documented values of arguments that are words or have a range, by type and path: no machine of this project can ask
 * the provider. Where Azure advises against a value that it takes, it is left out.
 */
export const AZURE_VALUES: Readonly<Record<string, { readonly allowed: Allowed; readonly source: string }>> = {
  'azurerm_vpn_gateway_connection vpn_link.ipsec_policy.dh_group': {
    allowed: ['DHGroup14', 'DHGroup24', 'ECP256', 'ECP384'],
    source: IPSEC,
  },
  'azurerm_vpn_gateway_connection vpn_link.ipsec_policy.ike_encryption_algorithm': {
    allowed: ['AES128', 'AES256', 'GCMAES128', 'GCMAES256'],
    source: IPSEC,
  },
  'azurerm_vpn_gateway_connection vpn_link.ipsec_policy.ike_integrity_algorithm': {
    allowed: ['SHA256', 'SHA384'],
    source: IPSEC,
  },
  'azurerm_vpn_gateway_connection vpn_link.ipsec_policy.encryption_algorithm': {
    allowed: ['AES128', 'AES256', 'GCMAES128', 'GCMAES256'],
    source: IPSEC,
  },
  'azurerm_vpn_gateway_connection vpn_link.ipsec_policy.integrity_algorithm': {
    allowed: ['SHA256', 'GCMAES128', 'GCMAES256'],
    source: IPSEC,
  },
  'azurerm_vpn_gateway_connection vpn_link.ipsec_policy.pfs_group': {
    allowed: ['PFS14', 'PFS24', 'ECP256', 'ECP384'],
    source: IPSEC,
  },
  'azurerm_vpn_gateway_connection vpn_link.ipsec_policy.sa_lifetime_sec': {
    allowed: { from: 300, to: 172_799 },
    source: IPSEC,
  },
  'azurerm_vpn_gateway_connection vpn_link.ipsec_policy.sa_data_size_kb': {
    allowed: { from: 1_024, to: 2_147_483_647 },
    source: IPSEC,
  },
  'azurerm_vpn_gateway_connection vpn_link.protocol': { allowed: ['IKEv2'], source: IPSEC },
  'azurerm_vpn_gateway_connection vpn_link.connection_mode': {
    allowed: ['Default', 'InitiatorOnly', 'ResponderOnly'],
    source: IPSEC,
  },
  // Two bytes, without those that Azure and IANA reserve: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-bgp-overview
  'azurerm_vpn_site link.bgp.asn': { allowed: { from: 64_512, to: 65_514 }, source: docs('vpn_site') },
  'azurerm_vpn_gateway scale_unit': { allowed: { from: 1, to: 20 }, source: docs('vpn_gateway') },
  'azurerm_vpn_gateway routing_preference': {
    allowed: ['Microsoft Network', 'Internet'],
    source: docs('vpn_gateway'),
  },
  'azurerm_vpn_gateway bgp_settings.asn': { allowed: { from: 65_515, to: 65_515 }, source: docs('vpn_gateway') },
  'azurerm_virtual_wan type': { allowed: ['Standard'], source: docs('virtual_wan') },
  'azurerm_virtual_hub sku': { allowed: ['Standard'], source: docs('virtual_hub') },
  'azurerm_route_map rule.next_step_if_matched': { allowed: ['Continue', 'Terminate'], source: docs('route_map') },
  'azurerm_route_map rule.action.type': { allowed: ['Add', 'Drop', 'Remove', 'Replace'], source: docs('route_map') },
  'azurerm_route_map rule.match_criterion.match_condition': {
    allowed: ['Contains', 'Equals', 'NotContains', 'NotEquals'],
    source: docs('route_map'),
  },
  'azurerm_express_route_circuit sku.tier': {
    allowed: ['Basic', 'Local', 'Standard', 'Premium'],
    source: docs('express_route_circuit'),
  },
  'azurerm_express_route_circuit sku.family': {
    allowed: ['MeteredData', 'UnlimitedData'],
    source: docs('express_route_circuit'),
  },
  'azurerm_express_route_circuit_peering peering_type': {
    allowed: ['AzurePrivatePeering'],
    source: docs('express_route_circuit_peering'),
  },
  'azurerm_express_route_circuit_peering vlan_id': {
    allowed: { from: 1, to: 4_094 },
    source: docs('express_route_circuit_peering'),
  },
  'azurerm_express_route_connection routing_weight': {
    allowed: { from: 0, to: 32_000 },
    source: docs('express_route_connection'),
  },
  'azurerm_express_route_gateway scale_units': {
    allowed: { from: 1, to: 10 },
    source: docs('express_route_gateway'),
  },
  'azurerm_virtual_hub hub_routing_preference': {
    allowed: ['ExpressRoute', 'ASPath', 'VpnGateway'],
    source: docs('virtual_hub'),
  },
  'azurerm_virtual_hub_routing_intent routing_policy.destinations': {
    allowed: ['Internet', 'PrivateTraffic'],
    source: docs('virtual_hub_routing_intent'),
  },
  'azurerm_firewall sku_name': { allowed: ['AZFW_Hub'], source: docs('firewall') },
  'azurerm_firewall sku_tier': { allowed: ['Standard', 'Premium'], source: docs('firewall') },
  'azurerm_firewall_policy sku': { allowed: ['Standard', 'Premium'], source: docs('firewall_policy') },
  'azurerm_firewall_policy threat_intelligence_mode': { allowed: ['Deny'], source: docs('firewall_policy') },
  'azurerm_firewall_policy_rule_collection_group priority': { allowed: { from: 100, to: 65_000 }, source: RULES },
  'azurerm_firewall_policy_rule_collection_group network_rule_collection.action': {
    allowed: ['Allow', 'Deny'],
    source: RULES,
  },
  'azurerm_firewall_policy_rule_collection_group network_rule_collection.priority': {
    allowed: { from: 100, to: 65_000 },
    source: RULES,
  },
  'azurerm_firewall_policy_rule_collection_group network_rule_collection.rule.protocols': {
    allowed: ['Any', 'TCP', 'UDP', 'ICMP'],
    source: RULES,
  },
  'azurerm_firewall_policy_rule_collection_group application_rule_collection.action': {
    allowed: ['Allow', 'Deny'],
    source: RULES,
  },
  'azurerm_firewall_policy_rule_collection_group application_rule_collection.priority': {
    allowed: { from: 100, to: 65_000 },
    source: RULES,
  },
  'azurerm_firewall_policy_rule_collection_group application_rule_collection.rule.protocols.type': {
    allowed: ['Http', 'Https'],
    source: RULES,
  },
  'azurerm_firewall_policy_rule_collection_group application_rule_collection.rule.protocols.port': {
    allowed: { from: 1, to: 64_000 },
    source: RULES,
  },
  'azurerm_subnet private_endpoint_network_policies': {
    allowed: ['Enabled', 'RouteTableEnabled'],
    source: docs('subnet'),
  },
  'azurerm_subnet delegation.service_delegation.name': {
    allowed: ['Microsoft.Network/dnsResolvers'],
    source: docs('subnet'),
  },
  'azurerm_private_dns_resolver_inbound_endpoint ip_configurations.private_ip_allocation_method': {
    allowed: ['Dynamic', 'Static'],
    source: docs('private_dns_resolver_inbound_endpoint'),
  },
  'azurerm_private_dns_resolver_forwarding_rule target_dns_servers.port': {
    allowed: { from: 53, to: 53 },
    source: docs('private_dns_resolver_forwarding_rule'),
  },
  'azurerm_log_analytics_workspace sku': { allowed: ['PerGB2018'], source: docs('log_analytics_workspace') },
  'azurerm_log_analytics_workspace retention_in_days': {
    allowed: { from: 30, to: 730 },
    source: docs('log_analytics_workspace'),
  },
  'azurerm_monitor_diagnostic_setting log_analytics_destination_type': {
    allowed: ['Dedicated', 'AzureDiagnostics'],
    source: docs('monitor_diagnostic_setting'),
  },
  'azurerm_monitor_diagnostic_setting enabled_log.category_group': {
    allowed: ['allLogs', 'audit'],
    source: docs('monitor_diagnostic_setting'),
  },
};

/** Every value of a resource by its path, blocks and list items as if they were one each. */
export function* valuesIn(value: unknown, path: string): Generator<readonly [string, unknown]> {
  if (Array.isArray(value)) for (const item of value) yield* valuesIn(item, path);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* valuesIn(inner, path === '' ? key : `${path}.${key}`);
  else yield [path, value];
}

export function isAllowed(allowed: Allowed, value: unknown): boolean {
  if ('from' in allowed) return typeof value === 'number' && allowed.from <= value && value <= allowed.to;
  return allowed.includes(String(value));
}
