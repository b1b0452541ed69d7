import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reviewData } from '../../review/report/json';
import { MOST_BYTES, reviewMarkdown } from '../../review/report/markdown';
import { reportOf } from '../../review/report/model';
import { reviewText } from '../../review/report/text';
import { pathsAndSteps, reviewOf } from '../../review/review';
import { DAY, sideOf } from '../support/review';
import { ROOT } from '../support/run';
import { temporaryFolder } from '../support/workspace';

const base = sideOf('main (0000000)', ROOT, 'sites.yaml');

/** The shipped catalogue with the text of each of its files of sites changed. */
function edited(change: (text: string) => string): ReturnType<typeof sideOf> {
  const folder = temporaryFolder();
  for (const name of ['sites.yaml', 'sites.lock.yaml', 'sites'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  for (const name of readdirSync(path.join(folder, 'sites'))) {
    const file = path.join(folder, 'sites', name);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }
  return sideOf('the change', folder, 'sites.yaml');
}

test('the page is under 60,000 bytes where every address of every site changes, and names all who go off the network', () => {
  const head = edited((text) => text.replaceAll(/address: 198\.18\.(\d+\.\d+)/g, 'address: 198.19.$1'));
  const review = reviewOf(base, head, DAY, true);
  const rest = pathsAndSteps(review);
  const report = reportOf(review, rest);
  expect(report.rows.length).toBeGreaterThan(450);
  const page = reviewMarkdown(report);
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MOST_BYTES);
  const plain = page.replaceAll('\\', '');
  const missing = review.cutOff.filter(({ name }) => !plain.includes(name.replaceAll('&', '&amp;')));
  expect(missing).toEqual([]);
  expect(review.cutOff.length).toBeGreaterThan(450);
  expect(page).toMatch(/… and \d+ rows more/);
  // A terminal names them all as well, and JSON leaves nothing out.
  const text = reviewText(report, 100);
  const words = text.replace(/\s+/g, ' ');
  expect(review.cutOff.filter(({ name }) => !words.includes(name))).toEqual([]);
  const data = JSON.parse(JSON.stringify(reviewData(review, rest))) as { effects: unknown[] };
  expect(data.effects).toHaveLength(review.effects.length);
});

test('a change to one site is at most 40 lines of 100 columns, and the same every time', () => {
  const head = (): ReturnType<typeof sideOf> =>
    edited((text) => text.replace('address: 198.18.2.18', 'address: 198.19.2.18'));
  const said = [head(), head()].map((side) => {
    const review = reviewOf(base, side, DAY, true);
    return reviewText(reportOf(review, pathsAndSteps(review)), 100);
  });
  const lines = (said[0] ?? '').split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(said[1]).toBe(said[0]);
});

test('text of the catalogue is text on the page: no markup, no mention, no column of a table', () => {
  const name = 'A | b <script> `c` @everyone [x](y)';
  const head = edited((text) =>
    text.replace('name: Alsager Fire Station', `name: '${name}'`).replace('198.18.2.18', '198.19.2.18'),
  );
  const review = reviewOf(base, head, DAY, true);
  const page = reviewMarkdown(reportOf(review, pathsAndSteps(review)));
  for (const raw of ['<script>', '@everyone', '[x](y)', '| b <']) expect(page.split('```')[0]).not.toContain(raw);
  expect(page).toContain('A \\| b &lt;script>');
});

test('a county ten times as large still gets a page, with the count of those it can’t name', () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `Primary School of Village ${index}`);
  const row = {
    risk: 'high',
    names,
    what: 'tunnels',
    outage: 'minutes',
    farEnd: '',
    isCutOff: true,
    behind: [],
  } as const;
  const page = reviewMarkdown({
    against: 'Against main',
    verdict: 'all of them',
    rows: [row],
    sections: [],
    refused: [],
  });
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MOST_BYTES);
  const [, more = '0'] = / and (\d+) more, whom/.exec(page) ?? [];
  const named = names.filter((name) => page.includes(`${name},`) || page.includes(`${name} and`)).length;
  expect(named + Number(more)).toBe(5_000);
  expect(named).toBeGreaterThan(1_000);
});

test('what plans say is part of the page and of its length', () => {
  const row = {
    risk: 'high',
    names: ['A'],
    what: 'x'.repeat(300),
    outage: 'minutes',
    farEnd: '',
    isCutOff: true,
    behind: [],
  } as const;
  const rows = Array.from({ length: 400 }, (_, index) => ({ ...row, names: [`School ${index}`] }));
  const plans = Array.from(
    { length: 3_000 },
    (_, index) => `aws_vpn_connection.school-${index}: planned destroy\n`,
  ).join('');
  const page = reviewMarkdown({ against: 'Against main', verdict: 'all', rows, sections: [], refused: [] }, plans);
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MOST_BYTES);
  const [, more = '0'] = / and (\d+) lines more/.exec(page) ?? [];
  expect(page.split('planned destroy').length - 1 + Number(more)).toBe(3_000);
  expect(page).toContain('School 399');
});
