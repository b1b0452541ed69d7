import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { parseDocument, stringify } from 'yaml';
import { Source } from '../../../catalogue/yaml/source';
import { ROOT } from '../../support/run';

/** What the careful parser makes of a text: the value, or that it refuses it. */
function careful(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  return document.errors.length > 0 ? 'refused' : document.toJS();
}

function ours(text: string): unknown {
  const source = Source.parse(new TextEncoder().encode(text), 'x.yaml');
  return source instanceof Source ? source.value : 'refused';
}

test('every catalogue and lock of this project means the same to both parsers', () => {
  const files = globSync(['*.yaml', 'sites/*.yaml', 'examples/**/*.yaml', 'test/fixtures/*.yaml'], { cwd: ROOT });
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    expect([file, ours(text)]).toEqual([file, careful(text)]);
  }
});

test.each([
  'a: 0o14\nb: 012\nc: 1_000\nd: 0x1F\ne: 1e3\nf: .5\ng: 2026-01-01\nh: yes\ni: ~\nj: Null\nk: TRUE\nl: 0b11\nm: +5\nn: "-0"\no: 190:20:30\np: =',
  'a: 64512.10\nb: 1.0\nc: 10.0.0.0/8\nd: 198.18.0.1\ne: /27\nf: tcp/443',
  'a: |\n  two\n  lines\nb: >-\n  folded\n  text\n',
  "a: 'it''s'\nb: \"tab\\t\"\nc: [x, 'y, z', {d: e}]",
  '# only a comment\na: 1 # and one more\n',
  'a: {}\nb: []\nc:\n',
  'a: &x [1, 2]\nb: *x',
  'a: !!str 5',
  'on: off\nn: no\n? complex\n: key',
  'a: 1\r\nb:\r\n  - c\r\n',
])('%j means the same to both parsers', (text) => {
  expect(ours(text)).toEqual(careful(text));
});

test.each(['a: 1\na: 2', 'a: [', 'a:\n\t- b', 'a: 1\n---\nb: 2', 'a: "unclosed', 'a: b: c', '- a\nb: c'])(
  '%j is refused by both',
  (text) => {
    expect([ours(text), careful(text)]).toEqual(['refused', 'refused']);
  },
);

test('whatever can be written means the same to both parsers', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.ipV4(),
    fc.string({ unit: fc.constantFrom(...'.:-/0123456789eExob_+~ #') }),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('tree'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tree, { minKeys: 1, maxKeys: 4 }), (value) => {
      const text = stringify(value);
      expect(ours(text)).toEqual(careful(text));
    }),
  );
});
