import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../support/checkout';
import type { Ran } from '../support/run';

function edit(folder: string, file: string, from: string, to: string): void {
  const text = readFileSync(path.join(folder, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(path.join(folder, file), text.replace(from, to));
}

function review(folder: string): Ran {
  const args = ['bin/wan.cjs', 'review', '--catalogue', 'small.yaml', '--today', '2026-11-22'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, WAN_CACHE: '0', WAN_CATALOGUE: '', COLUMNS: '100' },
  });
  return { code: status, stdout, stderr };
}

test('a change of the program is compared with what the program before made, and says whom it takes off the network', () => {
  const folder = checkout();
  edit(folder, 'constructs/aws/transit/tunnel-options.ts', 'DPD_TIMEOUT_SECONDS = 30', 'DPD_TIMEOUT_SECONDS = 40');
  const said = review(folder);
  expect(said.stdout).toContain('🔴 Library: council on primary changed in place. off: minutes');
  expect(said.stdout).toContain('The program differs as well: the base was made by its own.');
  expect(said.stderr).toContain('warning SITE_CUT\n    What this program makes has changed: ');
  expect(said.code).toBe(0);
}, 120_000);

test('a program with other packages can’t make its network here, and one that fails makes none', () => {
  const folder = checkout();
  edit(folder, 'package-lock.json', '"lockfileVersion": 3', '"lockfileVersion":  3');
  expect(review(folder).stderr).toMatch(
    /^BASE_PROGRAM\n {4}HEAD \([0-9a-f]{7}\) was made by a program with other packages \(package-lock\.json\), which are not installed here: what it made can't be made again\.\n/,
  );
  expect(review(folder).code).toBe(2);
}, 120_000);
