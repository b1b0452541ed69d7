import type { RenderContext } from '../../output/stack-hash';
import { stackHash } from '../../output/stack-hash';
import type { Prepared } from '../../plan/prepare';
import type { StackInput } from '../../plan/stacks/stack-input';
import { parseStackText, type Stack } from '../../verify/terraform/stack-json';

/** How a stack is made from its input; loaded late, since it takes longer to load than a small stack to make. */
export type RenderStack = (input: StackInput, context: RenderContext) => string;

/** One state of the repository: what it asks for, and what is made of it. */
export interface Side {
  /** What people call it: `origin/main (3f2c1ab)`, or `the working tree`. */
  readonly label: string;
  readonly prepared: Prepared;
  /** Names of the stacks, in order of deployment. */
  readonly stacks: readonly string[];
  /** What a stack is made from, where this very program makes it: two sides that say the same make the same stack. */
  identity(stack: string): string | undefined;
  /** A stack as Terraform JSON. */
  text(stack: string): string;
  /** The same, read. */
  read(stack: string): Stack;
}

function reader(text: (stack: string) => string): Side['read'] {
  const parsed = new Map<string, Stack>();
  return (stack) => {
    const known = parsed.get(stack) ?? parseStackText(stack, text(stack));
    parsed.set(stack, known);
    return known;
  };
}

/** A side that this very program makes: a stack is only made where somebody asks for its text. */
export function madeHere(
  label: string,
  prepared: Prepared,
  context: RenderContext,
  render: RenderStack,
  made: ReadonlyMap<string, string> = new Map(),
): Side {
  const inputs = new Map(prepared.plan.stacks.map((input) => [input.name, input]));
  const texts = new Map(made);
  const hashes = new Map<string, string>();
  const input = (stack: string): StackInput => {
    const found = inputs.get(stack);
    if (!found) throw new Error(`${label} has no stack ${stack}`);
    return found;
  };
  const text = (stack: string): string => {
    const known = texts.get(stack) ?? render(input(stack), context);
    texts.set(stack, known);
    return known;
  };
  return {
    label,
    prepared,
    stacks: [...inputs.keys()],
    identity: (stack) => {
      const known = hashes.get(stack) ?? stackHash(input(stack), context);
      hashes.set(stack, known);
      return known;
    },
    text,
    read: reader(text),
  };
}

/** A side whose stacks another program made: its texts are all there is of it. */
export function madeElsewhere(label: string, prepared: Prepared, texts: ReadonlyMap<string, string>): Side {
  const text = (stack: string): string => {
    const found = texts.get(stack);
    if (found === undefined) throw new Error(`${label} has no stack ${stack}`);
    return found;
  };
  return {
    label,
    prepared,
    stacks: [...texts.keys()],
    identity: () => undefined,
    text,
    read: reader(text),
  };
}

/** Whether two sides make the same of a stack: made only where what goes into it differs, or nobody knows what does. */
export function isSameStack(one: Side, other: Side, stack: string): boolean {
  const [first, second] = [one.identity(stack), other.identity(stack)];
  return (first !== undefined && first === second) || one.text(stack) === other.text(stack);
}
