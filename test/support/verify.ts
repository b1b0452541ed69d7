import { renderDifference, renderFault, renderName } from '../../verify/report/render-difference';
import type { Verification } from '../../verify/report/verification';
import { parseStackText, type Stack } from '../../verify/terraform/stack-json';
import { verifyStacks } from '../../verify/verify';
import { prepareOrThrow, renderAll } from './synth';

export type Attributes = Record<string, unknown>;
/** A stack's Terraform JSON, to be changed before it is verified. */
export interface Tree {
  resource: Record<string, Record<string, Attributes>>;
  output?: Record<string, { value: unknown }>;
}

/** The stacks of a catalogue after a change, as the proof reads them. */
export function changedStacks(file: string, change: (stack: (name: string) => Tree) => void): readonly Stack[] {
  const texts = renderAll(file);
  const trees = new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Tree]));
  change((name) => {
    const tree = trees.get(name);
    if (!tree) throw new Error(`no stack ${name}`);
    return tree;
  });
  return [...trees].map(([name, tree]) => parseStackText(name, JSON.stringify(tree)));
}

export function verifyChanged(
  file: string,
  change: (stack: (name: string) => Tree) => void = () => undefined,
): Verification {
  const { catalogue, lock } = prepareOrThrow(file);
  return verifyStacks(catalogue, lock, changedStacks(file, change));
}

/** Every difference as a reviewer reads it. */
export function reportOf(file: string, verification: Verification): readonly string[] {
  const { catalogue, where } = prepareOrThrow(file);
  return [
    ...verification.differences.map((each) => renderDifference(each, catalogue, where)),
    ...verification.faults.map(renderFault),
    ...verification.names.map(renderName),
  ];
}

/** One resource of a stack; fails where it is not there. */
export function resource(tree: Tree, type: string, name: string): Attributes {
  const found = tree.resource[type]?.[name];
  if (!found) throw new Error(`no ${type}.${name}`);
  return found;
}

/** A resource more. */
export function add(tree: Tree, type: string, name: string, attributes: Attributes): void {
  tree.resource[type] = { ...tree.resource[type], [name]: attributes };
}

/** A resource less; fails where it was not there. */
export function drop(tree: Tree, type: string, name: string): void {
  resource(tree, type, name);
  Reflect.deleteProperty(tree.resource[type] ?? {}, name);
}
