import { compareText } from '../../catalogue/issues/issue';
import type { SiteState } from '../../catalogue/model';
import type { ArtefactChanges } from '../artefacts/resource-changes';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { breakoutEffects } from './breakout-effects';
import { endEffects } from './end-effects';
import { settingEffects } from './setting-effects';
import { sharedEffects } from './shared-effects';
import type { TunnelEnd } from './tunnel-ends';
import { type TunnelChange, tunnelFates } from './tunnel-fates';
import { unbuiltEffects } from './unbuilt-effects';

/** All effects of a change, worst first. */
export function effectsOf(base: Side, head: Side, { changes, settings }: ArtefactChanges): readonly Effect[] {
  const { fates, before, after } = tunnelFates(base, head, changes);
  const [had, has] = [byEnd([...before.values()]), byEnd([...after.values()])];
  const states = statesOf(head);
  const inside = insideDatacentres(base);
  const own = [...grouped(fates)].flatMap(([key, ofEnd]) => {
    const [first] = ofEnd;
    if (!first) return [];
    const { end } = first;
    const old = had.get(key) ?? [];
    const stays = end.kind === 'link' || has.has(key) || states.renamed.has(end.id);
    const now = states.of.get(key);
    // What leaves and is put back is in use again; what is new has nobody on it.
    const state = old[0]?.state ?? (fates.some(({ fate }) => !isNew(fate)) ? end.state : undefined);
    const isUsed =
      end.kind === 'link' ||
      isInUse(state) ||
      (state === 'leaving' && isInUse(now)) ||
      (old.length === 0 && isStranger(ofEnd));
    return endEffects({ end, fates: ofEnd, had: old, isUsed, stays, behind: inside.get(end.id) ?? [] });
  });
  const said = new Set(own.map(({ whom }) => `${whom.kind} ${whom.id}`));
  return [
    ...own,
    ...sharedEffects(base, head, changes, new Set(fates.flatMap((fate) => fate.changes.map(({ key }) => key)))),
    ...unbuiltEffects(base, head, said),
    ...breakoutEffects(base, head),
    ...settingEffects(base, head, settings),
  ].sort((a, b) => b.outage.rank - a.outage.rank || compareText(a.whom.id, b.whom.id) || compareText(a.what, b.what));
}

function isInUse(state: SiteState | undefined): boolean {
  return state === 'live' || state === 'building';
}

/** Connections that no catalogue names, and that go: whoever was on them was not asked. */
function isStranger(fates: readonly TunnelChange[]): boolean {
  return fates.every(({ fate }) => !isNew(fate));
}

/** What was not there by the base. */
function isNew(fate: TunnelChange['fate']): boolean {
  return fate === 'made' || fate === 'taken-over';
}

function grouped(fates: readonly TunnelChange[]): ReadonlyMap<string, readonly TunnelChange[]> {
  const found = new Map<string, TunnelChange[]>();
  for (const fate of fates) {
    const key = `${fate.end.kind} ${fate.end.id}`;
    const known = found.get(key);
    if (known) known.push(fate);
    else found.set(key, [fate]);
  }
  return found;
}

function byEnd(ends: readonly TunnelEnd[]): ReadonlyMap<string, readonly TunnelEnd[]> {
  const found = new Map<string, TunnelEnd[]>();
  for (const end of ends) {
    const key = `${end.kind} ${end.id}`;
    const known = found.get(key);
    if (known) known.push(end);
    else found.set(key, [end]);
  }
  return found;
}

/** States of sites and datacentres of a side, and ids under which rendered sites were known before. */
function statesOf({ prepared: { catalogue } }: Side): {
  readonly of: ReadonlyMap<string, SiteState>;
  readonly renamed: ReadonlySet<string>;
} {
  return {
    of: new Map([
      ...catalogue.sites.map(({ id, state }) => [`site ${id}`, state] as const),
      ...catalogue.datacentres.map(({ id, state }) => [`datacentre ${id}`, state] as const),
    ]),
    renamed: new Set(
      catalogue.sites.flatMap(({ was, state }) => (was === undefined || state === 'planned' ? [] : [was])),
    ),
  };
}

/** Sites in use that stand in a datacentre and have no way but its own. */
function insideDatacentres({ prepared: { catalogue } }: Side): ReadonlyMap<string, readonly Effect['whom'][]> {
  const found = new Map<string, Effect['whom'][]>();
  for (const { id, name, datacentre, state } of catalogue.sites) {
    if (datacentre === undefined || !isInUse(state)) continue;
    const known = found.get(datacentre) ?? [];
    known.push({ kind: 'site', id, name });
    found.set(datacentre, known);
  }
  return found;
}

/** Sites that lose every way at once, in order of name. */
export function cutOff(effects: readonly Effect[]): readonly Effect['whom'][] {
  const seen = new Map<string, Effect['whom']>();
  for (const { isCutOff, whom, behind } of effects) {
    if (!isCutOff) continue;
    for (const each of whom.kind === 'shared' ? behind : [whom, ...behind]) seen.set(`${each.kind} ${each.id}`, each);
  }
  return [...seen.values()].sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
}
