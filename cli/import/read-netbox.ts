import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { isRecord } from '../../catalogue/shape-issues';
import { slug } from '../edit/forms/form';
import { FIELDS, scalarText } from './fields';
import { folded, type Mapping } from './mapping';
import { customIn, type Kind, type NetboxObject, type NetboxTable, netboxTable, textIn } from './netbox-tables';
import { fieldNamed, type ImportRow, type Said } from './rows';
import { rowIssue, type Sheet } from './sheet';

/** What NetBox calls what a field says. */
const ORIGINS: Readonly<Record<string, string>> = {
  id: 'slug',
  state: 'status',
  postcode: 'physical_address',
  lat: 'latitude',
  lon: 'longitude',
  uprn: 'custom_fields.uprn',
  profile: 'custom_fields.profile',
  asn: 'asns',
  segments: 'prefixes',
  address: 'custom_fields.public_ip',
  supplier: 'provider',
  mbps: 'commit_rate',
  order: 'cid',
  goLive: 'install_date',
};

/** Source: netbox-community/netbox v4.6, dcim/choices.py SiteStatusChoices; a retired site is on no network. */
const STATES: Readonly<Record<string, string>> = {
  planned: 'planned',
  staging: 'building',
  active: 'live',
  decommissioning: 'leaving',
};

/** Circuits that carry nothing any more. Source: circuits/choices.py CircuitStatusChoices */
const GONE = ['offline', 'decommissioned'];

export function isNetbox(file: string, bytes: Uint8Array): boolean {
  return netboxTable(file, bytes) !== undefined;
}

/** Sites of NetBox with their circuits and prefixes, as rows: one for each circuit. What the mapping says `fixed` is for all that NetBox doesn't say. */
export function readNetbox(
  files: readonly { readonly file: string; readonly bytes: Uint8Array }[],
  mapping: Mapping,
  tenants: readonly { readonly id: string; readonly name: string }[],
): Result<{
  readonly sheet: Sheet;
  readonly rows: readonly ImportRow[];
  readonly issues: readonly Issue[];
  readonly notes: readonly string[];
  readonly dropped: readonly Issue[];
}> {
  const tables = files.flatMap(({ file, bytes }) => netboxTable(file, bytes) ?? []);
  const of = (kind: Kind): NetboxTable['objects'] =>
    tables.flatMap((table) => (table.kind === kind ? table.objects : []));
  const cut = tables.filter(({ isCut }) => isCut);
  if (cut.length > 0)
    return failure(
      cut.map(({ file }) => ({
        code: 'IMPORT_SYNTAX',
        at: { file, line: 1, column: 1 },
        problem: 'It is one page of several: NetBox has more than it gave (`next`).',
        fix: 'Ask for all of it: `?limit=0`.',
      })),
    );
  const main = tables.find(({ kind }) => kind === 'site');
  if (!main)
    return failure([
      {
        code: 'IMPORT_SYNTAX',
        problem: 'None of these files holds sites of NetBox.',
        fix: 'Give /api/dcim/sites/?limit=0 as JSON, or the CSV of its list of sites, beside the others.',
      },
    ]);
  const head = { row: 1, cells: FIELDS.map(({ name }) => ({ text: ORIGINS[name] ?? name })) };
  const sheet: Sheet = { file: main.file, head, rows: [], lettered: false };
  const issues: Issue[] = [];
  const notes = tables.some(({ hadKeys }) => hadKeys) ? ['Keys stood in these files; none was read.'] : [];
  const circuits = of('circuit').map(({ it }) => it);
  const ends = of('termination').map(({ it }) => it);
  const prefixes = of('prefix').map(({ it }) => it);
  const rows = of('site').flatMap(({ row, it }): readonly ImportRow[] => {
    const status = textIn(it, 'status')?.toLowerCase() ?? '';
    if (status === 'retired') {
      notes.push(`${textIn(it, 'name') ?? `Row ${row}`} is retired, and left out.`);
      return [];
    }
    const texts = siteTexts(it, prefixes, notes, (text) => tenantOf(text, tenants));
    const own = circuits.filter(
      (circuit) => endsAt(circuit, it, ends) && !GONE.includes(textIn(circuit, 'status')?.toLowerCase() ?? ''),
    );
    const lines = own.length > 0 ? own.map(circuitTexts) : [{}];
    return lines.map((line) => ({ row, said: saidOf({ ...texts, ...line }, sheet, row, mapping, issues) }));
  });
  return success({ sheet, rows, issues, notes, dropped: [] });
}

function siteTexts(
  it: NetboxObject,
  prefixes: readonly NetboxObject[],
  notes: string[],
  whose: (text: string | undefined) => string | undefined,
): Readonly<Record<string, string | undefined>> {
  const name = textIn(it, 'name');
  const tenant = whose(textIn(it, 'tenant'));
  const asns = Array.isArray(it['asns']) ? it['asns'] : [];
  if (asns.length > 1) notes.push(`${name ?? ''} has ${asns.length} AS numbers, and none was taken.`);
  const [asn] = asns as readonly unknown[];
  return {
    id: textIn(it, 'slug'),
    name,
    state: textIn(it, 'status')?.toLowerCase(),
    postcode: /[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/i.exec(textIn(it, 'physical_address') ?? '')?.[0],
    lat: textIn(it, 'latitude'),
    lon: textIn(it, 'longitude'),
    uprn: customIn(it, 'uprn'),
    profile: customIn(it, 'profile'),
    asn: asns.length === 1 ? (isRecord(asn) ? textIn(asn, 'asn') : scalarText(asn)) : undefined,
    segments: segmentsAt(it, tenant, prefixes, whose),
  };
}

/** Prefixes that are at a site, by tenant. */
function segmentsAt(
  site: NetboxObject,
  tenant: string | undefined,
  prefixes: readonly NetboxObject[],
  tenantIn: (text: string | undefined) => string | undefined,
): string | undefined {
  const byTenant = new Map<string, string[]>();
  for (const it of prefixes) {
    const status = textIn(it, 'status')?.toLowerCase() ?? '';
    // What is a container, is over, or is IPv6 is no prefix of a segment.
    if (['container', 'deprecated'].includes(status) || (textIn(it, 'prefix') ?? '').includes(':')) continue;
    if (!isAt(it, 'scope', site)) continue;
    const whose = tenantIn(textIn(it, 'tenant')) ?? tenant;
    const prefix = textIn(it, 'prefix');
    if (whose !== undefined && prefix !== undefined) byTenant.set(whose, [...(byTenant.get(whose) ?? []), prefix]);
  }
  return byTenant.size === 0 ? undefined : [...byTenant].map(([whose, all]) => `${whose}=${all.join(' ')}`).join('; ');
}

function circuitTexts(it: NetboxObject): Readonly<Record<string, string | undefined>> {
  const rate = Number(textIn(it, 'commit_rate') ?? Number.NaN);
  return {
    circuit: customIn(it, 'circuit'),
    role: customIn(it, 'role'),
    address: customIn(it, 'public_ip'),
    supplier: textIn(it, 'provider', 'name'),
    // NetBox has kbit/s.
    mbps: Number.isFinite(rate) && rate > 0 ? String(rate / 1000) : undefined,
    bearerMbps: customIn(it, 'bearer_mbps'),
    order: textIn(it, 'cid'),
    goLive: textIn(it, 'install_date'),
    certificate: customIn(it, 'certificate'),
    fqdn: customIn(it, 'fqdn'),
  };
}

/**
 * Whether a circuit ends at a site, by its own ends or by terminations. A termination is of a circuit by the circuit's number where both have it: an id that
 * a provider gives is its own alone. An end may be a network of a provider, whose number says nothing of sites.
 */
function endsAt(circuit: NetboxObject, site: NetboxObject, ends: readonly NetboxObject[]): boolean {
  const own = [circuit['termination_a'], circuit['termination_z']].filter(isRecord);
  const theirs = ends.filter((end) => {
    const of = end['circuit'];
    if (!isRecord(of)) return scalarText(of) === textIn(circuit, 'cid');
    if (of['id'] !== undefined && circuit['id'] !== undefined) return of['id'] === circuit['id'];
    return of['cid'] === circuit['cid'];
  });
  return [...own, ...theirs].some((end) => isAt(end, 'termination', site));
}

/**
 * Whether what an object is bound to is a site, and this one: `termination` and `scope` may be of any kind, which stands beside them, or
 * in the address of what is given whole. Older releases, and CSV, say `site`.
 */
function isAt(it: NetboxObject, key: 'termination' | 'scope', site: NetboxObject): boolean {
  const kind = textIn(it, `${key}_type`);
  const given = it[key];
  const isOfSite = (value: NetboxObject): boolean =>
    value['id'] !== undefined && site['id'] !== undefined ? value['id'] === site['id'] : value['slug'] === site['slug'];
  if (isRecord(given)) {
    const address = scalarText(given['url']) ?? '';
    const isSite =
      kind === 'dcim.site' ||
      (kind === undefined && (address === '' ? given['slug'] !== undefined : address.includes('/dcim/sites/')));
    return isSite && given['slug'] !== undefined && isOfSite(given);
  }
  const older = it['site'];
  if (isRecord(older)) return isOfSite(older);
  if (scalarText(older) !== undefined) return isNamed(older, site);
  if (kind !== undefined && kind.toLowerCase() !== 'dcim.site') return false;
  const [number, name] = [it[`${key}_id`], it[`${key}_name`]];
  if (scalarText(name) !== undefined) return isNamed(name, site);
  if (scalarText(number) === undefined) return false;
  return site['id'] === undefined ? isNamed(number, site) : scalarText(site['id']) === scalarText(number);
}

function isNamed(value: unknown, site: NetboxObject): boolean {
  return [site['slug'], site['name']].some((each) => scalarText(each) === scalarText(value));
}

/** A tenant of ours, by its id or by its name; else as NetBox has it. */
function tenantOf(
  text: string | undefined,
  tenants: readonly { readonly id: string; readonly name: string }[],
): string | undefined {
  if (text === undefined) return undefined;
  return tenants.find(({ id, name }) => id === slug(text) || slug(name) === slug(text))?.id ?? slug(text);
}

function saidOf(
  texts: Readonly<Record<string, string | undefined>>,
  sheet: Sheet,
  row: number,
  mapping: Mapping,
  issues: Issue[],
): ReadonlyMap<string, Said> {
  const said = new Map<string, Said>();
  const take = (name: string, text: string, column: number | undefined): void => {
    const read = fieldNamed(name)?.read(text, mapping.dates);
    if (read && 'value' in read) said.set(name, { value: read.value, ...(column === undefined ? {} : { column }) });
    else if (read) issues.push(rowIssue(sheet, row, column, { problem: read.fault, got: text }));
  };
  for (const [name, text] of mapping.fixed) take(name, text, undefined);
  for (const [name, text] of Object.entries(texts)) {
    const plain = name === 'state' && text !== undefined ? (STATES[text] ?? text) : text;
    const meant = text === undefined ? undefined : (mapping.values.get(name)?.get(folded(text)) ?? plain);
    if (meant !== undefined)
      take(
        name,
        meant,
        FIELDS.findIndex((field) => field.name === name),
      );
  }
  return said;
}
