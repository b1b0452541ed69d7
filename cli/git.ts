import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** A file as some revision has it. */
export type Committed =
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown-revision' };

/** Content of a file at a git revision; `absent` also outside of a repository and where git isn't installed. */
export function committedFile(file: string, rev: string): Committed {
  const cwd = path.dirname(file);
  const git = (...args: string[]): { status: number | null; stdout: Buffer } =>
    spawnSync('git', args, { cwd, maxBuffer: 256 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] });
  if (git('rev-parse', '--is-inside-work-tree').status !== 0) return { kind: 'absent' };
  if (git('rev-parse', '--verify', '--quiet', `${rev}^{commit}`).status !== 0)
    return rev === 'HEAD' ? { kind: 'absent' } : { kind: 'unknown-revision' };
  const shown = git('show', `${rev}:./${path.basename(file)}`);
  return shown.status === 0 ? { kind: 'content', bytes: shown.stdout } : { kind: 'absent' };
}
