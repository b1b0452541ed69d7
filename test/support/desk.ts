import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { plain } from '../../catalogue/text/paint';
import type { Desk } from '../../cli/edit/proposal';
import { type Edit, smallWorkspace } from './workspace';

const git = (folder: string, ...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'pipe' });
};

/** The small example, committed, and somebody who edits it. */
export function smallDesk(edits: readonly Edit[] = []): Desk {
  const cwd = smallWorkspace(edits);
  git(cwd, 'init', '-q', '-b', 'main');
  git(cwd, 'config', 'user.email', 'engineer@example.gov.uk');
  commit(cwd);
  return deskIn(cwd, 'small.yaml');
}

export function deskIn(cwd: string, catalogue: string): Desk {
  return { catalogue, cwd, today: '2026-11-22', width: 120, paint: plain };
}

export function commit(cwd: string): void {
  git(cwd, 'add', '.');
  git(cwd, 'commit', '-qm', 'as it is');
}

/** Text of every file by its path, but for git's own. */
export function filesOf(folder: string, below = ''): Readonly<Record<string, string>> {
  return Object.assign(
    {},
    ...readdirSync(path.join(folder, below)).flatMap((name) => {
      const file = path.posix.join(below, name);
      if (name === '.git') return [];
      return statSync(path.join(folder, file)).isDirectory()
        ? [filesOf(folder, file)]
        : [{ [file]: readFileSync(path.join(folder, file), 'utf8') }];
    }),
  ) as Readonly<Record<string, string>>;
}

/** Lines that went and came, file by file, in order: `-small.yaml: …`. */
export function changedLines(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((file) => {
    const [old, now] = [(before[file] ?? '').split('\n'), (after[file] ?? '').split('\n')];
    let from = 0;
    while (from < old.length && old[from] === now[from]) from += 1;
    let end = 0;
    while (end < Math.min(old.length, now.length) - from && old.at(-1 - end) === now.at(-1 - end)) end += 1;
    return [
      ...old.slice(from, old.length - end).map((line) => `-${file}: ${line}`),
      ...now.slice(from, now.length - end).map((line) => `+${file}: ${line}`),
    ];
  });
}
