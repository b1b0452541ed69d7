import { getBorderCharacters, table } from 'table';
import { counted } from '../../catalogue/text/counts';
import { compareText } from '../../catalogue/issues/issue';
import type { DatacentrePath } from '../failures/datacentre-paths';
import type { ElementKind } from '../failures/elements';
import type { Failure, Loss, Move } from '../failures/failures';

/** What becomes of the network when one or several elements have failed, as `--without` prints it. */
export function renderFailure(
  { elements, losses, breaches }: Failure,
  moves: readonly Move[],
  paths: readonly DatacentrePath[],
): string {
  const bad = paths.filter(({ problem }) => problem !== undefined);
  return [
    `Without ${elements.map(({ id, label }) => `${id} (${label})`).join(' and ')}\n`,
    ...(losses.length === 0
      ? [' Nobody loses anything.\n']
      : [' Lost\n', ...losses.map((loss) => `   ${lossText(loss)}\n`)]),
    ...(moves.length === 0 ? [] : ['\n Goes another way\n', ...movesText(moves).map((line) => `   ${line}\n`)]),
    ...(paths.length === 0
      ? []
      : bad.length === 0
        ? [`\n Datacentres: ${paths.length} kinds of traffic, each there and back by one way.\n`]
        : ['\n Datacentres\n', ...bad.map((path) => `   ${pathText(path)}\n`)]),
    ...(breaches.length === 0
      ? []
      : [
          '\n More than the class of resilience allows\n',
          ...breaches.map(({ site, what }) => `   ${site.name} (${site.resilience}): ${what.join(', ')}\n`),
        ]),
  ].join('');
}

/** `sites of schools (240 sites) lose services.gis at Crewe datacentre`. */
export function lossText({ who, sites, what, where }: Loss): string {
  const count = sites.length > 1 ? ` (${sites.length} sites)` : '';
  return `${who}${count}: ${what}${where === undefined ? '' : ` at ${where}`}`;
}

/** Moves of a kind in one line each: how many prefixes, from which connection to which. */
export function movesText(moves: readonly Move[]): readonly string[] {
  const found = new Map<string, { readonly tables: Set<string>; readonly prefixes: Set<string> }>();
  for (const { table: name, prefix, from, to } of moves) {
    const key = `${shortName(from)} → ${shortName(to)}`;
    const entry = found.get(key) ?? { tables: new Set<string>(), prefixes: new Set<string>() };
    entry.tables.add(name);
    entry.prefixes.add(prefix);
    found.set(key, entry);
  }
  return [...found]
    .sort(([a], [b]) => compareText(a, b))
    .map(
      ([key, { tables, prefixes }]) =>
        `${key}: ${counted(prefixes.size, 'prefix')} in ${counted(tables.size, 'table')}`,
    );
}

export function pathText({ datacentre, tenant, peer, towards, from, problem }: DatacentrePath): string {
  return `${tenant} of ${datacentre} ↔ ${peer}: ${shortName(towards)} there, ${shortName(from) || 'nothing'} back: ${problem ?? 'one way'}`;
}

/** `aws-hub-london/aws_vpn_connection.x` is long; the stack is in the connection's own name. */
function shortName(address: string): string {
  return address.replace(/\b[a-z][\w-]*\//g, '');
}

const KINDS: readonly ElementKind[] = [
  'circuit of a site',
  'tunnel',
  'circuit of a datacentre',
  'internet line of a datacentre',
  'datacentre',
  'zone',
  'tunnel of a link',
];

/** How many elements of each kind were tried, and how that went, as `--failures 1` prints it. */
export function renderTried(failures: readonly Failure[]): string {
  const rows = KINDS.flatMap((kind) => {
    const own = failures.filter(({ elements }) => elements[0]?.kind === kind);
    if (own.length === 0) return [];
    const none = own.filter(({ losses }) => losses.length === 0).length;
    const more = own.filter(({ breaches }) => breaches.length > 0).length;
    return [[kind, own.length, none, own.length - none - more, more].map(String)];
  });
  const broken = failures.filter(({ breaches }) => breaches.length > 0).length;
  const grid = table([['failed', 'tried', 'nothing lost', 'as the class allows', 'more'], ...rows], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 1, paddingRight: 2 },
    columns: [1, 2, 3, 4]
      .map((index) => [index, { alignment: 'right' as const }] as const)
      .reduce((all, [index, column]) => ({ ...all, [index]: column }), {}),
    drawHorizontalLine: () => false,
  }).replace(/ +$/gm, '');
  const verdict =
    broken === 0
      ? 'nobody loses more than the class of resilience allows.'
      : `${broken} of them ${broken === 1 ? 'takes' : 'take'} more than a class of resilience allows.`;
  return `${grid}\n${counted(failures.length, 'element')}, each failed by itself: ${verdict}\n`;
}
