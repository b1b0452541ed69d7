import { lookAlikeIn, withoutLookAlikes } from '../text/look-alikes';

/** A slip that may have been made on a line: where, how the line would read without it, and in what words to say so. */
export interface Repair {
  /** Lines from 0. */
  readonly line: number;
  /** Column from 0. */
  readonly column: number;
  /** The text's lines without the slip. */
  readonly lines: readonly string[];
  readonly problem: string;
  readonly fix?: string;
  /** Told first when several would do: a slip that is rarely made by chance. Lower is likelier. */
  readonly rank: number;
}

/** One way to make a slip: the line without it, and the column where it was. */
interface Slip {
  readonly to: string;
  readonly column: number;
  readonly problem: string;
  readonly fix?: string;
}

type Finder = (line: string) => readonly Slip[];

const PLAIN = 'Write the plain character: YAML knows no other.';

/** Slips of the hand, the surest first: each is tried, and what makes the text right was the cause. */
const FINDERS: readonly Finder[] = [
  // What a word processor or another keyboard puts in.
  (line) => {
    const code = line.replace(/(^|\s)#.*/, '');
    return [...code].flatMap((character, index) => {
      const found = lookAlikeIn(character);
      const column = [...code].slice(0, index).join('').length;
      if (!found) return [];
      const rest = line.slice(column + character.length);
      const meant = withoutLookAlikes(character);
      return [meant + rest, `${meant} ${rest}`, withoutLookAlikes(line.slice(column))].map((text) => ({
        to: line.slice(0, column) + text,
        column,
        problem: `This is ${found.what}.`,
        fix: PLAIN,
      }));
    });
  },
  (line) => {
    const indent = /^[ \t]*\t[ \t]*/.exec(line)?.[0];
    return indent === undefined
      ? []
      : [1, 2, 4, 8].map((width) => ({
          to: indent.replaceAll('\t', ' '.repeat(width)) + line.slice(indent.length),
          column: indent.indexOf('\t'),
          problem: 'This line is indented with a tab.',
          fix: 'Indent with spaces: YAML knows no other.',
        }));
  },
  replacing(/(?<=(?:^|[\s[{,])[\w-]+):(?=[^\s/])/g, ': ', 'A colon behind a key needs a space behind it.'),
  replacing(/(?<=^\s*)-(?=[\w'"[{])/g, '- ', 'A dash that begins an entry needs a space behind it.'),
  replacing(/,(?=\s*[,\]}])/g, '', 'A comma too many: nothing stands between this one and what follows.', 'Remove it.'),
  bracket(
    /[\]}](?=[\]},\s]*$)/g,
    () => '',
    (found) => `This ${found} closes nothing.`,
    'Remove it.',
  ),
  bracket(/[\]}](?=[\]},\s]*$)/g, other, (found) => `A ${found} stands here where a ${other(found)} is due.`),
  replacing(
    /(?<=[\w'"\]}]) +(?=(?:[\w-]+:\s|[[{'"]))/g,
    ', ',
    'Two entries inside { } or [ ] stand without a comma between them.',
  ),
  replacing(/(?<=^(?:\s|- )*[\w-]+)(?: +(?=[^\s:])|:?$)/g, ': ', 'This line should be "key: value", and has no colon.'),
  replacing(
    /(?<=^(?:.*(?:: |- |[[{,] *))?)['"](?=[^'"]*$)/g,
    (found, rest) => found + rest + found,
    (found) => `The quote ${found} that opens here is never closed.`,
    'Close it on this line. Plain text needs no quotes unless it holds ": " or " #".',
  ),
  apostrophe,
];

function other(bracket: string): string {
  return bracket === '}' ? ']' : '}';
}

/** Brackets of a line that don't match: what is changed counts only where all of them match without it. */
function bracket(
  pattern: RegExp,
  by: (found: string) => string,
  problem: (found: string) => string,
  fix?: string,
): Finder {
  const find = replacing(pattern, (found, rest) => by(found) + rest, problem, fix);
  return (line) => (matched(line) ? [] : find(line).filter(({ to }) => matched(to)));
}

function matched(line: string): boolean {
  const open: string[] = [];
  return (
    (line.replaceAll(/'[^']*'|"[^"]*"/g, '').match(/[[\]{}]/g) ?? []).every((each) => {
      if (each === '[' || each === '{') return open.push(each === '[' ? ']' : '}') > 0;
      return open.pop() === each;
    }) && open.length === 0
  );
}

/** Inside quotes, what isn't the end of them has to be written twice, or quotes of the other kind be taken. */
function apostrophe(line: string): readonly Slip[] {
  const found = /^(.*?(?:: |- |[[{,] *))(['"])(.+)\2(?=[\]},\s]*$)/.exec(line);
  const [all = '', before = '', quote = '', inner = ''] = found ?? [];
  const at = inner.indexOf(quote);
  if (!found || at < 0) return [];
  const other = quote === '"' ? "'" : '"';
  const written = quote === "'" ? inner.replaceAll(/'+/g, "''") : inner.replaceAll('"', '\\"');
  return [
    {
      to: `${before}${quote}${written}${quote}${line.slice(all.length)}`,
      column: before.length + 1 + at,
      problem: `This ${quote} ends the text that began with one, and more text follows.`,
      fix: inner.includes(other)
        ? `Write ${quote === "'" ? "''" : '\\"'} for a ${quote} inside of them.`
        : `Put the value in the other quotes: ${other}${inner}${other}.`,
    },
  ];
}

/** What a pattern finds, with what should stand from there to the end of the line. */
function replacing(
  pattern: RegExp,
  by: string | ((found: string, rest: string) => string),
  problem: string | ((found: string) => string),
  fix?: string,
): Finder {
  return (line) =>
    line.length > LONGEST
      ? []
      : [...line.matchAll(pattern)].slice(0, MOST_ON_A_LINE).map(({ index, 0: found }) => {
          const rest = line.slice(index + found.length);
          return {
            to: line.slice(0, index) + (typeof by === 'string' ? by + rest : by(found, rest)),
            column: index,
            problem: typeof problem === 'string' ? problem : problem(found),
            ...(fix === undefined ? {} : { fix }),
          };
        });
}

/** A line of a catalogue is some hundred characters; beyond this nobody wrote it by hand, and trying would take long. */
const LONGEST = 1000;
const MOST_ON_A_LINE = 12;

/** Every slip that may have been made on a line. */
export function repairsOf(lines: readonly string[], line: number): readonly Repair[] {
  const text = lines[line] ?? '';
  const inLine = FINDERS.flatMap((find, rank) =>
    find(text).map(({ to, ...slip }): Repair => ({ ...slip, line, lines: lines.with(line, to), rank })),
  );
  return [...inLine, ...withoutDash(lines, line), ...indented(lines, line)];
}

/** Lines pasted with another indentation of one kind: all of them, said of the first. */
export function repairsOfAll(lines: readonly string[]): readonly Repair[] {
  const tabs = lines.findIndex((line) => /^ *\t/.test(line));
  const odd = lines.findIndex((line) => /^ *[^\S \t]/.test(line));
  const code = [
    ...[2, 4].map((width): readonly [number, (line: string) => string] => [
      tabs,
      (line) => line.replace(/^\s+/, (indent) => indent.replaceAll('\t', ' '.repeat(width))),
    ]),
    [odd, (line: string): string => line.replace(/^\s+/, withoutLookAlikes)] as const,
  ];
  return code.flatMap(([line, repaired]) => {
    const text = lines[line];
    if (text === undefined) return [];
    const column = text.search(/[^ ]/);
    return [
      {
        line,
        column,
        lines: lines.map(repaired),
        rank: FINDERS.length,
        ...(text[column] === '\t'
          ? { problem: 'This line is indented with a tab.', fix: 'Indent with spaces: YAML knows no other.' }
          : { problem: `This is ${lookAlikeIn(text[column] ?? '')?.what ?? 'no plain space'}.`, fix: PLAIN }),
      },
    ];
  });
}

/** An entry of a list that lacks its dash: its first key then reads as one more of the entry above. */
function withoutDash(lines: readonly string[], line: number): readonly Repair[] {
  const found = /^(\s*) {2}([\w-]+): /.exec(lines[line] ?? '');
  if (!found) return [];
  const column = found[1]?.length ?? 0;
  const asOthers = `${found[1] ?? ''}- ${found[2] ?? ''}:`;
  return [
    {
      line,
      column,
      lines: lines.with(line, `${found[1] ?? ''}- ${(lines[line] ?? '').slice(column + 2)}`),
      problem: 'An entry of a list begins here, and has no dash.',
      fix: `Write "- " in column ${column + 1}.`,
      // Entries of one list mostly begin with the same key.
      rank: FINDERS.length + (lines.some((each) => each.startsWith(asOthers)) ? 1 : 4),
    },
  ];
}

/** A line that begins in another column than those it belongs to: the columns nearby that lines begin in. */
function indented(lines: readonly string[], line: number): readonly Repair[] {
  const text = lines[line] ?? '';
  const indent = text.search(/[^ ]/);
  if (indent < 0 || /^(---|\.\.\.)/.test(text)) return [];
  const above = lines.slice(0, line).findLast((each) => each.trim() !== '') ?? '';
  const inside = above.search(/[^ ]/) + 2;
  const usual = (column: number): number => lines.filter((each) => each.search(/[^ ]/) === column).length;
  return [1, -1, 2, -2, 3, -3, 4, -4]
    .map((by) => indent + by)
    .filter((column) => column >= 0 && (usual(column) > 0 || column === inside))
    .map((column) => ({
      line,
      column: indent,
      lines: lines.with(line, ' '.repeat(column) + text.slice(indent)),
      problem: 'This line is indented otherwise than the lines that it belongs to.',
      fix: `Begin it in column ${column + 1}: entries of one list or mapping begin in one column.`,
      // A column that few lines begin in is the slip, one that many begin in is what was meant.
      rank: FINDERS.length + 2 + usual(indent) / (usual(indent) + usual(column)) + (column % 2) / 10,
    }));
}
