import path from 'node:path';
import { type Accepted, settle } from '../catalogue/accepted';
import { failure, type Issue, type Result, success } from '../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../catalogue/load';
import { readBytes } from '../catalogue/yaml/source';
import { type Lock, lockPathOf, parseLock } from './lock/lock-file';
import { type NetworkPlan, planNetwork } from './network-plan';
import { checkLock } from './numbering/check-lock';
import { preflight, type QuotaUse, quotaUses } from './preflight/preflight';
import { expiries } from './rules/expiry';

/** A catalogue that may be built: checked, its lock fresh, planned, within quotas. */
export interface Prepared extends LoadedCatalogue {
  readonly lock: Lock;
  readonly plan: NetworkPlan;
  readonly uses: readonly QuotaUse[];
  /** Warnings that the catalogue accepts, which are not among the result's own. */
  readonly accepted: readonly Accepted[];
}

/**
 * Catalogue and lock to plan, or every problem. `today` judges expiry and makes it an error; without it the lock's
 * `asOf` judges and only warns.
 */
export function prepare(file: string, cwd: string, today?: string): Result<Prepared> {
  const loaded = loadCatalogue(file, cwd);
  if (!loaded.ok) return loaded;
  const { catalogue, where } = loaded.value;
  const lock = readLock(file, cwd);
  if (!lock.ok) return failure([...loaded.warnings, ...lock.issues]);
  const dated =
    today === undefined ? expiries(catalogue, where, lock.value.asOf, 'warning') : expiries(catalogue, where, today);
  const checked = checkLock(catalogue, where, lock.value, displayOf(file, cwd));
  const day = today ?? lock.value.asOf;
  const open = (issues: readonly Issue[]): readonly Issue[] => settle(issues, catalogue, where, day).issues;
  if (!checked.ok) return failure(open([...loaded.warnings, ...dated, ...checked.issues]));
  const plan = planNetwork(catalogue, checked.value);
  const uses = quotaUses(catalogue, plan);
  const found = [...loaded.warnings, ...dated, ...preflight(uses, catalogue, plan, where)];
  if (found.some((issue) => issue.severity !== 'warning')) return failure(open(found));
  const { issues, accepted } = settle(found, catalogue, where, day);
  return success({ ...loaded.value, lock: checked.value, plan, uses, accepted }, issues);
}

/** The lock beside a catalogue; LOCK_MISSING where there is none. */
export function readLock(file: string, cwd: string): Result<Lock> {
  const display = displayOf(file, cwd);
  const bytes = readBytes(path.resolve(cwd, lockPathOf(file)), display);
  if (bytes instanceof Uint8Array) return parseLock(bytes, display);
  if (bytes.code !== 'FILE_MISSING') return failure([bytes]);
  return failure([
    {
      code: 'LOCK_MISSING',
      at: { file: display, line: 1, column: 1 },
      problem: `${display} does not exist: without it every number would be chosen anew on each machine.`,
      fix: 'Run `npx wan lock` (with the same --catalogue), and commit what it writes.',
    },
  ]);
}

function displayOf(file: string, cwd: string): string {
  const relative = path.relative(cwd, path.resolve(cwd, lockPathOf(file)));
  return (relative.startsWith('..') ? lockPathOf(file) : relative).split(path.sep).join('/');
}
