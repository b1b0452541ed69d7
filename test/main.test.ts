import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT, start } from './support/run';
import { applyEdit, builtWorkspace, smallWorkspace, temporaryFolder } from './support/workspace';

/** Every file below a folder with its content. */
function snapshot(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]),
  );
}

const small = ['--catalogue', 'small.yaml'];
const workspace = (): string =>
  builtWorkspace((folder) => {
    expect(start(small, folder).code).toBe(0);
  });

test('two folders, one output: byte-identical, and no trace of the machine', () => {
  const [one, other] = [workspace(), path.join(temporaryFolder(), 'much', 'deeper')];
  mkdirSync(other, { recursive: true });
  cpSync(smallWorkspace(), other, { recursive: true });
  expect(
    start(small, other, {
      HOME: '/sentinel/home',
      USER: 'sentinel-user',
      AWS_SECRET_ACCESS_KEY: 'sentinel-key',
      AWS_PROFILE: 'sentinel-profile',
    }).code,
  ).toBe(0);
  const output = snapshot(path.join(one, 'cdktf.out'));
  expect(snapshot(path.join(other, 'cdktf.out'))).toEqual(output);
  const traces = (text: string): boolean =>
    [one, ROOT, os.homedir() === '/root' ? '/root/' : os.homedir(), '/tmp/', 'sentinel'].some((trace) =>
      text.includes(trace),
    );
  expect(
    Object.entries(output)
      .filter(([, text]) => traces(text))
      .map(([name]) => name),
  ).toEqual([]);
  // The scanner finds what is planted.
  expect(traces(`"path": "${one}/state"`)).toBe(true);
});

test('the order of the catalogue changes nothing', () => {
  const [one, other] = [workspace(), smallWorkspace()];
  const file = path.join(other, 'small/sites.yaml');
  const [head = '', ...sites] = readFileSync(file, 'utf8').split(/^(?= {2}- id: )/m);
  writeFileSync(file, [head, ...sites.reverse()].join(''));
  start(small, other);
  expect(snapshot(path.join(other, 'cdktf.out'))).toEqual(snapshot(path.join(one, 'cdktf.out')));
});

test('a second run builds nothing again; after a change only the site’s stack, with the same bytes as from scratch', () => {
  const folder = workspace();
  expect(start(small, folder).stdout).toMatch(/Written {5}\d+ stacks to cdktf\.out in .* s \(\d+ unchanged\)/);
  const before = snapshot(path.join(folder, 'cdktf.out'));
  applyEdit(folder, { file: 'small/sites.yaml', replace: 'address: 198.18.0.3', with: 'address: 198.18.0.33' });
  expect(start(small, folder).code).toBe(0);
  const after = snapshot(path.join(folder, 'cdktf.out'));
  expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(
    ['wan.json', 'stacks/aws-council-01/cdk.tf.json'].sort().reverse(),
  );
  start([...small, '--out', 'fresh'], folder);
  expect(snapshot(path.join(folder, 'fresh'))).toEqual(after);
});

test('a proof holds for the catalogue that it was made for: a change that no stack shows is proven again', () => {
  const folder = workspace();
  const record = (): { readonly provenWith: string } =>
    JSON.parse(readFileSync(path.join(folder, 'cdktf.out/wan.json'), 'utf8')) as { readonly provenWith: string };
  const { provenWith } = record();
  start(small, folder);
  expect(record().provenWith).toBe(provenWith);
  applyEdit(folder, { file: 'small.yaml', replace: 'reason: ', with: 'reason: Again ' });
  expect(start(small, folder).stdout).toMatch(/\(\d+ unchanged\)/);
  expect(record().provenWith).not.toBe(provenWith);
});

test('a stack file changed by hand is built again', () => {
  const folder = workspace();
  const file = path.join(folder, 'cdktf.out/stacks/aws-hub/cdk.tf.json');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, '{}');
  start(small, folder);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test.each([
  ['bad input', 2, { file: 'small/sites.yaml', replace: 'state: building', with: 'state: bilding' }],
  ['a stale lock', 2, { file: 'small/sites.yaml', replace: '    state: building', with: '    state: live' }],
  ['a quota exceeded', 1, { file: 'small.yaml', replace: 'value: 60,', with: 'value: 8,' }],
])('%s: exit code %d, and the last good output stays byte for byte', (_, code, edit) => {
  const folder = workspace();
  const before = snapshot(folder);
  applyEdit(folder, edit);
  const ran = start(small, folder);
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toMatch(/Nothing was written\.\n$/);
  expect(ran.stderr).not.toContain('    at ');
  const { [edit.file]: _edited, ...after } = snapshot(folder);
  const { [edit.file]: _original, ...rest } = before;
  expect(after).toEqual(rest);
});

test('another network’s output is replaced only on an explicit word', () => {
  const folder = workspace();
  applyEdit(folder, { file: 'small.yaml', replace: 'name: small', with: 'name: other' });
  applyEdit(folder, { file: 'small.lock.yaml', replace: 'wan: small', with: 'wan: other' });
  const refused = start(small, folder);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('OUTPUT_FOREIGN');
  expect(start(small, folder, { WAN_REPLACE: '1' }).code).toBe(0);
});

test('an expired flow warns and does not stop synthesis, so that an emergency deploy works', () => {
  const folder = smallWorkspace([{ file: 'small.yaml', replace: 'expires: 2027-03-31', with: 'expires: 2026-03-31' }]);
  const ran = start(small, folder);
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain('warning FLOW_EXPIRED');
});

test('under cdktf’s CLI, which prints whatever stderr holds as an error, warnings are part of the summary', () => {
  const folder = smallWorkspace([{ file: 'small.yaml', replace: 'expires: 2027-03-31', with: 'expires: 2026-03-31' }]);
  const ran = start(small, folder, { CDKTF_CONTEXT_JSON: '{}' });
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(ran.stdout).toMatch(/^small\.yaml:\S+ {2}warning FLOW_EXPIRED/);
  const broken = smallWorkspace([{ file: 'small.yaml', replace: 'canarySites: 1', with: 'canarySites: 0' }]);
  expect(start(small, broken, { CDKTF_CONTEXT_JSON: '{}' }).stderr).toContain('OUT_OF_RANGE');
});

test('as JSON: the summary, with the stacks that changed', () => {
  const folder = smallWorkspace();
  interface Summary {
    readonly stacks: { readonly all: string[]; readonly written: string[]; readonly unchanged: string[] };
  }
  const json = (): Summary => {
    const ran = start([...small, '--format', 'json'], folder);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    return JSON.parse(ran.stdout) as Summary;
  };
  const first = json();
  expect(first).toMatchObject({
    wan: 'small',
    sites: { total: 11, live: 7 },
    isolation: { differences: 0 },
    accepted: [{ code: 'QUOTA_NEAR', by: 'resolver-endpoints' }],
    warnings: [],
  });
  expect(first.stacks.written).toEqual(first.stacks.all);
  applyEdit(folder, { file: 'small/sites.yaml', replace: '198.18.0.5', with: '198.18.0.99' });
  const second = json();
  expect(second.stacks.written).toHaveLength(1);
  expect(second.stacks.unchanged).toHaveLength(first.stacks.all.length - 1);
});

test('what routers of datacentres are told has to go with the network: a stale policy is refused, also where no stack changes', () => {
  const folder = workspace();
  cpSync(path.join(ROOT, 'examples/small.policies'), path.join(folder, 'small.policies'), { recursive: true });
  expect(start(small, folder).code).toBe(0);
  const before = snapshot(path.join(folder, 'cdktf.out'));
  const policy = path.join(folder, 'small.policies/dc-one.yaml');
  const committed = readFileSync(policy, 'utf8');
  writeFileSync(policy, committed.replaceAll('10.18.0.0/17', '10.18.64.0/18'));
  const refused = start(small, folder);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('STALE  small.policies/dc-one.yaml asks something else of the router');
  expect(refused.stderr).toContain(
    'POLICY_STALE\n' +
      "    What datacentres' routers are told does not go with this network (1 difference above). Nothing was written.\n" +
      '    Run `npx wan policy`, read what it changes, commit it, and set the routers. WAN_SKIP_VERIFY=1 writes all the same.\n',
  );
  expect(snapshot(path.join(folder, 'cdktf.out'))).toEqual(before);
  writeFileSync(policy, 'not: a policy\n');
  expect(start(small, folder).stderr).toContain(
    'small.policies/dc-one.yaml:1:1  POLICY_STALE\n    It is no policy that could be judged.',
  );
  writeFileSync(policy, committed);
  expect(start(small, folder).code).toBe(0);
});

test.each([[['--colour']], [['--format', 'xml']], [['extra']]])('usage: %j is answered with 2', (args) => {
  const ran = start(args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/^USAGE\n/);
});

test('the next command to type names the catalogue and the folder', () => {
  const folder = smallWorkspace();
  expect(start([...small, '--out', 'elsewhere'], folder).stdout).toMatch(
    /Next: WAN_CATALOGUE=small\.yaml npx cdktf diff aws-hub --output elsewhere\nThen, in this order: aws-breakout-corporate, /,
  );
});

test('Ctrl-C at any moment leaves the old output or the new one, never some of each', async () => {
  const folder = workspace();
  const outputOf = (): string => JSON.stringify(Object.entries(snapshot(path.join(folder, 'cdktf.out'))).sort());
  const old = outputOf();
  applyEdit(folder, { file: 'small.yaml', replace: 'operator: Example ICT', with: 'operator: Another ICT' });
  const fresh = smallWorkspace([
    { file: 'small.yaml', replace: 'operator: Example ICT', with: 'operator: Another ICT' },
  ]);
  start(small, fresh);
  const next = JSON.stringify(Object.entries(snapshot(path.join(fresh, 'cdktf.out'))).sort());
  for (const milliseconds of [100, 200, 300, 400, 500, 600, 700, 900]) {
    const child = spawn(process.execPath, [path.join(ROOT, 'bin/start.cjs'), ...small], {
      cwd: folder,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    child.kill('SIGINT');
    await ended;
    expect([old, next]).toContain(outputOf());
  }
  expect(start(small, folder).code).toBe(0);
  expect(outputOf()).toBe(next);
  expect(readdirSync(folder).filter((name) => name.includes('.next-'))).toEqual([]);
  expect(existsSync(path.join(folder, 'cdktf.out/manifest.json'))).toBe(true);
}, 240_000);
