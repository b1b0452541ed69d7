import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { plain } from '../../catalogue/text/paint';
import { lockCommand } from '../../cli/lock/lock';
import { reviewCommand } from '../../cli/change/review';
import { ROOT } from '../support/run';
import { applyEdit, type Edit, temporaryFolder } from '../support/workspace';

const PAGE = path.join(ROOT, 'docs/review.md');
const DAY = '2026-11-29';
const SCHOOL = 'sites/schools-primary.yaml';
const ADDRESS: Edit = { file: SCHOOL, replace: 'address: 198.18.0.183,', with: 'address: 198.18.99.1,' };

/** The shipped catalogue, committed, with edits that are not. */
function branch(edits: readonly Edit[]): string {
  const folder = temporaryFolder();
  for (const name of ['sites', 'sites.yaml', 'sites.lock.yaml'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'start', '--date', '2026-11-29T00:00:00Z'],
  ])
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
  for (const edit of edits) applyEdit(folder, edit);
  return folder;
}

function pictures(folder: string, format: 'text' | 'markdown'): string {
  const options = { format, out: 'cdktf.out', today: DAY, width: 100, paint: plain } as const;
  const { text } = reviewCommand('sites.yaml', folder, options);
  return text.replace(/HEAD \([0-9a-f]{7}\)/, 'origin/main (3f2c1ab)');
}

const consent =
  '\nchanges:\n  - id: abbeyfields-address-2026-12\n    allows: [far-end-acts, tunnels-interrupted]\n    for: { sites: [abbeyfields-primary-school] }\n    reason: FibreCo moves it to a new exchange on 2026-12-03, after school\n    owner: schools.network@example.gov.uk\n    expires: 2026-12-10\n';

const shown: Readonly<Record<string, () => string>> = {
  crypto: () =>
    pictures(branch([{ file: 'sites.yaml', replace: 'crypto: ncsc-plus', with: 'crypto: ncsc-recommended' }]), 'text'),
  address: () => pictures(branch([ADDRESS]), 'text'),
  termination: () => {
    const profile = 'primary-school: { mbps: 100, resilience: single, termination: ';
    const folder = branch([
      { file: 'sites.yaml', replace: `${profile}concentrator`, with: `${profile}dedicated` },
      {
        file: 'sites.yaml',
        append:
          '\nchanges:\n  - { id: schools-dedicated, allows: [far-end-acts, tunnels-replaced], for: { profiles: [primary-school] }, reason: Trial, owner: schools.network@example.gov.uk, expires: 2026-12-31 }\n',
      },
    ]);
    lockCommand('sites.yaml', folder, { today: DAY });
    return pictures(folder, 'text');
  },
  consent: () => pictures(branch([ADDRESS, { file: 'sites.yaml', append: consent }]), 'markdown'),
};

test.each(Object.entries(shown))(
  'docs/review.md shows what a reviewer gets: %s',
  (name, make) => {
    const page = readFileSync(PAGE, 'utf8');
    const block = new RegExp(`(<!-- review: ${name} -->\n\n\`\`\`+\n)[\\s\\S]*?(\`\`\`+\n)`);
    const wanted = page.replace(block, (_, head: string, foot: string) => `${head}${make().trimEnd()}\n${foot}`);
    expect(page).toMatch(block);
    if (process.env['KEEP_REVIEWS'] === '1') writeFileSync(PAGE, wanted);
    expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
  },
  120_000,
);
