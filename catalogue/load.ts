import path from 'node:path';
import { z } from 'zod';
import { runChecks } from './check/run';
import { Draft } from './draft';
import { includedSources } from './includes';
import { failure, type Issue, type Position, type Result, success } from './issues/issue';
import { namedLookAlike } from './text/look-alikes';
import type { Catalogue } from './model';
import { resolveCatalogue } from './resolve';
import { catalogueSchema, isListNoun, LIST_NOUNS, type RawCatalogue } from './schema/catalogue';
import { looksSecret } from './text/secrets';
import { isRecord, shapeIssues, type Whereabouts } from './shape-issues';
import { displayPath, type Path, Source, type Unsaved } from './yaml/source';
import { unseenIn } from './text/unseen';

/** A catalogue with what it was read from. */
export interface LoadedCatalogue {
  readonly catalogue: Catalogue;
  /** The same as it is written, with defaults filled in and nothing resolved: what two catalogues are compared by. */
  readonly raw: RawCatalogue;
  /** Says where a path of the catalogue stands, for problems found later (lock, quotas). */
  readonly where: Whereabouts;
  /** Every file that was read, as the user would type it. */
  readonly files: readonly string[];
}

/**
 * Reads a catalogue and its includes into a resolved model, or returns every problem with file, line and column.
 * Reads nothing else and writes nothing. `cwd` is what displayed paths are relative to;
 * `unsaved` is what files would hold, to see whether that is right before it is written.
 */
export function loadCatalogue(file: string, cwd: string, unsaved?: Unsaved): Result<LoadedCatalogue> {
  const main = Source.read(path.resolve(cwd, file), displayPath(file, cwd), unsaved);
  if (!(main instanceof Source)) return failure(main);
  const merged = mergeIncludes(main, path.resolve(cwd, file), cwd, unsaved);
  const draft = toDraft(merged);
  runChecks(draft);
  const problems = [...merged.issues, ...draft.issues].map(withLookAlike);
  if (problems.some((issue) => issue.severity !== 'warning')) return failure(problems);
  return success(
    { catalogue: resolveCatalogue(draft.raw), raw: draft.raw, where: merged.where, files: merged.files },
    problems,
  );
}

interface Merged {
  readonly value: Readonly<Record<string, unknown>>;
  readonly where: Whereabouts;
  readonly issues: Issue[];
  readonly files: readonly string[];
}

/** The catalogue's own value with the lists of its includes appended, and the way back from a merged path to a file. */
function mergeIncludes(main: Source, mainFile: string, cwd: string, unsaved?: Unsaved): Merged {
  const issues: Issue[] = [];
  if (!isRecord(main.value)) {
    issues.push({
      code: 'WRONG_TYPE',
      at: main.at([]),
      problem: 'A catalogue is a mapping: wan, hubs, tenants, egressDomains, profiles, sites …',
    });
  }
  const value: Record<string, unknown> = isRecord(main.value) ? { ...main.value } : {};
  const origins = new Map<string, { source: Source; index: number }[]>();
  for (const noun of Object.keys(LIST_NOUNS)) {
    const own = value[noun];
    if (Array.isArray(own))
      origins.set(
        noun,
        own.map((_, index) => ({ source: main, index })),
      );
  }
  const included = includedSources(main, value['include'], mainFile, cwd, issues, unsaved);
  for (const source of included) {
    for (const [noun, list] of Object.entries<unknown>(isRecord(source.value) ? source.value : {})) {
      if (!isListNoun(noun) || !Array.isArray(list)) {
        issues.push({
          code: 'INCLUDE_NOT_LIST',
          at: source.atKey([noun]),
          path: noun,
          problem: isListNoun(noun) ? `"${noun}" must be a list here.` : `"${noun}" can't stand in an included file.`,
          allowed: `lists of ${Object.keys(LIST_NOUNS).join(', ')}`,
          fix: isListNoun(noun) ? 'Write entries below it, or remove the key.' : `Move it to ${main.display}.`,
        });
        continue;
      }
      const own = value[noun];
      value[noun] = [...(Array.isArray(own) ? (own as unknown[]) : []), ...(list as unknown[])];
      origins.set(noun, [...(origins.get(noun) ?? []), ...list.map((_, index) => ({ source, index }))]);
    }
    if (!isRecord(source.value)) {
      issues.push({
        code: 'INCLUDE_NOT_LIST',
        at: source.at([]),
        problem: 'An included file is a mapping of list nouns, such as "sites:" with a list below it.',
      });
    }
  }
  for (const source of [main, ...included]) issues.push(...textIssues(source));
  return {
    value,
    where: whereabouts(main, origins, value),
    issues,
    files: [main, ...included].map((source) => source.display),
  };
}

/** Shape of every entry on its own, so that one bad entry hides no problem of the others. */
function toDraft(merged: Merged): Draft {
  const { value, where, issues } = merged;
  const placed: [object, Path][] = [];
  const broken: [string, string][] = [];
  const brokenNouns: string[] = [];
  const check = (schema: z.ZodType, entry: unknown, at: Path): unknown => {
    const parsed = schema.safeParse(entry);
    if (parsed.success) return parsed.data;
    issues.push(...ofRightType(parsed.error.issues).flatMap((issue) => shapeIssues(issue, entry, at, where)));
    return undefined;
  };
  check(
    z.strictObject(Object.fromEntries(Object.keys(catalogueSchema.shape).map((key) => [key, z.unknown()]))).partial(),
    value,
    [],
  );
  const raw: Record<string, unknown> = { profiles: {} };
  for (const [key, schema] of Object.entries<z.ZodType>(catalogueSchema.shape)) {
    const given = value[key];
    if (isListNoun(key)) {
      raw[key] = [];
      if (Array.isArray(given) && given.length > 0) {
        raw[key] = given.flatMap((entry: unknown, index) => {
          const parsed = check(elementSchema(schema), entry, [key, index]);
          if (typeof parsed === 'object' && parsed !== null) {
            placed.push([parsed, [key, index]]);
            return [parsed];
          }
          if (isRecord(entry) && typeof entry['id'] === 'string') broken.push([key, entry['id']]);
          return [];
        });
        continue;
      }
    } else if (key === 'profiles' && isRecord(given)) {
      for (const [name, profile] of Object.entries(given)) {
        const parsed = check(schema, { [name]: profile }, [key]);
        if (parsed === undefined) broken.push([key, name]);
        else Object.assign(raw['profiles'] as object, parsed);
      }
      continue;
    }
    const parsed = check(z.object({ [key]: schema }), given === undefined ? {} : { [key]: given }, []);
    if (isRecord(parsed)) Object.assign(raw, parsed);
    else brokenNouns.push(key);
  }
  issues.splice(0, issues.length, ...withoutEchoes(issues));
  const draft = new Draft(raw as RawCatalogue, where);
  for (const [entry, at] of placed) draft.place(entry, at);
  for (const [noun, id] of broken) draft.noteBroken(noun, id);
  for (const noun of brokenNouns) draft.noteNounBroken(noun);
  draft.place(raw, []);
  return draft;
}

/** What is said of a length where the type is wrong is about something else: a text has characters, a list has entries. */
function ofRightType(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const wrong = new Set(issues.flatMap(({ code, path }) => (code === 'invalid_type' ? [path.join('.')] : [])));
  return issues.filter(({ code, path }) => !/^too_/.test(code) || !wrong.has(path.join('.')));
}

/** A misspelt key is one problem, not two: that the right key is then missing goes without saying. */
function withoutEchoes(issues: readonly Issue[]): readonly Issue[] {
  const meant = new Set(
    issues
      .filter((issue) => issue.code === 'UNKNOWN_KEY')
      .map((issue) => `${issue.path ?? ''} ${/Did you mean "[^"]*"\?/.exec(issue.fix ?? '')?.[0] ?? ''}`),
  );
  const seen = new Set<string>();
  return issues.filter((issue) => {
    const key = `${issue.code} ${issue.path ?? ''} ${issue.problem} ${issue.at?.line ?? 0}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const steps = issue.path?.split('.') ?? [];
    const echo = `${steps.slice(0, -1).join('.')} Did you mean "${steps.at(-1) ?? ''}"?`;
    return issue.code !== 'MISSING_KEY' || !meant.has(echo);
  });
}

function elementSchema(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault) return elementSchema(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  throw new Error('a list noun is not a list');
}

function whereabouts(
  main: Source,
  origins: ReadonlyMap<string, readonly { source: Source; index: number }[]>,
  value: unknown,
): Whereabouts {
  const locate = (at: Path): { source: Source; path: Path } => {
    const [noun, index, ...inner] = at;
    const origin = typeof noun === 'string' && typeof index === 'number' ? origins.get(noun)?.[index] : undefined;
    return origin ? { source: origin.source, path: [noun ?? '', origin.index, ...inner] } : { source: main, path: at };
  };
  return {
    at: (at): Position => {
      const { source, path: local } = locate(at);
      return source.at(local);
    },
    atKey: (at): Position => {
      const { source, path: local } = locate(at);
      return source.atKey(local);
    },
    rawText: (at) => {
      const { source, path: local } = locate(at);
      return source.rawText(local);
    },
    named: (at): string => {
      let inner: unknown = value;
      return at
        .map((step) => {
          inner =
            typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[step] : undefined;
          return typeof step === 'number' && isRecord(inner) && typeof inner['id'] === 'string'
            ? inner['id']
            : String(step);
        })
        .join('.');
    },
  };
}

/** Credentials, and characters that are no text, are looked for in every text and key, wherever it stands. */
function textIssues(source: Source): readonly Issue[] {
  const found: Issue[] = [];
  // One path that grows and shrinks: a copy at every value would take longer than the search.
  const at: (string | number)[] = [];
  const look = (text: string, isKey: boolean): void => {
    const place = (): Pick<Issue, 'at' | 'path'> => ({
      at: isKey ? source.atKey(at) : source.at(at),
      path: at.join('.'),
    });
    if (looksSecret(text))
      found.push({
        ...place(),
        code: 'SECRET_IN_FILE',
        problem: 'This looks like a credential.',
        fix: 'Remove it, revoke it, and treat it as leaked if it was ever committed.',
      });
    const unseen = unseenIn(text);
    if (unseen !== undefined || text.includes(CDKTF_MARK))
      found.push({
        ...place(),
        code: 'TEXT_UNSAFE',
        problem:
          unseen === undefined
            ? `${CDKTF_MARK} is what cdktf marks places with that it fills in later: text that holds it would be replaced.`
            : `This is no text: ${unseen}.`,
        fix: 'Write it without. What is read in a review has to be what is deployed.',
      });
  };
  const visit = (value: unknown): void => {
    if (typeof value === 'string') look(value, false);
    else if (Array.isArray(value)) value.forEach((inner, index) => inside(index, inner));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) inside(key, inner);
  };
  const inside = (step: string | number, value: unknown): void => {
    at.push(step);
    if (typeof step === 'string') look(step, true);
    visit(value);
    at.pop();
  };
  visit(source.value);
  return found;
}

const CDKTF_MARK = 'TfToken[';

/** A value that only looks right is told apart from one that is spelt wrong: nobody sees the difference. */
function withLookAlike(issue: Issue): Issue {
  if (!MISREAD.has(issue.code)) return issue;
  const quoted = /"([^"]+)"/.exec(issue.problem)?.[1];
  const named = namedLookAlike(issue.got ?? quoted ?? '');
  return named === undefined ? issue : { ...issue, fix: issue.fix === undefined ? named : `${named} ${issue.fix}` };
}

const MISREAD: ReadonlySet<Issue['code']> = new Set([
  'ADDRESS_SYNTAX',
  'BAD_FORMAT',
  'NOT_ALLOWED',
  'PORT_SYNTAX',
  'PREFIX_SYNTAX',
  'UNKNOWN_KEY',
  'UNKNOWN_REFERENCE',
  'WRONG_TYPE',
]);
