import path from 'node:path';
import { settle } from '../catalogue/accepted';
import { counted } from '../catalogue/text/counts';
import { failure, type Issue, type Result } from '../catalogue/issues/issue';
import { loadCatalogue } from '../catalogue/load';
import type { Catalogue } from '../catalogue/model';
import { isCalendarDate } from '../catalogue/schema/field';
import { type Lock, lockPathOf, parseLock } from '../plan/lock/lock-file';
import { renderLock } from '../plan/lock/render-lock';
import { planNetwork } from '../plan/network-plan';
import { changesInWords, lockChanges } from '../plan/numbering/lock-changes';
import { reconcileLock } from '../plan/numbering/reconcile';
import { preflight, quotaUses } from '../plan/preflight/preflight';
import { readLock } from '../plan/prepare';
import { expiries } from '../plan/rules/expiry';
import type { CommandResult } from './command-result';
import { committedFile } from './git';
import { replaceFile } from './replace-file';

export interface LockOptions {
  readonly base?: string;
  readonly check?: boolean;
  readonly asOf?: string;
  readonly renumber?: readonly string[];
  readonly withdraw?: readonly string[];
  readonly twoByteAsn?: readonly string[];
  readonly releaseConcentrator?: readonly string[];
  readonly raise?: readonly string[];
  readonly today: string;
}

/** What is named and is no site; tunnels are withdrawn from datacentres and links as well. */
function unknownIds(catalogue: Catalogue, start: Lock | undefined, options: LockOptions): readonly Issue[] {
  const sites = new Set(catalogue.sites.map(({ id }) => id));
  const links = Object.keys(start?.links ?? {});
  const wider = new Set([...sites, ...catalogue.datacentres.map(({ id }) => id), ...links]);
  return [
    ...[...(options.renumber ?? []), ...(options.twoByteAsn ?? [])]
      .filter((id) => !sites.has(id))
      .map((id) => ({ code: 'SITE_UNKNOWN' as const, problem: `There is no site "${id}" to renumber.` })),
    ...(options.withdraw ?? [])
      .filter((id) => !wider.has(id))
      .map((id) => ({
        code: 'SITE_UNKNOWN' as const,
        problem: `There is no site, datacentre or link "${id}" to withdraw from.`,
        ...(links.length === 0 ? {} : { fix: `Links are ${links.join(', ')}.` }),
      })),
  ];
}

/**
 * `wan lock`: keeps every number, chooses what is missing, writes the lock beside the catalogue. With `--base REV` the
 * numbers of that revision are kept and only what it lacks is chosen, so that a merge of two branches has one answer.
 */
export function lockCommand(catalogue: string, cwd: string, options: LockOptions): CommandResult {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  if (options.asOf !== undefined && !isCalendarDate(options.asOf)) {
    return failed([
      {
        code: 'USAGE',
        problem: '--as-of takes a day.',
        got: options.asOf,
        allowed: 'year-month-day, such as 2026-11-22',
      },
    ]);
  }
  const loaded = loadCatalogue(catalogue, cwd);
  if (!loaded.ok) return failed(loaded.issues);
  const raised = (options.raise ?? []).filter(
    (id) => !loaded.value.catalogue.hubs.some((hub) => hub.id === id && hub.cloud === 'azure'),
  );
  if (raised.length > 0)
    return failed(
      raised.map((id) => ({
        code: 'UNKNOWN_REFERENCE',
        problem: `There is no Azure hub "${id}" to make a gateway larger of.`,
      })),
    );
  const own = readOwn(catalogue, cwd, options.base !== undefined);
  if (!own.ok) return failed(own.issues);
  const base = options.base === undefined ? undefined : readBase(catalogue, cwd, options.base);
  if (base && !base.ok) return failed(base.issues);
  const committed = base ?? readAt(catalogue, cwd, 'HEAD');
  // A lock that was deleted but is still committed keeps its numbers.
  const keep = base ? base.value : (own.value ?? (committed.ok ? committed.value : undefined));
  const start = committed.ok ? (committed.value ?? keep) : keep;
  const unknown = unknownIds(loaded.value.catalogue, start, options);
  if (unknown.length > 0) return failed(unknown);
  const asOf = options.asOf ?? latest([keep?.asOf, own.value?.asOf]) ?? options.today;
  const next = reconcileLock(loaded.value.catalogue, loaded.value.where, {
    keep,
    start,
    asOf,
    renumber: new Set(options.renumber ?? []),
    withdraw: new Set(options.withdraw ?? []),
    releaseConcentrators: new Set(options.releaseConcentrator ?? []),
    raiseGateways: new Set(options.raise ?? []),
    twoByteAsn: new Set(options.twoByteAsn ?? []),
  });
  if (!next.ok) return failed(next.issues);
  // A lock that synthesis would refuse for a limit is of no use to anybody: what is there stays.
  const { catalogue: model, where } = loaded.value;
  const plan = planNetwork(model, next.value);
  const limits = preflight(quotaUses(model, plan), model, plan, where).filter(({ severity }) => severity !== 'warning');
  if (limits.length > 0) return failed(limits);
  const text = renderLock(next.value);
  const target = lockPathOf(catalogue);
  const changes = own.value && renderLock(own.value) !== text ? lockChanges(own.value, next.value) : undefined;
  // Expiry is judged by today here, whatever day the lock keeps: whoever locks should know.
  const found = [...loaded.warnings, ...expiries(model, where, options.today, 'warning')];
  const warnings = settle(found, model, where, options.today).issues.filter(({ code }) => code !== 'ACCEPTS_NOTHING');
  const data = (state: 'up-to-date' | 'would-change' | 'written'): object => ({
    lock: target,
    state,
    sites: Object.keys(next.value.sites).length,
    ...(changes === undefined ? {} : { changes }),
  });
  if (own.value && changes === undefined)
    return { text: `${target} is up to date.\n`, issues: warnings, data: data('up-to-date') };
  const change = changes
    ? changesInWords(changes)
    : `${counted(Object.keys(next.value.sites).length, 'site')}, a new lock`;
  if (options.check)
    return {
      text: `${target} would change: ${change}.\nRun \`npx wan lock\` and commit what it writes.\n`,
      issues: warnings,
      data: data('would-change'),
      exitCode: 1,
    };
  const written = replaceFile(path.resolve(cwd, target), text, target);
  return written
    ? failed([written])
    : { text: `${target} written: ${change}.\n`, issues: warnings, data: data('written') };
}

/** The lock in the folder; none is no problem here. With a base, one that can't be read (a merge) is none either. */
function readOwn(catalogue: string, cwd: string, hasBase: boolean): Result<Lock | undefined> {
  const own = readLock(catalogue, cwd);
  if (own.ok) return own;
  const absent = own.issues.every((issue) => issue.code === 'LOCK_MISSING');
  return absent || hasBase ? { ok: true, value: undefined, warnings: [] } : own;
}

/** The lock of a git revision; undefined where that revision has none. */
function readAt(catalogue: string, cwd: string, rev: string): Result<Lock | undefined> {
  const file = lockPathOf(catalogue);
  const content = committedFile(path.resolve(cwd, file), rev);
  if (content.kind === 'absent') return { ok: true, value: undefined, warnings: [] };
  if (content.kind === 'unknown-revision') {
    return failure([
      {
        code: 'USAGE',
        problem: `git knows no revision "${rev}" here.`,
        fix: 'Name a branch, tag or commit that has been fetched.',
      },
    ]);
  }
  return parseLock(content.bytes, `${rev}:${file}`);
}

/** Days sort as text. */
function latest(days: readonly (string | undefined)[]): string | undefined {
  return days
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
}

/** The lock of `--base`; that it has none is a problem, since every number would be chosen anew. */
function readBase(catalogue: string, cwd: string, rev: string): Result<Lock | undefined> {
  const base = readAt(catalogue, cwd, rev);
  if (!base.ok || base.value !== undefined) return base;
  return failure([
    {
      code: 'USAGE',
      problem: `"${rev}" holds no ${lockPathOf(catalogue)}: every number would be chosen anew.`,
      fix: 'Name a revision that has the lock, in a git checkout.',
    },
  ]);
}
