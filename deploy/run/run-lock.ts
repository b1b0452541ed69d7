import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { failure, type Result, success } from '../../catalogue/issues/issue';
import { systemErrorCode } from '../../catalogue/yaml/source';
import { isRunning } from '../../output/interrupts';

/** Keeps a second run on this machine out of a folder of stacks; states have locks of their own against other machines. */
export function lockFolder(folder: string, display: string): Result<() => void> {
  const file = `${folder}.deploying`;
  const beside = `${file}.${process.pid}`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      // With its content at once: whoever finds an empty one would take it for abandoned.
      writeFileSync(beside, String(process.pid));
      linkSync(beside, file);
      return success(() => {
        rmSync(file, { force: true });
      });
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
      const holder = holderOf(file);
      if (holder !== undefined && isRunning(holder))
        return failure([
          {
            code: 'DEPLOY_RUNNING',
            problem: `Another run (process ${holder}) is at ${display}.`,
            fix: `Wait until it has ended. If it has, remove ${display}.deploying.`,
          },
        ]);
      // Whoever held it is no more.
      rmSync(file, { force: true });
    } finally {
      rmSync(beside, { force: true });
    }
  }
  throw new Error(`${file} comes back as often as it is removed`);
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
