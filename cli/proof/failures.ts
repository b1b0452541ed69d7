import { counted } from '../../catalogue/text/counts';
import type { Issue } from '../../catalogue/issues/issue';
import { suggestion } from '../../catalogue/shape-issues';
import { stableJson } from '../../output/stable-json';
import type { Prepared } from '../../plan/prepare';
import type { DatacentrePaths } from '../../verify/failures/datacentre-paths';
import { type Failure, Failures } from '../../verify/failures/failures';
import { renderFailure, renderTried } from '../../verify/report/render-failures';
import type { Proof } from '../../verify/walk/proof';
import type { CommandResult } from '../command-result';

/** `wan verify --without ID,ID`: who loses what when these have failed, and what takes another way. */
export function withoutCommand(
  { lock }: Prepared,
  proof: Proof,
  paths: DatacentrePaths,
  ids: readonly string[],
  format: string,
): CommandResult {
  const failures = new Failures(proof, lock);
  const known = failures.elements.all;
  if (ids.length === 0)
    return {
      text: '',
      issues: [
        {
          code: 'USAGE',
          problem: '--without names nothing.',
          fix: 'Name what has failed, such as --without dc-crewe or --without SITE.primary.',
        },
      ],
    };
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0)
    return {
      text: '',
      issues: unknown.map((id) => ({
        code: 'USAGE',
        problem: `--without knows nothing called "${id}".`,
        allowed:
          'SITE.CIRCUIT, DATACENTRE, DATACENTRE.CIRCUIT, DATACENTRE.internet, a zone, CONNECTION.tunnel-1, CONNECTION.instance-0, link_HUB_0-1',
        ...meant(id, [...known.keys()]),
      })),
    };
  const failure = failures.without(ids);
  const moves = failures.moves(ids);
  const ways = paths.without(ids);
  if (format === 'json')
    return {
      text: stableJson({ ...asData(failure), moves, asymmetric: ways.filter((way) => way.problem) }),
      issues: [],
    };
  return { text: renderFailure(failure, moves, ways), issues: [] };
}

/** Circuits of a site that was named by itself; else what is spelt alike. */
function meant(id: string, known: readonly string[]): { fix?: string } {
  const inside = known.filter((each) => each.startsWith(`${id}.`));
  return inside.length > 0 ? { fix: `Did you mean ${inside.join(' or ')}?` } : suggestion(id, known);
}

/** `wan verify --failures 1`: every element by itself; exit 1 where a site loses more than its class allows. */
export function failuresCommand(prepared: Prepared, proof: Proof, count: string, format: string): CommandResult {
  if (count !== '1')
    return {
      text: '',
      issues: [
        {
          code: 'USAGE',
          problem: `--failures takes 1: each element by itself. "${count}" is not tried.`,
          fix: 'For several at once name them: --without dc-crewe.dx-1,dc-crewe.dx-2.',
        },
      ],
    };
  const failures = new Failures(proof, prepared.lock).single();
  const issues = broken(prepared, failures);
  if (format !== 'json') return { text: renderTried(failures), issues };
  const text = stableJson({
    tried: failures.length,
    broken: issues.length,
    failures: failures.filter(({ losses }) => losses.length > 0).map(asData),
  });
  return { text, issues: [], exitCode: issues.length > 0 ? 1 : 0 };
}

function asData({ elements, losses, breaches }: Failure): object {
  return {
    elements,
    losses: losses.map((loss) => ({ ...loss, sites: loss.sites.map(({ id }) => id) })),
    breaches: breaches.map(({ site, what }) => ({ site: site.id, resilience: site.resilience, what })),
  };
}

/** What is not kept: where a datacentre's only way is the cause, one problem there; else one at each line that promises. */
function broken(prepared: Prepared, failures: readonly Failure[]): readonly Issue[] {
  const ofDatacentres = failures.filter(({ elements }) => elements[0]?.kind.endsWith(' of a datacentre'));
  return [
    ...ofDatacentres.flatMap((failure) => onlyWay(prepared, failure)),
    ...promises(
      prepared,
      failures.filter((failure) => !ofDatacentres.includes(failure)),
    ),
  ];
}

function onlyWay({ catalogue, where }: Prepared, { elements, breaches }: Failure): readonly Issue[] {
  const [element] = elements;
  if (!element || breaches.length === 0) return [];
  const index = catalogue.datacentres.findIndex(({ id }) => element.id.startsWith(`${id}.`));
  const names = breaches.map(({ site }) => `${site.name} (${site.resilience})`);
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  const lost = [...new Set(breaches.flatMap(({ what }) => what))];
  return [
    {
      code: 'RESILIENCE_BROKEN',
      at: where.at(['datacentres', index, 'id']),
      path: `datacentres.${element.id}`,
      problem: `Without ${element.id} (${element.label}) more is lost than was promised: ${lost.join(', ')}, at ${shown.join(', ')}.`,
      got: counted(breaches.length, 'site'),
      fix: `Give the datacentre a second way, a circuit or \`vpnBackup\`. See \`npx wan verify --without ${element.id}\`.`,
    },
  ];
}

/** Sites that lose more than was promised: one problem a site and kind of failure, at the line that promises. */
function promises({ catalogue, where }: Prepared, failures: readonly Failure[]): readonly Issue[] {
  const found = new Map<string, { issue: Issue; others: number }>();
  for (const failure of failures)
    for (const { site, what } of failure.breaches) {
      const [element] = failure.elements;
      if (!element) continue;
      const key = `${site.id} ${element.kind} ${what.join()}`;
      const before = found.get(key);
      if (before) {
        before.others += 1;
        continue;
      }
      const index = catalogue.sites.findIndex(({ id }) => id === site.id);
      const issue: Issue = {
        code: 'RESILIENCE_BROKEN',
        at: where.at(['sites', index, 'profile']),
        path: `sites.${site.id}.profile`,
        problem: `${site.name} is ${site.resilience}, and without ${element.id} (${element.label}) it loses ${what.join(', ')}.`,
        fix: `See \`npx wan verify --without ${element.id}\`. Give it another way, or the class that is true.`,
      };
      found.set(key, { issue, others: 0 });
    }
  return [...found.values()].map(({ issue, others }) =>
    others === 0 ? issue : { ...issue, problem: `${issue.problem.slice(0, -1)}; likewise without ${others} more.` },
  );
}
