import type { Issue } from '../../catalogue/issues/issue';
import { looksSecret } from '../../catalogue/text/secrets';
import type { Plain } from '../../catalogue/yaml/entry-style';
import { type Field, FIELDS } from './fields';
import { type Columns, folded, type Mapping } from './mapping';
import { rowIssue, type Sheet } from './sheet';

/** What a row says of a field, and in which column; no column where the mapping says it of every row. */
export interface Said {
  readonly value: Plain;
  readonly column?: number;
}

/** One row: a circuit of a site, or a site without any. */
export interface ImportRow {
  readonly row: number;
  readonly said: ReadonlyMap<string, Said>;
}

export interface Rows {
  readonly rows: readonly ImportRow[];
  readonly issues: readonly Issue[];
  /** Cells that looked like keys, and were dropped. */
  readonly dropped: readonly Issue[];
}

/** Reads every row; what is wrong with any is reported with all the rest, and what looks like a key is never taken. */
export function readRows(sheet: Sheet, mapping: Mapping, { byField }: Columns): Rows {
  const rows: ImportRow[] = [];
  const issues: Issue[] = [];
  const dropped: Issue[] = [];
  const fixed = new Map<string, Said>();
  for (const [name, text] of mapping.fixed) {
    const read = fieldNamed(name)?.read(text, mapping.dates);
    if (read && 'value' in read) fixed.set(name, { value: read.value });
    else if (read)
      issues.push({
        code: 'IMPORT_MAPPING',
        problem: `fixed.${name}: ${read.fault}`,
        ...optional('allowed', read.allowed),
      });
  }
  for (const { row, cells } of sheet.rows) {
    const said = new Map(fixed);
    for (const [name, column] of byField) {
      const cell = cells[column];
      if (cell?.fault !== undefined) {
        issues.push(
          rowIssue(sheet, row, column, { problem: cell.fault, fix: 'Write the value itself into a cell of its own.' }),
        );
        continue;
      }
      const text = cell?.text ?? '';
      if (text === '') continue;
      if (/\p{Cc}/u.test(text)) {
        issues.push(
          rowIssue(sheet, row, column, { problem: 'it holds a line end or a tab.', fix: 'Write it in one line.' }),
        );
        continue;
      }
      if (looksSecret(text)) {
        dropped.push({
          ...rowIssue(sheet, row, column, { problem: 'it looks like a key, and was dropped.' }),
          severity: 'warning',
        });
        continue;
      }
      const words = mapping.values.get(name);
      const meant = words?.get(folded(text)) ?? text;
      const read = fieldNamed(name)?.read(meant, mapping.dates);
      if (read && 'value' in read) said.set(name, { value: read.value, column });
      else if (read)
        issues.push(
          rowIssue(sheet, row, column, { problem: read.fault, got: text, ...optional('allowed', read.allowed) }),
        );
    }
    const more = cells.slice(sheet.head.cells.length).findIndex(({ text }) => text !== '');
    if (more >= 0)
      issues.push(
        rowIssue(sheet, row, sheet.head.cells.length + more, {
          problem: `it has ${cells.length} cells, and there are ${sheet.head.cells.length} headings.`,
          fix: 'Put quotes around a cell that holds the separator.',
        }),
      );
    rows.push({ row, said });
  }
  return { rows, issues, dropped };
}

export function fieldNamed(name: string): Field | undefined {
  return FIELDS.find((field) => field.name === name);
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
