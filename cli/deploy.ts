import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failure, type Issue, type Result, success } from '../catalogue/issues/issue';
import { runData, runIssues, runText } from '../deploy/report';
import { lockFolder } from '../deploy/run-lock';
import { type Job, runJobs } from '../deploy/run';
import { keepPlan, planFault, planPath, prepareFolder, type PlanNote } from '../deploy/saved-plans';
import { Terraform, terraformVersion } from '../deploy/terraform';
import { isIntact, type OutputRecord, readRecord } from '../output/output-folder';
import { renderContext, stackHash } from '../output/stack-hash';
import { prepare, type Prepared } from '../plan/prepare';
import { waveOf } from '../plan/stacks/deployment-order';
import { comparePlan } from '../review/plan/compare-plan';
import { parsePlan } from '../review/plan/read-plan';
import { stepsOf, type Review } from '../review/review';
import { readOutput } from '../verify/terraform/read-output';
import type { CommandResult } from './command-result';
import { reviewedHere } from './review';

export interface DeployOptions {
  readonly apply: boolean;
  readonly stacks: readonly string[];
  readonly wave?: string;
  readonly all?: boolean;
  readonly changed?: boolean;
  readonly base?: string;
  /** Folder to keep plans in. */
  readonly save?: string;
  /** Folder of plans that were kept, to apply as they are. */
  readonly saved?: string;
  readonly parallelism?: string;
  /** Nobody is asked. */
  readonly yes?: boolean;
  readonly out: string;
  readonly today: string;
  readonly say: (line: string) => void;
  /** Asks a person; undefined where there is none. */
  readonly ask?: (question: string) => Promise<boolean>;
}

/**
 * `wan plan` and `wan deploy`: real Terraform over stacks of the output, in the one order, each plan applied as it was made. What
 * fails stops what reads from it and the waves behind it.
 */
export async function deployCommand(catalogue: string, cwd: string, options: DeployOptions): Promise<CommandResult> {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return failed(prepared.issues);
  const folder = path.resolve(cwd, options.out);
  const record = freshRecord(prepared.value, folder, cwd, options.out);
  if (!record.ok) return failed(record.issues);
  const chosen = chosenJobs(prepared.value, catalogue, cwd, options);
  if (!chosen.ok) return failed(chosen.issues);
  const { jobs, review, gone } = chosen.value;
  const parallelism = options.parallelism === undefined ? undefined : Number(options.parallelism);
  if (parallelism !== undefined && !(Number.isInteger(parallelism) && parallelism > 0))
    return failed([{ code: 'USAGE', problem: '--parallelism takes a whole number.', got: options.parallelism ?? '' }]);
  const notes = new Map(jobs.map(({ stack }) => [stack, noteOf(stack, prepared.value, record.value, cwd)]));
  const { saved } = options;
  if (saved !== undefined) {
    const kept = path.resolve(cwd, saved);
    const faults = [...notes.values()].flatMap((note) =>
      existsSync(planPath(kept, note.stack)) ? (planFault(kept, note) ?? []) : [],
    );
    if (faults.length > 0) return failed(faults);
  }
  const binary = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  const version = terraformVersion(binary);
  if (!version.ok) return failed(version.issues);
  // A stack without a plan in the folder had nothing to change when it was planned.
  const todo =
    saved === undefined ? jobs : jobs.filter(({ stack }) => existsSync(planPath(path.resolve(cwd, saved), stack)));
  const told = gone.map((stack) => `${stack} is gone: destroy it from the commit before.\n`).join('');
  if (todo.length === 0) return { text: `${told}Nothing to ${options.apply ? 'apply' : 'plan'}.\n`, issues: [] };
  if (options.apply && options.yes !== true) {
    const agreed = await options.ask?.(`Apply ${todo.map(({ stack }) => stack).join(', ')}?`);
    if (agreed === undefined)
      return failed([
        {
          code: 'USAGE',
          problem: 'Nobody is here to say yes.',
          fix: 'Give --yes where a pipeline has had it approved.',
        },
      ]);
    if (!agreed) return { text: 'Nothing was changed.\n', issues: [], exitCode: 1 };
  }
  const lock = lockFolder(folder, options.out);
  if (!lock.ok) return failed(lock.issues);
  const plans = path.resolve(cwd, saved ?? options.save ?? mkdtempSync(path.join(tmpdir(), 'wan-plans-')));
  prepareFolder(plans);
  const terraform = new Terraform(binary, (stack) => path.join(folder, 'stacks', stack));
  try {
    const done = await runJobs(todo, terraform, {
      apply: options.apply,
      planFile: (stack) => planPath(plans, stack),
      isPlanned: saved !== undefined,
      locksProviders: false,
      ...(parallelism === undefined ? {} : { parallelism }),
      examine: (stack, file) => {
        const note = notes.get(stack);
        if (options.save !== undefined && note) keepPlan(plans, note);
        return Promise.resolve(review === undefined ? undefined : surpriseIn(stack, file, binary, folder, review));
      },
      say: options.say,
      now: () => Date.now(),
    });
    return { text: told + runText(done, options.apply), issues: runIssues(done), data: runData(done) };
  } finally {
    terraform.done();
    lock.value();
    if (saved === undefined && options.save === undefined) rmSync(plans, { recursive: true, force: true });
  }
}

/** The record of an output that is exactly what catalogue and lock make now. */
function freshRecord(prepared: Prepared, folder: string, cwd: string, display: string): Result<OutputRecord> {
  const context = renderContext(folder, cwd);
  const { wan } = prepared.catalogue;
  const read = readOutput(folder, display, {
    wan: wan.name,
    environment: wan.environment,
    inputs: new Map(prepared.plan.stacks.map((input) => [input.name, stackHash(input, context)])),
  });
  if (!read.ok) return read;
  const record = readRecord(folder);
  const edited = prepared.plan.stacks.filter(({ name }) => !record || !isIntact(folder, name, record));
  return record && edited.length === 0
    ? success(record)
    : failure(
        edited.map(({ name }) => ({
          code: 'OUTPUT_STALE' as const,
          problem: `${display}/stacks/${name}/cdk.tf.json is not as this program wrote it.`,
          fix: 'Run `npm start`, which writes it anew.',
        })),
      );
}

interface Chosen {
  readonly jobs: readonly Job[];
  /** What the change is predicted to do, where it is a change that is deployed. */
  readonly review?: Review;
  readonly gone: readonly string[];
}

function chosenJobs(prepared: Prepared, catalogue: string, cwd: string, options: DeployOptions): Result<Chosen> {
  const usage = (problem: string, fix?: string): Result<Chosen> =>
    failure([{ code: 'USAGE', problem, ...(fix === undefined ? {} : { fix }) }]);
  const { stacks, wave, all, changed } = options;
  const ways = [stacks.length > 0, all === true, changed === true].filter(Boolean).length;
  if (ways > 1 || (ways === 0 && wave === undefined))
    return usage('Say which stacks: by name, --changed, --all, or --wave N.', '`npx wan stacks --all` lists them.');
  if (wave !== undefined && !['0', '1', '2'].includes(wave))
    return usage('--wave takes 0, 1 or 2: what all share, canaries, the rest.');
  const { plan, lock } = prepared;
  const every: readonly Job[] = plan.stacks.map((input) => ({
    stack: input.name,
    wave: waveOf(input, lock),
    dependencies: input.dependencies,
  }));
  const unknown = stacks.filter((name) => !every.some(({ stack }) => stack === name));
  if (unknown.length > 0)
    return failure(
      unknown.map((name) => ({
        code: 'STACK_UNKNOWN' as const,
        problem: `There is no stack "${name}" in this network.`,
        fix: '`npx wan stacks --all` lists them.',
      })),
    );
  const ofWave = (job: Job): boolean => wave === undefined || String(job.wave) === wave;
  if (changed !== true)
    return success({
      jobs: every.filter((job) => ofWave(job) && (stacks.length === 0 || stacks.includes(job.stack))),
      gone: [],
    });
  const reviewed = reviewedHere(catalogue, cwd, options);
  if (!reviewed.ok) return reviewed;
  if (reviewed.value.kind === 'unchanged') return success({ jobs: [], gone: [] });
  if (reviewed.value.kind === 'not-compared')
    return failure([
      {
        code: 'BASE_UNKNOWN',
        problem: 'There is nothing to compare with: nobody can say what has changed.',
        fix: 'Run it in a clone, or ask for --all.',
      },
    ]);
  const { review } = reviewed.value;
  const steps = stepsOf(review);
  const order = steps.flatMap(({ stack, isGone }) => {
    const job = every.find((each) => each.stack === stack);
    return job && !isGone && ofWave(job) ? [job] : [];
  });
  return success({ jobs: order, review, gone: steps.flatMap(({ stack, isGone }) => (isGone ? [stack] : [])) });
}

/** A plan that takes something away which the review did not foresee is not applied: nobody has agreed to that. */
function surpriseIn(stack: string, file: string, binary: string, folder: string, review: Review): Issue | undefined {
  const shown = spawnSync(binary, ['show', '-json', file], {
    cwd: path.join(folder, 'stacks', stack),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, CHECKPOINT_DISABLE: '1' },
  });
  const plan = parsePlan(shown.stdout, `the plan of ${stack}`);
  if (!plan.ok) return plan.issues[0];
  const { disagreed } = comparePlan(plan.value, stack, review.artefacts.changes);
  const taken = disagreed.filter(({ action }) => action === 'destroy' || action === 'replace');
  const [first] = taken;
  if (!first) return undefined;
  const names = taken.slice(0, 5).map(({ address, action }) => `${address} (${action})`);
  return {
    code: 'PLAN_SURPRISE',
    path: stack,
    problem: `The plan of ${stack} takes away what the review did not foresee: ${names.join(', ')}${taken.length > 5 ? ` and ${taken.length - 5} more` : ''}.`,
    fix: 'Somebody changed it by hand, or the base is not what is deployed: `npx wan review --plan` says what differs. To apply it all the same, name the stack instead of --changed.',
  };
}

function noteOf(stack: string, { catalogue }: Prepared, record: OutputRecord, cwd: string): Omit<PlanNote, 'planHash'> {
  const head = spawnSync('git', ['rev-parse', 'HEAD'], { cwd, encoding: 'utf8' });
  return {
    stack,
    wan: catalogue.wan.name,
    environment: catalogue.wan.environment,
    commit: head.status === 0 ? head.stdout.trim() : '',
    stackHash: record.stacks[stack]?.output ?? '',
  };
}
