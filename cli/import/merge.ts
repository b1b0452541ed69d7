import { isDeepStrictEqual } from 'node:util';
import type { Issue } from '../../catalogue/issues/issue';
import type { LoadedCatalogue } from '../../catalogue/load';
import type { Plain } from '../../catalogue/yaml/entry-style';
import type { NewEntry, NewItem } from '../../catalogue/yaml/insert-entries';
import type { KeyEdit } from '../../catalogue/yaml/set-keys';
import type { CatalogueTexts, EntryPlace } from '../edit/catalogue-texts';
import { slug } from '../edit/forms/form';
import { cellOf, FIELDS, scalarText } from './fields';
import type { ImportRow, Said } from './rows';
import { rowIssue, type Sheet } from './sheet';

/** What an import does to one site. */
export interface SiteImport {
  readonly id: string;
  readonly kind: 'new' | 'changed' | 'unchanged';
  /** Rows that say it, in order; of circuits by their ids. */
  readonly rows: readonly ImportRow[];
  readonly rowOfCircuit: ReadonlyMap<string, ImportRow>;
  /** The entry of a new site. */
  readonly entry?: NewEntry;
  /** Where a site that is there is written, and what is set in it. */
  readonly place?: EntryPlace;
  readonly edits: readonly KeyEdit[];
  readonly items: readonly NewItem[];
  /** In words: `order: – → FC-1`. */
  readonly told: readonly string[];
}

type RawSite = LoadedCatalogue['raw']['sites'][number];

/** Rows as sites: which are new, which change and how. Rows that contradict or repeat each other are reported, each with the other's number. */
export function mergedSites(
  sheet: Sheet,
  rows: readonly ImportRow[],
  loaded: LoadedCatalogue,
  texts: CatalogueTexts,
): { readonly sites: readonly SiteImport[]; readonly issues: readonly Issue[] } {
  const known = knownSites(loaded.raw.sites);
  const issues: Issue[] = [];
  const groups = new Map<string, ImportRow[]>();
  for (const row of rows) {
    const id = idOf(row, known);
    if (id === undefined) issues.push(rowIssue(sheet, row.row, undefined, { problem: 'it says neither id nor name.' }));
    else groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  const sites = [...groups].map(([id, own]) => {
    const { said, faults } = saidOfSite(sheet, own);
    issues.push(...faults);
    return siteImport(sheet, id, own, said, known.byId.get(id), texts, issues);
  });
  return { sites, issues };
}

interface Known {
  readonly byId: ReadonlyMap<string, RawSite>;
  readonly byUprn: ReadonlyMap<string, string>;
}

function knownSites(sites: readonly RawSite[]): Known {
  const uprns = new Map<string, string[]>();
  for (const { id, place } of sites)
    if (place?.uprn !== undefined) uprns.set(place.uprn, [...(uprns.get(place.uprn) ?? []), id]);
  return {
    byId: new Map(sites.map((site) => [site.id, site])),
    // Two sites in one building are told apart by their ids alone.
    byUprn: new Map(
      [...uprns].flatMap(([uprn, [id, ...more]]) => (id === undefined || more.length > 0 ? [] : [[uprn, id]])),
    ),
  };
}

/** A row's own id; else that of the site in the same building; else one made of its name. */
function idOf({ said }: ImportRow, { byUprn }: Known): string | undefined {
  const text = (name: string): string | undefined => scalarText(said.get(name)?.value);
  const name = text('name');
  return text('id') ?? byUprn.get(text('uprn') ?? '') ?? (name === undefined ? undefined : slug(name));
}

/** What rows say of their site together; one that says otherwise than an earlier one is at fault. */
function saidOfSite(
  sheet: Sheet,
  rows: readonly ImportRow[],
): { readonly said: ReadonlyMap<string, Said>; readonly faults: readonly Issue[] } {
  const said = new Map<string, Said & { readonly row: number }>();
  const faults: Issue[] = [];
  for (const { row, said: own } of rows)
    for (const field of FIELDS.filter(({ of }) => of === 'site')) {
      const each = own.get(field.name);
      const before = said.get(field.name);
      if (each === undefined) continue;
      if (before === undefined) said.set(field.name, { ...each, row });
      else if (!isDeepStrictEqual(before.value, each.value))
        faults.push(
          rowIssue(sheet, row, each.column, {
            problem: `${field.name} of the same site is another in row ${before.row}.`,
            fix: 'Make them alike, or give one of them another id.',
          }),
        );
    }
  return { said, faults };
}

const SPARE_IDS = ['primary', 'secondary', 'third', 'fourth'];

function siteImport(
  sheet: Sheet,
  id: string,
  rows: readonly ImportRow[],
  said: ReadonlyMap<string, Said>,
  raw: RawSite | undefined,
  texts: CatalogueTexts,
  issues: Issue[],
): SiteImport {
  const rowOfCircuit = new Map<string, ImportRow>();
  for (const row of rows) {
    const fields = FIELDS.filter(({ of, name }) => of === 'circuit' && row.said.get(name)?.column !== undefined);
    if (fields.length === 0) continue;
    const circuit = circuitIdOf(row, raw, rowOfCircuit);
    const earlier = rowOfCircuit.get(circuit);
    if (earlier)
      issues.push(
        rowIssue(sheet, row.row, row.said.get('circuit')?.column, {
          problem: `it repeats row ${earlier.row}: circuit ${circuit} of ${id}.`,
          fix: 'Leave one of them out, or give the circuit another id.',
        }),
      );
    else rowOfCircuit.set(circuit, row);
  }
  const common = { id, rows, rowOfCircuit };
  const place = texts.find('sites', id);
  if (!place || !raw)
    return { ...common, kind: 'new', entry: newEntry(id, said, rowOfCircuit), edits: [], items: [], told: [] };
  const edits: KeyEdit[] = [];
  const items: NewItem[] = [];
  const told: string[] = [];
  const at = ['sites', place.index];
  for (const field of FIELDS) {
    const { name, path } = field;
    const each = said.get(name);
    // What the mapping says of every row is for new sites.
    if (field.of !== 'site' || each?.column === undefined || name === 'id') continue;
    const { value } = each;
    const [was, now] = [cellOf(field, raw), cellOf(field, nested(path, value))];
    if (was === now) continue;
    if (name === 'segments') {
      issues.push(
        rowIssue(sheet, rows[0]?.row ?? 1, said.get(name)?.column, {
          problem: `the segments of ${id} are ${was}, and an import changes no segment of a site that is there.`,
          got: now,
          fix: 'Change them by hand, with `npx wan review`; or leave the cell empty.',
        }),
      );
      continue;
    }
    edits.push({ at: [...at, ...path.slice(0, -1)], keys: { [path.at(-1) ?? '']: value as string | number } });
    told.push(`${name}: ${was === '' ? '–' : was} → ${now}`);
  }
  for (const [circuit, row] of rowOfCircuit) {
    const index = raw.circuits.findIndex((each) => each.id === circuit);
    const old = raw.circuits[index];
    if (!old) {
      items.push({ at: [...at, 'circuits'], item: circuitEntry(circuit, row) });
      told.push(`circuit ${circuit}: new`);
      continue;
    }
    for (const field of FIELDS) {
      const each = row.said.get(field.name);
      if (field.of !== 'circuit' || each === undefined || field.name === 'circuit') continue;
      // What the mapping says of every row is for new circuits.
      if (each.column === undefined) continue;
      const [was, now] = [cellOf(field, old), cellOf(field, nested(field.path, each.value))];
      if (was === now) continue;
      edits.push({
        at: [...at, 'circuits', index],
        keys: { [field.path.at(-1) ?? '']: each.value as string | number },
      });
      told.push(`${circuit} ${field.name}: ${was === '' ? '–' : was} → ${now}`);
    }
  }
  return { ...common, place, kind: told.length > 0 ? 'changed' : 'unchanged', edits, items, told };
}

/** A row's own circuit; else the one that has its order number; else the first that no row has yet and no other order; else a new one. */
function circuitIdOf({ said }: ImportRow, raw: RawSite | undefined, taken: ReadonlyMap<string, ImportRow>): string {
  const own = said.get('circuit')?.value;
  if (typeof own === 'string') return own;
  const order = said.get('order')?.value;
  const ordered = order === undefined ? undefined : raw?.circuits.find((each) => each.order === order);
  if (ordered) return ordered.id;
  const open = raw?.circuits.find(({ id, order: has }) => !taken.has(id) && (order === undefined || has === undefined));
  if (open) return open.id;
  const held = new Set(raw?.circuits.map(({ id }) => id));
  return SPARE_IDS.find((id) => !taken.has(id) && !held.has(id)) ?? `line-${taken.size + 1}`;
}

function nested(path: readonly string[], value: Plain): Readonly<Record<string, Plain>> {
  const [first = '', ...rest] = path;
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}

function newEntry(id: string, said: ReadonlyMap<string, Said>, circuits: ReadonlyMap<string, ImportRow>): NewEntry {
  const value = (name: string): Plain | undefined => said.get(name)?.value;
  const place = {
    postcode: value('postcode'),
    country: value('country'),
    uprn: value('uprn'),
    lat: value('lat'),
    lon: value('lon'),
  };
  return {
    id,
    name: value('name'),
    state: value('state'),
    place: Object.values(place).every((each) => each === undefined) ? undefined : place,
    profile: value('profile'),
    asn: value('asn'),
    routers: value('routers'),
    circuits: circuits.size === 0 ? undefined : [...circuits].map(([circuit, row]) => circuitEntry(circuit, row)),
    segments: value('segments'),
  };
}

function circuitEntry(id: string, { said }: ImportRow): NewEntry {
  const value = (name: string): Plain | undefined => said.get(name)?.value;
  return {
    id,
    role: value('role') ?? 'active',
    address: value('address'),
    certificate: value('certificate'),
    fqdn: value('fqdn'),
    supplier: value('supplier'),
    mbps: value('mbps'),
    bearerMbps: value('bearerMbps'),
    order: value('order'),
    goLive: value('goLive'),
  };
}
