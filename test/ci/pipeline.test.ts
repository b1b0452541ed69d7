import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../support/checkout';
import { sideOf } from '../support/review';
import type { Ran } from '../support/run';
import { StandInHost } from '../support/stand-in-host';
import { standInTerraform } from '../support/stand-in-terraform';
import { terraformInstalled } from '../support/terraform';
import { ShapedWorld } from '../support/terraform-shape';
import { shell, stepShell } from '../support/workflow';
import { applyEdit, temporaryFolder } from '../support/workspace';

/**
 * The shell of every step of the workflows, as it stands there, one after the other as GitHub would run it: over real Terraform in the shape of
 * the folders that are synthesised. What GitHub itself does (who may run what, artefacts, approvals) it can't show.
 */
const installed = terraformInstalled();
if (!installed) process.stderr.write('The pipeline is not followed: terraform is not installed.\n');
const onTerraform = installed ? test : test.skip;

test('CI has Terraform', () => {
  expect([process.env['CI'] === 'true', installed]).not.toEqual([true, false]);
});

const CATALOGUE = 'enfield.yaml';
/** The site whose line moves. */
const MOVED = 'edmonton-green-library';
const EMPTY = '{"include":[]}';

interface Row {
  readonly name: string;
  readonly stacks: string;
}

class Pipeline {
  readonly folder = checkout(['ci'], 'enfield');
  readonly host = new StandInHost();
  readonly world = new ShapedWorld();
  readonly plans = temporaryFolder();
  readonly pages = temporaryFolder();
  private readonly outputs = path.join(temporaryFolder(), 'output');
  environment: Record<string, string> = {};

  async open(): Promise<void> {
    for (const command of ['policy', 'permissions'])
      execFileSync(process.execPath, ['bin/wan.cjs', '--catalogue', CATALOGUE, command], { cwd: this.folder });
    this.commit('policies and permissions');
    this.git('branch', '-M', 'main');
    this.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    this.environment = {
      WAN_CATALOGUE: CATALOGUE,
      TERRAFORM_BINARY_NAME: standInTerraform(path.dirname(this.lay()('any'))),
      WAN_PLANS: this.plans,
      WAN_APPROVAL: 'environment',
      // Until GitHub knows better.
      WAN_DEPLOYED: 'none',
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: await this.host.open(),
      GITHUB_REPOSITORY: 'council/wan',
      GITHUB_WORKFLOW_REF: 'council/wan/.github/workflows/deploy.yml@refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_TOKEN: 'a-token',
      GITHUB_STEP_SUMMARY: path.join(this.pages, 'summary.md'),
      GITHUB_OUTPUT: this.outputs,
    };
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: this.folder,
      encoding: 'utf8',
    });
  }

  commit(message: string): string {
    this.git('add', '.');
    this.git('commit', '-qm', message);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Lays out what is checked out now, as Terraform is to see it. */
  lay(): (stack: string) => string {
    return this.world.lay(sideOf('main', this.folder, CATALOGUE));
  }

  async step(file: string, job: string, part: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const { run, env: declared } = stepShell(file, job, part);
    for (const name of Object.keys(env)) expect([name, declared.includes(name)]).toEqual([name, true]);
    writeFileSync(this.outputs, '');
    return shell(run, this.folder, { ...this.environment, ...env });
  }

  /** Outputs of the last step. */
  get output(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      readFileSync(this.outputs, 'utf8')
        .split('\n')
        .flatMap((line) =>
          line === '' ? [] : [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]],
        ),
    );
  }

  /** The job `begin` of a deployment: what is deployed, and the rows of each wave. */
  async begin(isChecked = false): Promise<{ readonly base: string; readonly waves: readonly (readonly Row[])[] }> {
    expect(await this.step('deploy.yml', 'begin', 'deployed.sh')).toMatchObject({ code: 0 });
    const { base = '' } = this.output;
    if (isChecked) {
      const checked = await this.step('deploy.yml', 'begin', 'check.sh', { BASE: base });
      expect(checked.code === 0 ? '' : checked.stderr + checked.stdout).toBe('');
    }
    expect(await this.step('deploy.yml', 'begin', 'rows.sh', { BASE: base })).toMatchObject({ code: 0 });
    const waves = [0, 1, 2, 3, 4, 5, 6].map(
      (wave) => (JSON.parse(this.output[`wave${wave}`] ?? '') as { include: readonly Row[] }).include,
    );
    return { base, waves };
  }

  async plan(base: string, rows: readonly Row[], apply = true): Promise<readonly Ran[]> {
    rmSync(path.join(this.folder, 'digests'), { recursive: true, force: true });
    const ran: Ran[] = [];
    for (const { stacks } of rows)
      ran.push(
        await this.step('wave.yml', 'plan', 'plan.sh', {
          BASE: base,
          STACKS: stacks,
          ...(apply ? { WAN_APPLY: 'true' } : { WAN_PLANS: '' }),
        }),
      );
    return ran;
  }

  async apply(base: string, rows: readonly Row[]): Promise<readonly Ran[]> {
    const ran: Ran[] = [];
    for (const { stacks } of rows)
      ran.push(await this.step('wave.yml', 'apply', 'apply.sh', { BASE: base, STACKS: stacks }));
    return ran;
  }

  /** What GitHub says of the last deployment that went through. */
  deployed(commit: string | undefined): void {
    this.host.answers.set('/repos/council/wan/actions/workflows/deploy.yml/runs', {
      workflow_runs: commit === undefined ? [] : [{ head_sha: commit }],
    });
  }
}

const pipeline = new Pipeline();
beforeAll(async () => {
  await pipeline.open();
  for (const name of ['prepare', 'production'])
    pipeline.host.answers.set(`/repos/council/wan/environments/${name}`, {
      deployment_branch_policy: { custom_branch_policies: true },
    });
  pipeline.host.answers.set('/repos/council/wan/environments/agree', {
    protection_rules: [{ type: 'required_reviewers', reviewers: [{ type: 'Team' }] }],
  });
}, 60_000);
afterAll(() => {
  pipeline.host.close();
});

const codes = (ran: readonly Ran[]): readonly (number | null)[] => ran.map(({ code }) => code);

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
    const kept = readdirSync(path.join(pipeline.plans, pipeline.git('rev-parse', 'HEAD').trim()));
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
    pipeline.deployed(pipeline.git('rev-parse', 'HEAD').trim());
    const next = await pipeline.begin();
    expect(next.base).toBe(pipeline.git('rev-parse', 'HEAD').trim());
    expect(next.waves.flat()).toEqual([]);
    expect(pipeline.output['rows']).toBe(EMPTY);
  },
  300_000,
);
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
    pipeline.deployed(pipeline.git('rev-parse', 'HEAD').trim());
    // Anything else that changes takes the word back.
    applyEdit(folder, { file: CATALOGUE, append: '# more\n' });
    pipeline.commit('more');
    expect((await agree('2')).stderr).toMatch(/differs from it in enfield\.yaml/);
  },
  300_000,
);

onTerraform(
  'whoever cancels a job gets what was begun ended and kept in state; the plans are gone, and two runs at once exclude each other',
  async () => {
    const { folder } = pipeline;
    const base = pipeline.git('rev-parse', 'HEAD').trim();
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
    const wait = { 'local-exec': { command: `touch ${folder}/slow.begun; sleep 45` } };
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
  180_000,
);

onTerraform(
  'a night: what somebody changed is told by building and owner in one issue, which is closed when all is well',
  async () => {
    const { folder, host } = pipeline;
    const night = async (): Promise<string> => {
      const ran = await pipeline.step('nightly.yml', 'drift', 'drift.sh');
      expect(ran.code === 0 ? '' : ran.stderr).toBe('');
      return pipeline.output['state'] ?? '';
    };
    const issue = async (state: string): Promise<Ran> => {
      rmSync(path.join(folder, 'found'), { recursive: true, force: true });
      if (state !== '') cpSync(path.join(folder, 'night'), path.join(folder, 'found/night'), { recursive: true });
      return pipeline.step('nightly.yml', 'issue', 'issue.sh', { STATE: state });
    };
    const at = pipeline.lay();
    execFileSync('terraform', ['apply', '-auto-approve', '-no-color'], {
      cwd: at('aws-enfield-01'),
      env: { ...process.env, TF_CLI_CONFIG_FILE: '' },
    });
    // What is deployed is what is looked at.
    pipeline.deployed(pipeline.git('rev-parse', 'HEAD').trim());
    expect(await pipeline.step('nightly.yml', 'drift', 'git checkout')).toMatchObject({ code: 0 });
    pipeline.git('checkout', '-q', 'main');
    expect(await night()).toBe('clean');
    expect(readFileSync(path.join(folder, 'night/drift.md'), 'utf8')).toContain(
      '7 stacks: everything is as it was deployed.',
    );
    expect(await issue('clean')).toMatchObject({ code: 0 });
    expect(host.written.filter((line) => line.endsWith('/issues'))).toEqual([]);

    const stateFile = path.join(at('aws-enfield-01'), 'terraform.tfstate');
    const before = readFileSync(stateFile, 'utf8');
    const connection =
      /terraform_data","name":"aws_vpn_connection__([\w-]+)"|"name": "aws_vpn_connection__([\w-]+)"/.exec(
        before,
      )?.[2] ?? '';
    execFileSync('terraform', ['state', 'rm', `terraform_data.aws_vpn_connection__${connection}`], {
      cwd: at('aws-enfield-01'),
      env: { ...process.env, TF_CLI_CONFIG_FILE: '' },
    });
    expect(await night()).toBe('open');
    const page = readFileSync(path.join(folder, 'night/drift.md'), 'utf8');
    expect(page).toMatch(/^### \d+ differences?, in 7 stacks\./);
    expect(page).toMatch(
      new RegExp(
        `\\\\| [A-Z].* \\\\| enfield \\\\| aws-enfield-01 \\\\| aws.*${connection.slice(0, 8)}.*is gone, and would be made anew`,
      ),
    );
    expect(await issue('open')).toMatchObject({ code: 0 });
    const issues = '/repos/council/wan/issues';
    host.lists.set(issues, [[{ number: 12 }]]);
    expect(await issue('open')).toMatchObject({ code: 0 });
    expect(await issue('clean')).toMatchObject({ code: 0 });
    expect(host.written.slice(-3)).toEqual([`POST ${issues}`, `PATCH ${issues}/12`, `PATCH ${issues}/12`]);
    expect(host.asked.at(-1)?.body).toEqual({ state: 'closed', state_reason: 'completed' });
    // A night that could not look keeps the issue open, and says so.
    expect(await issue('')).toMatchObject({ code: 0 });
    expect((host.asked.at(-1)?.body as { body: string }).body).toBe(
      '### Nobody could look tonight: the log of the run says why.\n',
    );
    writeFileSync(stateFile, before);
  },
  180_000,
);

onTerraform(
  'a merge that went through in part and is taken back: what was begun is put back, though the base has nothing to say',
  async () => {
    const { folder } = pipeline;
    const rows: readonly Row[] = [{ name: 'aws-enfield-01', stacks: 'aws-enfield-01' }];
    pipeline.lay();
    const base = pipeline.git('rev-parse', 'HEAD').trim();
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
    pipeline.deployed(pipeline.git('rev-parse', 'HEAD').trim());
    const [late] = await pipeline.apply(base, rows);
    expect([late?.code, late?.stderr]).toEqual([2, expect.stringContaining('start a new run of what is merged last')]);
  },
  180_000,
);
