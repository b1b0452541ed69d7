import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { reportOf } from '../../review/report/model';
import { MOST_BYTES, reviewMarkdown } from '../../review/report/markdown';
import { reviewText } from '../../review/report/text';
import { pathsAndSteps, reviewOf } from '../../review/review';
import { DAY, editedSide, sideOf } from '../support/review';
import { type Edit, smallWorkspace } from '../support/workspace';

/** A change of the small example, what is said of it, and what is refused. `KEEP_REVIEWS=1` writes what is said now. */
interface Case {
  readonly name: string;
  /** Done to both sides first: what was there before the change. */
  readonly before?: readonly Edit[];
  readonly edits: readonly Edit[];
  report: string;
  refused: string;
}

const FILE = path.join(__dirname, '../fixtures/reviews.yaml');
const cases = parse(readFileSync(FILE, 'utf8')) as Case[];
const KEEP = process.env['KEEP_REVIEWS'] === '1';

const base = sideOf('main (0000000)', smallWorkspace());

afterAll(() => {
  if (KEEP) writeFileSync(FILE, stringify(cases, { lineWidth: 0, blockQuote: 'literal' }));
});

test.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
  const from = each.before ? editedSide(each.before) : base;
  const head = editedSide([...(each.before ?? []), ...each.edits]);
  const review = reviewOf({ ...from, label: base.label }, head, DAY, true);
  const rest = pathsAndSteps(review);
  const report = reportOf(review, rest);
  const text = reviewText(report, 100);
  const { refused, entries } = review.consent;
  const said = renderIssues([...refused, ...entries.filter(({ severity }) => severity !== 'warning')]);
  if (KEEP) Object.assign(each, { report: text, refused: said });
  expect(text).toBe(each.report);
  expect(said).toBe(each.refused);
  expect(text.split('\n').every((line) => line.length <= 104)).toBe(true);
  expect(Buffer.byteLength(reviewMarkdown(report))).toBeLessThan(MOST_BYTES);
});

test('there is a case for each kind of change that the review was asked for', () => {
  expect(cases.length).toBeGreaterThanOrEqual(30);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});
