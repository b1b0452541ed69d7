import { type CST, type Document, isAlias, isNode, type LineCounter, Parser, visit, type YAMLError } from 'yaml';
import type { Issue, Position } from './issue';
import { lookAlikeIn } from './look-alikes';
import { holdsSecret } from './secrets';

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
  const { errors } = yaml.document;
  const twice = errors.filter((error) => error.code === 'DUPLICATE_KEY');
  if (twice.length > 0)
    return twice.map((error) => ({
      ...placed(yaml, error.pos[0]),
      code: 'DUPLICATE_KEY',
      problem: 'This key is written twice; only one of them would count.',
      fix: 'Remove one, or merge them.',
    }));
  const [first] = errors;
  if (!first) return [];
  const { offset, ...rest } = causeOf(yaml, first);
  return [{ ...placed(yaml, offset), code: 'YAML_SYNTAX', ...rest }];
}

/** Aliases that stand for nothing, or for something that they are part of; undefined where all are sound. */
export function aliasIssue(yaml: PositionedYaml): Issue | undefined {
  const known = new Map<string, readonly [start: number, end: number]>();
  let found: Issue | undefined;
  visit(yaml.document, (_, node) => {
    if (!isNode(node) || !node.range) return undefined;
    const at = node.range[0];
    if (isAlias(node)) {
      const anchored = known.get(node.source);
      if (anchored && at >= anchored[1]) return undefined;
      found = {
        ...placed(yaml, at),
        code: 'YAML_SYNTAX',
        problem: anchored
          ? `*${node.source} stands inside of what &${node.source} names: it would hold itself.`
          : `*${node.source} stands for what &${node.source} names, and nothing above is named so.`,
        fix: 'Write the values out, or use a profile.',
      };
      return visit.BREAK;
    }
    if (node.anchor !== undefined) known.set(node.anchor, [at, node.range[1]]);
    return undefined;
  });
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
  return (
    lookAlike(yaml, line) ??
    unclosed(text, offset) ??
    tightDash(yaml, line) ??
    wording(error, offset, start, lineOf(text, line))
  );
}

/** A character that only looks right, on the line where the parser stopped or the one before. */
function lookAlike({ text, lines }: PositionedYaml, line: number): Cause | undefined {
  for (const each of [line - 1, line, line + 1]) {
    const found = lookAlikeIn(lineOf(text, each).replace(/(^|\s)#.*/, ''));
    if (found && each > 0)
      return {
        offset: (lines.lineStarts[each - 1] ?? 0) + found.index,
        problem: `This is ${found.what}.`,
        fix: 'Write the plain character: YAML knows no other.',
      };
  }
  return undefined;
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

/** A dash without a space, on the line where the parser stopped or the one before. */
function tightDash({ text, lines }: PositionedYaml, line: number): Cause | undefined {
  for (const each of [line, line - 1]) {
    const dash = each > 0 ? /^\s*-(?=[\w'"]+: )/.exec(lineOf(text, each)) : null;
    if (dash)
      return {
        offset: (lines.lineStarts[each - 1] ?? 0) + dash[0].length - 1,
        problem: 'A dash that begins an entry needs a space behind it.',
      };
  }
  return undefined;
}

/** The parser's findings in the words of somebody who writes a catalogue. */
function wording({ code, message }: YAMLError, offset: number, start: number, line: string): Cause {
  const at = (problem: string, fix?: string): Cause => ({ offset, problem, ...(fix === undefined ? {} : { fix }) });
  const tight = /^[\s-]*[\w-]+:(?=[^\s/])/.exec(line);
  if (tight && code === 'MULTILINE_IMPLICIT_KEY')
    return { ...at('A colon behind a key needs a space behind it.'), offset: start + tight[0].length - 1 };
  const shown = line.trim();
  switch (code) {
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
      return at(`Not valid YAML: ${message.split('\n')[0]?.replace(/\.$/, '') ?? ''}.`);
  }
}
