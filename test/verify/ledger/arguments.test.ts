import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { ARGUMENTS } from '../../../verify/ledger/arguments';
import { argumentTree, type ArgumentTree } from '../../../verify/ledger/argument-tree';
import { bindingShape, type Kind, type Shape } from '../../support/binding-table';

const FILE = path.join(__dirname, '../../fixtures/arguments-without-place.yaml');
/** Terraform's own, which every type takes. */
const META = new Set([
  'lifecycle',
  'provider',
  'depends_on',
  'count',
  'for_each',
  'provisioner',
  'connection',
  'timeouts',
]);

/** Arguments that the provider takes and nobody renders: in a stack they would be NOT UNDERSTOOD. */
const known = parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, readonly string[]>>;

test.each(Object.keys(ARGUMENTS))(
  '%s: every argument of its provider has a place, or is known to have none',
  (type) => {
    const provider = type.startsWith('aws_') ? 'aws' : 'azurerm';
    const shape = bindingShape(provider, type);
    if (!shape) throw new Error(`there is no binding of ${type}`);
    const without = unplaced(shape, argumentTree(ARGUMENTS[type] ?? {}), '');
    // What has a place exists.
    expect(misplaced(shape, argumentTree(ARGUMENTS[type] ?? {}), '')).toEqual([]);
    // KEEP_ARGUMENTS=1 after an upgrade of a provider: then each new line is to be looked at.
    if (process.env['KEEP_ARGUMENTS'] === '1') {
      const kept = parse(readFileSync(FILE, 'utf8')) as Record<string, readonly string[]>;
      writeFileSync(FILE, stringify({ ...kept, [type]: without }, { lineWidth: 0 }));
      return;
    }
    expect(without).toEqual(known[type]);
  },
);

test('no type is listed that has no place', () => {
  expect(Object.keys(known).sort()).toEqual(Object.keys(ARGUMENTS).sort());
});

function unplaced(shape: Shape, tree: ArgumentTree, at: string): readonly string[] {
  return [...shape].flatMap(([name, kind]) => {
    const inner = tree.inside.get(name);
    if (!inner) return at === '' && META.has(name) ? [] : [at + name];
    const block = shapeOf(kind);
    return block && !inner.rule ? unplaced(block, inner, `${at}${name}.`) : [];
  });
}

function misplaced(shape: Shape, tree: ArgumentTree, at: string): readonly string[] {
  return [...tree.inside].flatMap(([name, inner]) => {
    if (at === '' && META.has(name)) return [];
    const kind = shape.get(name);
    if (kind === undefined) return [at + name];
    const block = shapeOf(kind);
    return block && !inner.rule ? misplaced(block, inner, `${at}${name}.`) : [];
  });
}

function shapeOf(kind: Kind): Shape | undefined {
  if (typeof kind === 'string') return undefined;
  if ('list' in kind) return shapeOf(kind.list);
  return 'shape' in kind ? kind.shape : undefined;
}
