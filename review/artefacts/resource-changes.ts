import { compareText } from '../../catalogue/issues/issue';
import { addressOf, keyOf, type Key, References, type Resource, type Stack } from '../../verify/terraform/stack-json';
import { conditionOf, isKeptWhenRemoved, verdictOf, type Verdict } from '../facts/facts';
import { isSameStack, type Side } from '../sides/side';
import { type ArgumentChange, changedArguments, isSame } from './arguments';
import { type SettingChange, settingChanges } from './setting-changes';

export interface Cause extends ArgumentChange {
  readonly verdict: Verdict;
  /** When it replaces, where that hangs on the value. */
  readonly condition?: string;
  /** The resource that is made anew, where the argument only refers to it. */
  readonly because?: Key;
}

export type Action = 'create' | 'update' | 'replace' | 'destroy' | 'move';

/** What applying the head does to one resource of the base. */
export interface ResourceChange {
  readonly key: Key;
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly action: Action;
  /** Whether a replacement is made before what it replaces goes. */
  readonly createsFirst: boolean;
  /** Its key on the base's side, where that is another one. */
  readonly was?: Key;
  /** Arguments that differ; of a created or destroyed resource none are listed. */
  readonly causes: readonly Cause[];
  readonly before?: Resource;
  readonly after?: Resource;
}

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
  spread(found, head, after);
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
  const changes: ResourceChange[] = [];
  const seen = new Set<Key>();
  for (const resource of after?.resources ?? []) {
    const key = keyOf(resource);
    const own = old.get(key);
    const was = own ? undefined : formerly.get(key);
    const matched = own ?? (was === undefined ? undefined : old.get(was));
    if (!matched) {
      changes.push({ ...common(resource, key), action: 'create', causes: [], after: resource });
      continue;
    }
    seen.add(keyOf(matched));
    const causes = changedArguments(renamed(matched.attributes), resource.attributes)
      .filter(({ argument, to }) => to !== undefined || !isKeptWhenRemoved(resource.type, argument))
      .map((change) => judged(resource.type, change));
    const isMoved = was !== undefined && matched !== own;
    const action = actionOf(causes, isMoved);
    const guard = !isSame(matched.attributes['lifecycle'], resource.attributes['lifecycle']);
    if (action === undefined && !guard) continue;
    changes.push({
      ...common(resource, key),
      action: action ?? 'update',
      ...(isMoved ? { was: keyOf(matched) } : {}),
      causes,
      before: matched,
      after: resource,
    });
  }
  for (const [key, resource] of old)
    if (!seen.has(key)) changes.push({ ...common(resource, key), action: 'destroy', causes: [], before: resource });
  return changes;
}

function common(
  { stack, type, name, attributes }: Resource,
  key: Key,
): Pick<ResourceChange, 'key' | 'stack' | 'type' | 'name' | 'createsFirst'> {
  const lifecycle = attributes['lifecycle'] as { create_before_destroy?: unknown } | undefined;
  return { key, stack, type, name, createsFirst: lifecycle?.create_before_destroy === true };
}

function judged(type: string, change: ArgumentChange): Cause {
  const condition = conditionOf(type, change.argument);
  return {
    ...change,
    verdict: verdictOf(type, change.argument),
    ...(condition === undefined ? {} : { condition }),
  };
}

function actionOf(causes: readonly Cause[], isMoved: boolean): Action | undefined {
  if (causes.some(({ verdict }) => verdict === 'replace')) return 'replace';
  if (causes.length > 0) return 'update';
  return isMoved ? 'move' : undefined;
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

/** Arguments of the base with the names that moved resources have now: who refers to one by its new name refers to the same. */
function renaming(formerly: ReadonlyMap<Key, Key>): (attributes: Resource['attributes']) => Resource['attributes'] {
  if (formerly.size === 0) return (attributes) => attributes;
  const names = new Map([...formerly].map(([to, from]) => [addressOf(from), addressOf(to)]));
  const inText = (text: string): string =>
    text.replace(REFERENCE, (expression) =>
      expression.replace(NAMED, (whole, type: string, name: string, attribute: string) => {
        const now = names.get(`${type}.${name}`);
        return now === undefined ? whole : `${now}.${attribute}`;
      }),
    );
  const inside = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('${') ? inText(value) : value;
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner)]));
  };
  return (attributes) => inside(attributes) as Resource['attributes'];
}

const REFERENCE = /\$\{[^}]*\}/g;
const NAMED = /\b((?:aws|azurerm)_[a-z0-9_]+)\.([A-Za-z0-9_-]+)\.([a-z0-9_]+)/g;
const REMOTE = /\bdata\.terraform_remote_state\.([A-Za-z0-9_-]+)\.outputs\.([A-Za-z0-9_-]+)/g;

/**
 * What is made anew has new ids: whoever refers to one is changed too, and made anew itself where that argument forces it; in
 * other stacks as well, whose own text is the same.
 */
function spread(found: Map<Key, ResourceChange>, head: Side, parsed: Map<string, Stack>): void {
  let open = [...found.values()].filter(({ action }) => action === 'replace');
  if (open.length === 0) return;
  const dependencies = new Map(head.prepared.plan.stacks.map(({ name, dependencies: own }) => [name, own]));
  const stackOf = (name: string): Stack => {
    const known = parsed.get(name) ?? head.read(name);
    parsed.set(name, known);
    return known;
  };
  while (open.length > 0) {
    const anew = new Map(open.map((change) => [change.key, change]));
    const origins = new Set(open.map(({ stack }) => stack));
    const reached = head.stacks.filter(
      (name) => origins.has(name) || (dependencies.get(name) ?? []).some((each) => origins.has(each)),
    );
    for (const origin of origins) if (head.stacks.includes(origin)) stackOf(origin);
    const references = new References(parsed);
    const next: ResourceChange[] = [];
    for (const name of reached)
      for (const resource of stackOf(name).resources) {
        const change = reachedBy(resource, anew, references, found.get(keyOf(resource)), parsed);
        if (!change) continue;
        const isNew = change.action === 'replace' && found.get(change.key)?.action !== 'replace';
        found.set(change.key, change);
        if (isNew) next.push(change);
      }
    open = next;
  }
}

/** A resource as the ids that are new change it; undefined where it refers to none of them. */
function reachedBy(
  resource: Resource,
  anew: ReadonlyMap<Key, ResourceChange>,
  references: References,
  known: ResourceChange | undefined,
  stacks: ReadonlyMap<string, Stack>,
): ResourceChange | undefined {
  if (known?.action === 'create') return undefined;
  const causes: Cause[] = [];
  for (const [argument, text] of leaves(resource.attributes)) {
    const because = referred(resource.stack, text, references, stacks).find(
      ({ key, attribute }) => anew.has(key) && isNewId(anew.get(key), attribute),
    );
    if (!because || known?.causes.some((cause) => cause.argument === argument)) continue;
    causes.push({ ...judged(resource.type, { argument, from: text, to: text }), because: because.key });
  }
  if (causes.length === 0) return undefined;
  const all = [...(known?.causes ?? []), ...causes];
  const key = keyOf(resource);
  return {
    ...common(resource, key),
    ...(known?.was === undefined ? {} : { was: known.was }),
    action: all.some(({ verdict }) => verdict === 'replace') ? 'replace' : 'update',
    causes: all,
    before: known?.before ?? resource,
    after: resource,
  };
}

/** Whether an attribute of what is made anew is another one afterwards: what was configured, and is the same, stays. */
function isNewId(change: ResourceChange | undefined, attribute: string): boolean {
  const before = change?.before?.attributes[attribute];
  return before === undefined || !isSame(before, change?.after?.attributes[attribute]);
}

function referred(
  stack: string,
  text: string,
  references: References,
  stacks: ReadonlyMap<string, Stack>,
): readonly { readonly key: Key; readonly attribute: string }[] {
  return (text.match(REFERENCE) ?? []).flatMap((expression) => [
    ...[...expression.matchAll(NAMED)].map(([, type = '', name = '', attribute = '']) => ({
      key: keyOf({ stack, type, name }),
      attribute,
    })),
    ...[...expression.matchAll(REMOTE)].flatMap(([, state = '', output = '']) => {
      const producer = stacks.get(stack)?.remoteStates.get(state);
      const value = producer === undefined ? undefined : stacks.get(producer)?.outputs.get(output);
      const target = producer === undefined ? undefined : references.follow(producer, value);
      return target && 'key' in target ? [target] : [];
    }),
  ]);
}

/** Every text of a resource with the name of its argument. */
function leaves(value: unknown, argument = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return value.includes('${') ? [[argument, value]] : [];
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, argument));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'depends_on' || key === 'lifecycle' || key === '//'
      ? []
      : leaves(inner, argument === '' ? key : `${argument}.${key}`),
  );
}
