import { diffLines } from 'diff';
import { compareText } from '../../catalogue/issues/issue';
import type { Prepared } from '../../plan/prepare';
import { NO_ENDS } from '../../plan/routers/ends';
import type { RouterPlan } from '../../plan/routers/router';
import { placesOf, type RouterPlace } from '../../routers/places';
import { PLATFORMS } from '../../routers/platforms/platform';
import type { Side } from '../sides/side';

/** A router that somebody has to set up, set anew, or take out. */
export interface RouterChange {
  readonly id: string;
  readonly site: string;
  readonly kind: 'new' | 'anew' | 'gone';
  /** Lines of its configuration that go and come, with a minus or a plus; empty where nobody knows what it is. */
  readonly difference: readonly string[];
}

/** Routers whose configuration is another than before. A change that no router sees is none. */
export function routerChanges(base: Side, head: Side): readonly RouterChange[] {
  const [before, after] = [routersOf(base.prepared), routersOf(head.prepared)];
  // A site with another id has the same router.
  for (const [id, { place }] of after) {
    const formerly = place.was === undefined ? undefined : id.replace(place.id, place.was);
    const old = formerly === undefined ? undefined : before.get(formerly);
    if (formerly === undefined || !old || before.has(id) || after.has(formerly)) continue;
    before.delete(formerly);
    before.set(id, old);
  }
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
  return ids.flatMap((id): RouterChange[] => {
    const [old, now] = [before.get(id), after.get(id)];
    if (!old) return now ? [{ id, site: now.place.id, kind: 'new', difference: [] }] : [];
    if (!now) return [{ id, site: old.place.id, kind: 'gone', difference: [] }];
    if (JSON.stringify(old.plan) === JSON.stringify(now.plan)) return [];
    const difference = differenceOf(old, now);
    return [{ id, site: now.place.id, kind: 'anew', difference }];
  });
}

interface Router {
  readonly place: RouterPlace;
  readonly plan: RouterPlan;
}

function routersOf(prepared: Prepared): Map<string, Router> {
  return new Map(
    placesOf(prepared)
      .filter(({ none }) => none === undefined)
      .flatMap((place) => place.plan(NO_ENDS).map((plan) => [plan.id, { place, plan }] as const)),
  );
}

function differenceOf(old: Router, now: Router): readonly string[] {
  const [before, after] = [textOf(old), textOf(now)];
  if (before === undefined || after === undefined) return [];
  return diffLines(before, after).flatMap(({ added, removed, value }) => {
    if (!added && !removed) return [];
    const sign = added ? '+' : '-';
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${sign}${line}`);
  });
}

/** Its configuration, where the catalogue says enough to write one. */
function textOf({ place, plan }: Router): string | undefined {
  const { platform } = place;
  if (platform === undefined) return undefined;
  if (place.problems(platform).some(({ severity }) => severity !== 'warning')) return undefined;
  return PLATFORMS[platform].render(plan);
}
