import type { Cidr } from '../../../catalogue/cidr';
import { cidr } from '../../../catalogue/cidr';
import { compareText } from '../../../catalogue/issue';
import { isUp, mayGo } from '../../places/circuits';
import type { AzureHub, Catalogue, Datacentre, Tenant } from '../../../catalogue/model';
import { isAtAzureHub } from '../../places/hubs';
import type { AzureDatacentreTunnelInput, ExpressRouteInput } from './azure-input';
import type { Lock } from '../../lock/lock-file';

type Way = 'direct' | 'backup';
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
      const circuits = circuitsAt(datacentre, hub.id).filter(({ state }) => state !== 'planned');
      const tunnels = tunnelsAt(catalogue, lock, datacentre, hub);
      if (circuits.length === 0 && tunnels.length === 0) return [];
      return [{ datacentre, circuits: circuits.map((circuit) => circuitInput(datacentre, circuit)), tunnels }];
    });
}

/** Ways by which a datacentre reaches a hub now: a circuit of our own carries something once it is live. */
export function waysToAzure(datacentre: Datacentre, hub: string): readonly Way[] {
  if (datacentre.state === 'planned') return [];
  return [
    ...(circuitsAt(datacentre, hub).some(isUp) ? ['direct' as const] : []),
    ...(datacentre.vpnBackup?.hubs.includes(hub) === true ? ['backup' as const] : []),
  ];
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

/** Tenants of a datacentre that an Azure hub may have something of. */
export function tenantsAt(catalogue: Catalogue, datacentre: Datacentre, hub: AzureHub): readonly Tenant[] {
  return catalogue.tenants
    .filter((tenant) => isAtAzureHub(tenant, hub) && datacentre.tenants.some((entry) => entry.tenant === tenant.id))
    .sort((a, b) => compareText(a.id, b.id));
}

function circuitsAt({ circuits }: Datacentre, hub: string): readonly ExpressRoute[] {
  return circuits
    .filter((circuit): circuit is ExpressRoute => circuit.kind === 'express-route' && circuit.hub === hub)
    .sort((a, b) => compareText(a.id, b.id));
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
  const circuitMbps = circuitsAt(datacentre, hub.id)
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
        crypto: tenant.crypto,
        address: address.replace('/32', ''),
        peer: peer.replace('/32', ''),
        mbps: way === 'direct' ? Math.min(circuitMbps, ENCRYPTED_TUNNEL_MBPS) : BACKUP_MBPS,
      };
    });
  });
}
