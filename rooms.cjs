/**
 * The rooms of this program, from the ground up: a room may import from those before it, never from those after, types
 * included. Rooms of one line stand beside one another and don't know each other. CONTRIBUTING.md draws them.
 */
module.exports = [
  ['catalogue'],
  ['plan/lock'],
  ['plan/places'],
  ['plan/dns', 'plan/rules'],
  ['plan/routing'],
  ['plan/numbering', 'plan/quotas'],
  ['plan/stacks'],
  ['plan/network-plan.ts'],
  ['plan/preflight', 'plan/policies'],
  ['plan/prepare.ts'],
  ['output'],
  ['constructs'],
  ['stacks'],
  ['verify/terraform'],
  ['verify/network'],
  ['verify/firewalls', 'verify/read'],
  ['verify/intent'],
  ['verify/ledger', 'verify/walk'],
  ['verify/alone', 'verify/structure', 'verify/names', 'verify/failures'],
  ['verify/report'],
  ['verify/verify.ts'],
  ['report'],
  ['cli', 'main.ts'],
];
