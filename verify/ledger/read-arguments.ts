import { isPlainAddress, isPlainPrefix } from './literals';
import { ARGUMENTS } from './arguments';
import { type ArgumentTree, argumentTree } from './argument-tree';
import type { Rule, Shape } from './rule';
import { endpointLookUp, type Key, keyOf, type References, type Resource, type Stack } from '../terraform/stack-json';
import type { Fault } from '../network/network';

const TREES: ReadonlyMap<string, ArgumentTree> = new Map(
  Object.entries(ARGUMENTS).map(([type, paths]) => [type, argumentTree(paths)]),
);

/** Each argument of each resource at its place: what has none, or is not what its place says, is reported with its path. */
export function argumentFaults(stacks: readonly Stack[], references: References): readonly Fault[] {
  const keys = new Set(stacks.flatMap(({ resources }) => resources.map(keyOf)));
  const reader = new Reader(references, keys);
  for (const stack of stacks) for (const resource of stack.resources) reader.read(resource);
  return reader.faults;
}

class Reader {
  readonly faults: Fault[] = [];
  constructor(
    private readonly references: References,
    private readonly keys: ReadonlySet<Key>,
  ) {}

  read(resource: Resource): void {
    const tree = TREES.get(resource.type);
    if (tree) this.block(resource, tree, resource.attributes, []);
    else
      this.faults.push({
        where: keyOf(resource),
        problem: 'is a resource of a type of which this proof does not know what it does to traffic.',
      });
  }

  private block(resource: Resource, tree: ArgumentTree, value: unknown, path: readonly string[]): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.strange(resource, path, 'is no block');
      return;
    }
    const given = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(given))
      if (!tree.inside.has(name))
        this.strange(resource, [...path, name], 'is an argument that this proof does not know');
    for (const [name, inner] of tree.inside) {
      const at = [...path, name];
      const found = given[name];
      if (found === undefined) {
        // What is asked for is said by what asks for it.
        if (!inner.optional && inner.rule?.place !== 'asked')
          this.wrong(resource, at, 'is left out: the cloud would choose');
      } else if (inner.rule) this.argument(resource, inner.rule, found, at);
      else if (inner.list) this.list(resource, inner, found, at);
      else this.block(resource, inner, found, at);
    }
  }

  private list(resource: Resource, tree: ArgumentTree, value: unknown, path: readonly string[]): void {
    if (!Array.isArray(value)) {
      this.strange(resource, path, 'is no list of blocks');
      return;
    }
    if (value.length === 0 && !tree.optional) this.wrong(resource, path, 'is empty');
    const items: readonly unknown[] = value;
    this.once(resource, items, path);
    items.forEach((item, index) => this.block(resource, tree, item, [...path, String(index)]));
  }

  /** A list that holds one thing twice was written by nobody. */
  private once(resource: Resource, items: readonly unknown[], path: readonly string[]): void {
    if (items.length > 1 && new Set(items.map((item) => JSON.stringify(item))).size < items.length)
      this.wrong(resource, path, 'holds one thing twice');
  }

  private argument(resource: Resource, rule: Rule, value: unknown, path: readonly string[]): void {
    if (Array.isArray(value)) this.once(resource, value, path);
    switch (rule.place) {
      case 'only':
        if (!sameJson(value, rule.value))
          this.wrong(resource, path, `is ${shown(value)}, where it is ${shown(rule.value)} in every network`);
        return;
      case 'walked':
      case 'inert':
        if (!hasShape(value, rule.shape))
          this.strange(resource, path, `is ${shown(value)}, which is no plain ${rule.shape}`);
        return;
      case 'asked':
      case 'guard':
        // Compared whole, expressions included, with what is asked.
        return;
      case 'refers':
        this.reference(resource, rule, value, path);
        return;
      case 'after':
        if (!Array.isArray(value) || !value.every((each) => this.exists(resource, each)))
          this.wrong(resource, path, 'names something that is not in this stack');
        return;
      case 'tags':
        if (!isTags(value)) this.strange(resource, path, 'holds more than plain text');
        return;
      case 'endpoint': {
        const found = endpointLookUp(resource.stack, value);
        if (!found || !this.keys.has(found.firewall) || !this.keys.has(found.subnet))
          this.strange(resource, path, 'looks up no endpoint of a firewall here');
        return;
      }
      case 'key':
        if (typeof value !== 'string' || !KEY.test(value))
          this.wrong(resource, path, 'is no sensitive variable and no key that AWS made');
        return;
      case 'no-table':
        if (!Array.isArray(value) || value.length !== 1 || !NO_TABLE.test(String(value[0])))
          this.strange(resource, path, 'is another table than the one that stands for none');
        return;
      case 'sometimes':
        throw new Error('a block has no rule of its own');
    }
  }

  private reference(
    resource: Resource,
    rule: Extract<Rule, { place: 'refers' }>,
    value: unknown,
    path: readonly string[],
  ): void {
    const items: readonly unknown[] = rule.list ? (Array.isArray(value) ? value : []) : [value];
    if (items.length === 0) this.wrong(resource, path, rule.list && Array.isArray(value) ? 'is empty' : 'is no list');
    for (const item of items) {
      if (rule.or !== undefined && hasShape(item, rule.or)) continue;
      const meant = this.references.meaning(resource.stack, item);
      const found = meant === undefined ? null : REFERENCE.exec(meant.expression);
      const [, type = '', name = '', attribute = ''] = found ?? [];
      if (!meant) {
        if (isRemote(item)) this.wrong(resource, path, `is ${shown(item)}, which no stack gives`);
        else this.strange(resource, path, `is ${shown(item)}, which is no reference`);
      } else if (!found) this.strange(resource, path, `is ${shown(item)}, which is no plain reference to a resource`);
      // What leads elsewhere is walked as it stands, and said.
      else if (!rule.to.includes(`${type}.${attribute}`))
        this.wrong(resource, path, `is ${shown(item)}, which is no ${rule.to.join(' or ')}`);
      else if (!this.keys.has(keyOf({ stack: meant.stack, type, name })))
        this.wrong(resource, path, `is ${shown(item)}, which is in no stack`);
    }
  }

  private exists(resource: Resource, address: unknown): boolean {
    const [type = '', name = ''] = typeof address === 'string' ? address.split('.') : [];
    return this.keys.has(keyOf({ stack: resource.stack, type, name }));
  }

  private strange(resource: Resource, path: readonly string[], problem: string): void {
    this.faults.push({ where: keyOf(resource), problem: `${path.join('.')} ${problem}.` });
  }

  private wrong(resource: Resource, path: readonly string[], problem: string): void {
    this.faults.push({ where: keyOf(resource), label: 'MISBUILT', problem: `${path.join('.')} ${problem}.` });
  }
}

function isRemote(item: unknown): boolean {
  return typeof item === 'string' && REMOTE.test(item);
}

const REMOTE = /^\$\{data\.terraform_remote_state\.[\w-]+\.outputs\.[\w-]+\}$/;
const REFERENCE = /^\$\{((?:aws|azurerm)_[a-z0-9_]+)\.([\w-]+)\.([a-z0-9_]+(?:\[\d+\]\.[a-z0-9_]+)?)\}$/;
const KEY =
  /^\$\{(?:var\.(?:shared_keys|authorisation_keys)\["[\w-]+"\]|aws_vpn_connection\.[\w-]+\.tunnel[12]_preshared_key)\}$/;
const NO_TABLE =
  /^\$\{data\.terraform_remote_state\.[\w-]+\.outputs\.virtual_hub_id\}\/hubRouteTables\/noneRouteTable$/;

const NAME = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** Text that Terraform takes as it stands: `$${` is how it writes a `${` that is none. */
function isLiteral(text: string): boolean {
  return !/(?<![$])\$\{|(?<![%])%\{/.test(text);
}

function hasShape(value: unknown, shape: Shape): boolean {
  switch (shape) {
    case 'text':
      return typeof value === 'string' && isLiteral(value);
    case 'number':
      return typeof value === 'number';
    case 'truth':
      return typeof value === 'boolean';
    case 'prefix':
      return typeof value === 'string' && isPlainPrefix(value);
    case 'address':
      return typeof value === 'string' && isPlainAddress(value);
    case 'name':
      return typeof value === 'string' && (value === '*' || value === '.' || NAME.test(value));
    case 'dotted-name':
      return typeof value === 'string' && (value === '.' || (value.endsWith('.') && NAME.test(value.slice(0, -1))));
    case 'texts':
    case 'names':
    case 'numbers':
    case 'prefixes':
    case 'addresses': {
      const one = {
        texts: 'text',
        names: 'name',
        numbers: 'number',
        prefixes: 'prefix',
        addresses: 'address',
      } as const;
      const items: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
      return items?.every((each) => hasShape(each, one[shape])) === true;
    }
  }
}

function isTags(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([key, text]) => isLiteral(key) && hasShape(text, 'text'))
  );
}

export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A value for a report: short, and on one line. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}
