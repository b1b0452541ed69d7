import { compareText } from '../../catalogue/issues/issue';
import { emergencyDistricts } from '../meaning/emergencies';
import type { Review, ReviewedPaths } from '../review';
import type { EntryChange } from '../words/catalogue-changes';
import type { NameChange } from '../words/names';
import type { PathChange } from '../words/paths';
import type { RouterChange } from '../words/routers';

/** Fire and police stations that are cut off, as their control rooms look for them: `CW2: Crewe Fire Station`. */
export function emergencies({ base, head, cutOff }: Review): readonly string[] {
  const districtOf = emergencyDistricts(base, head);
  const districts = new Map<string, string[]>();
  for (const { kind, id, name } of cutOff) {
    const district = kind === 'site' ? districtOf(id) : undefined;
    if (district === undefined) continue;
    const known = districts.get(district);
    if (known) known.push(name);
    else districts.set(district, [name]);
  }
  return [...districts]
    .sort(([a], [b]) => compareText(a, b))
    .map(([district, names]) => `${district}: ${names.join(', ')}`);
}

export function pathLine({ kind, from: tenant, of, to, because, what, owner, expires, before }: PathChange): string {
  const from = of === undefined ? tenant : `${of} of ${tenant}`;
  const asked =
    because === 'internet'
      ? ''
      : `, ${because}${owner === undefined ? '' : `, asked by ${owner}`}${expires === undefined ? '' : ` until ${expires}`}`;
  switch (kind) {
    case 'gained':
      return `new: ${from} → ${to} ${what}${asked}`;
    case 'lost':
      return `lost: ${from} → ${to} ${what}${asked}`;
    case 'changed':
      return `changed: ${from} → ${to} ${before ?? ''} becomes ${what}${asked}`;
    case 'another-way':
      return `another way: ${from} → ${to} ${what}${asked}`;
  }
}

/** Names of one line; a change of more is one of a list. */
const MOST_NAMES = 6;

export function nameLine({ asks, names, before, after }: NameChange): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}: ${after} (before: ${before}), for ${asks.join(', ')}`;
}

/** Fields of one entry that are said; a change with more is one of another kind. */
const MOST_FIELDS = 6;

export function wordLines({ noun, id, kind, was, fields }: EntryChange): readonly string[] {
  const name = id === '' ? noun : `${noun}.${id}`;
  if (kind !== 'changed') return [`${kind === 'added' ? '+' : '−'} ${name}`];
  const shown = fields
    .slice(0, MOST_FIELDS)
    .map(({ field, from, to }) => `${field} ${from ?? '–'} → ${to ?? '–'}`)
    .join('; ');
  const more = fields.length > MOST_FIELDS ? ` and ${fields.length - MOST_FIELDS} more` : '';
  return [`~ ${was === undefined ? name : `${noun}.${was}, now ${id}`}: ${shown}${more}`];
}

export function stepLine({
  stack,
  counts,
  plannable,
  lane,
  wave,
  reads,
  isGone,
}: ReviewedPaths['steps'][number]): string {
  const { create, import: imported, update, replace, destroy, move } = counts;
  const figures = [
    create > 0 ? `+${create}` : '',
    imported > 0 ? `⇤${imported}` : '',
    update > 0 ? `~${update}` : '',
    replace > 0 ? `±${replace}` : '',
    destroy > 0 ? `-${destroy}` : '',
    move > 0 ? `→${move}` : '',
  ].filter((each) => each !== '');
  return [
    stack,
    figures.length === 0 ? 'outputs or settings only' : figures.join(' '),
    isGone ? 'GONE: destroy it from the base' : plannable === 'now' ? 'plannable now' : `after ${plannable.after}`,
    `wave ${wave}`,
    ...(lane === undefined ? [] : [`lane ${lane}`]),
    ...(reads.length === 0
      ? []
      : [`reads ${reads.slice(0, 3).join(', ')}${reads.length > 3 ? ` and ${reads.length - 3} more` : ''}`]),
  ].join(' · ');
}

/** Routers that are named, those whose difference is printed, and lines of each; the rest says `--format json`. */
const SHOWN_NAMES = 40;
const SHOWN_ROUTERS = 3;
const SHOWN_LINES = 12;
const KINDS = { anew: 'to set anew', new: 'to set up', gone: 'to take out' } as const;

export function routerLines(routers: readonly RouterChange[]): readonly string[] {
  const named = (['anew', 'new', 'gone'] as const).flatMap((kind) => {
    const ids = routers.flatMap((router) => (router.kind === kind ? [router.id] : []));
    const more = ids.length > SHOWN_NAMES ? ` and ${ids.length - SHOWN_NAMES} more` : '';
    return ids.length === 0 ? [] : [`${KINDS[kind]}: ${ids.slice(0, SHOWN_NAMES).join(', ')}${more}`];
  });
  const known = routers.filter(({ difference }) => difference.length > 0);
  return [
    ...named,
    ...known
      .slice(0, SHOWN_ROUTERS)
      .flatMap(({ id, difference }) => [
        ...difference.slice(0, SHOWN_LINES).map((line) => `${id} ${line}`),
        ...(difference.length > SHOWN_LINES ? [`${id} … and ${difference.length - SHOWN_LINES} more lines`] : []),
      ]),
  ];
}
