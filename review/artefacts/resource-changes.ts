import { compareText } from '../../catalogue/issues/issue';
import { keyOf, type Key, type Resource, type Stack } from '../../verify/terraform/stack-json';
import { isKeptWhenRemoved, verdictOf } from '../facts/facts';
import { isSameStack, type Side } from '../sides/side';
import { type ArgumentChange, changedArguments, isSame } from './arguments';
import { renaming } from './references-in';
import { type Action, type Cause, identity, judged, type ResourceChange } from './resource-change';
import { type SettingChange, settingChanges } from './setting-changes';
import { spread } from './spread';

/** All that differs between two sides, as Terraform would see it, in order of stack, type and name. */
export interface ArtefactChanges {
  readonly changes: readonly ResourceChange[];
  /** What differs beside resources: where state is, which account, which version. */
  readonly settings: readonly SettingChange[];
  /** Stacks whose text differs, those that only one side has, and those that a replacement elsewhere reaches. */
  readonly stacks: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Compares what both sides make. Only stacks that can differ are made and read. */
export function compareArtefacts(base: Side, head: Side): ArtefactChanges {
  const names = [...new Set([...head.stacks, ...base.stacks])];
  const inBase = new Set(base.stacks);
  const inHead = new Set(head.stacks);
  const differing = names.filter((name) => !inBase.has(name) || !inHead.has(name) || !isSameStack(base, head, name));
  const read = (side: Side, has: ReadonlySet<string>): Map<string, Stack> =>
    new Map(differing.filter((name) => has.has(name)).map((name) => [name, side.read(name)]));
  const before = read(base, inBase);
  const after = read(head, inHead);
  const found = new Map<Key, ResourceChange>();
  for (const name of differing)
    for (const change of stackChanges(before.get(name), after.get(name))) found.set(change.key, change);
  spread(found, head, changedOutputs(before, after));
  const order = new Map(names.map((name, index) => [name, index]));
  const changes = [...found.values()].sort(
    (a, b) =>
      (order.get(a.stack) ?? 0) - (order.get(b.stack) ?? 0) ||
      compareText(a.type, b.type) ||
      compareText(a.name, b.name),
  );
  const touched = new Set([...changes.map(({ stack }) => stack), ...differing]);
  return {
    changes,
    settings: differing.flatMap((name) => {
      const [one, other] = [before.get(name), after.get(name)];
      return one && other ? settingChanges(one, other) : [];
    }),
    stacks: names.filter((name) => touched.has(name)),
    added: names.filter((name) => !inBase.has(name)),
    removed: names.filter((name) => !inHead.has(name)),
  };
}

function stackChanges(before: Stack | undefined, after: Stack | undefined): readonly ResourceChange[] {
  const old = new Map((before?.resources ?? []).map((resource) => [keyOf(resource), resource]));
  const formerly = movedFrom(after);
  const renamed = renaming(formerly);
  const imported = importedIn(after);
  const changes: ResourceChange[] = [];
  const seen = new Set<Key>();
  for (const resource of after?.resources ?? []) {
    const key = keyOf(resource);
    const own = old.get(key);
    const was = own ? undefined : formerly.get(key);
    const matched = own ?? (was === undefined ? undefined : old.get(was));
    if (!matched) {
      const imports = imported.get(key);
      changes.push({
        ...identity(resource),
        action: 'create',
        ...(imports === undefined ? {} : { imports }),
        causes: [],
        after: resource,
      });
      continue;
    }
    seen.add(keyOf(matched));
    const causes = changedArguments(renamed(matched.attributes), resource.attributes)
      .filter(({ argument, to }) => to !== undefined || !isKeptWhenRemoved(resource.type, argument))
      .filter(({ argument }) => !isIgnored(resource, argument))
      .concat(settledIn(matched, resource))
      .map((change) => judged(resource.type, change))
      .concat(elsewhere(matched, resource));
    const isMoved = was !== undefined;
    const action = actionOf(causes, isMoved);
    const guard = !isSame(guardsIn(matched), guardsIn(resource));
    if (action === undefined && !guard) continue;
    changes.push({
      ...identity(resource),
      action: action ?? 'update',
      ...(isMoved ? { was: keyOf(matched) } : {}),
      causes,
      before: matched,
      after: resource,
    });
  }
  for (const [key, resource] of old)
    if (!seen.has(key)) changes.push({ ...identity(resource), action: 'destroy', causes: [], before: resource });
  return changes;
}

function actionOf(causes: readonly Cause[], isMoved: boolean): Action | undefined {
  if (causes.some(({ verdict }) => verdict === 'replace')) return 'replace';
  if (causes.length > 0) return 'update';
  return isMoved ? 'move' : undefined;
}

/** What a lifecycle says beside the order in which a replacement is made, which no plan shows. */
function guardsIn({ attributes }: Resource): unknown {
  const { create_before_destroy: _order, ...guards } = (attributes['lifecycle'] ?? {}) as Record<string, unknown>;
  return guards;
}

/** Arguments that Terraform leaves as they are, whatever is written. */
function ignoredIn({ attributes }: Resource): readonly string[] {
  const { ignore_changes: ignored } = (attributes['lifecycle'] ?? {}) as {
    readonly ignore_changes?: readonly string[];
  };
  return ignored ?? [];
}

function isIgnored(resource: Resource, argument: string): boolean {
  return ignoredIn(resource).includes(argument.split('.')[0] ?? '');
}

/** What is set from now on, and was left as it was taken over: what that was is in no file. */
function settledIn(before: Resource, after: Resource): readonly ArgumentChange[] {
  const settled = ignoredIn(before).filter(
    (argument) => !isIgnored(after, argument) && after.attributes[argument] !== undefined,
  );
  return (
    changedArguments({}, Object.fromEntries(settled.map((argument) => [argument, after.attributes[argument]])))
      // What would force a new one was held against what is there when it was taken over.
      .filter(({ argument }) => verdictOf(after.type, argument) !== 'replace')
      .map(({ argument, to }) => ({ argument, from: 'as it was taken over', to }))
  );
}

/** Key of a resource to the id by which it is taken over, by the stack's own `import` blocks. */
function importedIn(stack: Stack | undefined): ReadonlyMap<Key, string> {
  const blocks = stack?.tree['import'];
  if (!stack || !Array.isArray(blocks)) return new Map();
  return new Map((blocks as readonly { to: string; id: string }[]).map(({ to, id }) => [`${stack.name}/${to}`, id]));
}

/** A resource that is made by another provider of its stack is made anew, in another account. */
function elsewhere(before: Resource, after: Resource): readonly Cause[] {
  const [from, to] = [before.attributes['provider'], after.attributes['provider']];
  return isSame(from, to) ? [] : [{ argument: 'provider', from, to, verdict: 'replace' }];
}

/** Outputs that both sides have and that mean something else: whoever reads one reads another value. */
function changedOutputs(before: ReadonlyMap<string, Stack>, after: ReadonlyMap<string, Stack>): ReadonlySet<Key> {
  return new Set(
    [...after].flatMap(([name, stack]) => {
      const old = before.get(name);
      const renamed = renaming(movedFrom(stack));
      return [...stack.outputs].flatMap(([output, value]) =>
        old?.outputs.has(output) === true && !isSame(renamed(old.outputs.get(output)), value)
          ? [`${name}/output.${output}`]
          : [],
      );
    }),
  );
}

/** Key of a resource to the key it had before, by the stack's own `moved` blocks. */
function movedFrom(stack: Stack | undefined): ReadonlyMap<Key, Key> {
  const blocks = stack?.tree['moved'];
  if (!stack || !Array.isArray(blocks)) return new Map();
  return new Map(
    (blocks as readonly { from: string; to: string }[]).map(({ from, to }) => [
      `${stack.name}/${to}`,
      `${stack.name}/${from}`,
    ]),
  );
}
