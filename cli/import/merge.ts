import { isDeepStrictEqual } from 'node:util';
import type { Issue } from '../../catalogue/issues/issue';
import type { LoadedCatalogue } from '../../catalogue/load';
import type { Plain } from '../../catalogue/yaml/entry-style';
import type { NewEntry, NewItem } from '../../catalogue/yaml/insert-entries';
import type { KeyEdit } from '../../catalogue/yaml/set-keys';
import type { CatalogueTexts, EntryPlace } from '../edit/catalogue-texts';
import { slug } from '../edit/forms/form';
import { cellOf, FIELDS, scalarText } from './fields';
import { matchedCircuits } from './match-circuits';
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
  keepsSegments: boolean,
): { readonly sites: readonly SiteImport[]; readonly issues: readonly Issue[] } {
  const known = knownSites(loaded.raw.sites);
  const issues: Issue[] = [];
  const groups = new Map<string, ImportRow[]>();
  for (const row of rows) {
    const id = idOf(row, known);
    const namesake = row.said.get('id') === undefined && id !== undefined ? known.byId.get(id) : undefined;
    if (id === undefined) issues.push(rowIssue(sheet, row.row, undefined, { problem: 'it says neither id nor name.' }));
    else if (namesake && !isThere(row, namesake))
      issues.push(
        rowIssue(sheet, row.row, row.said.get('name')?.column, {
          problem: `${namesake.name} (${namesake.place?.postcode ?? 'no postcode'}) has the id ${id} already, and neither postcode nor UPRN says that this is it.`,
          fix: 'Say its postcode or UPRN, or another id if it is another building.',
        }),
      );
    else groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  const sites = [...groups].map(([id, own]) => {
    const { said, faults } = saidOfSite(sheet, own);
    issues.push(...faults);
    return siteImport(sheet, id, own, said, known.byId.get(id), texts, keepsSegments, issues);
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
    if (place?.uprn !== undefined) uprns.set(bare(place.uprn), [...(uprns.get(bare(place.uprn)) ?? []), id]);
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
  return text('id') ?? byUprn.get(bare(text('uprn') ?? '')) ?? (name === undefined ? undefined : slug(name));
}

/** Whether a row is of the building that a site is in. */
function isThere({ said }: ImportRow, { place }: RawSite): boolean {
  const same = (name: 'postcode' | 'uprn'): boolean => {
    const value = scalarText(said.get(name)?.value);
    return value !== undefined && place?.[name] !== undefined && bare(value) === bare(place[name]);
  };
  return same('uprn') || same('postcode');
}

/** A UPRN without zeros that a spreadsheet may have taken from its front. */
function bare(text: string): string {
  return text.replace(/^0+(?=\d)/, '');
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

function siteImport(
  sheet: Sheet,
  id: string,
  rows: readonly ImportRow[],
  said: ReadonlyMap<string, Said>,
  raw: RawSite | undefined,
  texts: CatalogueTexts,
  keepsSegments: boolean,
  issues: Issue[],
): SiteImport {
  const own = rows.filter((row) =>
    FIELDS.some(({ of, name }) => of === 'circuit' && row.said.get(name)?.column !== undefined),
  );
  const { rowOfCircuit, issues: unmatched } = matchedCircuits(sheet, id, own, raw?.circuits ?? []);
  issues.push(...unmatched);
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
    if (was === now || (name === 'uprn' && bare(was) === bare(now))) continue;
    if (name === 'segments' && keepsSegments) {
      told.push(`segments stay ${was} (${now} there)`);
      continue;
    }
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
    if (!old && raw.circuits.length === 0) {
      issues.push(
        rowIssue(sheet, row.row, undefined, {
          problem: `${id} has no circuits yet, and an import writes the first of a site that is there nowhere.`,
          fix: 'Write `circuits:` into its entry by hand.',
        }),
      );
      continue;
    }
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
        at: [...at, 'circuits', index, ...field.path.slice(0, -1)],
        keys: { [field.path.at(-1) ?? '']: each.value as string | number },
      });
      told.push(`${circuit} ${field.name}: ${was === '' ? '–' : was} → ${now}`);
    }
  }
  return { ...common, place, kind: edits.length + items.length > 0 ? 'changed' : 'unchanged', edits, items, told };
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
  const wan = {
    interface: value('interface'),
    addressing: value('addressing'),
    address: value('lineAddress'),
    nextHop: value('nextHop'),
  };
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
    wan: Object.values(wan).every((each) => each === undefined) ? undefined : wan,
  };
}
