import {
  type CST,
  type Document,
  isAlias,
  isNode,
  LineCounter,
  parseDocument,
  Parser,
  visit,
  type YAMLError,
} from 'yaml';
import type { Issue, Position } from '../issues/issue';
import { holdsSecret } from '../text/secrets';
import { repairsOf, repairsOfAll } from './yaml-repairs';

/** A YAML text that was parsed with positions. */
export interface PositionedYaml {
  readonly text: string;
  readonly display: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** What is wrong, and where it begins rather than where a parser noticed. */
interface Cause {
  readonly offset: number;
  readonly problem: string;
  readonly fix?: string;
}

/** The first syntax error with its cause, or every key that is written twice: what follows an error is mostly its echo. */
export function syntaxIssues(yaml: PositionedYaml): readonly Issue[] {
  const errors = [...yaml.document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const [first] = errors;
  if (!first) return [];
  const { offset, ...rest } = causeOf(yaml, first);
  if (first.code !== 'DUPLICATE_KEY' || rest.problem !== TWICE)
    return [{ ...placed(yaml, offset), code: 'YAML_SYNTAX', ...rest }];
  return errors
    .filter((error) => error.code === 'DUPLICATE_KEY')
    .map((error) => ({
      ...placed(yaml, error.pos[0]),
      code: 'DUPLICATE_KEY',
      problem: TWICE,
      fix: 'Remove one, or merge them.',
    }));
}

const TWICE = 'This key is written twice; only one of them would count.';

/**
 * Aliases that stand for nothing, or for something that they are part of; anchors that nothing refers to and tags that
 * mean nothing, which are text that began with & or !. Undefined where all are sound.
 */
export function aliasIssue(yaml: PositionedYaml): Issue | undefined {
  const known = new Map<string, { readonly start: number; readonly end: number; isUsed: boolean }>();
  let found: Issue | undefined;
  const report = (offset: number, problem: string, fix: string): symbol => {
    found = { ...placed(yaml, offset), code: 'YAML_SYNTAX', problem, fix };
    return visit.BREAK;
  };
  visit(yaml.document, (_, node) => {
    if (!isNode(node) || !node.range) return undefined;
    const [start, end] = node.range;
    if (isAlias(node)) {
      const anchored = known.get(node.source);
      if (anchored) anchored.isUsed = true;
      if (anchored && start >= anchored.end) return undefined;
      return anchored
        ? report(
            start,
            `*${node.source} stands inside of what &${node.source} names: it would hold itself.`,
            'Write the values out, or use a profile.',
          )
        : report(
            start,
            `*${node.source} stands for what &${node.source} names, and nothing above is named so.`,
            'Text that begins with * needs quotes; for a value that repeats, write it out or use a profile.',
          );
    }
    if (node.tag?.startsWith('!') === true)
      return report(
        yaml.text.lastIndexOf('!', start),
        `${node.tag} reads as a tag, which would change what stands behind it, and no such tag exists.`,
        'Text that begins with ! needs quotes.',
      );
    if (node.anchor !== undefined)
      known.set(node.anchor, { start: yaml.text.lastIndexOf('&', start), end, isUsed: false });
    return undefined;
  });
  const unused = [...known].find(([, { isUsed }]) => !isUsed);
  if (!found && unused)
    report(
      unused[1].start,
      `&${unused[0]} names what stands behind it, and nothing refers to that name.`,
      'Text that begins with & needs quotes; otherwise remove it.',
    );
  return found;
}

function placed({ display, text, lines }: PositionedYaml, offset: number): { at: Position; excerpt?: string } {
  const { line, col } = lines.linePos(offset);
  const excerpt = lineOf(text, line);
  return { at: { file: display, line, column: col }, ...(holdsSecret(excerpt) ? {} : { excerpt }) };
}

function lineOf(text: string, line: number): string {
  return (text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
}

function causeOf(yaml: PositionedYaml, error: YAMLError): Cause {
  const { text, lines } = yaml;
  const [offset] = error.pos;
  const { line } = lines.linePos(offset);
  const start = lines.lineStarts[line - 1] ?? 0;
  return slip(yaml, line) ?? unclosed(text, offset) ?? wording(error, offset, start, lineOf(text, line));
}

/** What was most likely done by mistake: of all slips that may stand near the error, one without which the text is right. */
function slip({ text, lines }: PositionedYaml, line: number): Cause | undefined {
  const near = excerptAround(text.split(/\r?\n/), line - 1);
  const before = firstErrorIn(near.lines);
  const healed = [...repairsOfAll(near.lines), ...near.candidates.flatMap((each) => repairsOf(near.lines, each))]
    .map((repair) => ({ repair, next: firstErrorIn(repair.lines) }))
    .filter(({ repair, next }) => next > before + 2 || (next > before && repair.rank === 0));
  healed.sort((a, b) => b.next - a.next || a.repair.rank - b.repair.rank);
  const [best] = healed;
  if (!best) return undefined;
  const { problem, fix, column } = best.repair;
  return {
    offset: (lines.lineStarts[near.lineAt(best.repair.line)] ?? 0) + column,
    problem,
    ...(fix === undefined ? {} : { fix }),
  };
}

/** The lines around an error that stand for themselves, and those among them on which the slip may be. */
function excerptAround(
  all: readonly string[],
  error: number,
): {
  readonly lines: readonly string[];
  /** Where one of these lines stands in the text; both from 0. */
  readonly lineAt: (line: number) => number;
  readonly candidates: readonly number[];
} {
  const isCode = (line: string | undefined): boolean => line !== undefined && /^\s*[^\s#]/.test(line);
  const above = (from: number, is: (line: string) => boolean): number =>
    all.slice(0, Math.max(0, from + 1)).findLastIndex((line) => isCode(line) && is(line));
  const key = Math.max(
    0,
    above(error - 1, (line) => /^\S/.test(line)),
  );
  const entry = /^ *- /.exec(all.slice(key + 1).find(isCode) ?? '')?.[0];
  const far = entry === undefined ? -1 : above(error - LINES_ABOVE, (line) => line.startsWith(entry));
  // The key, so that what follows the list can stand behind it.
  const first = error - key > LINES_ABOVE && far > key ? far : key + 1;
  const lines = [all[key] ?? '', ...all.slice(first, error + LINES_BELOW)];
  const lineAt = (line: number): number => (line === 0 ? key : first + line - 1);
  const at = error <= key ? 0 : error - first + 1;
  const indent = (line: string): number => line.search(/[^ ]/);
  const parent = lines
    .slice(0, at)
    .findLastIndex((line) => isCode(line) && indent(line) < Math.max(1, indent(lines[at] ?? '')));
  const code = [...lines.keys()].filter((line) => isCode(lines[line]));
  const nearby = [
    ...code.filter((line) => line <= at).slice(-3),
    ...code.filter((line) => line > at).slice(0, 1),
    ...code.filter((line) => line > parent).slice(0, 1),
  ];
  return { lines, lineAt, candidates: [...new Set(nearby)] };
}

/** Enough for an entry or two of a catalogue; a whole one would take seconds to try everything on. */
const LINES_ABOVE = 40;
const LINES_BELOW = 40;

/** The line, from 0, of the first error in a text; infinite where there is none. */
function firstErrorIn(lines: readonly string[]): number {
  const counter = new LineCounter();
  const { errors } = parseDocument(lines.join('\n'), { lineCounter: counter, prettyErrors: false, logLevel: 'error' });
  return Math.min(...errors.map((error) => counter.linePos(error.pos[0]).line - 1));
}

/** A quote or bracket that opens and is never closed; where a later quote closed it by chance, the one that opens. */
function unclosed(text: string, offset: number): Cause | undefined {
  const open: Cause[] = [];
  const look = (token: CST.Token | null | undefined): void => {
    if (!token) return;
    if (token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar') {
      const quote = token.source[0] ?? '"';
      const isOpen = token.source.length < 2 || !token.source.endsWith(quote);
      const end = token.offset + token.source.length;
      if (token.offset <= offset && (isOpen || (token.source.includes('\n') && offset - end < 200)))
        open.push({
          offset: token.offset,
          problem: isOpen
            ? `The quote ${quote} that opens here is never closed.`
            : `The quote ${quote} that opens here is closed only on a later line, and what follows there makes no sense.`,
          fix: `Close it on this line. Plain text needs no quotes unless it holds ": " or " #".`,
        });
    }
    if (token.type === 'flow-collection') {
      const bracket = token.start.source;
      const wanted = bracket === '{' ? '}' : ']';
      if (token.offset <= offset && !token.end.some((end) => 'source' in end && end.source === wanted))
        open.push({
          offset: token.start.offset,
          problem: `The ${bracket} that opens here is not closed by a ${wanted}.`,
          fix: `Write ${wanted} where it ends.`,
        });
    }
    if ('items' in token)
      for (const item of token.items) {
        look(item.key);
        look(item.value);
      }
    if (token.type === 'document') look(token.value);
  };
  for (const token of new Parser().parse(text)) look(token);
  return open.at(-1);
}

/** The parser's findings in the words of somebody who writes a catalogue. */
function wording({ code, message }: YAMLError, offset: number, start: number, line: string): Cause {
  const at = (problem: string, fix?: string): Cause => ({ offset, problem, ...(fix === undefined ? {} : { fix }) });
  const tight = /^[\s-]*[\w-]+:(?=[^\s/])/.exec(line);
  if (tight && code === 'MULTILINE_IMPLICIT_KEY')
    return { ...at('A colon behind a key needs a space behind it.'), offset: start + tight[0].length - 1 };
  const shown = line.trim();
  switch (code) {
    case 'DUPLICATE_KEY':
      return at(TWICE);
    case 'TAB_AS_INDENT':
      return at('This line is indented with a tab.', 'Indent with spaces: YAML knows no other.');
    case 'BAD_INDENT':
      return at(
        'This line is indented otherwise than the lines that it belongs to.',
        'Let entries of one list or mapping begin in one column.',
      );
    case 'BLOCK_AS_IMPLICIT_KEY':
      return at(
        'A value that holds a colon and a space reads as one more key.',
        `Put the value in quotes, such as '${/: (.*)$/.exec(shown)?.[1] ?? shown}'.`,
      );
    case 'MULTILINE_IMPLICIT_KEY':
      return at('This line should be "key: value", and has no colon.');
    case 'BAD_SCALAR_START':
      return at(
        `Plain text can't begin with ${/character (\S+)/.exec(message)?.[1] ?? 'this character'}.`,
        'Put it in quotes.',
      );
    case 'BAD_DQ_ESCAPE':
      return at(
        `${message.replace('Invalid escape sequence ', '')} means nothing in double quotes.`,
        'Use single quotes.',
      );
    case 'BLOCK_IN_FLOW':
      return at('Two entries inside { } or [ ] stand without a comma between them.');
    case 'UNEXPECTED_TOKEN':
      return at('Something stands here where a value has already ended.', 'Put the whole value in one pair of quotes.');
    case 'MULTIPLE_DOCS':
      return at('A second document begins here (`---`); a file holds one.');
    default:
      if (message.startsWith('Implicit map keys')) return at('This line should be "key: value", and has no colon.');
      return at(`Not valid YAML: ${message.split('\n')[0]?.replace(/\.$/, '') ?? ''}.`);
  }
}
