import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { type NewEntry, withEntries } from '../../../catalogue/yaml/insert-entries';
import { ROOT } from '../../support/run';

const SITE: NewEntry = {
  id: 'm',
  name: "St Mary's: the school",
  place: { postcode: 'CW1 2BJ', lat: undefined },
  circuits: [{ id: 'primary', address: '198.18.9.9' }],
  segments: [{ tenant: 'schools', prefixes: ['10.1.0.0/24'] }],
};

test.each<readonly [string, string, string]>([
  [
    'in order of ids, below whom it follows and above a comment of the next, with an empty line as the others',
    'sites:\n  # first\n  - id: a\n    name: A # said\n\n  # about z\n  - id: z\n    name: Z\n',
    'sites:\n  # first\n  - id: a\n    name: A # said\n\n  - id: m\n    name: M\n\n  # about z\n  - id: z\n    name: Z\n',
  ],
  [
    'below a comment that stands inside of the entry above',
    'sites:\n  - id: a\n    name: A\n    # more of a\n  # about z\n  - id: z\n    name: Z\n',
    'sites:\n  - id: a\n    name: A\n    # more of a\n  - id: m\n    name: M\n  # about z\n  - id: z\n    name: Z\n',
  ],
  [
    'before the first',
    'sites:\n  - id: n\n    name: N\n\n  - id: o\n    name: O\n',
    'sites:\n  - id: m\n    name: M\n\n  - id: n\n    name: N\n\n  - id: o\n    name: O\n',
  ],
  [
    'at the end where ids are in no order',
    'sites:\n- { id: z, name: Z }\n- { id: a, name: A }\nwan: 1\n',
    'sites:\n- { id: z, name: Z }\n- { id: a, name: A }\n- { id: m, name: M }\nwan: 1\n',
  ],
  [
    'into brackets',
    'sites: [{ id: a, name: A }, { id: z, name: Z }]\n',
    'sites: [{ id: a, name: A }, { id: m, name: M }, { id: z, name: Z }]\n',
  ],
  [
    'into brackets over several lines, and JSON',
    '{\n  "sites": [\n    {"id": "a"},\n    {"id": "z"}\n  ]\n}\n',
    '{\n  "sites": [\n    {"id": "a"},\n    {id: m, name: M},\n    {"id": "z"}\n  ]\n}\n',
  ],
  [
    'with the line ends of the file',
    'sites:\r\n  - id: a\r\n    name: A\r\n',
    'sites:\r\n  - id: a\r\n    name: A\r\n\r\n  - id: m\r\n    name: M\r\n',
  ],
  ['below a key of its own', 'wan: 1', 'wan: 1\n\nsites:\n  - id: m\n    name: M\n'],
  ['into an empty file', '# nothing yet\n', '# nothing yet\n\nsites:\n  - id: m\n    name: M\n'],
  ['in place of an empty list', 'sites: [] # none\nwan: 1\n', 'sites: # none\n  - id: m\n    name: M\nwan: 1\n'],
])('an entry is written %s', (_, before, after) => {
  expect(withEntries(before, 'sites', [{ id: 'm', name: 'M' }])).toBe(after);
});

test.each<readonly [string, string, string]>([
  [
    'blocks of blocks',
    'sites:\n  - id: a\n    name: "A"\n    place:\n      postcode: CW1 1AA\n    circuits:\n      - id: primary\n        address: 198.18.0.1\n    segments:\n      - tenant: schools\n        prefixes:\n          - 10.0.0.0/24\n',
    '  - id: m\n    name: "St Mary\'s: the school"\n    place:\n      postcode: CW1 2BJ\n    circuits:\n      - id: primary\n        address: 198.18.9.9\n    segments:\n      - tenant: schools\n        prefixes:\n          - 10.1.0.0/24\n',
  ],
  [
    'lists that stand no deeper than their key, and braces without spaces',
    "sites:\n- id: a\n  name: 'A: b'\n  place: {postcode: CW1 1AA}\n  circuits:\n  - {id: primary, address: 198.18.0.1}\n  segments:\n  - {tenant: schools, prefixes: [10.0.0.0/24]}\n",
    '- id: m\n  name: "St Mary\'s: the school"\n  place: {postcode: CW1 2BJ}\n  circuits:\n  - {id: primary, address: 198.18.9.9}\n  segments:\n  - {tenant: schools, prefixes: [10.1.0.0/24]}\n',
  ],
])('it looks like its neighbours: %s', (_, before, added) => {
  expect(withEntries(before, 'sites', [SITE])).toBe(`${before}\n${added}`);
});

test('many at once are those one after the other', () => {
  const text = readFileSync(path.join(ROOT, 'sites/fire.yaml'), 'utf8');
  const entries = ['zz', 'aa', 'mm', 'mn'].map((id): NewEntry => ({ ...SITE, id }));
  const together = withEntries(text, 'sites', entries);
  const single = entries.reduce((so, entry) => withEntries(so, 'sites', [entry]) ?? '', text);
  expect(together).toBe(single);
  const lines = (together ?? '').split('\n');
  // Every line that was there is there still, in its order.
  const left = [...lines];
  for (const line of text.split('\n')) expect(left.splice(0, left.indexOf(line) + 1)).not.toHaveLength(0);
});

test('a value, an anchor or a list of something else is no place', () => {
  expect(withEntries('sites: 3\n', 'sites', [SITE])).toBeUndefined();
  expect(withEntries('sites: { a: 1 }\n', 'sites', [SITE])).toBeUndefined();
  expect(withEntries('{ wan: 1 }\n', 'sites', [SITE])).toBeUndefined();
  expect(withEntries('sites: [\n', 'sites', [SITE])).toBeUndefined();
  // An id that is there already would be two entries of one name.
  expect(withEntries('sites:\n  - id: m\n', 'sites', [SITE])).toBeUndefined();
});

test('whatever a file holds, in whatever style, stays byte for byte, and the entries are read back', () => {
  const plain = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(
      '10.0.0.0/8',
      '/25',
      'yes',
      'null',
      '1e3',
      '0x1f',
      '# no',
      "it's",
      'a: b',
      '- x',
      '[',
      '&a',
      '*',
      'é’',
      '01',
      '2027-01-01',
    ),
  );
  const id = fc.stringMatching(/^[a-z]{1,4}$/);
  const entry = fc.record({
    id,
    name: plain,
    tags: fc.array(plain, { maxLength: 3 }),
    place: fc.dictionary(fc.constantFrom('p', 'q'), plain, { maxKeys: 2 }),
    circuits: fc.array(fc.record({ id, a: plain }), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { selector: (each) => each.id, minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom(
        { indentSeq: true },
        { indentSeq: false },
        { collectionStyle: 'flow' as const },
        { indent: 4 },
        { lineWidth: 20 },
      ),
      fc.boolean(),
      (all, count, style, crlf) => {
        const old = all.slice(0, Math.min(count, all.length - 1));
        const added = all.slice(old.length);
        const text = stringify({ wan: { a: 1 }, sites: old, end: 'x' }, style);
        const before = crlf ? text.replaceAll('\n', '\r\n') : text;
        const after = withEntries(before, 'sites', added);
        // A list of flow style that is empty has no room for blocks.
        if (after === undefined) return old.length === 0 && 'collectionStyle' in style;
        const found = parse(after) as { readonly sites: readonly NewEntry[]; readonly end: string };
        const byId = (list: readonly NewEntry[]): readonly NewEntry[] =>
          [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
        expect(byId(found.sites)).toEqual(byId(JSON.parse(JSON.stringify(all)) as NewEntry[]));
        expect(found.end).toBe('x');
        // What was there is what is left when the new is taken out: its lines are, in order, among the lines.
        let from = 0;
        if (!('collectionStyle' in style) && old.length > 0)
          for (const line of before.split('\n')) {
            const at = after.split('\n').indexOf(line, from);
            if (at < 0) return false;
            from = at + 1;
          }
        return true;
      },
    ),
  );
});
