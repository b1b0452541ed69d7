import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Issue } from '../../../catalogue/issues/issue';
import { renderIssue, renderIssues, summariseIssues } from '../../../catalogue/issues/render-issues';
import { readBytes, Source } from '../../../catalogue/yaml/source';
import { temporaryFolder } from '../../support/workspace';

const parse = (text: string): Source => {
  const source = Source.parse(new TextEncoder().encode(text), 'x.yaml');
  if (!(source instanceof Source)) throw new Error(JSON.stringify(source));
  return source;
};

test('positions are those of the value, or of the key', () => {
  const source = parse('a:\n  - id: x\n    list: [1, 22]\n');
  expect(source.at(['a', 0, 'list', 1])).toEqual({ file: 'x.yaml', line: 3, column: 15 });
  expect(source.atKey(['a', 0, 'list'])).toEqual({ file: 'x.yaml', line: 3, column: 5 });
});

test('a path that leads nowhere is placed at the nearest parent', () => {
  expect(parse('a:\n  b: {}\n').at(['a', 'b', 'c', 'd'])).toEqual({ file: 'x.yaml', line: 2, column: 6 });
});

test('a file that the system refuses to read is FILE_UNREADABLE', () => {
  const file = path.join(temporaryFolder(), 'loop.yaml');
  symlinkSync(file, file);
  expect(renderIssue(readBytes(file, 'loop.yaml') as Issue)).toBe(
    "loop.yaml:1:1  FILE_UNREADABLE\n    loop.yaml can't be read (ELOOP).\n",
  );
});

test.each([
  ['brackets', `name: ${'['.repeat(5_000)}${']'.repeat(5_000)}`, 1],
  ['maps in a line', `a:\n  ${'{a: '.repeat(20_000)}`, 2],
  ['levels of indentation', Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), 101],
  ['dashes', `${'- '.repeat(20_000)}x`, 1],
  ['a little too deep', `x: ${'['.repeat(101)}${']'.repeat(101)}`, 1],
])('%s: what is nested too deep for any parser is said in words', (_, text, line) => {
  expect(Source.parse(new TextEncoder().encode(`${text}\n`), 'x.yaml')).toEqual([
    {
      code: 'YAML_SYNTAX',
      at: { file: 'x.yaml', line, column: 1 },
      problem: 'Nested more than 100 levels deep, or a value that holds itself (an alias inside its own anchor).',
      fix: 'A catalogue needs a dozen levels: look for brackets or dashes that repeat, or an alias.',
    },
  ]);
});

test('a hundred levels are fine', () => {
  const text = `x: ${'['.repeat(99)}${']'.repeat(99)}\n`;
  expect(Source.parse(new TextEncoder().encode(text), 'x.yaml')).toBeInstanceOf(Source);
});

const issue: Issue = {
  code: 'UNKNOWN_KEY',
  at: { file: 'a,b.yaml', line: 2, column: 3 },
  path: 'sites.x',
  problem: '100% wrong: "k"\nsecond line',
};

test('GitHub annotations escape what would end the command', () => {
  expect(renderIssues([issue], 'github')).toBe(
    '::error file=a%2Cb.yaml,line=2,col=3,title=UNKNOWN_KEY::sites.x%0A100%25 wrong: "k"<U+000A>second line\n',
  );
});

test('ten annotations of a kind are all that GitHub shows: the last counts the rest, which the log has', () => {
  const many = (count: number, severity?: 'warning'): readonly Issue[] =>
    Array.from({ length: count }, (_, index) => ({
      code: 'UNKNOWN_KEY' as const,
      problem: `${index}: ##[error]x`,
      got: '::set-output name=x::y',
      ...(severity === undefined ? {} : { severity }),
    }));
  const commands = (text: string): readonly string[] => text.split('\n').filter((line) => /^\s*::/.test(line));
  expect(commands(renderIssues(many(10), 'github'))).toHaveLength(10);
  const text = renderIssues([...many(12, 'warning'), ...many(11)], 'github');
  expect(commands(text).filter((line) => line.startsWith('::error'))).toHaveLength(10);
  expect(commands(text).filter((line) => line.startsWith('::warning'))).toHaveLength(10);
  expect(text).toContain('::error title=MORE::2 more problems, in the log of this step.\n| UNKNOWN_KEY\n|     9: ');
  expect(text).toContain('::warning title=MORE::3 more problems, in the log of this step.\n');
  // A value of the catalogue is no command of the runner.
  expect(text.split('\n').filter((line) => !line.startsWith('::') && line.includes('##['))).toEqual([]);
});

test('JSON carries every field of every problem', () => {
  expect(JSON.parse(renderIssues([issue, { ...issue, severity: 'warning' }], 'json'))).toEqual([
    issue,
    { ...issue, severity: 'warning' },
  ]);
});

test('text shows fifty problems and counts the rest', () => {
  const text = renderIssues(Array.from({ length: 53 }, () => issue));
  expect(text.match(/UNKNOWN_KEY/g)).toHaveLength(50);
  expect(text).toContain('… and 3 more (--format json shows all).');
});

test.each([
  [[issue], '1 problem in 1 file. Nothing was written.\n'],
  [[issue, { ...issue, at: { file: 'c.yaml', line: 1, column: 1 } }], '2 problems in 2 files. Nothing was written.\n'],
  [[{ ...issue, severity: 'warning' as const }], '0 problems. Nothing was written.\n'],
])('the closing line counts problems, not warnings', (issues, text) => {
  expect(summariseIssues(issues, true)).toBe(text);
});
