import { keyOf, type Key, type Resource } from '../../verify/terraform/stack-json';
import type { Side } from '../sides/side';
import { isSame } from './arguments';
import { expressionsOf, localReferences, remoteReferences } from './references-in';
import { type Cause, identity, judged, type ResourceChange } from './resource-change';

/**
 * What is made anew has new ids, and an output may mean something else: whoever refers to one is changed too, and made anew itself
 * where that argument forces it; in other stacks as well, whose own text is the same. Puts what it finds into `found`.
 */
export function spread(found: Map<Key, ResourceChange>, head: Side, outputs: ReadonlySet<Key>): void {
  const anew = new Map([...found].filter(([, { action }]) => action === 'replace'));
  let origins = new Set([...[...anew.values()].map(({ stack }) => stack), ...[...outputs].map(stackOf)]);
  if (origins.size === 0) return;
  const stacks = new Set(head.stacks);
  const dependencies = new Map(head.prepared.plan.stacks.map(({ name, dependencies: own }) => [name, own]));
  while (origins.size > 0) {
    const reached = head.stacks.filter(
      (name) => origins.has(name) || (dependencies.get(name) ?? []).some((each) => origins.has(each)),
    );
    const next = new Set<string>();
    for (const name of reached)
      for (const resource of head.read(name).resources) {
        const known = found.get(keyOf(resource));
        const change = reachedBy(resource, known, { anew, outputs, head, stacks });
        if (!change) continue;
        found.set(change.key, change);
        if (change.action !== 'replace' || anew.has(change.key)) continue;
        anew.set(change.key, change);
        next.add(name);
      }
    origins = next;
  }
}

interface Anew {
  readonly anew: ReadonlyMap<Key, ResourceChange>;
  readonly outputs: ReadonlySet<Key>;
  readonly head: Side;
  readonly stacks: ReadonlySet<string>;
}

/** A resource as what is new changes it; undefined where it refers to none of it, or all of that is known already. */
function reachedBy(resource: Resource, known: ResourceChange | undefined, all: Anew): ResourceChange | undefined {
  if (known?.action === 'create') return undefined;
  const causes: Cause[] = [];
  for (const [argument, text] of expressionsOf(resource)) {
    if ([...(known?.causes ?? []), ...causes].some((cause) => cause.argument === argument)) continue;
    const because = newIn(resource.stack, text, all);
    if (because !== undefined) causes.push({ ...judged(resource.type, { argument, from: text, to: text }), because });
  }
  if (causes.length === 0) return undefined;
  const together = [...(known?.causes ?? []), ...causes];
  return {
    ...identity(resource),
    ...(known?.was === undefined ? {} : { was: known.was }),
    action: together.some(({ verdict }) => verdict === 'replace') ? 'replace' : 'update',
    causes: together,
    before: known?.before ?? resource,
    after: resource,
  };
}

/** What a text refers to that is another one afterwards: a resource, or another stack's output. */
function newIn(stack: string, text: string, all: Anew): Key | undefined {
  for (const { type, name, attribute } of localReferences(text)) {
    const key = keyOf({ stack, type, name });
    if (isNew(key, attribute, all)) return key;
  }
  for (const { state, output } of remoteReferences(text)) {
    const producer = all.head.read(stack).remoteStates.get(state) ?? state;
    if (!all.stacks.has(producer)) continue;
    const key = `${producer}/output.${output}`;
    if (all.outputs.has(key)) return key;
    const value = all.head.read(producer).outputs.get(output);
    const found = value === undefined ? undefined : newIn(producer, JSON.stringify(value), all);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether an attribute of what is made anew is another one: what was configured, and refers to nothing new, stays the same. */
function isNew(key: Key, attribute: string, all: Anew): boolean {
  const change = all.anew.get(key);
  if (!change) return false;
  const before = change.before?.attributes[attribute];
  const after = change.after?.attributes[attribute];
  if (before === undefined || !isSame(before, after)) return true;
  return localReferences(JSON.stringify(before)).some((each) =>
    isNew(keyOf({ stack: change.stack, type: each.type, name: each.name }), each.attribute, all),
  );
}

function stackOf(key: Key): string {
  return key.slice(0, key.indexOf('/'));
}
