import { type Plant, testPlanted } from '../support/planted';
import { type Attributes, drop, reportOf, resource, type Tree, verifyChanged } from '../support/verify';

const WAN = 'test/fixtures/azure/wan.yaml';

test('two Azure hubs do what is asked for: no difference, nothing not understood', () => {
  const verification = verifyChanged(WAN);
  expect(reportOf(WAN, verification)).toEqual([]);
  expect(verification.classes).toBeGreaterThan(50_000);
  expect(verification.queries).toBeGreaterThan(50);
});

const GROUP = 'azurerm_firewall_policy_rule_collection_group';

interface Collection {
  priority: number;
  action: string;
  rule: Attributes[];
}

/** Rules of one collection of a group, to be changed. */
function collection(stack: Tree, group: string, kind: 'network' | 'application', at = 0): Collection {
  const found = (resource(stack, GROUP, group)[`${kind}_rule_collection`] as Collection[])[at];
  if (!found) throw new Error(`no collection ${at} in ${group}`);
  return found;
}

function rule(stack: Tree, group: string, kind: 'network' | 'application', at = 0): Attributes {
  const [found] = collection(stack, group, kind, at).rule;
  if (!found) throw new Error(`no rule in ${group}`);
  return found;
}

function policies(stack: Tree): Attributes[] {
  return resource(stack, 'azurerm_virtual_hub_routing_intent', 'hub')['routing_policy'] as Attributes[];
}

function link(stack: Tree, name: string): Attributes {
  const [found] = resource(stack, 'azurerm_vpn_gateway_connection', name)['vpn_link'] as Attributes[];
  if (!found) throw new Error('a connection has a link');
  return found;
}

const PLANTS: Readonly<Record<string, Plant>> = {
  'routing intent without a policy for what is private: the hub joins everybody': (stack) => {
    policies(stack('azure-uksouth-intent')).shift();
  },
  'no routing intent at all': (stack) => {
    drop(stack('azure-uksouth-intent'), 'azurerm_virtual_hub_routing_intent', 'hub');
  },
  'routing intent that sends to another hub’s firewall': (stack) => {
    for (const policy of policies(stack('azure-uksouth-intent')))
      policy['next_hop'] = '${azurerm_firewall.elsewhere.id}';
  },
  'a flow for every port': (stack) => {
    for (const each of collection(stack('azure-uksouth-rules'), 'flows', 'network').rule)
      if (each['destination_ports'] !== undefined && String(each['protocols']) === 'TCP')
        each['destination_ports'] = ['*'];
  },
  'an IP group one bit too wide': (stack) => {
    resource(stack('azure-uksouth-rules'), 'azurerm_ip_group', 'fire')['cidrs'] = ['10.64.0.0/15', '10.32.0.0/16'];
  },
  'nothing denies what is private: a name on the list leads into another tenant': (stack) => {
    drop(stack('azure-ukwest-rules'), GROUP, 'guard');
  },
  'the guard comes after nothing: everything private is denied': (stack) => {
    resource(stack('azure-uksouth-rules'), GROUP, 'guard')['priority'] = 150;
  },
  'operations’ own sites at a supplier’s endpoint': (stack) => {
    const group = resource(stack('azure-uksouth-rules'), GROUP, 'site-to-site');
    group['network_rule_collection'] = (group['network_rule_collection'] as Attributes[]).filter(
      (each) => each['name'] !== 'doors',
    );
  },
  'names that nobody listed': (stack) => {
    const { rule: rules } = collection(stack('azure-ukwest-rules'), 'names', 'application', 2);
    for (const each of rules) each['destination_fqdns'] = ['*'];
  },
  'refused names are tried too late': (stack) => {
    collection(stack('azure-ukwest-rules'), 'names', 'application', 1).priority = 500;
  },
  'Azure’s own names pass, since no last rule denies them': (stack) => {
    const group = resource(stack('azure-ukwest-rules'), GROUP, 'names');
    group['application_rule_collection'] = (group['application_rule_collection'] as Attributes[]).filter(
      (each) => each['name'] !== 'rest',
    );
  },
  'a network rule to anywhere on 443: names are never asked for': (stack) => {
    const first = rule(stack('azure-ukwest-rules'), 'direct', 'network');
    collection(stack('azure-ukwest-rules'), 'direct', 'network').rule.push({
      ...first,
      name: 'planted',
      protocols: ['TCP'],
      source_addresses: ['10.36.0.0/16'],
      destination_addresses: ['*'],
      destination_ports: ['443'],
    });
  },
  'a destination is translated on its way in': (stack) => {
    resource(stack('azure-uksouth-rules'), GROUP, 'flows')['nat_rule_collection'] = [{ name: 'planted' }];
  },
  'a VNet that leaves by itself': (stack) => {
    const net = stack('azure-uksouth-council-net');
    resource(net, 'azurerm_virtual_hub_connection', 'council_planning')['internet_security_enabled'] = false;
  },
  'a site that is told of no default route': (stack) => {
    const sites = stack('azure-uksouth-01');
    resource(sites, 'azurerm_vpn_gateway_connection', 'depot_council_primary')['internet_security_enabled'] = false;
  },
  'a connection with routing of its own': (stack) => {
    const sites = stack('azure-uksouth-01');
    resource(sites, 'azurerm_vpn_gateway_connection', 'depot_council_primary')['routing'] = {
      associated_route_table: 'none',
    };
  },
  'a link without a proposal: Azure offers its weakest': (stack) => {
    Reflect.deleteProperty(link(stack('azure-uksouth-01'), 'depot_council_primary'), 'ipsec_policy');
  },
  'a shared key in the clear': (stack) => {
    link(stack('azure-uksouth-01'), 'depot_council_primary')['shared_key'] = 'planted';
  },
  'BGP with somebody else’s loopback': (stack) => {
    const [line] = resource(stack('azure-uksouth-01'), 'azurerm_vpn_site', 'depot_council_primary')[
      'link'
    ] as Attributes[];
    (line?.['bgp'] as Attributes)['peering_address'] = '10.20.240.99';
  },
  'addresses are translated between tenants': (stack) => {
    const policy = resource(stack('azure-uksouth-hub'), 'azurerm_firewall_policy', 'hub');
    policy['private_ip_ranges'] = (policy['private_ip_ranges'] as string[]).filter((each) => each !== '10.64.0.0/16');
  },
  'what is known to be malicious passes': (stack) => {
    resource(stack('azure-uksouth-hub'), 'azurerm_firewall_policy', 'hub')['threat_intelligence_mode'] = 'Alert';
  },
  'Private Endpoints answer past the firewall': (stack) => {
    resource(stack('azure-uksouth-services'), 'azurerm_subnet', 'supplier-archive')[
      'private_endpoint_network_policies'
    ] = 'Disabled';
  },
  'DNS: an agency’s zone forwarded to another server': (stack) => {
    resource(
      stack('azure-uksouth-services'),
      'azurerm_private_dns_resolver_forwarding_rule',
      'council_council_internal',
    )['target_dns_servers'] = [{ ip_address: '10.64.1.10', port: 53 }];
  },
  'DNS: queries go to Azure’s own resolver': (stack) => {
    drop(stack('azure-uksouth-services'), 'azurerm_private_dns_resolver_forwarding_rule', 'everything');
  },
  'DNS: a supplier’s zone that no resolver asks': (stack) => {
    drop(
      stack('azure-uksouth-services'),
      'azurerm_private_dns_zone_virtual_network_link',
      'archive_archive_example_net',
    );
  },
  'DNS: the firewall asks another resolver than the sites do': (stack) => {
    resource(stack('azure-uksouth-hub'), 'azurerm_firewall_policy', 'hub')['dns'] = { proxy_enabled: true };
  },
  'a rule for any name, which may lead anywhere': (stack) => {
    const rules = resource(stack('azure-uksouth-rules'), GROUP, 'names')['application_rule_collection'] as Attributes[];
    rules.unshift({
      name: 'planted',
      priority: 150,
      action: 'Allow',
      rule: [
        {
          name: 'planted',
          source_addresses: ['10.20.0.0/16'],
          destination_fqdns: ['*'],
          protocols: [{ type: 'Http', port: 80 }],
        },
      ],
    });
  },
  'the firewall asks the resolver that knows private names': (stack) => {
    resource(stack('azure-uksouth-hub'), 'azurerm_firewall_policy', 'hub')['dns'] = {
      proxy_enabled: true,
      servers: ['10.0.49.4'],
    };
  },
  'DNS: a refused name is resolved': (stack) => {
    const services = stack('azure-uksouth-services');
    drop(services, 'azurerm_private_dns_zone_virtual_network_link', 'refused_gambling_example_com');
  },
  'hubs of two WANs': (stack) => {
    resource(stack('azure-ukwest-hub'), 'azurerm_virtual_hub', 'hub')['virtual_wan_id'] =
      '${azurerm_virtual_wan.another.id}';
  },
};

testPlanted(WAN, 'azure/planted-leaks.yaml', PLANTS);
