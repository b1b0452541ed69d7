import { counted } from '../../catalogue/text/counts';
import type { Issue } from '../../catalogue/issues/issue';
import type { Catalogue } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Path } from '../../catalogue/yaml/source';

/** How long before its last day a dated entry is named: time enough to ask its owner. */
const NOTICE_DAYS = 30;

interface Dated {
  readonly expires: string;
  readonly owner: string;
  readonly path: Path;
  readonly expired: Issue['code'];
}

/**
 * FLOW_EXPIRED or FILTERING_EXPIRED for what ended before `day`, EXPIRES_SOON as a warning for what ends within 30
 * days. Synthesis passes `severity` and only warns, so that an emergency deploy works.
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
    })),
    ...catalogue.tenants.flatMap(({ filtering }, index): Dated[] =>
      filtering?.kind === 'exception'
        ? [
            {
              expires: filtering.expires,
              owner: filtering.owner,
              path: ['tenants', index, 'filtering', 'expires'],
              expired: 'FILTERING_EXPIRED',
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
