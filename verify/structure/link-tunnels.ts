import { Cidr, cidr, formatAddress, parseCidr } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import { mayBeAt } from '../intent/datacentre-connections';
import type { Fault } from '../network/network';
import { tunnelOf } from '../read/link-ends';
import { block, blocks, type Key, keyOf, References, type Resource, type Stack, texts } from '../terraform/stack-json';

/** AS number of every gateway of a virtual hub. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-faq */
const AZURE_ASN = 65_515;
/** What Azure takes for BGP of its own choosing. Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-howto-aws-bgp */
const LINK_RANGES = ['169.254.21.0/24', '169.254.22.0/24'].map(cidr);

/**
 * What would keep a link between the clouds down, or let it tell too much: two ends that don't know each other by the same
 * addresses, numbers and keys, a tunnel that nobody takes, an instance of the gateway that is left out.
 */
export function linkFaults(catalogue: Catalogue, stacks: readonly Stack[]): readonly Fault[] {
  return new Links(catalogue, stacks).faults;
}

/** One tunnel as Azure has it. */
interface Tunnel {
  readonly connection: Resource;
  readonly site: Resource;
  readonly inAws: Resource;
  readonly number: '1' | '2';
}

class Links {
  readonly faults: Fault[] = [];
  private readonly maps = new Set<Resource>();
  private readonly references: References;
  private readonly all: ReadonlyMap<Key, Resource>;

  constructor(catalogue: Catalogue, stacks: readonly Stack[]) {
    this.references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
    this.all = new Map(stacks.flatMap((stack) => stack.resources).map((each) => [keyOf(each), each]));
    const tunnels = [...this.all.values()].flatMap((each) => this.tunnel(each) ?? []);
    for (const tunnel of tunnels) {
      this.addresses(tunnel);
      this.keys(tunnel);
      this.routing(tunnel);
    }
    for (const inAws of new Set(tunnels.map((tunnel) => tunnel.inAws)))
      this.whole(
        inAws,
        tunnels.filter((tunnel) => tunnel.inAws === inAws),
      );
    for (const map of this.maps) this.told(map, catalogue);
    this.missing(catalogue, stacks, tunnels);
  }

  private tunnel(connection: Resource): Tunnel | undefined {
    if (connection.type !== 'azurerm_vpn_gateway_connection') return undefined;
    const site = this.at(connection, connection.attributes['remote_vpn_site_id']);
    const inAws = site && this.all.get(tunnelOf(site, this.references) ?? '');
    const number = /\.tunnel([12])_address\}$/.exec(String(block(site?.attributes['link'])['ip_address']))?.[1];
    return site && inAws && (number === '1' || number === '2') ? { connection, site, inAws, number } : undefined;
  }

  /** AWS has the first address of an inside range, Azure's instance the second. */
  private addresses({ connection, site, inAws, number }: Tunnel): void {
    const range = parseCidr(String(inAws.attributes[`tunnel${number}_inside_cidr`]));
    if (!(range instanceof Cidr) || !LINK_RANGES.some((block) => block.contains(range))) {
      this.fault(inAws, `has an inside range for tunnel ${number} that Azure does not take.`);
      return;
    }
    const gateway = this.at(inAws, inAws.attributes['transit_gateway_id']);
    const bgp = block(block(site.attributes['link'])['bgp']);
    if (bgp['asn'] !== gateway?.attributes['amazon_side_asn'])
      this.fault(site, `speaks BGP with AS ${String(bgp['asn'])}, which is not the transit gateway's.`);
    if (bgp['peering_address'] !== formatAddress(range.first + 1))
      this.fault(site, `speaks BGP to ${String(bgp['peering_address'])}, not to ${formatAddress(range.first + 1)}.`);
    const [link] = blocks(connection.attributes['vpn_link']);
    const own = blocks(link?.['custom_bgp_address']);
    const instance = this.instanceOf(inAws);
    const ownAddress = own.find((each) => each['ip_configuration_id'] === `Instance${instance ?? ''}`)?.['ip_address'];
    if (ownAddress !== formatAddress(range.first + 2))
      this.fault(connection, `speaks BGP from ${String(ownAddress)}, not from ${formatAddress(range.first + 2)}.`);
    const vpnGateway = this.at(connection, connection.attributes['vpn_gateway_id']);
    const settings = block(vpnGateway?.attributes['bgp_settings']);
    for (const each of [0, 1] as const) {
      const custom = texts(block(settings[`instance_${each}_bgp_peering_address`])['custom_ips']);
      const named = own.find((address) => address['ip_configuration_id'] === `Instance${each}`)?.['ip_address'];
      if (!custom.includes(String(named)))
        this.fault(
          connection,
          `speaks BGP from ${String(named)}, which instance ${each} of the gateway does not have.`,
        );
    }
  }

  /** Keys made by AWS, one side that begins, and one proposal that both have. */
  private keys({ connection, site, inAws, number }: Tunnel): void {
    const [link, ...others] = blocks(connection.attributes['vpn_link']);
    const key = `\${aws_vpn_connection.${inAws.name}.tunnel${number}_preshared_key}`;
    if (!link || others.length > 0) this.fault(connection, 'has more or fewer links than one.');
    if (link?.['shared_key'] !== key) this.fault(connection, 'has another key than its tunnel in AWS.');
    if (link?.['bgp_enabled'] !== true) this.fault(connection, 'speaks no BGP: its prefixes are never learned.');
    if (link?.['connection_mode'] !== 'ResponderOnly')
      this.fault(connection, 'begins tunnels itself, and from an address that AWS refuses.');
    if (inAws.attributes[`tunnel${number}_startup_action`] !== 'start')
      this.fault(inAws, `does not begin tunnel ${number}, and Azure does not either.`);
    if (inAws.attributes['static_routes_only'] !== false)
      this.fault(inAws, 'speaks no BGP: its prefixes are never learned.');
    if (this.references.key(connection.stack, link?.['vpn_site_link_id']) !== keyOf(site))
      this.fault(connection, 'joins a link of one site to another.');
    const [proposal, ...more] = blocks(link?.['ipsec_policy']);
    if (!proposal || more.length > 0 || !sameProposal(proposal, inAws, number))
      this.fault(connection, 'has another proposal than its tunnel in AWS.');
    const gateway = this.at(inAws, inAws.attributes['customer_gateway_id']);
    if (gateway && String(gateway.attributes['bgp_asn']) !== String(AZURE_ASN))
      this.fault(gateway, `speaks BGP with AS ${String(gateway.attributes['bgp_asn'])}, not ${AZURE_ASN}.`);
  }

  /** Told of no default route, associated and propagated as routing intent does it, and filtered. */
  private routing({ connection }: Tunnel): void {
    const { attributes } = connection;
    const routing = block(attributes['routing']);
    if (attributes['internet_security_enabled'] !== false)
      this.fault(connection, 'is told of a default route: AWS would send the internet here.');
    const table = this.references.follow(connection.stack, routing['associated_route_table']);
    const isDefault =
      table &&
      'key' in table &&
      table.attribute === 'default_route_table_id' &&
      this.all.get(table.key)?.type === 'azurerm_virtual_hub';
    if (!isDefault) this.fault(connection, 'is associated with another table than its hub’s own.');
    const propagated = texts(block(routing['propagated_route_table'])['route_table_ids']);
    if (propagated.length !== 1 || !propagated[0]?.endsWith('/hubRouteTables/noneRouteTable'))
      this.fault(connection, 'is propagated into a table, which routing intent forbids.');
    if (routing['inbound_route_map_id'] !== undefined) this.fault(connection, 'changes what it is told.');
    const map = this.at(connection, routing['outbound_route_map_id']);
    if (map?.type !== 'azurerm_route_map') this.fault(connection, 'tells AWS of everything that the hub has learned.');
    else this.maps.add(map);
  }

  /** What lies in blocks at home in Azure, of tenants in both clouds, and nothing else. */
  private told(map: Resource, catalogue: Catalogue): void {
    const rules = blocks(map.attributes['rule']);
    const last = rules.at(-1);
    const drops =
      last !== undefined &&
      blocks(last['match_criterion']).length === 0 &&
      last['next_step_if_matched'] === 'Terminate' &&
      block(blocks(last['action'])[0])['type'] === 'Drop';
    if (!drops) this.fault(map, 'lets through what no rule of it names.');
    const links = catalogue.hubs.filter(({ id, cloud }) => cloud === 'azure' && map.stack.endsWith(`-${id}`));
    const home = catalogue.tenants
      .filter(({ id, hubs }) =>
        links.some((azure) => mayBeAt(catalogue, id, azure.id) && map.stack === `link-${hubs[0] ?? ''}-${azure.id}`),
      )
      .flatMap(({ supernets }) => supernets.azure);
    const listed = rules.slice(0, -1).flatMap((rule) => {
      const criteria = blocks(rule['match_criterion']);
      if (criteria.length !== 1) this.fault(map, `tells AWS of everything, by its rule ${String(rule['name'])}.`);
      return criteria.flatMap((each) => texts(each['route_prefix']));
    });
    const prefixes = listed.flatMap((prefix) => {
      const parsed = parseCidr(prefix);
      return parsed instanceof Cidr ? [parsed] : [];
    });
    for (const prefix of listed)
      if (!home.some((wider) => prefixes.some((each) => each.toString() === prefix && wider.contains(each))))
        this.fault(map, `tells AWS of ${prefix}, which is not at home there for any tenant in both clouds.`);
    for (const block of home)
      if (!prefixes.some((wider) => wider.contains(block)))
        this.fault(map, `leaves out some of ${block.toString()}, which is at home there.`);
  }

  /** Both tunnels of a connection are taken, each once, and both instances of the gateway have one. */
  private whole(inAws: Resource, tunnels: readonly Tunnel[]): void {
    for (const number of ['1', '2'] as const) {
      const taken = tunnels.filter((tunnel) => tunnel.number === number).length;
      if (taken !== 1) this.fault(inAws, `has a tunnel ${number} that Azure takes ${taken} times.`);
    }
    if (this.instanceOf(inAws) === undefined)
      this.fault(inAws, 'leads to no instance of an Azure gateway of this network.');
  }

  /** The instance of the Azure gateway that a connection of AWS leads to, by its customer gateway's address. */
  private instanceOf(inAws: Resource): '0' | '1' | undefined {
    const gateway = this.at(inAws, inAws.attributes['customer_gateway_id']);
    const found = gateway && this.references.meaning(gateway.stack, gateway.attributes['ip_address'])?.expression;
    const instance =
      /azurerm_vpn_gateway\.[\w-]+\.ip_configuration : each\.public_ip_address if each\.id == "Instance([01])"/.exec(
        found ?? '',
      )?.[1];
    return instance === '0' || instance === '1' ? instance : undefined;
  }

  /** A link for every tenant in both clouds, to both instances of the gateway. */
  private missing(catalogue: Catalogue, stacks: readonly Stack[], tunnels: readonly Tunnel[]): void {
    for (const azure of catalogue.hubs)
      for (const aws of catalogue.hubs) {
        if (azure.cloud !== 'azure' || aws.cloud !== 'aws') continue;
        const both = catalogue.tenants.filter(({ id, hubs }) => hubs[0] === aws.id && mayBeAt(catalogue, id, azure.id));
        if (both.length === 0) continue;
        const name = `link-${aws.id}-${azure.id}`;
        const here = tunnels.filter(({ connection }) => connection.stack === name);
        const instances = new Set(here.map(({ inAws }) => this.instanceOf(inAws)));
        if (!stacks.some((stack) => stack.name === name) || here.length === 0)
          this.faults.push({
            where: name,
            label: 'MISBUILT',
            problem: 'is asked for by the catalogue and in no stack.',
          });
        else if (!instances.has('0') || !instances.has('1'))
          this.faults.push({ where: name, label: 'MISBUILT', problem: 'leaves out an instance of the Azure gateway.' });
      }
  }

  private at(resource: Resource, expression: unknown): Resource | undefined {
    return this.all.get(this.references.key(resource.stack, expression) ?? '');
  }

  private fault(resource: Resource, problem: string): void {
    this.faults.push({ where: keyOf(resource), label: 'MISBUILT', problem });
  }
}

const ENCRYPTION: Readonly<Record<string, string>> = {
  'AES128-GCM-16': 'GCMAES128',
  'AES256-GCM-16': 'GCMAES256',
  AES128: 'AES128',
};
const GROUPS: Readonly<Record<string, string>> = { 14: 'DHGroup14', 19: 'ECP256', 20: 'ECP384' };

function sameProposal(proposal: Readonly<Record<string, unknown>>, inAws: Resource, number: string): boolean {
  const only = (name: string): string => {
    const list = inAws.attributes[`tunnel${number}_${name}`];
    return Array.isArray(list) && list.length === 1 ? String(list[0]) : '';
  };
  return (
    proposal['ike_encryption_algorithm'] === ENCRYPTION[only('phase1_encryption_algorithms')] &&
    proposal['encryption_algorithm'] === ENCRYPTION[only('phase2_encryption_algorithms')] &&
    proposal['ike_integrity_algorithm'] === only('phase1_integrity_algorithms').replace('SHA2-', 'SHA') &&
    proposal['dh_group'] === GROUPS[only('phase1_dh_group_numbers')] &&
    String(proposal['pfs_group']).replace('PFS', 'DHGroup') === GROUPS[only('phase2_dh_group_numbers')]
  );
}
