import { isNamed, siteTarget, type Subject } from '../../catalogue/consent';
import type { Issue } from '../../catalogue/issues/issue';
import type { Change } from '../../catalogue/model';
import type { Effect } from '../meaning/effect';
import type { Side } from '../sides/side';

/**
 * Entries of `changes` that are no good: of nobody, over, or for nothing that happens. What this change wrote is an error, what the
 * base has already a warning; whether one has done its work can only be said where the base is what is deployed (`named`).
 */
export function entryIssues(
  effects: readonly Effect[],
  base: Side,
  head: Side,
  day: string,
  named: boolean,
): readonly Issue[] {
  const { catalogue, where } = head.prepared;
  const known = knownSubjects([base, head]);
  const before = new Map(base.prepared.catalogue.changes.map((change) => [change.id, change]));
  return catalogue.changes.flatMap((change, index): readonly Issue[] => {
    const path = ['changes', index];
    const place = { at: where.at(path), path: where.named(path) };
    const isOld = before.has(change.id);
    const severity = isOld ? { severity: 'warning' as const } : {};
    const strangers = Object.entries(change.for).flatMap(([kind, ids]) =>
      ((ids as readonly string[] | undefined) ?? [])
        .filter((id) => !known.has(`${kind} ${id}`))
        .map((id) => `${kind} ${id}`),
    );
    if (strangers.length > 0)
      return [
        {
          code: 'CHANGE_NOBODY',
          ...place,
          ...severity,
          problem: `${change.id} is for ${strangers.join(', ')}, and there is no such thing before or after this change.`,
          fix: isOld ? 'Remove the entry: what it was for is long gone.' : 'Write ids as they stand in the catalogue.',
        },
      ];
    const isOfUse = effects.some((effect) => couldAllow(change, effect));
    if (isOfUse && change.expires >= day) return isOld ? [] : surplus(change, effects, place);
    if (change.expires < day)
      return [
        {
          code: 'CHANGE_EXPIRED',
          ...place,
          ...severity,
          problem: `${change.id} expired on ${change.expires} (today is taken to be ${day}): it allows nothing any more.`,
          fix: isOld ? 'Remove it.' : `Have it agreed anew with ${change.owner}, or remove it.`,
        },
      ];
    if (!named) return [];
    return [
      isOld
        ? {
            code: 'CHANGE_SPENT',
            ...place,
            severity: 'warning',
            problem: `${change.id} is spent: what it allows has happened, or never will.`,
            fix: 'Remove the entry.',
          }
        : {
            code: 'CHANGE_ALLOWS_NOTHING',
            ...place,
            problem: `${change.id} allows ${change.allows.join(', ')}, and nothing of that happens to whom it is for.`,
            fix: 'Remove it, or write what does happen: `npx wan review` says it.',
          },
    ];
  });
}

/** What a new entry lets happen that doesn't: it would let the next mistake through, until its day. */
function surplus(change: Change, effects: readonly Effect[], place: Pick<Issue, 'at' | 'path'>): readonly Issue[] {
  const own = effects.filter((effect) => couldAllow(change, effect));
  const allowed = change.allows.filter((allowance) => !own.some((effect) => effect.allowance === allowance));
  const hit = new Set(own.flatMap(({ targets }) => targets.flat().map(({ kind, id }) => `${kind} ${id}`)));
  const named = Object.entries(change.for).flatMap(([kind, ids]) =>
    ((ids as readonly string[] | undefined) ?? []).map((id) => `${kind} ${id}`),
  );
  const others = named.filter((name) => !hit.has(name));
  if (allowed.length === 0 && others.length === 0) return [];
  return [
    {
      code: 'CHANGE_WIDER',
      ...place,
      severity: 'warning',
      problem: `${change.id} allows more than happens: ${[...allowed, ...others].join(', ')}.`,
      fix: 'Take that out: until its day it would let the next mistake through.',
    },
  ];
}

/** Whether an entry is about something that happens; another entry may be about it too. */
function couldAllow(change: Change, { allowance, targets }: Effect): boolean {
  return (
    allowance !== undefined && change.allows.includes(allowance) && targets.some((target) => isNamed(change, target))
  );
}

/** Everything that an entry can be for, before or after. */
function knownSubjects(sides: readonly Side[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = ({ kind, id }: Subject): void => {
    found.add(`${kind} ${id}`);
  };
  for (const { prepared } of sides) {
    const { catalogue, lock, raw } = prepared;
    Object.keys(raw.profiles).forEach((id) => add({ kind: 'profiles', id }));
    Object.values(lock.hubs).forEach((hub) => hub.concentrators.forEach((id) => add({ kind: 'concentrators', id })));
    Object.keys(lock.links).forEach((id) => add({ kind: 'links', id }));
    catalogue.sites.forEach((site) => siteTarget(site).forEach(add));
    catalogue.tenants.forEach(({ id }) => add({ kind: 'tenants', id }));
    catalogue.hubs.forEach(({ id }) => add({ kind: 'hubs', id }));
    catalogue.egressDomains.forEach(({ id }) => add({ kind: 'domains', id }));
    catalogue.datacentres.forEach(({ id }) => add({ kind: 'datacentres', id }));
  }
  return found;
}
