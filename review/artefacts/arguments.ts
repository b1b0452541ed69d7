import type { Json } from '../../verify/terraform/stack-json';

/** One argument of a resource that is not the same on both sides. */
export interface ArgumentChange {
  /** Its name, nested ones dotted, without positions: `vpn_link.ipsec_policy.dh_group`. */
  readonly argument: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What Terraform itself does with a resource; none of it is an argument of the cloud's. */
const META = new Set([
  '//',
  'lifecycle',
  'depends_on',
  'provider',
  'provisioner',
  'connection',
  'count',
  'for_each',
  'timeouts',
]);

/** Every argument that differs, in order of name. */
export function changedArguments(before: Json, after: Json): readonly ArgumentChange[] {
  const changes: ArgumentChange[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
    if (!META.has(key)) compare(key, before[key], after[key], changes);
  return merged(changes).sort((a, b) => (a.argument < b.argument ? -1 : 1));
}

function compare(argument: string, from: unknown, to: unknown, changes: ArgumentChange[]): void {
  if (isSame(from, to)) return;
  if (isBlock(from) && isBlock(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
      compare(`${argument}.${key}`, from[key], to[key], changes);
    return;
  }
  const [before, after] = [blocksOf(from), blocksOf(to)];
  if (before && after && before.length === after.length) {
    before.forEach((block, index) => compare(argument, block, after[index], changes));
    return;
  }
  if (before || after) {
    // A block more or fewer is a change of everything that stands in it.
    const said = changes.length;
    const lost = (before ?? []).filter((block) => !(after ?? []).some((other) => isSame(block, other)));
    const won = (after ?? []).filter((block) => !(before ?? []).some((other) => isSame(block, other)));
    for (const block of lost)
      for (const key of Object.keys(block)) compare(`${argument}.${key}`, block[key], undefined, changes);
    for (const block of won)
      for (const key of Object.keys(block)) compare(`${argument}.${key}`, undefined, block[key], changes);
    // Two alike of which one goes, or an empty block: nothing in it differs, and it does.
    if (changes.length === said) changes.push({ argument, from, to });
    return;
  }
  changes.push({ argument, from, to });
}

function isBlock(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of blocks, or one block; undefined for values. */
function blocksOf(value: unknown): readonly Json[] | undefined {
  if (isBlock(value)) return [value];
  return Array.isArray(value) && value.length > 0 && value.every(isBlock) ? value : undefined;
}

/** Several blocks of a list that differ in the same argument are one change of it. */
function merged(changes: readonly ArgumentChange[]): ArgumentChange[] {
  const byName = new Map<string, ArgumentChange>();
  for (const change of changes) {
    const known = byName.get(change.argument);
    byName.set(
      change.argument,
      known
        ? { argument: change.argument, from: both(known.from, change.from), to: both(known.to, change.to) }
        : change,
    );
  }
  return [...byName.values()];
}

function both(one: unknown, other: unknown): unknown {
  if (one === undefined) return other;
  return other === undefined || isSame(one, other) ? one : [one, other].flat();
}

/** Equal as JSON, whatever the order of keys. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, index) => isSame(each, other[index]));
  if (!isBlock(one) || !isBlock(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}

/** A value as text: as it is where it is text, else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
