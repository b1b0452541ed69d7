import { isMap, isScalar, isSeq, type Node, stringify } from 'yaml';

/** What an entry may hold: plain data. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/** How a file is written, as far as a new entry has to look like the others. */
export interface Hand {
  readonly text: string;
  /** Whether texts that need quotes have single ones. */
  readonly singleQuote: boolean;
}

export function handOf(text: string): Hand {
  const count = (quote: string): number => text.split(new RegExp(`[:[,-] ?${quote}`)).length;
  return { text, singleQuote: count("'") >= count('"') };
}

/**
 * The lines of a value as a block, looking like its models where they have the same key, the nearest first: flow or block, how far
 * lists stand in, spaces inside of braces. Without a model a mapping inside an entry is flow, and a list of mappings is a line each.
 */
export function blockLines(value: { readonly [key: string]: Plain | undefined }, models: readonly Node[], hand: Hand) {
  const maps = models.filter(isMap);
  const lines: string[] = [];
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const own = maps.flatMap((map) => {
      const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
      return pair ? [pair] : [];
    });
    const inner = own.flatMap(({ value: node }) => (isNode(node) ? [node] : []));
    if (Array.isArray(each) && isBlockList(each as readonly Plain[], inner)) {
      const first = inner.find(isSeq);
      const keyed = own.find(({ value: node }) => node === first)?.key as Node | undefined;
      const inset = first && keyed ? Math.max(0, columnOf(first, hand) - columnOf(keyed, hand)) : 2;
      lines.push(`${key}:`);
      for (const item of each as readonly Plain[]) lines.push(...indented(itemLines(item, inner, hand), inset));
    } else if (isMapping(each) && holdsAny(each) && inner.some((node) => isMap(node) && node.flow !== true)) {
      lines.push(`${key}:`, ...indented(blockLines(each, inner, hand), 2));
    } else {
      lines.push(`${key}: ${flowText(each, inner, hand)}`);
    }
  }
  return lines;
}

/** A line or lines of one item of a list, from its `- ` on; `lists` are lists like the one it stands in. */
export function itemLines(item: Plain, lists: readonly Node[], hand: Hand): readonly string[] {
  const models = lists.filter(isSeq).flatMap(({ items }) => items.filter(isNode));
  if (isMapping(item) && holdsAny(item) && models.some((node) => isMap(node) && node.flow !== true)) {
    const [first = '', ...rest] = blockLines(item, models, hand);
    return [`- ${first}`, ...indented(rest, 2)];
  }
  return [`- ${flowText(item, models, hand)}`];
}

/** A value in one line. */
export function flowText(value: Plain, models: readonly Node[], hand: Hand): string {
  if (isMapping(value)) {
    const parts = Object.entries(value).flatMap(([key, each]) => {
      if (each === undefined) return [];
      const inner = models.filter(isMap).flatMap((map) => {
        const node: unknown = map.get(key, true);
        return isNode(node) ? [node] : [];
      });
      return [`${key}: ${flowText(each, inner, hand)}`];
    });
    return padded('{', parts, '}', models.filter(isMap), hand, true);
  }
  if (Array.isArray(value)) {
    const items = models.filter(isSeq).flatMap(({ items: inner }) => inner.filter(isNode));
    const parts = (value as readonly Plain[]).map((each) => flowText(each, items, hand));
    return padded('[', parts, ']', models.filter(isSeq), hand, false);
  }
  // Inside of a mapping in one line, where more has to be quoted than elsewhere.
  const written = stringify(
    { v: value },
    { collectionStyle: 'flow', lineWidth: 0, singleQuote: hand.singleQuote, version: '1.2' },
  );
  return written
    .trim()
    .replace(/^\{ v: /, '')
    .replace(/ \}$/, '');
}

function padded(
  open: string,
  parts: readonly string[],
  close: string,
  models: readonly Node[],
  { text }: Hand,
  spaced: boolean,
): string {
  const model = models.find(
    (node) => text[node.range?.[0] ?? -1] === open && !/^[[{]\s*[\]}]/.test(text.slice(node.range?.[0])),
  );
  const after = model === undefined ? undefined : text[(model.range?.[0] ?? 0) + 1];
  const pad = (after === undefined ? spaced : after === ' ') && parts.length > 0 ? ' ' : '';
  return `${open}${pad}${parts.join(', ')}${pad}${close}`;
}

function isBlockList(value: readonly Plain[], models: readonly Node[]): boolean {
  const list = models.find(isSeq);
  return list ? list.flow !== true && value.length > 0 : value.some(isMapping);
}

function isMapping(value: Plain): value is { readonly [key: string]: Plain | undefined } {
  return typeof value === 'object' && !Array.isArray(value);
}

function holdsAny(value: { readonly [key: string]: Plain | undefined }): boolean {
  return Object.values(value).some((each) => each !== undefined);
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}

/** How far from the beginning of its line a node begins. */
export function columnOf(node: Node, { text }: Hand): number {
  const begin = node.range?.[0] ?? 0;
  return begin - (text.lastIndexOf('\n', begin - 1) + 1);
}

function indented(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => (line === '' ? line : `${' '.repeat(by)}${line}`));
}
