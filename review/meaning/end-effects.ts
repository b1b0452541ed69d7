import type { Target } from '../../catalogue/consent';
import { compareText } from '../../catalogue/issues/issue';
import { counted } from '../../catalogue/text/counts';
import type { Effect } from './effect';
import { longer, type Outage, OUTAGES } from './outage';
import type { TunnelEnd } from './tunnel-ends';
import type { Fate, TunnelChange } from './tunnel-fates';

/** One far end with all that happens to its connections. */
export interface EndChange {
  readonly end: TunnelEnd;
  readonly fates: readonly TunnelChange[];
  /** Connections that it had. */
  readonly had: readonly TunnelEnd[];
  /** Whether somebody is on it before and after: what is new, planned or leaving has nobody. */
  readonly isUsed: boolean;
  /** Whether it is still there afterwards, under whatever id. */
  readonly stays: boolean;
  /** Sites that reach the network by it alone. */
  readonly behind: readonly Effect['whom'][];
}

/** Fates that take a connection away for minutes or longer. */
const HITS: ReadonlySet<Fate> = new Set(['removed', 'replaced', 'interrupted']);

/** What happens to one site, datacentre or link. */
export function endEffects(change: EndChange): readonly Effect[] {
  const { end, fates, had, isUsed, stays } = change;
  const hit = fates.filter(({ fate }) => HITS.has(fate));
  const tenants = [...new Set(had.map(({ tenant }) => tenant))];
  const cut = new Set(tenants.filter((tenant) => isCut(tenant, had, hit)));
  const cuts = (of: readonly TunnelChange[]): boolean =>
    isUsed && of.some((each) => HITS.has(each.fate) && (end.kind === 'link' || cut.has(each.end.tenant)));
  const having = (fate: Fate): readonly TunnelChange[] => fates.filter((each) => each.fate === fate);
  const say = (of: readonly TunnelChange[], over: Pick<Effect, 'what'> & Partial<Effect>): readonly Effect[] =>
    of.length === 0 ? [] : [{ ...common(change, of, cuts(of)), ...over }];
  const acting = end.kind === 'link' ? [] : fates.filter(({ farEnd }) => farEnd.length > 0);
  const [made, removed, replaced, interrupted] = (['made', 'removed', 'replaced', 'interrupted'] as const).map(having);
  return [
    ...say(made ?? [], {
      what:
        had.length === 0
          ? end.kind === 'site'
            ? 'new on the network'
            : 'new'
          : counted(made?.length ?? 0, 'new connection'),
    }),
    ...takenOver(having('taken-over')).flatMap(([what, of]) => say(of, { what, risk: 'low' })),
    ...(stays
      ? say(removed ?? [], {
          allowance: 'tunnels-removed',
          isRefused: isUsed,
          what: `loses ${listed(removed ?? [])}`,
          // What stays carries it.
          ...(cuts(removed ?? []) ? {} : { outage: OUTAGES.seconds }),
        })
      : say(removed ?? [], {
          allowance: 'site-removed',
          isRefused: isUsed,
          what: isUsed ? 'goes off the network while it is in use' : 'leaves the network',
          isCutOff: isUsed,
          risk: isUsed ? 'high' : 'low',
        })),
    ...say(replaced ?? [], {
      allowance: 'tunnels-replaced',
      isRefused: cuts(replaced ?? []),
      what: `${listed(replaced ?? [])} destroyed and made anew`,
    }),
    ...say(interrupted ?? [], {
      allowance: 'tunnels-interrupted',
      isRefused: cuts(interrupted ?? []),
      what: `${listed(interrupted ?? [])} changed in place`,
    }),
    ...say(acting, {
      allowance: 'far-end-acts',
      isRefused: isUsed,
      what: farEndWords(acting),
      outage: OUTAGES.farEnd,
      farEnd: acting.flatMap(({ farEnd }) => farEnd),
    }),
    ...say(having('brief'), { what: `${listed(having('brief'))} routed anew`, risk: 'low' }),
  ];
}

/** What was there before and comes in: as it is, or into another table. */
function takenOver(all: readonly TunnelChange[]): readonly (readonly [string, readonly TunnelChange[]])[] {
  const moves = all.filter(({ outage }) => outage.rank > 0);
  const stays = all.filter((each) => !moves.includes(each));
  return [
    [`${listed(stays)} taken over as it is`, stays],
    [`${listed(moves)} taken over, and looked up in its tenant's table from now on`, moves],
  ];
}

/** What is common to all that is said of these connections. */
function common(
  { end, isUsed, behind }: EndChange,
  of: readonly TunnelChange[],
  isCutOff: boolean,
): Omit<Effect, 'what'> {
  const outage = of.reduce<Outage>((worst, each) => longer(worst, each.outage), OUTAGES.none);
  return {
    isRefused: false,
    risk: isCutOff ? 'high' : isUsed && outage.rank >= OUTAGES.minutes.rank ? 'medium' : 'low',
    targets: unique(of.map(({ end: each }) => each.target)),
    whom: { kind: end.kind, id: end.id, name: end.name },
    behind: isCutOff ? behind : [],
    outage,
    circuits: of.map(({ end: each }) => circuitOf(each)).sort(compareText),
    isCutOff,
    farEnd: [],
    suppliers: [...new Set(of.flatMap(({ end: { supplier } }) => (supplier === undefined ? [] : [supplier])))],
    resources: of.flatMap(({ changes }) => changes.map(({ key }) => key)),
  };
}

/** Whether every connection that a segment had is hit at once. */
function isCut(tenant: string, had: readonly TunnelEnd[], hit: readonly TunnelChange[]): boolean {
  const own = had.filter((end) => end.tenant === tenant);
  return own.length > 0 && hit.filter(({ end }) => end.tenant === tenant).length >= own.length;
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
      const isPlain = from === undefined && to === undefined;
      const text = what === 'key' ? 'new keys' : isPlain ? what : `${what} ${from ?? '–'} → ${to ?? '–'}`;
      byTask.set(text, (byTask.get(text) ?? new Set()).add(end.circuit));
    }
  const lines = [...byTask].map(([text, circuits]) => `${[...circuits].sort(compareText).join(', ')}: ${text}`);
  return lines.length <= 3 ? lines.join('; ') : `${lines.slice(0, 3).join('; ')} and ${lines.length - 3} more`;
}

function unique(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}
