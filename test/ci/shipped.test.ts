import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codes, Pipeline, pipelineOfFile, type Row } from '../support/pipeline';
import { layShipped } from '../support/shipped';
import { applyEdit } from '../support/workspace';

const STATIONS = ['alsager-fire-station', 'alsager-police-station'];

/** The stacks of the shipped catalogue, of both clouds, from nothing: what Enfield's seven (first-deployment.test.ts) can't show. */
const { pipeline, onTerraform } = pipelineOfFile(false, () => new Pipeline('sites.yaml', layShipped));

const stacksOf = (rows: readonly Row[]): readonly string[] => rows.map(({ stacks }) => stacks);

onTerraform(
  'the shipped stacks from nothing, in waves: a stack that fails ends its row alone, and a run again finishes the rest',
  async () => {
    pipeline.deployed(undefined);
    const { base, waves } = await pipeline.begin(true);
    const [shared = [], canaries = [], tenth = [], rest = []] = waves;
    expect(stacksOf(shared)).toEqual([
      'aws-hub aws-breakout-corporate aws-breakout-guest aws-breakout-schools aws-inspect aws-services aws-cheshire-east-net aws-police-net aws-schools-net',
      'azure-wan azure-uksouth-hub azure-uksouth-rules azure-uksouth-intent azure-uksouth-services azure-uksouth-cheshire-east-net',
    ]);
    expect(stacksOf(canaries)).toEqual(['aws-cheshire-east-01', 'aws-schools-01']);
    expect(stacksOf(rest)).toContain('azure-uksouth-datacentre-dc-crewe azure-uksouth-01 link-london-uksouth');
    expect(waves.slice(4).flat()).toEqual([]);
    const all = waves.flat().flatMap(({ stacks }) => stacks.split(' '));
    expect([all.length, new Set(all).size]).toEqual([32, 32]);

    // Of the two rows of the first wave one fails in its middle; the other is one cloud's, and goes on.
    expect(codes(await pipeline.plan(base, shared))).toEqual([0, 0]);
    const at = pipeline.lay();
    const file = path.join(at('azure-uksouth-rules'), 'main.tf.json');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(good) as object), check: 'no such block' }));
    const [aws, azure] = await pipeline.apply(base, shared);
    expect([aws?.code, aws?.stdout]).toEqual([0, expect.stringContaining('9 stacks: 9 applied.')]);
    expect([azure?.code, azure?.stdout]).toEqual([
      1,
      expect.stringContaining('6 stacks: 2 applied, 1 failed, 3 not begun.'),
    ]);
    expect(azure?.stdout).toMatch(/azure-uksouth-rules {2}FAILED/);
    expect(azure?.stdout).toMatch(/azure-uksouth-intent {2}not begun: after azure-uksouth-rules/);

    // All jobs of the run again: what is there is left as it is.
    writeFileSync(file, good);
    expect(codes(await pipeline.plan(base, shared))).toEqual([0, 0]);
    const again = await pipeline.apply(base, shared);
    expect(codes(again)).toEqual([0, 0]);
    expect(again[0]?.stdout).toBe('Nothing to apply.\n');
    expect(again[1]?.stdout).toMatch(/azure-uksouth-rules {2}applied/);

    for (const rows of [canaries, tenth, rest]) {
      expect(new Set(codes(await pipeline.plan(base, rows)))).toEqual(new Set([0]));
      const applied = await pipeline.apply(base, rows);
      expect(applied.map(({ code, stderr }) => (code === 0 ? '' : stderr)).join('')).toBe('');
    }
    pipeline.deployed(pipeline.head);
    expect((await pipeline.begin()).waves.flat()).toEqual([]);
  },
  400_000,
);

onTerraform(
  'a fire and a police station of one district get new lines: their stacks go one wave after the other',
  async () => {
    const { folder } = pipeline;
    for (const [name, ...addresses] of [
      ['fire', '198.18.2.17', '198.18.2.18'],
      ['police', '198.18.2.65', '198.18.2.66'],
    ] as const)
      for (const address of addresses)
        applyEdit(folder, {
          file: `sites/${name}.yaml`,
          replace: `address: ${address}\n`,
          with: `address: ${address.replace('198.18.', '198.19.')}\n`,
        });
    applyEdit(folder, {
      file: 'sites.yaml',
      append: `
changes:
  - { id: new-lines, allows: [far-end-acts, tunnels-interrupted], for: { sites: [${STATIONS.join(', ')}] }, reason: New lines, owner: a@example.org, expires: 2027-06-01 }
`,
    });
    pipeline.commit('new lines');
    pipeline.lay();
    const { base, waves } = await pipeline.begin(true);
    expect(waves.map(stacksOf)).toEqual([]);
    expect(base).toBe('x');
  },
  300_000,
);
