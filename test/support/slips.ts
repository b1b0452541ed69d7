import { ARGUMENTS } from '../../verify/ledger/arguments';

type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

/** One fault made by hand in a stack: a value, an argument, a block, a resource or a file's key gone, changed or added. */
export interface Slip {
  readonly name: string;
  readonly stack: string;
  /** Changes a copy of the stack. */
  readonly apply: (tree: Json) => void;
}

/** What nobody renders and Terraform would take. */
const META: Json = {
  count: 0,
  for_each: ['a'],
  provisioner: { 'local-exec': { command: 'true' } },
  connection: { type: 'ssh' },
  lifecycle: { ignore_changes: 'all' },
  dynamic: { rule: { for_each: [], content: {} } },
  provider: 'aws.elsewhere',
};
const TOP: Json = {
  module: { more: { source: './more' } },
  locals: { a: 1 },
  import: [{ id: 'x', to: 'aws_vpc.x' }],
  check: { a: {} },
  removed: [{ from: 'aws_vpc.x' }],
  ephemeral: { a: {} },
  data: { external: { a: { program: ['true'] } } },
};

/** Every slip by rule: each argument of each type once, at the first resource that has it, and two resources of each type. */
export function slipsOf(trees: ReadonlyMap<string, Json>): readonly Slip[] {
  const made = new Slips();
  for (const [stack, tree] of trees) {
    for (const [type, resources] of Object.entries((tree['resource'] ?? {}) as Record<string, Record<string, Json>>))
      for (const [name, body] of Object.entries(resources)) {
        made.argument(stack, type, ['resource', type, name], '', body);
        made.whole(stack, type, name, body);
      }
    for (const [key, value] of Object.entries(tree))
      if (key !== 'resource' && key !== '//') made.topLevel(stack, [key], key, value);
    for (const [key, value] of Object.entries(TOP))
      made.once(`top ${key}`, { name: `${stack} ${key} added`, stack, apply: (copy) => void (copy[key] = value) });
  }
  return made.slips;
}

class Slips {
  readonly slips: Slip[] = [];
  private readonly seen = new Map<string, number>();

  once(key: string, ...slips: readonly Slip[]): void {
    if (this.first(key)) this.slips.push(...slips);
  }

  argument(stack: string, type: string, path: Path, generic: string, value: unknown): void {
    // What things are called is said by nobody else.
    if (generic === 'tags') return;
    const slip = (what: string, changed: unknown): Slip => ({
      name: `${stack} ${type}.${generic} ${what}`,
      stack,
      apply: (copy) => {
        set(copy, path, changed);
      },
    });
    const key = `${type} ${generic}`;
    if (Array.isArray(value) && typeof value[0] === 'object') {
      const items = value as readonly unknown[];
      this.once(key, slip('emptied', []), slip('doubled', [...items, items[0]]), slip('removed', undefined));
      items.forEach((item, index) => {
        this.argument(stack, type, [...path, index], `${generic}[]`, item);
      });
      return;
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const added: Slip = {
        name: `${stack} ${type}.${generic} with an argument more`,
        stack,
        apply: (copy) => {
          set(copy, [...path, 'not_rendered'], true);
        },
      };
      this.once(key, added, ...(generic === '' ? [] : [slip('removed', undefined)]));
      for (const [name, inner] of Object.entries(value))
        this.argument(stack, type, [...path, name], generic === '' ? name : `${generic}.${name}`, inner);
      return;
    }
    const place = ARGUMENTS[type]?.[generic]?.place;
    const list = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
    const expression = '${var.other}';
    const strange = [slip('an expression', list ? [expression] : expression), slip('null', null)];
    if (place === 'inert' || place === 'after') {
      this.once(key, ...strange);
      return;
    }
    const more = list ? [slip('emptied', []), slip('one more', [...list, list[0]])] : [];
    this.once(key, ...strange, ...more, slip('removed', undefined), slip('another value', other(value)));
  }

  /** A resource gone, one like it more, and arguments that every type takes. */
  whole(stack: string, type: string, name: string, body: Json): void {
    const times = this.count(`whole ${type}`);
    if (times > 1) return;
    const resources = (copy: Json): Record<string, Json> =>
      (copy['resource'] as Record<string, Record<string, Json>>)[type] ?? {};
    this.slips.push(
      {
        name: `${stack} ${type}.${name} dropped`,
        stack,
        apply: (copy) => void Reflect.deleteProperty(resources(copy), name),
      },
      {
        name: `${stack} ${type}.${name} copied`,
        stack,
        apply: (copy) => void (resources(copy)[`${name}-copy`] = structuredClone(body)),
      },
    );
    if (times > 0) return;
    for (const [key, value] of Object.entries(META))
      this.slips.push({
        name: `${stack} ${type} with ${key}`,
        stack,
        apply: (copy) => void ((resources(copy)[name] ?? {})[key] = value),
      });
  }

  topLevel(stack: string, path: Path, generic: string, value: unknown): void {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const step = Array.isArray(value) ? Number(key) : key;
        // Names of outputs, states and variables differ, and what stands in them is of one kind.
        const named = /^(output|variable|data\.\w+)$/.test(generic) ? '*' : String(step);
        this.topLevel(stack, [...path, step], `${generic}.${named}`, inner);
      }
      return;
    }
    const slip = (what: string, changed: unknown): Slip => ({
      name: `${stack} ${path.join('.')} ${what}`,
      stack,
      apply: (copy) => {
        set(copy, path, changed);
      },
    });
    this.once(
      generic,
      slip('removed', undefined),
      slip('another value', other(value)),
      slip('an expression', '${file("/etc/hostname")}'),
    );
  }

  private first(key: string): boolean {
    return this.count(key) === 0;
  }

  private count(key: string): number {
    const times = this.seen.get(key) ?? 0;
    this.seen.set(key, times + 1);
    return times;
  }
}

function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value))
    return (value as readonly unknown[]).map((item, index) => (index === 0 ? other(item) : item));
  return `${String(value)}x`;
}

function set(tree: Json, path: Path, value: unknown): void {
  let at: unknown = tree;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
  const last = path.at(-1) ?? '';
  if (value === undefined && Array.isArray(at)) at.splice(Number(last), 1);
  else if (value === undefined) Reflect.deleteProperty(at as object, last);
  else (at as Record<string | number, unknown>)[last] = value;
}
