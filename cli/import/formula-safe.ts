/**
 * A cell that a spreadsheet would take for a formula, with an apostrophe before it; a number is none, whatever it begins with.
 * Source: owasp.org/www-community/attacks/CSV_Injection
 */
export function formulaSafe(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(?:\.\d+)?$/.test(cell) ? `'${cell}` : cell;
}
