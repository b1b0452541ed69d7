import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { pathsAndSteps, reviewOf } from '../../review/review';
import type { Side } from '../../review/sides/side';
import type { StackStep } from '../../review/stack-steps';
import { verifyStacks } from '../../verify/verify';
import { relock } from './relock';
import { DAY, sideOf } from './review';
import type { Applied, ShapedWorld } from './terraform-shape';
import { smallWorkspace } from './workspace';

/** What is written at one step, by place: `sites.crewe-library.state`, list entries by their id. */
export interface StepEdits {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}

/** What one step of a road does. */
export interface Stage {
  /** Codes and places of what is refused until somebody agrees. */
  readonly refused: readonly string[];
  readonly offTheNetwork: readonly string[];
  readonly steps: readonly StackStep[];
  readonly applied: readonly Applied[];
  /** What the proof says against the new state. */
  readonly unproven: readonly string[];
}

/** The small example, changed step by step; each is reviewed against the one before and then deployed in the order that it prints. */
export class Road {
  private readonly folder = smallWorkspace();
  private side: Side;

  constructor(private readonly world: ShapedWorld) {
    // One file: what a step changes is then a matter of one value.
    const read = (name: string): Record<string, unknown> =>
      parse(readFileSync(path.join(this.folder, name), 'utf8')) as Record<string, unknown>;
    const { include: _include, ...whole } = read('small.yaml');
    this.write({ ...whole, ...read('small/sites.yaml'), ...read('small/changes.yaml') });
    this.side = sideOf('before', this.folder);
  }

  /** The small example as it stands. */
  get start(): Side {
    return this.side;
  }

  step({ set = {}, remove = [] }: StepEdits): Stage {
    const catalogue: unknown = parse(readFileSync(path.join(this.folder, 'small.yaml'), 'utf8'));
    for (const [place, value] of Object.entries(set)) {
      const [node, key] = nodeAt(catalogue, place);
      if (Array.isArray(node)) node.push(value);
      else node[key] = value;
    }
    for (const place of remove) {
      const [node, key] = nodeAt(catalogue, place);
      if (Array.isArray(node)) node.splice(indexOf(node, key), 1);
      else delete node[key];
    }
    this.write(catalogue as object);
    relock(this.folder, 'small.yaml');
    const [base, head] = [this.side, sideOf('after', this.folder)];
    const review = reviewOf(base, head, DAY, false);
    const { steps } = pathsAndSteps(review);
    this.side = head;
    return {
      refused: review.consent.refused.map(({ code, path: at }) => `${code} ${at ?? ''}`.trim()),
      offTheNetwork: review.cutOff.map(({ name }) => name),
      steps,
      applied: this.world.follow(base, head, steps),
      unproven: unproven(head),
    };
  }

  private write(catalogue: object): void {
    writeFileSync(path.join(this.folder, 'small.yaml'), stringify(catalogue, { lineWidth: 0 }));
  }
}

function unproven(side: Side): readonly string[] {
  const { catalogue, lock } = side.prepared;
  const { faults, differences, names } = verifyStacks(
    catalogue,
    lock,
    side.stacks.map((name) => side.read(name)),
  );
  return [...faults, ...differences, ...names].map((each) => JSON.stringify(each));
}

type Node = Record<string, unknown> | unknown[];

/** The map or list in which a place stands, and its key there. */
function nodeAt(root: unknown, place: string): readonly [Node, string] {
  const steps = place.split('.');
  const key = steps.pop() ?? '';
  const node = steps.reduce<unknown>((at, step) => {
    if (Array.isArray(at)) return at[indexOf(at, step)] as unknown;
    return typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined;
  }, root);
  if (typeof node !== 'object' || node === null) throw new Error(`nothing stands at ${place}`);
  return [node as Node, key];
}

/** An entry of a list by its id, or that of its tenant or hub. */
function indexOf(list: readonly unknown[], id: string): number {
  const index = list.findIndex((each) => {
    const entry = each as Readonly<Record<string, unknown>>;
    return each === id || [entry['id'], entry['tenant'], entry['hub']].includes(id);
  });
  if (index < 0) throw new Error(`there is no ${id}`);
  return index;
}
