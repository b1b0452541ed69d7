import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { isProven, verifyStacks } from '../../verify/verify';
import { parseStackText } from '../../verify/terraform';
import { mutantsOf } from '../support/mutants';
import { prepareOrThrow, renderAll } from '../support/synth';
import type { Tree } from '../support/verify';

const FILE = 'test/fixtures/everywhere/small.yaml';
/** One mutant in so many; WAN_MUTANTS=1 tries them all, which takes about ten minutes. */
const ONE_IN = Number(process.env['WAN_MUTANTS'] ?? 24);

/** What `wan verify` does not find; survivors.test.ts shows each to be the same network in other words. */
const equivalent = new Set(
  Object.values(
    parse(readFileSync(path.join(__dirname, '../fixtures/mutant-survivors.yaml'), 'utf8')) as Record<string, string[]>,
  ).flat(),
);

test('a slip in what was synthesised is found: mutants by rule, those that change nothing excepted', () => {
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
  const share = (found: number, of: number): string => `${((100 * found) / of).toFixed(1)} %`;
  process.stdout.write(
    [
      `mutants: ${tried.length - survivors.length} of ${tried.length} tried are found (${share(tried.length - survivors.length, tried.length)});`,
      `of all ${all.length}, ${equivalent.size} are listed as survivors (${share(all.length - equivalent.size, all.length)} are found)\n`,
    ].join(' '),
  );
  expect(survivors.map(({ name }) => name).filter((name) => !equivalent.has(name))).toEqual([]);
  // What is found doesn't belong on the list.
  const found = tried.filter((mutant) => !survivors.includes(mutant));
  expect(found.map(({ name }) => name).filter((name) => equivalent.has(name))).toEqual([]);
  expect(equivalent.size / all.length).toBeLessThan(0.05);
}, 1_800_000);
