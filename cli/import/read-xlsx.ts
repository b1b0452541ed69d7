import type { CellObject, WorkSheet } from '@e965/xlsx';
import { failure, type Result, success } from '../../catalogue/issues/issue';
import type { Cell, Sheet, SheetRow } from './sheet';

/** More cells than this are no list of sites. */
const MOST_CELLS = 2_000_000;

/** What a cell is formatted as, by the library's own formatter, whose types it leaves out. */
interface Formats {
  is_date(format: string): boolean;
  parse_date_code(
    serial: number,
    options: { readonly date1904: boolean },
  ): { readonly y: number; readonly m: number; readonly d: number } | null;
}

/** Reads a sheet of a workbook, each cell as the text that a person sees; dates by the calendar, numbers whole. Reports IMPORT_SYNTAX. */
export async function readXlsx(
  bytes: Uint8Array,
  file: string,
  options: { readonly sheet?: string | undefined; readonly headRow?: number | undefined },
): Promise<Result<Sheet>> {
  // Loaded when a workbook is read, and not before: it is large.
  const xlsx = await import('@e965/xlsx');
  const refused = (problem: string, fix: string, line = 1): Result<Sheet> =>
    failure([{ code: 'IMPORT_SYNTAX', at: { file, line, column: 1 }, problem, fix }]);
  let book;
  try {
    book = xlsx.read(bytes, {
      cellDates: false,
      cellFormula: true,
      cellNF: true,
      cellHTML: false,
      // What is hidden is a matter of style.
      cellStyles: true,
      dense: false,
    });
  } catch (error) {
    return refused(
      `This is no workbook: ${error instanceof Error ? error.message : String(error)}.`,
      'Save it as .xlsx, without a password, or as CSV UTF-8.',
    );
  }
  const visible = book.SheetNames.filter((_, index) => (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) === 0);
  const name = options.sheet ?? visible[0] ?? '';
  const sheet = book.Sheets[name];
  if (!sheet) return refused(`There is no sheet "${name}".`, `There is: ${book.SheetNames.join(', ')}.`);
  if (sheet['!ref'] === undefined)
    return refused(`The sheet "${name}" is empty.`, 'Name another with `sheet:` in the mapping.');
  const area = xlsx.utils.decode_range(sheet['!ref']);
  if ((area.e.r + 1) * (area.e.c + 1) > MOST_CELLS)
    return refused(
      `The sheet "${name}" reaches to ${sheet['!ref'].split(':')[1] ?? ''}: that is no list of sites.`,
      'Delete what is below and beside the list, formatted cells too.',
    );
  const hidden = Object.values(sheet['!rows'] ?? {}).filter((row) => row.hidden === true).length;
  const notes = [
    ...(options.sheet === undefined && book.SheetNames.length > 1
      ? [`Sheet "${name}" was read, of ${book.SheetNames.length} (\`sheet:\` of the mapping says another).`]
      : []),
    ...(hidden > 0 ? [`${hidden} hidden rows were read as well.`] : []),
  ];
  const merged = mergedIn(sheet);
  const formats = xlsx.SSF as Formats;
  const date1904 = book.Workbook?.WBProps?.date1904 ?? false;
  const rows = Array.from({ length: area.e.r + 1 }, (_, row): SheetRow => ({
    row: row + 1,
    cells: Array.from({ length: area.e.c + 1 }, (__, column): Cell => {
      const cell = sheet[xlsx.utils.encode_cell({ r: row, c: column })] as CellObject | undefined;
      const at = merged.find(({ s, e }) => row >= s.r && row <= e.r && column >= s.c && column <= e.c);
      const text = cell === undefined ? '' : textOf(cell, formats, date1904);
      if (at !== undefined)
        return {
          text,
          fault: `the cells ${xlsx.utils.encode_range(at)} are merged, and nobody can say whose this is.`,
        };
      if (cell?.t === 'e' || cell?.t === 'b')
        return { text, fault: `it holds ${cell.t === 'e' ? 'an error' : 'true or false'}, not a value.` };
      return cell?.f === undefined
        ? { text }
        : { text, fault: `it holds a formula (=${cell.f.slice(0, 40)}), not a value.` };
    }),
  }));
  const headRow = options.headRow ?? 1;
  const head = rows[headRow - 1];
  if (!head || head.cells.every((cell) => cell.text === ''))
    return refused(
      `There are no headings in row ${headRow} of sheet "${name}".`,
      'Say `headRow:` in the mapping.',
      headRow,
    );
  return success({
    file,
    head,
    rows: rows.slice(headRow).filter(({ cells }) => cells.some((cell) => cell.text !== '')),
    lettered: true,
    notes,
  });
}

function mergedIn(sheet: WorkSheet): readonly {
  readonly s: { readonly r: number; readonly c: number };
  readonly e: { readonly r: number; readonly c: number };
}[] {
  return sheet['!merges'] ?? [];
}

/** A cell as text: a number with all its digits, whatever its column shows; a date as the calendar has it. */
function textOf(cell: CellObject, formats: Formats, date1904: boolean): string {
  if (cell.t === 'n' && typeof cell.v === 'number') {
    if (typeof cell.z === 'string' && formats.is_date(cell.z)) {
      const { y, m, d } = formats.parse_date_code(cell.v, { date1904 }) ?? { y: 0, m: 0, d: 0 };
      return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
    }
    // Zeros that a format of digits puts before it are of the number: a UPRN has them.
    if (typeof cell.z === 'string' && /^0+$/.test(cell.z) && cell.w !== undefined && /^\d+$/.test(cell.w))
      return cell.w;
    return Number.isInteger(cell.v) ? cell.v.toFixed(0) : String(cell.v);
  }
  return cell.v === undefined || cell.t === 'e' ? (cell.w ?? '') : String(cell.v).trim();
}
