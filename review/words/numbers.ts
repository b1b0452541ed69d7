import { isNamed, siteTarget } from '../../catalogue/consent';
import { compareText } from '../../catalogue/issues/issue';
import type { Site } from '../../catalogue/model';
import type { Allowance } from '../../catalogue/schema/changes';
import type { Lock, SiteLock } from '../../plan/lock/lock-file';
import type { Side } from '../sides/side';
import type { EntryChange } from './catalogue-changes';

/** A number of the lock that a site or hub had, and has no longer. */
export interface NumberMove {
  readonly site: string;
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** Whether somebody wrote something else at the very site: nobody should find another's numbers moved. */
  readonly isTouched: boolean;
}

/** What an entry allows that moves numbers. */
const MOVING: ReadonlySet<Allowance> = new Set(['renumbered', 'two-byte-asn', 'tunnels-replaced', 'tunnels-removed']);

/** Numbers that are other ones now, of sites and hubs on both sides. What was chosen for something new has not moved. */
export function numberMoves(base: Side, head: Side, changes: readonly EntryChange[]): readonly NumberMove[] {
  const written = new Set(changes.map(({ noun, id }) => `${noun} ${id}`));
  const { changes: entries } = head.prepared.catalogue;
  // Whoever has his numbers changed by consent was touched by that.
  const isTouchedBy = (site: Site): boolean =>
    written.has(`sites ${site.id}`) ||
    written.has(`profiles ${site.profile}`) ||
    entries.some(
      ({ allows, ...entry }) =>
        allows.some((each) => MOVING.has(each)) && isNamed({ allows, ...entry }, siteTarget(site)),
    );
  const before = base.prepared.lock.sites;
  const ofSites = head.prepared.catalogue.sites.flatMap((site) => {
    const { id, was } = site;
    const one = before[id] ?? (was === undefined ? undefined : before[was]);
    const other = head.prepared.lock.sites[id];
    if (!one || !other) return [];
    const old = numbersOf(one);
    return [...numbersOf(other)].flatMap(([what, to]): readonly NumberMove[] => {
      const from = old.get(what);
      return from === undefined || from === to ? [] : [{ site: id, what, from, to, isTouched: isTouchedBy(site) }];
    });
  });
  const ofHubs = Object.entries(head.prepared.lock.hubs).flatMap(([id, hub]): readonly NumberMove[] => {
    const old = base.prepared.lock.hubs[id];
    const all = [
      [old?.networks, hub.networks],
      [old?.services, hub.services],
    ] as const;
    return all.flatMap(([one = {}, other]) =>
      Object.entries(other).flatMap(([what, to]) => {
        const from = one[what];
        if (from === undefined || from === to) return [];
        return [{ site: id, what: `network of ${what}`, from, to, isTouched: written.has(`hubs ${id}`) }];
      }),
    );
  });
  return [...ofSites, ...ofHubs].sort((a, b) => compareText(a.site, b.site) || compareText(a.what, b.what));
}

function numbersOf(site: SiteLock): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (site.asn !== undefined) found.set('AS number', String(site.asn));
  for (const cloud of ['aws', 'azure'] as const) {
    const stack = site.stacks[cloud];
    if (stack !== undefined) found.set(`stack in ${cloud}`, stack);
  }
  for (const [tenant, segment] of Object.entries(site.segments)) {
    if (segment.prefix !== undefined) found.set(`prefix of ${tenant}`, segment.prefix);
    for (const [circuit, { loopback, tunnels, concentrator }] of Object.entries(segment.circuits)) {
      const of = `${tenant} on ${circuit}`;
      if (loopback !== undefined) found.set(`loopback of ${of}`, loopback);
      if (concentrator !== undefined) found.set(`concentrator of ${of}`, concentrator);
      tunnels?.forEach((range, index) => found.set(`inside range ${index + 1} of ${of}`, range));
    }
  }
  return found;
}

/** Rule numbers that are other ones now; logs name them. */
export function ruleMoves(before: Lock, after: Lock): readonly string[] {
  return Object.entries(after.rules)
    .filter(([key, number]) => before.rules[key] !== undefined && before.rules[key] !== number)
    .map(([key]) => key)
    .sort(compareText);
}
