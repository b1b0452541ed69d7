import { isRecord } from '../../catalogue/shape-issues';
import { SECRET_KEY } from '../../catalogue/text/secrets';
import { scalarText } from './fields';
import { readCsv } from './read-csv';

/** What NetBox has that is read here. */
export type Kind = 'site' | 'circuit' | 'termination' | 'prefix' | 'nothing';

export type NetboxObject = Readonly<Record<string, unknown>>;

/** Objects of one file, in order. */
export interface NetboxTable {
  readonly kind: Kind;
  readonly file: string;
  readonly objects: readonly { readonly row: number; readonly it: NetboxObject }[];
  /** Whether a key stood in it; it was not read. */
  readonly hadKeys: boolean;
  /** Whether NetBox has more than this page. */
  readonly isCut: boolean;
}

/** Labels of an export in English that are no import names. Source: netbox-community/netbox v4.6, models' verbose names */
const LABELS: Readonly<Record<string, string>> = {
  circuit_id: 'cid',
  commit_rate_kbps: 'commit_rate',
  installed: 'install_date',
  side: 'term_side',
  termination_side: 'term_side',
  terminates: 'termination_date',
};

/** A file of NetBox's REST API (one page or a list), or its CSV by import names or by English labels; undefined for anything else. */
export function netboxTable(file: string, bytes: Uint8Array): NetboxTable | undefined {
  const json = jsonPage(bytes);
  const objects = json?.objects ?? csvObjects(file, bytes);
  const kind = json?.objects.length === 0 ? 'nothing' : kindOf(objects?.[0]?.it);
  if (!objects || kind === undefined) return undefined;
  return { kind, file, objects, hadKeys: objects.some(({ it }) => holdsKey(it)), isCut: json?.isCut ?? false };
}

function jsonPage(bytes: Uint8Array): Pick<NetboxTable, 'objects' | 'isCut'> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const list: unknown = Array.isArray(value) ? value : isRecord(value) ? value['results'] : undefined;
  if (!Array.isArray(list)) return undefined;
  return {
    objects: list.flatMap((it: unknown, index) => (isRecord(it) ? [{ row: index + 1, it }] : [])),
    isCut: isRecord(value) && typeof value['next'] === 'string',
  };
}

function csvObjects(file: string, bytes: Uint8Array): NetboxTable['objects'] | undefined {
  const sheet = readCsv(bytes, file);
  if (!sheet.ok) return undefined;
  const names = sheet.value.head.cells.map(({ text }) => {
    const name = text
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_|_$/g, '');
    return LABELS[name] ?? name;
  });
  return sheet.value.rows.map(({ row, cells }) => ({
    row,
    it: Object.fromEntries(names.flatMap((name, index) => (cells[index]?.text ? [[name, cells[index].text]] : []))),
  }));
}

/** Told by what only one of them has. */
function kindOf(it: NetboxObject | undefined): Kind | undefined {
  if (!it) return undefined;
  const has = (...keys: readonly string[]): boolean => keys.every((key) => Object.hasOwn(it, key));
  if (has('term_side', 'circuit')) return 'termination';
  if (has('cid', 'provider')) return 'circuit';
  if (has('prefix', 'status') || (has('prefix') && (has('scope_type') || has('scope_id')))) return 'prefix';
  if (has('slug', 'name', 'status')) return 'site';
  return undefined;
}

function holdsKey(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsKey);
  return isRecord(value) && Object.entries(value).some(([key, inner]) => SECRET_KEY.test(key) || holdsKey(inner));
}

/** `{ value, label }`, `{ slug, name }` or the text itself, as one text; undefined for nothing. */
export function textIn(it: NetboxObject, key: string, of: 'slug' | 'name' = 'slug'): string | undefined {
  const value = it[key];
  if (isRecord(value)) {
    const inner = value['value'] ?? value[of] ?? value['name'] ?? value['slug'];
    return scalarText(inner);
  }
  return value === '' ? undefined : scalarText(value);
}

/** What somebody added to NetBox: `custom_fields: { uprn }`, or `cf_uprn` of its CSV. */
export function customIn(it: NetboxObject, name: string): string | undefined {
  const fields = it['custom_fields'];
  return (isRecord(fields) ? textIn(fields, name) : undefined) ?? textIn(it, `cf_${name}`);
}
