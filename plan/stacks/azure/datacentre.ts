import { type Cidr, cidr } from '../../../catalogue/values/cidr';
import { compareText } from '../../../catalogue/issues/issue';
import type { AzureHub, Catalogue, CryptoProfileName, Datacentre } from '../../../catalogue/model';
import type { Lock } from '../../lock/lock-file';
import { isUp, mayGo } from '../../places/circuits';
import { circuitsTo, tenantsAt, waysToAzure } from '../../places/datacentre-ways';
import { type AzureHubParts, type AzureStackBase, azureStackBase, WAN_STACK } from './hub-parts';

type ExpressRoute = Extract<Datacentre['circuits'][number], { kind: 'express-route' }>;

/** What one datacentre has at an Azure hub; undefined where it has nothing to build there yet. */
export interface AzureDatacentre {
  readonly datacentre: Datacentre;
  readonly circuits: readonly ExpressRouteInput[];
  readonly tunnels: readonly AzureDatacentreTunnelInput[];
}

/**
 * Mbps of one tunnel over ExpressRoute at most.
 * Source: learn.microsoft.com/azure/virtual-wan/how-to-routing-policies (encrypted ExpressRoute)
 */
const ENCRYPTED_TUNNEL_MBPS = 1_000;
/** What the line of a backup is taken for: nobody says, and Azure only notes it. */
const BACKUP_MBPS = 500;

/** Datacentres at an Azure hub: circuits that are ordered, and tunnels of the tenants that the hub may have something of. */
export function azureDatacentres(catalogue: Catalogue, lock: Lock, hub: AzureHub): readonly AzureDatacentre[] {
  return [...catalogue.datacentres]
    .filter(({ state }) => state !== 'planned')
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((datacentre): AzureDatacentre[] => {
      const circuits = circuitsTo(datacentre, hub.id, 'express-route').filter(({ state }) => state !== 'planned');
      const tunnels = tunnelsAt(catalogue, lock, datacentre, hub);
      if (circuits.length === 0 && tunnels.length === 0) return [];
      return [{ datacentre, circuits: circuits.map((circuit) => circuitInput(datacentre, circuit)), tunnels }];
    });
}

/** Where tunnels over circuits end at datacentres that the hub reaches so. */
export function tunnelEnds(catalogue: Catalogue, lock: Lock, hub: AzureHub): readonly Cidr[] {
  return azureDatacentres(catalogue, lock, hub)
    .flatMap(({ tunnels }) => tunnels)
    .flatMap(({ way, address }) => (way === 'direct' ? [cidr(`${address}/32`)] : []));
}

/** What circuits to a hub announce: the ends of tunnels. */
export function transportsAt({ datacentres }: Catalogue, hub: AzureHub): readonly Cidr[] {
  return datacentres.flatMap((datacentre) =>
    datacentre.transport && waysToAzure(datacentre, hub.id).includes('direct') ? [datacentre.transport] : [],
  );
}

function circuitInput(datacentre: Datacentre, circuit: ExpressRoute): ExpressRouteInput {
  const { id, mbps, routingWeight, connection, provider, location, vlan, peering } = circuit;
  return {
    id,
    mbps,
    mayGo: mayGo(datacentre, circuit),
    routingWeight,
    from:
      connection.type === 'offered'
        ? { type: 'offered', peeringId: connection.peeringId }
        : { type: 'own', provider, location, vlan, ...peering, provisioned: isUp(circuit) },
  };
}

function tunnelsAt(
  catalogue: Catalogue,
  lock: Lock,
  datacentre: Datacentre,
  hub: AzureHub,
): readonly AzureDatacentreTunnelInput[] {
  const ways = waysToAzure(datacentre, hub.id);
  const circuitMbps = circuitsTo(datacentre, hub.id, 'express-route')
    .filter(isUp)
    .reduce((most, { mbps }) => Math.max(most, mbps), 0);
  return tenantsAt(catalogue, datacentre, hub).flatMap((tenant) => {
    const held = lock.datacentres[datacentre.id]?.tenants[tenant.id];
    const entry = datacentre.tenants.find((each) => each.tenant === tenant.id);
    return ways.map((way): AzureDatacentreTunnelInput => {
      const peer = held?.[`${way}Peers`][hub.id];
      const address = way === 'direct' ? held?.endpoint : (entry?.backupAddress ?? datacentre.vpnBackup?.address);
      if (peer === undefined || address === undefined)
        throw new Error(
          `the lock was not checked: ${datacentre.id} has no ${way} numbers for ${tenant.id} at ${hub.id}`,
        );
      return {
        name: `${datacentre.id}_${tenant.id}_${way}`,
        way,
        tenant: tenant.id,
        costCentre: tenant.costCentre,
        crypto: entry?.crypto?.[way] ?? tenant.crypto,
        address: address.replace('/32', ''),
        peer: peer.replace('/32', ''),
        mbps: way === 'direct' ? Math.min(circuitMbps, ENCRYPTED_TUNNEL_MBPS) : BACKUP_MBPS,
      };
    });
  });
}

/** A circuit that ends at a hub. */
export interface ExpressRouteInput {
  readonly id: string;
  readonly mbps: number;
  /** Whether it may be destroyed. */
  readonly mayGo: boolean;
  /** A circuit of our own, or the private peering of somebody else's, whose authorisation comes from outside. */
  readonly from:
    | {
        readonly type: 'own';
        readonly provider: string;
        readonly location: string;
        readonly vlan: number;
        readonly primary: string;
        readonly secondary: string;
        /** Whether the provider has set it up: until then there is nothing to connect. */
        readonly provisioned: boolean;
      }
    | { readonly type: 'offered'; readonly peeringId: string };
  readonly routingWeight: number;
}

/** One connection of a tenant to a datacentre, one way, with a tunnel to each instance of the gateway. */
export interface AzureDatacentreTunnelInput {
  readonly name: string;
  /** Over its circuits, or over the internet. */
  readonly way: 'direct' | 'backup';
  readonly tenant: string;
  readonly costCentre: string;
  readonly crypto: CryptoProfileName;
  /** Where it ends at the datacentre: an address of its transport, or a public one. */
  readonly address: string;
  /** BGP peer address. */
  readonly peer: string;
  readonly mbps: number;
}

/** One datacentre at one Azure hub. */
export interface AzureDatacentreStackInput extends AzureStackBase {
  readonly kind: 'azure-datacentre';
  readonly hubStack: string;
  readonly wanStack: string;
  readonly datacentre: string;
  readonly datacentreName: string;
  readonly asn: number;
  /** What circuits are told of, and what is learned from them: the hub's own prefix, and where tunnels end. */
  readonly told: string;
  readonly learned: string;
  readonly circuits: readonly ExpressRouteInput[];
  readonly tunnels: readonly AzureDatacentreTunnelInput[];
}

/** Circuits, tunnels over them and beside them. */
export function datacentreStacks(parts: AzureHubParts, hub: AzureHub): readonly AzureDatacentreStackInput[] {
  const hubStack = `azure-${hub.id}-hub`;
  return azureDatacentres(parts.catalogue, parts.lock, hub).map(({ datacentre, circuits, tunnels }) => ({
    ...azureStackBase(parts, hub, `azure-${hub.id}-datacentre-${datacentre.id}`, [WAN_STACK, hubStack]),
    kind: 'azure-datacentre' as const,
    hubStack,
    wanStack: WAN_STACK,
    datacentre: datacentre.id,
    datacentreName: datacentre.name,
    asn: datacentre.asn,
    told: hub.addressSpace.toString(),
    learned: datacentre.transport?.toString() ?? '',
    circuits,
    tunnels,
  }));
}
