import { type Key, keyOf, type Resource } from '../verify/terraform/stack-json';
import { expressionsOf, localReferences, remoteReferences } from './artefacts/references-in';
import type { ArtefactChanges } from './artefacts/resource-changes';
import type { Side } from './sides/side';

/** Stacks in order, and for each those before it that it has to follow. */
export interface Ordered {
  readonly order: readonly string[];
  readonly after: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Stacks in an order in which nothing is destroyed that another still uses: as in `wanted`, but who lets go of something goes
 * before its stack destroys anything, unless it has to wait for what that stack makes (`waits`). What is gone lets go of all.
 */
export function inOrderOfDestruction(
  wanted: readonly string[],
  waits: ReadonlyMap<string, string>,
  base: Side,
  artefacts: ArtefactChanges,
): Ordered {
  const before = lettingGo(wanted, base, artefacts);
  const left = [...wanted];
  const done: string[] = [];
  while (left.length > 0) {
    const isFree = (stack: string, among: readonly string[]): boolean =>
      !among.some((other) => other !== stack && (before.get(other)?.has(stack) === true || waits.get(stack) === other));
    // A circle can't be put in order: one of them has to be applied twice, which its own plan says.
    const next =
      left.find((stack) => isFree(stack, left)) ?? left.find((stack) => !left.includes(waits.get(stack) ?? ''));
    const chosen = next ?? left[0] ?? '';
    left.splice(left.indexOf(chosen), 1);
    done.push(chosen);
  }
  // Who lets go of a stack's resources goes before it.
  const after = new Map(
    done.map((stack, index) => [
      stack,
      new Set(
        done.slice(0, index).filter((other) => before.get(other)?.has(stack) === true || waits.get(stack) === other),
      ),
    ]),
  );
  return { order: done, after };
}

/** For each stack those of whose resources it lets go, by what the base's stacks read of each other. */
function lettingGo(
  stacks: readonly string[],
  base: Side,
  { changes }: ArtefactChanges,
): ReadonlyMap<string, ReadonlySet<string>> {
  const inBase = new Set(base.stacks);
  const destroyed = new Set(changes.flatMap(({ action, key }) => (action === 'destroy' ? [key] : [])));
  const losing = new Set(changes.flatMap(({ action, stack }) => (action === 'destroy' ? [stack] : [])));
  if (destroyed.size === 0) return new Map();
  const after = new Map(changes.flatMap(({ key, after: resource }) => (resource ? [[key, resource] as const] : [])));
  const found = new Map<string, Set<string>>();
  for (const stack of stacks.filter((name) => inBase.has(name)))
    for (const resource of base.read(stack).resources) {
      const key = keyOf(resource);
      const now = destroyed.has(key) ? undefined : (after.get(key) ?? resource);
      const held = now ? new Set(producedBy(now, base)) : new Set<Key>();
      for (const read of producedBy(resource, base)) {
        const producer = read.slice(0, read.indexOf('/'));
        // Rows that lead to another breakout from now on go before the first loses its way back.
        if (!losing.has(producer) || held.has(read)) continue;
        const own = found.get(stack) ?? new Set<string>();
        found.set(stack, own.add(producer));
      }
    }
  return found;
}

/** Resources of other stacks that a resource reads through their outputs. */
function producedBy(resource: Resource, base: Side): readonly Key[] {
  const states = base.stacks.includes(resource.stack)
    ? base.read(resource.stack).remoteStates
    : new Map<string, string>();
  return expressionsOf(resource).flatMap(([, text]) =>
    remoteReferences(text).flatMap(({ state, output }) => {
      const producer = states.get(state) ?? state;
      if (!base.stacks.includes(producer)) return [];
      const value = JSON.stringify(base.read(producer).outputs.get(output) ?? '');
      return localReferences(value).map(({ type, name }): Key => `${producer}/${type}.${name}`);
    }),
  );
}
