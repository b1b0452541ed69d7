import { emergencySites } from '../../catalogue/emergency';
import { whereaboutsOf } from '../../catalogue/model';
import type { Side } from '../sides/side';
import type { Effect } from './effect';

/** The postcode district of a site that an emergency service works from; undefined for every other. */
export function emergencyDistricts(base: Side, head: Side): (site: string) => string | undefined {
  const catalogues = [head.prepared.catalogue, base.prepared.catalogue];
  const known = new Set(catalogues.flatMap((catalogue) => [...emergencySites(catalogue)]));
  return (id) => {
    const site = catalogues.flatMap(({ sites }) => sites).find((each) => each.id === id);
    return site && known.has(id) ? whereaboutsOf(site).split(' ')[0] : undefined;
  };
}

/** An emergency service's site that one stack takes off the network. */
export interface EmergencyCut {
  readonly stack: string;
  readonly district: string;
  readonly site: string;
  readonly name: string;
}

/** Sites of emergency services that are cut off by what stacks of sites do, each with its stack. */
export function emergencyCuts(base: Side, head: Side, effects: readonly Effect[]): readonly EmergencyCut[] {
  const districtOf = emergencyDistricts(base, head);
  const seen = new Map<string, EmergencyCut>();
  for (const { isCutOff, whom, resources } of effects) {
    const district = isCutOff && whom.kind === 'site' ? districtOf(whom.id) : undefined;
    if (district === undefined) continue;
    for (const key of resources) {
      const stack = key.slice(0, key.indexOf('/'));
      seen.set(`${stack} ${whom.id}`, { stack, district, site: whom.id, name: whom.name });
    }
  }
  return [...seen.values()];
}
