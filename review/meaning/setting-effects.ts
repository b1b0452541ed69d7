import { counted } from '../../catalogue/text/counts';
import { asText } from '../artefacts/arguments';
import type { SettingChange } from '../artefacts/setting-changes';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { OUTAGES } from './outage';
import { People } from './whom';

/** What it means that stacks are kept or made elsewhere: one effect for all of which the same is to be said. */
export function settingEffects(base: Side, head: Side, changes: readonly SettingChange[]): readonly Effect[] {
  const grouped = new Map<string, SettingChange[]>();
  const people = new People(base, head);
  for (const change of changes) {
    const { kind, argument, from, to } = change;
    // Each stack has a state of its own, and tags with its own name.
    const key = kind === 'state' || kind === 'tags' ? kind : JSON.stringify([kind, argument, from, to]);
    grouped.set(key, [...(grouped.get(key) ?? []), change]);
  }
  return [...grouped.values()].flatMap((own): readonly Effect[] => {
    const [first] = own;
    if (!first) return [];
    const meaning = MEANING[first.kind];
    const stacks = [...new Set(own.map(({ stack }) => stack))];
    const whom = stacks.map((stack) => people.of({ stack, type: '', name: '' }));
    const hubs = whom.flatMap(({ targets }) => targets.flat().filter(({ kind }) => kind === 'hubs'));
    const subjects = [...new Map(hubs.map((subject) => [subject.id, subject])).values()];
    const sites = new Map(whom.flatMap((each) => each.sites.map(({ id, name }) => [id, name] as const)));
    const name = `everybody at ${subjects.map(({ id }) => id).join(', ')}`;
    return [
      {
        ...meaning,
        targets: subjects.map((subject) => [subject]),
        whom: { kind: 'shared', id: name, name },
        behind: meaning.isCutOff ? [...sites].map(([id, title]) => ({ kind: 'site' as const, id, name: title })) : [],
        what: `${meaning.what} (${counted(stacks.length, 'stack')}, such as ${first.stack}: ${first.argument.replace(/^accounts\./, '')} ${said(first.from)} → ${said(first.to)})`,
        circuits: [],
        farEnd: [],
        suppliers: [],
        resources: [],
      },
    ];
  });
}

const MEANING: Readonly<
  Record<SettingChange['kind'], Pick<Effect, 'allowance' | 'isRefused' | 'isCutOff' | 'risk' | 'what' | 'outage'>>
> = {
  state: {
    allowance: 'state-moved',
    isRefused: true,
    isCutOff: false,
    risk: 'high',
    what: 'state is kept elsewhere: unless somebody moves it first, Terraform has forgotten everything and makes it a second time',
    outage: OUTAGES.none,
  },
  place: {
    allowance: 'path-cut',
    isRefused: true,
    isCutOff: true,
    risk: 'high',
    what: 'everything is made in another account, subscription or region, and what stands is left behind or destroyed',
    outage: OUTAGES.anew,
  },
  tags: {
    isRefused: false,
    isCutOff: false,
    risk: 'low',
    what: 'tags of everything in it change',
    outage: OUTAGES.none,
  },
  version: {
    isRefused: false,
    isCutOff: false,
    risk: 'look',
    what: 'another version of a provider or of Terraform: what it does with what stands is not known from here',
    outage: OUTAGES.none,
  },
  other: {
    isRefused: false,
    isCutOff: false,
    risk: 'look',
    what: 'a setting of the stack differs',
    outage: OUTAGES.none,
  },
};

function said(value: unknown): string {
  if (value === undefined) return '–';
  const text = Array.isArray(value) ? value.map(asText).join(', ') : asText(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
