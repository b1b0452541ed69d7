import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lockCommand } from '../../../cli/lock/lock';
import { adoptedAt, dataOf, EDMONTON, enfield, lockOf, wrong } from '../../support/adopted';
import { commit } from '../../support/desk';
import { hubAndSpokes } from '../../support/estate';

// `wan lock --base REV` where something was taken over since REV.
const SITE = 'edmonton-green-library';

const relock = (folder: string, base: string): string =>
  wrong(lockCommand('enfield.yaml', folder, { today: '2026-11-22', base }).issues);

/** Enfield's catalogue, committed, with its sites only planned there: nothing of them is deployed. */
function planned(edit: (lock: string) => string = (lock) => lock): string {
  const folder = enfield();
  expect(relock(folder, 'none')).toBe('');
  const file = path.join(folder, 'enfield.lock.yaml');
  writeFileSync(file, edit(readFileSync(file, 'utf8').replaceAll(/state: (?:live|building)/g, 'state: planned')));
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  commit(folder);
  return folder;
}
test('a base that has given one of its numbers to another is refused, with the site that it is about', async () => {
  const folder = planned((lock) =>
    lock.replace(/(palmers-green-library:\n {4}state: planned\n {4}asn: )\d+/, '$165011'),
  );
  expect(lockOf(folder).sites['palmers-green-library']?.asn).toBe(65011);
  await dataOf(folder, hubAndSpokes([EDMONTON]), true);
  const before = readFileSync(path.join(folder, 'enfield.lock.yaml'), 'utf8');
  expect(relock(folder, 'HEAD')).toBe(
    `LOCK_UNFIT\n    What was taken over of ${SITE} can't be kept: the base has one of its numbers for another, or has it at another hub.\n    Take the base’s lock (\`git checkout REV -- …lock.yaml\`), and run \`npx wan adopt\` again.\n`,
  );
  expect(readFileSync(path.join(folder, 'enfield.lock.yaml'), 'utf8')).toBe(before);
});

test('in the middle of a merge, when nobody can read the lock, what was taken over is kept by what was committed', async () => {
  const folder = planned();
  await dataOf(folder, hubAndSpokes([EDMONTON]), true);
  const adopted = adoptedAt(folder, SITE)?.adopted;
  expect(adopted).toBeDefined();
  commit(folder);
  const file = path.join(folder, 'enfield.lock.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('version: 1', '<<<<<<< HEAD\nversion: 1\n=======\nversion: 1\n>>>>>>> main'));
  expect(relock(folder, 'HEAD~1')).toBe('');
  expect(adoptedAt(folder, SITE)?.adopted).toEqual(adopted);
});
