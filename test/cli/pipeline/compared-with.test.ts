import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { lockCommand } from '../../../cli/lock/lock';
import { type Chosen, chooseStacks } from '../../../cli/pipeline/chosen-stacks';
import { prepare } from '../../../plan/prepare';
import { must } from '../../support/synth';
import { applyEdit, removeSite, smallWorkspace } from '../../support/workspace';

/** What merges after the deployed commit have begun counts, whatever the commit that is checked out says of it. */
const folder = smallWorkspace();
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
const commit = (message: string): string => {
  git('add', '.');
  git('commit', '-q', '--allow-empty', '-m', message);
  return git('rev-parse', 'HEAD');
};
const back = (to: string): string => {
  git('checkout', '-q', to, '--', '.');
  return commit(`back to ${to.slice(0, 7)}`);
};
const move = (from: string, to: string): void => {
  applyEdit(folder, { file: 'small/sites.yaml', replace: `address: ${from},`, with: `address: ${to},` });
};
const choose = (base: string, unfinished = true): ReturnType<typeof chooseStacks> =>
  chooseStacks(must(prepare('small.yaml', folder)), 'small.yaml', folder, {
    changed: true,
    base,
    unfinished,
    out: 'out',
    today: '2026-11-22',
  });
const chosen = (base: string, unfinished = true): Chosen => must(choose(base, unfinished));
const names = ({ stacks }: Chosen): readonly string[] => stacks.map(({ stack }) => stack);

git('init', '-q', '-b', 'main');
writeFileSync(path.join(folder, '.gitignore'), 'out*\n');
const start = commit('start');

test('two merges that were begun and taken back: both are put back, each stack after what it depends on', () => {
  move('198.18.0.3', '198.18.9.3');
  commit('the library moves');
  move('198.18.0.14', '198.18.9.14');
  applyEdit(folder, {
    file: 'small.yaml',
    replace: 'ports: [tcp/443], consumers: [council] }',
    with: 'ports: [tcp/8443], consumers: [council] }',
  });
  commit('payroll moves, on another port');
  back(start);
  // The base has nothing to say: what is checked out is what it was.
  expect(names(chosen(start, false))).toEqual([]);
  const all = chosen(start);
  expect(names(all)).toEqual(expect.arrayContaining(['aws-inspect', 'aws-council-01', 'aws-payroll-01']));
  expect(all.reviews).toHaveLength(3);
  const wave = new Map(all.stacks.map((each) => [each.stack, each.wave]));
  expect(wave.get('aws-inspect')).toBe(0);
  for (const stack of ['aws-council-01', 'aws-payroll-01']) expect(wave.get(stack)).toBeGreaterThan(1);
  // What the network has between them holds, though no one merge had both.
  for (const { stack, after } of all.stacks)
    for (const each of after) expect(names(all).indexOf(each)).toBeLessThan(names(all).indexOf(stack));
  // From the last of them on there is nothing in between.
  expect(names(chosen(git('rev-parse', 'HEAD')))).toEqual([]);
});

test('a stack that only a merge in between had is destroyed, as that one had it', () => {
  removeSite(folder, 'fire-station');
  applyEdit(folder, {
    file: 'small/changes.yaml',
    append:
      '  - { id: fire-station-gone, allows: [guard-lifted], for: { sites: [fire-station] }, reason: Closed, owner: a@example.org, expires: 2026-12-01 }\n',
  });
  expect(lockCommand('small.yaml', folder, { today: '2026-11-22' }).issues).toEqual([]);
  const without = commit('without the station');
  back(start);
  git('checkout', '-q', without, '--', '.');
  commit('without it again');
  const all = chosen(without);
  expect(all.stacks.find(({ stack }) => stack === 'aws-fire-01')).toMatchObject({ gone: true });
  expect(all.reviews.at(-1)?.base.text('aws-fire-01')).toContain('fire-station');
  back(start);
});

test('a merge that can not be compared with is named, and the others count all the same', () => {
  const base = git('rev-parse', 'HEAD');
  applyEdit(folder, { file: 'small.yaml', replace: 'profiles:\n', with: 'profile:\n' });
  const broken = commit('broken');
  back(base);
  move('198.18.0.3', '198.18.9.3');
  commit('the library moves');
  back(base);
  const all = chosen(base);
  expect(names(all)).toEqual(['aws-council-01']);
  expect(renderIssues(all.warnings)).toMatch(
    new RegExp(
      `^warning BASE_UNREADABLE\n {4}${broken.slice(0, 7)} may be deployed in part, and can't be compared with: .*fails its own check.*\n {4}If it was: \`npx wan drift\` says what is left of it.\n$`,
    ),
  );
});

test('where nothing has gone through yet the merges before this one are what may have been begun', () => {
  const all = chosen('none');
  expect(all.stacks.length).toBeGreaterThan(20);
  expect(all.reviews.length).toBeGreaterThan(1);
});

test('where the host knows which were begun, those alone are compared with; none of a sample that was never deployed', () => {
  const begun = (commits: string): Chosen =>
    must(
      chooseStacks(must(prepare('small.yaml', folder)), 'small.yaml', folder, {
        changed: true,
        base: 'none',
        unfinished: true,
        begun: commits,
        out: 'out',
        today: '2026-11-22',
      }),
    );
  expect(begun('').reviews).toHaveLength(1);
  const here = git('rev-parse', 'HEAD');
  move('198.18.0.3', '198.18.9.3');
  const other = commit('the library moves');
  back(here);
  expect(begun(other).reviews).toHaveLength(2);
  expect(begun(` ${other}, `).reviews).toHaveLength(2);
});

test('where nobody knows, what has its state elsewhere was never deployed from here', () => {
  const sample = git('rev-parse', 'HEAD');
  applyEdit(folder, {
    file: 'small.yaml',
    replace: 'state: { backend: local }',
    with: 'state: { backend: s3, bucket: our-own-state, region: eu-west-2 }',
  });
  for (let count = 0; count < 3; count += 1) commit('ours');
  const all = chosen('none');
  expect(all.reviews).toHaveLength(1);
  back(sample);
});

test('more merges than anybody can tell apart are refused', () => {
  const base = git('rev-parse', 'HEAD');
  for (let count = 0; count < 32; count += 1) git('commit', '-q', '--allow-empty', '-m', 'another');
  const refused = choose(base);
  expect(refused.ok ? '' : renderIssues(refused.issues)).toBe(`\
USAGE
    31 merges came since ${base.slice(0, 7)} was deployed: which of them are deployed in part can't be told any more.
    Allowed: 30 at most
    Deploy by name what differs (\`npx wan drift\` says it), and set WAN_DEPLOYED to that commit.
`);
});
