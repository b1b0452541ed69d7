import type { Issue } from '../catalogue/issue';
import type { Catalogue } from '../catalogue/model';
import type { Whereabouts } from '../catalogue/shape-issues';

/** FLOW_EXPIRED for every flow whose last day is before `day`. Synthesis only warns, so that an emergency deploy works. */
export function expiredFlows(
  catalogue: Catalogue,
  where: Whereabouts,
  day: string,
  severity?: 'warning',
): readonly Issue[] {
  return catalogue.flows.flatMap((flow, index): Issue[] =>
    flow.expires < day
      ? [
          {
            code: 'FLOW_EXPIRED',
            at: where.at(['flows', index, 'expires']),
            path: where.named(['flows', index, 'expires']),
            problem: `Expired on ${flow.expires}. Renew it with its owner (${flow.owner}) or remove it.`,
            ...(severity ? { severity } : {}),
          },
        ]
      : [],
  );
}
