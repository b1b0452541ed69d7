import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** A command that takes longer than this says that it is at work. */
const QUIET_MILLISECONDS = 1_000;

/**
 * Runs beside the work, which leaves no moment for a timer: after a second it shows for how long, until it is told to stop. Plain JavaScript,
 * since it is a thread of its own.
 */
const CLOCK = `
const { workerData: { flags, label, quiet, fd } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const began = Date.now();
const marks = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
for (let turn = 0; ; turn += 1) {
  Atomics.wait(flags, 0, 0, turn === 0 ? quiet : 100);
  if (Atomics.load(flags, 0) === 1) break;
  try {
    writeSync(fd, '\\r\\x1b[K' + marks[turn % marks.length] + ' ' + label + ' ' + Math.floor((Date.now() - began) / 1000) + ' s');
    Atomics.store(flags, 2, 1);
  } catch {}
}
Atomics.store(flags, 1, 1);
Atomics.notify(flags, 1);
`;

/** Where progress is seen, as far as it matters here. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly fd: number;
}

/**
 * Shows on a terminal that something is being done, once it takes longer than a second; the returned function takes it away again. Into a pipe, a
 * file or the log of a pipeline nothing is written.
 */
export function busy(label: string, screen: Screen, env: NodeJS.ProcessEnv): () => void {
  if (screen.isTTY !== true || env['TERM'] === 'dumb' || (env['CI'] ?? '') !== '') return () => undefined;
  const flags = new Int32Array(new SharedArrayBuffer(12));
  const clock = new Worker(CLOCK, {
    eval: true,
    workerData: { flags, label, quiet: QUIET_MILLISECONDS, fd: screen.fd },
  });
  clock.unref();
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    Atomics.store(flags, 0, 1);
    Atomics.notify(flags, 0);
    // It says that it has stopped, so that it does not write after the line is cleared; one that never began can't.
    if (Atomics.load(flags, 2) === 1) {
      Atomics.wait(flags, 1, 0, 200);
      writeSync(screen.fd, '\r\u001b[K');
    }
    void clock.terminate();
  };
}
