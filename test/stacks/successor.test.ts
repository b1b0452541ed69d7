import { prepare } from '../../plan/prepare';
import { renderStack } from '../../stacks/render';
import { ROOT } from '../support/run';
import { renderOnSuccessor } from '../support/successor';
import { must } from '../support/synth';

const { plan } = must(prepare('examples/small.yaml', ROOT));
const context = { localRoot: '../../../state' };

test('cdktn makes the same stacks, byte for byte but for its own version', () => {
  const { renderStack: onSuccessor } = renderOnSuccessor();
  const differing: string[] = [];
  for (const input of plan.stacks) {
    const [before, after] = [renderStack(input, context), onSuccessor(input, context)].map(withoutVersion);
    if (before !== after) differing.push(input.name);
  }
  // Each says itself who made it: the other package is what ran.
  const [first] = plan.stacks;
  if (!first) throw new Error('no stack');
  expect(renderStack(first, context)).toContain('"version": "0.21.0"');
  expect(onSuccessor(first, context)).toContain('"version": "0.24.0"');
  expect(plan.stacks.length).toBeGreaterThan(20);
  expect(differing).toEqual([]);
}, 120_000);

/** The stack's note of who made it. */
function withoutVersion(text: string): string {
  return text.replace(/"version": "0\.\d+\.\d+"/, '"version": ""');
}
