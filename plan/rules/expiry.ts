import { counted } from '../../catalogue/text/counts';
import type { Issue } from '../../catalogue/issues/issue';
import type { Catalogue } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Path } from '../../catalogue/yaml/source';

/** A dated entry that outlives those who agreed to it is a standing one that nobody reviews. */
const MOST_YEARS = 2;

/** How long before its last day a dated entry is named: time enough to ask its owner. */
const NOTICE_DAYS = 30;

interface Dated {
  readonly expires: string;
  readonly owner: string;
  readonly path: Path;
  readonly expired: Issue['code'];
  /** What to write where it is to last. */
  readonly standing: string;
}

/**
 * FLOW_EXPIRED or FILTERING_EXPIRED for what ended before `day`, EXPIRES_SOON as a warning for what ends within 30
 * days, EXPIRES_LATE for what ends more than two years after it. Synthesis passes `severity` and only warns, so that an emergency deploy works.
 */
export function expiries(
  catalogue: Catalogue,
  where: Whereabouts,
  day: string,
  severity?: 'warning',
): readonly Issue[] {
  const dated: readonly Dated[] = [
    ...catalogue.flows.map((flow, index): Dated => ({
      expires: flow.expires,
      owner: flow.owner,
      path: ['flows', index, 'expires'],
      expired: 'FLOW_EXPIRED',
      standing:
        'Write an earlier day. What is to last is a service: `consumers` may name a tenant with `prefixes`, so that only some of its addresses reach it.',
    })),
    ...catalogue.tenants.flatMap(({ filtering }, index): Dated[] =>
      filtering?.kind === 'exception'
        ? [
            {
              expires: filtering.expires,
              owner: filtering.owner,
              path: ['tenants', index, 'filtering', 'expires'],
              expired: 'FILTERING_EXPIRED',
              standing: 'Write an earlier day, and have it accepted anew then.',
            },
          ]
        : [],
    ),
  ];
  return dated.flatMap((entry): Issue[] => {
    const place = { at: where.at(entry.path), path: where.named(entry.path) };
    if (entry.expires < day) {
      return [
        {
          ...place,
          code: entry.expired,
          problem: `Expired on ${entry.expires} (today is taken to be ${day}), and is still open until it is removed and deployed. Renew it with its owner (${entry.owner}) or remove it.`,
          ...(severity ? { severity } : {}),
        },
      ];
    }
    const latest = `${Number(day.slice(0, 4)) + MOST_YEARS}${day.slice(4)}`;
    if (entry.expires > latest)
      return [
        {
          ...place,
          code: 'EXPIRES_LATE',
          problem: 'A dated entry is for two years at most: it is renewed with its owner, or it is no exception.',
          got: entry.expires,
          allowed: `up to ${latest}`,
          fix: entry.standing,
          ...(severity ? { severity } : {}),
        },
      ];
    const days = Math.round((Date.parse(entry.expires) - Date.parse(day)) / 86_400_000);
    if (days > NOTICE_DAYS) return [];
    return [
      {
        ...place,
        code: 'EXPIRES_SOON',
        severity: 'warning',
        problem: `Ends on ${entry.expires}, ${counted(days, 'day')} after ${day}.`,
        fix: `Ask its owner (${entry.owner}) whether it is still needed.`,
      },
    ];
  });
}
