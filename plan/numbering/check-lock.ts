import { isDeepStrictEqual } from 'node:util';
import { counted } from '../../catalogue/counts';
import { compareText, failure, type Result, success } from '../../catalogue/issue';
import type { Catalogue } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Lock } from '../lock/lock-file';
import { renderLock } from '../lock/render-lock';
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
      problem: `The lock does not match the catalogue: ${differences(lock, wanted.value)}.`,
      fix: 'Run `npx wan lock`, read what it changes, and commit both files.',
    },
  ]);
}

/** What a new lock changes, in a sentence: sites by name while they are few. */
export function differences(from: Lock, to: Lock): string {
  const before = new Map(Object.entries(from.sites));
  const after = new Map(Object.entries(to.sites));
  const text = (lock: Lock, id: string): string => JSON.stringify(sortedValue(lock.sites[id]));
  const added = [...after.keys()].filter((id) => !before.has(id)).sort(compareText);
  const removed = [...before.keys()].filter((id) => !after.has(id)).sort(compareText);
  const changed = [...after.keys()].filter((id) => before.has(id) && text(from, id) !== text(to, id)).sort(compareText);
  const renamed = added.filter((id) => removed.includes(to.sites[id]?.device ?? ''));
  const formerIds = new Set(renamed.map((id) => to.sites[id]?.device));
  const parts = [
    ...list(
      'new site',
      added.filter((id) => !renamed.includes(id)),
    ),
    ...list('renamed site', renamed),
    ...list(
      'removed site',
      removed.filter((id) => !formerIds.has(id)),
    ),
    ...list('changed site', changed),
    ...list(
      'new concentrator',
      concentrators(to).filter((name) => !concentrators(from).includes(name)),
    ),
    ...list(
      'released concentrator',
      concentrators(from).filter((name) => !concentrators(to).includes(name)),
    ),
    ...(networks(from) === networks(to) ? [] : ["the hubs' networks changed"]),
    ...gateways(from, to),
    ...(JSON.stringify(sortedValue(from.datacentres)) === JSON.stringify(sortedValue(to.datacentres))
      ? []
      : ['numbers of datacentres changed']),
    ...(JSON.stringify(sortedValue(from.links)) === JSON.stringify(sortedValue(to.links))
      ? []
      : ['links between the clouds changed']),
    ...(JSON.stringify(sortedValue([from.rules, from.ruleGroups])) ===
    JSON.stringify(sortedValue([to.rules, to.ruleGroups]))
      ? []
      : ['the firewall rules changed']),
    ...(from.asOf === to.asOf ? [] : [`asOf ${from.asOf} becomes ${to.asOf}`]),
  ];
  return parts.length === 0 ? 'only its layout differs' : parts.join('; ');
}

function concentrators(lock: Lock): readonly string[] {
  return Object.entries(lock.hubs).flatMap(([hub, held]) => held.concentrators.map((name) => `${name} at ${hub}`));
}

/** Gateways of Azure hubs that are in both and of another size. */
function gateways(from: Lock, to: Lock): readonly string[] {
  return Object.entries(to.hubs).flatMap(([hub, { scaleUnits }]) => {
    const before = from.hubs[hub]?.scaleUnits;
    return before === undefined || scaleUnits === undefined || before === scaleUnits
      ? []
      : [`the gateway of ${hub} goes from ${before} to ${scaleUnits} scale units`];
  });
}

/** Everything a hub holds but its concentrators and its gateway. */
function networks(lock: Lock): string {
  return JSON.stringify(
    sortedValue(
      Object.entries(lock.hubs).map(([hub, { zones, networks: own, services }]) => [hub, zones, own, services]),
    ),
  );
}

function list(what: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const shown = ids.slice(0, 5).join(', ');
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : '';
  return [`${counted(ids.length, what)} (${shown}${more})`];
}

function sortedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, inner]) => [key, sortedValue(inner)]),
  );
}
