import { withSiteRenamed } from '../../../catalogue/yaml/rename-entry';

const RENAMING = { from: 'old', to: 'new', keepsNumbers: true };

test.each<readonly [string, string, string]>([
  [
    'a block, below its id',
    'sites:\n  - id: old # ours\n    name: old\n  - id: older\n    name: x\n',
    'sites:\n  - id: new # ours\n    was: old\n    name: old\n  - id: older\n    name: x\n',
  ],
  ['a line', 'sites:\r\n  - { id: old, name: old }\r\n', 'sites:\r\n  - { id: new, was: old, name: old }\r\n'],
  ['an id that ends the file', 'sites:\n  - id: old', 'sites:\n  - id: new\n    was: old\n'],
  [
    'a former id that has been deployed away',
    'sites:\n  - was: oldest\n    id: old\n',
    'sites:\n  - was: old\n    id: new\n',
  ],
  [
    'consent and accepted warnings that name it, and nobody else',
    "changes:\n  - id: old\n    for: { sites: [old, older], tenants: [old] }\nacceptedWarnings:\n  - { at: 'sites.old', reason: old }\n  - { at: sites.old.circuits.primary }\n  - { at: sites.older }\n",
    'changes:\n  - id: old\n    for: { sites: [new, older], tenants: [old] }\nacceptedWarnings:\n  - { at: sites.new, reason: old }\n  - { at: sites.new.circuits.primary }\n  - { at: sites.older }\n',
  ],
  ['nothing', 'sites:\n  - id: other\n', 'sites:\n  - id: other\n'],
])('a site is renamed in %s', (_, before, after) => {
  expect(withSiteRenamed(before, RENAMING)).toBe(after);
});

test('a site without numbers has no former id', () => {
  expect(withSiteRenamed('sites:\n  - id: old\n', { ...RENAMING, keepsNumbers: false })).toBe('sites:\n  - id: new\n');
});

test('an id that others repeat by an anchor can not be written apart', () => {
  expect(withSiteRenamed('sites:\n  - id: &a old\n  - { id: x, name: *a }\n', RENAMING)).toBeUndefined();
  expect(withSiteRenamed('sites: [\n', RENAMING)).toBeUndefined();
});
