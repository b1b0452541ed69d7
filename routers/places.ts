import type { Issue } from '../catalogue/issues/issue';
import type { Datacentre, Router, Site } from '../catalogue/model';
import type { Path } from '../catalogue/yaml/source';
import type { Prepared } from '../plan/prepare';
import { datacentreProblems, noDatacentreRouters } from '../plan/routers/datacentre-problems';
import { planDatacentreRouters } from '../plan/routers/datacentre-routers';
import type { Ends } from '../plan/routers/ends';
import { planRouters } from '../plan/routers/router-plan';
import { noRouters, routerProblems } from '../plan/routers/router-problems';
import type { RouterPlan } from '../plan/routers/router';
import { matchedEnds } from './ends/matched-ends';
import { type Platform, PLATFORMS } from './platforms/platform';

/** Where routers stand: a building, or a datacentre. */
export interface RouterPlace {
  readonly id: string;
  readonly name: string;
  /** Its former id. */
  readonly was?: string;
  /** What the catalogue says that its routers are; absent where it says nothing. */
  readonly platform?: Platform;
  /** What is said where the caller has to say it. */
  readonly unsaid: Issue;
  /** Why it has no router to set; absent where it has. */
  readonly none?: Issue;
  /** What has to be known before its routers can be set, and isn't. */
  readonly problems: (platform: Platform | undefined) => readonly Issue[];
  /** Whether ends are its own. */
  readonly matched: (ends: Ends, isPart?: boolean) => readonly Issue[];
  readonly plan: (ends: Ends) => readonly RouterPlan[];
}

/** Every site and datacentre, whether it has routers to set or not. */
export function placesOf(prepared: Prepared): readonly RouterPlace[] {
  const { sites, datacentres } = prepared.catalogue;
  return [
    ...sites.map((site) => siteWithRouters(prepared, site)),
    ...datacentres.map((datacentre) => datacentreWithRouters(prepared, datacentre)),
  ];
}

export function siteWithRouters(prepared: Prepared, site: Site): RouterPlace {
  const none = noRouters(prepared, site);
  return {
    id: site.id,
    name: site.name,
    ...(site.was === undefined ? {} : { was: site.was }),
    ...said(prepared, site.name, site.router, ['profiles', site.profile, 'router']),
    ...(none ? { none } : {}),
    problems: (platform) => routerProblems(prepared, site, platform),
    matched: (ends, isPart) => matchedEnds(prepared.plan, site, ends, isPart),
    plan: (ends) => planRouters(prepared, site, ends),
  };
}

export function datacentreWithRouters(prepared: Prepared, datacentre: Datacentre): RouterPlace {
  const none = noDatacentreRouters(prepared, datacentre);
  const path: Path = ['datacentres', prepared.catalogue.datacentres.indexOf(datacentre)];
  const { router } = datacentre;
  return {
    id: datacentre.id,
    name: datacentre.name,
    ...said(prepared, datacentre.name, router?.platform, router === undefined ? path : [...path, 'router', 'platform']),
    ...(none ? { none } : {}),
    problems: (platform) => datacentreProblems(prepared, datacentre, platform),
    matched: (ends, isPart) => matchedEnds(prepared.plan, datacentre, ends, isPart),
    plan: (ends) => planDatacentreRouters(prepared, datacentre, ends),
  };
}

function said(
  { where }: Prepared,
  name: string,
  router: Router | undefined,
  path: Path,
): Pick<RouterPlace, 'platform' | 'unsaid'> {
  return {
    ...(router === undefined || router === 'generic' || router === 'none' ? {} : { platform: router }),
    unsaid: {
      code: 'ROUTER_PLATFORM',
      at: where.at(path),
      path: where.named(path),
      problem: `Nobody says what the router of ${name} is.`,
      ...(router === undefined ? {} : { got: router }),
      allowed: Object.keys(PLATFORMS).join(', '),
      fix:
        router === undefined
          ? 'Add `router: { platform: … }` here, or say it with --platform.'
          : 'Say it here, or with --platform.',
    },
  };
}
