import { CsvError, parse } from 'csv-parse/sync';
import { failure, type Result, success } from '../../catalogue/issues/issue';
import type { Cell, Sheet } from './sheet';

/** What begins a cell that a spreadsheet would take for a formula, after the apostrophe that keeps it text. Source: owasp.org/www-community/attacks/CSV_Injection */
const KEPT_TEXT = /^'(?=[=+\-@\t\r])/;

/** Reads a CSV: by commas, semicolons or tabs, as its headings have them. Reports NOT_UTF8 and IMPORT_SYNTAX. */
export function readCsv(bytes: Uint8Array, file: string, headRow = 1): Result<Sheet> {
  const text = decoded(bytes);
  if (text === undefined)
    return failure([
      {
        code: 'NOT_UTF8',
        at: { file, line: 1, column: 1 },
        problem: 'The file is not UTF-8 text.',
        fix: 'Save it as "CSV UTF-8" (without it, names can not be trusted).',
      },
    ]);
  const heading = text.split(/\r?\n/)[headRow - 1] ?? '';
  const delimiter = [',', ';', '\t'].sort((a, b) => heading.split(b).length - heading.split(a).length)[0] ?? ',';
  try {
    const records = parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: false,
      info: true,
      bom: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    // Rows are counted as a spreadsheet counts them: a cell may have several lines.
    const rows = records.map(({ record }, index) => ({
      row: index + 1,
      cells: record.map((cell): Cell => ({ text: cell.trim().replace(KEPT_TEXT, '') })),
    }));
    const head = rows[headRow - 1];
    if (!head || head.cells.every((cell) => cell.text === ''))
      return failure([
        {
          code: 'IMPORT_SYNTAX',
          at: { file, line: headRow, column: 1 },
          problem: `There are no headings in row ${headRow}.`,
          fix: 'Give the columns headings, or say `headRow:` in the mapping.',
        },
      ]);
    return success({
      file,
      head,
      rows: rows.slice(headRow).filter(({ cells }) => cells.some((cell) => cell.text !== '')),
      lettered: false,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as { readonly lines?: unknown }).lines ?? 1);
    return failure([
      {
        code: 'IMPORT_SYNTAX',
        at: { file, line: Number.isFinite(line) ? line : 1, column: 1 },
        problem: `This is no CSV: ${error.message.replace(/\.$/, '')}.`,
        fix: 'A cell with quotes in it stands in quotes, each of them doubled.',
      },
    ]);
  }
}

/** UTF-8, or UTF-16 as Excel's "Unicode text" has it; undefined for anything else. */
function decoded(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  try {
    if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { fatal: true }).decode(bytes);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
