import { isProven, verifyStacks } from '../../verify/verify';
import { parseStackText } from '../../verify/terraform';
import { mutantsOf } from '../support/mutants';
import { prepareOrThrow, renderAll } from '../support/synth';
import type { Tree } from '../support/verify';

const FILE = 'test/fixtures/everywhere/small.yaml';
/** One mutant in so many; WAN_MUTANTS=1 tries them all and takes more than an hour. */
const ONE_IN = Number(process.env['WAN_MUTANTS'] ?? 150);

test('a slip in what was synthesised is found: mutants by rule, a sample of them', () => {
  const { catalogue, lock } = prepareOrThrow(FILE);
  const texts = renderAll(FILE);
  const parsed = new Map([...texts].map(([name, text]) => [name, parseStackText(name, text)]));
  expect(isProven(verifyStacks(catalogue, lock, [...parsed.values()]))).toBe(true);
  const all = mutantsOf(new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Tree])));
  const tried = all.filter((_, index) => index % ONE_IN === 0);
  const survivors = tried.filter(({ stack, apply }) => {
    const tree = JSON.parse(texts.get(stack) ?? '') as Tree;
    apply(tree);
    const changed = parseStackText(stack, JSON.stringify(tree));
    const stacks = [...parsed].map(([name, other]) => (name === stack ? changed : other));
    return isProven(verifyStacks(catalogue, lock, stacks));
  });
  const killed = tried.length - survivors.length;
  process.stdout.write(
    `mutants: ${killed} of ${tried.length} tried are found (${all.length} in all); survivors:\n${survivors.map(({ name }) => `  ${name}\n`).join('')}`,
  );
  // What survives are doubled defences and prefixes that nobody has; docs/verify.md says which, and what is still to do.
  expect(killed / tried.length).toBeGreaterThanOrEqual(0.75);
}, 600_000);
