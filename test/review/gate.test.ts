import { renderIssues } from '../../catalogue/issues/render-issues';
import { gateIssues } from '../../review/gate';
import { pathsAndSteps, type Review, reviewOf } from '../../review/review';
import { DAY, editedSide, sideOf } from '../support/review';
import { type Edit, smallWorkspace } from '../support/workspace';

const base = sideOf('main (0000000)', smallWorkspace());
const gate = (edits: readonly Edit[], over: Partial<Review> = {}): string => {
  const review = { ...reviewOf(base, editedSide(edits), DAY, false), ...over };
  return renderIssues(gateIssues(review, pathsAndSteps(review)));
};

test('a change that takes nobody off the network passes', () => {
  expect(gate([{ file: 'small/sites.yaml', replace: 'name: Library', with: 'name: Lending Library' }])).toBe('');
});

test('what nobody agreed to does not', () => {
  expect(
    gate([{ file: 'small/sites.yaml', replace: 'address: 198.18.0.3,', with: 'address: 198.18.0.33,' }]),
  ).toContain('FAR_END_ACTS  sites.library.circuits.primary.address');
});

test('a tenant that reaches the internet no more does not', () => {
  const edit = {
    file: 'small.yaml',
    replace: 'allow: [gateway.filter.example.net]',
    with: 'allow: [other.filter.example.net]',
  };
  expect(gate([edit])).not.toContain('GATE_REFUSES');
  const review = reviewOf(base, editedSide([edit]), DAY, false);
  const { steps } = pathsAndSteps(review);
  const lost = { kind: 'lost', from: 'fire', to: 'internet', because: 'internet', what: 'tcp/443' } as const;
  expect(renderIssues(gateIssues(review, { steps, paths: [lost] }))).toBe(
    'small.yaml:105:5  GATE_REFUSES  tenants.fire\n' +
      '    fire reaches the internet before this change and not after it.\n' +
      '    Give it an egress domain that lets it out. If it is to lose the internet, take the tenant out of the catalogue.\n',
  );
  const unasked = { kind: 'gained', from: 'wifi', to: 'council', because: '', what: '10.16.1.0/24 any' } as const;
  expect(renderIssues(gateIssues(review, { steps, paths: [unasked] }))).toBe(
    'GATE_REFUSES\n' +
      '    wifi → council 10.16.1.0/24 any is new, and nobody answers for it (no entry).\n' +
      '    Write it as a flow with an owner, or have the service or supplier named in the pull request.\n',
  );
});

test('a number that moved at a site nobody touched does not', () => {
  const moved = { site: 'library', what: 'AS number', from: '4204053034', to: '4200000001', isTouched: false };
  expect(gate([], { numbers: [moved] })).toBe(
    'GATE_REFUSES\n' +
      '    AS number of library moves from 4204053034 to 4200000001, and nobody wrote anything at that site.\n' +
      '    Run `npx wan lock --base` with the base: numbers of other sites never move.\n',
  );
  expect(gate([], { numbers: [{ ...moved, isTouched: true }] })).toBe('');
});
