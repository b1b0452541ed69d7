import type { Fault } from '../network/network';
import { type Key, keyOf, type References, type Resource, type Stack } from '../terraform/stack-json';
import { ARGUMENTS } from './arguments';
import type { Places } from './asked/places';

/** What is there without being needed: something that nothing refers to, and something that says what another says already. */
export function inventoryFaults(places: Places, stacks: readonly Stack[], references: References): readonly Fault[] {
  const used = referredTo(stacks, references);
  const named = new Map<string, Key>();
  return stacks.flatMap(({ resources }) => {
    const seen = new Map<string, Resource>();
    return resources.flatMap((resource): readonly Fault[] => {
      const key = keyOf(resource);
      const fault = (problem: string): readonly Fault[] => [{ where: key, label: 'MISBUILT', problem }];
      if (PARTS.has(resource.type) && !used.has(key) && !isLetGo(places, resource))
        return fault('is there, and nothing of this network refers to it.');
      const called = cloudName(resource);
      const other = called === undefined ? undefined : named.get(called);
      if (called !== undefined) named.set(called, key);
      if (other !== undefined) return fault(`has the name of ${other}: to the cloud they are one.`);
      if (ALIKE.has(resource.type)) return [];
      const content = contentOf(resource);
      const twin = seen.get(content);
      seen.set(content, resource);
      return twin ? fault(`says what ${keyOf(twin)} says already.`) : [];
    });
  });
}

/** The attachment's subnet in a zone that is leaving: it goes with the zone. */
function isLetGo(places: Places, { stack, type, name, attributes }: Resource): boolean {
  if (type !== 'aws_subnet' || !name.startsWith('transit_')) return false;
  return places.awsHub(stack)?.leavingZones.includes(String(attributes['availability_zone'])) ?? false;
}

/** What a resource is called where names of its type have to differ; undefined for types whose names are their parent's to tell apart. */
function cloudName({ type, stack, attributes }: Resource): string | undefined {
  const name = attributes[type === 'aws_cloudwatch_metric_alarm' ? 'alarm_name' : 'name'];
  if (typeof name !== 'string' || !NAMED_APART.has(type)) return undefined;
  // Hubs may have accounts of their own, or share one: names hold the hub, so they differ in either case.
  return `${stack.startsWith('azure') ? 'azure' : 'aws'} ${type} ${name}`;
}

const NAMED_APART: ReadonlySet<string> = new Set([
  'aws_cloudwatch_log_group',
  'aws_cloudwatch_metric_alarm',
  'aws_dx_connection',
  'aws_dx_gateway',
  'aws_iam_role',
  'aws_kms_alias',
  'aws_networkfirewall_firewall',
  'aws_networkfirewall_firewall_policy',
  'aws_networkfirewall_rule_group',
  'aws_route53_resolver_endpoint',
  'azurerm_express_route_circuit',
  'azurerm_express_route_connection',
  'azurerm_firewall',
  'azurerm_firewall_policy',
  'azurerm_ip_group',
  'azurerm_resource_group',
  'azurerm_virtual_hub',
  'azurerm_virtual_network',
  'azurerm_vpn_gateway',
  'azurerm_vpn_gateway_connection',
  'azurerm_vpn_site',
]);

/** Everything that something refers to, but for the order of making. */
function referredTo(stacks: readonly Stack[], references: References): ReadonlySet<Key> {
  const used = new Set<Key>();
  const look = (stack: string, value: unknown): void => {
    if (typeof value === 'string') {
      if (!value.includes('${')) return;
      for (const [, type = '', name = ''] of value.matchAll(NAMED)) used.add(keyOf({ stack, type, name }));
      const key = references.key(stack, value);
      if (key !== undefined) used.add(key);
    } else if (typeof value === 'object' && value !== null)
      for (const [argument, inner] of Object.entries(value)) if (argument !== 'depends_on') look(stack, inner);
  };
  for (const { name, resources, outputs } of stacks) {
    for (const { attributes } of resources) look(name, attributes);
    for (const output of outputs.values()) look(name, output);
  }
  return used;
}

const NAMED = /\b((?:aws|azurerm)_[a-z0-9_]+)\.([\w-]+)/g;

/** What a resource says, but for names and tags. */
function contentOf({ type, attributes }: Resource): string {
  const places = ARGUMENTS[type] ?? {};
  const said = Object.entries(attributes).filter(([name]) => !NAMES.has(places[name]?.place ?? ''));
  return `${type} ${JSON.stringify(said)}`;
}

const NAMES: ReadonlySet<string> = new Set(['inert', 'tags', 'after']);

/** Types of which several are the same but for what refers to them. */
const ALIKE: ReadonlySet<string> = new Set([
  // Two orders of one kind are two ports: their names tell them apart.
  'aws_dx_connection',
  'aws_ec2_transit_gateway_route_table',
  'aws_eip',
  'aws_route_table',
  'aws_security_group',
  'aws_vpn_concentrator',
  'azurerm_express_route_circuit',
]);

/** Types that do nothing by themselves: each is part of something that names it. */
const PARTS: ReadonlySet<string> = new Set([
  'aws_cloudwatch_log_group',
  'aws_customer_gateway',
  'aws_dx_gateway',
  'aws_dx_gateway_association',
  'aws_ec2_transit_gateway',
  'aws_ec2_transit_gateway_route_table',
  'aws_ec2_transit_gateway_vpc_attachment',
  'aws_eip',
  'aws_iam_role',
  'aws_internet_gateway',
  'aws_kms_key',
  'aws_nat_gateway',
  'aws_networkfirewall_firewall',
  'aws_networkfirewall_firewall_policy',
  'aws_networkfirewall_rule_group',
  'aws_ram_resource_share',
  'aws_route53_resolver_firewall_domain_list',
  'aws_route53_resolver_firewall_rule_group',
  'aws_route53_resolver_query_log_config',
  'aws_route53_resolver_rule',
  'aws_route53_zone',
  'aws_route_table',
  'aws_security_group',
  'aws_subnet',
  'aws_vpc',
  'aws_vpc_endpoint',
  'aws_vpn_concentrator',
  'aws_vpn_connection',
  'azurerm_express_route_circuit_peering',
  'azurerm_express_route_gateway',
  'azurerm_firewall',
  'azurerm_firewall_policy',
  'azurerm_log_analytics_workspace',
  'azurerm_private_dns_resolver',
  'azurerm_private_dns_resolver_dns_forwarding_ruleset',
  'azurerm_private_dns_resolver_outbound_endpoint',
  'azurerm_private_dns_zone',
  'azurerm_private_endpoint',
  'azurerm_resource_group',
  'azurerm_route_map',
  'azurerm_subnet',
  'azurerm_virtual_hub',
  'azurerm_virtual_network',
  'azurerm_virtual_wan',
  'azurerm_vpn_gateway',
  'azurerm_vpn_site',
]);
