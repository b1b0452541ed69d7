import fc from 'fast-check';
import { emergencySites } from '../../../catalogue/emergency';
import { prepare } from '../../../plan/prepare';
import { type Going, goingAll, mergedGoing, rollout, wavesOf } from '../../../plan/stacks/rollout';
import { ROOT } from '../../support/run';
import { must } from '../../support/synth';

const going = (stack: string, over: Partial<Going> = {}): Going => ({
  stack,
  kind: 2,
  mayBeFirst: true,
  size: 50,
  after: [],
  districts: [],
  ...over,
});
const shared = (stack: string, ...after: readonly string[]): Going =>
  going(stack, { kind: 0, mayBeFirst: false, after });
const waves = (...all: readonly Going[]): Readonly<Record<string, number>> => Object.fromEntries(wavesOf(all));

test('what all share, canaries, the smallest stacks that make up a tenth, the rest', () => {
  expect(
    waves(
      shared('hub'),
      going('canary', { kind: 1, after: ['hub'] }),
      going('a', { size: 50, after: ['hub'] }),
      going('b', { size: 8, after: ['hub'] }),
      going('c', { size: 4, after: ['hub'] }),
      going('datacentre', { mayBeFirst: false, size: 2 }),
    ),
  ).toEqual({ hub: 0, canary: 1, a: 3, b: 2, c: 2, datacentre: 3 });
});

test('one stack of sites alone is a tenth; nothing is nothing', () => {
  expect(waves(going('a'))).toEqual({ a: 2 });
  expect(rollout([])).toEqual([]);
});

test('stations of one district never go off in one wave', () => {
  expect(
    waves(
      going('police', { districts: ['CW1', 'CW2'] }),
      going('fire', { size: 60, districts: ['CW1'] }),
      going('ambulance', { size: 70, districts: ['CW1'] }),
      going('schools', { size: 80 }),
    ),
  ).toEqual({ police: 2, fire: 3, ambulance: 4, schools: 3 });
});

test('nor by what all share: the second shared stack, and whoever hangs on it, goes a wave later', () => {
  expect(
    waves(
      { ...shared('hub'), districts: ['CW1'] },
      { ...shared('inspect', 'hub'), districts: ['CW1', 'CW2'] },
      { ...shared('services', 'inspect') },
      { ...shared('wan'), districts: ['WA1'] },
      going('canary', { kind: 1, after: ['inspect'] }),
      going('a', { size: 8, after: ['hub'] }),
      going('b', { after: ['inspect'] }),
    ),
  ).toEqual({ hub: 0, inspect: 1, services: 1, wan: 0, canary: 2, a: 2, b: 4 });
});

test('a shared stack from which sites let go waits for all of them', () => {
  expect(waves(going('a'), going('b'), shared('hub', 'a', 'b'), shared('wan', 'hub'))).toEqual({
    a: 2,
    b: 3,
    hub: 4,
    // What waits for that one alone shares its row.
    wan: 4,
  });
  // Behind it canaries are canaries, and the tenth goes before the rest.
  const behind = [
    going('let-go', { kind: 1 }),
    shared('hub', 'let-go'),
    going('canary', { kind: 1, after: ['hub'] }),
    going('tenth', { size: 8, after: ['hub'] }),
    going('rest', { after: ['hub'] }),
  ];
  expect(waves(...behind)).toEqual({ 'let-go': 1, hub: 2, canary: 3, tenth: 4, rest: 5 });
});

test('a row may hold several gateways', () => {
  const [wave] = rollout([
    shared('one'),
    { ...shared('two'), lane: 'a' },
    { ...shared('three', 'one', 'two'), lane: 'b' },
    { ...shared('four'), lane: 'a' },
  ]);
  expect(wave?.rows).toEqual([{ stacks: ['one', 'two', 'three', 'four'], lanes: ['a', 'b'] }]);
});

test('one gateway takes what fits into a job; the rest goes behind it, and is one row', () => {
  const lane = 'azure-uksouth';
  const all = [
    going('one', { size: 30, lane }),
    going('two', { size: 30, lane }),
    going('three', { size: 50, lane }),
    going('aws', { size: 30 }),
  ];
  expect(waves(...all)).toEqual({ one: 2, two: 3, three: 4, aws: 3 });
  const small = all.map((each) => ({ ...each, size: 6 }));
  expect(rollout(small)).toEqual([
    { wave: 2, rows: [{ stacks: ['one'], lanes: [lane] }] },
    {
      wave: 3,
      rows: [
        { stacks: ['two', 'three'], lanes: [lane] },
        { stacks: ['aws'], lanes: [] },
      ],
    },
  ]);
});

test('stacks that wait for each other are one row, in their order; others go beside them', () => {
  const all = [
    shared('hub'),
    shared('wan'),
    shared('inspect', 'hub'),
    shared('azure', 'wan'),
    shared('services', 'hub', 'inspect'),
  ];
  expect(rollout(all)).toEqual([
    {
      wave: 0,
      rows: [
        { stacks: ['hub', 'inspect', 'services'], lanes: [] },
        { stacks: ['wan', 'azure'], lanes: [] },
      ],
    },
  ]);
  // What comes last may join two rows that were apart until then.
  expect(rollout([...all, shared('link', 'services', 'azure')])).toEqual([
    { wave: 0, rows: [{ stacks: ['hub', 'wan', 'inspect', 'azure', 'services', 'link'], lanes: [] }] },
  ]);
});

test('of the shipped catalogue: every stack once, each after what it depends on', () => {
  const { catalogue, plan, lock } = must(prepare('sites.yaml', ROOT));
  const all = rollout(goingAll(plan.stacks, lock, emergencySites(catalogue)));
  const stacks = all.flatMap(({ rows }) => rows.flatMap((row) => row.stacks));
  expect([...stacks].sort()).toEqual(plan.stacks.map(({ name }) => name).sort());
  expect(all.map(({ wave }) => wave)).toEqual([0, 1, 2, 3]);
  // Two hubs of two clouds have nothing to wait for each other.
  expect(all[0]?.rows.length).toBe(2);
  const tenth = all[2]?.rows.flatMap((row) => row.stacks) ?? [];
  expect(tenth.length).toBeGreaterThan(0);
  expect(tenth.every((stack) => /-\d\d$/.test(stack) && !/fire|police/.test(stack))).toBe(true);
});

const anyGoing = fc
  .array(
    fc.record({
      kind: fc.constantFrom(0 as const, 1 as const, 2 as const),
      lane: fc.constantFrom(undefined, 'a', 'b'),
      size: fc.nat(60),
      after: fc.array(fc.nat(20), { maxLength: 3 }),
      districts: fc.uniqueArray(fc.constantFrom('CW1', 'CW2', 'WA1'), { maxLength: 2 }),
    }),
    { maxLength: 16 },
  )
  .map((list) =>
    list.map(({ after, ...each }, index): Going => ({
      ...each,
      stack: `s${index}`,
      mayBeFirst: each.kind !== 0,
      after: after.flatMap((number) => (number < index ? [`s${number}`] : [])),
    })),
  );

test('whatever goes: each once, never before what it waits for, never two of one lane or one district side by side', () => {
  fc.assert(
    fc.property(anyGoing, (all) => {
      const result = rollout(all);
      const at = new Map(
        result.flatMap(({ wave, rows }) =>
          rows.flatMap(({ stacks }, row) => stacks.map((stack, place) => [stack, { wave, row, place }] as const)),
        ),
      );
      expect([...at.keys()].sort()).toEqual(all.map(({ stack }) => stack).sort());
      for (const { stack, after, lane, districts, kind } of all) {
        const own = at.get(stack);
        if (!own) throw new Error(stack);
        expect(own.wave).toBeGreaterThanOrEqual(kind);
        for (const before of after) {
          const other = at.get(before);
          if (!other) throw new Error(before);
          const isBefore = other.wave < own.wave || (other.row === own.row && other.place < own.place);
          expect([stack, before, isBefore]).toEqual([stack, before, true]);
        }
        for (const other of all.filter((each) => each.stack !== stack && at.get(each.stack)?.wave === own.wave)) {
          if (lane !== undefined && other.lane === lane) expect(at.get(other.stack)?.row).toBe(own.row);
          expect(districts.filter((each) => other.districts.includes(each))).toEqual([]);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('two rollouts as one: each stack once, after what either puts before it; what is gone first', () => {
  const merged = mergedGoing(
    [
      [shared('inspect'), going('b', { size: 3, districts: ['CW1'] })],
      [
        going('gone'),
        shared('hub', 'gone'),
        going('b', { size: 9, after: ['hub'], mayBeFirst: false, districts: ['CW2'] }),
      ],
    ],
    ['hub', 'inspect', 'a', 'b'],
    // Neither rollout has both: the network says which goes first, unless that one waits for the other.
    new Map([
      ['inspect', ['hub']],
      ['gone', ['hub']],
    ]),
  );
  // The most careful of what each says.
  expect(merged.at(-1)).toMatchObject({ stack: 'b', mayBeFirst: false, districts: ['CW1', 'CW2'] });
  expect(merged.map(({ stack, after, size }) => [stack, after, size])).toEqual([
    ['gone', [], 50],
    ['hub', ['gone'], 50],
    ['inspect', ['hub'], 50],
    ['b', ['hub'], 9],
  ]);
});

test('whatever is merged: each once, and after what any of them puts before it, as far as they agree', () => {
  fc.assert(
    fc.property(anyGoing, fc.nat(), (all, seed) => {
      // Two parts of one order never disagree.
      const half = all.filter((_, index) => ((seed >> (index % 30)) & 1) === 0);
      const parts = [half, all.filter((each) => !half.includes(each))].map((part) =>
        part.map((each) => ({
          ...each,
          after: each.after.filter((stack) => part.some((other) => other.stack === stack)),
        })),
      );
      const merged = mergedGoing(parts, []);
      expect(merged.map(({ stack }) => stack).sort()).toEqual(all.map(({ stack }) => stack).sort());
      merged.forEach(({ after }, index) => {
        const earlier = merged.slice(0, index).map(({ stack }) => stack);
        for (const stack of after) expect(earlier).toContain(stack);
      });
      for (const each of parts.flat())
        expect(merged.find(({ stack }) => stack === each.stack)?.after).toEqual(
          expect.arrayContaining([...each.after]),
        );
    }),
    { numRuns: 200 },
  );
});
