import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { approveCommand, type ApproveOptions } from '../../../cli/pipeline/approve';
import { approvalFault } from '../../../deploy/plans/approvals';
import { smallWorkspace } from '../../support/workspace';

const folder = smallWorkspace();
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
const commit = (message: string): string => {
  git('add', '.');
  git('commit', '-qm', message);
  return git('rev-parse', 'HEAD').trim();
};
const said = (options: ApproveOptions): string => {
  const { text, issues } = approveCommand('small.yaml', folder, options);
  return text + renderIssues(issues);
};

test('outside of git there is no commit to agree to', () => {
  expect(said({ wave: '1' })).toBe('BASE_UNKNOWN\n    This is no git checkout: there is no commit to agree to.\n');
  expect(said({ wave: '1', check: true })).toBe(
    'BASE_UNKNOWN\n    This is no git checkout: nobody can say what was agreed to.\n',
  );
});

test('what is merged agrees to this commit up to that wave, and to nothing that came after', () => {
  git('init', '-q', '-b', 'main');
  const first = commit('start');
  expect(said({ wave: '1', check: true })).toBe(`\
APPROVAL_MISSING
    Nobody has agreed to wave 1 of ${first.slice(0, 7)}: there is no small.approved.yaml.
    Look at what the waves before did; then \`npx wan approve --wave 1\`, and have what it writes merged.
`);
  expect(said({ wave: '1', by: 'b@example.org' })).toBe(
    `small.approved.yaml: ${first.slice(0, 7)} may be deployed up to wave 1, says b@example.org. Commit it, and have it merged.\n`,
  );
  expect(readFileSync(path.join(folder, 'small.approved.yaml'), 'utf8')).toBe(`\
# Up to which wave this commit may be deployed. Written by \`npx wan approve\`; what counts is who merges it.
approved:
  commit: ${first}
  wave: 1
  by: b@example.org
`);
  commit('agreed');
  expect(said({ wave: '1', check: true })).toBe('Wave 1 was agreed to.\n');
  expect(said({ wave: '0', check: true })).toBe('Wave 0 was agreed to.\n');
  expect(said({ wave: '2', check: true })).toContain(
    `b@example.org has agreed to ${first.slice(0, 7)} up to wave 1, and this is wave 2.`,
  );
  // The next wave is of the same commit, though another one is checked out.
  expect(said({ wave: '2', by: 'b@example.org' })).toContain(`${first.slice(0, 7)} may be deployed up to wave 2`);
  commit('agreed again');
  expect(said({ wave: '2', check: true })).toBe('Wave 2 was agreed to.\n');

  writeFileSync(path.join(folder, 'notes.txt'), 'anything');
  const other = commit('something else');
  expect(said({ wave: '1', check: true })).toContain(
    `small.approved.yaml is about commit ${first.slice(0, 7)}, and ${other.slice(0, 7)} differs from it in notes.txt.`,
  );
  writeFileSync(
    path.join(folder, 'small.approved.yaml'),
    `approved: { commit: '${'0'.repeat(40)}', wave: 1, by: a }\n`,
  );
  commit('of a commit that is not here');
  expect(said({ wave: '1', check: true })).toContain('is about commit 0000000, which is not here.');
  writeFileSync(path.join(folder, 'small.approved.yaml'), 'approved: yes\n');
  expect(said({ wave: '1', check: true })).toBe(`\
small.approved.yaml:1:1  APPROVAL_MISSING
    It is not as \`npx wan approve\` writes it.
    Remove it, and let the command write it.
`);
  expect(approvalFault('small.yaml', folder, 1)?.code).toBe('APPROVAL_MISSING');
});

test('what differs in another folder of the repository counts as well', () => {
  commit('whatever is left');
  const inside = path.join(folder, 'small');
  writeFileSync(
    path.join(inside, 'sites.approved.yaml'),
    `approved: { commit: '${git('rev-parse', 'HEAD').trim()}', wave: 1, by: a }\n`,
  );
  commit('agreed below');
  expect(approvalFault('sites.yaml', inside, 1)).toBeUndefined();
  writeFileSync(path.join(folder, 'notes.txt'), 'otherwise');
  commit('above');
  expect(approvalFault('sites.yaml', inside, 1)?.problem).toContain('(other folders)');
});

test('a wave that is none', () => {
  for (const wave of ['10', 'one', '']) expect(said({ wave })).toContain('--wave takes the number of a wave.');
});
