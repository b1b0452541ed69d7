import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waveOf } from '../../../plan/stacks/deployment-order';
import { isCutShort, runData, runIssues, runText } from '../../../deploy/run/run-report';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { type Done, type Job, runJobs, type RunOptions, type Runner } from '../../../deploy/run/jobs';
import { Terraform } from '../../../deploy/run/terraform';
import { sideOf } from '../../support/review';
import { terraformInstalled } from '../../support/terraform';
import { ShapedWorld } from '../../support/terraform-shape';
import { temporaryFolder } from '../../support/workspace';

const installed = terraformInstalled();
if (!installed) process.stderr.write('Runs over real Terraform are skipped: terraform is not installed.\n');
const onTerraform = installed ? test : test.skip;

const side = sideOf('enfield', path.join(__dirname, '../../../examples'), 'enfield.yaml');
const { plan, lock } = side.prepared;
const jobs: readonly Job[] = plan.stacks.map((input) => ({
  stack: input.name,
  wave: waveOf(input, lock),
  after: input.dependencies,
}));

const options = (over: Partial<RunOptions> = {}): RunOptions => {
  const plans = temporaryFolder();
  return {
    apply: true,
    planFile: (stack) => path.join(plans, `${stack}.tfplan`),
    locksProviders: () => false,
    examine: () => Promise.resolve(undefined),
    say: () => undefined,
    now: () => 0,
    ...over,
  };
};
const outcomes = (done: readonly Done[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    done.map(({ stack, outcome }) => [stack, outcome.kind === 'skipped' ? `skipped ${outcome.why}` : outcome.kind]),
  );

test('CI has Terraform', () => {
  expect([process.env['CI'] === 'true', installed]).not.toEqual([true, false]);
});

onTerraform(
  'a stack that fails stops what reads from it and the waves behind; a second run finishes the rest, a third changes nothing',
  async () => {
    const at = new ShapedWorld().lay(side);
    const broken = jobs.find(({ stack }) => stack.includes('-breakout-'))?.stack ?? '';
    const file = path.join(at(broken), 'main.tf.json');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(good) as object), check: 'no such block' }));
    const terraform = new Terraform('terraform', at);
    try {
      const first = await runJobs(jobs, terraform, options());
      const said = outcomes(first);
      expect(said['aws-hub']).toBe('applied');
      expect(said[broken]).toBe('failed');
      expect(said['aws-inspect']).toBe(`skipped after ${broken}`);
      for (const { stack, wave } of jobs)
        if (wave > 0) expect([stack, said[stack]]).toEqual([stack, `skipped wave 0 failed (${broken})`]);
      expect(runText(first, true)).toMatch(/\d+ stacks: \d+ applied, 1 failed, \d+ not begun\.\nRun it again/);

      writeFileSync(file, good);
      const second = outcomes(await runJobs(jobs, terraform, options()));
      for (const [stack, outcome] of Object.entries(said))
        expect([stack, second[stack]]).toEqual([stack, outcome === 'applied' ? 'unchanged' : 'applied']);

      const third = await runJobs(jobs, terraform, options());
      expect(new Set(Object.values(outcomes(third)))).toEqual(new Set(['unchanged']));
      expect(runData(third)).toMatchObject({ stacks: jobs.map(({ stack }) => ({ stack, outcome: 'unchanged' })) });
    } finally {
      terraform.done();
    }
  },
  240_000,
);

onTerraform(
  'plans that are kept are applied as they are; a plan changes nothing',
  async () => {
    const at = new ShapedWorld().lay(side);
    const [hub] = jobs;
    if (!hub) throw new Error('no stack');
    const terraform = new Terraform('terraform', at);
    try {
      const kept = options({ apply: false });
      expect(outcomes(await runJobs([hub], terraform, kept))).toEqual({ [hub.stack]: 'planned' });
      expect(outcomes(await runJobs([hub], terraform, options({ apply: false })))).toEqual({ [hub.stack]: 'planned' });
      const applied = await runJobs([{ ...hub, kept: 'planned' }], terraform, { ...kept, apply: true });
      expect(outcomes(applied)).toEqual({ [hub.stack]: 'applied' });
      expect(outcomes(await runJobs([hub], terraform, options()))).toEqual({ [hub.stack]: 'unchanged' });
    } finally {
      terraform.done();
    }
  },
  120_000,
);

test('an interrupt ends what is at work, begins nothing more, and says so', async () => {
  let isInterrupted = false;
  const runner: Runner = {
    get isInterrupted() {
      return isInterrupted;
    },
    run: (stack, command) => {
      if (stack === 'aws-hub' && command === 'apply') isInterrupted = true;
      return Promise.resolve({
        code: command === 'plan' ? 2 : 0,
        problems: [],
        counts: { add: 1, change: 0, remove: 0 },
      });
    },
  };
  const done = await runJobs(jobs, runner, options());
  expect(outcomes(done.slice(0, 2))).toEqual({ 'aws-hub': 'applied', [jobs[1]?.stack ?? '']: 'skipped interrupted' });
  expect(new Set(Object.values(outcomes(done.slice(1))))).toEqual(new Set(['skipped interrupted']));
});

test('what is examined and not agreed to is not applied', async () => {
  const ran: string[] = [];
  const runner: Runner = {
    isInterrupted: false,
    run: (stack, command = '') => {
      ran.push(`${stack} ${command}`);
      return Promise.resolve({ code: command === 'plan' ? 2 : 0, problems: [] });
    },
  };
  const [first] = jobs;
  if (!first) throw new Error('no stack');
  const against = { code: 'PLAN_SURPRISE' as const, problem: 'it takes away a hub' };
  const [done] = await runJobs([first], runner, options({ examine: () => Promise.resolve(against) }));
  expect(done?.outcome).toEqual({ kind: 'failed', issue: against });
  expect(ran).toEqual([`${first.stack} init`, `${first.stack} plan`]);
});

test('a plan that changes nothing and can not be read fails all the same: nobody knows what it says', async () => {
  const runner: Runner = { isInterrupted: false, run: () => Promise.resolve({ code: 0, problems: [] }) };
  const [first] = jobs;
  if (!first) throw new Error('no stack');
  const unreadable = { code: 'PLAN_UNREADABLE' as const, problem: 'it ends too soon' };
  const surprise = { code: 'PLAN_SURPRISE' as const, problem: 'it was to change' };
  const of = async (issue: typeof unreadable | typeof surprise): Promise<string | undefined> =>
    (await runJobs([first], runner, options({ examine: () => Promise.resolve(issue) })))[0]?.outcome.kind;
  expect(await of(unreadable)).toBe('failed');
  expect(await of(surprise)).toBe('unchanged');
});

describe('a plan that was kept, and a state that has moved on', () => {
  const stale = { code: 1, problems: [{ summary: 'Saved plan is stale', detail: '' }] };
  const over = (replanned: number): { readonly runner: Runner; readonly ran: string[] } => {
    const ran: string[] = [];
    return {
      ran,
      runner: {
        isInterrupted: false,
        run: (_, command = '') => {
          ran.push(command);
          return Promise.resolve(
            command === 'apply' ? stale : { code: command === 'plan' ? replanned : 0, problems: [] },
          );
        },
      },
    };
  };
  const [first] = jobs;
  if (!first) throw new Error('no stack');
  const kept: Job = { ...first, kept: 'planned' };

  test('is unchanged where nothing is left to do: the run before this one applied it', async () => {
    const { runner, ran } = over(0);
    expect(outcomes(await runJobs([kept], runner, options()))).toEqual({ [first.stack]: 'unchanged' });
    expect(ran).toEqual(['init', 'apply', 'plan']);
  });

  test('is refused where something is: nobody has seen that', async () => {
    const { runner, ran } = over(2);
    const done = await runJobs([kept], runner, options());
    expect(renderIssues(runIssues(done))).toBe(`\
PLAN_FOREIGN  aws-hub
    The plan of aws-hub is of a state that is no more: something has been applied since.
    Plan again, and look at it: in a pipeline run all its jobs again, not the failed ones alone.
`);
    expect(ran).toEqual(['init', 'apply', 'plan']);
    expect(isCutShort(done)).toBe(false);
  });
});

test('what was not begun is not done, whatever else went well', () => {
  const counts = { add: 0, change: 0, remove: 0 };
  const done: readonly Done[] = [
    { stack: 'a', outcome: { kind: 'applied', counts }, seconds: 1 },
    { stack: 'b', outcome: { kind: 'skipped', why: 'interrupted' }, seconds: 0 },
  ];
  expect([isCutShort(done), isCutShort(done.slice(0, 1))]).toEqual([true, false]);
  expect(runIssues(done)).toEqual([]);
});
