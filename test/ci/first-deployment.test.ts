import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codes, pipelineOfFile } from '../support/pipeline';

const { pipeline, onTerraform } = pipelineOfFile();

onTerraform(
  'a merge is deployed wave by wave; what fails stops its row and the waves behind, and a run again finishes the rest',
  async () => {
    pipeline.deployed(undefined);
    const { base, waves } = await pipeline.begin(true);
    expect(base).toBe('none');
    const [shared = [], , tenth = [], rest = []] = waves;
    expect(waves.map((rows) => rows.map(({ stacks }) => stacks))).toEqual([
      ['aws-hub aws-breakout-staff aws-inspect aws-services aws-enfield-net'],
      [],
      ['aws-voice-platform-01'],
      ['aws-enfield-01'],
      [],
      [],
      [],
    ]);

    // Nothing but the hub can be planned before it is there; the rest is said to come later.
    const [planned] = await pipeline.plan(base, shared);
    expect(planned).toMatchObject({ code: 0 });
    expect(planned?.stdout).toMatch(/aws-hub {2}planned/);
    expect(planned?.stdout).toMatch(/aws-inspect {2}to be planned after aws-(hub|breakout-staff) is applied/);
    const kept = readdirSync(path.join(pipeline.plans, pipeline.head));
    expect(kept.sort()).toEqual(
      [
        'hub.plan.json',
        'hub.tfplan',
        ...['breakout-staff', 'enfield-net', 'inspect', 'services'].map((each) => `${each}.plan.json`),
      ]
        .map((each) => `aws-${each}`)
        .sort(),
    );
    expect(readdirSync(path.join(pipeline.folder, 'digests'))).toEqual(['aws-hub.json']);

    // One stack is broken while it is applied.
    const at = pipeline.lay();
    const file = path.join(at('aws-breakout-staff'), 'main.tf.json');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(good) as object), check: 'no such block' }));
    const [broken] = await pipeline.apply(base, shared);
    expect(broken?.code).toBe(1);
    expect(broken?.stdout).toMatch(/aws-hub {2}applied/);
    expect(broken?.stdout).toMatch(/aws-breakout-staff {2}FAILED/);
    expect(broken?.stdout).toMatch(/aws-inspect {2}not begun: after aws-breakout-staff/);

    // Run again: the hub is as it is to be, and what reads from it can be planned, looked at and applied.
    writeFileSync(file, good);
    const [again] = await pipeline.plan(base, shared);
    expect(again?.stdout).toMatch(/aws-hub {2}nothing to change/);
    expect(again?.stdout).toMatch(/aws-breakout-staff {2}planned/);
    const [finished] = await pipeline.apply(base, shared);
    expect([finished?.code, finished?.stdout]).toEqual([0, expect.stringMatching(/aws-inspect {2}applied/)]);
    expect(finished?.stdout).toMatch(/aws-hub {2}nothing to change {2}0 s/);

    for (const rows of [tenth, rest]) {
      expect(codes(await pipeline.plan(base, rows))).toEqual([0]);
      const look = await pipeline.step('wave.yml', 'look', 'review.sh', { BASE: base });
      expect(look).toMatchObject({ code: 0 });
      expect(await pipeline.step('wave.yml', 'look', 'cat page')).toMatchObject({ code: 0 });
      expect(await pipeline.step('wave.yml', 'agree', 'approved.sh', { WAVE: '2' })).toMatchObject({ code: 0 });
      expect(codes(await pipeline.apply(base, rows))).toEqual([0]);
    }
    const summary = readFileSync(path.join(pipeline.pages, 'summary.md'), 'utf8');
    expect(summary).toContain('aws-voice-platform-01: +');

    // Once more, from what GitHub now says: nothing.
    pipeline.deployed(pipeline.head);
    const next = await pipeline.begin();
    expect(next.base).toBe(pipeline.head);
    expect(next.waves.flat()).toEqual([]);
    expect(pipeline.output['rows']).toBe('{"include":[]}');
  },
  300_000,
);
