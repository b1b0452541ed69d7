import type { Issue } from '../../catalogue/issues/issue';

/** A cell as a person reads it. */
export interface Cell {
  readonly text: string;
  /** What keeps it from being taken: a formula, a merged area. */
  readonly fault?: string;
}

export interface SheetRow {
  /** As the file counts them, from 1. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

/** A table as a file has it: headings, and rows below them. */
export interface Sheet {
  /** The file as the user would type it. */
  readonly file: string;
  readonly head: SheetRow;
  readonly rows: readonly SheetRow[];
  /** Whether columns are called by letters. */
  readonly lettered: boolean;
  /** What somebody should know of how it was read. */
  readonly notes?: readonly string[];
}

/** How a place in a table is called: `column "Post code" (C)`. */
export function columnName({ head, lettered }: Sheet, column: number): string {
  const heading = head.cells[column]?.text ?? '';
  return `column ${heading === '' ? '' : `"${heading}" `}(${lettered ? letters(column) : column + 1})`;
}

/** What is wrong in a row, at its place. */
export function rowIssue(
  sheet: Sheet,
  row: number,
  column: number | undefined,
  issue: Omit<Issue, 'code' | 'at'>,
): Issue {
  return {
    code: 'IMPORT_ROW',
    at: { file: sheet.file, line: row, column: (column ?? 0) + 1 },
    ...issue,
    problem: `Row ${row}${column === undefined ? '' : `, ${columnName(sheet, column)}`}: ${issue.problem}`,
  };
}

/** `A`, `Z`, `AA`: as a spreadsheet calls columns. */
export function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return `${rest > 0 ? letters(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`;
}
