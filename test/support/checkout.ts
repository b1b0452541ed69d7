import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import ROOMS from '../../rooms.cjs';
import { ROOT } from './run';
import { temporaryFolder } from './workspace';

const FOLDERS = [
  'bin',
  ...new Set(ROOMS.flat().flatMap((room) => (room.endsWith('.ts') ? [] : [room.split('/')[0] ?? room]))),
];
const FILES = ['.gitignore', 'main.ts', 'package.json', 'package-lock.json', 'tsconfig.json', 'rooms.cjs'];

/** A checkout of this very program with an example beside it, committed. */
export function checkout(more: readonly string[] = [], example = 'small'): string {
  const folder = temporaryFolder();
  for (const name of [...FOLDERS, ...FILES, ...more])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  for (const name of [example, `${example}.yaml`, `${example}.lock.yaml`])
    cpSync(path.join(ROOT, 'examples', name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'start'],
  ])
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
  return folder;
}
