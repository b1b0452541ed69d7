import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { lockCommand } from '../../../cli/lock/lock';
import { planChangeCommand } from '../../../cli/change/plan-change';
import { reviewCommand } from '../../../cli/change/review';
import { plain } from '../../../catalogue/text/paint';
import { applyEdit, type Edit, smallWorkspace } from '../../support/workspace';

const DAY = '2026-11-22';
const git = (folder: string, ...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'pipe' });
};
const repository = (edits: readonly Edit[] = []): string => {
  const folder = smallWorkspace(edits);
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'start');
  return folder;
};
const planned = (folder: string, write = false): ReturnType<typeof planChangeCommand> =>
  planChangeCommand('small.yaml', folder, { write, out: 'cdktf.out', today: DAY });

const ADDRESSES: readonly Edit[] = [
  { file: 'small/sites.yaml', replace: '198.18.0.14,', with: '198.18.0.114,' },
  { file: 'small/sites.yaml', replace: '198.18.0.15,', with: '198.18.0.115,' },
];
const sites = (folder: string): string => readFileSync(path.join(folder, 'small/sites.yaml'), 'utf8');

test('two releases are said; the first is written, and then one is left', () => {
  const folder = repository();
  for (const edit of ADDRESSES) applyEdit(folder, edit);
  const wanted = sites(folder);
  expect(planned(folder).text).toBe(`\
2 releases, so that nobody who has two circuits has both changed at once: first what is in reserve, last what carries.

Release 1  secondary of 1 place
  off        nobody
  far ends   OtherCo
  stacks     aws-payroll-01
  waiting    1 circuit

Release 2  primary of 1 place
  off        nobody
  far ends   FibreCo
  stacks     aws-payroll-01
  waiting    nothing

\`npx wan plan-change --write\` writes the first into the files. When it is deployed and its routers are set, write the change again and run this again.
`);
  expect(sites(folder)).toBe(wanted);

  expect(planned(folder, true).text).toBe(`\
small/sites.yaml: release 1 of 2 written.
Next: \`npx wan lock\`, \`npx wan review\`. 1 circuit stays as it is until you write the change again.
`);
  // The one that waits has its old address; nothing else of the file is another.
  expect(sites(folder)).toBe(wanted.replace('198.18.0.114,', '198.18.0.14,'));
  const review = reviewCommand('small.yaml', folder, {
    format: 'json',
    out: 'cdktf.out',
    today: DAY,
    width: 100,
    paint: plain,
  });
  expect(JSON.parse(review.text)).toMatchObject({ offTheNetwork: [] });

  // Deployed: what is left changes nobody's last circuit.
  git(folder, 'commit', '-qam', 'release 1');
  for (const edit of ADDRESSES.slice(0, 1)) applyEdit(folder, edit);
  expect(planned(folder)).toMatchObject({
    text: 'One release will do: nobody who has two circuits would have both changed at once.\n',
    data: { releases: [{ number: 1, off: [], waiting: 0 }] },
  });
});

test('a change that needs a new lock, and that the lock would not take, is planned all the same', () => {
  const folder = repository();
  applyEdit(folder, {
    file: 'small/sites.yaml',
    replace: 'profile: branch\n    circuits:\n      - { id: primary, role: active, address: 198.18.0.6,',
    with: 'profile: station\n    circuits:\n      - { id: primary, role: active, address: 198.18.0.6,',
  });
  expect(lockCommand('small.yaml', folder, { today: DAY, check: true }).issues.length).toBeGreaterThan(0);
  expect(planned(folder, true).text).toContain('release 1 of 2 written');
  expect(sites(folder)).toContain('address: 198.18.0.6, supplier: FibreCo, profile: branch }');
});

test('who can’t wait is said to go whole with the first, beside those who can', () => {
  const folder = repository();
  for (const edit of ADDRESSES) applyEdit(folder, edit);
  // Of a profile that itself changes nobody can keep the old one, with two circuits or with one.
  applyEdit(folder, {
    file: 'small.yaml',
    replace: 'branch: { mbps: 100, resilience: single, termination: concentrator',
    with: 'branch: { mbps: 100, resilience: single, termination: dedicated',
  });
  const { text } = planned(folder);
  expect(text).toMatch(
    /^2 releases: first what is in reserve, last what carries\. 2 places can’t wait, and go whole with the first\.\n/,
  );
  expect(text).toMatch(/\nRelease 1 .*\n {2}off +Market Square, Primary School\n/);
  expect(text).toContain('\nNot in turn, whole in release 1:\n  Market Square: profile branch itself changes');
  expect(text).toContain('\n  Primary School: profile branch itself changes');
});

test('another kind of far end is planned, though its numbers no longer fit: it can’t go in turn', () => {
  const folder = repository();
  applyEdit(folder, { file: 'small/sites.yaml', replace: '    asn: 65515\n', with: '' });
  applyEdit(folder, {
    file: 'small/sites.yaml',
    replace: 'farEnd: azure-gateway, crypto',
    with: 'crypto',
  });
  expect(planned(folder)).toMatchObject({
    issues: [],
    data: { notInTurn: [{ id: 'payroll-cloud', why: 'its segments change' }] },
  });
});

test('nothing to compare with, nothing changed, a catalogue that is broken', () => {
  expect(renderIssues(planned(smallWorkspace()).issues)).toContain(
    'There is nothing to compare with: nobody can say what changes.',
  );
  const folder = repository();
  expect(planned(folder).text).toBe('Nothing is written otherwise than it is deployed.\n');
  applyEdit(folder, { file: 'small.yaml', replace: 'kind: fire', with: 'kind: fires' });
  expect(planned(folder).issues.map(({ code }) => code)).toContain('NOT_ALLOWED');
});

test('a tenant’s crypto in releases is one thing to agree to: what waits is blamed for nothing', () => {
  const folder = repository([
    {
      file: 'small.yaml',
      replace: ', crypto: { direct: ncsc-recommended, backup: ncsc-recommended }',
      with: '',
    },
  ]);
  applyEdit(folder, { file: 'small.yaml', replace: '    crypto: ncsc-recommended\n', with: '    crypto: ncsc-plus\n' });
  expect(planned(folder).text).toContain(
    'On one circuit, off whenever they change, and so with the last release: Second datacentre, Azure Office, Library.',
  );
  expect(planned(folder, true).issues).toEqual([]);
  const { issues } = lockCommand('small.yaml', folder, { today: DAY, check: true });
  expect(issues.map(({ code, path: at, fix }) => [code, at, fix])).toEqual([
    ['FAR_END_ACTS', 'tenants.council.crypto', 'If that is meant, have it agreed, and write:'],
  ]);
});
