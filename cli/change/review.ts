import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodeOf, failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { isCalendarDate } from '../../catalogue/schema/field';
import { systemErrorCode } from '../../catalogue/yaml/source';
import type { Paint } from '../../catalogue/text/paint';
import { stableJson } from '../../output/stable-json';
import { costChange, costLines } from '../../cost/change';
import { type Prices, readPrices } from '../../cost/prices';
import { renderContext } from '../../output/stack-hash';
import { prepare } from '../../plan/prepare';
import { gateIssues } from '../../review/gate';
import { comparePlan, type PlanReview, stackOf } from '../../review/plan/compare-plan';
import { readDigest } from '../../review/plan/plan-digest';
import { planData, planText } from '../../review/plan/plan-report';
import { readPlan } from '../../review/plan/read-plan';
import { redacted, secretsOf } from '../../review/plan/secrets';
import { reviewData } from '../../review/report/json';
import { reviewMarkdown } from '../../review/report/markdown';
import { reportOf } from '../../review/report/model';
import { reviewText } from '../../review/report/text';
import { pathsAndSteps, type Review } from '../../review/review';
import { isNamed, type Reviewed, reviewing } from '../../review/reviewing';
import { commitOf } from '../../review/sides/git';
import type { CommandResult } from '../command-result';
import { loadRenderer } from '../made-here';

export const REVIEW_FORMATS = ['text', 'markdown', 'json', 'github', 'sarif'] as const;
export type ReviewFormat = (typeof REVIEW_FORMATS)[number];

export interface ReviewOptions {
  readonly base?: string;
  readonly gate?: boolean;
  /** Files that `terraform show -json` printed. */
  readonly plan?: readonly string[];
  readonly format: ReviewFormat;
  readonly out: string;
  /** The day by which consent is judged. */
  readonly today: string;
  readonly width: number;
  readonly paint: Paint;
}

/** The working tree against its base, by today. */
export function reviewedHere(
  catalogue: string,
  cwd: string,
  options: Pick<ReviewOptions, 'base' | 'out' | 'today'>,
): Result<Reviewed> {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return prepared;
  return reviewing({
    prepared: prepared.value,
    catalogue,
    cwd,
    base: options.base,
    context: renderContext(path.resolve(cwd, options.out), cwd),
    render: (input, context) => loadRenderer().renderStack(input, context),
    day: options.today,
  });
}

/**
 * `wan review`: what the working tree does to buildings, against the base. With `--gate` exit code 1 or 2 where a rule of
 * review says no, with its reasons; without it a review is a report, and its exit code is 0.
 */
export function reviewCommand(catalogue: string, cwd: string, options: ReviewOptions): CommandResult {
  if (!isCalendarDate(options.today))
    return {
      text: '',
      issues: [
        {
          code: 'USAGE',
          problem: '--today takes a day.',
          got: options.today,
          allowed: 'year-month-day, such as 2026-11-22',
        },
      ],
    };
  const reviewed = reviewedHere(catalogue, cwd, options);
  if (!reviewed.ok) return { text: '', issues: reviewed.issues };
  if (options.gate && options.base === undefined && !isNamed(reviewed.value.asked)) return NO_BASE;
  if (reviewed.value.kind === 'not-compared')
    return {
      text: '',
      issues: [
        { code: 'BASE_UNKNOWN', problem: WHY[reviewed.value.why], fix: 'Commit it, or name a base with --base.' },
      ],
    };
  if (reviewed.value.kind === 'unchanged' && options.plan === undefined)
    return {
      text:
        options.format === 'json'
          ? stableJson({ base: reviewed.value.base, verdict: 'Nothing changes.' })
          : `Against ${reviewed.value.base}: Nothing changes.\n`,
      issues: [],
    };
  const { review, byItsOwnProgram } =
    reviewed.value.kind === 'unchanged' ? { review: reviewed.value.nothing(), byItsOwnProgram: false } : reviewed.value;
  const plans = plansOf(options.plan ?? [], cwd, review);
  if (!plans.ok) return { text: '', issues: plans.issues };
  const prices = readPrices(catalogue, cwd);
  if (!prices.ok) return { text: '', issues: prices.issues };
  return told(review, byItsOwnProgram, options, plans.value, prices.value);
}

/** What is merely committed is no base of a gate: a commit on a branch would be compared with itself. */
const NO_BASE: CommandResult = {
  text: '',
  issues: [
    {
      code: 'USAGE',
      problem: '--gate needs a base that is deployed, and neither --base nor `wan.base` of the catalogue names one.',
      fix: 'Write `base: origin/main` under wan, or give --base origin/main.',
    },
  ],
};

const WHY = {
  'no-repository': 'This is no git checkout: there is nothing to compare with.',
  'nothing-committed': 'Nothing is committed here: there is nothing to compare with.',
  'not-committed': 'This catalogue is not committed: there is nothing to compare with.',
} as const;

/** Plans as they were read, and all that must not be printed of them. */
interface Plans {
  readonly reviews: readonly PlanReview[];
  readonly secrets: ReadonlySet<string>;
}

/** Reads plans and holds each against the prediction for its stack; all that is wrong with any is reported at once. */
function plansOf(files: readonly string[], cwd: string, review: Review): Result<Plans> {
  const issues: Issue[] = [];
  const reviews: PlanReview[] = [];
  const secrets = new Set<string>();
  for (const file of files) {
    const digest = digestIn(file, cwd);
    if (digest) {
      if (!digest.ok) issues.push(...digest.issues);
      // A stack that neither side knows is of a merge between them: it goes, and its plan says so.
      else reviews.push(digest.value);
      continue;
    }
    const read = readPlan(file, cwd);
    if (!read.ok) {
      issues.push(...read.issues);
      continue;
    }
    for (const secret of secretsOf(read.value.plan)) secrets.add(secret);
    const stack = stackOf(read.value, review.base, review.head);
    if (stack === undefined) issues.push(foreign(file));
    else reviews.push(comparePlan(read.value, stack, review.artefacts.changes));
  }
  return issues.length > 0 ? failure(issues) : success({ reviews, secrets });
}

function foreign(file: string): Issue {
  return {
    code: 'PLAN_FOREIGN',
    problem: `${file} is the plan of no stack of this network, before or after the change.`,
    fix: 'Give the plan of a stack that `npx wan stacks --all` lists, in a file of its name, such as aws-hub.json.',
  };
}

/** What `wan plan --digest` wrote, where a file is that. */
function digestIn(file: string, cwd: string): Result<PlanReview> | undefined {
  try {
    return readDigest(readFileSync(path.resolve(cwd, file), 'utf8'), file, commitOf(cwd) ?? '');
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

function told(
  review: Review,
  byItsOwnProgram: boolean,
  options: ReviewOptions,
  plans: Plans,
  prices: Prices,
): CommandResult {
  const rest = { ...pathsAndSteps(review), costs: costLines(costChange(review.base, review.head, prices)) };
  const report = reportOf(review, rest);
  const { refused, entries } = review.consent;
  const issues: readonly Issue[] = options.gate
    ? gateIssues(review, rest, plans.reviews).map((issue) => ({
        ...issue,
        problem: redacted(issue.problem, plans.secrets),
      }))
    : [...refused, ...entries].map((issue): Issue => ({ ...issue, severity: 'warning' }));
  const mode = byItsOwnProgram ? 'The program differs as well: the base was made by its own.\n' : '';
  const said = planText(plans.reviews, plans.secrets);
  const planned = said === '' ? '' : ` Plans\n${said}`;
  switch (options.format) {
    case 'json':
      return {
        text: stableJson({
          ...reviewData(review, rest),
          byItsOwnProgram,
          plans: planData(plans.reviews, plans.secrets),
          problems: issues,
        }),
        issues: [],
        exitCode: exitCodeOf(issues),
      };
    case 'markdown':
      return {
        text: reviewMarkdown(report, `${planned}${mode}`),
        issues: options.gate ? issues : issues.filter(({ code }) => code.startsWith('CHANGE_')),
      };
    default:
      return { text: `${reviewText(report, options.width, options.paint)}${planned}${mode}`, issues };
  }
}
