import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { Road, type Stage, type StepEdits } from '../support/road';
import { sampled } from '../support/sampled';
import { terraformInstalled } from '../support/terraform';
import { ShapedWorld } from '../support/terraform-shape';

/**
 * Every road by which something shared goes, moves or gets smaller, driven with real Terraform over the small example in the
 * order that `wan review` prints (test/support/terraform-shape.ts says what that proves). KEEP_ROADS=1 drives all of them and writes what is told anew; one in three is driven otherwise (sampled.ts).
 */
const FILE = path.join(__dirname, '../fixtures/roads.yaml');

interface Told {
  readonly refused: readonly string[];
  readonly offTheNetwork: readonly string[];
  readonly order: readonly string[];
}

interface RoadCase {
  readonly road: string;
  readonly steps: readonly (StepEdits & Partial<Told>)[];
}

const roads = parse(readFileSync(FILE, 'utf8')) as readonly RoadCase[];
const skipped = !terraformInstalled();
if (skipped) {
  if (process.env['CI'] === 'true') throw new Error('CI needs terraform');
  console.warn('skipped: terraform is not installed');
}
const onTerraform = skipped ? test.skip : test;

/** Everything as the small example has it, made once. */
let deployed: ShapedWorld;
const kept: RoadCase[] = [];
beforeAll(() => {
  if (skipped) return;
  deployed = new ShapedWorld();
  const applied = deployed.apply(new Road(deployed).start);
  expect(failures(applied)).toEqual([]);
}, 300_000);

afterAll(() => {
  if (process.env['KEEP_ROADS'] === '1') writeFileSync(FILE, stringify(kept, { lineWidth: 0 }));
});

function failures(applied: Stage['applied']): readonly string[] {
  return applied.flatMap(({ stack, failed }) => failed.map((problem) => `${stack}: ${problem}`));
}

/** What was destroyed while something still named it, which clouds refuse. */
function held(applied: Stage['applied']): readonly string[] {
  return applied.flatMap(({ destroyed }) =>
    destroyed.flatMap(({ resource: { stack, type, name }, heldBy }) =>
      heldBy.map((other) => `${stack}/${type}.${name} was held by ${other}`),
    ),
  );
}

function told({ refused, offTheNetwork, steps, applied }: Stage): Told {
  const counts = new Map(applied.map(({ stack, destroyed }) => [stack, destroyed.length]));
  return {
    refused,
    offTheNetwork,
    order: steps.map(({ stack, isGone }) => `${stack}${isGone ? ' GONE' : ''}, destroys ${counts.get(stack) ?? 0}`),
  };
}

const driven = process.env['KEEP_ROADS'] === '1' ? roads : sampled(roads, 6);
onTerraform.each(driven.map(({ road, steps }) => [road, steps] as const))('%s', (road, steps) => {
  const driving = new Road(new ShapedWorld(deployed));
  const stages = steps.map(({ set, remove }) => {
    const edits = { ...(set ? { set } : {}), ...(remove ? { remove } : {}) };
    return { edits, stage: driving.step(edits) };
  });
  const now = stages.map(({ edits, stage }) => ({ ...edits, ...told(stage) }));
  if (process.env['KEEP_ROADS'] === '1') kept.push({ road, steps: now });
  for (const { stage } of stages)
    expect([failures(stage.applied), held(stage.applied), stage.unproven]).toEqual([[], [], []]);
  if (process.env['KEEP_ROADS'] !== '1') expect(now).toEqual(steps);
});
