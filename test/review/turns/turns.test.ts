import { heldIn, type Turns, turnsOf, withoutUnheld } from '../../../review/turns/turns';
import { editedSide, sideOf } from '../../support/review';
import { type Edit, smallWorkspace } from '../../support/workspace';

const base = sideOf('base', smallWorkspace());
const turns = (...edits: readonly Edit[]): Turns => turnsOf(base, editedSide(edits));
const sites = (replace: string, text: string): Edit => ({ file: 'small/sites.yaml', replace, with: text });
const small = (replace: string, text: string): Edit => ({ file: 'small.yaml', replace, with: text });
const order = ({ places }: Turns): object =>
  Object.fromEntries(places.map(({ id, circuits }) => [id, circuits.map((each) => each.id)]));
const keysOf = (found: Turns, release = 1): object =>
  Object.fromEntries(heldIn(found, release).map(({ id, circuit, edits }) => [`${id}.${circuit}`, edits]));

test('nothing that has to wait: one circuit of two, and what nobody is on', () => {
  const found = turns(sites('address: 198.18.0.14, supplier', 'address: 198.18.0.114, supplier'));
  expect(found).toEqual({ releases: 1, places: [], alone: [], stuck: [] });
});

test('both addresses of a partner: the last written first, then the first', () => {
  const found = turns(
    sites('address: 198.18.0.14, supplier', 'address: 198.18.0.114, supplier'),
    sites('address: 198.18.0.15, supplier', 'address: 198.18.0.115, supplier'),
  );
  expect(found.releases).toBe(2);
  expect(order(found)).toEqual({ 'payroll-cloud': ['secondary', 'primary'] });
  expect(keysOf(found)).toEqual({
    'payroll-cloud.primary': [{ at: ['circuits', 'primary'], keys: { address: '198.18.0.14' } }],
  });
  expect(heldIn(found, 2)).toEqual([]);
});

test('an AS number waits at one circuit, with backups first', () => {
  const found = turns(sites('    asn: 64800\n', '    asn: 64850\n'), sites('mbps: 50, asn: 64801 }', 'mbps: 50 }'));
  expect(order(found)).toEqual({ 'town-hall': ['mobile', 'primary'] });
  expect(keysOf(found)).toEqual({
    'town-hall.primary': [{ at: ['circuits', 'primary'], keys: { asn: 64_800 } }],
  });
});

test('inside ranges wait as they were, chosen or written', () => {
  const found = turns(
    sites(
      'address: 198.18.0.14, supplier: FibreCo }',
      'address: 198.18.0.14, supplier: FibreCo, insideRanges: [169.254.21.0/30, 169.254.22.0/30] }',
    ),
    sites(
      'address: 198.18.0.15, supplier: OtherCo }',
      'address: 198.18.0.15, supplier: OtherCo, insideRanges: [169.254.21.4/30, 169.254.22.4/30] }',
    ),
  );
  expect(keysOf(found)).toEqual({
    'payroll-cloud.primary': [
      { at: ['circuits', 'primary'], keys: { insideRanges: ['169.254.21.120/30', '169.254.22.64/30'] } },
    ],
  });
});

test('crypto of a tenant: datacentres one way at a time, who has one circuit with the last release', () => {
  const plain = small(', crypto: { direct: ncsc-recommended, backup: ncsc-recommended }', '');
  const council = small('    crypto: ncsc-recommended\n', '    crypto: ncsc-plus\n');
  const found = turnsOf(editedSide([plain]), editedSide([plain, council]));
  expect(found.releases).toBe(2);
  expect(order(found)).toEqual({ 'both-clouds': ['secondary', 'primary'], 'dc-one': ['backup', 'direct'] });
  expect(found.alone.map(({ id, circuits }) => `${id} ${circuits.map((each) => each.id).join()}`)).toEqual([
    'dc-two backup',
    'azure-office primary',
    'library primary',
  ]);
  expect(keysOf(found)).toMatchObject({
    'dc-one.direct': [{ at: ['tenants', 'council', 'crypto'], keys: { direct: 'ncsc-recommended' } }],
    'library.primary': [{ at: ['circuits', 'primary'], keys: { crypto: 'ncsc-recommended' } }],
  });
  expect(heldIn(found, 2)).toEqual([]);
});

test('another way to end: another profile waits, a profile that itself changes can’t', () => {
  const moved = turns(
    sites(
      'profile: branch\n    circuits:\n      - { id: primary, role: active, address: 198.18.0.6,',
      'profile: station\n    circuits:\n      - { id: primary, role: active, address: 198.18.0.6,',
    ),
  );
  expect(order(moved)).toEqual({ 'primary-school': ['mobile', 'primary'] });
  expect(keysOf(moved)).toEqual({
    'primary-school.primary': [{ at: ['circuits', 'primary'], keys: { profile: 'branch' } }],
  });
  const changed = turns(
    small(
      'branch: { mbps: 100, resilience: single, termination: concentrator',
      'branch: { mbps: 100, resilience: single, termination: dedicated',
    ),
  );
  expect(changed.releases).toBe(1);
  expect(changed.stuck).toContainEqual({
    kind: 'site',
    id: 'primary-school',
    name: 'Primary School',
    isAlone: false,
    why: 'profile branch itself changes: give what is new a name of its own, and move circuits to it',
  });
});

test('tenants that share a circuit wait each by itself', () => {
  const plain = [
    sites(', crypto: ncsc-recommended, profile: station, termination: dedicated }', ' }'),
    small(', router: cisco-ios-xe, crypto: ncsc-plus, ', ', router: cisco-ios-xe, '),
  ];
  const found = turnsOf(editedSide(plain), editedSide([...plain, small('crypto: legacy', 'crypto: ncsc-plus')]));
  expect(order(found)).toEqual({ 'town-hall': ['mobile', 'primary'] });
  expect(keysOf(found)).toEqual({
    'town-hall.primary': [{ at: ['segments', 'fire', 'crypto'], keys: { primary: 'legacy' } }],
  });
});

test('what a segment says of a circuit waits at the segment: at the circuit it would change nothing', () => {
  const crypto = (name: string): Edit =>
    sites(
      'farEnd: azure-gateway, crypto: { secondary: ncsc-recommended }',
      `farEnd: azure-gateway, crypto: { primary: ${name}, secondary: ${name} }`,
    );
  const before = editedSide([crypto('ncsc-recommended')]);
  const found = turnsOf(before, editedSide([crypto('ncsc-plus')]));
  expect(found.releases).toBe(2);
  expect(keysOf(found)).toEqual({
    'payroll-cloud.primary': [{ at: ['segments', 'payroll', 'crypto'], keys: { primary: 'ncsc-recommended' } }],
  });
});

test('another way to end that a segment says can’t wait; nor can another kind of far end', () => {
  const segment = 'segments: [{ tenant: schools, size: /23, breakout: cloud }]';
  const found = turns(
    sites(segment, 'segments: [{ tenant: schools, size: /23, breakout: cloud, termination: dedicated }]'),
  );
  expect(found).toMatchObject({
    releases: 1,
    places: [],
    stuck: [{ id: 'primary-school', why: 'its segments change' }],
  });
});

test('who is taken away although it is written to is taken out, and said to go with the first', () => {
  const head = editedSide([
    sites('address: 198.18.0.14, supplier', 'address: 198.18.0.114, supplier'),
    sites('address: 198.18.0.15, supplier', 'address: 198.18.0.115, supplier'),
  ]);
  const found = turnsOf(base, head);
  expect(withoutUnheld(found, 1, base, base)).toBeUndefined();
  // As if what was written at it had no effect.
  expect(withoutUnheld(found, 1, base, head)).toEqual({
    releases: 1,
    places: [],
    alone: [],
    stuck: [
      {
        kind: 'site',
        id: 'payroll-cloud',
        name: 'Payroll cloud',
        isAlone: false,
        why: 'what changes is not a circuit’s own',
      },
    ],
  });
});

test('a circuit that is ordered and not connected is no way to a datacentre', () => {
  const council = small('    crypto: ncsc-recommended\n', '    crypto: ncsc-plus\n');
  const plain = small(', crypto: { direct: ncsc-recommended, backup: ncsc-recommended }', '');
  const ordered = small(
    'id: dx-2, kind: direct-connect, state: planned',
    'id: dx-2, kind: direct-connect, state: building',
  );
  const found = turnsOf(editedSide([plain, ordered]), editedSide([plain, ordered, council]));
  expect(found.alone.map(({ id }) => id)).toContain('dc-two');
});
