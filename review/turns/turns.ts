import { compareText } from '../../catalogue/issues/issue';
import type { Site } from '../../catalogue/model';
import { compareArtefacts } from '../artefacts/resource-changes';
import { tunnelEnds } from '../meaning/tunnel-ends';
import { tunnelFates } from '../meaning/tunnel-fates';
import type { Side } from '../sides/side';
import { type Hold, holdOfSite, holdOfWay } from './holds';

/** A building or a datacentre whose far ends would all act at once, and could go one after the other. */
export interface TurnedPlace {
  readonly kind: 'site' | 'datacentre';
  readonly id: string;
  readonly name: string;
  /** Circuits, or ways of a datacentre, in the order in which they change; each with what keeps it as it is until then. */
  readonly circuits: readonly { readonly id: string; readonly hold: Hold | undefined }[];
}

/** A change in turn: first what is left in reserve, last what carries. */
export interface Turns {
  /** How many releases it takes; 1: nothing has to wait. */
  readonly releases: number;
  readonly places: readonly TurnedPlace[];
  /** Places with one circuit: they are off whenever they change, and go with the last release. */
  readonly alone: readonly TurnedPlace[];
  /** Places that can't wait, and why: they go with the first release, whole. */
  readonly stuck: readonly Stuck[];
}

interface Stuck extends Pick<TurnedPlace, 'kind' | 'id' | 'name'> {
  readonly isAlone: boolean;
  readonly why: string;
}

/**
 * Who has to change one circuit after the other: places in use all of whose connections are taken away for minutes, or whose
 * router must be told something on every circuit at the same time.
 */
export function turnsOf(base: Side, head: Side): Turns {
  const { fates } = tunnelFates(base, head, compareArtefacts(base, head).changes);
  const hit = new Map<string, Set<string>>();
  for (const { end, fate, farEnd } of fates) {
    if (end.kind === 'link' || (farEnd.length === 0 && !HITS.has(fate))) continue;
    const key = `${end.kind} ${end.id}`;
    hit.set(key, (hit.get(key) ?? new Set()).add(end.circuit));
  }
  const places: TurnedPlace[] = [];
  const alone: TurnedPlace[] = [];
  const stuck: Stuck[] = [];
  for (const [key, circuits] of [...hit].sort(([a], [b]) => compareText(a, b))) {
    const place = placeOf(base, head, key, circuits);
    if (!place) continue;
    const why = place.circuits.map(({ hold }) => hold?.why).find((each) => each !== undefined);
    // The last one waits for nobody.
    const waiting = place.circuits.slice(1);
    const [only] = place.circuits;
    if (place.circuits.length === 1 && only?.hold !== undefined && why === undefined) alone.push(place);
    else if (why !== undefined || place.circuits.length === 1 || waiting.some(({ hold }) => hold === undefined))
      stuck.push({ ...named(place), isAlone: place.circuits.length === 1, why: why ?? NOT_ITS_OWN });
    else places.push(place);
  }
  return counted({ places, alone, stuck });
}

const NOT_ITS_OWN = 'what changes is not a circuit’s own';

function named({ kind, id, name }: TurnedPlace): Pick<TurnedPlace, 'kind' | 'id' | 'name'> {
  return { kind, id, name };
}

/** Of places with one circuit nothing is said where nobody waits: they are off whenever it goes. */
function counted({ places, alone, stuck }: Omit<Turns, 'releases'>): Turns {
  const releases = Math.max(1, ...places.map(({ circuits }) => circuits.length));
  return releases === 1
    ? { releases, places, alone: [], stuck: stuck.filter(({ isAlone }) => !isAlone) }
    : { releases, places, alone, stuck };
}

/**
 * What is written for a release, held against what it is written for: `staged` is that release. Places of which a circuit
 * that should wait is taken away all the same can't go in turn; undefined where none is.
 */
export function withoutUnheld(turns: Turns, release: number, base: Side, staged: Side): Turns | undefined {
  const holds = heldIn(turns, release);
  const unheld = new Set(
    tunnelFates(base, staged, compareArtefacts(base, staged).changes).fates.flatMap(({ end, fate, farEnd }) => {
      const hold = holds.find(
        ({ noun, id, was, circuit }) =>
          noun === `${end.kind}s` && circuit === end.circuit && (end.id === id || end.id === was),
      );
      return hold && (farEnd.length > 0 || HITS.has(fate)) ? [`${hold.noun} ${hold.id}`] : [];
    }),
  );
  if (unheld.size === 0) return undefined;
  const isHeld = ({ kind, id }: TurnedPlace): boolean => !unheld.has(`${kind}s ${id}`);
  return counted({
    places: turns.places.filter(isHeld),
    alone: turns.alone.filter(isHeld),
    stuck: [
      ...turns.stuck,
      ...[...turns.places, ...turns.alone]
        .filter((place) => !isHeld(place))
        .map((place) => ({ ...named(place), isAlone: place.circuits.length === 1, why: NOT_ITS_OWN })),
    ],
  });
}

/** Fates that take a connection away for minutes or longer. */
const HITS: ReadonlySet<string> = new Set(['removed', 'replaced', 'interrupted']);

/** What keeps circuits as they are until their release, from 1: those whose turn comes later. */
export function heldIn({ places, alone, releases }: Turns, release: number): readonly Hold[] {
  const waiting = places.flatMap(({ circuits }) => circuits.slice(release).flatMap(({ hold }) => hold ?? []));
  const lone = release < releases ? alone.flatMap(({ circuits }) => circuits.flatMap(({ hold }) => hold ?? [])) : [];
  return [...waiting, ...lone];
}

/** A place that is in use before and after, and has no circuit that stays; undefined for all others. */
function placeOf(base: Side, head: Side, key: string, hit: ReadonlySet<string>): TurnedPlace | undefined {
  const [kind, id = ''] = key.split(' ');
  if (kind === 'datacentre') {
    const [was, is] = [base, head].map(({ prepared }) => prepared.catalogue.datacentres.find((each) => each.id === id));
    if (!was || !is || !isInUse(was) || !isInUse(is)) return undefined;
    const ways = (['backup', 'direct'] as const).filter((way) => hit.has(way));
    if (ways.length < waysOf(base, id)) return undefined;
    return {
      kind,
      id,
      name: is.name,
      circuits: ways.map((way) => ({ id: way, hold: holdOfWay(base, head, was, is, way) })),
    };
  }
  const [was, is] = [base, head].map(({ prepared }) =>
    prepared.catalogue.sites.find((each) => each.id === id || each.was === id),
  );
  if (!was || !is || !isInUse(was) || !isInUse(is) || was.circuits.some((circuit) => !hit.has(circuit.id)))
    return undefined;
  return {
    kind: 'site',
    id: is.id,
    name: is.name,
    circuits: inTurn(was).map((circuit) => ({ id: circuit, hold: holdOfSite(base, head, was, is, circuit) })),
  };
}

/** Backups first, then active circuits from the last one written to the first. */
function inTurn({ circuits }: Site): readonly string[] {
  const of = (role: 'active' | 'backup'): readonly string[] =>
    circuits.flatMap((circuit) => (circuit.role === role ? [circuit.id] : [])).reverse();
  return [...of('backup'), ...of('active')];
}

/** Ways that carry something: a circuit that is ordered and not connected is none yet. */
function waysOf(base: Side, datacentre: string): number {
  const ends = [...tunnelEnds(base).values()].filter(({ kind, id }) => kind === 'datacentre' && id === datacentre);
  return new Set(ends.map(({ circuit }) => circuit)).size;
}

function isInUse({ state }: Pick<Site, 'state'>): boolean {
  return state === 'live' || state === 'building';
}
