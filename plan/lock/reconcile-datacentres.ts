import { cidr } from '../../catalogue/cidr';
import { CidrSet } from '../../catalogue/cidr-set';
import { compareText } from '../../catalogue/issue';
import type { Catalogue, Datacentre } from '../../catalogue/model';
import type { DatacentreLock, Lock } from './lock-file';
import { chooseBlock, chooseInsideRange } from './pools';
import type { Reconciliation } from './reconcile';

/** AWS hubs that a datacentre reaches over circuits, and those that its backup reaches; planned ones hold numbers too. */
export function awsHubsOf(
  catalogue: Catalogue,
  { circuits, vpnBackup }: Datacentre,
): { readonly direct: readonly string[]; readonly backup: readonly string[] } {
  const inAws = (id: string): boolean => catalogue.hubs.some((hub) => hub.id === id && hub.cloud === 'aws');
  const direct = circuits.flatMap((circuit) => (circuit.kind === 'direct-connect' ? [circuit.hub] : []));
  return {
    direct: [...new Set(direct)].filter(inAws).sort(compareText),
    backup: [...new Set(vpnBackup?.hubs ?? [])].filter(inAws).sort(compareText),
  };
}

/**
 * Numbers of datacentres: where each tenant's tunnels over circuits end, and the inside ranges of all tunnels. Inside
 * ranges differ within one datacentre, since one router may hold them all.
 */
export function reconcileDatacentres(context: Reconciliation): Lock['datacentres'] {
  const { catalogue, keep } = context;
  const found: Record<string, DatacentreLock> = {};
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
    const { direct, backup } = awsHubsOf(catalogue, datacentre);
    const tenants: DatacentreLock['tenants'] = {};
    for (const { tenant } of [...datacentre.tenants].sort((a, b) => compareText(a.tenant, b.tenant))) {
      const numbers = held?.tenants[tenant];
      const key = `datacentres/${datacentre.id}/${tenant}`;
      const endpoint = endpointFor(context, datacentre, key, numbers?.endpoint, taken);
      tenants[tenant] = {
        ...(endpoint === undefined ? {} : { endpoint }),
        direct: tunnels(`${key}/direct`, direct, numbers?.direct),
        backup: tunnels(`${key}/backup`, backup, numbers?.backup),
      };
    }
    found[datacentre.id] = { state: datacentre.state, tenants };
  }
  return found;
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
