import fc from 'fast-check';
import { inDeploymentOrder, waveOf } from '../../../plan/stacks/deployment-order';
import { prepare } from '../../../plan/prepare';
import { must } from '../../support/synth';
import { ROOT } from '../../support/run';

const { plan, lock } = must(prepare('sites.yaml', ROOT));
const names = plan.stacks.map(({ name }) => name);

test('every stack of the shipped catalogue comes after what it depends on', () => {
  plan.stacks.forEach(({ dependencies }, index) => {
    for (const name of dependencies) expect(names.indexOf(name)).toBeLessThan(index);
  });
});

test('what all share, then canaries, then the rest, as far as nobody has to wait', () => {
  const waves = plan.stacks.map((input) => waveOf(input, lock));
  expect(names.filter((_, index) => waves[index] === 1)).toEqual(['aws-cheshire-east-01', 'aws-schools-01']);
  expect(waves).toEqual([...waves].sort());
  expect(names.at(-1)).toBe('link-london-uksouth');
});

test('an order is the same however often it is made, and holds for every choice of stacks', () => {
  fc.assert(
    fc.property(fc.subarray([...plan.stacks]), (some) => {
      const order = inDeploymentOrder(some, lock);
      expect(inDeploymentOrder(order, lock)).toEqual(order);
      expect(order.map(({ name }) => name).sort()).toEqual(some.map(({ name }) => name).sort());
      order.forEach(({ dependencies }, index) => {
        expect(order.slice(index).some(({ name }) => dependencies.includes(name))).toBe(false);
      });
    }),
    { numRuns: 200 },
  );
});

test('stacks that wait for each other are a fault of the program', () => {
  const [one, two] = plan.stacks;
  if (!one || !two) throw new Error('there are two');
  const circle = [
    { ...one, dependencies: [two.name] },
    { ...two, dependencies: [one.name] },
  ];
  expect(() => inDeploymentOrder(circle, lock)).toThrow(/wait for each other: aws-hub, /);
});
