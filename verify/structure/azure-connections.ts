import type { Catalogue } from '../../catalogue/model';
import type { Lock } from '../../plan/lock/lock-file';
import { circuitsInUse, datacentreConnections } from '../intent/datacentre-connections';
import type { Fault } from '../network/network';
import { tunnelOf } from '../read/link-ends';
import { block, blocks, type Key, keyOf, References, type Resource, type Stack, text } from '../terraform/stack-json';

/** What a VPN site has to say of the router that stands behind a connection. */
interface Router {
  readonly name: string;
  readonly asn: number | undefined;
  /** Address to which BGP is spoken. */
  readonly peer: string | undefined;
  /** Address or name at which tunnels end. */
  readonly end: string | undefined;
  /** Whether tunnels run over a circuit, to private addresses of the gateway. */
  readonly overCircuit: boolean;
  /** Whether it leaves to the internet here, and is told of a default route. */
  readonly leavesHere: boolean;
}

/**
 * What stands in a connection of an Azure gateway and no packet shows: who is told of a default route, to which address BGP
 * is spoken, where keys come from, what would take a connection out of routing intent; and the same of circuits.
 */
export function azureConnectionFaults(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): readonly Fault[] {
  return new Connections(catalogue, lock, stacks).faults;
}

class Connections {
  readonly faults: Fault[] = [];
  private readonly references: References;
  private readonly all: ReadonlyMap<Key, Resource>;
  private readonly routers: ReadonlyMap<string, Router>;

  constructor(
    private readonly catalogue: Catalogue,
    lock: Lock,
    stacks: readonly Stack[],
  ) {
    this.references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
    this.all = new Map(stacks.flatMap((stack) => stack.resources).map((each) => [keyOf(each), each]));
    this.routers = new Map([...siteRouters(catalogue, lock), ...datacentreRouters(catalogue, lock)]);
    for (const resource of this.all.values()) this.check(resource);
  }

  private check(resource: Resource): void {
    if (resource.type === 'azurerm_vpn_gateway_connection') this.connection(resource);
    if (resource.type === 'azurerm_express_route_connection') this.circuit(resource);
    if (resource.type === 'azurerm_express_route_circuit_peering') this.peering(resource);
  }

  private connection(connection: Resource): void {
    const vpnSite = this.all.get(
      this.references.key(connection.stack, connection.attributes['remote_vpn_site_id']) ?? '',
    );
    // Links are held to account as links.
    if (vpnSite && tunnelOf(vpnSite, this.references) !== undefined) return;
    this.unrouted(connection);
    const router = this.routers.get(connection.name);
    if (!router) return;
    const { attributes } = connection;
    if (attributes['internet_security_enabled'] !== router.leavesHere)
      this.fault(
        connection,
        router.leavesHere
          ? `is not told of a default route, and ${router.name} leaves here.`
          : `is told of a default route, and ${router.name} leaves elsewhere.`,
      );
    const [link, ...others] = blocks(attributes['vpn_link']);
    if (!link || others.length > 0) this.fault(connection, 'has more or fewer links than the one of its circuit.');
    if (link?.['bgp_enabled'] !== true) this.fault(connection, 'speaks no BGP: its prefixes are never learned.');
    if (!text(link?.['shared_key'])?.startsWith('${var.'))
      this.fault(connection, 'has a shared key that is no sensitive variable.');
    if (blocks(link?.['ipsec_policy']).length !== 1)
      this.fault(connection, 'has no proposal of its own: Azure would offer its weakest.');
    if ((link?.['local_azure_ip_address_enabled'] === true) !== router.overCircuit)
      this.fault(
        connection,
        router.overCircuit
          ? 'ends at a public address of the gateway, where its circuit does not lead.'
          : 'ends at a private address of the gateway, where the internet does not lead.',
      );
    const ended = this.references.key(connection.stack, link?.['vpn_site_link_id']);
    if (!vpnSite || ended !== keyOf(vpnSite)) {
      this.fault(connection, 'joins a link of one site to another.');
      return;
    }
    this.site(vpnSite, router);
  }

  private site(vpnSite: Resource, wanted: Router): void {
    const link = block(vpnSite.attributes['link']);
    const bgp = block(link['bgp']);
    if (bgp['asn'] !== wanted.asn)
      this.fault(vpnSite, `speaks BGP with AS ${String(bgp['asn'])}, not ${String(wanted.asn)}.`);
    if (bgp['peering_address'] !== wanted.peer)
      this.fault(vpnSite, `speaks BGP to ${String(bgp['peering_address'])}, not to ${String(wanted.peer)}.`);
    const end = link['ip_address'] ?? link['fqdn'];
    if (end !== wanted.end) this.fault(vpnSite, `builds its tunnels to ${String(end)}, not to ${String(wanted.end)}.`);
    if (vpnSite.attributes['address_cidrs'] !== undefined)
      this.fault(vpnSite, 'has written prefixes, which a rogue announcement could not be told from.');
  }

  /** A circuit carries tunnels, to a hub that prefers these to whatever else it announces. */
  private circuit(connection: Resource): void {
    if (connection.attributes['enable_internet_security'] !== false)
      this.fault(connection, 'is told of a default route: a datacentre’s internet leaves elsewhere.');
    const gateway = this.all.get(
      this.references.key(connection.stack, connection.attributes['express_route_gateway_id']) ?? '',
    );
    if (gateway?.attributes['allow_non_virtual_wan_traffic'] === true)
      this.fault(gateway, 'lets networks in that are in no hub of this WAN.');
    const hub = gateway && this.all.get(this.references.key(gateway.stack, gateway.attributes['virtual_hub_id']) ?? '');
    if (hub && hub.attributes['hub_routing_preference'] !== 'VpnGateway')
      this.fault(
        hub,
        'prefers circuits to tunnels: one that announces a tenant’s prefix would take its traffic in the clear.',
      );
  }

  private peering(peering: Resource): void {
    const found = this.catalogue.datacentres.find(({ id }) => peering.stack.endsWith(`-datacentre-${id}`));
    const circuit = found?.circuits.find(({ id }) => id === peering.name);
    if (!found || circuit?.kind !== 'express-route') {
      this.fault(peering, 'is of no circuit of the catalogue.');
      return;
    }
    const wanted = {
      peering_type: 'AzurePrivatePeering',
      peer_asn: found.asn,
      vlan_id: circuit.vlan,
      ipv4_enabled: true,
      primary_peer_address_prefix: circuit.peering.primary,
      secondary_peer_address_prefix: circuit.peering.secondary,
    };
    for (const [attribute, value] of Object.entries(wanted))
      if (peering.attributes[attribute] !== value)
        this.fault(peering, `has ${attribute} ${String(peering.attributes[attribute])}, not ${String(value)}.`);
  }

  /** Source: learn.microsoft.com/azure/virtual-wan/how-to-routing-policies (no custom tables, no static routes) */
  private unrouted(connection: Resource): void {
    if (connection.attributes['routing'] !== undefined)
      this.fault(connection, 'has routing of its own, which routing intent forbids.');
  }

  private fault(resource: Resource, problem: string): void {
    this.faults.push({ where: keyOf(resource), label: 'MISBUILT', problem });
  }
}

function siteRouters(catalogue: Catalogue, lock: Lock): readonly (readonly [string, Router])[] {
  return catalogue.sites.flatMap((site) => {
    const held = lock.sites[site.id];
    return site.segments.flatMap(({ tenant }) =>
      site.circuits.map((circuit): readonly [string, Router] => [
        `${site.id}_${tenant}_${circuit.id}`,
        {
          name: site.name,
          asn: circuit.asn ?? site.asn ?? held?.asn,
          peer: held?.segments[tenant]?.circuits[circuit.id]?.loopback?.replace('/32', ''),
          end: circuit.address === 'dynamic' ? circuit.fqdn : circuit.address,
          overCircuit: false,
          leavesHere: site.hubs[0]?.cloud === 'azure',
        },
      ]),
    );
  });
}

function datacentreRouters(catalogue: Catalogue, lock: Lock): readonly (readonly [string, Router])[] {
  return datacentreConnections(catalogue, 'azure').map(({ name, datacentre, tenant, hub, way }) => {
    const held = lock.datacentres[datacentre.id]?.tenants[tenant];
    const own = datacentre.tenants.find((entry) => entry.tenant === tenant)?.backupAddress;
    const overCircuit = way === 'direct' && circuitsInUse(datacentre, hub).length > 0;
    return [
      name,
      {
        name: datacentre.name,
        asn: datacentre.asn,
        peer: held?.[`${way}Peers`][hub]?.replace('/32', ''),
        end: overCircuit ? held?.endpoint?.replace('/32', '') : (own ?? datacentre.vpnBackup?.address),
        overCircuit,
        leavesHere: false,
      },
    ];
  });
}
