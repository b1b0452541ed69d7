import type { Issue } from '../../catalogue/issues/issue';
import { FIELDS } from './fields';
import type { SiteImport } from './merge';
import { rowIssue, type Sheet } from './sheet';

/** Problems of the catalogue as it would be, each at the row and column that says it, and whose they are. */
export function placedInRows(
  issues: readonly Issue[],
  sites: readonly SiteImport[],
  sheet: Sheet,
): { readonly issues: readonly Issue[]; readonly sites: ReadonlySet<string> } {
  const byId = new Map(sites.map((site) => [site.id, site]));
  const found = new Set<string>();
  const placed = issues.map((issue) => {
    const [noun, id = '', ...path] = (issue.path ?? '').split('.');
    const own = noun === 'sites' ? byId.get(id) : undefined;
    // Of two that don't go together the later one is named; the other may be the imported one.
    const site =
      own ?? sites.find(({ entry }) => typeof entry?.['name'] === 'string' && issue.problem.includes(entry['name']));
    if (!site) return atNoLine(issue);
    found.add(site.id);
    if (!own)
      return rowIssue(sheet, site.rows[0]?.row ?? 1, undefined, {
        problem: issue.problem,
        ...(issue.fix === undefined ? {} : { fix: issue.fix }),
      });
    const [row, field] = whereIn(site, path);
    const column =
      field === undefined ? undefined : site.rows.find((each) => each.row === row)?.said.get(field)?.column;
    const { at: _at, excerpt: _excerpt, path: _path, code, problem, ...rest } = issue;
    // Whoever filters by the catalogue's own code still finds it.
    return rowIssue(sheet, row, column, {
      ...rest,
      problem: `${problem}${column === undefined ? ` (${code} ${issue.path ?? ''})` : ''}`,
    });
  });
  return { issues: placed, sites: found };
}

/** A line of a file as it would be is nowhere to be seen. */
function atNoLine({ at: _at, excerpt: _excerpt, ...issue }: Issue): Issue {
  return issue;
}

/** Row and field of what stands at a path inside a site's entry. */
function whereIn({ rows, rowOfCircuit }: SiteImport, path: readonly string[]): readonly [number, string | undefined] {
  const first = rows[0]?.row ?? 1;
  const [head = '', ...rest] = path;
  if (head === 'circuits' && rest.length > 0) {
    const row = rowOfCircuit.get(rest[0] ?? '')?.row ?? first;
    return [row, fieldAt('circuit', rest[1] ?? '', rest[2])];
  }
  return [first, fieldAt('site', head, rest[0])];
}

function fieldAt(whose: 'site' | 'circuit', head: string, next: string | undefined): string | undefined {
  return FIELDS.find(({ of, path: own }) => of === whose && own[0] === head && (own.length === 1 || own[1] === next))
    ?.name;
}
