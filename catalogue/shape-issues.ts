import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { asnFault } from './values/asn';
import { counted } from './text/counts';
import type { Issue, Position } from './issues/issue';
import { schemasAt } from './json-schema';
import type { Fault } from './schema/field';
import { looksSecret, SECRET_KEY } from './text/secrets';
import type { Path } from './yaml/source';

/** Where a value stands and how its path reads in ids: supplied by the loader, which knows the files. */
export interface Whereabouts {
  at(path: Path): Position;
  atKey(path: Path): Position;
  named(path: Path): string;
  /** A scalar as it is written. */
  rawText(path: Path): string | undefined;
}

/** A zod issue as ours: our code, our words, the position of the value or of the unknown key. */
export function shapeIssues(
  issue: z.core.$ZodIssue,
  root: unknown,
  prefix: Path,
  where: Whereabouts,
): readonly Issue[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const value = valueAt(root, issue.path);
  const base = { at: where.at(path), path: where.named(path) };
  const key = String(path.at(-1));
  const got = value === undefined ? {} : { got: printable(value) };
  const about = (): { fix?: string } => {
    const description = schemasAt(path, rooted(prefix, root))[0]?.description;
    return description === undefined ? {} : { fix: `${key}: ${description}` };
  };
  if (
    value === undefined &&
    issue.code !== 'custom' &&
    issue.code !== 'unrecognized_keys' &&
    issue.code !== 'invalid_union'
  ) {
    return [{ ...base, code: 'MISSING_KEY', problem: `"${key}" is missing.`, ...about() }];
  }
  switch (issue.code) {
    case 'custom': {
      const written = typeof value === 'number' && !Number.isInteger(value) ? where.rawText(path) : undefined;
      const dotted = written === undefined ? undefined : asnFault(written);
      if (dotted?.code === 'ASN_ASDOT') return [{ ...base, ...dotted, got: written ?? '' }];
      const { code, problem, allowed, fix } = (issue.params ?? {}) as Partial<Fault>;
      return [
        {
          ...base,
          code: code ?? 'BAD_FORMAT',
          problem: withheld(problem ?? issue.message, value),
          ...got,
          ...(allowed ? { allowed } : {}),
          ...(fix ? { fix } : {}),
        },
      ];
    }
    case 'unrecognized_keys': {
      const known = [
        ...new Set(schemasAt(path, rooted(prefix, root)).flatMap((schema) => Object.keys(schema.properties ?? {}))),
      ];
      return issue.keys.map((unknown) => unknownKey(unknown, value, path, where, known));
    }
    case 'invalid_key':
      return [
        {
          ...base,
          at: where.atKey(path),
          code: 'BAD_FORMAT',
          problem: `"${key}" is not an id.`,
          allowed: issue.issues[0]?.message ?? 'an id',
        },
      ];
    case 'invalid_type':
      return [
        {
          ...base,
          code: 'WRONG_TYPE',
          problem: 'Wrong type of value.',
          ...got,
          allowed: expected(issue.expected),
          ...(otherwise(value, issue.expected) ?? about()),
        },
      ];
    case 'invalid_value':
      return [
        {
          ...base,
          code: 'NOT_ALLOWED',
          problem: `Not a ${key} that exists.`,
          ...got,
          allowed: issue.values.map(String).join(', '),
          ...suggestion(value, issue.values.map(String)),
        },
      ];
    case 'invalid_union':
      return issue.discriminator === undefined
        ? unionIssues(issue, root, prefix, where, {
            ...base,
            code: 'WRONG_TYPE',
            problem: 'Wrong type of value.',
            ...got,
            ...about(),
          })
        : [discriminatorIssue(issue.discriminator, path, value, rooted(prefix, root), where)];
    case 'too_small':
    case 'too_big': {
      const bound = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
      const noun = issue.origin === 'string' ? 'character' : issue.origin === 'array' ? 'entry' : '';
      const limit = noun === '' ? String(bound) : counted(bound, noun);
      const problem =
        issue.origin === 'array'
          ? 'Too many or too few entries.'
          : issue.origin === 'string'
            ? 'Too long or too short.'
            : 'Out of range.';
      return [
        {
          ...base,
          code: 'OUT_OF_RANGE',
          problem,
          ...got,
          allowed: `${issue.code === 'too_small' ? 'at least' : 'at most'} ${limit}`,
          ...about(),
        },
      ];
    }
    default:
      return [
        {
          ...base,
          code: 'BAD_FORMAT',
          problem: 'Not in the expected form.',
          ...got,
          allowed: issue.message.replace(/^Invalid string: must match pattern/, 'text that matches'),
          ...about(),
        },
      ];
  }
}

/**
 * A union without a key that decides: the words of the branch that had its own check, or of the only one that takes a value of
 * this type at all, else that the type is wrong.
 */
function unionIssues(
  issue: z.core.$ZodIssueInvalidUnion,
  root: unknown,
  prefix: Path,
  where: Whereabouts,
  otherwise: Issue,
): readonly Issue[] {
  const custom = issue.errors.flat().filter((inner) => inner.code === 'custom');
  const fitting = issue.errors.filter(
    (branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const meant = custom.length > 0 ? custom : fitting.length === 1 ? (fitting[0] ?? []) : [];
  if (meant.length === 0) return [otherwise];
  return meant.flatMap((inner) => shapeIssues({ ...inner, path: [...issue.path, ...inner.path] }, root, prefix, where));
}

/** The key that says which sort of entry this is has no such sort. */
function discriminatorIssue(
  discriminator: string,
  path: Path,
  value: unknown,
  all: unknown,
  where: Whereabouts,
): Issue {
  const at = path.at(-1) === discriminator ? path : [...path, discriminator];
  const given = isRecord(value) ? value[discriminator] : value;
  const allowed = [
    ...new Set(schemasAt(at, all).flatMap((schema) => (typeof schema.const === 'string' ? [schema.const] : []))),
  ];
  const base = {
    at: where.at(at),
    path: where.named(at),
    ...(allowed.length > 0 ? { allowed: allowed.join(', ') } : {}),
  };
  return given === undefined
    ? { ...base, code: 'MISSING_KEY', problem: `"${discriminator}" is missing.` }
    : {
        ...base,
        code: 'NOT_ALLOWED',
        problem: `Not a ${discriminator} that exists.`,
        got: printable(given),
        ...suggestion(given, allowed),
      };
}

function unknownKey(key: string, parent: unknown, path: Path, where: Whereabouts, known: readonly string[]): Issue {
  const base = { at: where.atKey([...path, key]), path: where.named(path) };
  const value = isRecord(parent) ? parent[key] : undefined;
  if (SECRET_KEY.test(key) && typeof value === 'string') {
    return {
      ...base,
      code: 'SECRET_IN_FILE',
      problem: `"${key}" looks like a secret. The catalogue holds none: keys are made by AWS or passed to Terraform as sensitive values.`,
      fix: 'Remove it, and treat the value as leaked if it was ever committed.',
    };
  }
  if (key === '<<') {
    return {
      ...base,
      code: 'UNKNOWN_KEY',
      problem: 'Merge keys (`<<`) are not part of YAML 1.2 and are not read.',
      fix: 'Write the values out, or use a profile.',
    };
  }
  const tight = /^([\w-]+)(:?)\s*[[{]/.exec(key);
  if (tight)
    return {
      ...base,
      code: 'UNKNOWN_KEY',
      problem: `A colon ${tight[2] === '' ? 'is missing' : 'needs a space'} behind "${tight[1] ?? ''}": the key reads as "${printable(key)}".`,
      ...suggestion(tight[1], known),
    };
  return {
    ...base,
    code: 'UNKNOWN_KEY',
    problem: `"${key}" is not a key here.`,
    ...suggestion(key, known, 'Did you mean'),
    ...(known.length > 0 ? { allowed: known.join(', ') } : {}),
  };
}

/** Names close enough to be a slip of the keyboard: at most a third of the letters differ. */
export function suggestion(given: unknown, names: readonly string[], lead = 'Did you mean'): { fix?: string } {
  if (typeof given !== 'string' || names.length === 0) return {};
  const best = closest(given, names);
  return distance(given, best) <= Math.max(1, Math.floor(given.length / 3)) ? { fix: `${lead} "${best}"?` } : {};
}

/** A sentence about a value, without the value where that is a credential: messages are kept in logs. */
function withheld(problem: string, value: unknown): string {
  return typeof value === 'string' && looksSecret(value) ? problem.replaceAll(value, '(withheld)') : problem;
}

/** A value for a message: short, on one line, never a secret. */
export function printable(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (looksSecret(text)) return '(withheld)';
  const line = text.replace(/[ \t\r\n]+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}

/** What YAML took for another type than was meant: text for the number in quotes, a number for text without them. */
function otherwise(value: unknown, wanted: string): { readonly got: string; readonly fix: string } | undefined {
  if (wanted === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return { got: `${String(value)}, which is ${TYPE_WORDS[typeof value] ?? ''}`, fix: `Put it in quotes.` };
  if (typeof value !== 'string' || looksSecret(value)) return undefined;
  const got = `"${printable(value)}", which is text`;
  if (['number', 'int'].includes(wanted) && /^-?\d+(\.\d+)?$/.test(value))
    return { got, fix: 'Write it without quotes.' };
  const truth = /^(yes|on|true)$/i.test(value) ? 'true' : /^(no|off|false)$/i.test(value) ? 'false' : undefined;
  return wanted === 'boolean' && truth !== undefined ? { got, fix: `Write ${truth}, without quotes.` } : undefined;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
};

function expected(type: string): string {
  return TYPE_WORDS[type] ?? type;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    root,
  );
}

/** The value as it would stand in a whole catalogue, so that schemas can be looked up from the top. */
function rooted(prefix: Path, root: unknown): unknown {
  return prefix.reduceRight<unknown>(
    (inner, step) => (typeof step === 'number' ? Object.assign([], { [step]: inner }) : { [step]: inner }),
    root,
  );
}
