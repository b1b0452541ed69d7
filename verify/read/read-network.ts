import { buildAzure } from './virtual-hubs';
import { linkEnds } from './link-ends';
import { buildFirewalls } from './network-firewalls';
import { buildTransit } from './transit-gateways';
import { buildVpcs } from './vpcs';
import type { Fault, Firewall, Network } from '../network/network';
import { structureFaults } from '../structure/wiring';
import { keyOf, References, type Key, type Resource, type Stack } from '../terraform/stack-json';

/** Types that carry traffic and are modelled, and types that carry none. Anything else is a fault, not silence. */
const MODELLED: ReadonlySet<string> = new Set([
  'aws_default_security_group',
  'aws_ec2_transit_gateway',
  'aws_ec2_transit_gateway_route',
  'aws_ec2_transit_gateway_route_table',
  'aws_ec2_transit_gateway_route_table_association',
  'aws_ec2_transit_gateway_route_table_propagation',
  'aws_ec2_transit_gateway_vpc_attachment',
  'aws_internet_gateway',
  'aws_nat_gateway',
  'aws_networkfirewall_firewall',
  'aws_networkfirewall_firewall_policy',
  'aws_networkfirewall_rule_group',
  'aws_route',
  'aws_route53_resolver_endpoint',
  'aws_route_table',
  'aws_route_table_association',
  'aws_security_group',
  'aws_subnet',
  'aws_vpc',
  'aws_dx_gateway_association',
  'aws_vpc_endpoint',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
  'aws_vpn_concentrator',
  'aws_vpn_connection',
  'azurerm_express_route_connection',
  'azurerm_firewall',
  'azurerm_firewall_policy',
  'azurerm_firewall_policy_rule_collection_group',
  'azurerm_ip_group',
  'azurerm_private_dns_a_record',
  'azurerm_private_dns_resolver',
  'azurerm_private_dns_resolver_dns_forwarding_ruleset',
  'azurerm_private_dns_resolver_forwarding_rule',
  'azurerm_private_dns_resolver_inbound_endpoint',
  'azurerm_private_dns_resolver_outbound_endpoint',
  'azurerm_private_dns_resolver_virtual_network_link',
  'azurerm_private_dns_zone',
  'azurerm_private_dns_zone_virtual_network_link',
  'azurerm_private_endpoint',
  'azurerm_route_map',
  'azurerm_subnet',
  'azurerm_virtual_hub',
  'azurerm_virtual_hub_connection',
  'azurerm_virtual_hub_routing_intent',
  'azurerm_virtual_network',
  'azurerm_virtual_wan',
  'azurerm_vpn_gateway',
  'azurerm_vpn_gateway_connection',
  'azurerm_vpn_site',
]);

const INERT: ReadonlySet<string> = new Set([
  'aws_cloudwatch_log_group',
  'aws_cloudwatch_metric_alarm',
  'aws_customer_gateway',
  'aws_dx_connection',
  'aws_dx_connection_confirmation',
  'aws_dx_gateway',
  'aws_dx_macsec_key_association',
  'aws_dx_transit_virtual_interface',
  'aws_ec2_transit_gateway_vpc_attachment_accepter',
  'aws_eip',
  'aws_flow_log',
  'aws_iam_role',
  'aws_iam_role_policy',
  'aws_kms_alias',
  'aws_kms_key',
  'aws_networkfirewall_logging_configuration',
  'aws_ram_principal_association',
  'aws_ram_resource_association',
  'aws_ram_resource_share',
  'aws_ram_resource_share_accepter',
  'aws_route53_record',
  'aws_route53_resolver_firewall_config',
  'aws_route53_resolver_firewall_domain_list',
  'aws_route53_resolver_firewall_rule',
  'aws_route53_resolver_firewall_rule_group',
  'aws_route53_resolver_firewall_rule_group_association',
  'aws_route53_resolver_query_log_config',
  'aws_route53_resolver_query_log_config_association',
  'aws_route53_resolver_rule',
  'aws_route53_resolver_rule_association',
  'aws_route53_zone',
  'azurerm_express_route_circuit',
  'azurerm_express_route_circuit_peering',
  'azurerm_express_route_gateway',
  'azurerm_log_analytics_workspace',
  'azurerm_monitor_diagnostic_setting',
  'azurerm_resource_group',
]);

/** Resources of types that this proof doesn't know: what they do to traffic can't be said. */
export function unknownResources(stacks: readonly Stack[]): readonly Resource[] {
  return stacks.flatMap((stack) =>
    stack.resources.filter((resource) => !MODELLED.has(resource.type) && !INERT.has(resource.type)),
  );
}

/** The graph that packets are walked through, built from the stacks alone. */
export function buildNetwork(stacks: readonly Stack[]): Network {
  const byType = new Map<string, Resource[]>();
  for (const resource of stacks.flatMap((stack) => stack.resources)) {
    const list = byType.get(resource.type);
    if (list) list.push(resource);
    else byType.set(resource.type, [resource]);
  }
  const ofType = (type: string): readonly Resource[] => byType.get(type) ?? [];
  const references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
  const transit = buildTransit(ofType, references);
  const vpcs = buildVpcs(ofType, references, transit.attachments);
  const firewalls = buildFirewalls(ofType, references);
  const azure = buildAzure(ofType, references);
  const links = linkEnds(ofType, references);
  const faults: Fault[] = [
    ...transit.faults,
    ...vpcs.faults,
    ...firewalls.faults,
    ...azure.faults,
    ...links.faults,
    ...structureFaults(stacks, references),
  ];
  for (const resource of ofType('aws_vpc_endpoint'))
    if (resource.attributes['vpc_endpoint_type'] !== 'Interface')
      faults.push({ where: keyOf(resource), problem: 'is no interface endpoint.' });
  return {
    tables: new Map([...transit.tables, ...azure.tables]),
    attachments: new Map(
      [...transit.attachments, ...azure.attachments].map(([key, attachment]) => {
        const link = links.ends.get(key);
        return [key, link ? { ...attachment, link } : attachment];
      }),
    ),
    vpcs: new Map([...vpcs.vpcs, ...azure.vpcs]),
    groups: new Map([...vpcs.groups, ...azure.groups]),
    foreignRoutes: vpcs.foreignRoutes,
    firewalls: new Map<Key, Firewall>([...firewalls.firewalls, ...azure.firewalls]),
    faults,
  };
}
