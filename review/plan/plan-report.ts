import type { PlannedChange, PlanReview } from './compare-plan';
import { redacted } from './secrets';

/** Lines of one kind that are shown. */
const MOST_LINES = 20;

/** What plans say beside what was predicted, for a terminal or a page; nothing that is secret. */
export function planText(reviews: readonly PlanReview[], secrets: ReadonlySet<string>): string {
  return redacted(reviews.map(one).join(''), secrets);
}

function one({ stack, terraform, counts, agreed, disagreed, drift, perpetual, isDone, failed }: PlanReview): string {
  if (failed !== undefined) return ` ${stack}: COULD NOT BE PLANNED: ${failed}\n`;
  if (isDone && drift.length === 0) return ` ${stack}: nothing to change, it is as the change wants it\n`;
  const { create, import: imported, update, replace, destroy } = counts;
  const verdict = disagreed.length === 0 ? 'as predicted' : `${disagreed.length} OTHERWISE THAN PREDICTED`;
  const lines = [
    ` ${stack}: +${create}${imported === 0 ? '' : ` ⇤${imported}`} ~${update} ±${replace} -${destroy} by Terraform ${terraform}; ${agreed} as predicted${disagreed.length === 0 ? '' : `, ${verdict}`}\n`,
    ...some(disagreed.map((each) => `   ${line(each)}\n`)),
    ...(drift.length === 0 ? [] : [`   changed behind Terraform's back, ${drift.length}:\n`]),
    ...some(
      drift.map(
        (each) =>
          `     ${each.address}: ${each.action === 'destroy' ? 'gone' : each.arguments.join(', ') || each.action}\n`,
      ),
    ),
    ...[...perpetual].map(([why, count]) => `   ${count} on every plan: ${why}\n`),
  ];
  return lines.join('');
}

function some(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES), `   … and ${lines.length - MOST_LINES} more\n`];
}

function line({ address, action, predicted, arguments: names, replacedBy, reason }: PlannedChange): string {
  const why = [
    ...(replacedBy.length === 0 ? [] : [`forced by ${replacedBy.join(', ')}`]),
    ...(names.length === 0 || replacedBy.length > 0 ? [] : [names.slice(0, 6).join(', ')]),
    ...(reason === undefined ? [] : [reason]),
  ];
  return `${address}: planned ${action}, predicted ${predicted}${why.length === 0 ? '' : ` (${why.join('; ')})`}`;
}

/** The same as data. */
export function planData(reviews: readonly PlanReview[], secrets: ReadonlySet<string>): unknown {
  // Values are cleaned, never the names of this program's own keys.
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return redacted(value, secrets);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]));
  };
  return reviews.map(({ perpetual, ...review }) => ({
    ...(clean(review) as object),
    perpetual: [...perpetual].map(([why, count]) => ({ why, count })),
  }));
}
