import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Issue } from '../../catalogue/issues/issue';
import { counted } from '../../catalogue/text/counts';
import { displayPath, systemErrorCode } from '../../catalogue/yaml/source';
import { prepare, type Prepared } from '../../plan/prepare';
import { type Ends, NO_ENDS } from '../../plan/routers/ends';
import type { RouterPlan, RouterTunnel } from '../../plan/routers/router';
import { readEnds, type Taken } from '../../routers/ends/read-ends';
import { datacentreWithRouters, placesOf, siteWithRouters } from '../../routers/places';
import { checklist } from '../../routers/platforms/checklist';
import { type Platform, PLATFORMS } from '../../routers/platforms/platform';
import type { CommandResult } from '../command-result';
import { keptFolder } from './kept-folder';
import { find, nearest } from '../show/find';

export interface RouterOptions {
  /** Files that say where tunnels end, as the user typed them. */
  readonly ends?: readonly string[];
  /** Instead of what the catalogue says that the router is. */
  readonly platform?: Platform;
  /** Every site of the catalogue that has routers, into this folder. */
  readonly all?: boolean;
  readonly out?: string;
  readonly check?: boolean;
  /** What to do at the router, and to look at, instead of its configuration. */
  readonly checklist?: boolean;
}

/** `wan router SITE`: what each router of a site is set to; with `all`, a file for each router of the network. */
export function routerCommand(
  catalogue: string,
  cwd: string,
  asked: string | undefined,
  options: RouterOptions,
): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const usage = usageOf(asked, options);
  if (usage) return { text: '', issues: [usage] };
  const given = givenEnds(options.ends ?? [], cwd);
  if (given.issues.length > 0) return { text: '', issues: given.issues };
  return options.all === true
    ? allRouters(prepared.value, given.ends, options, cwd)
    : onePlace(prepared.value, asked ?? '', given.ends, options);
}

function usageOf(asked: string | undefined, { all, out, check, checklist: isList }: RouterOptions): Issue | undefined {
  const problem =
    all === true
      ? asked !== undefined
        ? '--all is every site: none is named beside it.'
        : out === undefined
          ? 'Where shall the files of all routers go? --out says.'
          : isList === true
            ? 'A checklist is of one site.'
            : undefined
      : asked === undefined
        ? 'Which site? Or --all, for every one.'
        : out !== undefined || check === true
          ? '--out and --check are for --all.'
          : undefined;
  return problem === undefined ? undefined : { code: 'USAGE', problem };
}

function givenEnds(files: readonly string[], cwd: string): { readonly ends: Ends; readonly issues: readonly Issue[] } {
  const taken: Taken = new Map();
  const read = files.map((file) => {
    const display = displayPath(file, cwd);
    try {
      return readEnds(readFileSync(path.resolve(cwd, file), 'utf8'), display, taken);
    } catch (error) {
      const issue: Issue = {
        code: 'ENDS_UNREADABLE',
        problem: `${display} can't be read: ${systemErrorCode(error) ?? String(error)}.`,
        fix: 'Name a file that says where tunnels end.',
      };
      return { ends: NO_ENDS, issues: [issue] };
    }
  });
  return {
    ends: {
      connections: read.flatMap(({ ends }) => ends.connections),
      gateways: read.flatMap(({ ends }) => ends.gateways),
      circuits: read.flatMap(({ ends }) => ends.circuits),
    },
    issues: read.flatMap(({ issues }) => issues),
  };
}

function onePlace(prepared: Prepared, asked: string, ends: Ends, options: RouterOptions): CommandResult {
  const places = find(prepared, asked.trim()).flatMap((found) =>
    found.kind === 'site'
      ? [siteWithRouters(prepared, found.it)]
      : found.kind === 'datacentre'
        ? [datacentreWithRouters(prepared, found.it)]
        : [],
  );
  const [place, ...others] = places;
  if (!place || others.length > 0)
    return {
      text: '',
      issues: [
        {
          code: 'SITE_UNKNOWN',
          problem: place
            ? `${places.length} places are meant by "${asked.trim()}".`
            : `There is no site or datacentre "${asked.trim()}".`,
          fix: `Did you mean ${(place ? places.slice(0, 5).map(({ id }) => id) : nearest(prepared, asked.trim())).map((id) => `"${id}"`).join(' or ')}?`,
        },
      ],
    };
  if (place.none) return { text: '', issues: [place.none] };
  const platform = options.platform ?? place.platform;
  const problems = [
    ...(platform === undefined ? [place.unsaid] : []),
    ...place.problems(platform),
    ...place.matched(ends),
  ];
  const wrong = problems.filter(({ severity }) => severity !== 'warning');
  if (platform === undefined || wrong.length > 0) return { text: '', issues: problems };
  const routers = place.plan(ends);
  const { render, extension } = PLATFORMS[platform];
  const text =
    options.checklist === true
      ? routers.map((router) => checklist(router, platform)).join('\n')
      : routers.map(render).join('\n');
  return {
    text,
    issues: [...problems, ...missing(routers)],
    data: {
      site: place.id,
      platform,
      routers: routers.map((router) => ({ file: `${router.id}.${extension}`, ...router })),
    },
  };
}

/** Tunnels whose other end nobody has said. */
function missing(routers: readonly RouterPlan[]): readonly Issue[] {
  const without = routers.flatMap(({ segments }) =>
    segments.flatMap(({ tunnels }) =>
      tunnels.filter(({ outside, inside }) => outside === undefined || inside.peer === undefined),
    ),
  );
  const circuits = routers.flatMap(({ underlay }) =>
    (underlay?.circuits ?? []).filter(({ peer }) => peer === undefined),
  );
  return [
    ...(without.length === 0
      ? []
      : [
          {
            code: 'ROUTER_ENDS_MISSING' as const,
            problem: `Where ${without.length === 1 ? 'a tunnel ends' : `${without.length} tunnels end`} is known once they are made: ${named(without)}.`,
            fix: 'Give --ends with what `terraform output -json` prints in the stack; until then <OUTSIDE ADDRESS …> stands there.',
          },
        ]),
    ...(circuits.length === 0
      ? []
      : [
          {
            code: 'ROUTER_ENDS_MISSING' as const,
            problem: `AWS chooses the addresses on Direct Connect circuits: ${circuits.map(({ circuit }) => circuit).join(', ')}.`,
            fix: 'Give --ends with what `terraform output -json` prints in the stack of the datacentre; until then <OWN ADDRESS …> stands there.',
          },
        ]),
  ];
}

function named(tunnels: readonly RouterTunnel[]): string {
  return shortened([...new Set(tunnels.map(({ connection }) => connection))]);
}

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function allRouters(prepared: Prepared, ends: Ends, options: RouterOptions, cwd: string): CommandResult {
  const places = placesOf(prepared).filter(({ none }) => none === undefined);
  const problems: Issue[] = [];
  const files = new Map<string, string>();
  const unknown: RouterTunnel[] = [];
  const unsaid: string[] = [];
  const openCircuits: string[] = [];
  const folder = options.out ?? '';
  for (const place of places) {
    const platform = options.platform ?? place.platform;
    if (platform === undefined) {
      unsaid.push(place.id);
      continue;
    }
    problems.push(...place.problems(platform).filter(({ severity }) => severity !== 'warning'));
    problems.push(...place.matched(ends, true));
    if (problems.length > 0) continue;
    const { render, extension } = PLATFORMS[platform];
    for (const router of place.plan(ends)) {
      files.set(`${folder}/${router.id}.${extension}`, render(router));
      unknown.push(
        ...router.segments.flatMap(({ tunnels }) =>
          tunnels.filter(({ outside, inside }) => outside === undefined || inside.peer === undefined),
        ),
      );
      openCircuits.push(
        ...(router.underlay?.circuits ?? []).flatMap(({ peer, circuit }) =>
          peer === undefined ? [`${router.site} ${circuit}`] : [],
        ),
      );
    }
  }
  if (problems.length > 0) return { text: '', issues: unique(problems) };
  const kept = keptFolder(
    {
      folder,
      files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
      noun: 'router',
      code: 'ROUTER_STALE',
      stale: {
        problem: 'It is not what the catalogue and its lock ask of the router now.',
        fix: 'Run it without --check, set the router accordingly, and commit the file.',
      },
      surplus: { problem: 'It is of no router of the network.', told: 'Of no router' },
    },
    cwd,
    options.check ?? false,
  );
  const open = new Set(unknown.map(({ connection }) => connection)).size;
  const notes = [
    ...(open === 0 ? [] : [`Where the tunnels of ${counted(open, 'connection')} end is not known: --ends says it.\n`]),
    ...(openCircuits.length === 0
      ? []
      : [`Addresses on circuits are not known: ${shortened(openCircuits)}; --ends says them.\n`]),
    ...(unsaid.length === 0
      ? []
      : [
          `${counted(unsaid.length, 'site')} left out, whose routers nobody names (--platform does): ${shortened(unsaid)}.\n`,
        ]),
  ];
  return { ...kept, text: `${summary(kept.text)}${notes.join('')}` };
}

/** Hundreds of files are counted, not listed. */
function summary(text: string): string {
  const lines = text.split('\n').filter((line) => line.endsWith(' written.'));
  if (lines.length <= 20) return text;
  const rest = text.split('\n').filter((line) => line !== '' && !line.endsWith(' written.'));
  return `${lines.length} files written.\n${rest.map((line) => `${line}\n`).join('')}`;
}

/** A profile that says nothing is one problem, not one of every site. */
function unique(problems: readonly Issue[]): readonly Issue[] {
  return [...new Map(problems.map((issue) => [`${issue.code} ${issue.path ?? issue.problem}`, issue])).values()];
}
