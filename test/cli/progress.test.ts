import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { busy } from '../../cli/progress';
import { temporaryFolder } from '../support/workspace';

/** Works without a moment for anything else, as a check does. */
const work = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** What is written to a screen while something takes so long. */
function seen(milliseconds: number, env: NodeJS.ProcessEnv = {}, isTTY = true): string {
  const file = path.join(temporaryFolder(), 'screen');
  const fd = openSync(file, 'w');
  const done = busy('wan review', { isTTY, fd }, env);
  work(milliseconds);
  done();
  done();
  closeSync(fd);
  return readFileSync(file, 'utf8');
}

test('after a second it is said what goes on and for how long, and the line is clean afterwards', () => {
  const text = seen(2_500);
  expect(text.slice(0, 5)).toMatch(/^\r.\[K./);
  expect(text).toContain(' wan review 1 s');
  expect(text.endsWith('\r\u001b[K')).toBe(true);
});

test('what is over at once says nothing, nor does anything into a pipe, on a dumb terminal or in a pipeline', () => {
  expect(seen(100)).toBe('');
  expect(seen(1_500, {}, false)).toBe('');
  expect(seen(1_500, { TERM: 'dumb' })).toBe('');
  expect(seen(1_500, { CI: 'true' })).toBe('');
});
