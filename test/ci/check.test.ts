import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../support/checkout';
import type { Ran } from '../support/run';
import { applyEdit } from '../support/workspace';

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

/** ci/check.sh as a job runs it, in a checkout with the small example. */
function check(folder: string, base: string, env: Readonly<Record<string, string>> = {}): Ran {
  const { status, stdout, stderr } = spawnSync('bash', ['ci/check.sh', base], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, WAN_CATALOGUE: 'small.yaml', GITHUB_ACTIONS: '', ...env },
  });
  return { code: status ?? -1, stdout, stderr };
}

function prepared(): string {
  const folder = checkout(['ci']);
  for (const command of ['policy', 'permissions'])
    expect(
      execFileSync(process.execPath, ['bin/wan.cjs', '--catalogue', 'small.yaml', command], {
        cwd: folder,
        encoding: 'utf8',
      }),
    ).toContain('written');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'policies and permissions');
  return folder;
}

test('a pull request is told all at once: a good one passes, and a bad one says in every step what it is', () => {
  const folder = prepared();
  const page = (): string => readFileSync(path.join(folder, 'cdktf.out.review/review.md'), 'utf8');
  applyEdit(folder, { file: 'small/sites.yaml', replace: 'name: Library', with: 'name: Lending Library' });
  const good = check(folder, 'HEAD');
  expect([good.code, good.stderr]).toEqual([0, expect.stringContaining('cdktf.out.review/review.md: what the change')]);
  expect(page()).toContain('nobody goes off the network');
  expect(existsSync(path.join(folder, 'cdktf.out/manifest.json'))).toBe(true);

  // Both circuits of a partner: everything holds but that nobody agreed to it.
  for (const address of ['198.18.0.14,', '198.18.0.15,'])
    applyEdit(folder, { file: 'small/sites.yaml', replace: address, with: address.replace('0.1', '0.11') });
  const unconsented = check(folder, 'HEAD');
  expect(unconsented.code).toBe(2);
  expect(unconsented.stderr).toMatch(/FAR_END_ACTS|TUNNEL/);
  expect(page()).toContain('Payroll cloud');

  // What can't be read at all: no step is left out, and a page that says so takes the place of the one before.
  applyEdit(folder, { file: 'small.yaml', replace: 'profiles:\n', with: 'profile:\n' });
  const broken = check(folder, 'HEAD', { GITHUB_ACTIONS: 'true' });
  expect(broken.code).toBe(2);
  expect(broken.stderr.match(/^== /gm)).toHaveLength(7);
  expect(`${broken.stdout}${broken.stderr}`).toContain('::error file=small.yaml,line=');
  expect(page()).toContain('### This change is refused before it can be reviewed');
});
