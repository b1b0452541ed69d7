import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { reviewOf } from '../../../review/review';
import { DAY, editedSide, sideOf } from '../../support/review';
import { type Edit, smallWorkspace } from '../../support/workspace';

const base = sideOf('main (0000000)', smallWorkspace());
const ADDRESS: Edit = { file: 'small/sites.yaml', replace: 'address: 198.18.0.3,', with: 'address: 198.18.0.33,' };

/** The small example with the library at another address, and entries below `changes`. */
function judged(
  entries: readonly string[],
  day = '2026-11-22',
  edits: readonly Edit[] = [ADDRESS],
  named = true,
): string {
  const append = entries.map((entry) => `  - ${entry}\n`).join('');
  const head = editedSide([...edits, ...(append === '' ? [] : [{ file: 'small/changes.yaml', append }])]);
  const { refused, entries: said } = reviewOf(base, head, day, named).consent;
  // The example's own entry is of main: spent, which is said where a base is named.
  return renderIssues([...refused, ...said].filter(({ path: at }) => at !== 'changes.new-carrier-2026'));
}

const entry = (allows: string, whom: string, expires = '2026-12-31'): string =>
  `{ id: library-moves, allows: [${allows}], for: { ${whom} }, reason: Agreed, owner: a@example.gov.uk, expires: ${expires} }`;

test('what nobody agreed to is refused, with the entry to write', () => {
  expect(judged([])).toBe(
    [
      'small/sites.yaml:23:54  FAR_END_ACTS  sites.library.circuits.primary.address',
      '    198.18.0.3 → 198.18.0.33: 1 site is off the network at once (Library), from the apply until the far end is set alike; the far end must act at the same time (Library, primary: address 198.18.0.3 → 198.18.0.33).',
      '    If that is meant, have it agreed, and write:',
      '        - id: library-address-2026-11',
      '          allows: [far-end-acts, tunnels-interrupted]',
      '          for: { sites: [library] }',
      '          reason: …',
      '          owner: …',
      '          expires: 2026-12-22',
      '',
    ].join('\n'),
  );
});

test.each(['sites: [library]', 'tenants: [council]', 'profiles: [branch]', 'hubs: [london]'])(
  'an entry for %s agrees to it',
  (whom) => {
    expect(judged([entry('far-end-acts, tunnels-interrupted', whom)])).toBe('');
  },
);

test('an entry of one effect is no entry of another', () => {
  const said = judged([entry('far-end-acts', 'sites: [library]')]);
  expect(said).toContain('SITE_CUT  sites.library.circuits.primary.address');
  expect(said).toContain('allows: [tunnels-interrupted]');
});

test('an entry for others agrees to nothing, and is told so where this change wrote it', () => {
  const said = judged([entry('far-end-acts, tunnels-interrupted', 'sites: [azure-office]')]);
  expect(said).toContain('FAR_END_ACTS  sites.library.circuits.primary.address');
  expect(said).toContain(
    'small/changes.yaml:17:5  CHANGE_ALLOWS_NOTHING  changes.library-moves\n' +
      '    library-moves allows far-end-acts, tunnels-interrupted, and nothing of that happens to whom it is for.\n' +
      '    Remove it, or write what does happen: `npx wan review` says it.\n',
  );
});

test('an entry that allows more than happens is warned of, where this change wrote it', () => {
  expect(judged([entry('far-end-acts, tunnels-interrupted, site-removed', 'sites: [library, azure-office]')])).toBe(
    'small/changes.yaml:17:5  warning CHANGE_WIDER  changes.library-moves\n' +
      '    library-moves allows more than happens: site-removed, sites azure-office.\n' +
      '    Take that out: until its day it would let the next mistake through.\n',
  );
});

test('what hits two tenants needs both', () => {
  const both: readonly Edit[] = [{ file: 'small/sites.yaml', replace: 'asn: 64800', with: 'asn: 64801' }];
  const allowed = 'far-end-acts, tunnels-interrupted';
  expect(judged([entry(allowed, 'tenants: [fire]')], DAY, both)).toContain('FAR_END_ACTS  sites.town-hall.asn');
  expect(judged([entry(allowed, 'tenants: [fire, council]')], DAY, both)).toBe('');
  expect(judged([entry(allowed, 'sites: [town-hall]')], DAY, both)).toBe('');
});

test('a site that is called otherwise now may be agreed to by either name', () => {
  const renamed: Edit = {
    file: 'small/sites.yaml',
    replace: '  - id: library\n',
    with: '  - id: main-library\n    was: library\n',
  };
  const allowed = 'far-end-acts, tunnels-interrupted';
  for (const id of ['library', 'main-library'])
    expect(judged([entry(allowed, `sites: [${id}]`)], DAY, [renamed, ADDRESS])).not.toContain('FAR_END_ACTS');
});

test('an entry holds until its day, and what needed it then says so', () => {
  const expired = entry('far-end-acts, tunnels-interrupted', 'sites: [library]', '2026-11-30');
  expect(judged([expired], '2026-11-30')).toBe('');
  const said = judged([expired], '2026-12-01');
  expect(said).toContain('library-moves allowed it until 2026-11-30. If that is meant, have it agreed, and write:');
  expect(said).toContain(
    'CHANGE_EXPIRED  changes.library-moves\n' +
      '    library-moves expired on 2026-11-30 (today is taken to be 2026-12-01): it allows nothing any more.\n' +
      '    Have it agreed anew with a@example.gov.uk, or remove it.\n',
  );
});

test('an entry for nobody is refused', () => {
  expect(judged([entry('far-end-acts', 'sites: [libary]')])).toContain(
    'CHANGE_NOBODY  changes.library-moves\n' +
      '    library-moves is for sites libary, and there is no such thing before or after this change.\n' +
      '    Write ids as they stand in the catalogue.\n',
  );
});

test('an entry that has done what it was for is a warning, where the base is what is deployed', () => {
  const said = (named: boolean): string => {
    const { entries } = reviewOf(base, base, '2026-11-22', named).consent;
    return renderIssues(entries);
  };
  expect(said(false)).toBe('');
  expect(said(true)).toBe(
    'small/changes.yaml:3:5  warning CHANGE_SPENT  changes.new-carrier-2026\n' +
      '    new-carrier-2026 is spent: what it allows has happened, or never will.\n    Remove the entry.\n',
  );
});

test('each code of a refusal is shown by a case', () => {
  const shown = readFileSync(path.join(__dirname, '../../fixtures/reviews.yaml'), 'utf8');
  for (const code of [
    'ADDRESSES_RELEASED',
    'CLOUD_REFUSES',
    'FAR_END_ACTS',
    'GUARD_LIFTED',
    'PATH_CUT',
    'SITE_CUT',
    'SITE_REMOVED',
  ])
    expect(shown).toContain(`  ${code}  `);
});
