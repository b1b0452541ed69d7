import { compareText } from '../../catalogue/issues/issue';
import type { RawCatalogue } from '../../catalogue/schema/catalogue';
import type { Path } from '../../catalogue/yaml/source';
import { asText, isSame } from '../artefacts/arguments';

/** One key that is written otherwise: `circuits.primary.address`, from what to what. */
export interface FieldChange {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
  /** Where it stands in the head's catalogue, as far as it stands there. */
  readonly path: Path;
}

/** An entry of the catalogue that is new, gone, or written otherwise. */
export interface EntryChange {
  readonly noun: string;
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** The id it had before, where it has another one now. */
  readonly was?: string;
  readonly fields: readonly FieldChange[];
  readonly path: Path;
}

type Entry = Readonly<Record<string, unknown>>;

/** What by which a list of entries is told apart. */
const IDENTITIES = ['id', 'code', 'tenant', 'hub'] as const;

/** What differs between two catalogues as they are written; the order of entries and lists means nothing. */
export function catalogueChanges(before: RawCatalogue, after: RawCatalogue): readonly EntryChange[] {
  const changes: EntryChange[] = [];
  for (const [noun, value] of Object.entries(after) as [keyof RawCatalogue, unknown][]) {
    if (noun === 'include') continue;
    if (noun === 'wan') changes.push(...changed('wan', '', before.wan, after.wan, ['wan']));
    else if (noun === 'profiles') changes.push(...profileChanges(before.profiles, after.profiles));
    else changes.push(...entryChanges(noun, before[noun], value as readonly Entry[]));
  }
  return changes;
}

function profileChanges(before: RawCatalogue['profiles'], after: RawCatalogue['profiles']): readonly EntryChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareText).flatMap((id) => {
    const path: Path = ['profiles', id];
    const [one, other] = [before[id], after[id]];
    if (one && other) return changed('profiles', id, one, other, path);
    return [
      {
        noun: 'profiles',
        id,
        kind: other ? ('added' as const) : ('removed' as const),
        fields: [],
        path: other ? path : ['profiles'],
      },
    ];
  });
}

function entryChanges(noun: string, before: readonly Entry[], after: readonly Entry[]): readonly EntryChange[] {
  const key = (entry: Entry): string => String(entry['id'] ?? entry['code']);
  const old = new Map(before.map((entry) => [key(entry), entry]));
  const ids = new Set(after.map(key));
  const found: EntryChange[] = [];
  const seen = new Set<string>();
  after.forEach((entry, index) => {
    const id = key(entry);
    const was = typeof entry['was'] === 'string' && !old.has(id) ? entry['was'] : undefined;
    const former = old.get(id) ?? (was === undefined ? undefined : old.get(was));
    if (!former) {
      found.push({ noun, id, kind: 'added', fields: [], path: [noun, index] });
      return;
    }
    seen.add(key(former));
    const own = changed(noun, id, former, entry, [noun, index]);
    if (was !== undefined && own[0]) found.push({ ...own[0], was });
    else found.push(...own);
  });
  for (const id of old.keys())
    if (!ids.has(id) && !seen.has(id)) found.push({ noun, id, kind: 'removed', fields: [], path: [noun] });
  return found.sort((a, b) => compareText(a.id, b.id));
}

function changed(noun: string, id: string, before: object, after: object, path: Path): readonly EntryChange[] {
  const fields: FieldChange[] = [];
  compare(before, after, [], path, fields);
  return fields.length === 0 ? [] : [{ noun, id, kind: 'changed', fields, path }];
}

function compare(from: unknown, to: unknown, name: readonly string[], path: Path, fields: FieldChange[]): void {
  if (isSame(from, to)) return;
  // Crypto by circuit, or by way: each is a change of its own, whether or not there were others before.
  if (name.at(-1) === 'crypto' && (isEntry(from) || isEntry(to)) && (from === undefined || to === undefined)) {
    compare(from ?? {}, to ?? {}, name, path, fields);
    return;
  }
  if (isEntry(from) && isEntry(to)) {
    for (const key of [...new Set([...Object.keys(from), ...Object.keys(to)])].sort(compareText))
      compare(from[key], to[key], [...name, key], key in to ? [...path, key] : path, fields);
    return;
  }
  const identity = identityOf(from, to);
  if (Array.isArray(from) && Array.isArray(to) && identity !== undefined) {
    const key = (entry: unknown): string => String((entry as Entry)[identity]);
    const old = new Map(from.map((entry: unknown) => [key(entry), entry]));
    to.forEach((entry: unknown, index) =>
      compare(old.get(key(entry)), entry, [...name, key(entry)], [...path, index], fields),
    );
    const now = new Set(to.map(key));
    for (const [each, entry] of old) if (!now.has(each)) compare(entry, undefined, [...name, each], path, fields);
    return;
  }
  if (Array.isArray(from) && Array.isArray(to) && isSame(sorted(from), sorted(to))) return;
  fields.push({
    field: name.join('.'),
    ...(from === undefined ? {} : { from: inWords(from) }),
    ...(to === undefined ? {} : { to: inWords(to) }),
    path,
  });
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function identityOf(from: unknown, to: unknown): (typeof IDENTITIES)[number] | undefined {
  const all = [from, to].flatMap((each): unknown[] => (Array.isArray(each) ? each : []));
  if (all.length === 0 || !all.every(isEntry)) return undefined;
  return IDENTITIES.find((key) => all.every((entry) => typeof entry[key] === 'string'));
}

function sorted(list: readonly unknown[]): readonly string[] {
  return list.map((each) => JSON.stringify(each)).sort(compareText);
}

/** A value as one would say it, short. */
function inWords(value: unknown): string {
  const text = Array.isArray(value) ? value.map(asText).join(', ') : asText(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
