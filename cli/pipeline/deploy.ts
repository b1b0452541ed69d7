import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exitCodeOf, failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { examinePlan, surpriseIn } from '../../deploy/plans/examine';
import { GoneStacks } from '../../deploy/run/gone-stacks';
import { isCutShort, runData, runIssues, runText } from '../../deploy/run/run-report';
import { lockFolder } from '../../deploy/run/run-lock';
import { type Job, runJobs } from '../../deploy/run/jobs';
import { dropPlan, keepPlan, keptPlan, type PlanOf, planPath, prepareFolder } from '../../deploy/plans/saved-plans';
import { Terraform, terraformVersion } from '../../deploy/run/terraform';
import { prepare } from '../../plan/prepare';
import { failedDigest, planDigest } from '../../review/plan/plan-digest';
import { commitOf } from '../../review/sides/git';
import { type Chosen, chooseStacks, type ChoosingOptions } from './chosen-stacks';
import type { CommandResult } from '../command-result';
import { freshRecord, keysOf, layLock, locksOf } from './laid-stacks';

export interface DeployOptions extends ChoosingOptions {
  readonly apply: boolean;
  /** Folder to keep plans in. */
  readonly save?: string;
  /** Folder of plans that were kept, to apply as they are. */
  readonly saved?: string;
  /** Folder for what plans say, without what they hold. */
  readonly digest?: string;
  readonly parallelism?: string;
  /** What plans do has to be what was foreseen, to the last resource: nobody looks at them before they are applied. */
  readonly strict?: boolean;
  /** False: a plan keeps nobody from the state while it reads. */
  readonly lock?: boolean;
  /** Nobody is asked. */
  readonly yes?: boolean;
  readonly say: (line: string) => void;
  /** Asks a person; undefined where there is none. */
  readonly ask?: (question: string) => Promise<boolean>;
}

/**
 * `wan plan` and `wan deploy`: real Terraform over stacks of the output, in the one order, each plan applied as it was made. What
 * fails stops what goes after it and the waves behind it.
 */
export async function deployCommand(catalogue: string, cwd: string, options: DeployOptions): Promise<CommandResult> {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const usage = usageOf(options);
  if (usage) return failed([usage]);
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return failed(prepared.issues);
  const folder = path.resolve(cwd, options.out);
  const record = freshRecord(prepared.value, folder, cwd, options.out);
  if (!record.ok) return failed(record.issues);
  const chosen = chooseStacks(prepared.value, catalogue, cwd, options);
  if (!chosen.ok) return failed(chosen.issues);
  const { reviews } = chosen.value;
  const lock = lockFolder(folder, options.out);
  if (!lock.ok) return failed(lock.issues);
  const goneStacks = new GoneStacks(folder);
  try {
    for (const { stack, gone } of chosen.value.stacks) {
      // As it was last: a guard may have been lifted since the base.
      const base = reviews
        .map((review) => review.base)
        .reverse()
        .find(({ stacks: all }) => all.includes(stack));
      if (gone && base) goneStacks.lay(stack, base.text(stack));
    }
    const head = commitOf(cwd) ?? '';
    const of = (stack: string): PlanOf => ({
      stack,
      wan: prepared.value.catalogue.wan.name,
      environment: prepared.value.catalogue.wan.environment,
      commit: head,
      stackHash: goneStacks.hash(stack) ?? record.value.stacks[stack]?.output ?? '',
    });
    const jobs = jobsOf(chosen.value, options, cwd, of);
    if (!jobs.ok) return failed(jobs.issues);
    const binary = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
    const version = terraformVersion(binary);
    if (!version.ok) return failed(version.issues);
    const todo = jobs.value.filter(({ kept }) => kept !== 'unchanged');
    if (todo.length === 0)
      return { text: `Nothing to ${options.apply ? 'apply' : 'plan'}.\n`, issues: chosen.value.warnings };
    const folderOf = (stack: string): string => goneStacks.folder(stack) ?? path.join(folder, 'stacks', stack);
    const textOf = (stack: string): string => readFileSync(path.join(folderOf(stack), 'cdk.tf.json'), 'utf8');
    const locks = locksOf(prepared.value, catalogue, cwd, textOf);
    if (!locks.ok) return failed(locks.issues);
    const keys = keysOf(
      todo.map(({ stack }) => stack),
      textOf,
    );
    if (!keys.ok) return failed(keys.issues);
    const refused = await agreed(todo, options);
    if (refused) return refused;
    const plans = path.resolve(cwd, options.saved ?? options.save ?? mkdtempSync(path.join(tmpdir(), 'wan-plans-')));
    prepareFolder(plans);
    const terraform = new Terraform(binary, folderOf, keys.value);
    const digests = options.digest === undefined ? undefined : path.resolve(cwd, options.digest);
    if (digests !== undefined) mkdirSync(digests, { recursive: true });
    if (options.save !== undefined) for (const { stack } of todo) dropPlan(plans, stack);
    for (const { stack } of todo) layLock(locks.value, stack, folderOf(stack));
    try {
      const done = await runJobs(jobs.value, terraform, {
        apply: options.apply,
        planFile: (stack) => planPath(plans, stack),
        locksProviders: (stack) => locks.value?.(stack) !== undefined,
        ...(options.lock === false ? { locksStates: false } : {}),
        ...(options.parallelism === undefined ? {} : { parallelism: Number(options.parallelism) }),
        examine: (stack, file, isSeen) => {
          if (options.changed !== true) return Promise.resolve(undefined);
          const examined = examinePlan(stack, file, { binary, folder: folderOf(stack) }, reviews);
          if (!examined.ok) return Promise.resolve(examined.issues[0]);
          if (digests !== undefined)
            writeFileSync(
              path.join(digests, `${stack}.json`),
              planDigest(examined.value.review, examined.value.secrets, head),
            );
          return Promise.resolve(surpriseIn(examined.value.review, isSeen && options.strict !== true));
        },
        keep: (stack, outcome) => {
          if (options.save !== undefined) keepPlan(plans, of(stack), outcome);
        },
        say: options.say,
        now: () => Date.now(),
      });
      const issues = [...chosen.value.warnings, ...runIssues(done)];
      if (digests !== undefined)
        for (const { stack, outcome } of done)
          if (outcome.kind === 'failed')
            writeFileSync(path.join(digests, `${stack}.json`), failedDigest(stack, outcome.issue, head));
      return {
        text: runText(done, options.apply),
        issues,
        data: runData(done),
        exitCode: isCutShort(done) && exitCodeOf(issues) === 0 ? 1 : exitCodeOf(issues),
      };
    } finally {
      terraform.done();
      if (options.saved === undefined && options.save === undefined) rmSync(plans, { recursive: true, force: true });
    }
  } finally {
    goneStacks.remove();
    lock.value();
  }
}

function usageOf({ stacks = [], all, changed, wave, parallelism, digest, saved }: DeployOptions): Issue | undefined {
  const usage = (problem: string, more: Partial<Issue> = {}): Issue => ({ code: 'USAGE', problem, ...more });
  if (stacks.length === 0 && all !== true && changed !== true && wave === undefined)
    return usage('Say which stacks: by name, --changed, --all, or --wave N.', {
      fix: '`npx wan stacks --all` lists them.',
    });
  if (parallelism !== undefined && !(Number.isInteger(Number(parallelism)) && Number(parallelism) > 0))
    return usage('--parallelism takes a whole number.', { got: parallelism });
  if (digest !== undefined && changed !== true)
    return usage('--digest says what plans do beside what was foreseen: give --changed.');
  if (saved !== undefined && changed !== true && all !== true && stacks.length === 0)
    return usage('--saved applies plans that were kept: say of which stacks.');
  return undefined;
}

/** Undefined where somebody agreed. */
async function agreed(todo: readonly Job[], options: DeployOptions): Promise<CommandResult | undefined> {
  if (!options.apply || options.yes === true) return undefined;
  const names = todo.map(({ stack, gone }) => (gone === true ? `${stack} (DESTROY it: it is gone)` : stack));
  const answer = await options.ask?.(`Apply ${names.join(', ')}?`);
  if (answer === undefined)
    return {
      text: '',
      issues: [
        {
          code: 'USAGE',
          problem: 'Nobody is here to say yes.',
          fix: 'Give --yes where a pipeline has had it approved.',
        },
      ],
    };
  return answer ? undefined : { text: 'Nothing was changed.\n', issues: [], exitCode: 1 };
}

/** What is run, wave after wave, with what kept plans came to. */
function jobsOf(
  { stacks }: Chosen,
  { saved, changed }: DeployOptions,
  cwd: string,
  of: (stack: string) => PlanOf,
): Result<readonly Job[]> {
  const issues: Issue[] = [];
  const jobs = [...stacks]
    .sort((a, b) => a.wave - b.wave)
    .map(({ stack, wave, after, gone, plannable }): Job => {
      const kept = saved === undefined ? undefined : keptPlan(path.resolve(cwd, saved), of(stack));
      if (kept && !kept.ok) issues.push(...kept.issues);
      return {
        stack,
        wave,
        after,
        ...(gone ? { gone } : {}),
        ...(plannable === 'now' ? {} : { plannableAfter: plannable.after }),
        ...(kept?.ok ? { kept: kept.value } : {}),
      };
    });
  const unseen = jobs.filter(({ kept }) => kept === 'later');
  if (issues.length === 0 && unseen.length > 0 && changed !== true)
    return failure([
      {
        code: 'USAGE',
        problem: `${unseen.map(({ stack }) => stack).join(', ')} could not be planned before: nobody can say what was foreseen.`,
        fix: 'Give --changed with the base that it was planned against.',
      },
    ]);
  return issues.length > 0 ? failure(issues) : success(jobs);
}
