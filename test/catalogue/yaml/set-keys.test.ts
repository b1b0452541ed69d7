import fc from 'fast-check';
import { parse } from 'yaml';
import { withKeys } from '../../../catalogue/yaml/set-keys';

const TEXT = `# sites of the north
sites:
  - id: one # the first
    circuits:
      - { id: primary, address: 198.18.0.1 }   # fibre
      - id: mobile
        address: 198.18.0.2 # changes soon

    segments: [{ tenant: fire }]
  - { id: two, circuits: [{ id: only, crypto: legacy }] }
`;

test('a flow mapping, a block one, a key that is there, a mapping that is not: every other byte stays', () => {
  expect(
    withKeys(TEXT, [
      { at: ['sites', 0, 'circuits', 0], keys: { crypto: 'ncsc-plus', asn: 64800 } },
      {
        at: ['sites', 0, 'circuits', 1],
        keys: { address: '198.18.9.9', insideRanges: ['169.254.6.0/30', '169.254.6.4/30'] },
      },
      { at: ['sites', 0, 'segments', 0, 'crypto'], keys: { primary: 'legacy' } },
      { at: ['sites', 1, 'circuits', 0], keys: { crypto: 'ncsc-plus' } },
    ]),
  ).toBe(`# sites of the north
sites:
  - id: one # the first
    circuits:
      - { id: primary, address: 198.18.0.1, crypto: ncsc-plus, asn: 64800 }   # fibre
      - id: mobile
        address: 198.18.9.9 # changes soon
        insideRanges: [169.254.6.0/30, 169.254.6.4/30]

    segments: [{ tenant: fire, crypto: { primary: legacy } }]
  - { id: two, circuits: [{ id: only, crypto: ncsc-plus }] }
`);
});

test('line ends stay what they are, and a last line without one gets one', () => {
  const keys = { crypto: 'legacy' };
  expect(
    withKeys('sites:\r\n  - id: one\r\n    circuits:\r\n      - id: a\r\n', [
      { at: ['sites', 0, 'circuits', 0], keys },
    ]),
  ).toBe('sites:\r\n  - id: one\r\n    circuits:\r\n      - id: a\r\n        crypto: legacy\r\n');
  expect(withKeys('sites:\n  - id: one', [{ at: ['sites', 0], keys }])).toBe(
    'sites:\n  - id: one\n    crypto: legacy\n',
  );
});

test('two edits make one mapping; a list of a block is put on one line', () => {
  expect(
    withKeys(TEXT, [
      { at: ['sites', 0, 'segments', 0, 'crypto'], keys: { primary: 'legacy' } },
      { at: ['sites', 0, 'segments', 0, 'crypto'], keys: { mobile: 'ncsc-plus' } },
    ]),
  ).toBe(TEXT.replace('{ tenant: fire }', '{ tenant: fire, crypto: { primary: legacy, mobile: ncsc-plus } }'));
  const block =
    'circuits:\n  - id: a\n    ranges: # theirs\n      - 1\n      - 2 # the second\n    role: active\n  - id: b\n    ranges:\n    - 3';
  expect(
    withKeys(block, [
      { at: ['circuits', 0], keys: { ranges: ['8', '9'] } },
      { at: ['circuits', 1], keys: { ranges: ['7'] } },
    ]),
  ).toBe("circuits:\n  - id: a\n    ranges: ['8', '9']\n    role: active\n  - id: b\n    ranges: ['7']\n");
});

test('what is not there, and what an anchor shares, is refused', () => {
  expect(withKeys(TEXT, [{ at: ['sites', 7], keys: { crypto: 'legacy' } }])).toBeUndefined();
  expect(withKeys('a: &x { id: one }\nb: *x\n', [{ at: ['b'], keys: { crypto: 'legacy' } }])).toBeUndefined();
  // The entry itself would take along whoever repeats it.
  expect(withKeys('a: &x { id: one }\nb: *x\n', [{ at: ['a'], keys: { crypto: 'legacy' } }])).toBeUndefined();
  expect(withKeys('a: &x { id: one }\nb: two\n', [{ at: ['a'], keys: { crypto: 'legacy' } }])).toBe(
    'a: &x { id: one, crypto: legacy }\nb: two\n',
  );
});

test('whatever is written is read again as it was meant', () => {
  const value = fc.oneof(fc.string({ maxLength: 12 }), fc.integer({ min: 0, max: 4_294_967_294 }));
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{3,8}$/), value, { maxKeys: 4 }),
      fc.boolean(),
      (keys, isFlow) => {
        const text = isFlow ? 'sites: [{ id: one }]\n' : 'sites:\n  - id: one\n';
        const result = withKeys(text, [{ at: ['sites', 0], keys }]);
        if (result !== undefined) expect(parse(result)).toEqual({ sites: [{ id: 'one', ...keys }] });
        else
          expect(Object.values(keys).some((each) => typeof each === 'string' && !/^[\w.: /-]*$/.test(each))).toBe(true);
      },
    ),
  );
});
