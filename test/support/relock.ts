import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { loadCatalogue } from '../../catalogue/load';
import { lockPathOf } from '../../plan/lock/lock-file';
import { renderLock } from '../../plan/lock/render-lock';
import { agreedTo, everything } from '../../plan/numbering/agreed';
import { reconcileLock } from '../../plan/numbering/reconcile';
import { readLock } from '../../plan/prepare';
import { DAY } from './review';

/** What `wan lock` writes, whatever it would refuse: that is the review's to say. */
export function relock(folder: string, file: string): void {
  const loaded = loadCatalogue(file, folder);
  if (!loaded.ok) throw new Error(renderIssues(loaded.issues));
  const held = readLock(file, folder);
  if (!held.ok) throw new Error(renderIssues(held.issues));
  const { catalogue, where } = loaded.value;
  const keep = held.value;
  const options = { keep, asOf: keep.asOf, ...agreedTo(catalogue, keep, DAY), ...everything(catalogue, keep) };
  const lock = reconcileLock(catalogue, where, options);
  if (!lock.ok) throw new Error(renderIssues(lock.issues));
  writeFileSync(path.join(folder, lockPathOf(file)), renderLock(lock.value));
}
