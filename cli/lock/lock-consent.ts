import { readFileSync } from 'node:fs';
import path from 'node:path';
import { agreedBy, isNamed, siteTarget, type Subject } from '../../catalogue/consent';
import type { Issue, Result } from '../../catalogue/issues/issue';
import { failure, success } from '../../catalogue/issues/issue';
import type { LoadedCatalogue } from '../../catalogue/load';
import type { Change } from '../../catalogue/model';
import { changeSchema } from '../../catalogue/schema/changes';
import { withEntry } from '../../catalogue/yaml/append-entry';
import type { Lock } from '../../plan/lock/lock-file';
import { entryLines, inOrder, suggestedDay, suggestedId } from '../../review/consent/entry';
import { CONSENT_FLAGS, type ConsentFlag, type FlagEntry } from '../../review/consent/flags';
import type { Effect } from '../../review/meaning/effect';
import { committerOf } from '../../review/sides/git';

export type ConsentOptions = Partial<Readonly<Record<ConsentFlag, readonly string[]>>> & {
  readonly reason?: string;
  readonly owner?: string;
  readonly today: string;
};

const WORDS: Readonly<Record<ConsentFlag, string>> = {
  withdraw: '--withdraw',
  renumber: '--renumber',
  twoByteAsn: '--two-byte-asn',
  releaseConcentrator: '--release-concentrator',
  raise: '--raise',
};

/** What an id names, as `for` has it; undefined where it names nothing. */
function subjectOf(
  flag: ConsentFlag,
  id: string,
  { catalogue }: LoadedCatalogue,
  start: Lock | undefined,
): Subject | undefined {
  if (flag === 'releaseConcentrator') return { kind: 'concentrators', id };
  if (flag === 'raise') return { kind: 'hubs', id };
  if (flag === 'renumber' && catalogue.hubs.some((hub) => hub.id === id)) return { kind: 'hubs', id };
  if (catalogue.sites.some((site) => site.id === id)) return { kind: 'sites', id };
  if (catalogue.datacentres.some((datacentre) => datacentre.id === id)) return { kind: 'datacentres', id };
  return start?.links[id] === undefined ? undefined : { kind: 'links', id };
}

/**
 * Entries of `changes` that the flags stand for: one for each flag, for those whom no entry covers yet. Reports USAGE where
 * nobody is known who would answer for them.
 */
export function flagEntries(
  loaded: LoadedCatalogue,
  start: Lock | undefined,
  file: string,
  options: ConsentOptions,
): Result<readonly FlagEntry[]> {
  const { catalogue } = loaded;
  const taken = new Set(catalogue.changes.map(({ id }) => id));
  const sites = new Map(catalogue.sites.map((site) => [site.id, site]));
  const entries: FlagEntry[] = [];
  for (const flag of Object.keys(CONSENT_FLAGS) as ConsentFlag[]) {
    const subjects = (options[flag] ?? []).flatMap((id) => subjectOf(flag, id, loaded, start) ?? []);
    const open = subjects.filter((subject) => {
      const site = subject.kind === 'sites' ? sites.get(subject.id) : undefined;
      const target = site ? siteTarget(site) : [subject];
      return CONSENT_FLAGS[flag].always.some((each) => !agreedBy(catalogue.changes, each, [target], options.today));
    });
    if (open.length === 0) continue;
    const owner = options.owner ?? committerOf(path.dirname(file));
    if (owner === undefined)
      return failure([
        {
          code: 'USAGE',
          problem: `${WORDS[flag]} writes into the catalogue who answers for it, and git knows no mail address of yours.`,
          fix: 'Say it with --owner (and why with --reason).',
        },
      ]);
    const id = suggestedId([open[0]?.id ?? '', flag.replace(/[A-Z]/g, '-$&')], options.today, taken);
    taken.add(id);
    const named: Record<string, string[]> = {};
    for (const subject of open) (named[subject.kind] ??= []).push(subject.id);
    entries.push({
      flag,
      change: {
        id,
        allows: [...CONSENT_FLAGS[flag].always],
        for: named,
        reason:
          options.reason ??
          `Asked for with wan lock ${WORDS[flag]} ${open.map((each) => each.id).join(' ')}.`.slice(0, 200),
        owner,
        expires: suggestedDay(options.today),
      },
    });
  }
  return success(entries);
}

/** The same entries with what else happens to those they name, as far as their flag stands for it. */
export function completed(entries: readonly FlagEntry[], effects: readonly Effect[]): readonly Change[] {
  return entries.map(({ flag, change }) => {
    const also: readonly string[] = CONSENT_FLAGS[flag].also;
    const happening = effects.flatMap(({ allowance, isRefused, targets }) =>
      allowance !== undefined &&
      isRefused &&
      also.includes(allowance) &&
      targets.some((target) => isNamed(change, target))
        ? [allowance]
        : [],
    );
    return { ...change, allows: inOrder([...change.allows, ...happening]) };
  });
}

/** Flags for something to which nothing happens: an entry that stands for a month and was for nothing lets the next mistake through. */
export function withoutEffect(entries: readonly FlagEntry[], effects: readonly Effect[]): readonly Issue[] {
  return entries.flatMap(({ flag, change }): readonly Issue[] => {
    const meant: readonly string[] = [...CONSENT_FLAGS[flag].always, ...CONSENT_FLAGS[flag].also];
    const happens = effects.some(
      ({ allowance, targets }) =>
        allowance !== undefined && meant.includes(allowance) && targets.some((target) => isNamed(change, target)),
    );
    if (happens) return [];
    const ids = Object.values(change.for).flat().join(', ');
    return [
      {
        code: 'USAGE',
        problem: `${WORDS[flag]} ${ids}: nothing of that happens to ${ids} by what is written now.`,
        fix: 'Write the change into the catalogue first, then run it again.',
      },
    ];
  });
}

/** The catalogue's text with the entries in it, or why they have to be written by hand. */
export function catalogueWith(file: string, display: string, changes: readonly Change[]): Result<string> {
  let text = readFileSync(file, 'utf8');
  for (const change of changes) {
    const checked = changeSchema.safeParse(change);
    const isBlank = [change.owner, change.reason].some((text) => text.trim() === '' || /[\r\n]/.test(text));
    if (!checked.success || isBlank)
      return failure([
        {
          code: 'USAGE',
          problem: `The entry for changes would not be right: owner "${change.owner}", reason of ${change.reason.length} characters.`,
          fix: '--reason and --owner take one line each, not empty, of at most 200 characters.',
        },
      ]);
    const lines = entryLines(change);
    const written = withEntry(text, 'changes', lines);
    if (written === undefined)
      return failure([
        {
          code: 'USAGE',
          problem: `${display} is laid out so that no entry can be put into it.`,
          fix: 'Write it yourself, then run `npx wan lock` without flags:',
          paste: ['changes:', ...lines.map((line) => `  ${line}`)],
        } satisfies Issue,
      ]);
    text = written;
  }
  return success(text);
}
