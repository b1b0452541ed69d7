import path from 'node:path';
import { type Issue, type Result, sortIssues, success } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { counted } from '../../catalogue/text/counts';
import { plain } from '../../catalogue/text/paint';
import { withEntries, withItems } from '../../catalogue/yaml/insert-entries';
import { withKeys } from '../../catalogue/yaml/set-keys';
import { readBytes } from '../../catalogue/yaml/source';
import { columns } from '../../report/columns';
import type { CommandResult } from '../command-result';
import { CatalogueTexts, laidOutOtherwise } from '../edit/catalogue-texts';
import { SITE } from '../edit/forms/site';
import { type Desk, propose, type Proposal } from '../edit/proposal';
import { writeUninterrupted } from '../writing/write-together';
import { columnsOf, type Mapping, PLAIN_MAPPING, readMapping } from './mapping';
import { mergedSites, type SiteImport } from './merge';
import { placedInRows } from './placed';
import { isNetbox, readNetbox } from './read-netbox';
import { readCsv } from './read-csv';
import { readXlsx } from './read-xlsx';
import { type ImportRow, readRows } from './rows';
import type { Sheet } from './sheet';

export interface ImportOptions {
  /** File that says which column is what. @default - columns are called as fields are */
  readonly map?: string;
  /** Writes; without it nothing is written. @default false */
  readonly write?: boolean;
  /** Writes what is right, and leaves out sites of which a row is refused. @default false */
  readonly skipRefused?: boolean;
  /** The day by which consent is judged. @default - today */
  readonly today?: string;
  readonly width?: number;
}

/** What files say, told by their content, as one table. */
interface Input {
  readonly sheet: Sheet;
  readonly rows: readonly ImportRow[];
  readonly issues: readonly Issue[];
  readonly notes: readonly string[];
  readonly dropped: readonly Issue[];
  /** Whether prefixes that are otherwise than a site has them are told and left. */
  readonly keepsSegments: boolean;
}

/** More sites than this are checked as a catalogue; the lock and the review of so many are asked for by themselves. */
const MOST_LOCKED = 200;

/**
 * `wan import FILE…`: a schedule of a supplier, or what NetBox has, as entries of the catalogue. Shows what is new, changed and refused; with
 * `write` the files are written, all or none. To import the same again changes nothing.
 */
export async function importCommand(
  catalogue: string,
  cwd: string,
  files: readonly string[],
  options: ImportOptions,
): Promise<CommandResult> {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const mapping =
    options.map === undefined ? success(PLAIN_MAPPING) : readMapping(path.resolve(cwd, options.map), options.map);
  if (!mapping.ok) return failed(mapping.issues);
  const loaded = loadCatalogue(catalogue, cwd);
  if (!loaded.ok) return failed(loaded.issues);
  const input = await inputOf(files, cwd, mapping.value, loaded.value);
  if (!input.ok) return failed(input.issues);
  const texts = CatalogueTexts.read(loaded.value, cwd);
  const desk: Desk = {
    catalogue,
    cwd,
    today: options.today ?? new Date().toISOString().slice(0, 10),
    width: options.width ?? 100,
    paint: plain,
  };
  const tried = tryOut(input.value, loaded.value, texts, desk);
  const issues = sortIssues(tried.issues);
  const { notes, dropped, sheet } = input.value;
  const table = tableOf(tried, options.width);
  const heads = [...(sheet.notes ?? []), ...notes].map((note) => `${note}\n`).join('');
  const head = `${heads}${heads === '' ? '' : '\n'}${table}`;
  const data = dataOf(tried);
  const { proposal } = tried;
  const isRefused = issues.length > 0 && (options.skipRefused !== true || tried.texts.size === 0);
  if (isRefused) return { text: head, issues: [...issues, ...dropped], data };
  const warnings = [
    ...issues.map((issue): Issue => ({ ...issue, severity: 'warning' })),
    ...dropped,
    ...tried.warnings,
  ];
  if (tried.texts.size === 0) return { text: `${head}\nThere is nothing to write.\n`, issues: warnings, data };
  const effect = proposal === undefined ? '' : `\n${proposal.effect}`;
  if (options.write !== true)
    return { text: `${head}${effect}\nNothing was written. \`--write\` writes it.\n`, issues: warnings, data };
  const writings = [...tried.texts].map(([file, text]) => ({ file, text, before: texts.texts.get(file) }));
  const failure = proposal === undefined ? await writeUninterrupted(cwd, writings) : await proposal.write();
  if (failure.length > 0) return failed(failure);
  const written = proposal?.files ?? writings.map(({ file }) => file);
  const next = proposal === undefined ? '`npx wan lock`, `npx wan review`, and commit' : '`npx wan review`, and commit';
  return { text: `${head}${effect}\n${written.join(', ')} written. Next: ${next}.\n`, issues: warnings, data };
}

async function inputOf(
  files: readonly string[],
  cwd: string,
  mapping: Mapping,
  { raw }: LoadedCatalogue,
): Promise<Result<Input>> {
  const read: { readonly file: string; readonly bytes: Uint8Array }[] = [];
  const issues: Issue[] = [];
  for (const file of files) {
    const bytes = readBytes(path.resolve(cwd, file), file);
    if (bytes instanceof Uint8Array) read.push({ file, bytes });
    else issues.push(bytes);
  }
  const [first, ...others] = read;
  if (issues.length > 0 || !first) return { ok: false, issues };
  if (read.every(({ file, bytes }) => isNetbox(file, bytes))) {
    const netbox = readNetbox(read, mapping, raw.tenants);
    return netbox.ok ? success({ ...netbox.value, keepsSegments: true }) : netbox;
  }
  if (others.length > 0)
    return {
      ok: false,
      issues: [
        {
          code: 'USAGE',
          problem: 'Several files are taken of NetBox alone, and one of these is none of its own.',
          fix: 'Import one schedule after the other.',
        },
      ],
    };
  const sheet = isWorkbook(first.bytes)
    ? await readXlsx(first.bytes, first.file, mapping)
    : readCsv(first.bytes, first.file, mapping.headRow);
  if (!sheet.ok) return sheet;
  const found = columnsOf(sheet.value, mapping);
  if (!found.ok) return found;
  const { left, keys } = found.value;
  return success({
    sheet: sheet.value,
    ...readRows(sheet.value, mapping, found.value),
    keepsSegments: false,
    notes: [
      ...(left.length === 0 ? [] : [`Left out, since nothing is said of them: ${left.join(', ')}.`]),
      ...(keys.length === 0 ? [] : [`Never read, since keys stand there: ${keys.join(', ')}.`]),
    ],
  });
}

/** A workbook is a ZIP, or an old one a compound file. */
function isWorkbook(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  return head === 'PK\x03\x04' || head === '\xd0\xcf\x11\xe0';
}

/** What would be written, and of whom a row is refused. */
interface Tried {
  readonly sites: readonly SiteImport[];
  /** Ids of sites of which nothing is taken. */
  readonly refused: ReadonlySet<string>;
  readonly issues: readonly Issue[];
  readonly texts: ReadonlyMap<string, string>;
  readonly warnings: readonly Issue[];
  /** With lock and review; absent where there is nothing to write, or too much. */
  readonly proposal?: Proposal;
}

/** Puts it into the files' texts and has them checked; sites that are refused are taken out, until the rest is right. */
function tryOut(input: Input, loaded: LoadedCatalogue, texts: CatalogueTexts, desk: Desk): Tried {
  const { sites, issues: merging } = mergedSites(input.sheet, input.rows, loaded, texts, input.keepsSegments);
  const issues: Issue[] = [...input.issues, ...merging];
  const rowsAtFault = new Set(issues.flatMap(({ code, at }) => (code === 'IMPORT_ROW' && at ? [at.line] : [])));
  const refused = new Set(sites.filter(({ rows }) => rows.some(({ row }) => rowsAtFault.has(row))).map(({ id }) => id));
  for (;;) {
    const taken = sites.filter(({ id, kind }) => kind !== 'unchanged' && !refused.has(id));
    const next = textsWith(taken, texts);
    if (!next.ok)
      return {
        sites,
        refused: new Set(sites.map(({ id }) => id)),
        issues: [...issues, ...next.issues],
        texts: new Map(),
        warnings: [],
      };
    if (next.value.size === 0) return { sites, refused, issues, texts: next.value, warnings: [] };
    const checked = checkedTexts(next.value, texts, desk, taken.length);
    // Two sites behind one router are rare, and two rows with one address a slip.
    const wrong = (checked.ok ? checked.warnings : checked.issues).flatMap(({ severity, ...issue }) =>
      severity !== 'warning' || issue.code === 'GATEWAY_REUSED' ? [issue] : [],
    );
    const placed = placedInRows(wrong, taken, input.sheet);
    if (checked.ok && placed.sites.size === 0) {
      const { proposal } = checked.value;
      const warnings = checked.warnings.filter(({ path: at }) =>
        taken.some(({ id }) => at?.startsWith(`sites.${id}.`)),
      );
      return { sites, refused, issues, texts: next.value, warnings, ...(proposal === undefined ? {} : { proposal }) };
    }
    issues.push(...placed.issues);
    // What is of no row stops all of it.
    const out = placed.sites.size > 0 ? placed.sites : new Set(taken.map(({ id }) => id));
    for (const id of out) refused.add(id);
  }
}

/** What the catalogue would say of it, and the lock and the review where that is not too much to ask at once. */
function checkedTexts(
  next: ReadonlyMap<string, string>,
  texts: CatalogueTexts,
  desk: Desk,
  count: number,
): Result<{ readonly proposal?: Proposal }> {
  if (count <= MOST_LOCKED) {
    const proposed = propose(desk, next, texts.texts);
    return proposed.ok ? success({ proposal: proposed.value }, proposed.warnings) : proposed;
  }
  const unsaved = new Map([...next].map(([file, text]) => [path.resolve(desk.cwd, file), text]));
  const checked = loadCatalogue(desk.catalogue, desk.cwd, unsaved);
  return checked.ok ? success({}, checked.warnings) : checked;
}

function textsWith(sites: readonly SiteImport[], texts: CatalogueTexts): Result<ReadonlyMap<string, string>> {
  const byFile = new Map<string, SiteImport[]>();
  const homes = new Map<string, string>();
  for (const site of sites) {
    const { entry, place } = site;
    const file = place?.file ?? homeOf(entry ?? { id: site.id }, texts, homes);
    const own = byFile.get(file);
    if (own) own.push(site);
    else byFile.set(file, [site]);
  }
  const next = new Map<string, string>();
  const issues: Issue[] = [];
  for (const [file, own] of byFile) {
    const text = texts.texts.get(file) ?? '';
    const set = withKeys(
      text,
      own.flatMap(({ edits }) => edits),
    );
    const grown =
      set === undefined
        ? undefined
        : withItems(
            set,
            own.flatMap(({ items }) => items),
          );
    const whole =
      grown === undefined
        ? undefined
        : withEntries(
            grown,
            'sites',
            own.flatMap(({ entry }) => entry ?? []),
          );
    if (whole === undefined) issues.push(laidOutOtherwise(file, 'an imported site'));
    else next.set(file, whole);
  }
  return issues.length > 0 ? { ok: false, issues } : success(next);
}

/** The file where sites of its tenant and profile are. */
function homeOf(entry: Readonly<Record<string, unknown>>, texts: CatalogueTexts, homes: Map<string, string>): string {
  const segments = entry['segments'] as readonly { readonly tenant?: unknown }[] | undefined;
  const [tenant, profile] = [String(segments?.[0]?.tenant), String(entry['profile'])];
  const key = `${tenant} ${profile}`;
  const file = homes.get(key) ?? texts.fileFor('sites', SITE.likeness({ tenant: [tenant], profile: [profile] }));
  homes.set(key, file);
  return file;
}

/** As many lines of sites as are shown. */
const MOST_LINES = 60;

function tableOf({ sites, refused }: Tried, width = Number.POSITIVE_INFINITY): string {
  const kindOf = ({ id, kind }: SiteImport): string => (refused.has(id) ? 'refused' : kind);
  const shown = sites.filter((site) => kindOf(site) !== 'unchanged');
  const lines = shown
    .slice(0, MOST_LINES)
    .map((site) => [site.rows.map(({ row }) => row).join(', '), site.id, kindOf(site), site.told.join('; ')]);
  const count = (kind: string): number => sites.filter((site) => kindOf(site) === kind).length;
  const more = shown.length > lines.length ? `… and ${counted(shown.length - lines.length, 'site')} more\n` : '';
  const total = `${counted(sites.length, 'site')}: ${(['new', 'changed', 'unchanged', 'refused'] as const).map((kind) => `${count(kind)} ${kind}`).join(', ')}\n`;
  return lines.length === 0 ? total : `${columns(['row', 'site', '', 'what'], lines, width)}${more}\n${total}`;
}

function dataOf({ sites, refused, texts }: Tried): object {
  return {
    files: [...texts.keys()],
    sites: sites.map(({ id, kind, rows, told }) => ({
      id,
      what: refused.has(id) ? 'refused' : kind,
      rows: rows.map(({ row }) => row),
      changes: told,
    })),
  };
}
