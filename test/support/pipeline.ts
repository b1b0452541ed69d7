import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout, layExample } from './checkout';
import { sideOf } from './review';
import type { Ran } from './run';
import { StandInHost } from './stand-in-host';
import { standInTerraform } from './stand-in-terraform';
import { terraformInstalled } from './terraform';
import { ShapedWorld } from './terraform-shape';
import { shell, stepShell } from './workflow';
import { temporaryFolder } from './workspace';

/** The site whose line moves. */
export const MOVED = 'edmonton-green-library';
export interface Row {
  readonly name: string;
  readonly stacks: string;
}

/**
 * The shell of every step of the workflows, as it stands there, one after the other as GitHub would run it: over real Terraform in the shape of
 * the folders that are synthesised. What GitHub itself does (who may run what, artefacts, approvals) it can't show.
 */
export class Pipeline {
  readonly folder: string;
  readonly host = new StandInHost();
  readonly world = new ShapedWorld();
  readonly plans = temporaryFolder();
  readonly pages = temporaryFolder();
  private readonly outputs = path.join(temporaryFolder(), 'output');
  environment: Record<string, string> = {};

  constructor(
    readonly catalogue = 'enfield.yaml',
    lay = (folder: string) => layExample(folder, 'enfield'),
  ) {
    this.folder = checkout(['ci'], lay);
  }

  async open(): Promise<void> {
    for (const command of ['policy', 'permissions'])
      execFileSync(process.execPath, ['bin/wan.cjs', '--catalogue', this.catalogue, command], { cwd: this.folder });
    this.commit('policies and permissions');
    this.git('branch', '-M', 'main');
    this.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    this.environment = {
      WAN_CATALOGUE: this.catalogue,
      TERRAFORM_BINARY_NAME: standInTerraform(path.dirname(this.lay()('any'))),
      WAN_PLANS: this.plans,
      WAN_APPROVAL: 'environment',
      // A store that has a value for every variable.
      WAN_KEYS: `echo '{}'`,
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
    this.settle();
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
    return this.world.lay(sideOf('main', this.folder, this.catalogue));
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

  /** Applies rows of what is checked out as Terraform alone would. */
  applyRows(rows: readonly Row[]): void {
    const stacks = rows.flatMap((row) => row.stacks.split(' '));
    for (const { stack, failed } of this.world.apply(sideOf('main', this.folder, this.catalogue), stacks))
      expect([stack, failed]).toEqual([stack, []]);
  }

  /** What GitHub says of the last deployment that went through. */
  deployed(commit: string | undefined): void {
    this.host.answers.set('/repos/council/wan/actions/workflows/deploy.yml/runs', {
      workflow_runs: commit === undefined ? [] : [{ head_sha: commit }],
    });
  }

  /** A pipeline of which everything is deployed already. */
  deployAll(): void {
    for (const { stack, failed } of this.world.apply(sideOf('main', this.folder, this.catalogue)))
      expect([stack, failed]).toEqual([stack, []]);
    this.deployed(this.head);
  }

  /** Environments as they must be, or nothing is applied. */
  private settle(): void {
    for (const name of ['prepare', 'production'])
      this.host.answers.set(`/repos/council/wan/environments/${name}`, {
        deployment_branch_policy: { custom_branch_policies: true },
      });
    this.host.answers.set('/repos/council/wan/environments/agree', {
      protection_rules: [{ type: 'required_reviewers', reviewers: [{ type: 'Team' }] }],
    });
  }

  get head(): string {
    return this.git('rev-parse', 'HEAD').trim();
  }
}

/** One pipeline for the tests of a file, which follow one another, with everything deployed or nothing; skipped with a notice where there is no Terraform, which CI must have. */
export function pipelineOfFile(
  isDeployed = false,
  make: () => Pipeline = () => new Pipeline(),
): { readonly pipeline: Pipeline; readonly onTerraform: jest.It } {
  const installed = terraformInstalled();
  if (!installed) process.stderr.write('The pipeline is not followed: terraform is not installed.\n');
  const pipeline = make();
  beforeAll(async () => {
    await pipeline.open();
    if (isDeployed && installed) pipeline.deployAll();
  }, 300_000);
  afterAll(() => {
    pipeline.host.close();
  });
  test('CI has Terraform', () => {
    expect([process.env['CI'] === 'true', installed]).not.toEqual([true, false]);
  });
  return { pipeline, onTerraform: installed ? test : test.skip };
}

export const codes = (ran: readonly Ran[]): readonly (number | null)[] => ran.map(({ code }) => code);
