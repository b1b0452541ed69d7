import { isDeepStrictEqual } from 'node:util';
import { isCollection, isMap, isScalar, parseDocument, stringify, type YAMLMap } from 'yaml';
import { handOf } from './entry-style';
import type { Path } from './source';

/** Keys to set in one mapping of a file; one that isn't there is made, where what it would stand in is. */
export interface KeyEdit {
  readonly at: Path;
  /** Plain values: names, addresses, numbers, lists of prefixes. */
  readonly keys: Readonly<Record<string, Value>>;
}

type Value = string | number | readonly string[];

/**
 * The text of a file with keys set in some of its mappings, of flow or block style; every other byte stays. Undefined where a
 * mapping isn't there, or the file is laid out so that the result would say something else.
 */
export function withKeys(text: string, edits: readonly KeyEdit[]): string | undefined {
  const document = parseDocument(text);
  const splices: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const { singleQuote } = handOf(text);
  for (const { at, keys } of joined(edits)) {
    const map: unknown = document.getIn(at, true);
    const outer: unknown = document.getIn(at.slice(0, -1), true);
    const all: readonly (readonly [string, Value | KeyEdit['keys']])[] = isMap(map)
      ? Object.entries(keys)
      : [[String(at.at(-1)), keys]];
    const into = isMap(map) ? map : outer;
    if (!isMap(into) || (map !== undefined && !isMap(map))) return undefined;
    for (const [key, value] of all) {
      const splice = spliced(text, into, key, written(value, singleQuote), newline);
      if (!splice) return undefined;
      splices.push(splice);
    }
  }
  const result = splices
    .map((splice, order) => ({ ...splice, order }))
    // From the end; of two at one place the later one first, so that they stand in order.
    .sort((a, b) => b.from - a.from || b.order - a.order)
    .reduce((whole, { from, to, text: put }) => `${whole.slice(0, from)}${put}${whole.slice(to)}`, text);
  return says(text, result, edits) ? result : undefined;
}

/** Edits of one mapping together: one that isn't there is made once. */
function joined(edits: readonly KeyEdit[]): readonly KeyEdit[] {
  const byPlace = new Map<string, KeyEdit>();
  for (const edit of edits) {
    const key = JSON.stringify(edit.at);
    const keys = { ...byPlace.get(key)?.keys, ...edit.keys };
    byPlace.set(key, { at: edit.at, keys });
  }
  return [...byPlace.values()];
}

function spliced(
  text: string,
  map: YAMLMap,
  key: string,
  value: string,
  newline: string,
): { readonly from: number; readonly to: number; readonly text: string } | undefined {
  const pair = map.items.find((each) => isScalar(each.key) && each.key.value === key);
  if (pair) {
    const [from, to] = (pair.value as { readonly range?: readonly number[] } | null)?.range ?? [];
    if (from === undefined || to === undefined) return undefined;
    if (!isCollection(pair.value) || pair.value.flow === true) return { from, to, text: value };
    // A block below its key becomes one line beside it; what is between them goes with it.
    const after = (pair.key as { readonly range?: readonly number[] }).range?.[1] ?? from;
    const colon = text.indexOf(':', after);
    return colon < 0 || colon > from ? undefined : { from: colon + 1, to, text: ` ${value}${newline}` };
  }
  const last = map.items.at(-1);
  const end = (last?.value as { readonly range?: readonly number[] } | null | undefined)?.range?.[1];
  const [begin] = map.range ?? [];
  if (end === undefined || begin === undefined) return undefined;
  if (map.flow === true) return { from: end, to: end, text: `, ${key}: ${value}` };
  // Below the last line, under the first key.
  const indent = ' '.repeat(begin - (text.lastIndexOf('\n', begin - 1) + 1));
  const next = text[end - 1] === '\n' ? end : text.indexOf('\n', end) + 1 || text.length;
  const before = next === text.length && !text.endsWith('\n') ? newline : '';
  return { from: next, to: next, text: `${before}${indent}${key}: ${value}${newline}` };
}

/** As it is written inside a flow mapping, which is right in a block too. */
function written(value: Value | KeyEdit['keys'], singleQuote: boolean): string {
  const text = stringify({ v: value }, { collectionStyle: 'flow', lineWidth: 0, singleQuote }).trim();
  return text
    .replace(/^\{ v: /, '')
    .replace(/ \}$/, '')
    .replace(/^\[ (.*) \]$/, '[$1]');
}

/** Whether only what was to be set differs: an entry that others repeat (`&x`, `*x`) would take them along. */
function says(before: string, after: string, edits: readonly KeyEdit[]): boolean {
  // Apart from each other: as the document has it, what is repeated is one and the same object.
  const wanted = JSON.parse(JSON.stringify(parseDocument(before).toJS())) as Tree;
  for (const { at, keys } of edits) {
    let into: Tree = wanted;
    for (const step of at) into = (into[step] ??= {}) as Tree;
    Object.assign(into, keys);
  }
  const found = parseDocument(after);
  return found.errors.length === 0 && isDeepStrictEqual(JSON.parse(JSON.stringify(found.toJS())), wanted);
}

type Tree = Record<string | number, unknown>;
