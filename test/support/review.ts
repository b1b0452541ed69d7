import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { loadCatalogue } from '../../catalogue/load';
import { renderContext } from '../../output/stack-hash';
import { renderLock } from '../../plan/lock/render-lock';
import { agreedTo, everything } from '../../plan/numbering/agreed';
import { reconcileLock } from '../../plan/numbering/reconcile';
import { prepare, type Prepared, readLock } from '../../plan/prepare';
import { madeHere, type Side } from '../../review/sides/side';
import { renderStack } from '../../stacks/render';
import { type Edit, smallWorkspace } from './workspace';

/** The day of all reviews in tests. */
export const DAY = '2026-11-22';

/** A side of a review that is made from a folder, as it is. */
export function sideOf(label: string, folder: string, catalogue = 'small.yaml'): Side {
  const prepared = prepare(catalogue, folder);
  if (!prepared.ok) throw new Error(renderIssues(prepared.issues));
  return sideFrom(label, prepared.value, folder);
}

export function sideFrom(label: string, prepared: Prepared, folder: string): Side {
  return madeHere(label, prepared, renderContext(path.join(folder, 'cdktf.out'), folder), renderStack);
}

/**
 * The small example with edits, and the lock that it needs: nothing is refused for what goes, since that is the review's to say.
 */
export function editedSide(edits: readonly Edit[]): Side {
  const folder = smallWorkspace(edits);
  const loaded = loadCatalogue('small.yaml', folder);
  if (!loaded.ok) throw new Error(renderIssues(loaded.issues));
  const { catalogue, where } = loaded.value;
  const held = readLock('small.yaml', folder);
  if (!held.ok) throw new Error(renderIssues(held.issues));
  const keep = held.value;
  const options = { keep, asOf: keep.asOf, ...agreedTo(catalogue, keep, DAY), ...everything(catalogue, keep) };
  const lock = reconcileLock(catalogue, where, options);
  if (!lock.ok) throw new Error(renderIssues(lock.issues));
  writeFileSync(path.join(folder, 'small.lock.yaml'), renderLock(lock.value));
  return sideOf('the change', folder);
}
