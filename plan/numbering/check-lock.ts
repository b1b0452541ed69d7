import { isDeepStrictEqual } from 'node:util';
import { failure, type Result, success } from '../../catalogue/issues/issue';
import type { Catalogue } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Lock } from '../lock/lock-file';
import { renderLock } from '../lock/render-lock';
import { changesInWords, lockChanges } from './lock-changes';
import { reconcileLock } from './reconcile';

/**
 * Refuses a lock that is not exactly what `wan lock` would write for this catalogue: then every number that synthesis
 * needs is there, reviewed. Reports LOCK_STALE with what differs, and all that reconciliation reports.
 */
export function checkLock(catalogue: Catalogue, where: Whereabouts, lock: Lock, display: string): Result<Lock> {
  const wanted = reconcileLock(catalogue, where, { keep: lock, asOf: lock.asOf });
  if (!wanted.ok) return wanted;
  // Equal data is equal text; the text decides where a key that is absent stands as one without a value.
  if (isDeepStrictEqual(wanted.value, lock) || renderLock(wanted.value) === renderLock(lock)) return success(lock);
  return failure([
    {
      code: 'LOCK_STALE',
      at: { file: display, line: 1, column: 1 },
      problem: `The lock does not match the catalogue: ${changesInWords(lockChanges(lock, wanted.value))}.`,
      fix: 'Run `npx wan lock`, read what it changes, and commit both files.',
    },
  ]);
}
