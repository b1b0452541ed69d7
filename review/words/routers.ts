import { diffLines } from 'diff';
import { compareText } from '../../catalogue/issues/issue';
import type { Site } from '../../catalogue/model';
import type { Prepared } from '../../plan/prepare';
import { NO_ENDS } from '../../plan/routers/ends';
import type { RouterPlan } from '../../plan/routers/router';
import { planRouters } from '../../plan/routers/router-plan';
import { noRouters, routerProblems } from '../../plan/routers/router-problems';
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
  for (const [id, { site }] of after) {
    const formerly = site.was === undefined ? undefined : id.replace(site.id, site.was);
    const old = formerly === undefined ? undefined : before.get(formerly);
    if (formerly === undefined || !old || before.has(id) || after.has(formerly)) continue;
    before.delete(formerly);
    before.set(id, old);
  }
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
  return ids.flatMap((id): RouterChange[] => {
    const [old, now] = [before.get(id), after.get(id)];
    if (!old) return now ? [{ id, site: now.site.id, kind: 'new', difference: [] }] : [];
    if (!now) return [{ id, site: old.site.id, kind: 'gone', difference: [] }];
    if (JSON.stringify(old.plan) === JSON.stringify(now.plan)) return [];
    const difference = differenceOf(old, now);
    return [{ id, site: now.site.id, kind: 'anew', difference }];
  });
}

interface Router {
  readonly site: Site;
  readonly plan: RouterPlan;
  readonly prepared: Prepared;
}

function routersOf(prepared: Prepared): Map<string, Router> {
  return new Map(
    prepared.catalogue.sites
      .filter((site) => noRouters(prepared, site) === undefined)
      .flatMap((site) =>
        planRouters(prepared, site, NO_ENDS).map((plan) => [plan.id, { site, plan, prepared }] as const),
      ),
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
function textOf({ site, plan, prepared }: Router): string | undefined {
  const { router } = site;
  if (router === 'generic' || router === 'none') return undefined;
  if (routerProblems(prepared, site, router).some(({ severity }) => severity !== 'warning')) return undefined;
  return PLATFORMS[router].render(plan);
}
