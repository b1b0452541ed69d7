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

/** A checkout of this very program with a catalogue beside it, by default the small example, committed. */
export function checkout(
  more: readonly string[] = [],
  lay: (folder: string) => void = (folder) => layExample(folder, 'small'),
): string {
  const folder = temporaryFolder();
  for (const name of [...FOLDERS, ...FILES, ...more])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  lay(folder);
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'start'],
  ])
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
  return folder;
}

export function layExample(folder: string, example: string): void {
  for (const name of [example, `${example}.yaml`, `${example}.lock.yaml`])
    cpSync(path.join(ROOT, 'examples', name), path.join(folder, name), { recursive: true });
}
