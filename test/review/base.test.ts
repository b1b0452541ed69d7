import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { prepare } from '../../plan/prepare';
import { lockCommand } from '../../cli/lock/lock';
import { reviewCommand } from '../../cli/change/review';
import { plain } from '../../catalogue/text/paint';
import { DAY } from '../support/review';
import { applyEdit, type Edit, smallWorkspace, temporaryFolder } from '../support/workspace';

const git = (folder: string, ...args: string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'protocol.file.allow=always', ...args],
    {
      cwd: folder,
      stdio: 'pipe',
      encoding: 'utf8',
    },
  );

function repository(edits: readonly Edit[] = []): string {
  const folder = smallWorkspace(edits);
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'start');
  return folder;
}

const review = (
  folder: string,
  options: Partial<Parameters<typeof reviewCommand>[2]> = {},
): ReturnType<typeof reviewCommand> =>
  reviewCommand('small.yaml', folder, {
    format: 'text',
    out: 'cdktf.out',
    today: DAY,
    width: 100,
    paint: plain,
    ...options,
  });
const said = (folder: string, options: Parameters<typeof review>[1] = {}): string => {
  const { text, issues } = review(folder, options);
  return text + renderIssues(issues);
};
const ADDRESS: Edit = { file: 'small/sites.yaml', replace: 'address: 198.18.0.3,', with: 'address: 198.18.0.33,' };

test('what is committed is the base where nobody names one, and nothing changes', () => {
  const folder = repository();
  expect(said(folder)).toMatch(/^Against HEAD \([0-9a-f]{7}\): Nothing changes\.\n$/);
  applyEdit(folder, ADDRESS);
  expect(review(folder).text).toContain('🔴 Library: primary: address 198.18.0.3 → 198.18.0.33');
});

test('a branch is compared with what it started from, committed or not', () => {
  const folder = repository();
  git(folder, 'checkout', '-qb', 'address');
  applyEdit(folder, ADDRESS);
  git(folder, 'commit', '-qam', 'address');
  expect(said(folder)).toContain('Nothing changes.');
  expect(review(folder, { base: 'main' }).text).toContain('🔴 Library');
});

test('a revision that is not there, by name and in a shallow clone, changes nothing', () => {
  const folder = repository();
  expect(said(folder, { base: 'nowhere' })).toBe(
    'BASE_UNKNOWN\n    git knows no revision "nowhere" here: what would change for whom can\'t be said.\n    Fetch it, or name a branch, tag or commit that is here with --base; `wan.base` of the catalogue is the default.\n',
  );
  writeFileSync(path.join(folder, 'note'), '');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'second');
  const shallow = temporaryFolder();
  git(shallow, 'clone', '-q', '--depth', '1', `file://${folder}`, '.');
  expect(said(shallow, { base: 'HEAD~1' })).toBe(
    'BASE_SHALLOW\n    This clone is shallow and does not hold "HEAD~1": what would change for whom can\'t be said.\n    Fetch it (`git fetch --unshallow`, or `fetch-depth: 0` in CI).\n',
  );
  expect(git(folder, 'status', '--porcelain')).toBe('');
});

test('outside of a repository there is nothing to compare with', () => {
  expect(said(smallWorkspace())).toContain(
    'BASE_UNKNOWN\n    This is no git checkout: there is nothing to compare with.\n',
  );
});

test.each<readonly [string, Edit, string]>([
  [
    'fails its own check',
    { file: 'small.yaml', replace: 'cloud: azure', with: 'cloud: azur' },
    'BASE_UNREADABLE\n    broken (COMMIT) fails its own check: small.yaml:37:12 NOT_ALLOWED',
  ],
  [
    'has no lock',
    { file: 'small.lock.yaml', remove: true },
    'BASE_UNREADABLE\n    broken (COMMIT) holds no small.lock.yaml.\n',
  ],
  [
    'has no such catalogue',
    { file: 'small.yaml', remove: true },
    'BASE_FOREIGN\n    broken (COMMIT) holds no small.yaml.\n    Name a revision that has this catalogue.\n',
  ],
])('a base that %s is refused with what is wrong there', (_, edit, message) => {
  const folder = repository();
  const kept = readFileSync(path.join(folder, 'small.yaml'), 'utf8');
  const lock = readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8');
  applyEdit(folder, edit);
  git(folder, 'commit', '-qam', 'broken');
  git(folder, 'branch', 'broken');
  writeFileSync(path.join(folder, 'small.yaml'), kept);
  writeFileSync(path.join(folder, 'small.lock.yaml'), lock);
  const commit = git(folder, 'rev-parse', '--short=7', 'broken').trim();
  expect(said(folder, { base: 'broken' })).toContain(message.replace('COMMIT', commit));
});

test('a base of another WAN is refused', () => {
  const folder = repository();
  git(folder, 'branch', 'ours');
  for (const file of ['small.yaml', 'small.lock.yaml'])
    applyEdit(folder, {
      file,
      replace: file === 'small.yaml' ? '  name: small' : 'wan: small',
      with: file === 'small.yaml' ? '  name: other' : 'wan: other',
    });
  expect(prepare('small.yaml', folder).ok).toBe(true);
  expect(said(folder, { base: 'ours' })).toMatch(
    /^BASE_FOREIGN\n {4}ours \([0-9a-f]{7}\) is of small lab, and this is other lab: nothing of it is deployed from here\.\n/,
  );
});

test('an include that is new is seen, whatever git knows of it', () => {
  const folder = repository();
  writeFileSync(
    path.join(folder, 'small/more.yaml'),
    'suppliers:\n  - { id: permits, kind: egress, name: Permits, addresses: [198.51.100.64/28], ports: [tcp/22], consumers: [council] }\n',
  );
  expect(said(folder)).toContain('LOCK_STALE');
  lockCommand('small.yaml', folder, { today: DAY });
  expect(review(folder).text).toContain('new: council → internet 198.51.100.64/28 tcp/22, suppliers.permits');
  rmSync(path.join(folder, 'small/more.yaml'));
  git(folder, 'checkout', '-q', '.');
  expect(said(folder)).toContain('Nothing changes.');
});
