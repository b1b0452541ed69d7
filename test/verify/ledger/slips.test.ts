import { ledgerFaults } from '../../../verify/ledger/ledger';
import { isProven } from '../../../verify/report/verification';
import { parseStackText } from '../../../verify/terraform/stack-json';
import { verifyStacks } from '../../../verify/verify';
import { slipsOf } from '../../support/slips';
import { prepareOrThrow, renderAll } from '../../support/synth';

const NETWORKS = ['test/fixtures/everywhere/small.yaml', 'test/fixtures/azure/wan.yaml', 'examples/small.yaml'];
/** One slip in so many; WAN_MUTANTS=1 tries all 6,800, which takes about ten minutes. */
const ONE_IN = Number(process.env['WAN_MUTANTS'] ?? 44);

/** The same network in other words: what people read, and numbers that leave the order as it is. */
const THE_SAME = [
  / output\.[\w-]+\.description (removed|another value)$/,
  / variable\.\w+\.(validation\.\d+\.error_message|description) (removed|another value)$/,
  / aws_route53_resolver_firewall_rule\.priority another value$/,
  / azurerm_firewall_policy_rule_collection_group\.(\w+_rule_collection\[\]\.)?priority another value$/,
];

test.each(NETWORKS)(
  '%s: whatever is changed, added, emptied, doubled, copied or taken away is found',
  (file) => {
    const { catalogue, lock } = prepareOrThrow(file);
    const texts = renderAll(file);
    const parsed = new Map([...texts].map(([name, text]) => [name, parseStackText(name, text)]));
    expect(ledgerFaults(catalogue, lock, [...parsed.values()])).toEqual([]);
    const trees = new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Record<string, unknown>]));
    const all = slipsOf(trees).filter(({ name }) => !THE_SAME.some((pattern) => pattern.test(name)));
    const tried = all.filter((_, index) => index % ONE_IN === 0);
    const missed = tried.filter(({ stack, apply }) => {
      const tree = JSON.parse(texts.get(stack) ?? '') as Record<string, unknown>;
      apply(tree);
      const changed = parseStackText(stack, JSON.stringify(tree));
      const stacks = [...parsed].map(([name, other]) => (name === stack ? changed : other));
      return ledgerFaults(catalogue, lock, stacks).length === 0 && isProven(verifyStacks(catalogue, lock, stacks));
    });
    process.stdout.write(
      `slips in ${file}: ${tried.length - missed.length} of ${tried.length} tried are found (of ${all.length})\n`,
    );
    expect(missed.map(({ name }) => name)).toEqual([]);
  },
  1_800_000,
);
