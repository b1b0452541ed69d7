import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** Whom an expectation may name a site as. */
const NAMING = ['from', 'to'] as const;

/** The text of a file of expectations with a site's id another wherever one names it, alone or with a tenant behind it; every other byte stays. */
export function withExpectationsRenamed(text: string, from: string, to: string): string {
  const document = parseDocument(text);
  const list = document.errors.length > 0 ? undefined : document.get('expectations', true);
  if (!isSeq(list)) return text;
  const found = list.items.flatMap((item) =>
    isMap(item)
      ? NAMING.flatMap((key) => {
          const node = item.get(key, true);
          const value = isScalar(node) ? node.value : undefined;
          const [first, last] = (isScalar(node) ? node.range : undefined) ?? [];
          const isIt = typeof value === 'string' && (value === from || value.startsWith(`${from}/`));
          return isIt && first !== undefined && last !== undefined
            ? [{ first, last, put: `${to}${value.slice(from.length)}` }]
            : [];
        })
      : [],
  );
  return found
    .sort((a, b) => b.first - a.first)
    .reduce((whole, { first, last, put }) => `${whole.slice(0, first)}${put}${whole.slice(last)}`, text);
}
