import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/run';
import { temporaryFolder } from '../support/workspace';

const SUBSCRIPTION = '00000000-0000-4000-8000-000000000001';

/** An Azure that keeps applications, role definitions and credentials in files, and finds names as the real command does. It proves nothing of rights. */
const AZ = `#!/usr/bin/env bash
set -u
echo "$*" >> "$WORLD/log"
value() { local name=$1; shift; while [ $# -gt 0 ]; do if [ "$1" = "$name" ]; then echo "$2"; return; fi; shift; done; }
case "$*" in
  'account show'*) echo tenant-id;;
  'ad app list'*)
    exact=$(value --filter "$@" | sed -n "s/displayName eq '\\(.*\\)'/\\1/p"); begins=$(value --display-name "$@")
    while IFS='=' read -r name id; do
      if [ -n "$exact" ] && [ "$name" = "$exact" ]; then echo "$id"; fi
      if [ -n "$begins" ] && [ "\${name#"$begins"}" != "$name" ]; then echo "$id"; fi
    done < "$WORLD/apps";;
  'ad app create'*) name=$(value --display-name "$@"); echo "$name=app-$name" >> "$WORLD/apps"; echo "app-$name";;
  'ad sp show'* | 'ad app federated-credential show'*) grep -qx "$(value --id "$@") $(value --federated-credential-id "$@")" "$WORLD/made";;
  'ad sp create'*) echo "$(value --id "$@") " >> "$WORLD/made";;
  'ad app federated-credential create'*) echo "$(value --id "$@") $(value --parameters "$@" | jq -r .name)" >> "$WORLD/made"; value --parameters "$@" | jq -r .subject >> "$WORLD/subjects";;
  'role definition list'*) grep -x "$(value --name "$@")" "$WORLD/roles" || true;;
  'role definition create'*) jq -r .Name "$(value --role-definition "$@" | tr -d @)" >> "$WORLD/roles";;
  'role definition update'*) grep -qx "$(jq -r .Name "$(value --role-definition "$@" | tr -d @)")" "$WORLD/roles";;
  'role assignment create'*) echo "$(value --assignee "$@") $(value --role "$@")" >> "$WORLD/assigned";;
  *) echo "unknown: $*" >&2; exit 2;;
esac
`;
const GH = `#!/bin/sh
echo 'council@11/wan@22'
`;

function azure(apps: string) {
  const world = temporaryFolder();
  mkdirSync(path.join(world, 'bin'));
  for (const [name, text] of [
    ['az', AZ],
    ['gh', GH],
  ] as const) {
    writeFileSync(path.join(world, 'bin', name), text);
    chmodSync(path.join(world, 'bin', name), 0o755);
  }
  for (const name of ['log', 'made', 'roles', 'assigned', 'subjects']) writeFileSync(path.join(world, name), '');
  writeFileSync(path.join(world, 'apps'), apps);
  const run = (): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
    spawnSync(
      'bash',
      [
        path.join(ROOT, 'examples/pipelines/first/azure.sh'),
        'council/wan',
        SUBSCRIPTION,
        path.join(ROOT, 'sites.permissions'),
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, WORLD: world, PATH: `${path.join(world, 'bin')}:${process.env['PATH'] ?? ''}` },
      },
    );
  const lines = (name: string): readonly string[] => readFileSync(path.join(world, name), 'utf8').trim().split('\n');
  return { run, lines };
}

test('three identities by their whole names, each trusted in one environment; to run it again makes nothing twice', () => {
  // Somebody else's application begins with the same letters.
  const { run, lines } = azure('wan-deployments=somebody-else\nwan-planner=another\n');
  const first = run();
  expect([first.status, first.stderr]).toEqual([0, '']);
  expect(first.stdout).toBe(
    'AZURE_PLAN_CLIENT_ID=app-wan-plan\nAZURE_PREPARE_CLIENT_ID=app-wan-prepare\nAZURE_DEPLOY_CLIENT_ID=app-wan-deploy\nAZURE_TENANT_ID=tenant-id\n',
  );
  expect(lines('subjects')).toEqual(
    ['plan', 'prepare', 'production'].flatMap((name) => [
      `repo:council/wan:environment:${name}`,
      `repo:council@11/wan@22:environment:${name}`,
    ]),
  );
  expect(lines('assigned').map((line) => line.split(' ')[0])).toEqual([
    'app-wan-plan',
    'app-wan-prepare',
    'app-wan-deploy',
    'app-wan-deploy',
  ]);
  expect(lines('log').filter((line) => line.startsWith('role definition create'))).toHaveLength(2);
  const again = run();
  expect([again.status, again.stdout]).toEqual([0, first.stdout]);
  expect(lines('apps')).toHaveLength(5);
  expect(lines('subjects')).toHaveLength(6);
  expect(lines('log').filter((line) => line.startsWith('role definition create'))).toHaveLength(2);
});

test('two applications of one name: nobody can say which is ours, and neither is given anything', () => {
  const { run, lines } = azure('wan-plan=one\nwan-plan=two\n');
  const { status, stderr } = run();
  expect([status, stderr]).toEqual([
    2,
    'There are several applications called wan-plan: give all but one another name.\n',
  ]);
  expect(lines('assigned')).toEqual(['']);
});
