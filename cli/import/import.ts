import path from 'node:path';
import { type Issue, type Result, sortIssues, success } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { counted } from '../../catalogue/text/counts';
import { withEntries, withItems } from '../../catalogue/yaml/insert-entries';
import { withKeys } from '../../catalogue/yaml/set-keys';
import { readBytes } from '../../catalogue/yaml/source';
import { columns } from '../../report/columns';
import type { CommandResult } from '../command-result';
import { CatalogueTexts, laidOutOtherwise } from '../edit/catalogue-texts';
import { SITE } from '../edit/forms/site';
import { writeUninterrupted } from '../write-together';
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
  readonly width?: number;
}

/** What files say, told by their content, as one table. */
interface Input {
  readonly sheet: Sheet;
  readonly rows: readonly ImportRow[];
  readonly issues: readonly Issue[];
  readonly notes: readonly string[];
  readonly dropped: readonly Issue[];
}

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
  const input = await inputOf(files, cwd, mapping.value);
  if (!input.ok) return failed(input.issues);
  const loaded = loadCatalogue(catalogue, cwd);
  if (!loaded.ok) return failed(loaded.issues);
  const texts = CatalogueTexts.read(loaded.value, cwd);
  const tried = tryOut(input.value, loaded.value, texts, { catalogue, cwd });
  const issues = sortIssues(tried.issues);
  const { notes, dropped } = input.value;
  const table = tableOf(tried, options.width);
  const heads = [...notes.map((note) => `${note}\n`), ...(notes.length > 0 ? ['\n'] : [])].join('');
  const data = dataOf(tried);
  if (issues.length > 0 && options.skipRefused !== true)
    return { text: `${heads}${table}`, issues: [...issues, ...dropped], data };
  const written = [...tried.texts].map(([file, text]) => ({ file, text, before: texts.texts.get(file) }));
  const warnings = [...issues.map((issue): Issue => ({ ...issue, severity: 'warning' })), ...dropped];
  if (written.length === 0) return { text: `${heads}${table}\nThere is nothing to write.\n`, issues: warnings, data };
  if (options.write !== true)
    return { text: `${heads}${table}\nNothing was written. \`--write\` writes it.\n`, issues: warnings, data };
  const failure = await writeUninterrupted(cwd, written);
  if (failure.length > 0) return failed(failure);
  return {
    text: `${heads}${table}\n${written.map(({ file }) => file).join(', ')} written. Next: \`npx wan lock\`, \`npx wan review\`, and commit.\n`,
    issues: warnings,
    data,
  };
}

async function inputOf(files: readonly string[], cwd: string, mapping: Mapping): Promise<Result<Input>> {
  const read: { readonly file: string; readonly bytes: Uint8Array }[] = [];
  const issues: Issue[] = [];
  for (const file of files) {
    const bytes = readBytes(path.resolve(cwd, file), file);
    if (bytes instanceof Uint8Array) read.push({ file, bytes });
    else issues.push(bytes);
  }
  const [first, ...others] = read;
  if (issues.length > 0 || !first) return { ok: false, issues };
  if (read.every(({ file, bytes }) => isNetbox(file, bytes))) return readNetbox(read, mapping);
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
}

/** Puts it into the files' texts and has them checked; sites that are refused are taken out, until the rest is right. */
function tryOut(
  input: Input,
  loaded: LoadedCatalogue,
  texts: CatalogueTexts,
  { catalogue, cwd }: { readonly catalogue: string; readonly cwd: string },
): Tried {
  const { sites, issues: merging } = mergedSites(input.sheet, input.rows, loaded, texts);
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
      };
    if (next.value.size === 0) return { sites, refused, issues, texts: next.value };
    const unsaved = new Map([...next.value].map(([file, text]) => [path.resolve(cwd, file), text]));
    const checked = loadCatalogue(catalogue, cwd, unsaved);
    if (checked.ok) return { sites, refused, issues, texts: next.value };
    const wrong = checked.issues.filter(({ severity }) => severity !== 'warning');
    const placed = placedInRows(wrong, taken, input.sheet);
    issues.push(...placed.issues);
    // What is of no row stops all of it.
    const out = placed.sites.size > 0 ? placed.sites : new Set(taken.map(({ id }) => id));
    for (const id of out) refused.add(id);
  }
}

function textsWith(sites: readonly SiteImport[], texts: CatalogueTexts): Result<ReadonlyMap<string, string>> {
  const byFile = new Map<string, SiteImport[]>();
  const homes = new Map<string, string>();
  for (const site of sites) {
    const { entry, place } = site;
    const file = place?.file ?? homeOf(entry ?? { id: site.id }, texts, homes);
    byFile.set(file, [...(byFile.get(file) ?? []), site]);
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
