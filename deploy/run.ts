import type { Issue } from '../catalogue/issues/issue';
import { reasonOf } from './reasons';
import type { Counts, Ran } from './terraform';

/** One stack to plan or deploy, in order. */
export interface Job {
  readonly stack: string;
  readonly wave: 0 | 1 | 2;
  /** Stacks that it reads from. */
  readonly dependencies: readonly string[];
}

export type Outcome =
  | { readonly kind: 'planned' | 'applied' | 'unchanged'; readonly counts: Counts }
  | { readonly kind: 'failed'; readonly issue: Issue }
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
  /** Whether the plan is there already, checked and kept by an earlier job. */
  readonly isPlanned: boolean;
  /** Whether the providers' checksums are committed beside the stacks. */
  readonly locksProviders: boolean;
  readonly parallelism?: number;
  /** Looks at a plan before it is applied; a problem stops the stack. */
  readonly examine: (stack: string, planFile: string) => Promise<Issue | undefined>;
  readonly say: (line: string) => void;
  readonly now: () => number;
}

/**
 * Plans stacks one after the other, and applies each plan as it was made. What fails stops what reads from it, and the waves
 * behind it: canaries are there for that. The rest goes on.
 */
export async function runJobs(jobs: readonly Job[], terraform: Runner, options: RunOptions): Promise<readonly Done[]> {
  const done: Done[] = [];
  const stopped = new Map<string, string>();
  let failedWave: { readonly wave: number; readonly stack: string } | undefined;
  for (const job of jobs) {
    const from = job.dependencies.find((each) => stopped.has(each));
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
    const outcome = await one(job.stack, terraform, options);
    const seconds = Math.round((options.now() - begun) / 1_000);
    done.push({ stack: job.stack, outcome, seconds });
    options.say(lineOf(job.stack, outcome, seconds));
    if (outcome.kind !== 'failed') continue;
    stopped.set(job.stack, job.stack);
    failedWave ??= { wave: job.wave, stack: job.stack };
  }
  return done;
}

async function one(stack: string, terraform: Runner, options: RunOptions): Promise<Outcome> {
  const failed = (step: 'init' | 'plan' | 'apply', ran: Ran): Outcome => ({
    kind: 'failed',
    issue: reasonOf(stack, step, ran),
  });
  const file = options.planFile(stack);
  const parallel = options.parallelism === undefined ? [] : [`-parallelism=${options.parallelism}`];
  const init = await terraform.run(
    stack,
    'init',
    '-input=false',
    '-no-color',
    ...(options.locksProviders ? ['-lockfile=readonly'] : []),
  );
  if (init.code !== 0) return failed('init', init);
  let counts: Counts = { add: 0, change: 0, remove: 0 };
  if (!options.isPlanned) {
    const plan = await terraform.run(
      stack,
      'plan',
      '-input=false',
      '-json',
      '-detailed-exitcode',
      '-lock-timeout=60s',
      `-out=${file}`,
      ...parallel,
    );
    if (plan.code !== 0 && plan.code !== 2) return failed('plan', plan);
    counts = plan.counts ?? counts;
    if (plan.code === 0) return { kind: 'unchanged', counts };
    const against = await options.examine(stack, file);
    if (against) return { kind: 'failed', issue: against };
    if (!options.apply) return { kind: 'planned', counts };
  }
  if (terraform.isInterrupted) return { kind: 'skipped', why: 'interrupted' };
  const apply = await terraform.run(stack, 'apply', '-input=false', '-json', ...parallel, file);
  return apply.code === 0 ? { kind: 'applied', counts: apply.counts ?? counts } : failed('apply', apply);
}

export function lineOf(stack: string, outcome: Outcome, seconds: number): string {
  switch (outcome.kind) {
    case 'failed':
      return `${stack}  FAILED  ${seconds} s`;
    case 'skipped':
      return `${stack}  not begun: ${outcome.why}`;
    case 'unchanged':
      return `${stack}  nothing to change  ${seconds} s`;
    default: {
      const { add, change, remove } = outcome.counts;
      return `${stack}  ${outcome.kind}  +${add} ~${change} -${remove}  ${seconds} s`;
    }
  }
}
