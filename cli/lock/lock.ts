import { readFileSync } from 'node:fs';
import path from 'node:path';
import { settle } from '../../catalogue/accepted';
import { counted } from '../../catalogue/text/counts';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import type { Catalogue, Change } from '../../catalogue/model';
import { isCalendarDate } from '../../catalogue/schema/field';
import type { Unsaved } from '../../catalogue/yaml/source';
import { type Lock, lockPathOf, parseLock } from '../../plan/lock/lock-file';
import { renderLock } from '../../plan/lock/render-lock';
import { planNetwork } from '../../plan/network-plan';
import { withAdopted } from '../../plan/numbering/adopted-kept';
import { agreedTo, everything } from '../../plan/numbering/agreed';
import { changesInWords, lockChanges, type LockChanges } from '../../plan/numbering/lock-changes';
import { ordersHurried } from '../../plan/numbering/orders';
import { reconcileLock } from '../../plan/numbering/reconcile';
import { preflight, quotaUses } from '../../plan/preflight/preflight';
import { type Prepared, readLock } from '../../plan/prepare';
import { expiries } from '../../plan/rules/expiry';
import type { CommandResult } from '../command-result';
import { NOTHING_DEPLOYED } from '../../review/reviewing';
import type { Review } from '../../review/review';
import { committedFile } from '../../review/sides/git';
import { catalogueWith, completed, flagEntries, withoutEffect } from './lock-consent';
import { lockBase, NOT_COMPARED } from './lock-review';
import { replaceFile } from '../writing/replace-file';
import { textOf } from '../writing/write-together';

export interface LockOptions {
  readonly base?: string;
  readonly check?: boolean;
  readonly asOf?: string;
  readonly renumber?: readonly string[];
  readonly withdraw?: readonly string[];
  readonly twoByteAsn?: readonly string[];
  readonly releaseConcentrator?: readonly string[];
  readonly raise?: readonly string[];
  /** Why, and who answers for it: for the entry that the flags write into `changes`. */
  readonly reason?: string;
  readonly owner?: string;
  readonly today: string;
  /** Numbers to keep instead of those in the folder: of what is taken over. @default - the lock in the folder */
  readonly keep?: Lock;
}

/** What is named and is no site; tunnels are withdrawn from datacentres and links as well. */
function unknownIds(catalogue: Catalogue, start: Lock | undefined, options: LockOptions): readonly Issue[] {
  const sites = new Set(catalogue.sites.map(({ id }) => id));
  const hubs = new Set(catalogue.hubs.map(({ id }) => id));
  const links = Object.keys(start?.links ?? {});
  const wider = new Set([...sites, ...catalogue.datacentres.map(({ id }) => id), ...links]);
  return [
    ...[...(options.renumber ?? []).filter((id) => !hubs.has(id)), ...(options.twoByteAsn ?? [])]
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

/** A lock that may be written: nothing is wrong with it, and everybody whom it takes off the network agreed. */
export interface PlannedLock {
  readonly prepared: Prepared;
  /** The lock in the folder; absent where there is none. */
  readonly own: Lock | undefined;
  /** File of the lock as the user would type it, and what it is to hold. */
  readonly target: string;
  readonly text: string;
  /** What the file of the lock holds; undefined where there is none. */
  readonly lockText: string | undefined;
  /** What differs from the lock in the folder; absent where nothing does, or there is none. */
  readonly changes: LockChanges | undefined;
  /** Entries of `changes` that flags stand for. */
  readonly consent: readonly Change[];
  /** What it does to buildings; absent where there is nothing to compare with, or nothing differs. */
  readonly review: Review | undefined;
}

/** The lock that a catalogue needs, as it stands or as it would with `unsaved`; nothing is written. */
export function planLock(catalogue: string, cwd: string, options: LockOptions, unsaved?: Unsaved): Result<PlannedLock> {
  if (options.asOf !== undefined && !isCalendarDate(options.asOf)) {
    return failure([
      {
        code: 'USAGE',
        problem: '--as-of takes a day.',
        got: options.asOf,
        allowed: 'year-month-day, such as 2026-11-22',
      },
    ]);
  }
  const loaded = loadCatalogue(catalogue, cwd, unsaved);
  if (!loaded.ok) return loaded;
  const raised = (options.raise ?? []).filter(
    (id) => !loaded.value.catalogue.hubs.some((hub) => hub.id === id && hub.cloud === 'azure'),
  );
  if (raised.length > 0)
    return failure(
      raised.map((id) => ({
        code: 'UNKNOWN_REFERENCE',
        problem: `There is no Azure hub "${id}" to make a gateway larger of.`,
      })),
    );
  const own = readOwn(catalogue, cwd, options.base !== undefined);
  if (!own.ok) return own;
  const { where } = loaded.value;
  const file = path.resolve(cwd, catalogue);
  const isFirst = options.base === NOTHING_DEPLOYED;
  const deployed = isFirst
    ? success(NOT_COMPARED)
    : lockBase(loaded.value, catalogue, cwd, options, own.value, unsaved !== undefined);
  if (!deployed.ok) return deployed;
  const base = options.base === undefined || isFirst ? undefined : readBase(catalogue, cwd, options.base);
  if (base && !base.ok) return base;
  // What is deployed says what may go: the base, else what `wan.base` names, else what is committed.
  const committed: Result<Lock | undefined> = isFirst
    ? success(undefined)
    : (base ?? readAt(catalogue, cwd, loaded.value.catalogue.wan.base ?? 'HEAD'));
  if (!committed.ok && loaded.value.catalogue.wan.base !== undefined) return committed;
  const kept =
    base === undefined || options.keep !== undefined
      ? undefined
      : keptFromBase(base.value, own.value ?? valueAt(catalogue, cwd, 'HEAD'), loaded.value);
  if (kept && !kept.ok) return kept;
  // A lock that was deleted but is still committed keeps its numbers.
  const keep = options.keep ?? (kept ? kept.value : (own.value ?? (committed.ok ? committed.value : undefined)));
  // Where nothing is deployed nothing can be taken away.
  const start = isFirst ? undefined : committed.ok ? (committed.value ?? keep) : keep;
  const unknown = unknownIds(loaded.value.catalogue, start, options);
  if (unknown.length > 0) return failure(unknown);
  const hurried = ordersHurried(loaded.value.catalogue, start, where);
  if (hurried.length > 0) return failure(hurried);
  const entries = flagEntries(loaded.value, start, file, options);
  if (!entries.ok) return entries;
  const asOf = options.asOf ?? latest([keep?.asOf, own.value?.asOf]) ?? options.today;
  const withFlags = withChanges(
    loaded.value,
    entries.value.map(({ change }) => change),
  );
  const { isCompared } = deployed.value;
  const next = reconcileLock(withFlags.catalogue, where, {
    keep,
    start: isFirst ? 'nothing' : start,
    asOf,
    ...agreedTo(withFlags.catalogue, start, options.today),
    // What is built says better what would go, and what it takes.
    ...(isCompared ? everything(withFlags.catalogue, start) : {}),
  });
  if (!next.ok) return next;
  // A lock that synthesis would refuse for a limit is of no use to anybody: what is there stays.
  const plan = planNetwork(withFlags.catalogue, next.value);
  const uses = quotaUses(withFlags.catalogue, plan);
  const limits = preflight(uses, withFlags.catalogue, plan, where).filter(({ severity }) => severity !== 'warning');
  if (limits.length > 0) return failure(limits);
  const prepared = { ...withFlags, lock: next.value, plan, uses, accepted: [] };
  const reviewed = deployed.value.reviewed(prepared);
  const consent = completed(entries.value, reviewed.effects);
  const idle = isCompared ? withoutEffect(entries.value, reviewed.effects) : [];

  const settled = reviewed.judge(withChanges(loaded.value, consent));
  const refused = settled.filter(({ severity }) => severity !== 'warning');
  if (refused.length + idle.length > 0) return failure([...refused, ...idle]);
  const text = renderLock(next.value);
  const changes = own.value && renderLock(own.value) !== text ? lockChanges(own.value, next.value) : undefined;
  // Expiry is judged by today here, whatever day the lock keeps: whoever locks should know.
  const found = [...loaded.warnings, ...expiries(loaded.value.catalogue, where, options.today, 'warning')];
  const warnings = [
    ...settle(found, loaded.value.catalogue, where, options.today).issues.filter(
      ({ code }) => code !== 'ACCEPTS_NOTHING',
    ),
    ...deployed.warnings,
    ...settled,
  ];
  return success(
    {
      prepared,
      own: own.value,
      target: lockPathOf(catalogue),
      text,
      lockText: textOf(path.resolve(cwd, lockPathOf(catalogue))),
      changes,
      consent,
      review: reviewed.review,
    },
    warnings,
  );
}

/** What changes in a lock, in words. */
export function lockInWords({ own, changes, prepared }: PlannedLock): string {
  if (changes) return changesInWords(changes);
  return own ? 'no number changes' : `${counted(Object.keys(prepared.lock.sites).length, 'site')}, a new lock`;
}

/**
 * `wan lock`: keeps every number, chooses what is missing, writes the lock beside the catalogue. With `--base REV` the
 * numbers of that revision are kept and only what it lacks is chosen, so that a merge of two branches has one answer.
 */
export function lockCommand(catalogue: string, cwd: string, options: LockOptions): CommandResult {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const planned = planLock(catalogue, cwd, options);
  if (!planned.ok) return failed(planned.issues);
  const { warnings } = planned;
  const { prepared, own, target, text, changes, consent } = planned.value;
  const data = (state: 'up-to-date' | 'would-change' | 'written'): object => ({
    lock: target,
    state,
    sites: Object.keys(prepared.lock.sites).length,
    ...(changes === undefined ? {} : { changes }),
    ...(consent.length === 0 ? {} : { consent: consent.map(({ id }) => id) }),
  });
  if (own && changes === undefined && consent.length === 0)
    return { text: `${target} is up to date.\n`, issues: warnings, data: data('up-to-date') };
  const change = lockInWords(planned.value);
  const agreed = consent.map(({ id, allows }) => `${catalogue}: changes.${id} allows ${allows.join(', ')}.\n`).join('');
  if (options.check)
    return {
      text: `${target} would change: ${change}.\n${agreed}Run \`npx wan lock\` and commit what it writes.\n`,
      issues: warnings,
      data: data('would-change'),
      exitCode: 1,
    };
  const written = writeBoth(path.resolve(cwd, catalogue), catalogue, consent, path.resolve(cwd, target), target, text);
  return written.length > 0
    ? failed(written)
    : { text: `${target} written: ${change}.\n${agreed}`, issues: warnings, data: data('written') };
}

/** Catalogue first, lock last; where the lock can't be written the catalogue is put back. */
function writeBoth(
  file: string,
  display: string,
  changed: readonly Change[],
  target: string,
  targetDisplay: string,
  text: string,
): readonly Issue[] {
  const before = readFileSync(file, 'utf8');
  if (changed.length > 0) {
    const catalogue = catalogueWith(file, display, changed);
    if (!catalogue.ok) return catalogue.issues;
    const refused = replaceFile(file, catalogue.value, display);
    if (refused) return [refused];
  }
  const refused = replaceFile(target, text, targetDisplay);
  if (refused && changed.length > 0) replaceFile(file, before, display);
  return refused ? [refused] : [];
}

/** A catalogue with entries of `changes` that are not in its files yet. */
function withChanges(loaded: LoadedCatalogue, changes: readonly Change[]): LoadedCatalogue {
  const all = [...loaded.catalogue.changes, ...changes];
  return { ...loaded, catalogue: { ...loaded.catalogue, changes: all }, raw: { ...loaded.raw, changes: all } };
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

/** A lock in the middle of a merge can't be read: what it was before is committed. */
function valueAt(catalogue: string, cwd: string, rev: string): Lock | undefined {
  const found = readAt(catalogue, cwd, rev);
  return found.ok ? found.value : undefined;
}

/** The base's numbers with what was taken over here since; LOCK_UNFIT where the base has given one of its numbers to another. */
function keptFromBase(
  base: Lock | undefined,
  own: Lock | undefined,
  loaded: LoadedCatalogue,
): Result<Lock | undefined> {
  const { sites } = loaded.catalogue;
  const { lock, dropped } = withAdopted(
    base,
    own,
    new Map(sites.flatMap(({ id, was }) => (was === undefined ? [] : [[id, was]]))),
  );
  if (dropped.length === 0) return success(lock);
  return failure(
    dropped.map((id) => ({
      code: 'LOCK_UNFIT' as const,
      problem: `What was taken over of ${id} can't be kept: the base has one of its numbers for another, or has it at another hub.`,
      fix: 'Take the base’s lock (`git checkout REV -- …lock.yaml`), and run `npx wan adopt` again.',
    })),
  );
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
