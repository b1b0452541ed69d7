import { existsSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Issue } from '../catalogue/issue';
import { systemErrorCode } from '../catalogue/source';

/** Writes beside and renames, so that the last good lock survives a full disk or Ctrl-C. */
export function replaceFile(file: string, text: string, display: string): Issue | undefined {
  const target = existsSync(file) ? realpathSync(file) : file;
  const beside = `${target}.next-${process.pid}`;
  try {
    writeFileSync(beside, text, { flush: true });
    renameSync(beside, target);
    return undefined;
  } catch (error) {
    rmSync(beside, { force: true });
    return {
      code: 'OUTPUT_UNWRITABLE',
      problem: `${display} can't be written: ${systemErrorCode(error) ?? String(error)}.`,
      fix: 'The last lock is still there. Make room or permission, and run it again.',
    };
  }
}
