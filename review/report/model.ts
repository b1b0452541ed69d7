import { compareText } from '../../catalogue/issues/issue';
import { counted } from '../../catalogue/text/counts';
import type { Effect, Risk } from '../meaning/effect';
import { longer, type Outage, OUTAGES } from '../meaning/outage';
import { isUnchanged, type Review, type ReviewedPaths } from '../review';
import { emergencies, nameLine, pathLine, routerLines, stepLine, wordLines } from './lines';
import type { PathChange } from '../words/paths';

/** One line of a report: what happens to one place, or to several of which the same is to be said. */
export interface Row {
  readonly risk: Risk;
  readonly names: readonly string[];
  readonly what: string;
  readonly outage: string;
  readonly farEnd: string;
  readonly isCutOff: boolean;
  /** Names of sites that go with something shared. */
  readonly behind: readonly string[];
}

/** Part of a report below its rows: never empty, each line whole. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

export interface Report {
  readonly against: string;
  readonly verdict: string;
  readonly rows: readonly Row[];
  readonly sections: readonly Section[];
  /** What needs consent and has none. */
  readonly refused: Review['consent']['refused'];
}

const ORDER: Readonly<Record<Risk, number>> = { high: 0, look: 1, medium: 2, low: 3 };

export function reportOf(review: Review, { paths, names, routers, steps, costs = [] }: ReviewedPaths): Report {
  const rows = rowsOf(review.effects);
  const { base, head, consent, numbers, words, addresses, quotas } = review;
  const moved = numbers.filter(({ isTouched }) => !isTouched);
  const old = new Set(base.prepared.catalogue.changes.map(({ id }) => id));
  const agreed = [...consent.agreed].map(
    ([change, effects]) =>
      `${change.id}${old.has(change.id) ? ', which the base had already' : ''} (${change.owner}, until ${change.expires}): ${change.allows.join(', ')} for ${counted(new Set(effects.map(({ whom }) => whom.id)).size, 'place')}. ${change.reason}`,
  );
  const sections: Section[] = [
    section('Emergency services off the network, by postcode district', emergencies(review)),
    section('Agreed', agreed),
    section('Paths', paths.map(pathLine)),
    section('Names', names.map(nameLine)),
    section('Routers', routerLines(routers)),
    section(
      'Addresses that others know',
      addresses.map(({ kind, where, from, to }) =>
        kind === 'new-public'
          ? `${where}: a new public address, for suppliers' allow-lists`
          : kind === 'released'
            ? `${where}: released, take it off allow-lists`
            : `${where}: the resolver's address is ${to ?? '–'} (${from ?? '–'} before), for routers and DHCP`,
      ),
    ),
    section(
      'Numbers that moved at sites nobody touched',
      moved.map(({ site, what, from, to }) => `${site}: ${what} ${from} → ${to}`),
    ),
    section(
      'Numbers that moved where somebody wrote something',
      numbers
        .filter(({ isTouched }) => isTouched)
        .map(({ site, what, from, to }) => `${site}: ${what} ${from} → ${to}`),
    ),
    section(
      'Limits',
      quotas.map(({ what, scope, from, to, limit }) => `${what}, ${scope}: ${from} → ${to} of ${limit}`),
    ),
    section('Cost', costs),
    section('Catalogue', words.flatMap(wordLines)),
    section('Stacks, in order', steps.map(stepLine)),
  ].flatMap((each) => (each ? [each] : []));
  return {
    against: `Against ${base.label}${base.prepared.plan.stacks.length === 0 ? ', which builds nothing' : ''}`,
    verdict: verdictOf(review, rows, paths, steps),
    rows,
    sections: moved.length > 0 || isUnchanged(review) ? sections : insertNone(sections),
    refused: consent.refused,
  };
  function insertNone(list: readonly Section[]): readonly Section[] {
    const touched = new Set([
      ...review.effects.flatMap(({ whom }) => (whom.kind === 'site' ? [whom.id] : [])),
      ...words.flatMap(({ noun, id }) => (noun === 'sites' ? [id] : [])),
    ]);
    const untouched = head.prepared.catalogue.sites.filter(({ id }) => !touched.has(id)).length;
    return [
      ...list,
      {
        title: 'Untouched',
        lines: [`${counted(untouched, 'site')}; no number moved at any of them`],
      },
    ];
  }
}

function section(title: string, lines: readonly string[]): Section | undefined {
  return lines.length === 0 ? undefined : { title, lines };
}

/** One row for each place, and one for all places of which exactly the same is to be said. */
function rowsOf(effects: readonly Effect[]): readonly Row[] {
  const byPlace = new Map<string, Effect[]>();
  for (const effect of effects) {
    const key =
      effect.whom.kind === 'shared'
        ? `shared ${effect.whom.id} ${effect.what}`
        : `${effect.whom.kind} ${effect.whom.id}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), effect]);
  }
  const alike = new Map<string, { row: Row; names: string[] }>();
  for (const own of byPlace.values()) {
    const [first] = own;
    if (!first) continue;
    const outage = own.reduce<Outage>((worst, each) => longer(worst, each.outage), OUTAGES.none);
    const row: Row = {
      risk: own.map(({ risk }) => risk).sort((a, b) => ORDER[a] - ORDER[b])[0] ?? 'look',
      names: [first.whom.name],
      what: [...new Set(own.map(({ what }) => what))].join('; '),
      outage: outage.text,
      farEnd: [...new Set(own.flatMap((each) => (each.allowance === 'far-end-acts' ? each.suppliers : [])))]
        .sort(compareText)
        .join(', '),
      isCutOff: own.some(({ isCutOff }) => isCutOff),
      behind: [...new Set(own.flatMap(({ behind }) => behind.map(({ name }) => name)))].sort(compareText),
    };
    const key = JSON.stringify([row.risk, row.what, row.outage, row.farEnd, row.isCutOff, row.behind]);
    const known = alike.get(key);
    if (known) known.names.push(first.whom.name);
    else alike.set(key, { row, names: [first.whom.name] });
  }
  return [...alike.values()]
    .map(({ row, names }) => ({ ...row, names: names.sort(compareText) }))
    .sort(
      (a, b) =>
        ORDER[a.risk] - ORDER[b.risk] ||
        Number(b.isCutOff) - Number(a.isCutOff) ||
        compareText(a.names[0] ?? '', b.names[0] ?? '') ||
        compareText(a.what, b.what),
    );
}

function verdictOf(
  { words, cutOff, consent, effects, artefacts, numbers }: Review,
  rows: readonly Row[],
  paths: readonly PathChange[],
  steps: ReviewedPaths['steps'],
): string {
  const moved = numbers.filter(({ isTouched }) => !isTouched).length;
  if (rows.length === 0 && paths.length === 0 && artefacts.changes.length === 0 && numbers.length === 0)
    return words.length === 0 ? 'Nothing changes.' : 'Nothing that is built changes for anybody.';
  const places = new Set(effects.flatMap(({ whom }) => (whom.kind === 'shared' ? [] : [`${whom.kind} ${whom.id}`])))
    .size;
  const count = (kind: PathChange['kind']): number => paths.filter((path) => path.kind === kind).length;
  const looks = rows.filter(({ risk }) => risk === 'look').length;
  const parts = [
    places === 0 ? '' : `${placesOf(effects)} ${places === 1 ? 'changes' : 'change'}`,
    cutOff.length === 0
      ? 'nobody goes off the network'
      : `${cutOff.length} ${cutOff.length === 1 ? 'goes' : 'go'} off the network`,
    count('gained') === 0 ? '' : counted(count('gained'), 'new path'),
    count('lost') === 0 ? '' : counted(count('lost'), 'lost path'),
    looks === 0 ? '' : `${looks} to look at`,
    moved === 0 ? '' : `${counted(moved, 'NUMBER')} MOVED AT SITES NOBODY TOUCHED`,
    consent.refused.length === 0 ? '' : `${counted(consent.refused.length, 'thing')} nobody agreed to`,
    `${counted(steps.length, 'stack')} to plan`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** `24 sites, 2 datacentres`. */
function placesOf(effects: readonly Effect[]): string {
  return (['site', 'datacentre', 'link'] as const)
    .flatMap((kind) => {
      const count = new Set(effects.flatMap(({ whom }) => (whom.kind === kind ? [whom.id] : []))).size;
      return count === 0 ? [] : [counted(count, kind)];
    })
    .join(', ');
}
