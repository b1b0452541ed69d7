import { LineCounter, parseDocument } from 'yaml';

/** Lines on which a key stands a second time in one object: Terraform takes both, and `JSON.parse` sees the last alone. */
export function repeatedKeys(text: string, parsed: unknown): readonly number[] {
  // What reads the same when it is written again holds nothing twice; looking at every key takes a hundred times as long.
  if (text.trimEnd() === JSON.stringify(parsed, undefined, 2) || text === JSON.stringify(parsed)) return [];
  const lines = new LineCounter();
  const { errors } = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  return errors.flatMap(({ code, pos }) => (code === 'DUPLICATE_KEY' ? [lines.linePos(pos[0]).line] : []));
}
