import type { Rule } from './rule';

/** The arguments of a type as a tree: blocks hold arguments, lists of blocks hold one kind of block. */
export interface ArgumentTree {
  readonly optional: boolean;
  readonly rule?: Rule;
  readonly inside: ReadonlyMap<string, ArgumentTree>;
  /** Whether it is a list of blocks. */
  readonly list: boolean;
}

interface Growing {
  optional: boolean;
  rule?: Rule;
  readonly inside: Map<string, Growing>;
  list: boolean;
}

/** A table of paths as the tree that they span. */
export function argumentTree(paths: Readonly<Record<string, Rule>>): ArgumentTree {
  const root: Growing = { optional: false, inside: new Map(), list: false };
  for (const [path, rule] of Object.entries(paths)) {
    let node = root;
    for (const step of path.split('.')) {
      const name = step.replace('[]', '');
      const next: Growing = node.inside.get(name) ?? { optional: false, inside: new Map(), list: step !== name };
      node.inside.set(name, next);
      node = next;
    }
    if (rule.place === 'sometimes') node.optional = true;
    else {
      node.rule = rule;
      node.optional = rule.optional === true;
    }
  }
  return root;
}
