import { ANYWHERE, type Cidr, PRIVATE_BLOCKS, RFC1918 } from '../../catalogue/values/cidr';
import type { Attachment, AzureFirewall, Fault, SecurityGroup, TransitTable, Vpc } from '../network/network';
import { block, blocks, type Key, keyOf, type References, type Resource, text, texts } from '../terraform/stack-json';
import { behind, buildAzureFirewalls } from './azure-firewalls';
import { prefixOf } from './transit-gateways';
import { buildVnets } from './vnets';

type ByType = (type: string) => readonly Resource[];

export interface AzureNetwork {
  readonly tables: ReadonlyMap<Key, TransitTable>;
  readonly attachments: ReadonlyMap<Key, Attachment>;
  readonly vpcs: ReadonlyMap<Key, Vpc>;
  readonly groups: ReadonlyMap<Key, SecurityGroup>;
  readonly firewalls: ReadonlyMap<Key, AzureFirewall>;
  readonly faults: readonly Fault[];
}

/** A virtual hub: what stands in it and what is connected to it. */
interface Hub {
  readonly key: Key;
  readonly name: string;
  readonly wan: string;
  readonly resource: Resource;
  readonly firewall?: Key;
  readonly connections: readonly Attachment[];
}

/**
 * Virtual hubs in the words that packets are walked with. A hub's only table sends what routing intent names to the
 * firewall; a second one, of this proof's own, says where packets go that have passed it. Hubs of one WAN are a mesh.
 */
export function buildAzure(ofType: ByType, references: References): AzureNetwork {
  const faults: Fault[] = [];
  const firewalls = buildAzureFirewalls(ofType, references, faults);
  const hubs = ofType('azurerm_virtual_hub').map((resource) => hubOf(resource, ofType, references, faults));
  const attachments = new Map<Key, Attachment>();
  const tables = new Map<Key, TransitTable>();
  const vpcs = new Map<Key, Vpc>();
  for (const hub of hubs) {
    const mesh = hubs.filter((other) => other.wan === hub.wan && other.key !== hub.key);
    for (const connection of hub.connections) attachments.set(connection.key, connection);
    if (hub.firewall !== undefined) addFirewall(hub, hub.firewall, mesh, attachments, tables, vpcs);
    tables.set(hub.key, defaultTable(hub, mesh, ofType, references, faults));
  }
  const { vnets, groups } = buildVnets(ofType, references, attachments, faults);
  for (const vnet of vnets) vpcs.set(vnet.key, vnet);
  for (const link of [
    ...ofType('azurerm_vpn_gateway_connection'),
    ...ofType('azurerm_express_route_connection'),
    ...ofType('azurerm_virtual_hub_connection'),
  ])
    if (!attachments.has(keyOf(link)))
      faults.push({ where: keyOf(link), problem: 'is connected to no hub of this network.' });
  return { tables, attachments, vpcs, groups, firewalls, faults };
}

function hubOf(resource: Resource, ofType: ByType, references: References, faults: Fault[]): Hub {
  const key = keyOf(resource);
  const at = (each: Resource, attribute: string): Key | undefined =>
    references.key(each.stack, each.attributes[attribute]);
  const gateways = new Set(
    ofType('azurerm_vpn_gateway')
      .filter((gateway) => at(gateway, 'virtual_hub_id') === key)
      .map(keyOf),
  );
  const own = ofType('azurerm_firewall').filter((firewall) =>
    blocks(firewall.attributes['virtual_hub']).some(
      (hub) => references.key(firewall.stack, hub['virtual_hub_id']) === key,
    ),
  );
  if (own.length !== 1) faults.push({ where: key, problem: `has ${own.length} firewalls, not one.` });
  const base = { cloud: 'azure', table: key, propagatesTo: [key], appliance: true, foreignSubnets: [] } as const;
  const sites = ofType('azurerm_vpn_gateway_connection')
    .filter((connection) => gateways.has(at(connection, 'vpn_gateway_id') ?? ''))
    .map((each): Attachment => {
      // Over a circuit where it ends at a private address of the gateway.
      const overCircuit = block(block(each.attributes['vpn_link']))['local_azure_ip_address_enabled'] === true;
      return { ...base, key: keyOf(each), kind: overCircuit ? 'private-vpn' : 'vpn', connections: [keyOf(each)] };
    });
  const circuits = circuitsOf(ofType, at, key).map((each): Attachment => ({
    ...base,
    key: keyOf(each),
    kind: 'direct',
    connections: [keyOf(each)],
  }));
  const vnets = ofType('azurerm_virtual_hub_connection')
    .filter((connection) => at(connection, 'virtual_hub_id') === key)
    .map((each): Attachment => {
      const target = references.follow(each.stack, each.attributes['remote_virtual_network_id']);
      const vnet = target === undefined ? {} : 'key' in target ? { vpc: target.key } : { foreignVpc: target.literal };
      return { ...base, key: keyOf(each), kind: 'vpc', connections: [], ...vnet };
    });
  const [firewall] = own;
  const wan = at(resource, 'virtual_wan_id');
  if (!ofType('azurerm_virtual_wan').some((each) => keyOf(each) === wan))
    faults.push({ where: key, problem: 'belongs to no Virtual WAN of this network.' });
  return {
    key,
    name: text(resource.attributes['name']) ?? key,
    wan: wan ?? key,
    resource,
    connections: [...sites, ...circuits, ...vnets],
    ...(firewall ? { firewall: keyOf(firewall) } : {}),
  };
}

/** Circuits that end at a hub's ExpressRoute gateway. */
function circuitsOf(
  ofType: ByType,
  at: (resource: Resource, attribute: string) => Key | undefined,
  hub: Key,
): readonly Resource[] {
  const gateways = new Set(
    ofType('azurerm_express_route_gateway')
      .filter((gateway) => at(gateway, 'virtual_hub_id') === hub)
      .map(keyOf),
  );
  return ofType('azurerm_express_route_connection').filter((each) =>
    gateways.has(at(each, 'express_route_gateway_id') ?? ''),
  );
}

function prefersVpn(hub: Resource): boolean {
  return hub.attributes['hub_routing_preference'] === 'VpnGateway';
}

/** The firewall as something that is entered, and what is known behind it. */
function addFirewall(
  hub: Hub,
  firewall: Key,
  mesh: readonly Hub[],
  attachments: Map<Key, Attachment>,
  tables: Map<Key, TransitTable>,
  vpcs: Map<Key, Vpc>,
): void {
  const passed = behind(firewall);
  const space = prefixOf(hub.resource.attributes['address_prefix']);
  const inHub = { cidr: space, zone: '' } as const;
  const [entered, out] = [`${firewall}#entered`, `${firewall}#out`];
  const where = firewall;
  const toFirewall = { kind: 'firewall', firewall, subnet: passed } as const;
  attachments.set(firewall, {
    key: firewall,
    cloud: 'azure',
    kind: 'vpc',
    table: passed,
    propagatesTo: [],
    vpc: firewall,
    foreignSubnets: [],
    appliance: true,
    connections: [],
  });
  vpcs.set(firewall, {
    key: firewall,
    cloud: 'azure',
    cidr: space,
    subnets: [
      { ...inHub, key: entered, transit: true, routes: [{ prefix: ANYWHERE, to: toFirewall, where }] },
      {
        ...inHub,
        key: passed,
        transit: false,
        routes: [
          ...PRIVATE_BLOCKS.map((prefix) => ({ prefix, to: { kind: 'transit' }, where }) as const),
          { prefix: ANYWHERE, to: { kind: 'nat', subnet: out }, where },
        ],
      },
      {
        ...inHub,
        key: out,
        transit: false,
        routes: [
          ...PRIVATE_BLOCKS.map((prefix) => ({ prefix, to: toFirewall, where })),
          { prefix: ANYWHERE, to: { kind: 'internet' }, where },
        ],
      },
    ],
    attachments: [firewall],
    interfaces: [],
  });
  tables.set(passed, {
    key: passed,
    name: `hub ${hub.name} behind its firewall`,
    statics: [],
    propagated: hub.connections.map((connection) => connection.key),
    azure: {
      space,
      prefersVpn: prefersVpn(hub.resource),
      firewalled: [],
      peers: mesh.flatMap((other) =>
        other.firewall === undefined
          ? []
          : [{ via: other.firewall, from: other.connections.map((connection) => connection.key) }],
      ),
    },
  });
}

/** Rows that routing intent makes; whatever it does not take in goes directly to whoever announces it. */
function defaultTable(
  hub: Hub,
  mesh: readonly Hub[],
  ofType: ByType,
  references: References,
  faults: Fault[],
): TransitTable {
  const intents = ofType('azurerm_virtual_hub_routing_intent').filter(
    (intent) => references.key(intent.stack, intent.attributes['virtual_hub_id']) === hub.key,
  );
  const policies = intents.flatMap((intent) =>
    blocks(intent.attributes['routing_policy']).map((policy) => ({
      destinations: texts(policy['destinations']),
      to: references.key(intent.stack, policy['next_hop']),
      where: keyOf(intent),
    })),
  );
  for (const policy of policies)
    if (policy.to !== hub.firewall)
      faults.push({
        where: policy.where,
        problem: `sends ${policy.destinations.join()} to something else than the hub's firewall.`,
      });
  const rowsFor = (destination: string, prefixes: readonly Cidr[]): TransitTable['statics'] =>
    policies
      .filter((policy) => policy.destinations.includes(destination) && policy.to === hub.firewall)
      .slice(0, 1)
      .flatMap(({ where }) =>
        prefixes.map((prefix) => ({ prefix, where, ...(hub.firewall === undefined ? {} : { to: hub.firewall }) })),
      );
  const inside = rowsFor('PrivateTraffic', RFC1918);
  return {
    key: hub.key,
    name: `hub ${hub.name}`,
    statics: [...inside, ...rowsFor('Internet', [ANYWHERE])],
    propagated: [hub, ...mesh].flatMap((each) => each.connections.map((connection) => connection.key)),
    azure: {
      space: prefixOf(hub.resource.attributes['address_prefix']),
      prefersVpn: prefersVpn(hub.resource),
      firewalled: inside.map((row) => row.prefix),
      peers: [],
    },
  };
}
