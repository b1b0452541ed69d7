import { type Plant, testPlanted } from '../support/planted';
import { add, type Attributes, drop, resource } from '../support/verify';

const SMALL = 'examples/small.yaml';

type Stacks = Parameters<Plant>[0];

const LINK = 'link-london-uksouth';
const IN_AZURE = 'azure-uksouth-datacentre-dc-one';
const GROUP = 'azurerm_firewall_policy_rule_collection_group';

const tableOf = (table: string): string => `\${data.terraform_remote_state.aws-hub.outputs.route_table_${table}}`;
const ends = (stack: Stacks): Attributes[] =>
  Object.values(stack(LINK).resource['azurerm_vpn_gateway_connection'] ?? {});
const told = (stack: Stacks): Attributes => {
  const [rule] = resource(stack(LINK), 'azurerm_route_map', 'export')['rule'] as { match_criterion: Attributes[] }[];
  const [criterion] = rule?.match_criterion ?? [];
  if (!criterion) throw new Error('the map says what is told');
  return criterion;
};
const tunnel = (stack: Stacks, name: string, at = IN_AZURE): Attributes => {
  const [found] = resource(stack(at), 'azurerm_vpn_gateway_connection', name)['vpn_link'] as Attributes[];
  if (!found) throw new Error('a connection has a link');
  return found;
};

/** A row of the link's table, as a careless hand would add it. */
const row = (stack: Stacks, prefix: string): void => {
  const inspect = stack('aws-inspect');
  add(inspect, 'aws_ec2_transit_gateway_route', 'planted', {
    ...resource(inspect, 'aws_ec2_transit_gateway_route', 'rt-fire_10-64-0-0_15'),
    destination_cidr_block: prefix,
    transit_gateway_route_table_id: tableOf('rt-cloudlink'),
  });
};

const PLANTS: Readonly<Record<string, Plant>> = {
  'a tunnel of the link without its route map: Azure tells AWS of everything it has learned': (stack) => {
    for (const end of ends(stack)) Reflect.deleteProperty(end['routing'] as object, 'outbound_route_map_id');
  },
  'a route map that tells AWS of what is at home there': (stack) => {
    (told(stack)['route_prefix'] as string[]).push('10.16.0.0/15');
  },
  'a route map that leaves out a tenant’s block': (stack) => {
    told(stack)['route_prefix'] = ['10.0.40.0/22'];
  },
  'a route map that drops nothing': (stack) => {
    (resource(stack(LINK), 'azurerm_route_map', 'export')['rule'] as unknown[]).pop();
  },
  'what comes from Azure is looked up in a tenant’s own table': (stack) => {
    for (const name of ['link_uksouth_0', 'link_uksouth_1'])
      resource(stack(LINK), 'aws_ec2_transit_gateway_route_table_association', name)['transit_gateway_route_table_id'] =
        tableOf('rt-council');
  },
  'the link is propagated nowhere: nothing at home in Azure is known to inspection': (stack) => {
    for (const name of ['link_uksouth_0', 'link_uksouth_1'])
      drop(stack(LINK), 'aws_ec2_transit_gateway_route_table_propagation', name);
  },
  'the link is propagated into a tenant’s table: to Azure without a firewall of AWS': (stack) => {
    for (const name of ['link_uksouth_0', 'link_uksouth_1'])
      resource(stack(LINK), 'aws_ec2_transit_gateway_route_table_propagation', name)['transit_gateway_route_table_id'] =
        tableOf('rt-council');
  },
  'a row of the link’s table for a tenant that is in AWS alone': (stack) => {
    row(stack, '10.64.0.0/15');
  },
  'a row of the link’s table for what is in Azure: it would cross twice': (stack) => {
    row(stack, '10.20.0.0/16');
  },
  'a row of the link’s table for all that is private': (stack) => {
    row(stack, '10.0.0.0/8');
  },
  'a row of the link’s table that is not there': (stack) => {
    drop(stack('aws-inspect'), 'aws_ec2_transit_gateway_route', 'rt-cloudlink_10-16-0-0_15');
  },
  'a tunnel of the link with the key of another': (stack) => {
    tunnel(stack, 'link_london_0-1', LINK)['shared_key'] = '${aws_vpn_connection.link_uksouth_1.tunnel1_preshared_key}';
  },
  'a tunnel of the link that Azure begins': (stack) => {
    tunnel(stack, 'link_london_0-1', LINK)['connection_mode'] = 'Default';
  },
  'both connections of the link to one instance of the gateway': (stack) => {
    const gateway = resource(stack(LINK), 'aws_customer_gateway', 'link_uksouth_1');
    gateway['ip_address'] = '${data.terraform_remote_state.azure-uksouth-hub.outputs.gateway_address_0}';
  },
  'a tunnel of the link whose instance has another address than AWS speaks to': (stack) => {
    tunnel(stack, 'link_london_0-1', LINK)['custom_bgp_address'] = [
      { ip_address: '169.254.21.2', ip_configuration_id: 'Instance0' },
      { ip_address: '169.254.22.206', ip_configuration_id: 'Instance1' },
    ];
  },
  'a hub that prefers circuits: what a circuit announces in the clear would win over its tunnels': (stack) => {
    resource(stack('azure-uksouth-hub'), 'azurerm_virtual_hub', 'hub')['hub_routing_preference'] = 'ExpressRoute';
  },
  'no rule that lets tunnels over circuits through the hub’s firewall': (stack) => {
    drop(stack('azure-uksouth-rules'), GROUP, 'circuits');
  },
  'a tunnel over circuits that leaves by a public address': (stack) => {
    tunnel(stack, 'dc-one_council_direct')['local_azure_ip_address_enabled'] = false;
  },
  'a backup over the circuit that it backs up': (stack) => {
    tunnel(stack, 'dc-one_council_backup')['local_azure_ip_address_enabled'] = true;
  },
  'a circuit that is told to leave to the internet through the hub': (stack) => {
    resource(stack(IN_AZURE), 'azurerm_express_route_connection', 'er-1')['enable_internet_security'] = true;
  },
  'a circuit without the filter of what is learned from it: a datacentre’s clear text gets in': (stack) => {
    Reflect.deleteProperty(
      resource(stack(IN_AZURE), 'azurerm_express_route_connection', 'er-1')['routing'] as object,
      'inbound_route_map_id',
    );
  },
  'filters of a circuit the wrong way round': (stack) => {
    const routing = resource(stack(IN_AZURE), 'azurerm_express_route_connection', 'er-1')['routing'] as Attributes;
    [routing['inbound_route_map_id'], routing['outbound_route_map_id']] = [
      routing['outbound_route_map_id'],
      routing['inbound_route_map_id'],
    ];
  },
  'a filter of circuits that lets in what a tenant has': (stack) => {
    const [rule] = resource(stack(IN_AZURE), 'azurerm_route_map', 'circuits-from')['rule'] as {
      match_criterion: { route_prefix: string[] }[];
    }[];
    rule?.match_criterion[0]?.route_prefix.push('10.18.0.0/16');
  },
  'a filter of circuits that tells of everything': (stack) => {
    (resource(stack(IN_AZURE), 'azurerm_route_map', 'circuits-to')['rule'] as unknown[]).pop();
  },
  'a circuit with routing of its own, past routing intent': (stack) => {
    resource(stack(IN_AZURE), 'azurerm_express_route_connection', 'er-1')['routing'] = {
      associated_route_table_id: '${data.terraform_remote_state.azure-uksouth-hub.outputs.default_route_table_id}',
    };
  },
  'a circuit that is connected to nothing': (stack) => {
    drop(stack(IN_AZURE), 'azurerm_express_route_connection', 'er-1');
  },
  'a peering with the number of another router': (stack) => {
    resource(stack(IN_AZURE), 'azurerm_express_route_circuit_peering', 'er-1')['peer_asn'] = 64701;
  },
  'a datacentre’s BGP peer in Azure that is another’s': (stack) => {
    const site = resource(stack(IN_AZURE), 'azurerm_vpn_site', 'dc-one_council_direct');
    const [link] = site['link'] as { bgp: Attributes }[];
    if (link) link.bgp['peering_address'] = '10.20.240.1';
  },
};

testPlanted(SMALL, 'planted-leaks-link.yaml', PLANTS);
