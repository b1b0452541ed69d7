import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  private env: Record<string, string> = {};

  async open(): Promise<void> {
    for (const command of ['policy', 'permissions'])
      execFileSync(process.execPath, ['bin/wan.cjs', '--catalogue', CATALOGUE, command], { cwd: this.folder });
    this.commit('policies and permissions');
    this.git('branch', '-M', 'main');
    this.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    this.env = {
      WAN_CATALOGUE: CATALOGUE,
      TERRAFORM_BINARY_NAME: standInTerraform(path.dirname(this.lay()('any'))),
      WAN_PLANS: this.plans,
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
    return shell(run, this.folder, { ...this.env, ...env });
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
  async begin(): Promise<{ readonly base: string; readonly waves: readonly (readonly Row[])[] }> {
    expect(await this.step('deploy.yml', 'begin', 'deployed.sh', { WAN_DEPLOYED: '' })).toMatchObject({ code: 0 });
    const { base = '' } = this.output;
    const checked = await this.step('deploy.yml', 'begin', 'check.sh', { BASE: base });
    expect(checked.code === 0 ? '' : checked.stderr + checked.stdout).toBe('');
    expect(await this.step('deploy.yml', 'begin', 'rows.sh', { BASE: base })).toMatchObject({ code: 0 });
    const waves = [0, 1, 2, 3, 4, 5, 6].map(
      (wave) => (JSON.parse(this.output[`wave${wave}`] ?? '') as { include: readonly Row[] }).include,
    );
    return { base, waves };
  }

  async plan(base: string, rows: readonly Row[]): Promise<readonly Ran[]> {
    const ran: Ran[] = [];
    for (const { stacks } of rows)
      ran.push(await this.step('wave.yml', 'plan', 'plan.sh', { BASE: base, STACKS: stacks }));
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
}, 60_000);
afterAll(() => {
  pipeline.host.close();
});

const codes = (ran: readonly Ran[]): readonly (number | null)[] => ran.map(({ code }) => code);

onTerraform(
  'a merge is deployed wave by wave; what fails stops its row and the waves behind, and a run again finishes the rest',
  async () => {
    pipeline.deployed(undefined);
    const { base, waves } = await pipeline.begin();
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

    // Once more, and from what GitHub now says: nothing.
    for (const rows of [shared, tenth, rest]) {
      const [idle] = await pipeline.plan(base, rows);
      expect(idle?.stdout).not.toMatch(/ planned {2}/);
      const [nothing] = await pipeline.apply(base, rows);
      expect(nothing).toMatchObject({ code: 0, stdout: 'Nothing to apply.\n' });
    }
    pipeline.deployed(pipeline.git('rev-parse', 'HEAD').trim());
    const next = await pipeline.begin();
    expect(next.base).toBe(pipeline.git('rev-parse', 'HEAD').trim());
    expect(next.waves.flat()).toEqual([]);
    expect(pipeline.output['rows']).toBe(EMPTY);
  },
  300_000,
);
