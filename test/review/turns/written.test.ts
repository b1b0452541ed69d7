import { filesHolding } from '../../../review/turns/written';
import type { Hold } from '../../../review/turns/holds';

const TEXT = `sites:
  - id: hall
    circuits:
      - { id: a, address: 198.18.0.1 }
      - id: b
        insideRanges:
          - 169.254.21.0/30
          - 169.254.22.0/30
        address: 198.18.0.2
    segments: [{ tenant: fire }, { tenant: council }]
`;
const hold = (circuit: string, edits: Hold['edits']): Hold => ({ noun: 'sites', id: 'hall', circuit, edits });
const crypto = (circuit: string): Hold =>
  hold(circuit, [{ at: ['segments', 'fire', 'crypto'], keys: { [circuit]: 'legacy' } }]);

test('two circuits of a tenant make one mapping, and ranges of a block are replaced; other files stay', () => {
  const ranges = hold('b', [{ at: ['circuits', 'b'], keys: { insideRanges: ['169.254.21.8/30', '169.254.22.8/30'] } }]);
  const files = new Map([
    ['other.yaml', 'sites: []\n'],
    ['hall.yaml', TEXT],
  ]);
  const found = filesHolding(files, [crypto('a'), crypto('b'), ranges]);
  expect(found.ok && [...found.value]).toEqual([
    [
      'hall.yaml',
      TEXT.replace('{ tenant: fire }', '{ tenant: fire, crypto: { a: legacy, b: legacy } }').replace(
        '\n          - 169.254.21.0/30\n          - 169.254.22.0/30\n',
        ' [169.254.21.8/30, 169.254.22.8/30]\n',
      ),
    ],
  ]);
});

test('an entry that is another one, too, is left as it is, and said by its name', () => {
  const text = `spare: &x { tenant: fire }\n${TEXT.replace('[{ tenant: fire }', '[*x')}`;
  expect(filesHolding(new Map([['hall.yaml', text]]), [crypto('a')])).toMatchObject({
    ok: false,
    issues: [{ code: 'USAGE', at: { file: 'hall.yaml' }, problem: expect.stringContaining('sites.hall') as string }],
  });
});
