import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { policyCommand } from '../../../cli/kept/policy';
import { datacentrePolicies } from '../../../plan/policies/datacentre-policy';
import { committedPolicies } from '../../../plan/policies/policy-file';
import { wan } from '../../support/run';
import { prepareOrThrow } from '../../support/synth';
import { applyEdit, smallWorkspace } from '../../support/workspace';

const ROOT = path.join(__dirname, '../../..');
const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8');

test.each(['sites.yaml', 'examples/small.yaml'])('the committed policies of %s are what it asks for', (catalogue) => {
  const { text, issues } = policyCommand(catalogue, ROOT, true);
  expect(issues).toEqual([]);
  expect(text).toMatch(/^2 policies in .*\.policies are up to date\.\n$/);
});

test('writes a file for each datacentre, the same bytes again, and then has nothing to do', () => {
  const folder = smallWorkspace();
  expect(policyCommand('small.yaml', folder, false).text).toBe(
    'small.policies/dc-one.yaml written.\nsmall.policies/dc-two.yaml written.\n',
  );
  for (const name of readdirSync(path.join(folder, 'small.policies')))
    expect(read(folder, `small.policies/${name}`)).toBe(read(ROOT, `examples/small.policies/${name}`));
  expect(policyCommand('small.yaml', folder, false).text).toBe('2 policies in small.policies are up to date.\n');
});

test('says what the router of a datacentre must do, so that somebody can configure one from it', () => {
  const text = read(ROOT, 'examples/small.policies/dc-one.yaml');
  const { plan, catalogue } = prepareOrThrow('examples/small.yaml');
  const { policies } = committedPolicies('examples/small.yaml', ROOT, []);
  expect(policies).toEqual([]);
  const planned = datacentrePolicies(catalogue, plan);
  expect(committedPolicies('examples/small.yaml', ROOT, planned)).toEqual({
    policies: planned,
    issues: [],
    stale: [],
    missing: [],
  });
  expect(text).toContain('defaultRoute: reject');
  const [one] = planned;
  const of = (cloud: string, way: string) => one?.tunnels.find((each) => each.cloud === cloud && each.way === way);
  expect([of('aws', 'direct')?.prepend, of('aws', 'direct')?.localPreference]).toEqual([0, 200]);
  expect([of('aws', 'backup')?.prepend, of('aws', 'backup')?.localPreference]).toEqual([3, 100]);
  // Whatever is at home in Azure is taken from Azure alone.
  expect(of('aws', 'direct')?.accepts.join()).not.toContain('10.20.');
  expect(of('azure', 'direct')?.accepts.join()).toContain('10.20.');
  // Outside of tunnels no tenant's prefix is named, and nothing longer is announced inside them.
  for (const { announces, accepts } of one?.circuits ?? [])
    expect([...announces, ...accepts]).toEqual([
      '172.31.255.0/27',
      expect.stringMatching(/^10\.0\.(27\.0\/24|2\.0\/23)$/),
    ]);
  for (const { announces } of one?.tunnels ?? []) expect(announces).toEqual(['10.18.0.0/17']);
});

test('a stale policy: which file, and what to do; nothing is written by a check', () => {
  const folder = smallWorkspace();
  policyCommand('small.yaml', folder, false);
  const file = path.join(folder, 'small.policies/dc-one.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('prepend: 3', 'prepend: 0'));
  const before = readFileSync(file, 'utf8');
  const { issues } = policyCommand('small.yaml', folder, true);
  expect(renderIssues(issues)).toBe(
    'small.policies/dc-one.yaml:1:1  POLICY_STALE\n' +
      '    It is not what the catalogue and its lock ask of the router now.\n' +
      '    Run `npx wan policy`, set the router accordingly, and commit the file.\n',
  );
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(wan(['--catalogue', 'small.yaml', 'policy', '--check'], folder).code).toBe(1);
});

test('a policy of no datacentre is named and left to whoever knows why it is there', () => {
  const folder = smallWorkspace();
  policyCommand('small.yaml', folder, false);
  const file = path.join(folder, 'small.policies/dc-three.yaml');
  writeFileSync(file, 'datacentre: dc-three\n');
  expect(renderIssues(policyCommand('small.yaml', folder, true).issues)).toBe(
    'small.policies/dc-three.yaml:1:1  POLICY_STALE\n    It is of no datacentre that has anything built.\n    Remove it.\n',
  );
  expect(policyCommand('small.yaml', folder, false).text).not.toContain('written');
  expect(existsSync(file)).toBe(true);
});

test('a bad catalogue leaves the policies as they were', () => {
  const folder = smallWorkspace();
  policyCommand('small.yaml', folder, false);
  const before = read(folder, 'small.policies/dc-two.yaml');
  applyEdit(folder, { file: 'small.yaml', replace: 'asn: 64701', with: 'asn: many' });
  expect(policyCommand('small.yaml', folder, false).issues.length).toBeGreaterThan(0);
  expect(read(folder, 'small.policies/dc-two.yaml')).toBe(before);
});
