import { compareText } from '../../catalogue/issues/issue';
import type { AzureHub, Catalogue, Datacentre, Tenant } from '../../catalogue/model';
import { isUp } from './circuits';
import { isAtAzureHub } from './hubs';

/** Over a datacentre's circuits, or over the internet beside them. */
export type Way = 'direct' | 'backup';

type Circuit = Datacentre['circuits'][number];

/** Circuits of one kind to a hub, whatever state they are in, by id. */
export function circuitsTo<Kind extends Circuit['kind']>(
  { circuits }: Datacentre,
  hub: string,
  kind: Kind,
): readonly Extract<Circuit, { kind: Kind }>[] {
  return circuits
    .filter((circuit): circuit is Extract<Circuit, { kind: Kind }> => circuit.kind === kind && circuit.hub === hub)
    .sort((a, b) => compareText(a.id, b.id));
}

/** Ways by which a datacentre reaches an AWS hub now. */
export function waysToAws(datacentre: Datacentre, hub: string): readonly Way[] {
  return ways(datacentre, hub, circuitsTo(datacentre, hub, 'direct-connect').some(isUp));
}

/** Ways by which a datacentre reaches an Azure hub now: a circuit of our own carries something once it is live. */
export function waysToAzure(datacentre: Datacentre, hub: string): readonly Way[] {
  if (datacentre.state === 'planned') return [];
  return ways(datacentre, hub, circuitsTo(datacentre, hub, 'express-route').some(isUp));
}

/** Tenants of a datacentre that an Azure hub may have something of. */
export function tenantsAt(catalogue: Catalogue, datacentre: Datacentre, hub: AzureHub): readonly Tenant[] {
  return catalogue.tenants
    .filter((tenant) => isAtAzureHub(tenant, hub) && datacentre.tenants.some((entry) => entry.tenant === tenant.id))
    .sort((a, b) => compareText(a.id, b.id));
}

function ways({ vpnBackup }: Datacentre, hub: string, isDirect: boolean): readonly Way[] {
  return [
    ...(isDirect ? ['direct' as const] : []),
    ...(vpnBackup?.hubs.includes(hub) === true ? ['backup' as const] : []),
  ];
}
