import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file as some revision has it. */
export type Committed =
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown-revision' };

/** A commit that can be read here, and the name it was asked for by. */
export interface Revision {
  readonly name: string;
  readonly commit: string;
}

export type NoRevision = 'no-repository' | 'unknown' | 'shallow' | 'nothing-committed';

interface Ran {
  readonly ok: boolean;
  readonly stdout: Buffer;
}

function git(folder: string, args: readonly string[], input?: string): Ran {
  const { status, stdout } = spawnSync('git', args, {
    cwd: folder,
    maxBuffer: 512 * 1024 * 1024,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'ignore'],
    ...(input === undefined ? {} : { input }),
  });
  return { ok: status === 0, stdout: status === null ? Buffer.alloc(0) : stdout };
}

/** The commit that a name means in the repository of a folder, or why there is none. */
export function findRevision(folder: string, name: string): Revision | NoRevision {
  const found = git(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  if (found.ok) return { name, commit: found.stdout.toString().trim() };
  const inside = git(folder, ['rev-parse', '--is-shallow-repository']);
  if (!inside.ok) return 'no-repository';
  if (name === 'HEAD') return 'nothing-committed';
  return inside.stdout.toString().trim() === 'true' ? 'shallow' : 'unknown';
}

/** Content of a file at a git revision; `absent` also outside of a repository and where git isn't installed. */
export function committedFile(file: string, rev: string): Committed {
  const folder = path.dirname(file);
  const revision = findRevision(folder, rev);
  if (revision === 'unknown' || revision === 'shallow') return { kind: 'unknown-revision' };
  if (typeof revision === 'string') return { kind: 'absent' };
  const shown = git(folder, ['show', `${revision.commit}:./${path.basename(file)}`]);
  return shown.ok ? { kind: 'content', bytes: shown.stdout } : { kind: 'absent' };
}

/** A file of a commit whose content git doesn't have here. */
export class UnreadableCommit extends Error {}

/** Files of a folder and below as a commit has them, by their path from the folder. Nothing in the repository is touched. */
export function filesAt(
  folder: string,
  commit: string,
  wanted: (name: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const listed = git(folder, ['ls-tree', '-r', '-z', commit]).stdout.toString().split('\0');
  const entries = listed.flatMap((line) => {
    const [, type = '', blob = '', name = ''] = /^\d+ (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return type === 'blob' && !line.startsWith('120000') && wanted(name) ? [{ blob, name }] : [];
  });
  if (entries.length === 0) return new Map();
  const { stdout } = git(folder, ['cat-file', '--batch'], entries.map(({ blob }) => `${blob}\n`).join(''));
  const files = new Map<string, Uint8Array>();
  let at = 0;
  for (const { name } of entries) {
    const end = stdout.indexOf('\n', at);
    const size = Number(/ blob (\d+)$/.exec(stdout.subarray(at, end).toString())?.[1] ?? Number.NaN);
    // A partial clone that can't fetch, or more than fits: half a base is none.
    if (Number.isNaN(size)) throw new UnreadableCommit(name);
    files.set(name, stdout.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return files;
}

/** Whether anything below these paths of a folder is not as a commit has it, files that are new included. */
export function differsFrom(folder: string, commit: string, paths: readonly string[]): boolean {
  const changed = git(folder, ['diff', '--quiet', commit, '--', ...paths]);
  return !changed.ok || git(folder, ['ls-files', '--others', '--exclude-standard', '--', ...paths]).stdout.length > 0;
}

/** The top folder of the repository that a folder is in; undefined where there is none. Asks nobody. */
export function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** Whether files of a folder are, byte for byte, what a commit has there: one question, and the hashes that git itself uses. */
export function areAt(folder: string, commit: string, names: readonly string[]): boolean {
  const listed = git(folder, ['ls-tree', '-z', commit, '--', ...names])
    .stdout.toString()
    .split('\0');
  const blobs = new Map(
    listed.flatMap((line): readonly (readonly [string, string])[] => {
      const [, blob = '', name = ''] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return name === '' ? [] : [[name, blob]];
    }),
  );
  return names.every((name) => {
    const blob = blobs.get(name);
    const file = path.join(folder, name);
    if (blob === undefined || !existsSync(file)) return false;
    const bytes = readFileSync(file);
    const hash = createHash(blob.length === 64 ? 'sha256' : 'sha1').update(`blob ${bytes.length}\0`);
    return hash.update(bytes).digest('hex') === blob;
  });
}

/** The mail address that commits of this folder are made under; undefined where git knows none. */
export function committerOf(folder: string): string | undefined {
  const found = git(folder, ['config', 'user.email']);
  const mail = found.stdout.toString().trim();
  return found.ok && mail !== '' ? mail : undefined;
}

/** The commit that is checked out in a folder; undefined outside of git, and where nothing is committed. */
export function commitOf(folder: string): string | undefined {
  const found = git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  return found.ok ? found.stdout.toString().trim() : undefined;
}

/** Commits of the checked-out branch itself after `base` and before HEAD, oldest first: what merges made of it, one after the other. */
export function commitsSince(folder: string, base: string): readonly string[] {
  const found = git(folder, ['rev-list', '--first-parent', '--reverse', `${base}..HEAD~1`]);
  return found.ok
    ? found.stdout
        .toString()
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

/** As many commits of the checked-out branch itself before HEAD, oldest first. */
export function lastCommits(folder: string, most: number): readonly string[] {
  const found = git(folder, ['rev-list', '--first-parent', `--max-count=${most}`, 'HEAD~1']);
  return found.ok
    ? found.stdout
        .toString()
        .split('\n')
        .filter((line) => line !== '')
        .reverse()
    : [];
}
