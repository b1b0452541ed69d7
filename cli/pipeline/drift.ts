import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Issue, type IssueCode, failure, type Result, success } from '../../catalogue/issues/issue';
import { certificatesEnding, readCertificates } from '../../deploy/drift/certificates';
import { driftOf, type StackDrift } from '../../deploy/drift/drift';
import { isClean, type Night, nightData, nightPage } from '../../deploy/drift/drift-page';
import { examinePlan } from '../../deploy/plans/examine';
import { runJobs } from '../../deploy/run/jobs';
import { lockFolder } from '../../deploy/run/run-lock';
import { planPath, prepareFolder } from '../../deploy/plans/saved-plans';
import { Terraform, terraformVersion } from '../../deploy/run/terraform';
import { stackFile } from '../../output/output-folder';
import { renderContext } from '../../output/stack-hash';
import { prepare, type Prepared } from '../../plan/prepare';
import type { PlanReview } from '../../review/plan/compare-plan';
import { failedDigest, planDigest, readDigest } from '../../review/plan/plan-digest';
import { commitOf } from '../../review/sides/git';
import { madeHere } from '../../review/sides/side';
import type { CommandResult } from '../command-result';
import { freshRecord, keysByStack, layLock, locksOf } from './laid-stacks';
import { loadRenderer } from '../made-here';

export interface DriftOptions {
  readonly stacks: readonly string[];
  /** What `aws acm list-certificates` printed. */
  readonly certificates?: readonly string[];
  /** Folder to write what plans say into, without what they hold. */
  readonly write?: string;
  /** Folder of what plans said, of other machines: none is made here. */
  readonly read?: string;
  readonly parallelism?: string;
  readonly out: string;
  readonly today: string;
  readonly say: (line: string) => void;
}

/** What ends, what is over and what is full, of all that a check says. */
const ENDS: ReadonlySet<IssueCode> = new Set<IssueCode>([
  'CHANGE_EXPIRED',
  'CHANGE_SPENT',
  'EXPIRES_SOON',
  'FILTERING_EXPIRED',
  'FLOW_EXPIRED',
  'QUOTA_EXCEEDED',
  'QUOTA_NEAR',
  'REVIEW_DUE',
]);

/**
 * `wan drift`: plans every stack as it is deployed, and says by building and owner what is not as it was left; with what ends soon and
 * what is nearly full. Locks no state and changes nothing. Exit code 1 where somebody has to look.
 */
export async function driftCommand(catalogue: string, cwd: string, options: DriftOptions): Promise<CommandResult> {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return failed(prepared.issues);
  const { value } = prepared;
  const known = value.plan.stacks.map(({ name }) => name);
  const unknown = options.stacks.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    return failed(
      unknown.map((name) => ({
        code: 'STACK_UNKNOWN',
        problem: `There is no stack "${name}" in this network.`,
        fix: '`npx wan stacks --all` lists them.',
      })),
    );
  const read = readCertificates(options.certificates ?? [], cwd);
  if (!read.ok) return failed(read.issues);
  const stacks = options.stacks.length > 0 ? options.stacks : known;
  const plans =
    options.read === undefined
      ? await planned(value, catalogue, stacks, cwd, options)
      : kept(options.read, stacks, cwd);
  if (!plans.ok) return failed(plans.issues);
  const { renderStack } = loadRenderer();
  const side = madeHere('what is deployed', value, renderContext(path.resolve(cwd, options.out), cwd), renderStack);
  const { reviews, problems } = plans.value;
  const held = value.catalogue.sites.flatMap(({ state, circuits }) =>
    state === 'planned' ? [] : circuits.filter(({ certificate }) => certificate !== undefined),
  );
  const night: Night = {
    stacks: [
      ...driftOf(reviews, side),
      ...[...problems].map(([stack, problem]): StackDrift => ({
        stack,
        rows: [],
        isAbsent: false,
        perpetual: new Map(),
        problem,
      })),
    ],
    entries: options.stacks.length > 0 ? [] : entriesOf(catalogue, cwd, options.today),
    certificates:
      options.certificates === undefined ? [] : certificatesEnding(value.catalogue, read.value, options.today),
    unread: options.certificates === undefined && options.stacks.length === 0 ? held.length : 0,
  };
  return { text: nightPage(night), issues: [], data: nightData(night), exitCode: isClean(night) ? 0 : 1 };
}

interface Plans {
  readonly reviews: readonly PlanReview[];
  readonly problems: ReadonlyMap<string, Issue>;
}

async function planned(
  prepared: Prepared,
  catalogue: string,
  stacks: readonly string[],
  cwd: string,
  options: DriftOptions,
): Promise<Result<Plans>> {
  const folder = path.resolve(cwd, options.out);
  const record = freshRecord(prepared, folder, cwd, options.out);
  if (!record.ok) return record;
  const binary = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  const version = terraformVersion(binary);
  if (!version.ok) return version;
  const textOf = (stack: string): string => readFileSync(stackFile(folder, stack), 'utf8');
  const locks = locksOf(prepared, catalogue, cwd, textOf);
  if (!locks.ok) return locks;
  // A stack whose keys are not to be had is told of; the others are looked at all the same.
  const { keys, missing } = keysByStack(stacks, textOf);
  const lock = lockFolder(folder, options.out);
  if (!lock.ok) return lock;
  const plans = mkdtempSync(path.join(tmpdir(), 'wan-plans-'));
  prepareFolder(plans);
  const folderOf = (stack: string): string => path.join(folder, 'stacks', stack);
  const terraform = new Terraform(binary, folderOf, keys);
  const reviews: PlanReview[] = [];
  const write = options.write === undefined ? undefined : path.resolve(cwd, options.write);
  if (write !== undefined) mkdirSync(write, { recursive: true });
  for (const stack of stacks) layLock(locks.value, stack, folderOf(stack));
  try {
    const done = await runJobs(
      stacks.filter((stack) => keys.has(stack)).map((stack) => ({ stack, wave: 0, after: [] })),
      terraform,
      {
        apply: false,
        planFile: (stack) => planPath(plans, stack),
        locksProviders: () => locks.value !== undefined,
        // Somebody may be deploying: whoever only looks keeps nobody waiting.
        locksStates: false,
        ...(options.parallelism === undefined ? {} : { parallelism: Number(options.parallelism) }),
        examine: (stack, file) => {
          const examined = examinePlan(stack, file, { binary, folder: folderOf(stack) }, []);
          if (!examined.ok) return Promise.resolve(examined.issues[0]);
          reviews.push(examined.value.review);
          if (write !== undefined)
            writeFileSync(
              path.join(write, `${stack}.json`),
              planDigest(examined.value.review, examined.value.secrets, commitOf(cwd) ?? ''),
            );
          return Promise.resolve(undefined);
        },
        say: options.say,
        now: () => Date.now(),
      },
    );
    if (write !== undefined)
      for (const { stack, outcome } of done)
        if (outcome.kind === 'failed')
          writeFileSync(path.join(write, `${stack}.json`), failedDigest(stack, outcome.issue, commitOf(cwd) ?? ''));
    const untold = [...missing].flatMap(([stack, [issue]]): [string, Issue][] => (issue ? [[stack, issue]] : []));
    if (write !== undefined)
      for (const [stack, issue] of untold)
        writeFileSync(path.join(write, `${stack}.json`), failedDigest(stack, issue, commitOf(cwd) ?? ''));
    return success({
      reviews,
      problems: new Map([
        ...untold,
        ...done.flatMap(({ stack, outcome }): [string, Issue][] =>
          outcome.kind === 'failed'
            ? [[stack, outcome.issue]]
            : outcome.kind === 'skipped'
              ? [[stack, { code: 'STACK_FAILED', problem: `${stack} was not looked at: ${outcome.why}.` }]]
              : [],
        ),
      ]),
    });
  } finally {
    terraform.done();
    lock.value();
    rmSync(plans, { recursive: true, force: true });
  }
}

/** What other machines wrote; a stack of which there is nothing was not looked at. */
function kept(from: string, stacks: readonly string[], cwd: string): Result<Plans> {
  const folder = path.resolve(cwd, from);
  if (!existsSync(folder))
    return failure([
      { code: 'USAGE', problem: `--read: there is no folder ${from}.`, fix: '`wan drift --write` makes it.' },
    ]);
  const reviews: PlanReview[] = [];
  const problems = new Map<string, Issue>();
  const issues: Issue[] = [];
  for (const stack of stacks) {
    const file = path.join(folder, `${stack}.json`);
    const digest = existsSync(file)
      ? readDigest(readFileSync(file, 'utf8'), `${from}/${stack}.json`, commitOf(cwd) ?? '')
      : undefined;
    if (!digest) problems.set(stack, { code: 'STACK_FAILED', problem: `${stack} was not looked at.` });
    else if (digest.ok) reviews.push(digest.value);
    else issues.push(...digest.issues);
  }
  return issues.length > 0 ? failure(issues) : success({ reviews, problems });
}

function entriesOf(catalogue: string, cwd: string, today: string): readonly Issue[] {
  const checked = prepare(catalogue, cwd, today);
  return (checked.ok ? checked.warnings : checked.issues).filter(({ code }) => ENDS.has(code));
}
