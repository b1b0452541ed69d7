import { compareText } from '../../catalogue/issues/issue';
import type { Target } from '../../catalogue/consent';
import { isRendered } from '../../catalogue/model';
import { counted } from '../../catalogue/text/counts';
import type { ArtefactChanges } from '../artefacts/resource-changes';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { longer, type Outage, OUTAGES } from './outage';
import { renumberings } from './renumbering';
import { settingEffects } from './setting-effects';
import { sharedEffects } from './shared-effects';
import type { TunnelEnd } from './tunnel-ends';
import { type TunnelChange, tunnelFates } from './tunnel-fates';

/** All effects of a change, worst first. */
export function effectsOf(base: Side, head: Side, { changes, settings }: ArtefactChanges): readonly Effect[] {
  const { fates, before, after } = tunnelFates(base, head, changes);
  const shared = sharedEffects(base, head, changes);
  const byEnd = new Map<string, TunnelChange[]>();
  for (const fate of fates) {
    const key = `${fate.end.kind} ${fate.end.id}`;
    byEnd.set(key, [...(byEnd.get(key) ?? []), fate]);
  }
  const own = [...byEnd.values()].flatMap((of) => endEffects(of, [...before.values()], [...after.values()], head));
  return [...own, ...shared, ...renumberings(base, head), ...settingEffects(base, head, settings)].sort(
    (a, b) => b.outage.rank - a.outage.rank || compareText(a.whom.id, b.whom.id) || compareText(a.what, b.what),
  );
}

/** What happens to one site, datacentre or link. */
function endEffects(
  fates: readonly TunnelChange[],
  before: readonly TunnelEnd[],
  after: readonly TunnelEnd[],
  head: Side,
): readonly Effect[] {
  const [{ end } = { end: undefined }] = fates;
  if (!end) return [];
  const had = before.filter(({ kind, id }) => kind === end.kind && id === end.id);
  const inUse = end.kind === 'link' ? 'live' : had[0]?.state;
  // What is new has nobody on it; what is leaving has been agreed to by whoever wrote `leaving`.
  const isUsed = inUse === 'live' || inUse === 'building';
  const stays =
    end.kind === 'link' || after.some(({ kind, id }) => kind === end.kind && id === end.id) || isRenamed(end, head);
  const hit = fates.filter(({ fate }) => fate === 'removed' || fate === 'replaced' || fate === 'interrupted');
  const tenants = [...new Set(had.map(({ tenant }) => tenant))];
  const cut = new Set(tenants.filter((tenant) => isCut(tenant, had, hit)));
  const linkCut = end.kind === 'link' && hit.length > 0;
  const effect = (over: Partial<Effect> & Pick<Effect, 'what'>, of: readonly TunnelChange[]): Effect => {
    const isCutOff = linkCut || of.some((each) => cut.has(each.end.tenant));
    const outage = of.reduce<Outage>((worst, each) => longer(worst, each.outage), OUTAGES.none);
    return {
      isRefused: false,
      risk: isCutOff && isUsed ? 'high' : outage.rank >= OUTAGES.minutes.rank && isUsed ? 'medium' : 'low',
      targets: unique(of.map(({ end: each }) => each.target)),
      whom: { kind: end.kind, id: end.id, name: end.name },
      behind: [],
      outage,
      circuits: of.map(({ end: each }) => circuitOf(each)).sort(compareText),
      isCutOff: isCutOff && isUsed,
      farEnd: [],
      suppliers: [...new Set(of.flatMap(({ end: { supplier } }) => (supplier === undefined ? [] : [supplier])))],
      resources: of.flatMap(({ changes }) => changes.map(({ key }) => key)),
      ...over,
    };
  };
  const effects: Effect[] = [];
  const having = (fate: TunnelChange['fate']): readonly TunnelChange[] => fates.filter((each) => each.fate === fate);
  const made = having('made');
  if (made.length > 0)
    effects.push(
      effect(
        {
          what:
            had.length === 0
              ? end.kind === 'site'
                ? 'new on the network'
                : 'new'
              : counted(made.length, 'new connection'),
        },
        made,
      ),
    );
  const removed = having('removed');
  if (removed.length > 0)
    effects.push(
      stays
        ? effect(
            {
              allowance: 'tunnels-removed',
              isRefused: isUsed,
              what: `loses ${listed(removed)}`,
              // What stays carries it.
              ...(removed.some((each) => cut.has(each.end.tenant)) ? {} : { outage: OUTAGES.seconds }),
            },
            removed,
          )
        : effect(
            {
              allowance: 'site-removed',
              isRefused: isUsed,
              what: isUsed ? 'goes off the network while it is in use' : 'leaves the network',
              ...(isUsed ? { risk: 'high', isCutOff: true } : { risk: 'low' }),
            },
            removed,
          ),
    );
  const replaced = having('replaced');
  if (replaced.length > 0)
    effects.push(
      effect(
        {
          allowance: 'tunnels-replaced',
          isRefused: isUsed && replaced.some((each) => linkCut || cut.has(each.end.tenant)),
          what: `${listed(replaced)} destroyed and made anew`,
        },
        replaced,
      ),
    );
  const interrupted = having('interrupted');
  if (interrupted.length > 0)
    effects.push(
      effect(
        {
          allowance: 'tunnels-interrupted',
          isRefused: isUsed && interrupted.some((each) => linkCut || cut.has(each.end.tenant)),
          what: `${listed(interrupted)} changed in place`,
        },
        interrupted,
      ),
    );
  const acting = fates.filter(({ farEnd }) => farEnd.length > 0 && end.kind !== 'link');
  if (acting.length > 0)
    effects.push(
      effect(
        {
          allowance: 'far-end-acts',
          isRefused: isUsed,
          what: farEndWords(acting),
          outage: OUTAGES.farEnd,
          farEnd: acting.flatMap(({ farEnd }) => farEnd),
        },
        acting,
      ),
    );
  const brief = having('brief');
  if (brief.length > 0) effects.push(effect({ what: `${listed(brief)} routed anew`, risk: 'low' }, brief));
  return effects;
}

/** Whether every connection that a segment had is hit at once. */
function isCut(tenant: string, had: readonly TunnelEnd[], hit: readonly TunnelChange[]): boolean {
  const own = had.filter((end) => end.tenant === tenant);
  const lost = hit.filter(({ end }) => end.tenant === tenant);
  return own.length > 0 && lost.length >= own.length;
}

function isRenamed({ id }: TunnelEnd, { prepared }: Side): boolean {
  return prepared.catalogue.sites.some((site) => site.was === id && isRendered(site));
}

function circuitOf({ kind, tenant, circuit }: TunnelEnd): string {
  return kind === 'link' ? circuit : `${tenant} on ${circuit}`;
}

function listed(changes: readonly TunnelChange[]): string {
  const names = [...new Set(changes.map(({ end }) => circuitOf(end)))].sort(compareText);
  return names.length <= 4 ? names.join(', ') : counted(names.length, 'connection');
}

/** `primary: address 198.18.4.7 → 198.18.4.9`: what the router's keeper is told. */
function farEndWords(acting: readonly TunnelChange[]): string {
  const byTask = new Map<string, Set<string>>();
  for (const { end, farEnd } of acting)
    for (const { what, from, to } of farEnd) {
      const text =
        what === 'key'
          ? 'new keys'
          : from === undefined && to === undefined
            ? what
            : `${what} ${from ?? '–'} → ${to ?? '–'}`;
      byTask.set(text, (byTask.get(text) ?? new Set()).add(end.circuit));
    }
  const lines = [...byTask].map(([text, circuits]) => `${[...circuits].sort(compareText).join(', ')}: ${text}`);
  return lines.length <= 3 ? lines.join('; ') : `${lines.slice(0, 3).join('; ')} and ${lines.length - 3} more`;
}

function unique(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}

/** Sites that lose every way at once, in order of name. */
export function cutOff(effects: readonly Effect[]): readonly Effect['whom'][] {
  const seen = new Map<string, Effect['whom']>();
  for (const { isCutOff, whom, behind } of effects)
    for (const each of whom.kind === 'shared' ? behind : isCutOff ? [whom] : [])
      seen.set(`${each.kind} ${each.id}`, each);
  return [...seen.values()].sort((a, b) => compareText(a.name, b.name));
}
