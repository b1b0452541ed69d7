import { compareText } from '../catalogue/issues/issue';
import { isRendered } from '../catalogue/model';
import type { QuotaUse } from '../plan/preflight/preflight';
import type { Prepared } from '../plan/prepare';
import type { SummaryOptions } from './summary';

/** What `npm start -- --format json` prints: the summary for a program. The same run gives the same bytes. */
export function summaryData(prepared: Prepared, options: Omit<SummaryOptions, 'seconds'>): object {
  const { catalogue, lock, plan, accepted } = prepared;
  const names = plan.stacks.map(({ name }) => name);
  return {
    wan: catalogue.wan.name,
    environment: catalogue.wan.environment,
    catalogue: options.catalogue,
    asOf: lock.asOf,
    sites: {
      total: catalogue.sites.length,
      ...Object.fromEntries(
        (['planned', 'building', 'live', 'leaving'] as const).map((state) => [
          state,
          catalogue.sites.filter((site) => site.state === state).length,
        ]),
      ),
    },
    tenants: [...catalogue.tenants]
      .sort((a, b) => compareText(a.id, b.id))
      .map(({ id }) => ({
        id,
        sites: catalogue.sites.filter((site) => isRendered(site) && site.segments.some(({ tenant }) => tenant === id))
          .length,
        connections: {
          aws: plan.connections.filter(({ tenant, cloud }) => tenant === id && cloud === 'aws').length,
          azure: plan.connections.filter(({ tenant, cloud }) => tenant === id && cloud === 'azure').length,
        },
      })),
    quotas: quotaData(prepared.uses),
    accepted: accepted.map(({ issue, by }) => ({ code: issue.code, at: issue.path, by: by.id, review: by.review })),
    notReached: plan.notReached,
    isolation: options.proven === undefined ? null : { classes: options.proven, differences: 0 },
    out: options.out,
    stacks: {
      all: names,
      written: options.written,
      unchanged: names.filter((name) => !options.written.includes(name)),
      gone: [...(options.gone ?? [])].sort(compareText),
    },
  };
}

/** Every limit that is touched, fullest first. */
export function quotaData(uses: readonly QuotaUse[]): readonly object[] {
  return uses.map(({ quota, used, limit, scope }) => ({ code: quota.code, what: quota.what, used, limit, scope }));
}
