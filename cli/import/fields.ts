import type { Plain } from '../../catalogue/yaml/entry-style';
import { spaced } from '../edit/forms/site';

/** What a cell says of a site, as the catalogue has it; or what is wrong with it. */
export type Read = { readonly value: Plain } | { readonly fault: string; readonly allowed?: string };

/** One thing that a column can say of a site or of one of its circuits. */
export interface Field {
  /** What a mapping calls it, and the heading that an export gives it. */
  readonly name: string;
  readonly of: 'site' | 'circuit';
  /** Where it stands in the entry of the site or circuit. */
  readonly path: readonly string[];
  read(text: string, dates: DateOrder): Read;
}

/** Which of 01/02/2027 is the day, where a sheet has dates as text. */
export type DateOrder = 'day-first' | 'month-first';

const asText = (text: string): Read => ({ value: text });

function asNumber(text: string): Read {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? { value: Number(text) } : { fault: 'This is no number.' };
}

/** `100`, `100.0`, `100 Mbps`, `1 Gbps`, `1Gb/s`: as Mbps. */
function asMbps(text: string): Read {
  const allowed = 'a whole number of Mbps: 100, 100 Mbps, 1 Gbps';
  const [, amount = '', unit = ''] =
    /^(\d+(?:[.,]\d+)?)\s*([a-z/]*)$/i.exec(text.replaceAll(/(?<=\d),(?=\d{3}\b)/g, '')) ?? [];
  const factor = {
    '': 1,
    m: 1,
    mb: 1,
    mbps: 1,
    'mbit/s': 1,
    'mb/s': 1,
    g: 1000,
    gb: 1000,
    gbps: 1000,
    'gbit/s': 1000,
    'gb/s': 1000,
  }[unit.toLowerCase()];
  // 1.000 is a thousand to some, and one to others.
  if (/^\d{1,3}[.,]\d{3}$/.test(amount)) return { fault: `"${text}" may be two things.`, allowed };
  const mbps = Number(amount.replace(',', '.')) * (factor ?? Number.NaN);
  return amount !== '' && Number.isInteger(mbps) ? { value: mbps } : { fault: `"${text}" is no bandwidth.`, allowed };
}

/** `2027-02-01`, `01/02/2027` in the order that the mapping says, `1 Feb 2027`. */
export function asDate(text: string, order: DateOrder): Read {
  const allowed = '2027-02-01, 01/02/2027 or 1 Feb 2027';
  const bad: Read = { fault: `"${text}" is no date.`, allowed };
  const whole = (year: number, month: number, day: number): Read => {
    const found = new Date(Date.UTC(year, month - 1, day));
    return found.getUTCMonth() === month - 1 && found.getUTCDate() === day
      ? { value: found.toISOString().slice(0, 10) }
      : { fault: `"${text}" is no day of the calendar.`, allowed };
  };
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?$/.exec(text);
  if (iso) return whole(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const slashed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  if (slashed) {
    const [first, second] = [Number(slashed[1]), Number(slashed[2])];
    return order === 'day-first' ? whole(Number(slashed[3]), second, first) : whole(Number(slashed[3]), first, second);
  }
  const named = /^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})$/.exec(text);
  const month = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').indexOf((named?.[2] ?? '').toLowerCase());
  return named && month >= 0 ? whole(Number(named[3]), month + 1, Number(named[1])) : bad;
}

/** `schools=/25`, `council=10.1.0.0/24 10.2.0.0/24; police=/27`: one tenant's segment after the other. */
function asSegments(text: string): Read {
  const segments = text.split(';').flatMap((part) => {
    const said = part.trim();
    if (said === '') return [];
    const [, tenant = '', what = ''] = /^([a-z0-9-]+)\s*=\s*(.+)$/.exec(said) ?? [];
    if (tenant === '') return [undefined];
    return [what.startsWith('/') ? { tenant, size: what } : { tenant, prefixes: what.split(/[\s,]+/) }];
  });
  const good = segments.filter((segment) => segment !== undefined);
  return good.length === segments.length && good.length > 0
    ? { value: good }
    : { fault: 'This is no list of segments.', allowed: 'schools=/25, or council=10.1.0.0/24; police=/27' };
}

export function segmentsText(
  segments: readonly {
    readonly tenant: string;
    readonly size?: string | undefined;
    readonly prefixes?: readonly string[] | undefined;
  }[],
): string {
  return segments.map(({ tenant, size, prefixes }) => `${tenant}=${size ?? (prefixes ?? []).join(' ')}`).join('; ');
}

const site = (name: string, path: readonly string[], read: Field['read'] = asText): Field => ({
  name,
  of: 'site',
  path,
  read,
});
const circuit = (name: string, path: readonly string[], read: Field['read'] = asText): Field => ({
  name,
  of: 'circuit',
  path,
  read,
});

/** Everything that a column can say, in the order of an export. */
export const FIELDS: readonly Field[] = [
  site('id', ['id']),
  site('name', ['name']),
  site('state', ['state'], (text) => ({ value: text.toLowerCase() })),
  site('postcode', ['place', 'postcode'], (text) => ({ value: spaced(text) })),
  site('country', ['place', 'country'], (text) => ({ value: text.toUpperCase() })),
  site('uprn', ['place', 'uprn'], (text) => ({ value: text.replaceAll(/[\s,]/g, '') })),
  site('lat', ['place', 'lat'], asNumber),
  site('lon', ['place', 'lon'], asNumber),
  site('profile', ['profile']),
  site('asn', ['asn'], asNumber),
  site('routers', ['routers']),
  site('segments', ['segments'], asSegments),
  circuit('circuit', ['id']),
  circuit('role', ['role'], (text) => ({ value: text.toLowerCase() })),
  circuit('address', ['address']),
  circuit('supplier', ['supplier']),
  circuit('mbps', ['mbps'], asMbps),
  circuit('bearerMbps', ['bearerMbps'], asMbps),
  circuit('order', ['order']),
  circuit('goLive', ['goLive'], asDate),
  circuit('certificate', ['certificate']),
  circuit('fqdn', ['fqdn']),
  circuit('interface', ['wan', 'interface']),
  circuit('addressing', ['wan', 'addressing'], (text) => ({ value: text.toLowerCase() })),
  circuit('lineAddress', ['wan', 'address']),
  circuit('nextHop', ['wan', 'nextHop']),
];

export const FIELD_NAMES: readonly string[] = FIELDS.map(({ name }) => name);

/** What an entry has of a field, as a cell of an export. */
export function cellOf(field: Field, entry: Readonly<Record<string, unknown>>): string {
  let value: unknown = entry;
  for (const step of field.path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
  if (value === undefined) return '';
  if (field.name === 'segments') return segmentsText(value as Parameters<typeof segmentsText>[0]);
  return scalarText(value) ?? '';
}

/** A text or number as text; undefined for anything else. */
export function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
