import { emergencySites } from '../catalogue/emergency';
import { laneOf, waveOf } from '../plan/stacks/deployment-order';
import { type Going, mayBeFirst, type RolloutWave, rollout } from '../plan/stacks/rollout';
import type { ResourceChange } from './artefacts/resource-change';
import type { ArtefactChanges } from './artefacts/resource-changes';
import type { Effect } from './meaning/effect';
import { emergencyCuts } from './meaning/emergencies';
import { isSameStack, type Side } from './sides/side';
import { inOrderOfDestruction } from './stack-order';

/** One stack that a change plans, as a pipeline needs it. */
export interface StackStep {
  readonly stack: string;
  readonly counts: Readonly<Record<'create' | 'import' | 'update' | 'replace' | 'destroy' | 'move', number>>;
  /** `now`, or the stack whose new outputs it reads, which don't exist before that one's apply. */
  readonly plannable: 'now' | { readonly after: string };
  /** Stacks of one lane are applied one at a time: they change the same gateway. */
  readonly lane?: string;
  /** 0 for what all share, 1 for canaries, 2 for a tenth of the rest, 3 for the rest, and later for who can't go beside them. */
  readonly wave: number;
  /** Outputs of other stacks that it reads from now on. */
  readonly reads: readonly string[];
  /** Whether it is made no more: what it made has to be destroyed from the base. */
  readonly isGone: boolean;
  /** Stacks of this change that go before it. */
  readonly after: readonly string[];
}

/**
 * Changed stacks in order of deployment: as they are made, but who lets go of something comes before the stack that destroys
 * it, since a hub can drop no table that something is associated with (stack-order.ts).
 */
export function stackSteps(base: Side, head: Side, artefacts: ArtefactChanges, effects: readonly Effect[]): Rollout {
  const touched = new Set(artefacts.stacks);
  const emergency = new Set([base, head].flatMap(({ prepared }) => [...emergencySites(prepared.catalogue)]));
  const cuts = emergencyCuts(base, head, effects);
  const step = (stack: string, side: Side, isGone: boolean): Unplaced => {
    const own = artefacts.changes.filter((change) => change.stack === stack);
    const input = side.prepared.plan.stacks.find(({ name }) => name === stack);
    const reads = isGone ? [] : newReads(stack, base, head, artefacts.changes);
    const producer = reads.find(({ isFresh }) => isFresh)?.producer;
    const lane = laneOf(input);
    return {
      stack,
      counts: countsOf(own),
      plannable: producer === undefined ? 'now' : { after: producer },
      ...(lane === undefined ? {} : { lane }),
      reads: reads.map(({ producer: from, output }) => `${from}.${output}`),
      isGone,
      kind: waveOf(input, side.prepared.lock),
      mayBeFirst: mayBeFirst(input, emergency),
      size: Math.max(1, own.filter(({ type, action }) => CONNECTIONS.has(type) && action !== 'move').length),
      dependencies: input?.dependencies ?? [],
      districts: cuts.flatMap((cut) => (cut.stack === stack ? [cut.district] : [])),
    };
  };
  const steps = [
    ...head.stacks.filter((name) => touched.has(name)).map((name) => step(name, head, false)),
    // What refers to others goes before them.
    ...[...artefacts.removed].reverse().map((name) => step(name, base, true)),
  ];
  const waits = new Map(
    steps.flatMap(({ stack, plannable }) => (plannable === 'now' ? [] : [[stack, plannable.after] as const])),
  );
  const { order, after } = inOrderOfDestruction(
    steps.map(({ stack }) => stack),
    waits,
    base,
    artefacts,
  );
  const sorted = order.flatMap((name) => steps.filter(({ stack }) => stack === name));
  const going = sorted.map(({ dependencies, ...each }, index) => {
    const earlier = order.slice(0, index);
    const follows = after.get(each.stack);
    return { ...each, after: earlier.filter((name) => follows?.has(name) === true || dependencies.includes(name)) };
  });
  const waves = rollout(going);
  const waveOfStack = new Map(
    waves.flatMap(({ wave, rows }) => rows.flatMap(({ stacks }) => stacks.map((stack) => [stack, wave] as const))),
  );
  return {
    waves,
    going,
    steps: going.map(({ kind: _kind, mayBeFirst: _first, size: _size, districts: _where, ...each }) => ({
      ...each,
      wave: waveOfStack.get(each.stack) ?? 0,
    })),
  };
}

/** Stacks of a change, in order and in waves. */
export interface Rollout {
  readonly steps: readonly StackStep[];
  readonly waves: readonly RolloutWave[];
  readonly going: readonly Going[];
}

type Unplaced = Omit<StackStep, 'wave' | 'after'> &
  Pick<Going, 'kind' | 'mayBeFirst' | 'size' | 'districts'> & { readonly dependencies: readonly string[] };

/** What takes minutes each: everything else of a stack of sites is a call. */
const CONNECTIONS: ReadonlySet<string> = new Set(['aws_vpn_connection', 'azurerm_vpn_gateway_connection']);

function countsOf(changes: readonly ResourceChange[]): StackStep['counts'] {
  const count = (action: ResourceChange['action']): number =>
    changes.filter((change) => change.action === action).length;
  return {
    create: changes.filter(({ action, imports }) => action === 'create' && imports === undefined).length,
    import: changes.filter(({ imports }) => imports !== undefined).length,
    update: count('update'),
    replace: count('replace'),
    destroy: count('destroy'),
    move: count('move'),
  };
}

interface Read {
  readonly producer: string;
  readonly output: string;
  /** Whether the output does not exist yet, or will be another one: a plan before its apply reads the old value, or none. */
  readonly isFresh: boolean;
}

/** Outputs that a stack reads and whose value is not what is deployed. */
function newReads(stack: string, base: Side, head: Side, changes: readonly ResourceChange[]): readonly Read[] {
  const before = new Set(base.stacks);
  const refer = (text: string): ReadonlySet<string> =>
    new Set(
      [...text.matchAll(/data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)/g)].map(
        ([, from = '', output = '']) => `${from} ${output}`,
      ),
    );
  const now = head.read(stack);
  const old = before.has(stack) ? refer(base.text(stack)) : new Set<string>();
  const moving = new Set(
    changes.filter(({ action }) => action === 'create' || action === 'replace').map(({ key }) => key),
  );
  return [...refer(head.text(stack))].flatMap((row): readonly Read[] => {
    const [state = '', output = ''] = row.split(' ');
    const producer = now.remoteStates.get(state) ?? state;
    if (!head.stacks.includes(producer)) return [];
    const value = JSON.stringify(head.read(producer).outputs.get(output) ?? '');
    const named = [...value.matchAll(/\b((?:aws|azurerm)_\w+)\.([\w-]+)\./g)].map(
      ([, type = '', name = '']) => `${producer}/${type}.${name}`,
    );
    const isFresh =
      named.some((key) => moving.has(key)) ||
      !before.has(producer) ||
      // Another expression says another value, whatever it refers to.
      (base.read(producer).outputs.has(output) && JSON.stringify(base.read(producer).outputs.get(output)) !== value) ||
      (!isSameStack(base, head, producer) && !base.read(producer).outputs.has(output));
    return isFresh || !old.has(row) ? [{ producer, output, isFresh }] : [];
  });
}
