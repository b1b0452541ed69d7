import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Node, parseDocument, type Scalar, visit } from 'yaml';
import { isRecord } from '../shape-issues';

export interface Renaming {
  readonly from: string;
  readonly to: string;
  /** Whether `was: from` is written at the entry, since its numbers are kept under that id. */
  readonly keepsNumbers: boolean;
}

/**
 * The text of a file with a site's id another, at the site and wherever an entry names it (`changes`, `acceptedWarnings`); every
 * other byte stays. The same text where the file doesn't name it; undefined where it is laid out so that this can't be written.
 */
export function withSiteRenamed(text: string, renaming: Renaming): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const splices = [...atSite(text, document.get('sites', true), renaming), ...atReferences(document, renaming)];
  if (splices.length === 0) return text;
  const result = splices
    .sort((a, b) => b.from - a.from)
    .reduce((whole, { from, to, put }) => `${whole.slice(0, from)}${put}${whole.slice(to)}`, text);
  return isDeepStrictEqual(parseDocument(result).toJS(), renamedIn(parseDocument(text).toJS(), renaming))
    ? result
    : undefined;
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

function atSite(text: string, sites: unknown, { from, to, keepsNumbers }: Renaming): readonly Splice[] {
  if (!isSeq(sites)) return [];
  const site = sites.items.find((item) => isMap(item) && item.get('id') === from);
  if (!isMap(site)) return [];
  const id = site.get('id', true);
  const was = site.get('was', true);
  if (!isScalar(id)) return [];
  const splices = [replaced(id, to)];
  if (!keepsNumbers) return splices;
  if (isScalar(was)) return [...splices, replaced(was, from)];
  const [, end] = rangeOf(id);
  if (site.flow === true) return [{ ...replaced(id, to), put: `${to}, was: ${from}` }];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const line = text.indexOf('\n', end) + 1 || text.length;
  const [begin] = rangeOf(site);
  const indent = ' '.repeat(begin - (text.lastIndexOf('\n', begin - 1) + 1));
  return [
    ...splices,
    {
      from: line,
      to: line,
      put: `${line === text.length && !text.endsWith('\n') ? newline : ''}${indent}was: ${from}${newline}`,
    },
  ];
}

/** Ids in `changes[].for.sites`, and the beginnings of `acceptedWarnings[].at`. */
function atReferences(document: ReturnType<typeof parseDocument>, { from, to }: Renaming): readonly Splice[] {
  const splices: Splice[] = [];
  visit(document.getIn(['changes'], true) as Node | null, {
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || pair.key.value !== 'sites' || !isSeq(pair.value)) return;
      for (const item of pair.value.items) if (isScalar(item) && item.value === from) splices.push(replaced(item, to));
    },
  });
  visit(document.getIn(['acceptedWarnings'], true) as Node | null, {
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || pair.key.value !== 'at' || !isScalar(pair.value)) return;
      const at = pair.value.value;
      if (typeof at === 'string') {
        const next = renamedPath(at, from, to);
        if (next !== at) splices.push(replaced(pair.value, next));
      }
    },
  });
  return splices;
}

function renamedPath(at: string, from: string, to: string): string {
  return at === `sites.${from}` || at.startsWith(`sites.${from}.`)
    ? `sites.${to}${at.slice(`sites.${from}`.length)}`
    : at;
}

function replaced(node: Scalar, put: string): Splice {
  const [from, to] = rangeOf(node);
  return { from, to, put };
}

function rangeOf(node: { readonly range?: readonly number[] | null | undefined }): readonly [number, number] {
  const [from = 0, to = 0] = node.range ?? [];
  return [from, to];
}

/** What the file should say then. */
function renamedIn(value: unknown, { from, to, keepsNumbers }: Renaming): unknown {
  if (!isRecord(value)) return value;
  const list = (noun: string): readonly unknown[] =>
    Array.isArray(value[noun]) ? (value[noun] as readonly unknown[]) : [];
  const own = (noun: string, entries: readonly unknown[]): object =>
    Array.isArray(value[noun]) ? { [noun]: entries } : {};
  return {
    ...value,
    ...own(
      'sites',
      list('sites').map((site) =>
        isRecord(site) && site['id'] === from ? { ...site, id: to, ...(keepsNumbers ? { was: from } : {}) } : site,
      ),
    ),
    ...own(
      'changes',
      list('changes').map((change) => {
        const whom = isRecord(change) ? change['for'] : undefined;
        const sites = isRecord(whom) ? whom['sites'] : undefined;
        return isRecord(change) && isRecord(whom) && Array.isArray(sites)
          ? { ...change, for: { ...whom, sites: sites.map((id: unknown) => (id === from ? to : id)) } }
          : change;
      }),
    ),
    ...own(
      'acceptedWarnings',
      list('acceptedWarnings').map((entry) =>
        isRecord(entry) && typeof entry['at'] === 'string'
          ? { ...entry, at: renamedPath(entry['at'], from, to) }
          : entry,
      ),
    ),
  };
}
