import { systemErrorCode } from '../catalogue/yaml/source';
import { abandonedStagings, discardStaging, finishMoves } from './output-folder';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Holds signals back while files are moved into place, a matter of milliseconds: Ctrl-C then leaves either the old
 * output or the new one, never some of each. The returned function lets a signal that came meanwhile take effect.
 */
export function holdInterrupts(): () => Promise<void> {
  let received: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals): void => {
    received ??= signal;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  return async () => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const signal of SIGNALS) process.off(signal, note);
    if (received !== undefined) process.kill(process.pid, received);
  };
}

/** Finishes or removes what an interrupted run left at the output folder; a run that is still going keeps its own. */
export function discardAbandoned(folder: string): void {
  for (const staging of abandonedStagings(folder, isRunning)) {
    finishMoves(folder, staging);
    discardStaging(staging);
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
