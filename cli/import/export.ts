import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Issue } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { counted } from '../../catalogue/text/counts';
import type { Lock } from '../../plan/lock/lock-file';
import { readLock } from '../../plan/prepare';
import type { CommandResult } from '../command-result';
import { replaceFile } from '../writing/replace-file';
import { textOf, writeTogether, type Writing } from '../writing/write-together';
import { cellOf, FIELDS } from './fields';
import { formulaSafe } from './formula-safe';
import { netboxFiles } from './netbox-out';

export interface ExportOptions {
  /** A folder for NetBox's import files, instead of one table. */
  readonly netbox?: string;
}

/**
 * `wan export FILE.csv | FILE.xlsx`, or `--netbox DIR`: every site with its circuits as `wan import` reads them, a row for each circuit. No cell
 * is a formula to a spreadsheet, and every one is text: a number keeps all its digits.
 */
export async function exportCommand(
  catalogue: string,
  cwd: string,
  file: string | undefined,
  { netbox }: ExportOptions,
): Promise<CommandResult> {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const loaded = loadCatalogue(catalogue, cwd);
  if (!loaded.ok) return failed(loaded.issues);
  if ((file === undefined) === (netbox === undefined))
    return failed([
      {
        code: 'USAGE',
        problem: 'Name one file, or a folder with --netbox.',
        allowed: 'FILE.csv, FILE.xlsx, --netbox FOLDER',
      },
    ]);
  if (netbox !== undefined) {
    mkdirSync(path.resolve(cwd, netbox), { recursive: true });
    const files = netboxFiles(loaded.value.raw, lockOf(catalogue, cwd));
    const writings = [...files].map(([name, text]): Writing => writing(cwd, path.posix.join(netbox, name), text));
    const refused = writeTogether(cwd, writings);
    return refused.length > 0
      ? failed(refused)
      : { text: `${writings.map((each) => each.file).join(', ')} written.\n`, issues: [] };
  }
  const target = file ?? '';
  const rows = exportRows(loaded.value);
  if (/\.xlsx$/i.test(target)) return (await writeXlsx(cwd, target, rows)) ?? done(target, loaded.value);
  if (!/\.csv$/i.test(target))
    return failed([
      {
        code: 'USAGE',
        problem: `${target} is neither .csv nor .xlsx: nothing was written.`,
        fix: 'Give it one of these endings.',
      },
    ]);
  const refused = writeTogether(cwd, [writing(cwd, target, csvOf(rows))]);
  return refused.length > 0 ? failed(refused) : done(target, loaded.value);
}

/** Prefixes that the lock chose are as good as written ones; without a lock there are none. */
function lockOf(catalogue: string, cwd: string): Lock | undefined {
  const lock = readLock(catalogue, cwd);
  return lock.ok ? lock.value : undefined;
}

function done(file: string, { raw }: LoadedCatalogue): CommandResult {
  return {
    text: `${file} written: ${counted(raw.sites.length, 'site')}, ${counted(raw.sites.flatMap(({ circuits }) => circuits).length, 'circuit')}.\n`,
    issues: [],
    data: { file, sites: raw.sites.length },
  };
}

function writing(cwd: string, file: string, text: string): Writing {
  return { file, text, before: textOf(path.resolve(cwd, file)) };
}

/** Headings, and a row for each circuit. */
export function exportRows({ raw }: Pick<LoadedCatalogue, 'raw'>): readonly (readonly string[])[] {
  return [
    FIELDS.map(({ name }) => name),
    ...raw.sites.flatMap((site) =>
      (site.circuits.length > 0 ? site.circuits : [{}]).map((circuit) =>
        FIELDS.map((field) => cellOf(field, field.of === 'site' ? site : circuit)),
      ),
    ),
  ];
}

/** With the mark by which Excel knows UTF-8, and no cell that a spreadsheet would take for a formula. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => row.map(formulaSafe)),
    { bom: true, record_delimiter: 'windows' },
  );
}

async function writeXlsx(
  cwd: string,
  file: string,
  rows: readonly (readonly string[])[],
): Promise<CommandResult | undefined> {
  const xlsx = await import('@e965/xlsx');
  const sheet = xlsx.utils.aoa_to_sheet(
    rows.map((row) => row.map((text) => (text === '' ? null : { t: 's', v: text, z: '@' }))),
  );
  sheet['!autofilter'] = { ref: sheet['!ref'] ?? 'A1' };
  sheet['!cols'] = (rows[0] ?? []).map((_, column) => ({
    wch: Math.min(40, Math.max(8, ...rows.slice(0, 200).map((row) => (row[column] ?? '').length + 2))),
  }));
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, sheet, 'sites');
  const bytes = xlsx.write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Uint8Array;
  const refused = replaceFile(path.resolve(cwd, file), bytes, file);
  return refused ? { text: '', issues: [refused] } : undefined;
}
