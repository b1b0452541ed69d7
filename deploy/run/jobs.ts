import type { Issue } from '../../catalogue/issues/issue';
import { reasonOf } from './reasons';
import type { Counts, Ran } from './terraform';

/** One stack to plan or deploy, in order. */
export interface Job {
  readonly stack: string;
  readonly wave: number;
  /** Stacks that go before it: what it reads from, and what has to let go first. */
  readonly after: readonly string[];
  /** Whether it is made no more, and is destroyed. */
  readonly gone?: boolean;
  /** The stack whose outputs of this change it reads: before that one is applied there is nothing to plan. */
  readonly plannableAfter?: string;
  /** What an earlier job's plan came to, kept and checked. */
  readonly kept?: 'planned' | 'unchanged' | 'later';
}

export type Outcome =
  | { readonly kind: 'planned' | 'applied' | 'unchanged'; readonly counts: Counts }
  | { readonly kind: 'failed'; readonly issue: Issue }
  /** Can be planned once another is applied. */
  | { readonly kind: 'later'; readonly why: string }
  /** Not begun, and why: what it reads from failed, a wave before it did, or somebody interrupted. */
  | { readonly kind: 'skipped'; readonly why: string };

export interface Done {
  readonly stack: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** What is run; in tests as in life it is Terraform. */
export interface Runner {
  readonly isInterrupted: boolean;
  run(stack: string, ...args: readonly string[]): Promise<Ran>;
}

export interface RunOptions {
  readonly apply: boolean;
  /** Where a stack's plan is written and read. */
  readonly planFile: (stack: string) => string;
  /** Whether the providers' checksums lie beside a stack. */
  readonly locksProviders: (stack: string) => boolean;
  readonly parallelism?: number;
  /** Whether a plan keeps others from the state while it reads. @default true */
  readonly locksStates?: boolean;
  /** Looks at a plan before it is applied; a problem stops the stack. `isSeen`: somebody can look at it before it is. */
  readonly examine: (stack: string, planFile: string, isSeen: boolean) => Promise<Issue | undefined>;
  /** What a plan came to, for whoever keeps it. */
  readonly keep?: (stack: string, outcome: 'planned' | 'unchanged' | 'later') => void;
  readonly say: (line: string) => void;
  readonly now: () => number;
}

/**
 * Plans stacks one after the other, and applies each plan as it was made. What fails stops what goes after it, and the waves
 * behind it: canaries are there for that. The rest goes on.
 */
export async function runJobs(jobs: readonly Job[], terraform: Runner, options: RunOptions): Promise<readonly Done[]> {
  const done: Done[] = [];
  const stopped = new Map<string, string>();
  const pending = new Set<string>();
  let failedWave: { readonly wave: number; readonly stack: string } | undefined;
  for (const job of jobs) {
    const from = job.after.find((each) => stopped.has(each));
    const why = terraform.isInterrupted
      ? 'interrupted'
      : from !== undefined
        ? `after ${stopped.get(from) ?? from}`
        : options.apply && failedWave && job.wave > failedWave.wave
          ? `wave ${failedWave.wave} failed (${failedWave.stack})`
          : undefined;
    if (why !== undefined) {
      stopped.set(job.stack, from === undefined ? job.stack : (stopped.get(from) ?? from));
      done.push({ stack: job.stack, outcome: { kind: 'skipped', why }, seconds: 0 });
      continue;
    }
    const begun = options.now();
    const waits = job.plannableAfter;
    const outcome: Outcome =
      !options.apply && waits !== undefined && pending.has(waits)
        ? { kind: 'later', why: `after ${waits} is applied` }
        : await one(job, terraform, options);
    const seconds = Math.round((options.now() - begun) / 1_000);
    done.push({ stack: job.stack, outcome, seconds });
    options.say(lineOf(job.stack, outcome, seconds));
    if (outcome.kind === 'planned' || outcome.kind === 'later') pending.add(job.stack);
    if (!options.apply && outcome.kind !== 'failed' && outcome.kind !== 'skipped' && outcome.kind !== 'applied')
      options.keep?.(job.stack, outcome.kind);
    if (outcome.kind !== 'failed') continue;
    stopped.set(job.stack, job.stack);
    failedWave ??= { wave: job.wave, stack: job.stack };
  }
  return done;
}

async function one(job: Job, terraform: Runner, options: RunOptions): Promise<Outcome> {
  const { stack, kept } = job;
  const failed = (step: 'init' | 'plan' | 'apply', ran: Ran): Outcome => ({
    kind: 'failed',
    issue: reasonOf(stack, step, ran),
  });
  let counts: Counts = { add: 0, change: 0, remove: 0 };
  if (kept === 'unchanged') return { kind: 'unchanged', counts };
  const file = options.planFile(stack);
  const parallel = options.parallelism === undefined ? [] : [`-parallelism=${options.parallelism}`];
  const init = await terraform.run(
    stack,
    'init',
    '-input=false',
    '-no-color',
    ...(options.locksProviders(stack) ? ['-lockfile=readonly'] : []),
  );
  if (init.code !== 0) return failed('init', init);
  const planned = async (): Promise<Ran> =>
    terraform.run(
      stack,
      'plan',
      '-input=false',
      '-json',
      '-detailed-exitcode',
      ...(options.locksStates === false ? ['-lock=false'] : [LOCK_TIMEOUT]),
      ...(job.gone === true ? ['-destroy'] : []),
      `-out=${file}`,
      ...parallel,
    );
  if (kept !== 'planned') {
    const plan = await planned();
    if (plan.code !== 0 && plan.code !== 2) return failed('plan', plan);
    counts = plan.counts ?? counts;
    const against = await options.examine(stack, file, kept !== 'later');
    // A plan that changes nothing surprises nobody; one that can't be read says nothing at all.
    if (plan.code === 0 && (against === undefined || against.code === 'PLAN_SURPRISE'))
      return { kind: 'unchanged', counts };
    if (against) return { kind: 'failed', issue: against };
    if (!options.apply) return { kind: 'planned', counts };
  }
  if (terraform.isInterrupted) return { kind: 'skipped', why: 'interrupted' };
  const apply = await terraform.run(stack, 'apply', '-input=false', '-json', LOCK_TIMEOUT, ...parallel, file);
  if (apply.code === 0) return { kind: 'applied', counts: apply.counts ?? counts };
  if (kept !== 'planned' || !apply.problems.some(({ summary }) => /saved plan is stale/i.test(summary)))
    return failed('apply', apply);
  // Applied by the run before this one, it has nothing left to do; otherwise somebody has applied something else since.
  const again = await planned();
  if (again.code === 0) return { kind: 'unchanged', counts: again.counts ?? counts };
  if (again.code !== 2) return failed('plan', again);
  return {
    kind: 'failed',
    issue: {
      code: 'PLAN_FOREIGN',
      path: stack,
      problem: `The plan of ${stack} is of a state that is no more: something has been applied since.`,
      fix: 'Plan again, and look at it: in a pipeline run all its jobs again, not the failed ones alone.',
    },
  };
}

/** Somebody else's plan or apply ends within it, or is not a matter of waiting. */
const LOCK_TIMEOUT = '-lock-timeout=10m';

export function lineOf(stack: string, outcome: Outcome, seconds: number): string {
  switch (outcome.kind) {
    case 'failed':
      return `${stack}  FAILED  ${seconds} s`;
    case 'skipped':
      return `${stack}  not begun: ${outcome.why}`;
    case 'later':
      return `${stack}  to be planned ${outcome.why}`;
    case 'unchanged':
      return `${stack}  nothing to change  ${seconds} s`;
    default: {
      const { add, change, remove } = outcome.counts;
      return `${stack}  ${outcome.kind}  +${add} ~${change} -${remove}  ${seconds} s`;
    }
  }
}
