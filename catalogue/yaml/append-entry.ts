import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { isRecord } from '../shape-issues';

/**
 * The text of a catalogue with one entry more in a list at its top, written below the last one, or below a key of its own.
 * Everything else stays byte for byte: order, comments, layout. Undefined where the file is laid out so that no line can be put
 * in, such as one that is JSON. `lines` are those of a block entry, from its `- ` on.
 */
export function withEntry(text: string, noun: string, lines: readonly string[]): string | undefined {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const result = placed(text, noun, lines, newline);
  return result !== undefined && holdsOneMore(text, result, noun) ? result : undefined;
}

function placed(text: string, noun: string, lines: readonly string[], newline: string): string | undefined {
  const { contents } = parseDocument(text);
  if (!isMap(contents) || contents.flow === true) return undefined;
  const block = (indent: string): string => lines.map((line) => `${indent}${line}${newline}`).join('');
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === noun);
  const whole = text === '' || text.endsWith('\n') ? text : `${text}${newline}`;
  if (!pair) return `${whole}${newline}${noun}:${newline}${block('  ')}`;
  const { key, value } = pair;
  if (isSeq(value) && value.flow !== true && value.items.length > 0) {
    const [first] = value.range;
    const end = value.items.at(-1)?.range[1];
    if (end === undefined) return undefined;
    const indent = ' '.repeat(first - (text.lastIndexOf('\n', first - 1) + 1));
    return insertedAfter(whole, lineEnd(whole, end), block(indent));
  }
  const isEmpty = (isSeq(value) && value.items.length === 0) || (isScalar(value) && value.value === null);
  if (!isEmpty) return undefined;
  const colon = whole.indexOf(':', key.range[1]);
  const end = isSeq(value) ? value.range[1] : colon + 1;
  const emptied = `${whole.slice(0, colon + 1)}${whole.slice(end)}`;
  return insertedAfter(emptied, lineEnd(emptied, colon), block('  '));
}

/** The first place after a line. A value that ends with its line has ended before the next one begins. */
function lineEnd(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found + 1;
}

function insertedAfter(text: string, at: number, block: string): string {
  return `${text.slice(0, at)}${block}${text.slice(at)}`;
}

function holdsOneMore(before: string, after: string, noun: string): boolean {
  const [old, now] = [before, after].map((text): unknown => parseDocument(text).toJS());
  if (!isRecord(old) || !isRecord(now)) return false;
  const { [noun]: had, ...rest } = old;
  const { [noun]: has, ...others } = now;
  const list = Array.isArray(had) ? had : [];
  return (
    isDeepStrictEqual(rest, others) &&
    Array.isArray(has) &&
    has.length === list.length + 1 &&
    isDeepStrictEqual(has.slice(0, -1), list)
  );
}
