import { stringify } from 'csv-stringify/sync';
import type { Issue } from '../../catalogue/issues/issue';
import { Cidr, parseCidr } from '../../catalogue/values/cidr';
import { counted } from '../../catalogue/text/counts';
import { prepare, type Prepared } from '../../plan/prepare';
import { columns } from '../../report/columns';
import type { CommandResult } from '../command-result';
import { entriesOf } from './entries';
import { type ListedEntry, type Noun, NOUNS } from './listed-entry';

/** What is listed: everything that each given filter lets through; of one filter any of its values will do. */
export interface ListOptions {
  readonly tenant?: readonly string[];
  readonly state?: readonly string[];
  readonly hub?: readonly string[];
  readonly profile?: readonly string[];
  readonly supplier?: readonly string[];
  /** Outward half of a postcode, or the whole. */
  readonly district?: readonly string[];
  readonly resilience?: readonly string[];
  /** A part of a name, a reason or an owner's address. */
  readonly text?: string;
  /** An address or prefix that an entry has, or a part of. */
  readonly contains?: string;
  readonly csv?: boolean;
  /** Columns that a line may take. */
  readonly width?: number;
}

type Facet = 'tenant' | 'state' | 'hub' | 'profile' | 'supplier' | 'district' | 'resilience';

/** What an entry has of a facet; undefined where its noun knows none. */
const FACETS: Readonly<Record<Facet, (entry: ListedEntry) => readonly string[] | undefined>> = {
  tenant: ({ tenants }) => tenants,
  state: ({ state }) => one(state),
  hub: ({ hubs }) => hubs,
  profile: ({ profile }) => one(profile),
  supplier: ({ suppliers }) => suppliers,
  district: ({ district }) => one(district),
  resilience: ({ resilience }) => one(resilience),
};

const one = (value: string | undefined): readonly string[] | undefined => (value === undefined ? undefined : [value]);
const folded = (text: string): string => text.toLowerCase().replaceAll(/\s/g, '');

/** `wan list [WHAT]`: entries of one kind that filters let through, as a table, as JSON, or as CSV whose cells stay text in a spreadsheet. */
export function listCommand(catalogue: string, cwd: string, asked: string, options: ListOptions): CommandResult {
  const prepared = prepare(catalogue, cwd);
  return prepared.ok ? listed(prepared.value, asked, options) : { text: '', issues: prepared.issues };
}

/** The same of a catalogue that is read already. */
export function listed(prepared: Prepared, asked: string, options: ListOptions): CommandResult {
  const noun = NOUNS.find((each) => each === asked || each === `${asked}s`);
  if (!noun)
    return {
      text: '',
      issues: [{ code: 'USAGE', problem: `"${asked}" is nothing that is listed.`, allowed: NOUNS.join(', ') }],
    };
  const all = entriesOf(noun, prepared);
  const wanted = asks(noun, all, options);
  if (wanted.issues.length > 0) return { text: '', issues: wanted.issues };
  const found = all.filter((entry) => wanted.tests.every((test) => test(entry)));
  return {
    text: options.csv === true ? csvOf(all, found) : tableOf(noun, all, found, options.width),
    issues: [],
    data: { of: noun, total: all.length, entries: found.map(dataOf) },
  };
}

type Test = (entry: ListedEntry) => boolean;

/** What is asked for as tests; a value that no entry has is a mistake in typing, and is named with what there is. */
function asks(
  noun: Noun,
  all: readonly ListedEntry[],
  options: ListOptions,
): { readonly tests: readonly Test[]; readonly issues: readonly Issue[] } {
  const tests: Test[] = [];
  const issues: Issue[] = [];
  for (const facet of Object.keys(FACETS) as readonly Facet[]) {
    const values = options[facet] ?? [];
    if (values.length === 0) continue;
    const known = [...new Set(all.flatMap((entry) => FACETS[facet](entry) ?? []))].sort();
    if (known.length === 0) {
      issues.push({ code: 'USAGE', problem: `--${facet} says nothing of ${noun}.` });
      continue;
    }
    const meant = values.map((value) => known.filter((each) => isMeant(facet, each, value)));
    values.forEach((value, index) => {
      if (meant[index]?.length === 0)
        issues.push({
          code: 'USAGE',
          problem: `No entry of ${noun} has ${facet} "${value}".`,
          allowed:
            known.length > 12 ? `${known.slice(0, 12).join(', ')} and ${known.length - 12} more` : known.join(', '),
        });
    });
    const chosen = new Set(meant.flat());
    tests.push((entry) => (FACETS[facet](entry) ?? []).some((each) => chosen.has(each)));
  }
  if (options.text !== undefined) {
    const text = options.text.toLowerCase();
    tests.push(({ words }) => words.some((word) => word.toLowerCase().includes(text)));
  }
  if (options.contains !== undefined) {
    const asked = options.contains;
    const prefix = parseCidr(asked.includes('/') ? asked : `${asked}/32`);
    if (prefix instanceof Cidr)
      tests.push(({ prefixes }) => prefixes.some((each) => each.contains(prefix) || prefix.contains(each)));
    else
      issues.push({
        code: 'USAGE',
        problem: `"${asked}" is no IPv4 address or prefix.`,
        allowed: 'an address, such as 10.97.9.10, or a prefix, such as 10.97.8.0/22',
      });
  }
  return { tests, issues };
}

/** Suppliers and districts are typed as people say them; of the rest the id counts. */
function isMeant(facet: Facet, known: string, asked: string): boolean {
  if (facet === 'district') return isDistrict(folded(known), folded(asked));
  if (facet === 'supplier') return folded(known).includes(folded(asked));
  return known === asked;
}

/** `CW1`, or a whole postcode of it; never CW10. */
function isDistrict(district: string, asked: string): boolean {
  const rest = asked.startsWith(district) ? asked.slice(district.length) : 'another';
  return rest === '' || /^\d[a-z]{2}$/.test(rest);
}

function tableOf(
  noun: Noun,
  all: readonly ListedEntry[],
  found: readonly ListedEntry[],
  width = Number.POSITIVE_INFINITY,
): string {
  const total = counted(all.length, noun.slice(0, -1));
  if (found.length === 0) return `None of ${total}.\n`;
  const head = Object.keys(found[0]?.cells ?? {});
  const rows = found.map(({ cells }) => head.map((column) => cells[column] ?? ''));
  return `${columns(head, rows, width)}\n${found.length === all.length ? total : `${found.length} of ${total}`}\n`;
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. Source: owasp.org/www-community/attacks/CSV_Injection */
function csvOf(all: readonly ListedEntry[], found: readonly ListedEntry[]): string {
  const head = Object.keys(all[0]?.cells ?? { id: '' });
  return stringify(
    found.map(({ cells }) => head.map((column) => cells[column] ?? '')),
    { header: true, columns: head, escape_formulas: true },
  );
}

function dataOf({
  cells,
  tenants,
  suppliers,
  hubs,
  state,
  profile,
  resilience,
  district,
  prefixes,
}: ListedEntry): object {
  return { ...cells, tenants, suppliers, hubs, state, profile, resilience, district, prefixes: prefixes.map(String) };
}
