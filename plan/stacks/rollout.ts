import { compareText } from '../../catalogue/issues/issue';
import type { Lock } from '../lock/lock-file';
import { laneOf, type Wave, waveOf } from './deployment-order';
import type { StackInput } from './stack-input';

/** One stack of a rollout, in the order in which stacks go. */
export interface Going {
  readonly stack: string;
  /** What it is: shared, canaries, or one of the rest. */
  readonly kind: Wave;
  /** Whether it may go with the first tenth: sites are all it holds, and no emergency service is among them. */
  readonly mayBeFirst: boolean;
  /** One gateway that takes one change at a time. */
  readonly lane?: string | undefined;
  /** How many of its connections change; 1 where it has none. */
  readonly size: number;
  /** Stacks that go before it. */
  readonly after: readonly string[];
  /** Postcode districts in which it takes an emergency service off the network. */
  readonly districts: readonly string[];
}

/** Stacks that one machine takes one after the other. */
export interface Row {
  readonly stacks: readonly string[];
  /** Gateways that it changes. */
  readonly lanes: readonly string[];
}

/** A wave: its rows go side by side, and the next one only when all of them are done. */
export interface RolloutWave {
  readonly wave: number;
  readonly rows: readonly Row[];
}

/** What is known of a wave before anybody looks at its stacks. */
export const WAVE_NAMES = ['what all share', 'canaries', 'a tenth', 'the rest'] as const;

/** Highest wave that the pipelines have a job for; a change that needs more is split. */
export const LAST_WAVE = 9;

/**
 * What one gateway takes in one wave. An Azure VPN gateway takes 2 to 5 minutes a connection, one after the other, and a job of a hosted
 * runner ends after six hours. Source: docs.github.com/en/actions/reference/limits; terraform-provider-azurerm issue 33102
 */
const MOST_IN_A_LANE = 60;

/** Part of the remaining stacks of sites, by size, that goes before the others. */
const TENTH = 0.1;

/**
 * In which wave each stack goes: 0 what all share, 1 canaries, 2 a tenth of the rest, 3 the rest. Later waves are for whoever can't go
 * beside them: a second stack, shared or of sites, that takes an emergency service of the same district off the network, a shared
 * stack from which the rest has to let go first, and what one gateway can't take in the time of a job.
 */
export function wavesOf(going: readonly Going[]): ReadonlyMap<string, number> {
  const tenth = firstTenth(going);
  const waves = new Map<string, number>();
  const taken = new Map<number, Set<string>>();
  const lanes = new Map<string, number>();
  const shared = new Set<string>();
  for (const { stack, kind, lane, size, after, districts } of going) {
    const wanted = kind === 2 ? (tenth.has(stack) ? 2 : 3) : kind;
    let wave = wanted;
    for (const each of after) {
      const other = waves.get(each);
      if (other === undefined) continue;
      if (kind === 0) {
        // A shared stack that waits for sites goes behind them; behind another shared one it shares its row.
        wave = Math.max(wave, shared.has(each) ? other : other + 1);
      } else {
        // Behind a shared stack that had to wait canaries are canaries all the same, and go before the rest.
        wave = Math.max(wave, shared.has(each) && other > 0 ? other + wanted : other);
      }
    }
    if (kind === 0) shared.add(stack);
    const inLane = (at: number): number => lanes.get(`${at} ${lane ?? stack}`) ?? 0;
    const isTaken = (at: number): boolean =>
      districts.some((district) => taken.get(at)?.has(district) === true) ||
      (at > 0 && inLane(at) > 0 && inLane(at) + size > MOST_IN_A_LANE);
    while (isTaken(wave)) wave += 1;
    waves.set(stack, wave);
    taken.set(wave, new Set([...(taken.get(wave) ?? []), ...districts]));
    lanes.set(`${wave} ${lane ?? stack}`, inLane(wave) + size);
  }
  return waves;
}

/** The smallest stacks of sites that make up a tenth of them: as few buildings as can show whether it works. */
function firstTenth(going: readonly Going[]): ReadonlySet<string> {
  const rest = going.filter(({ kind, mayBeFirst }) => kind === 2 && mayBeFirst);
  const all = rest.reduce((sum, { size }) => sum + size, 0);
  const chosen = new Set<string>();
  let reached = 0;
  for (const { stack, size } of [...rest].sort((a, b) => a.size - b.size)) {
    if (chosen.size > 0 && reached >= all * TENTH) break;
    chosen.add(stack);
    reached += size;
  }
  return chosen;
}

/** Waves with what goes side by side in each: stacks that wait for each other, or share a lane, are one row, in their order. */
export function rollout(going: readonly Going[]): readonly RolloutWave[] {
  const waves = wavesOf(going);
  const numbers = [...new Set(waves.values())].sort((a, b) => a - b);
  return numbers.map((wave) => ({
    wave,
    rows: rowsOf(going.filter(({ stack }) => waves.get(stack) === wave)),
  }));
}

function rowsOf(going: readonly Going[]): readonly Row[] {
  const rows: { readonly stacks: string[]; readonly lanes: Set<string> }[] = [];
  for (const { stack, lane, after } of going) {
    const joined = rows.filter(
      (row) => (lane !== undefined && row.lanes.has(lane)) || row.stacks.some((each) => after.includes(each)),
    );
    const [first = { stacks: [], lanes: new Set<string>() }, ...others] = joined;
    if (joined.length === 0) rows.push(first);
    first.stacks.push(...others.flatMap((row) => row.stacks), stack);
    for (const each of [...others.flatMap((row) => [...row.lanes]), ...(lane === undefined ? [] : [lane])])
      first.lanes.add(each);
    for (const row of others) rows.splice(rows.indexOf(row), 1);
  }
  const place = new Map(going.map(({ stack }, index) => [stack, index]));
  return rows.map(({ stacks, lanes }) => ({
    stacks: stacks.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
    lanes: [...lanes].sort(compareText),
  }));
}

/**
 * Several rollouts as one: each stack comes after what any of them puts before it, and after what it depends on where none puts it the
 * other way round; of one that is in several the most careful counts. `order` is that of the whole network, by which stacks go that no rollout puts in order; what is not in it is gone, and goes first.
 */
export function mergedGoing(
  rollouts: readonly (readonly Going[])[],
  order: readonly string[],
  dependencies: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly Going[] {
  const byName = new Map<string, Going>();
  const before = new Map<string, Set<string>>();
  for (const going of rollouts)
    for (const each of going) {
      const known = byName.get(each.stack);
      byName.set(
        each.stack,
        known
          ? {
              ...known,
              size: Math.max(known.size, each.size),
              mayBeFirst: known.mayBeFirst && each.mayBeFirst,
              districts: [...new Set([...known.districts, ...each.districts])],
            }
          : each,
      );
      before.set(each.stack, new Set([...(before.get(each.stack) ?? []), ...each.after]));
    }
  // What it depends on goes first, unless that has to wait for it: a hub from which it lets go.
  const waits = (stack: string, other: string, seen = new Set<string>()): boolean =>
    [...(before.get(stack) ?? [])].some(
      (each) => each === other || (!seen.has(each) && waits(each, other, seen.add(each))),
    );
  for (const stack of byName.keys())
    for (const other of dependencies.get(stack) ?? [])
      if (byName.has(other) && !waits(other, stack)) before.set(stack, new Set([...(before.get(stack) ?? []), other]));
  const left = [...byName.values()].sort((a, b) => order.indexOf(a.stack) - order.indexOf(b.stack));
  const done: Going[] = [];
  while (left.length > 0) {
    const isFree = ({ stack }: Going): boolean =>
      !left.some((other) => other.stack !== stack && before.get(stack)?.has(other.stack) === true);
    // What two rollouts put the other way round goes as the network has it.
    const next = left.find(isFree) ?? left[0];
    if (!next) break;
    left.splice(left.indexOf(next), 1);
    const earlier = new Set(done.map(({ stack }) => stack));
    done.push({ ...next, after: [...(before.get(next.stack) ?? [])].filter((stack) => earlier.has(stack)) });
  }
  return done;
}

/** Every stack of a network, as if all of them went. */
export function goingAll(
  inputs: readonly StackInput[],
  lock: Pick<Lock, 'sites'>,
  emergency: ReadonlySet<string>,
): readonly Going[] {
  return inputs.map((input) => ({
    stack: input.name,
    kind: waveOf(input, lock),
    mayBeFirst: mayBeFirst(input, emergency),
    lane: laneOf(input),
    size: 'connections' in input ? input.connections.length : 1,
    after: input.dependencies,
    // Whoever deploys all without a change takes nobody off.
    districts: [],
  }));
}

/** Whether a stack of sites may go before the others of its kind: an emergency service never tries a change out for the rest. */
export function mayBeFirst(input: StackInput | undefined, emergency: ReadonlySet<string>): boolean {
  return (
    (input?.kind === 'aws-sites' || input?.kind === 'azure-sites') &&
    !input.connections.some(({ site }) => emergency.has(site))
  );
}
