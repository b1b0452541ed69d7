import { existsSync, readdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Issue } from '../../catalogue/issues/issue';
import { isRunning } from '../../output/interrupts';
import { systemErrorCode } from '../../catalogue/yaml/source';

/**
 * Writes a page that somebody named. A page takes the place of pages of its kind only: who takes the argument for the catalogue must
 * not lose it. Reports USAGE, and OUTPUT_UNWRITABLE.
 */
export function writePage(cwd: string, display: string, text: string, extension: '.svg' | '.md'): Issue | undefined {
  const file = path.resolve(cwd, display);
  if (path.extname(file).toLowerCase() !== extension)
    return {
      code: 'USAGE',
      problem: `${display} does not end with ${extension}: nothing was written.`,
      fix: `Give the page a name such as network${extension}; the catalogue is chosen with --catalogue.`,
    };
  if (existsSync(file) && !statSync(file).isFile())
    return {
      code: 'USAGE',
      problem: `${display} is no regular file: nothing was written.`,
      fix: 'Choose another name.',
    };
  return replaceFile(file, text, display);
}

/** What a run that was killed left beside a file. */
function discardLeft(target: string): void {
  const prefix = `${path.basename(target)}.next-`;
  try {
    for (const name of readdirSync(path.dirname(target))) {
      const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
      if (Number.isInteger(pid) && !isRunning(pid)) rmSync(path.join(path.dirname(target), name), { force: true });
    }
  } catch {
    // A folder that can't be read: writing says so.
  }
}

/** Writes beside and renames, so that what was there survives a full disk or Ctrl-C. */
export function replaceFile(file: string, text: string | Uint8Array, display: string): Issue | undefined {
  const target = existsSync(file) ? realpathSync(file) : file;
  const beside = `${target}.next-${process.pid}`;
  discardLeft(target);
  try {
    writeFileSync(beside, text, { flush: true });
    renameSync(beside, target);
    return undefined;
  } catch (error) {
    rmSync(beside, { force: true });
    return {
      code: 'OUTPUT_UNWRITABLE',
      problem: `${display} can't be written: ${systemErrorCode(error) ?? String(error)}.`,
      fix: 'What was there before is still there. Make room or permission, and run it again.',
    };
  }
}
