import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import { compareText } from '../issues/issue';
import { isRecord } from '../shape-issues';
import type { Path } from './source';
import { plainValue } from './plain-value';
import { columnOf, flowText, type Hand, handOf, itemLines, type Plain } from './entry-style';

export interface NewEntry {
  readonly id: string;
  readonly [key: string]: Plain | undefined;
}

/**
 * The text of a catalogue with entries more in a list at its top. Where the list is in order of ids they are put in order, else below
 * the last one; each is written as its neighbours are. Everything else stays byte for byte. Undefined where the file is laid out so
 * that nothing can be put in.
 */
export function withEntries(text: string, noun: string, entries: readonly NewEntry[]): string | undefined {
  if (entries.length === 0) return text;
  const { contents, errors } = parseDocument(text);
  if (errors.length > 0 || (contents !== null && !isMap(contents))) return undefined;
  const result = placed(text, contents, noun, entries);
  return result !== undefined && holdsThem(text, result, noun, entries) ? result : undefined;
}

interface Splice {
  readonly at: number;
  readonly text: string;
}

function placed(text: string, top: YAMLMap | null, noun: string, entries: readonly NewEntry[]): string | undefined {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const whole = text === '' || text.endsWith('\n') ? text : `${text}${newline}`;
  const hand = handOf(whole);
  const pair = top?.items.find(({ key }) => isScalar(key) && key.value === noun);
  if (pair && isSeq(pair.value) && pair.value.items.length > 0)
    return pair.value.flow === true
      ? spliced(text, betweenItems(text, pair.value, entries, hand))
      : spliced(whole, belowItems(whole, pair.value, entries, hand, newline));
  if (top?.flow === true) return undefined;
  const block = entries
    .map((entry) =>
      itemLines(entry, exampleOf(noun), hand)
        .map((line) => `  ${line}${newline}`)
        .join(''),
    )
    .join(noun === 'sites' ? newline : '');
  if (!pair) return `${whole}${whole.trim() === '' ? '' : newline}${noun}:${newline}${block}`;
  const { key, value } = pair;
  if (!(isSeq(value) || (isScalar(value) && value.value === null))) return undefined;
  const colon = whole.indexOf(':', (key as Node).range?.[1] ?? 0);
  const end = isSeq(value) ? (value.range?.[1] ?? colon + 1) : colon + 1;
  const emptied = `${whole.slice(0, colon + 1)}${whole.slice(end)}`;
  return spliced(emptied, [{ at: lineEnd(emptied, colon), text: block }]);
}

/** An item for a list inside of an entry: a circuit of a site. */
export interface NewItem {
  /** The list, which has items already. */
  readonly at: Path;
  readonly item: NewEntry;
}

/** The text of a file with items more at the ends of lists inside of entries, each written as its neighbours are; as `withEntries` otherwise. */
export function withItems(text: string, items: readonly NewItem[]): string | undefined {
  if (items.length === 0) return text;
  const document = parseDocument(text);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const whole = text.endsWith('\n') ? text : `${text}${newline}`;
  const hand = handOf(whole);
  const splices: Splice[] = [];
  for (const { at, item } of items) {
    const list: unknown = document.getIn(at, true);
    if (!isSeq(list) || list.items.length === 0) return undefined;
    splices.push(
      ...(list.flow === true
        ? betweenItems(whole, list, [item], hand, true)
        : belowItems(whole, list, [item], hand, newline, true)),
    );
  }
  const result = spliced(whole, splices);
  const wanted = JSON.parse(JSON.stringify(plainValue(text))) as Tree;
  for (const { at, item } of items) {
    const list = at.reduce<unknown>((inner, step) => (inner as Tree)[step], wanted);
    (list as unknown[]).push(JSON.parse(JSON.stringify(item)));
  }
  return isDeepStrictEqual(JSON.parse(JSON.stringify(plainValue(result))), wanted) ? result : undefined;
}

type Tree = Record<string | number, unknown>;

/** Sites are written as in the README where a file has none to look like; of the others an entry is a line. */
function exampleOf(noun: string): readonly Node[] {
  const example = noun === 'sites' || noun === 'tenants' ? '- id: a\n  name: b\n' : '- { id: a }\n';
  const { contents } = parseDocument(example);
  return isSeq(contents) ? [contents] : [];
}

/** New entries of a list of blocks, each below the one that it follows. */
function belowItems(
  text: string,
  list: YAMLSeq,
  entries: readonly NewEntry[],
  hand: Hand,
  newline: string,
  atEnd = false,
): readonly Splice[] {
  const items = list.items as readonly Node[];
  const margin = ' '.repeat(columnOf(list, hand));
  const ends = items.map((item) => withOwnComments(text, lineEnd(text, item.range?.[1] ?? 0), margin.length));
  const isApart = apartIn(text, items, ends);
  const places = placesOf(items, entries, atEnd);
  return places.map(({ entry, after }): Splice => {
    const near = nearest(items, after);
    const block = itemLines(entry, [listOf(near)], hand)
      .map((line) => `${margin}${line}${newline}`)
      .join('');
    const [begin = 0] = list.range ?? [];
    const at = after < 0 ? text.lastIndexOf('\n', begin - 1) + 1 : (ends[after] ?? text.length);
    if (!isApart) return { at, text: block };
    return { at, text: after < 0 ? `${block}${newline}` : `${newline}${block}` };
  });
}

/** Past comments that stand deeper than the list's dashes: they are of the entry above them. */
function withOwnComments(text: string, end: number, margin: number): number {
  const line = /^([ ]*)#[^\n]*(?:\n|$)/.exec(text.slice(end));
  return line && (line[1]?.length ?? 0) > margin ? withOwnComments(text, end + line[0].length, margin) : end;
}

/** New entries of a list in brackets. */
function betweenItems(
  text: string,
  list: YAMLSeq,
  entries: readonly NewEntry[],
  hand: Hand,
  atEnd = false,
): readonly Splice[] {
  const items = list.items as readonly Node[];
  const ends = items.map((item) => item.range?.[1] ?? 0);
  const begins = items.map((item) => item.range?.[0] ?? 0);
  const between = text.slice(ends[0] ?? 0, begins[1] ?? ends[0] ?? 0);
  const comma = /^,\s+$/.test(between) ? between : ', ';
  return placesOf(items, entries, atEnd).map(({ entry, after }) => {
    const written = flowText(entry, nearest(items, after), hand);
    return after < 0
      ? { at: begins[0] ?? 0, text: `${written}${comma}` }
      : { at: ends[after] ?? 0, text: `${comma}${written}` };
  });
}

/** After which item each entry goes; -1: before the first. In order of ids where the list is, else at its end as given. */
function placesOf(
  items: readonly Node[],
  entries: readonly NewEntry[],
  atEnd: boolean,
): readonly { readonly entry: NewEntry; readonly after: number }[] {
  const ids = items.map((item) => (isMap(item) ? String(item.get('id')) : ''));
  const isSorted = ids.length > 1 && ids.every((id, index) => index === 0 || compareText(ids[index - 1] ?? '', id) < 0);
  if (atEnd || !isSorted) return entries.map((entry) => ({ entry, after: items.length - 1 }));
  return [...entries]
    .sort((a, b) => compareText(a.id, b.id))
    .map((entry) => {
      const next = ids.findIndex((id) => compareText(id, entry.id) > 0);
      return { entry, after: next < 0 ? items.length - 1 : next - 1 };
    });
}

/** As many neighbours as are looked at for how a key is written. */
const MODELS = 24;

/** Items about a place, the nearest first. */
function nearest(items: readonly Node[], after: number): readonly Node[] {
  const found: Node[] = [];
  for (let step = 0; step < items.length && found.length < MODELS; step += 1)
    for (const index of step === 0 ? [Math.max(0, after)] : [after + step, after - step]) {
      const item = items[index];
      if (item && !found.includes(item)) found.push(item);
    }
  return found;
}

function listOf(items: readonly Node[]): Node {
  const list = new YAMLSeq<Node>();
  list.items.push(...items);
  return list;
}

/** Whether entries have an empty line between them: most of them do; a single one would, where it takes several lines. */
function apartIn(text: string, items: readonly Node[], ends: readonly number[]): boolean {
  if (items.length === 1) return text.slice(items[0]?.range?.[0], ends[0]).trimEnd().includes('\n');
  const gaps = items.slice(1).map((item, index) => text.slice(ends[index], item.range?.[0]));
  return gaps.filter((gap) => /(?:^|\n)[ \t]*\r?\n/.test(gap)).length * 2 > gaps.length;
}

/** The first place after a line. A value that ends with its line has ended before the next one begins. */
function lineEnd(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found + 1;
}

function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let from = 0;
  // Those of one place stay in their order.
  for (const { at, text: put } of [...splices].sort((a, b) => a.at - b.at)) {
    parts.push(text.slice(from, at), put);
    from = at;
  }
  return [...parts, text.slice(from)].join('');
}

/** Whether the result says what was there, and the new entries. */
function holdsThem(before: string, after: string, noun: string, entries: readonly NewEntry[]): boolean {
  const [old, now] = [before, after].map(plainValue);
  if (!isRecord(now) || !(isRecord(old) || old === null || old === undefined)) return false;
  const { [noun]: had, ...rest } = old ?? {};
  const { [noun]: has, ...others } = now;
  if (!isDeepStrictEqual(rest, others) || !Array.isArray(has)) return false;
  const added = new Map(entries.map((entry) => [entry.id, entry]));
  const list = Array.isArray(had) ? (had as readonly unknown[]) : [];
  const known = new Set(list.map((entry) => (isRecord(entry) ? entry['id'] : undefined)));
  const isNew = (entry: unknown): boolean =>
    isRecord(entry) && typeof entry['id'] === 'string' && added.has(entry['id']) && !known.has(entry['id']);
  const kept = has.filter((entry) => !isNew(entry));
  const written = has.filter(isNew) as readonly { readonly id: string }[];
  return (
    isDeepStrictEqual(kept, list) &&
    written.length === entries.length &&
    written.every((entry) => isDeepStrictEqual(entry, JSON.parse(JSON.stringify(added.get(entry.id)))))
  );
}
