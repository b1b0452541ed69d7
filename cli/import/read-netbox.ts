import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { isRecord } from '../../catalogue/shape-issues';
import { slug } from '../edit/forms/form';
import { FIELDS, scalarText } from './fields';
import type { Mapping } from './mapping';
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
const GONE = ['offline', 'decommissioned', 'deprovisioning'];

export function isNetbox(file: string, bytes: Uint8Array): boolean {
  return netboxTable(file, bytes) !== undefined;
}

/** Sites of NetBox with their circuits and prefixes, as rows: one for each circuit. What the mapping says `fixed` is for all that NetBox doesn't say. */
export function readNetbox(
  files: readonly { readonly file: string; readonly bytes: Uint8Array }[],
  mapping: Mapping,
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
  const rows = main.objects.flatMap(({ row, it }): readonly ImportRow[] => {
    const status = textIn(it, 'status')?.toLowerCase() ?? '';
    if (status === 'retired') {
      notes.push(`${textIn(it, 'name') ?? `Row ${row}`} is retired, and left out.`);
      return [];
    }
    const texts = siteTexts(it, prefixes, notes);
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
): Readonly<Record<string, string | undefined>> {
  const name = textIn(it, 'name');
  const tenant = slugOf(textIn(it, 'tenant'));
  const asns = Array.isArray(it['asns']) ? it['asns'] : [];
  if (asns.length > 1) notes.push(`${name ?? ''} has ${asns.length} AS numbers, and none was taken.`);
  const [asn] = asns as readonly unknown[];
  return {
    id: textIn(it, 'slug'),
    name,
    state: STATES[textIn(it, 'status')?.toLowerCase() ?? ''],
    postcode: /[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/i.exec(textIn(it, 'physical_address') ?? '')?.[0],
    lat: textIn(it, 'latitude'),
    lon: textIn(it, 'longitude'),
    uprn: customIn(it, 'uprn'),
    profile: customIn(it, 'profile'),
    asn: asns.length === 1 ? (isRecord(asn) ? textIn(asn, 'asn') : scalarText(asn)) : undefined,
    segments: segmentsAt(it, tenant, prefixes),
  };
}

/** Prefixes that are at a site, by tenant. */
function segmentsAt(
  site: NetboxObject,
  tenant: string | undefined,
  prefixes: readonly NetboxObject[],
): string | undefined {
  const byTenant = new Map<string, string[]>();
  for (const it of prefixes) {
    if (!isAt(it, ['scope', 'site', 'scope_name'], site)) continue;
    const whose = slugOf(textIn(it, 'tenant')) ?? tenant;
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

/** Whether a circuit ends at a site, by its own A end or by a termination. */
function endsAt(circuit: NetboxObject, site: NetboxObject, ends: readonly NetboxObject[]): boolean {
  const keys = ['termination', 'site', 'termination_id', 'termination_name'];
  const own = [circuit['termination_a'], circuit['termination_z']].filter(isRecord);
  const cid = textIn(circuit, 'cid');
  const theirs = ends.filter((end) => {
    const of = end['circuit'];
    return isRecord(of) ? of['cid'] === cid || of['id'] === circuit['id'] : String(of) === cid;
  });
  return [...own, ...theirs].some((end) => isAt(end, keys, site));
}

/** Whether one of an object's keys names a site: by slug, name or number. */
function isAt(it: NetboxObject, keys: readonly string[], site: NetboxObject): boolean {
  return keys.some((key) => {
    const value = it[key];
    if (isRecord(value)) return value['slug'] !== undefined && value['slug'] === site['slug'];
    return (
      scalarText(value) !== undefined &&
      [site['slug'], site['name'], site['id']].some((each) => scalarText(each) === scalarText(value))
    );
  });
}

function slugOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : slug(text);
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
    const meant = text === undefined ? undefined : (mapping.values.get(name)?.get(text.toLowerCase()) ?? text);
    if (meant !== undefined)
      take(
        name,
        meant,
        FIELDS.findIndex((field) => field.name === name),
      );
  }
  return said;
}
