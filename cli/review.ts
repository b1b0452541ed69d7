import path from 'node:path';
import type { Issue, Result } from '../catalogue/issues/issue';
import type { Paint } from '../catalogue/text/paint';
import { stableJson } from '../output/stable-json';
import { renderContext } from '../output/stack-hash';
import { prepare } from '../plan/prepare';
import { gateIssues } from '../review/gate';
import { reviewData } from '../review/report/json';
import { reviewMarkdown } from '../review/report/markdown';
import { reportOf } from '../review/report/model';
import { reviewText } from '../review/report/text';
import { pathsAndSteps, type Review } from '../review/review';
import { type Reviewed, reviewing } from '../review/reviewing';
import type { CommandResult } from './command-result';
import { loadRenderer } from './made-here';

export const REVIEW_FORMATS = ['text', 'markdown', 'json', 'github'] as const;
export type ReviewFormat = (typeof REVIEW_FORMATS)[number];

export interface ReviewOptions {
  readonly base?: string;
  readonly gate?: boolean;
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
  const reviewed = reviewedHere(catalogue, cwd, options);
  if (!reviewed.ok) return { text: '', issues: reviewed.issues };
  if (reviewed.value.kind === 'not-compared')
    return {
      text: '',
      issues: [
        { code: 'BASE_UNKNOWN', problem: WHY[reviewed.value.why], fix: 'Commit it, or name a base with --base.' },
      ],
    };
  if (reviewed.value.kind === 'unchanged')
    return {
      text:
        options.format === 'json'
          ? stableJson({ base: reviewed.value.base, verdict: 'Nothing changes.' })
          : `Against ${reviewed.value.base}: Nothing changes.\n`,
      issues: [],
    };
  const { review, byItsOwnProgram } = reviewed.value;
  return told(review, byItsOwnProgram, options);
}

const WHY = {
  'no-repository': 'This is no git checkout: there is nothing to compare with.',
  'nothing-committed': 'Nothing is committed here: there is nothing to compare with.',
  'not-committed': 'This catalogue is not committed: there is nothing to compare with.',
} as const;

function told(review: Review, byItsOwnProgram: boolean, options: ReviewOptions): CommandResult {
  const rest = pathsAndSteps(review);
  const report = reportOf(review, rest);
  const { refused, entries } = review.consent;
  const issues: readonly Issue[] = options.gate
    ? gateIssues(review, rest)
    : [...refused.map((issue): Issue => ({ ...issue, severity: 'warning' })), ...entries];
  const mode = byItsOwnProgram ? 'The program differs as well: the base was made by its own.\n' : '';
  switch (options.format) {
    case 'json':
      return { text: stableJson(reviewData(review, rest)), issues };
    case 'markdown':
      return { text: reviewMarkdown(report), issues: options.gate ? issues : entries };
    default:
      return { text: `${reviewText(report, options.width, options.paint)}${mode}`, issues };
  }
}
