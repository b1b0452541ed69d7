import { compareText } from '../../catalogue/issues/issue';
import type { Change } from '../../catalogue/model';
import type { Allowance } from '../../catalogue/schema/changes';
import type { Effect } from '../meaning/effect';
import type { Side } from '../sides/side';
import type { EntryChange } from '../words/catalogue-changes';

/** Days for which a consent is suggested. */
const DAYS = 30;

/** Nouns of the catalogue, and what `for` calls them. */
const KINDS: Readonly<Record<string, keyof Change['for']>> = {
  tenants: 'tenants',
  profiles: 'profiles',
  hubs: 'hubs',
  egressDomains: 'domains',
  datacentres: 'datacentres',
  sites: 'sites',
};

/** The smallest `for` that names everybody an effect needs consent for: all of a tenant or profile rather than its ids. */
export function forWhom(effects: readonly Effect[], cause: EntryChange | undefined, { prepared }: Side): Change['for'] {
  const { sites } = prepared.catalogue;
  const kind = cause && KINDS[cause.noun];
  // What was changed for all of a tenant is agreed to for all of it.
  if (
    cause &&
    kind &&
    effects.every(({ targets }) =>
      targets.every((target) => target.some((each) => each.kind === kind && each.id === cause.id)),
    )
  )
    return { [kind]: [cause.id] };
  const ids = [...new Set(effects.flatMap(({ whom }) => (whom.kind === 'site' ? [whom.id] : [])))].sort(compareText);
  const others = effects.flatMap(({ whom, targets }) =>
    whom.kind === 'site' ? [] : targets.flatMap((target) => target.slice(0, 1)),
  );
  const found: Record<string, string[]> = {};
  const add = (kind: string, id: string): void => {
    const list = (found[kind] ??= []);
    if (!list.includes(id)) list.push(id);
  };
  let open: readonly string[] = ids;
  const named = new Set(ids);
  if (ids.length > 3) {
    for (const key of ['profiles', 'tenants'] as const) {
      const groups = new Map<string, string[]>();
      for (const site of sites) {
        if (site.state !== 'live' && site.state !== 'building') continue;
        const of = key === 'profiles' ? site.profile : (site.segments[0]?.tenant ?? '');
        const members = groups.get(of);
        if (members) members.push(site.id);
        else groups.set(of, [site.id]);
      }
      for (const [id, members] of [...groups].sort(([a], [b]) => compareText(a, b))) {
        if (members.length < 3 || !members.every((member) => named.has(member))) continue;
        if (!members.some((member) => open.includes(member))) continue;
        add(key, id);
        open = open.filter((each) => !members.includes(each));
      }
    }
  }
  for (const id of open) add('sites', id);
  for (const { kind, id } of others) add(kind, id);
  return found;
}

/** An entry of `changes`, as lines of YAML. What only people can say is left for them. */
export function entryLines(
  entry: Omit<Change, 'reason' | 'owner'> & Partial<Pick<Change, 'reason' | 'owner'>>,
): readonly string[] {
  const whom = Object.entries(entry.for)
    .filter(([, ids]) => (ids as readonly string[] | undefined)?.length)
    .map(([kind, ids]) => `${kind}: [${(ids as readonly string[]).join(', ')}]`);
  return [
    `- id: ${entry.id}`,
    `  allows: [${[...entry.allows].join(', ')}]`,
    `  for: { ${whom.join(', ')} }`,
    `  reason: ${yamlText(entry.reason ?? '…')}`,
    `  owner: ${yamlText(entry.owner ?? '…')}`,
    `  expires: ${entry.expires}`,
  ];
}

/** Plain where that is safe, quoted where YAML would read something else. */
function yamlText(text: string): string {
  return text === '…' ||
    (!/^(null|true|false|yes|no|on|off)$/i.test(text) &&
      !/\s$/.test(text) &&
      /^[A-Za-z][A-Za-z0-9 ,.()@/+_-]*$/.test(text))
    ? text
    : JSON.stringify(text);
}

export function suggestedDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + DAYS);
  return date.toISOString().slice(0, 10);
}

/** `fire-crypto-2026-12`: short, and free. */
export function suggestedId(words: readonly string[], day: string, taken: ReadonlySet<string>): string {
  const stem = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  const id = `${stem === '' ? 'change' : stem}-${day.slice(0, 7)}`;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? id : `${id}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** In the order in which they are documented, each once. */
export function inOrder(allowances: readonly Allowance[]): Change['allows'] {
  return [...new Set(allowances)].sort(compareText);
}
