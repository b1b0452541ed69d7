import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CORE_SCHEMA, load } from 'js-yaml';
import { type Document, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { asnFault } from '../values/asn';
import type { Issue, Position } from '../issues/issue';
import { parsedValue } from './parsed-values';
import { aliasIssue, syntaxIssues } from './yaml-problems';

/** Anchors and aliases may repeat a value this many times; beyond it a few lines could expand to gigabytes. */
const MAX_ALIASES = 100;

/** A catalogue needs a dozen levels; what reads it calls itself for each. */
const MAX_DEPTH = 100;

export type Path = readonly (string | number)[];

/** Anchors, aliases and tags: rare, and the one thing whose cost and meaning only the careful parser is trusted with. */
const ANCHOR_OR_TAG = /(?:^|[\s[{,:-])[&*!][^\s]/m;

/** What files would hold, by their whole path, before anything is written. */
export type Unsaved = ReadonlyMap<string, string>;

/** A YAML document with the positions of its nodes. */
interface Positioned {
  readonly document: Document;
  readonly lines: LineCounter;
}

/**
 * One parsed YAML file that can say where each of its values stands. Two parsers share the work: js-yaml gives the
 * values, five times faster; `yaml` gives positions and the words for what is wrong, and is only asked when something
 * is. A test holds them against each other.
 */
export class Source {
  private positioned: Positioned | undefined;

  private constructor(
    /** The file as the user would type it. */
    readonly display: string,
    private readonly text: string,
    /** The value, as plain data. */
    readonly value: unknown,
    positioned?: Positioned,
  ) {
    this.positioned = positioned;
  }

  /**
   * Reads and parses a file; reports FILE_MISSING, FILE_NOT_A_FILE, FILE_UNREADABLE and all that `parse` reports. What is not
   * written yet, by the file's whole path, is read instead of it.
   */
  static read(file: string, display: string, unsaved?: Unsaved): Source | readonly Issue[] {
    const text = unsaved?.get(file);
    const bytes = text === undefined ? readBytes(file, display) : new TextEncoder().encode(text);
    return bytes instanceof Uint8Array ? Source.parse(bytes, display) : [bytes];
  }

  /** Reports NOT_UTF8, EMPTY_FILE, YAML_SYNTAX, DUPLICATE_KEY and ALIAS_EXPANSION. */
  static parse(bytes: Uint8Array, display: string): Source | readonly Issue[] {
    const start: Position = { file: display, line: 1, column: 1 };
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return [
        {
          code: 'NOT_UTF8',
          at: start,
          problem: 'The file is not UTF-8 text.',
          fix: 'Save it as UTF-8 (without it, names and positions cannot be trusted).',
        },
      ];
    }
    const conflict = /^(<<<<<<<|=======|>>>>>>>)( .*)?$/m.exec(text);
    if (conflict) {
      const line = text.slice(0, conflict.index).split('\n').length;
      return [
        {
          code: 'MERGE_CONFLICT',
          at: { file: display, line, column: 1 },
          problem: 'The file holds merge-conflict markers.',
          fix: 'Resolve the merge first. For a lock: take either side, then run `npx wan lock --base <the branch you merged>`.',
        },
      ];
    }
    const dotted = wholeAsdot(text, display);
    if (dotted.length > 0) return dotted;
    const deep = { code: 'YAML_SYNTAX', ...nestedTooDeep(text, display) } as const;
    try {
      const value = parsedValue(text, parseFast);
      const source = value === undefined ? Source.parseCarefully(text, display) : new Source(display, text, value);
      return source instanceof Source && depthOf(source.value) > MAX_DEPTH ? [deep] : source;
    } catch (error) {
      // Parsers call themselves for every level, until there is no room left to.
      if (error instanceof RangeError) return [deep];
      throw error;
    }
  }

  private static parseCarefully(text: string, display: string): Source | readonly Issue[] {
    const start: Position = { file: display, line: 1, column: 1 };
    const positioned = position(text);
    const { document } = positioned;
    const yaml = { ...positioned, text, display };
    if (document.errors.some(({ message }) => message.includes('call stack'))) throw new RangeError('nested too deep');
    if (document.errors.length > 0) return syntaxIssues(yaml);
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
      return [
        {
          code: 'EMPTY_FILE',
          at: start,
          problem: 'The file is empty.',
          fix: 'An include needs at least one list noun; a catalogue needs wan, hubs, tenants, egressDomains and profiles.',
        },
      ];
    }
    const alias = aliasIssue(yaml);
    if (alias) return [alias];
    try {
      return new Source(display, text, document.toJS({ maxAliasCount: MAX_ALIASES }), positioned);
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      return [
        {
          code: 'ALIAS_EXPANSION',
          at: start,
          problem: `Anchors and aliases expand to more than the ${MAX_ALIASES} repetitions that are allowed.`,
          fix: 'Write the values out, or use a profile.',
        },
      ];
    }
  }

  /** Where the value at `path` stands; the nearest parent that exists where it doesn't. */
  at(path: Path): Position {
    return this.position(this.find(path, false));
  }

  /** Where the key of the value at `path` stands: for keys that shouldn't be there. */
  atKey(path: Path): Position {
    return this.position(this.find(path, true));
  }

  /** A scalar as it is written, which its value may not show: `64512.10` is read as 64512.1. */
  rawText(path: Path): string | undefined {
    const node = this.find(path, false);
    return isScalar(node) ? node.source : undefined;
  }

  private positions(): Positioned {
    this.positioned ??= position(this.text);
    return this.positioned;
  }

  private find(path: Path, wantKey: boolean): Node | undefined {
    let node: unknown = this.positions().document.contents;
    let found: Node | undefined = isNode(node) ? node : undefined;
    for (const [depth, step] of path.entries()) {
      if (isMap(node)) {
        const pair = node.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
        );
        if (!pair) return found;
        if (wantKey && depth === path.length - 1) return isNode(pair.key) ? pair.key : found;
        node = pair.value;
      } else if (isSeq(node) && typeof step === 'number') {
        node = node.items[step];
      } else {
        return found;
      }
      if (!isNode(node)) return found;
      found = node;
    }
    return found;
  }

  private position(node: Node | undefined): Position {
    const place = this.positions().lines.linePos(node?.range?.[0] ?? 0);
    return { file: this.display, line: place.line, column: place.col };
  }
}

/** The value of a plain YAML text; undefined where the careful parser must have a look. */
function parseFast(text: string): unknown {
  if (ANCHOR_OR_TAG.test(text)) return undefined;
  try {
    return load(text, { schema: CORE_SCHEMA }) ?? undefined;
  } catch {
    return undefined;
  }
}

function position(text: string): Positioned {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' }), lines };
}

/** `ENOENT`, `ENOSPC`, …: what the operating system said; undefined for an error of another kind. */
export function systemErrorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** What the operating system refused, in words; undefined for an error of another kind, which is a fault of the program. */
export function systemIssue(error: unknown): Issue | undefined {
  const code = systemErrorCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined;
  const { path: file, syscall } = error as { readonly path?: unknown; readonly syscall?: unknown };
  return {
    code: 'FILE_UNREADABLE',
    problem: `${typeof file === 'string' ? file : 'A file'} can't be used (${[code, syscall].filter((part) => typeof part === 'string').join(', ')}).`,
    fix: 'Make room or permission, or move what is in the way, and run it again.',
  };
}

/** Bytes of a file, or the one problem that stops it from being read. */
export function readBytes(file: string, display: string): Uint8Array | Issue {
  const at = { file: display, line: 1, column: 1 };
  try {
    if (!statSync(file).isFile()) {
      return {
        code: 'FILE_NOT_A_FILE',
        at,
        problem: `${display} is a folder or a device, not a file.`,
        fix: 'Name the catalogue file itself.',
      };
    }
    return readFileSync(file);
  } catch (error) {
    const code = systemErrorCode(error) ?? 'unknown';
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? {
          code: 'FILE_MISSING',
          at,
          problem: `There is no file ${display}.`,
          fix: 'Check the path; --catalogue and WAN_CATALOGUE are relative to the folder you are in.',
        }
      : { code: 'FILE_UNREADABLE', at, problem: `${display} can't be read (${code}).` };
  }
}

/** A file as the user would type it: relative where it lies below where they are. */
export function displayPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, path.resolve(cwd, file));
  return (relative.startsWith('..') ? path.resolve(cwd, file) : relative).split(path.sep).join('/');
}

/** `asn: 64512.0`: to YAML the whole number 64512, and to who wrote it 4227858432. Later nobody could tell. */
function wholeAsdot(text: string, display: string): readonly Issue[] {
  return [...text.matchAll(/^((?:[^#'"\n]|'[^'\n]*'|"[^"\n]*")*?\b\w*asn:[ \t]*)(\d+\.0+)(?![\w.])/gim)].flatMap(
    ([, before = '', written = ''], index, all) => {
      const fault = asnFault(written);
      const at = all[index]?.index ?? 0;
      return fault === undefined
        ? []
        : [
            {
              code: fault.code,
              at: { file: display, line: text.slice(0, at).split('\n').length, column: before.length + 1 },
              problem: fault.problem,
              got: written,
              ...(fault.allowed === undefined ? {} : { allowed: fault.allowed }),
              ...(fault.fix === undefined ? {} : { fix: fault.fix }),
            },
          ];
    },
  );
}

/** How many levels a value has, counted no further than one more than is allowed: an alias may lead back to where it stands. */
function depthOf(value: unknown): number {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    const next: unknown[] = [];
    const seen = new Set<unknown>();
    for (const each of level)
      if (typeof each === 'object' && each !== null && !seen.has(each)) {
        seen.add(each);
        for (const inner of Object.values(each)) if (typeof inner === 'object') next.push(inner);
      }
    if (next.length === 0) return depth;
    level = next;
  }
  return MAX_DEPTH + 1;
}

/** Said of the first line on which so much is open, as far as brackets, dashes and indentation show. */
function nestedTooDeep(text: string, display: string): Omit<Issue, 'code'> {
  let open = 0;
  const line = text.split('\n').findIndex((each) => {
    open += (each.match(/[[{]/g) ?? []).length - (each.match(/[\]}]/g) ?? []).length;
    const most = open + (each.match(/[\]}]/g) ?? []).length + (each.match(/- (?=- )/g) ?? []).length;
    return most > MAX_DEPTH || each.length - each.trimStart().length >= MAX_DEPTH;
  });
  return {
    at: { file: display, line: Math.max(1, line + 1), column: 1 },
    problem: `Nested more than ${MAX_DEPTH} levels deep, or a value that holds itself (an alias inside its own anchor).`,
    fix: 'A catalogue needs a dozen levels: look for brackets or dashes that repeat, or an alias.',
  };
}
