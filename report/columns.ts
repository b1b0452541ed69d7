import { getBorderCharacters, table } from 'table';

const PLAIN = {
  border: getBorderCharacters('void'),
  columnDefault: { paddingLeft: 1, paddingRight: 1 },
  drawHorizontalLine: () => false,
} as const;

/** Rows below a heading where they fit the width; else each row by itself, every value behind what the heading calls it. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const text = trimmed(table([[...head], ...rows.map((row) => [...row])], PLAIN));
  if (longestLine(text) <= width) return text;
  return rows
    .map(([first = '', ...rest]) => {
      const values = rest
        .map((value, index) => `${head[index + 1] ?? ''} ${value}`)
        .filter((each) => !each.endsWith(' '));
      return ` ${first}\n${filled('   ', values, ' · ', width)}`;
    })
    .join('');
}

/** Rows without a heading, whose last value may take several lines. */
export function listed(rows: readonly (readonly string[])[], width: number): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => {
      const lead = row.slice(0, -1).map((value, column) => value.padEnd(widths[column] ?? 0));
      return wrapped(` ${lead.join('  ')}  `, row.at(-1) ?? '', width);
    })
    .join('');
}

/** A label and its text in as many lines as the width needs, the further ones below the first's text. */
export function wrapped(label: string, text: string, width: number): string {
  return filled(label, text.split(' '), ' ', width);
}

/** Pieces joined, in as many lines as the width needs; no piece is broken. */
function filled(label: string, pieces: readonly string[], joint: string, width: number): string {
  const room = Math.max(20, width - label.length);
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + joint.length + piece.length <= room)
      lines[lines.length - 1] = `${last}${joint}${piece}`;
    else lines.push(piece);
  }
  return lines
    .map((line, index) => `${index === 0 ? label : ' '.repeat(label.length)}${line}`.trimEnd() + '\n')
    .join('');
}

function longestLine(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

function trimmed(text: string): string {
  return text.replace(/ +$/gm, '');
}
