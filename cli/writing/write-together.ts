import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Issue } from '../../catalogue/issues/issue';
import { systemErrorCode } from '../../catalogue/yaml/source';
import { holdInterrupts } from '../../output/interrupts';
import { replaceFile } from './replace-file';

/** A file that is to hold something else. */
export interface Writing {
  /** As the user would type it. */
  readonly file: string;
  readonly text: string;
  /** What it held when that was made of it; undefined where there was none. */
  readonly before: string | undefined;
}

/**
 * Writes all files or none, whatever is refused. Reports FILE_CHANGED where one no longer holds what it was made of, and
 * OUTPUT_UNWRITABLE.
 */
export function writeTogether(cwd: string, writings: readonly Writing[]): readonly Issue[] {
  const other = writings.filter(({ file, before }) => textOf(path.resolve(cwd, file)) !== before);
  if (other.length > 0)
    return other.map(({ file }) => ({
      code: 'FILE_CHANGED',
      at: { file, line: 1, column: 1 },
      problem: `${file} was written by somebody else meanwhile: nothing was written.`,
      fix: 'Run it again: it starts from what is there now.',
    }));
  const done: Writing[] = [];
  for (const writing of writings) {
    const refused = replaceFile(path.resolve(cwd, writing.file), writing.text, writing.file);
    if (refused) {
      for (const { file, before } of done) {
        if (before === undefined) rmSync(path.resolve(cwd, file), { force: true });
        else replaceFile(path.resolve(cwd, file), before, file);
      }
      return [refused];
    }
    done.push(writing);
  }
  return [];
}

/** The same with Ctrl-C held back until all are written: it then leaves all of them, or none. */
export async function writeUninterrupted(cwd: string, writings: readonly Writing[]): Promise<readonly Issue[]> {
  const release = holdInterrupts();
  try {
    return writeTogether(cwd, writings);
  } finally {
    await release();
  }
}

/** Content of a file; undefined where there is none. */
export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    // That a folder can't be read is said without saying which.
    if (typeof error === 'object' && error !== null) Object.assign(error, { path: file });
    throw error;
  }
}
