import { cidr } from '../../catalogue/values/cidr';
import { CidrSet } from '../../catalogue/values/cidr-set';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, Datacentre, Tenant } from '../../catalogue/model';
import type { DatacentreLock, Lock } from '../lock/lock-file';
import { chooseBlock, chooseInsideRange } from '../lock/pools';
import { isAtAzureHub } from '../places/hubs';
import { identityOf } from './datacentres-replaced';
import type { Reconciliation } from './reconciliation';

type Way = 'direct' | 'backup';
type Hubs = Readonly<Record<Way, readonly string[]>>;

/** Hubs of a cloud that a datacentre reaches over circuits, and those that its backup reaches; planned ones hold numbers too. */
export function hubsOf(catalogue: Catalogue, { circuits, vpnBackup }: Datacentre, cloud: 'aws' | 'azure'): Hubs {
  const inCloud = (id: string): boolean => catalogue.hubs.some((hub) => hub.id === id && hub.cloud === cloud);
  return {
    direct: [...new Set(circuits.map(({ hub }) => hub))].filter(inCloud).sort(compareText),
    backup: [...new Set(vpnBackup?.hubs ?? [])].filter(inCloud).sort(compareText),
  };
}

/**
 * Numbers of datacentres: where each tenant's tunnels over circuits end, the inside ranges of tunnels to AWS, and the
 * addresses to which Azure speaks BGP. Inside ranges differ within one datacentre, since one router may hold them all.
 */
export function reconcileDatacentres(context: Reconciliation, sites: Lock['sites']): Lock['datacentres'] {
  const { catalogue, keep } = context;
  const found: Record<string, DatacentreLock> = {};
  const peers = peerAddresses(context, sites);
  for (const datacentre of [...catalogue.datacentres].sort((a, b) => compareText(a.id, b.id))) {
    const held = keep?.datacentres[datacentre.id];
    const taken = new CidrSet();
    const inside = new Set<string>();
    for (const numbers of Object.values(held?.tenants ?? {})) {
      if (numbers.endpoint !== undefined) taken.add(cidr(numbers.endpoint));
      for (const ranges of [...Object.values(numbers.direct), ...Object.values(numbers.backup)])
        ranges.forEach((range) => inside.add(range));
    }
    const tunnels = (
      key: string,
      hubs: readonly string[],
      kept: Readonly<Record<string, [string, string]>> = {},
    ): Record<string, [string, string]> =>
      Object.fromEntries(
        hubs.map((hub) => [
          hub,
          kept[hub] ?? [chooseInsideRange(`${key}/${hub}/1`, inside), chooseInsideRange(`${key}/${hub}/2`, inside)],
        ]),
      );
    const aws = hubsOf(catalogue, datacentre, 'aws');
    const tenants: DatacentreLock['tenants'] = {};
    for (const { tenant } of [...datacentre.tenants].sort((a, b) => compareText(a.tenant, b.tenant))) {
      const numbers = held?.tenants[tenant];
      const key = `datacentres/${datacentre.id}/${tenant}`;
      const endpoint = endpointFor(context, datacentre, key, numbers?.endpoint, taken);
      tenants[tenant] = {
        ...(endpoint === undefined ? {} : { endpoint }),
        direct: tunnels(`${key}/direct`, aws.direct, numbers?.direct),
        backup: tunnels(`${key}/backup`, aws.backup, numbers?.backup),
        directPeers: peers(datacentre, tenant, 'direct'),
        backupPeers: peers(datacentre, tenant, 'backup'),
      };
    }
    const circuits = Object.fromEntries(
      datacentre.circuits.map((circuit) => [
        circuit.id,
        { state: circuit.state, hub: circuit.hub, connection: circuit.connection.type, of: identityOf(circuit) },
      ]),
    );
    const { state, asn, gatewayAsn } = datacentre;
    found[datacentre.id] = { state, asn, ...(gatewayAsn === undefined ? {} : { gatewayAsn }), circuits, tenants };
  }
  return found;
}

/** Chooses where Azure speaks BGP to: a loopback of the tenant's in Azure for each hub and way, none of any site's. */
function peerAddresses(
  context: Reconciliation,
  sites: Lock['sites'],
): (datacentre: Datacentre, tenant: string, way: Way) => Record<string, string> {
  const { catalogue, keep } = context;
  const taken = new CidrSet();
  for (const site of Object.values(sites))
    for (const segment of Object.values(site.segments))
      for (const { loopback } of Object.values(segment.circuits)) if (loopback !== undefined) taken.add(cidr(loopback));
  for (const peer of heldPeers(keep)) taken.add(cidr(peer));
  return (datacentre, id, way) => {
    const tenant = catalogue.tenants.find((each) => each.id === id);
    const held = keep?.datacentres[datacentre.id]?.tenants[id]?.[`${way}Peers`] ?? {};
    const hubs = hubsOf(catalogue, datacentre, 'azure')[way].filter((hub) => isAt(catalogue, id, hub));
    return Object.fromEntries(
      hubs.flatMap((hub): [string, string][] => {
        const key = `datacentres/${datacentre.id}/${id}/${way}/${hub}`;
        const peer = peerFor(context, tenant, key, held[hub], taken);
        return peer === undefined ? [] : [[hub, peer]];
      }),
    );
  };
}

/** Every address of a datacentre to which Azure speaks BGP; no site's loopback may be one of them. */
export function heldPeers(lock: Lock | undefined): readonly string[] {
  return Object.values(lock?.datacentres ?? {}).flatMap(({ tenants }) =>
    Object.values(tenants).flatMap(({ directPeers, backupPeers }) => [
      ...Object.values(directPeers),
      ...Object.values(backupPeers),
    ]),
  );
}

/** Whether an Azure hub may have something of a tenant. */
export function isAt({ tenants, hubs }: Catalogue, id: string, hubId: string): boolean {
  const tenant = tenants.find((each) => each.id === id);
  const hub = hubs.find((each) => each.id === hubId);
  return tenant !== undefined && hub?.cloud === 'azure' && isAtAzureHub(tenant, hub);
}

function peerFor(
  context: Reconciliation,
  tenant: Tenant | undefined,
  key: string,
  kept: string | undefined,
  taken: CidrSet,
): string | undefined {
  const range = tenant?.loopbacks.azure;
  if (!tenant || !range) return undefined;
  const path = ['tenants', context.catalogue.tenants.indexOf(tenant), 'loopbacks', 'azure'];
  if (kept !== undefined) {
    if (!range.contains(cidr(kept)))
      context.report(path, {
        code: 'LOCK_UNFIT',
        problem: `The lock holds ${kept} for BGP of a datacentre, which is outside ${range}.`,
        fix: 'Widen the range instead of moving it: a tunnel whose BGP moves is down until its router is set.',
      });
    return kept;
  }
  const free = chooseBlock(key, [range], 32, taken);
  if (!free)
    context.report(path, {
      code: 'POOL_EXHAUSTED',
      problem: `No loopback of ${tenant.id} is left for BGP of a datacentre.`,
      got: range.toString(),
      fix: 'Widen it (a shorter prefix that contains the present one).',
    });
  return free?.toString();
}

/** The address at which a tenant's tunnels over circuits end; none where the datacentre has no transport. */
function endpointFor(
  context: Reconciliation,
  datacentre: Datacentre,
  key: string,
  kept: string | undefined,
  taken: CidrSet,
): string | undefined {
  const { transport } = datacentre;
  if (!transport) return undefined;
  const path = ['datacentres', context.catalogue.datacentres.indexOf(datacentre), 'transport'];
  if (kept !== undefined) {
    if (!transport.contains(cidr(kept)))
      context.report(path, {
        code: 'LOCK_UNFIT',
        problem: `The lock holds ${kept} for a tunnel of ${datacentre.name}, which is outside ${transport}.`,
        fix: 'Widen the transport instead of moving it: a tunnel that ends elsewhere is replaced.',
      });
    return kept;
  }
  const free = chooseBlock(key, [transport], 32, taken);
  if (!free)
    context.report(path, {
      code: 'POOL_EXHAUSTED',
      problem: `No address is left for another tenant’s tunnels at ${datacentre.name}.`,
      got: transport.toString(),
      fix: 'Widen it (a shorter prefix that contains the present one).',
    });
  return free?.toString();
}
