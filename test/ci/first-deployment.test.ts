import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codes, Pipeline, pipelineOfFile, type Row } from '../support/pipeline';
import { layShipped } from '../support/shipped';
import { applyEdit } from '../support/workspace';

/** The stacks of the shipped catalogue, of both clouds, with few sites in each. */
const { pipeline, onTerraform } = pipelineOfFile(false, () => new Pipeline('sites.yaml', layShipped));

const stacksOf = (rows: readonly Row[]): readonly string[] => rows.map(({ stacks }) => stacks);

onTerraform(
  'the shipped stacks from nothing, in waves: a stack that fails ends its row alone and the waves behind, and a run again finishes the rest',
  async () => {
    pipeline.deployed(undefined);
    const { base, waves } = await pipeline.begin();
    expect(base).toBe('none');
    const [shared = [], canaries = [], tenth = [], rest = []] = waves;
    expect(stacksOf(shared)).toEqual([
      'aws-hub aws-breakout-corporate aws-breakout-guest aws-breakout-schools aws-inspect aws-services aws-cheshire-east-net aws-police-net aws-schools-net',
      'azure-wan azure-uksouth-hub azure-uksouth-rules azure-uksouth-intent azure-uksouth-services azure-uksouth-cheshire-east-net',
    ]);
    expect(stacksOf(canaries)).toEqual(['aws-cheshire-east-01', 'aws-schools-01']);
    const lane = rest.filter(({ stacks }) => stacks.includes(' '));
    expect(stacksOf(lane)).toEqual(['azure-uksouth-datacentre-dc-crewe azure-uksouth-01 link-london-uksouth']);
    expect(waves.slice(4).flat()).toEqual([]);
    const all = waves.flat().flatMap(({ stacks }) => stacks.split(' '));
    expect([all.length, new Set(all).size]).toEqual([32, 32]);

    // Nothing but the first can be planned before they are there; the rest is said to come later.
    const planned = await pipeline.plan(base, shared);
    expect(codes(planned)).toEqual([0, 0]);
    expect(planned[0]?.stdout).toMatch(/aws-hub {2}planned/);
    expect(planned[0]?.stdout).toMatch(/aws-inspect {2}to be planned after aws-[\w-]+ is applied/);
    const kept = readdirSync(path.join(pipeline.plans, pipeline.head));
    expect(kept.filter((name) => name.endsWith('.tfplan'))).toEqual(['aws-hub.tfplan', 'azure-wan.tfplan']);
    expect(kept.filter((name) => name.endsWith('.plan.json'))).toHaveLength(15);
    expect(readdirSync(path.join(pipeline.folder, 'digests'))).toEqual(['aws-hub.json', 'azure-wan.json']);

    // Of the two rows of the first wave one fails in its middle; the other goes on.
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

    // Run again: what is there is left as it is, and what reads from it can be planned, looked at and applied.
    writeFileSync(file, good);
    const [, row] = shared;
    const unfinished = row ? [row] : [];
    const [anew] = await pipeline.plan(base, unfinished);
    expect(anew?.stdout).toMatch(/azure-uksouth-hub {2}nothing to change/);
    expect([anew?.code, anew?.stdout]).toEqual([0, expect.stringMatching(/azure-uksouth-rules {2}planned/)]);
    const [again] = await pipeline.apply(base, unfinished);
    expect([again?.code, again?.stdout]).toEqual([0, expect.stringMatching(/azure-uksouth-rules {2}applied/)]);

    // A canary, and the row of a gateway that takes one change at a time; the others are applied without a pipeline, which takes less time.
    for (const [wave, rows] of [canaries, [...canaries.slice(1), ...tenth, ...rest]].entries()) {
      const followed = wave === 0 ? canaries.slice(0, 1) : lane;
      expect(codes(await pipeline.plan(base, followed))).toEqual([0]);
      expect(await pipeline.step('wave.yml', 'look', 'review.sh', { BASE: base })).toMatchObject({ code: 0 });
      expect(await pipeline.step('wave.yml', 'look', 'cat page')).toMatchObject({ code: 0 });
      expect(await pipeline.step('wave.yml', 'agree', 'approved.sh', { WAVE: '1' })).toMatchObject({ code: 0 });
      const [applied] = await pipeline.apply(base, followed);
      expect(applied?.code === 0 ? '' : applied?.stderr).toBe('');
      if (wave > 0) pipeline.applyRows(rows.filter((row) => !followed.includes(row)));
    }
    expect(readFileSync(path.join(pipeline.pages, 'summary.md'), 'utf8')).toContain('aws-cheshire-east-01: +');

    // Once more, from what GitHub now says: nothing.
    pipeline.deployed(pipeline.head);
    const next = await pipeline.begin();
    expect(next.base).toBe(pipeline.head);
    expect(next.waves.flat()).toEqual([]);
    expect(pipeline.output['rows']).toBe('{"include":[]}');
  },
  900_000,
);

const STATIONS = ['alsager-fire-station', 'alsager-police-station'];
const LINES = [
  ['fire', '198.18.2.17'],
  ['fire', '198.18.2.18'],
  ['police', '198.18.2.65'],
  ['police', '198.18.2.66'],
] as const;

onTerraform(
  'a fire and a police station of one district get new lines: their stacks go one wave after the other',
  async () => {
    const { folder } = pipeline;
    for (const [name, address] of LINES)
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
    const { base, waves } = await pipeline.begin();
    expect(waves.map(stacksOf)).toEqual([[], [], [], ['aws-fire-01'], ['aws-police-01'], [], []]);
    // Only the police: the wave before is somebody else's.
    const [, , , , police = []] = waves;
    const [planned] = await pipeline.plan(base, police);
    expect([planned?.code, planned?.stdout]).toEqual([0, expect.stringContaining('1 stack: 1 planned.')]);
    const [applied] = await pipeline.apply(base, police);
    expect([applied?.code, applied?.stdout]).toEqual([0, expect.stringContaining('1 stack: 1 applied.')]);
  },
  600_000,
);
