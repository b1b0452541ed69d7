import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssue } from '../../../catalogue/issues/render-issues';
import { plain } from '../../../catalogue/text/paint';
import { lockCommand } from '../../../cli/lock/lock';
import { reviewCommand } from '../../../cli/change/review';
import { prepare } from '../../../plan/prepare';
import { ROOT } from '../../support/run';
import { applyEdit, smallWorkspace, temporaryFolder } from '../../support/workspace';

import { renderIssues } from '../../../catalogue/issues/render-issues';
import { type Lock, parseLock } from '../../../plan/lock/lock-file';
import { enfield } from '../../support/adopted';
import { must } from '../../support/synth';

const TODAY = { today: '2026-11-22', owner: 't@example.org' };
const lockText = (folder: string): string => readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8');
const git = (folder: string, ...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'pipe' });
};

function repository(): string {
  const folder = smallWorkspace();
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'start');
  return folder;
}

const library = '  - id: library\n    name: Library\n    state: live';
const newSite = (id: string, address: string): string =>
  `  - id: ${id}\n    name: ${id}\n    state: live\n    place: { postcode: EX1 1ZZ, lat: 53, lon: -2 }\n    profile: branch\n    circuits: [{ id: primary, role: active, address: ${address}, supplier: FibreCo }]\n    segments: [{ tenant: council, size: /26, termination: dedicated }]\n`;

describe('wan lock', () => {
  test('leaves a lock that is right as it is', () => {
    const folder = smallWorkspace();
    const before = lockText(folder);
    expect(lockCommand('small.yaml', folder, TODAY)).toEqual({
      text: 'small.lock.yaml is up to date.\n',
      issues: [],
      data: { lock: 'small.lock.yaml', state: 'up-to-date', sites: 11 },
    });
    expect(lockText(folder)).toBe(before);
  });

  test('adds what is new and says so; --check only says so, with exit code 1', () => {
    const folder = smallWorkspace([{ file: 'small/sites.yaml', append: newSite('annexe', '198.18.0.50') }]);
    const before = lockText(folder);
    const checked = lockCommand('small.yaml', folder, { ...TODAY, check: true });
    expect(checked.exitCode).toBe(1);
    expect(checked.text).toBe(
      'small.lock.yaml would change: 1 new site (annexe).\nRun `npx wan lock` and commit what it writes.\n',
    );
    expect(lockText(folder)).toBe(before);
    expect(lockCommand('small.yaml', folder, TODAY).text).toBe('small.lock.yaml written: 1 new site (annexe).\n');
    const removed = lockText(folder).replace(/ {2}annexe:\n(?: {4}.*\n)+/, '');
    expect(removed).toBe(before);
  });

  test('the day moves only when it is told to', () => {
    const folder = smallWorkspace();
    expect(lockCommand('small.yaml', folder, { today: '2030-01-01' }).text).toContain('up to date');
    expect(lockCommand('small.yaml', folder, { ...TODAY, asOf: '2027-01-01' }).text).toContain(
      'asOf 2026-11-22 becomes 2027-01-01',
    );
    expect(lockText(folder)).toContain('asOf: 2027-01-01');
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, asOf: 'tomorrow' }).issues.map((issue) => renderIssue(issue)),
    ).toEqual([
      'USAGE\n    --as-of takes a day.\n    Got: tomorrow\n    Allowed: year-month-day, such as 2026-11-22\n',
    ]);
  });

  test('a bad catalogue leaves the lock as it was', () => {
    const folder = smallWorkspace([{ file: 'small/sites.yaml', replace: 'state: building', with: 'state: bilding' }]);
    const before = lockText(folder);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map((issue) => issue.code)).toEqual(['NOT_ALLOWED']);
    expect(lockText(folder)).toBe(before);
  });

  test('a site goes only after it has been leaving in a committed lock', () => {
    const folder = repository();
    applyEdit(folder, { file: 'small/sites.yaml', replace: library, with: library.replace('live', 'leaving') });
    expect(lockCommand('small.yaml', folder, TODAY).issues).toEqual([]);
    // Not committed yet: the committed lock still says live.
    const sites = path.join(folder, 'small/sites.yaml');
    const without = readFileSync(sites, 'utf8').replace(/ {2}- id: library\n(?: {4}.*\n)+/, '');
    const leaving = readFileSync(sites, 'utf8');
    writeFileSync(sites, without);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map((issue) => issue.code)).toEqual(['SITE_REMOVED']);
    writeFileSync(sites, leaving);
    git(folder, 'commit', '-qam', 'library leaves');
    writeFileSync(sites, without);
    const { text, issues, data } = lockCommand('small.yaml', folder, TODAY);
    expect([text, issues]).toEqual(['small.lock.yaml written: 1 removed site (library).\n', []]);
    expect(data).toMatchObject({
      state: 'written',
      changes: { sites: { removed: ['library'], added: [] }, parts: [] },
    });
  });

  test('a lock that check would refuse for a limit is not written', () => {
    const many = Array.from({ length: 61 }, (_, index) => newSite(`annexe-${index + 1}`, `198.18.7.${index + 1}`));
    const folder = smallWorkspace([{ file: 'small/sites.yaml', append: many.join('') }]);
    const before = lockText(folder);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map(({ code, path: at }) => [code, at])).toEqual([
      ['QUOTA_EXCEEDED', 'quotas.L-4FB7FF5D'],
      ['QUOTA_EXCEEDED', 'quotas.L-3E6EC3A3'],
    ]);
    expect(lockText(folder)).toBe(before);
  });

  test('--base resolves a conflict: the base’s numbers stay, only what it lacks is chosen', () => {
    const folder = repository();
    git(folder, 'checkout', '-qb', 'theirs');
    applyEdit(folder, { file: 'small/sites.yaml', append: newSite('their-site', '198.18.0.60') });
    lockCommand('small.yaml', folder, TODAY);
    git(folder, 'commit', '-qam', 'theirs');
    const theirs = lockText(folder);
    git(folder, 'checkout', '-q', 'main');
    applyEdit(folder, { file: 'small/sites.yaml', append: newSite('our-site', '198.18.0.61') });
    lockCommand('small.yaml', folder, TODAY);
    git(folder, 'commit', '-qam', 'ours');
    expect(() => git(folder, 'merge', '-q', 'theirs')).toThrow();
    git(folder, 'checkout', '--theirs', 'small/sites.yaml');
    applyEdit(folder, { file: 'small/sites.yaml', append: newSite('our-site', '198.18.0.61') });
    expect(lockCommand('small.yaml', folder, { ...TODAY, base: 'theirs' }).issues).toEqual([]);
    expect(lockText(folder).replace(/ {2}our-site:\n(?: {4}.*\n)+/, '')).toBe(theirs);
    expect(lockText(folder)).toContain('  our-site:\n');
  });

  test('tunnels of a live site go only when the site is named', () => {
    const folder = repository();
    applyEdit(folder, { file: 'small/sites.yaml', replace: '      - { tenant: fire, size: /27 }\n', with: '' });
    const before = lockText(folder);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map((issue) => issue.code)).toEqual(['TUNNEL_REMOVED']);
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, withdraw: ['library'] }).issues.map((issue) => issue.code),
    ).toEqual(['USAGE', 'TUNNEL_REMOVED']);
    expect(lockText(folder)).toBe(before);
    const catalogue = readFileSync(path.join(folder, 'small.yaml'), 'utf8');
    expect(lockCommand('small.yaml', folder, { ...TODAY, withdraw: ['town-hall'] }).text).toBe(
      'small.lock.yaml written: 1 changed site (town-hall).\nsmall.yaml: changes.town-hall-withdraw-2026-11 allows guard-lifted, tunnels-removed.\n',
    );
    // The consent is in the repository, with who gave it; all that was there is as it was.
    expect(readFileSync(path.join(folder, 'small.yaml'), 'utf8')).toBe(
      `${catalogue}
changes:
  - id: town-hall-withdraw-2026-11
    allows: [guard-lifted, tunnels-removed]
    for: { sites: [town-hall] }
    reason: Asked for with wan lock --withdraw town-hall.
    owner: t@example.org
    expires: 2026-12-22
`,
    );
    expect(lockCommand('small.yaml', folder, TODAY).text).toBe('small.lock.yaml is up to date.\n');
    expect(prepare('small.yaml', folder).ok).toBe(true);
  });

  test('on a clean checkout a flag finds out what else it takes, and agrees to that', () => {
    const folder = repository();
    expect(lockCommand('small.yaml', folder, { ...TODAY, twoByteAsn: ['library'], reason: 'Azure follows' }).text).toBe(
      'small.lock.yaml written: 1 changed site (library).\nsmall.yaml: changes.library-two-byte-asn-2026-11 allows far-end-acts, tunnels-interrupted, two-byte-asn.\n',
    );
    const said = reviewCommand('small.yaml', folder, {
      ...{ format: 'text', out: 'cdktf.out', today: TODAY.today, width: 100, paint: plain, gate: true, base: 'HEAD' },
    } as const);
    expect(said.issues.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    expect(said.text).toContain('🔴 Library: primary: AS number');
  });

  test('a reason that is no line of text is refused before anything is written', () => {
    const folder = repository();
    const before = readFileSync(path.join(folder, 'small.yaml'), 'utf8');
    const { issues } = lockCommand('small.yaml', folder, {
      ...TODAY,
      twoByteAsn: ['library'],
      reason: 'x'.repeat(300),
    });
    expect(issues.map(({ code }) => code)).toEqual(['USAGE']);
    expect(readFileSync(path.join(folder, 'small.yaml'), 'utf8')).toBe(before);
  });

  test('a gateway is made larger where somebody asks, and only an Azure hub has one', () => {
    const folder = smallWorkspace([
      {
        file: 'small/sites.yaml',
        replace: 'circuits: [{ id: primary, address: 198.18.0.5, supplier: FibreCo }]',
        with: 'circuits: [{ id: primary, address: 198.18.0.5, supplier: FibreCo, mbps: 900 }]',
      },
    ]);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map(({ code, fix }) => [code, fix])).toEqual([
      ['QUOTA_EXCEEDED', expect.stringContaining('wan lock --raise')],
    ]);
    expect(lockText(folder)).toContain('scaleUnits: 1');
    expect(lockCommand('small.yaml', folder, { ...TODAY, raise: ['uksouth'] }).text).toBe(
      'small.lock.yaml written: the gateway of uksouth goes from 1 to 2 scale units.\nsmall.yaml: changes.uksouth-raise-2026-11 allows raised.\n',
    );
    expect(lockText(folder)).toContain('scaleUnits: 2');
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, raise: ['london'] }).issues.map((issue) => renderIssue(issue)),
    ).toEqual(['UNKNOWN_REFERENCE\n    There is no Azure hub "london" to make a gateway larger of.\n']);
  });

  test('a base without a lock is refused, for every number would be chosen anew', () => {
    const outside = smallWorkspace();
    expect(lockCommand('small.yaml', outside, { ...TODAY, base: 'main' }).issues.map((issue) => issue.problem)).toEqual(
      ['There is no "main" to compare with: this is no git checkout.'],
    );
  });

  test('where nothing is deployed a newcomer writes accounts of their own: it is said how, and nothing is in the way', () => {
    const folder = temporaryFolder();
    for (const name of ['enfield', 'enfield.yaml', 'enfield.lock.yaml'])
      cpSync(path.join(ROOT, 'examples', name), path.join(folder, name), { recursive: true });
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'x'],
    ])
      execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
    const file = path.join(folder, 'enfield.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('555566667777', '999900001111'));
    const { issues } = lockCommand('enfield.yaml', folder, TODAY);
    expect(issues.length).toBeGreaterThan(0);
    for (const { fix } of issues)
      expect(fix).toMatch(
        /^If nothing is deployed yet, commit it to the branch that others are compared with .*`git commit --no-verify`.*by `--base none`\. Else have it agreed, and write:$/,
      );
    expect(lockCommand('enfield.yaml', folder, { ...TODAY, base: 'none' }).text).toBe(
      'enfield.lock.yaml is up to date.\n',
    );
  });

  test('a revision that git does not know, and a site that there is not', () => {
    const folder = repository();
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, base: 'nowhere' }).issues.map((issue) => issue.problem),
    ).toEqual(['git knows no revision "nowhere" here: what would change for whom can\'t be said.']);
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, renumber: ['atlantis'] }).issues.map((issue) => issue.code),
    ).toEqual(['SITE_UNKNOWN']);
  });
});

test('where nothing is deployed nothing is taken away: sites of a sample may go, and what stays keeps its numbers', () => {
  const folder = enfield((text) =>
    text.replace(
      'termination: dedicated, hubs: [london], router: fortinet',
      'termination: concentrator, hubs: [london], router: fortinet',
    ),
  );
  const today = '2026-11-22';
  const lock = (): Lock => must(parseLock(readFileSync(path.join(folder, 'enfield.lock.yaml')), 'enfield.lock.yaml'));
  const before = lock();
  const file = path.join(folder, 'enfield/sites.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/ {2}- id: palmers-green-library\n(?: {4}.*\n)+/, ''));
  expect(renderIssues(lockCommand('enfield.yaml', folder, { today }).issues)).toContain('SITE_REMOVED');
  expect(lock()).toEqual(before);
  expect(lockCommand('enfield.yaml', folder, { today, base: 'none' }).issues).toEqual([]);
  const { 'palmers-green-library': gone, ...others } = before.sites;
  expect(gone).toBeDefined();
  expect(lock().sites).toEqual(others);
});
