import type { Issue } from '../../catalogue/issues/issue';
import type { Catalogue, Datacentre } from '../../catalogue/model';
import type { Path } from '../../catalogue/yaml/source';
import type { DatacentrePolicy } from '../policies/datacentre-policy';
import { hasRouterPerWay, waysOf } from './datacentre-routers';
import { datacentreLanOf } from './lan';
import type { Report } from './next-hop';

/** Two networks behind one port and VLAN of one router would be one. */
export function sharedInterfaces(
  { catalogue }: { readonly catalogue: Catalogue },
  datacentre: Datacentre,
  policy: DatacentrePolicy,
  report: Report,
): readonly Issue[] {
  const ways = waysOf(policy);
  const groups = hasRouterPerWay(datacentre, policy) ? ways.map((way) => [way]) : [ways];
  const problems = groups.flatMap((group) => {
    const wan = group.includes('backup') ? datacentre.router?.wan?.interface : undefined;
    const taken = new Map<string, string>(wan === undefined ? [] : [[wan, 'the internet line']]);
    const take = (at: string, vlan: number | undefined, what: string, path: Path): readonly Issue[] => {
      if (at === '') return [];
      const key = vlan === undefined ? at : `${at}.${vlan}`;
      const tagged = [...taken].find(([each]) => each.startsWith(`${at}.`))?.[1];
      const other = taken.get(key) ?? (vlan === undefined ? tagged : taken.get(at));
      taken.set(key, what);
      return other === undefined
        ? []
        : [
            report(
              path,
              `${what} would be behind ${key}, and so is ${other}: the two would be one network.`,
              'Give it another interface, or another VLAN.',
            ),
          ];
    };
    return [
      ...datacentre.circuits.flatMap((circuit, index) => {
        const isUp = policy.circuits.some((session) => session.circuit === circuit.id);
        if (!isUp || !group.includes('direct')) return [];
        const all = circuit.kind === 'direct-connect' ? [circuit.interface ?? ''] : (circuit.interfaces ?? []);
        return all.flatMap((at) => take(at, circuit.vlan, `circuit ${circuit.id}`, ['circuits', index]));
      }),
      ...datacentre.tenants.flatMap((entry, index) => {
        if (!policy.tunnels.some(({ tenant }) => tenant === entry.tenant)) return [];
        const { interface: at, vlan } = datacentreLanOf(catalogue, datacentre, entry);
        return take(at, vlan, entry.tenant, ['tenants', index]);
      }),
    ];
  });
  return [...new Map(problems.map((issue) => [`${issue.path ?? ''} ${issue.problem}`, issue])).values()];
}
