import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codes, MOVED, pipelineOfFile, type Row } from '../support/pipeline';
import type { Ran } from '../support/run';
import { shell, stepShell } from '../support/workflow';
import { applyEdit, temporaryFolder } from '../support/workspace';

const { pipeline, onTerraform } = pipelineOfFile(true);
const CATALOGUE = pipeline.catalogue;

onTerraform(
  'a pull request: checked, planned, one page for one comment; of what is merged only that goes which changed',
  async () => {
    const { folder, host } = pipeline;
    applyEdit(folder, {
      file: 'enfield/sites.yaml',
      replace: 'address: 198.18.60.2,',
      with: 'address: 198.18.60.112,',
    });
    applyEdit(folder, {
      file: CATALOGUE,
      append: `
changes:
  - { id: new-line, allows: [far-end-acts, tunnels-interrupted], for: { sites: [${MOVED}] }, reason: New line, owner: a@example.org, expires: 2027-06-01 }
`,
    });
    pipeline.commit('a new line');
    pipeline.lay();
    const good = await pipeline.step('pull-request.yml', 'check', 'check.sh', { BASE: 'main' });
    expect(good.code === 0 ? '' : good.stderr + good.stdout).toBe('');
    expect(JSON.parse(readFileSync(path.join(folder, 'cdktf.out.review/check.sarif'), 'utf8'))).toMatchObject({
      version: '2.1.0',
    });
    expect(await pipeline.step('pull-request.yml', 'check', 'STEP_SUMMARY')).toMatchObject({ code: 0 });
    expect(await pipeline.step('pull-request.yml', 'check', 'rows.sh', { BASE: 'main' })).toMatchObject({ code: 0 });
    const { include: rows } = JSON.parse(pipeline.output['rows'] ?? '') as { include: readonly Row[] };
    expect(rows.map(({ stacks }) => stacks)).toEqual(['aws-enfield-01']);
    const [planned] = await pipeline.plan('origin/main', rows, false);
    expect(planned).toMatchObject({ code: 0 });
    expect(planned?.stdout).toContain('1 stack: 1 planned.');
    expect(await pipeline.step('wave.yml', 'look', 'review.sh', { BASE: 'origin/main' })).toMatchObject({ code: 0 });
    expect(pipeline.output['code']).toBe('0');
    expect(await pipeline.step('wave.yml', 'look', 'exit "$CODE"', { CODE: '1' })).toMatchObject({ code: 1 });
    const page = path.join(folder, 'page/review.md');
    expect(readFileSync(page, 'utf8')).toMatch(/Plans\n aws-enfield-01: \+\d+ ~\d+ ±\d+ -\d+ by Terraform/);

    // The comment: made, then changed where it stands, and found though a hundred others came before.
    mkdirSync(path.join(folder, 'pages/review'), { recursive: true });
    mkdirSync(path.join(folder, 'pages/check'), { recursive: true });
    cpSync(path.join(folder, 'cdktf.out.review/review.md'), path.join(folder, 'pages/check/review.md'));
    const comments = '/repos/council/wan/issues/7/comments';
    host.lists.set(comments, [[{ id: 3, body: 'a question' }]]);
    expect(await pipeline.step('pull-request.yml', 'comment', 'comment.sh', { PULL_REQUEST: '7' })).toMatchObject({
      code: 0,
    });
    cpSync(page, path.join(folder, 'pages/review/review.md'));
    const others = Array.from({ length: 100 }, (_, id) => ({ id, body: 'a question' }));
    host.lists.set(comments, [others, [{ id: 431, body: '<!-- wan: review -->\n### before' }]]);
    expect(await pipeline.step('pull-request.yml', 'comment', 'comment.sh', { PULL_REQUEST: '7' })).toMatchObject({
      code: 0,
    });
    expect(host.written.slice(-2)).toEqual([`POST ${comments}`, 'PATCH /repos/council/wan/issues/comments/431']);
    const [first, second] = host.asked
      .flatMap(({ body }) => (body === undefined ? [] : [(body as { body: string }).body]))
      .slice(-2);
    expect(first).toMatch(/^<!-- wan: review -->\n### 1 site changes/);
    expect(first).not.toContain('aws-enfield-01: +');
    expect(second).toContain('aws-enfield-01: +');
    expect(host.asked.at(-1)?.headers['authorization']).toBe('Bearer a-token');

    // Merged: what GitHub says is deployed is what it is compared with; waves before are empty.
    const { base, waves } = await pipeline.begin();
    expect(waves.map((own) => own.map(({ stacks }) => stacks))).toEqual([[], [], ['aws-enfield-01'], [], [], [], []]);
    expect(codes(await pipeline.plan(base, waves[2] ?? []))).toEqual([0]);

    // A commit later those plans are nobody's; the message says which commit they are of.
    pipeline.git('commit', '-q', '--allow-empty', '-m', 'another');
    const [foreign] = await pipeline.apply(base, waves[2] ?? []);
    expect([foreign?.code, foreign?.stderr]).toEqual([
      2,
      expect.stringMatching(/aws-enfield-01: no plan of this commit in .*\nPLAN_FOREIGN {2}aws-enfield-01\n/s),
    ]);
    pipeline.git('reset', '-q', '--hard', 'HEAD~1');

    // Agreed to by a commit, where nobody can be asked in the pipeline.
    const agree = async (wave: string): Promise<Ran> =>
      pipeline.step('wave.yml', 'agree', 'approved.sh', { WAVE: wave, WAN_APPROVAL: 'committed' });
    expect(await agree('2')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no enfield.approved.yaml') as string,
    });
    const approve = (...args: readonly string[]): string =>
      execFileSync(process.execPath, ['bin/wan.cjs', '--catalogue', CATALOGUE, 'approve', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
    expect(approve('--wave', '2', '--by', 'b@example.org')).toMatch(/may be deployed up to wave 2, says b@example.org/);
    pipeline.commit('wave 2 agreed');
    expect(await agree('2')).toMatchObject({ code: 0, stdout: 'Wave 2 was agreed to.\n' });
    expect((await agree('3')).stderr).toContain('b@example.org has agreed to');
    expect((await pipeline.begin()).waves[2]).toHaveLength(1);
    expect(codes(await pipeline.plan(base, waves[2] ?? []))).toEqual([0]);
    expect(codes(await pipeline.apply(base, waves[2] ?? []))).toEqual([0]);
    pipeline.deployed(pipeline.head);
    // Anything else that changes takes the word back.
    applyEdit(folder, { file: CATALOGUE, append: '# more\n' });
    pipeline.commit('more');
    expect((await agree('2')).stderr).toMatch(/differs from it in enfield\.yaml/);
  },
  600_000,
);

onTerraform(
  'whoever cancels a job gets what was begun ended and kept in state; the plans are gone, and two runs at once exclude each other',
  async () => {
    const { folder } = pipeline;
    const base = pipeline.head;
    pipeline.deployed(base);
    applyEdit(folder, {
      file: 'enfield/sites.yaml',
      replace: 'address: 198.18.60.112,',
      with: 'address: 198.18.60.113,',
    });
    pipeline.commit('another line');
    const rows: readonly Row[] = [{ name: 'aws-enfield-01', stacks: 'aws-enfield-01' }];
    const at = pipeline.lay();
    const file = path.join(at('aws-enfield-01'), 'main.tf.json');
    const tree = JSON.parse(readFileSync(file, 'utf8')) as { resource: { terraform_data: Record<string, object> } };
    // One of the resources that this change makes anew takes its time.
    const slow = `aws_customer_gateway__${MOVED}_enfield_primary`;
    const wait = {
      'local-exec': { command: `touch ${folder}/slow.begun; until [ -e ${folder}/slow.go ]; do sleep 0.1; done` },
    };
    tree.resource.terraform_data[slow] = { ...tree.resource.terraform_data[slow], provisioner: [wait] };
    writeFileSync(file, JSON.stringify(tree));
    expect(codes(await pipeline.plan(base, rows))).toEqual([0]);
    const { run } = stepShell('wave.yml', 'apply', 'apply.sh');
    const temporary = temporaryFolder();
    const env = { ...pipeline.environment, BASE: base, STACKS: 'aws-enfield-01', TMPDIR: temporary };
    let second: Promise<Ran> | undefined;
    const first = await shell(run, folder, env, (kill) => {
      const watch = setInterval(() => {
        if (!existsSync(path.join(folder, 'slow.begun'))) return;
        clearInterval(watch);
        second = shell(run, folder, env).then((ran) => {
          kill('SIGTERM');
          setTimeout(() => writeFileSync(path.join(folder, 'slow.go'), ''), 1_000);
          return ran;
        });
      }, 50);
    });
    // The second found the first at work, and began nothing.
    expect(await second).toMatchObject({ code: 2, stderr: expect.stringContaining('DEPLOY_RUNNING') as string });
    // What it was at is in state, the state is free, nothing more was begun, and no plan is left on the machine.
    expect([first.code, first.stdout]).toEqual([1, expect.stringContaining('1 stack: 1 failed.')]);
    const state = readFileSync(path.join(at('aws-enfield-01'), 'terraform.tfstate'), 'utf8');
    const held = (JSON.parse(state) as { resources: readonly { name: string; instances: readonly object[] }[] })
      .resources;
    expect(held.find(({ name }) => name === slow)?.instances).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ status: 'tainted' }),
        expect.objectContaining({ deposed: expect.any(String) as string }),
      ]),
    );
    expect(existsSync(path.join(at('aws-enfield-01'), '.terraform.tfstate.lock.info'))).toBe(false);
    expect(existsSync(path.join(folder, 'cdktf.out.deploying'))).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
    // Run again, it goes on from there: what was left half made surprises nobody.
    expect(codes(await pipeline.plan(base, rows))).toEqual([0]);
    expect(codes(await pipeline.apply(base, rows))).toEqual([0]);
    const after = readFileSync(path.join(at('aws-enfield-01'), 'terraform.tfstate'), 'utf8');
    expect([after.includes('tainted'), after.includes('deposed')]).toEqual([false, false]);
  },
  400_000,
);

onTerraform(
  'a merge that went through in part and is taken back: what was begun is put back, though the base has nothing to say',
  async () => {
    const { folder } = pipeline;
    const rows: readonly Row[] = [{ name: 'aws-enfield-01', stacks: 'aws-enfield-01' }];
    pipeline.lay();
    const base = pipeline.head;
    pipeline.deployed(base);
    applyEdit(folder, {
      file: 'enfield/sites.yaml',
      replace: 'address: 198.18.60.113,',
      with: 'address: 198.18.60.114,',
    });
    pipeline.commit('half of it');
    pipeline.lay();
    expect(codes(await pipeline.plan(base, rows))).toEqual([0]);
    expect(codes(await pipeline.apply(base, rows))).toEqual([0]);
    // Another wave fails; the merge is taken back, and is byte for byte what the base is.
    pipeline.git('revert', '--no-edit', 'HEAD');
    const at = pipeline.lay();
    const begun = await pipeline.begin();
    expect(begun.base).toBe(base);
    expect(begun.waves.flat().map(({ stacks }) => stacks)).toEqual(['aws-enfield-01']);
    // What is planned is what the half of it foresaw the other way round: it surprises nobody.
    const [planned] = await pipeline.plan(base, rows);
    expect([planned?.code, planned?.stderr]).toEqual([0, expect.not.stringContaining('PLAN_SURPRISE')]);
    expect(codes(await pipeline.apply(base, rows))).toEqual([0]);
    expect(readFileSync(path.join(at('aws-enfield-01'), 'terraform.tfstate'), 'utf8')).not.toContain('198.18.60.114');
    // The failed jobs of the run are run again: what is applied already is found so, though its plan is of a state that is no more.
    expect(codes(await pipeline.apply(base, rows))).toEqual([0]);
    // An older run that is started again, when a newer one has gone through, is ended before anything.
    pipeline.deployed(pipeline.head);
    const [late] = await pipeline.apply(base, rows);
    expect([late?.code, late?.stderr]).toEqual([2, expect.stringContaining('start a new run of what is merged last')]);
  },
  400_000,
);
