import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { permissionsCommand } from '../../../cli/kept/permissions';
import { LARGEST_POLICY, type PolicyDocument, sizeOf } from '../../../report/permissions/aws-policies';
import type { RoleDefinition } from '../../../report/permissions/azure-roles';
import { needsOf } from '../../../report/permissions/needs';
import { permissionsOf } from '../../../report/permissions/permissions';
import type { Stack } from '../../../verify/terraform/stack-json';
import { prepareOrThrow } from '../../support/synth';
import { changedStacks } from '../../support/verify';
import { smallWorkspace } from '../../support/workspace';

const ROOT = path.join(__dirname, '../../..');
const CATALOGUES = [
  'sites.yaml',
  'examples/small.yaml',
  'examples/enfield.yaml',
  'test/fixtures/azure/wan.yaml',
  'test/fixtures/everywhere/small.yaml',
];

const asMade = (file: string): readonly Stack[] => changedStacks(file, () => undefined);
const filesOf = (file: string, stacks = asMade(file)): ReadonlyMap<string, object> =>
  permissionsOf(prepareOrThrow(file).catalogue, stacks);
const documents = (files: ReadonlyMap<string, object>, name: RegExp): readonly PolicyDocument[] =>
  [...files].filter(([file]) => name.test(file)).map(([, document]) => document as PolicyDocument);
const actionsOf = (files: ReadonlyMap<string, object>, name: RegExp): readonly string[] =>
  documents(files, name).flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));

test('what is committed is what the shipped stacks take', () => {
  expect(permissionsCommand('sites.yaml', ROOT, true)).toMatchObject({
    text: '14 permissions in sites.permissions are up to date.\n',
    issues: [],
  });
});

test('files that are stale, missing and left over are each named; then they are written and put right', () => {
  const folder = smallWorkspace();
  expect(permissionsCommand('small.yaml', folder, true).issues.length).toBeGreaterThan(4);
  expect(readdirSync(folder)).not.toContain('small.permissions');
  expect(permissionsCommand('small.yaml', folder, false).text).toContain(
    'small.permissions/aws-111122223333-plan.json written.\n',
  );
  const at = (name: string): string => path.join(folder, 'small.permissions', name);
  writeFileSync(at('aws-111122223333-plan.json'), '{}');
  writeFileSync(at('aws-999988887777-plan.json'), '{}');
  expect(renderIssues(permissionsCommand('small.yaml', folder, true).issues)).toBe(`\
small.permissions/aws-111122223333-plan.json:1:1  PERMISSIONS_STALE
    It is not what the stacks take now.
    Run \`npx wan permissions\`, put what it writes into the account, and commit the file.

small.permissions/aws-999988887777-plan.json:1:1  PERMISSIONS_STALE
    It is of no account that anything stands in.
    Remove it.
`);
  expect(permissionsCommand('small.yaml', folder, false).text).toBe(
    'small.permissions/aws-111122223333-plan.json written.\nOf no account that anything stands in, to be removed: git rm small.permissions/aws-999988887777-plan.json\n',
  );
});

describe.each(CATALOGUES)('%s', (file) => {
  const files = filesOf(file);

  test('everything that is made has somebody who says what it takes, and no action is a wildcard', () => {
    const needs = needsOf(asMade(file));
    expect(needs.length).toBeGreaterThan(0);
    for (const { read, write } of needs) {
      expect(read.length).toBeGreaterThan(0);
      for (const action of [...read, ...write])
        expect(action).toMatch(/^([a-z0-9-]+:[A-Za-z0-9]+|Microsoft\.[A-Za-z0-9./]+)$/);
    }
  });

  test('who plans changes nothing but locks', () => {
    for (const action of actionsOf(files, /^aws-.*-plan/))
      expect(action).toMatch(/^[a-z0-9-]+:(Describe|Get|List|Search)/);
    for (const [name, role] of files)
      if (/^azure-.*-plan$/.test(name))
        for (const action of (role as RoleDefinition).Actions) expect(action).toMatch(/\/read$/);
    for (const { Statement } of documents(files, /^state-plan$/))
      for (const { Action, Resource } of Statement)
        if (Action.some((each) => /Put|Delete/.test(each))) expect(Resource.join()).toMatch(/\.tflock$/);
  });

  test('no document is larger than IAM takes, and no statement stands in two', () => {
    const all = documents(files, /^(aws|state)-/);
    for (const { Statement } of all) expect(sizeOf(Statement)).toBeLessThanOrEqual(LARGEST_POLICY);
    for (const { account } of needsOf(asMade(file)).filter(({ cloud }) => cloud === 'aws')) {
      const own = actionsOf(files, new RegExp(`^aws-${account}-`)).filter((each) => each !== 'iam:GetRole');
      expect(own.length).toBe(new Set(own).size);
    }
  });

  test('everything that is made lies within the names that its actions are limited to', () => {
    const patterns = documents(files, /^aws-/)
      .flatMap(({ Statement }) => Statement.flatMap(({ Resource }) => Resource))
      .map(
        (each) =>
          new RegExp(
            `^${each.split(/:(?=role|log-group|alarm|firewall|stateful|alias|key)/)[1]?.replaceAll('*', '.*') ?? '$'}$`,
          ),
      );
    const named: Readonly<Record<string, (name: string) => string>> = {
      aws_iam_role: (name) => `role/${name}`,
      aws_cloudwatch_log_group: (name) => `log-group:${name}`,
      aws_cloudwatch_metric_alarm: (name) => `alarm:${name}`,
      aws_networkfirewall_firewall: (name) => `firewall/${name}`,
      aws_networkfirewall_firewall_policy: (name) => `firewall-policy/${name}`,
      aws_networkfirewall_rule_group: (name) => `stateful-rulegroup/${name}`,
      aws_kms_alias: (name) => name,
    };
    let seen = 0;
    for (const { type, attributes } of asMade(file).flatMap(({ resources }) => resources)) {
      const arn = named[type]?.(String(attributes['alarm_name'] ?? attributes['name']));
      if (arn === undefined) continue;
      seen += 1;
      expect([arn, patterns.some((pattern) => pattern.test(arn))]).toEqual([arn, true]);
    }
    expect(seen > 0).toBe(asMade(file).some(({ name }) => name.startsWith('aws-')));
  });
});

test('what is guarded may not be deleted by anybody; what is leaving may', () => {
  const before = actionsOf(filesOf('examples/small.yaml'), /^aws-.*-deploy/);
  expect(before).not.toContain('ec2:DeleteTransitGateway');
  expect(before).toContain('ec2:DeleteVpnConnection');
  const lifted = changedStacks('examples/small.yaml', (stack) => {
    const hub = stack('aws-hub').resource['aws_ec2_transit_gateway']?.['hub'];
    if (hub) hub['lifecycle'] = {};
  });
  expect(actionsOf(filesOf('examples/small.yaml', lifted), /^aws-.*-deploy/)).toContain('ec2:DeleteTransitGateway');
});

test('a tenant’s account gives leave to attach, and for nothing of the hub’s', () => {
  const own = actionsOf(filesOf('sites.yaml'), /^aws-444455556666-/);
  expect(own).toContain('ec2:CreateTransitGatewayVpcAttachment');
  expect(own.filter((each) => /Vpn|firewall|Delete(Vpc|Subnet)|kms/i.test(each))).toEqual([]);
});

test('a type that nobody has looked up is refused, not passed over', () => {
  const stacks = changedStacks('examples/small.yaml', (stack) => {
    stack('aws-hub').resource['aws_instance'] = { one: {} };
  });
  expect(() => filesOf('examples/small.yaml', stacks)).toThrow('nobody has said what aws_instance needs');
});
