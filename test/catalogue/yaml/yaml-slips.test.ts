import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Source } from '../../../catalogue/yaml/source';
import { ROOT } from '../../support/run';

/** A slip of the hand on a line of a good catalogue, and the words in which its cause is to be told. */
type Slip = readonly [name: string, apply: (line: string) => string | undefined, said: RegExp];

/** Every so many lines that a slip can be made on: all of them are right as well, and take two minutes. */
const EVERY = 17;

const swap =
  (pattern: RegExp, to: string) =>
  (line: string): string | undefined =>
    pattern.test(line) ? line.replace(pattern, to) : undefined;

const SLIPS: readonly Slip[] = [
  ['tight colon before text', swap(/^([\s-]*[\w-]+): (?=[\w'"])/, '$1:'), /colon .*needs a space/],
  ['tight colon before bracket', swap(/^([\s-]*[\w-]+): (?=[[{])/, '$1:'), /colon .*needs a space/],
  ['no colon before bracket', swap(/^([\s-]*[\w-]+): (?=[[{])/, '$1 '), /no colon/],
  ['no colon', swap(/^([\s-]*[\w-]+): (?=[\w'"])/, '$1 '), /no colon/],
  ['no colon at the end', swap(/^(\s*[\w-]+):$/, '$1'), /no colon/],
  ['tight dash', swap(/^(\s*-) (?=\w)/, '$1'), /dash .* needs a space/],
  ['dash further left', (line) => (/^ +- \w+:/.test(line) ? line.slice(1) : undefined), /indented/],
  ['dash further right', (line) => (/^ *- \w+:/.test(line) ? ` ${line}` : undefined), /indented/],
  ['key further right', (line) => (/^ +\w+:/.test(line) ? ` ${line}` : undefined), /indented/],
  ['key further left', (line) => (/^ +\w+:/.test(line) ? line.slice(1) : undefined), /indented/],
  ['top key further right', (line) => (/^\w+:/.test(line) ? ` ${line}` : undefined), /indented/],
  ['tab', (line) => (/^ {2,}/.test(line) ? line.replace(/^ {2}/, '\t') : undefined), /tab/],
  ['colon and space in a value', swap(/^(\s*name: )([^'"\n]+)$/, '$1County: $2'), /quotes/],
  ['comma twice', swap(/, /, ',, '), /comma/],
  ['} twice', swap(/\}$/, '}}'), /\}/],
  ['] twice', swap(/\]$/, ']]'), /\]/],
  ['no }', swap(/\}$/, ''), /\{/],
  ['no ]', swap(/\]$/, ''), /\[/],
  ['no comma', swap(/, (?=\w+: )/, ' '), /comma/],
  ['{ for [', swap(/\[(.*)\]$/, '[$1}'), /\[|\{|\}/],
  ['apostrophe in quotes', swap(/^(\s*name: )([^'"\n]+)$/, "$1'St John's $2'"), /'/],
  ['quote not closed', swap(/^(\s*name: )([^'"\n]+)$/, "$1'$2"), /quote/],
  ['double quote not closed', swap(/^(\s*name: )([^'"\n]+)$/, '$1"$2'), /quote/],
  ['text behind quotes', swap(/^(\s*name: )([^'"\n]+)$/, "$1'$2' House"), /quotes/],
  ['full-width colon', swap(/^([\s-]*[\w-]+): (?=[\w'"[])/, '$1：'), /FULLWIDTH COLON/],
  ['no-break space behind the colon', swap(/^([\s-]*[\w-]+): (?=[\w'"])/, '$1:\u00a0'), /NO-BREAK SPACE/],
  [
    'no-break indentation',
    (line) => (/^ {2}\S/.test(line) ? line.replace(/^ {2}/, '\u00a0\u00a0') : undefined),
    /NO-BREAK SPACE/,
  ],
  ['full-width bracket', swap(/\]$/, '］'), /FULLWIDTH/],
  ['curly quotes', swap(/'([^']*)'$/, '‘$1’'), /QUOTATION/],
  ['en dash for a dash', swap(/^(\s*)- /, '$1– '), /EN DASH/],
  ['ratio for a colon', swap(/^([\s-]*[\w-]+): (?=[\w'"[])/, '$1∶ '), /RATIO/],
  ['at sign', swap(/^(\s*name: )([^'"\n]+)$/, '$1@$2'), /@/],
  ['percent', swap(/^(\s*name: )([^'"\n]+)$/, '$1%$2'), /%/],
  ['escape', swap(/^(\s*name: )([^'"\n]+)$/, '$1"C:\\Users $2"'), /single quotes/],
  ['entry without its dash', swap(/^(\s*)- (?=id: )/, '$1  '), /dash/],
];

const lines = readFileSync(path.join(ROOT, 'examples/small.yaml'), 'utf8').split('\n');

test.each(SLIPS)('%s: the line is named, and the cause', (_, apply, said) => {
  let made = 0;
  const wrong: string[] = [];
  for (const [index, line] of lines.entries()) {
    const slipped = /^\s*#/.test(line) ? undefined : apply(line);
    if (slipped === undefined || slipped === line || (made += 1) % EVERY !== 1) continue;
    const text = lines.with(index, slipped).join('\n');
    const result = Source.parse(new TextEncoder().encode(text), 'x.yaml');
    // By chance it may mean something else; then its keys are refused.
    if (result instanceof Source) continue;
    const [issue] = result;
    if (issue?.at?.line !== index + 1 || !said.test(`${issue.problem} ${issue.fix ?? ''}`))
      wrong.push(`${index + 1}: ${slipped} gave ${issue?.at?.line ?? ''}: ${issue?.problem ?? 'nothing'}`);
  }
  expect(made).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

test('signs that belong where they are are not blamed for a slip near them', () => {
  const [issue] = Source.parse(new TextEncoder().encode('a: St John’s – Hall\nb: c: d\n'), 'x.yaml') as readonly {
    problem: string;
  }[];
  expect(issue?.problem).toBe('A value that holds a colon and a space reads as one more key.');
});

test.each([
  ['name: !Town Hall\n', '!Town reads as a tag, which would change what stands behind it, and no such tag exists.'],
  ['name: &Town Hall\n', '&Town names what stands behind it, and nothing refers to that name.'],
])('%j: text that begins with a sign of YAML is not swallowed', (text, problem) => {
  expect(Source.parse(new TextEncoder().encode(text), 'x.yaml')).toMatchObject([
    { code: 'YAML_SYNTAX', at: { line: 1, column: 7 }, problem },
  ]);
});
