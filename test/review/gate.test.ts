import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { plain } from '../../catalogue/text/paint';
import { reviewCommand } from '../../cli/change/review';
import { gateIssues } from '../../review/gate';
import { pathsAndSteps, type Review, reviewOf } from '../../review/review';
import { DAY, editedSide, sideOf } from '../support/review';
import { cdktf, ROOT } from '../support/run';
import { applyEdit, type Edit, smallWorkspace } from '../support/workspace';

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
  expect(renderIssues(gateIssues(review, { steps, names: [], routers: [], paths: [lost] }))).toBe(
    'small.yaml:112:5  GATE_REFUSES  tenants.fire\n' +
      '    fire reaches the internet before this change and not after it.\n' +
      '    Give it an egress domain that lets it out. If it is to lose the internet, take the tenant out of the catalogue.\n',
  );
  // Comes with every new tenant: who operates the network answers for it.
  const routers = {
    kind: 'gained',
    from: 'wifi',
    to: 'ict',
    because: 'router-management',
    what: '10.0.8.0/24 udp/514',
  } as const;
  expect(renderIssues(gateIssues(review, { steps, names: [], routers: [], paths: [routers] }))).toBe('');
  const unasked = { kind: 'gained', from: 'wifi', to: 'council', because: '', what: '10.16.1.0/24 any' } as const;
  expect(renderIssues(gateIssues(review, { steps, names: [], routers: [], paths: [unasked] }))).toBe(
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

test('a gate whose base is merely what is committed would compare a commit with itself: it is refused', () => {
  const folder = smallWorkspace();
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'start'],
  ])
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
  const options = { format: 'text', out: 'cdktf.out', today: DAY, width: 100, paint: plain, gate: true } as const;
  expect(renderIssues(reviewCommand('small.yaml', folder, options).issues)).toBe(
    'USAGE\n    --gate needs a base that is deployed, and neither --base nor `wan.base` of the catalogue names one.\n' +
      '    Write `base: origin/main` under wan, or give --base origin/main.\n',
  );
  expect(reviewCommand('small.yaml', folder, { ...options, base: 'HEAD' }).issues).toEqual([]);
});

test('a base that is changed along with what is compared with it is refused', () => {
  expect(gate([{ file: 'small.yaml', replace: 'base: HEAD', with: 'base: origin/other' }])).toBe(
    'small.yaml:15:9  GATE_REFUSES  wan.base\n' +
      '    What changes are compared with is itself changed: HEAD → origin/other.\n' +
      '    Change it in a pull request of its own, and have that one judged with --base.\n',
  );
});

test('cdktf puts nothing where deploy would find it, until somebody agrees', () => {
  const folder = smallWorkspace();
  writeFileSync(
    path.join(folder, 'cdktf.json'),
    JSON.stringify({
      language: 'typescript',
      app: `node ${path.join(ROOT, 'bin/start.cjs')}`,
      projectId: 'small',
      sendCrashReports: 'false',
      terraformProviders: [],
      terraformModules: [],
      context: {},
    }),
  );
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: folder,
      stdio: 'pipe',
    });
  };
  for (const command of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'start'],
  ])
    git(...command);
  const synth = (): ReturnType<typeof cdktf> => cdktf(['synth'], folder, { WAN_CATALOGUE: 'small.yaml' });
  const stack = path.join(folder, 'cdktf.out/stacks/aws-council-01/cdk.tf.json');
  expect(synth().code).toBe(0);
  const before = readFileSync(stack, 'utf8');

  applyEdit(folder, { file: 'small/sites.yaml', replace: 'address: 198.18.0.3,', with: 'address: 198.18.0.33,' });
  const refused = synth();
  expect(refused.code).toBe(1);
  expect(refused.stdout + refused.stderr).toContain('FAR_END_ACTS  sites.library.circuits.primary.address');
  expect(refused.stdout + refused.stderr).toContain('allows: [far-end-acts, tunnels-interrupted]');
  expect(readFileSync(stack, 'utf8')).toBe(before);

  applyEdit(folder, {
    file: 'small/changes.yaml',
    append:
      '  - id: library-moves\n    allows: [far-end-acts, tunnels-interrupted]\n    for: { sites: [library] }\n' +
      '    reason: the supplier moves the line\n    owner: WAN team\n    expires: 2026-12-22\n',
  });
  const agreed = synth();
  expect([agreed.code, agreed.stdout + agreed.stderr]).toEqual([0, expect.anything()]);
  expect(readFileSync(stack, 'utf8')).toContain('198.18.0.33');
});

test('stations of one district never go off together: in waves apart, and in one stack not at all', () => {
  const live: readonly Edit[] = [
    {
      file: 'small/sites.yaml',
      replace: 'name: Fire Station\n    state: leaving',
      with: 'name: Fire Station\n    state: live',
    },
  ];
  const moved = (...addresses: readonly string[]): readonly Edit[] =>
    addresses.map((address) => ({
      file: 'small/sites.yaml',
      replace: `address: ${address},`,
      with: `address: ${address.replace('198.18.0.', '198.18.9.')},`,
    }));
  const hall: readonly Edit[] = [
    ...moved('198.18.0.1'),
    {
      file: 'small/sites.yaml',
      replace: 'certificate/00000000-0000-4000-8000-000000000001',
      with: 'certificate/00000000-0000-4000-8000-00000000000f',
    },
  ];
  const before = editedSide(live);
  const both = [...moved('198.18.0.7', '198.18.0.8'), ...hall];
  const of = (edits: readonly Edit[]): Review => reviewOf(before, editedSide([...live, ...edits]), DAY, false);
  const said = (review: Review): string =>
    renderIssues(gateIssues(review, pathsAndSteps(review)).filter(({ code }) => code === 'EMERGENCY_TOGETHER'));
  const waves = (review: Review): Readonly<Record<string, number>> =>
    Object.fromEntries(pathsAndSteps(review).steps.map(({ stack, wave }) => [stack, wave]));

  // In two stacks: one of them goes in a wave of its own.
  const apart = of(both);
  expect(said(apart)).toBe('');
  expect(waves(apart)).toEqual({ 'aws-council-01': 3, 'aws-fire-01': 4 });
  // One of two circuits takes nobody off: they go side by side.
  expect(waves(of([...moved('198.18.0.7'), ...hall]))).toEqual({ 'aws-council-01': 3, 'aws-fire-01': 3 });

  // In one stack, which is one apply.
  const inOne = (text: string): string => text.replaceAll('aws-council-01/', 'aws-fire-01/');
  const effects = JSON.parse(inOne(JSON.stringify(apart.effects))) as Review['effects'];
  expect(said({ ...apart, effects })).toBe(`\
EMERGENCY_TOGETHER
    Fire Station and Town Hall go off the network in one apply: no other station of EX1 (aws-fire-01) is there to answer.
    Take all but one back to what is deployed, and change each in a pull request of its own.
`);
});
