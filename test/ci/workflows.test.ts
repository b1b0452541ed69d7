import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse, parseDocument } from 'yaml';
import { LAST_WAVE } from '../../plan/stacks/rollout';
import { workflowErrors } from '../support/check-workflow';
import { ROOT } from '../support/run';
import { readWorkflow, WORKFLOWS } from '../support/workflow';

const files = readdirSync(WORKFLOWS);
const text = (file: string): string => readFileSync(path.join(WORKFLOWS, file), 'utf8');

test.each(files)('%s is what GitHub takes', async (file) => {
  expect(await workflowErrors(file, text(file))).toEqual([]);
});

test.each([
  ['an unknown key', 'runs-on: ubuntu-24.04', 'runs_on: ubuntu-24.04', /Unexpected value 'runs_on'/],
  ['a job that is not there', 'needs: [check, plan]', 'needs: [check, plans]', /depends on unknown job 'plans'/],
  ['a context that is not there', 'github.event.number', 'githb.event.number', /githb/],
])('the check finds %s', async (_, from, to, said) => {
  const planted = text('pull-request.yml').replace(from, to);
  expect(planted).not.toBe(text('pull-request.yml'));
  expect((await workflowErrors('planted.yml', planted)).join('\n')).toMatch(said);
});

describe.each(files)('%s', (file) => {
  const workflow = readWorkflow(file);
  const jobs = Object.entries(workflow.jobs);

  test('pins its actions, and starts with no permission', () => {
    for (const line of text(file).match(/uses: (?!\.\/).*/g) ?? [])
      expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of jobs) {
      expect([name, (job['timeout-minutes'] ?? 0) > 0 || job.uses?.startsWith('./') === true]).toEqual([name, true]);
      expect([name, job.permissions]).toEqual([name, expect.objectContaining({ contents: 'read' })]);
      // What a pull request says is never part of a script.
      for (const { run = '' } of job.steps ?? []) expect(run).not.toContain('${{');
    }
  });

  test('whoever may write comments, issues or alerts has no role, and whoever has a role writes nothing there', () => {
    for (const [name, { permissions = {} }] of jobs) {
      const writes = Object.entries(permissions).flatMap(([what, how]) => (how === 'write' ? [what] : []));
      expect([name, writes.length <= 1]).toEqual([name, true]);
    }
  });

  test('a job with a role is bound to an environment, whose name is what the cloud trusts', () => {
    for (const [name, { permissions, environment, uses }] of jobs)
      if (permissions?.['id-token'] === 'write' && uses === undefined)
        expect([name, environment]).toEqual([
          name,
          expect.stringMatching(/^(plan|production|\$\{\{ inputs\.apply && 'prepare' \|\| 'plan' \}\})$/),
        ]);
  });

  test('every script that it calls is there and can be run; terraform is never wrapped', () => {
    for (const [, script = ''] of text(file).matchAll(/(ci\/[\w-]+\.sh)/g)) {
      expect([script, existsSync(path.join(ROOT, script))]).toEqual([script, true]);
      expect(statSync(path.join(ROOT, script)).mode & 0o111).not.toBe(0);
    }
    const setups = text(file).match(/setup-terraform@/g)?.length ?? 0;
    expect(text(file).match(/terraform_wrapper: false/g)?.length ?? 0).toBe(setups);
  });
});

test('a deployment has a job for every wave that there can be, each behind the one before', () => {
  const { jobs } = readWorkflow('deploy.yml');
  const waves = Object.keys(jobs).filter((name) => name.startsWith('wave-'));
  expect(waves).toEqual(Array.from({ length: LAST_WAVE + 1 }, (_, number) => `wave-${number}`));
  waves.forEach((name, number) => {
    const own = jobs[name] as { needs: readonly string[]; if: string; with: { wave: number; rows: string } };
    // Of all before it: a job that ran out of time counts as cancelled, which stops what needs it and nobody else.
    expect(own.needs).toEqual(['begin', ...waves.slice(0, number)]);
    for (const result of ['failure', 'cancelled']) expect(own.if).toContain(`!contains(needs.*.result, '${result}')`);
    expect(own.with.wave).toBe(number);
    expect(own.with.rows).toContain(`.wave${number} `);
  });
});

test('what a pull request plans is kept nowhere, and only main may put plans where they are taken from', () => {
  const { jobs } = readWorkflow('wave.yml');
  expect(jobs['plan']?.env?.['WAN_PLANS']).toBe("${{ inputs.apply && vars.WAN_PLANS || '' }}");
  expect(text('wave.yml')).toContain(
    'role-to-assume: ${{ inputs.apply && vars.AWS_PREPARE_ROLE || vars.AWS_PLAN_ROLE }}',
  );
});

test('what plans hold is no artefact: digests, pages and what was checked are all that is kept', () => {
  const kept = files.flatMap((file) =>
    Object.values(readWorkflow(file).jobs).flatMap(({ steps = [] }) =>
      steps.flatMap((step) =>
        step.uses?.startsWith('actions/upload-artifact') === true
          ? [(step as { with?: { path?: string } }).with?.path ?? '']
          : [],
      ),
    ),
  );
  expect([...new Set(kept)].sort()).toEqual(['cdktf.out.review/', 'digests/', 'night/drift.md', 'page/']);
});

test.each(['gitlab-ci.yml', 'azure-pipelines.yml'])(
  '%s calls scripts that are there, and all that GitHub calls',
  (file) => {
    const example = readFileSync(path.join(ROOT, 'examples/pipelines', file), 'utf8');
    expect(parseDocument(example).errors).toEqual([]);
    const called = new Set([...example.matchAll(/ci\/[\w-]+\.sh/g)].map(([script]) => script));
    for (const script of called) expect([script, existsSync(path.join(ROOT, script))]).toEqual([script, true]);
    for (const script of ['apply', 'approved', 'check', 'comment', 'deployed', 'drift', 'plan', 'review', 'rows'])
      expect([...called]).toContain(`ci/${script}.sh`);
    const waves = Array.from({ length: LAST_WAVE + 1 }, (_, wave) => wave);
    for (const wave of waves) expect(example.includes(`wave-${wave}`) || example.includes(waves.join(','))).toBe(true);
  },
);

test.each(['gitlab-ci.yml', 'azure-pipelines.yml'])('every line of shell of %s is shell', (file) => {
  const shells = shellsOf(parse(readFileSync(path.join(ROOT, 'examples/pipelines', file), 'utf8'), { merge: true }));
  expect(shells.length).toBeGreaterThan(8);
  for (const script of shells) {
    // What the host puts in before a shell sees it.
    const seen = script.replaceAll(/\$\{\{[^}]*\}\}|\$\([A-Z][A-Za-z.]*\)/g, 'x');
    const { status, stderr } = spawnSync('bash', ['-n', '-c', seen], { encoding: 'utf8' });
    expect([script, status, stderr]).toEqual([script, 0, '']);
  }
});

/** Texts below keys that hold shell, wherever they stand: a list of lines is one script. */
function shellsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (!['script', 'before_script', 'bash', 'inlineScript'].includes(key)) return shellsOf(inner);
    return Array.isArray(inner) ? [inner.join('\n')] : typeof inner === 'string' ? [inner] : [];
  });
}
