import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ledgerFaults } from '../../verify/ledger/ledger';
import { isProven } from '../../verify/report/verification';
import { parseStackText } from '../../verify/terraform/stack-json';
import { verifyStacks } from '../../verify/verify';
import { mutantsOf } from '../support/mutants';
import { prepareOrThrow, renderAll } from '../support/synth';
import type { Tree } from '../support/verify';

/** Each with what is listed of it. */
const NETWORKS = [
  ['test/fixtures/everywhere/small.yaml', 'test/fixtures/mutant-survivors.yaml'],
  ['test/fixtures/azure/wan.yaml', 'test/fixtures/azure/mutant-survivors.yaml'],
  // Links and datacentres, of a network whose sites and rules are those of the first.
  ['examples/small.yaml', 'test/fixtures/link-mutant-survivors.yaml', /^link-|-datacentre-|^azure-[a-z]+-hub$/],
] as const;
/** One mutant in so many; WAN_MUTANTS=1 tries them all, which takes about ten minutes. */
const ONE_IN = Number(process.env['WAN_MUTANTS'] ?? 192);

/** What `wan verify` does not find; survivors.test.ts shows each to be the same network in other words. */
function listedIn(file: string): ReadonlySet<string> {
  const text = readFileSync(path.join(__dirname, '../..', file), 'utf8');
  return new Set(Object.values(parse(text) as Record<string, string[]>).flat());
}

test.each(NETWORKS)(
  '%s: a slip in what was synthesised is found, those that change nothing excepted',
  (file, list, only = /^/) => {
    const equivalent = listedIn(list);
    const { catalogue, lock } = prepareOrThrow(file);
    const texts = renderAll(file);
    const parsed = new Map([...texts].map(([name, text]) => [name, parseStackText(name, text)]));
    expect(isProven(verifyStacks(catalogue, lock, [...parsed.values()]))).toBe(true);
    const all = mutantsOf(new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Tree])), only);
    const tried = all.filter((_, index) => index % ONE_IN === 0);
    const survivors = tried.filter(({ stack, apply }) => {
      const tree = JSON.parse(texts.get(stack) ?? '') as Tree;
      apply(tree);
      const changed = parseStackText(stack, JSON.stringify(tree));
      const stacks = [...parsed].map(([name, other]) => (name === stack ? changed : other));
      // What the ledger finds needs no walk.
      return ledgerFaults(catalogue, lock, stacks).length === 0 && isProven(verifyStacks(catalogue, lock, stacks));
    });
    const share = (found: number, of: number): string => `${((100 * found) / of).toFixed(1)} %`;
    process.stdout.write(
      [
        `mutants of ${file}: ${tried.length - survivors.length} of ${tried.length} tried are found (${share(tried.length - survivors.length, tried.length)});`,
        `of all ${all.length}, ${equivalent.size} are listed as survivors (${share(all.length - equivalent.size, all.length)} are found)\n`,
      ].join(' '),
    );
    expect(survivors.map(({ name }) => name).filter((name) => !equivalent.has(name))).toEqual([]);
    // What is found doesn't belong on the list.
    const found = tried.filter((mutant) => !survivors.includes(mutant));
    expect(found.map(({ name }) => name).filter((name) => equivalent.has(name))).toEqual([]);
    expect(equivalent.size / all.length).toBeLessThan(0.05);
  },
  1_800_000,
);
