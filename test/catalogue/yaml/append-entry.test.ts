import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { withEntry } from '../../../catalogue/yaml/append-entry';

const LINES = ['- id: new', '  allows: [raised]'];

test.each<readonly [string, string, string]>([
  [
    'below the last entry, as deep as that',
    'changes:\n  - id: old # why\n# end\nsites: []\n',
    'changes:\n  - id: old # why\n  - id: new\n    allows: [raised]\n# end\nsites: []\n',
  ],
  [
    'as deep as entries without indentation',
    'changes:\n- id: old\n',
    'changes:\n- id: old\n- id: new\n  allows: [raised]\n',
  ],
  [
    'below a key of its own where there is none',
    'wan: { name: x }\n',
    'wan: { name: x }\n\nchanges:\n  - id: new\n    allows: [raised]\n',
  ],
  ['in place of an empty list', 'changes: []\nwan: 1\n', 'changes:\n  - id: new\n    allows: [raised]\nwan: 1\n'],
  [
    'below a key without a value',
    'changes: # none\nwan: 1\n',
    'changes: # none\n  - id: new\n    allows: [raised]\nwan: 1\n',
  ],
  ['where the last line has no end', 'wan: 1', 'wan: 1\n\nchanges:\n  - id: new\n    allows: [raised]\n'],
  ['with the line ends of the file', 'wan: 1\r\n', 'wan: 1\r\n\r\nchanges:\r\n  - id: new\r\n    allows: [raised]\r\n'],
  [
    'after an entry of several lines, at the end',
    'changes:\n  - id: old\n    for: { sites: [a] }\n    reason: |\n      two\n      lines\n',
    'changes:\n  - id: old\n    for: { sites: [a] }\n    reason: |\n      two\n      lines\n  - id: new\n    allows: [raised]\n',
  ],
])('an entry is written %s', (_, before, after) => {
  expect(withEntry(before, 'changes', LINES)).toBe(after);
});

test('a file that is JSON takes no lines', () => {
  expect(withEntry('{"changes": []}', 'changes', LINES)).toBeUndefined();
  expect(withEntry('changes: [{ id: old }]\n', 'changes', LINES)).toBeUndefined();
});

test('whatever else stands in a file stays as it is', () => {
  const value = fc.dictionary(fc.constantFrom('wan', 'sites', 'flows', 'tenants'), fc.jsonValue({ maxDepth: 2 }), {
    minKeys: 1,
  });
  const entries = fc.array(fc.record({ id: fc.string(), reason: fc.string() }), { maxLength: 3 });
  fc.assert(
    fc.property(value, entries, fc.boolean(), (rest, changes, isFirst) => {
      const whole = changes.length === 0 ? rest : isFirst ? { changes, ...rest } : { ...rest, changes };
      const text = stringify(whole);
      const written = withEntry(text, 'changes', LINES);
      expect(written).toBeDefined();
      expect(parse(written ?? '')).toEqual({ ...rest, changes: [...changes, { id: 'new', allows: ['raised'] }] });
      for (const line of text.split('\n')) expect(written?.split('\n')).toContain(line);
    }),
  );
});
