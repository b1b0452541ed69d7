import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, start, wan } from '../support/run';
import { smallWorkspace } from '../support/workspace';

describe('the command itself', () => {
  test('check: 0 where all is well, with the quotas', () => {
    const ran = wan(['check'], smallWorkspace(), { WAN_CATALOGUE: 'small.yaml' });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain('small.yaml: 11 sites in 3 files');
    expect(ran.stdout).toContain('resolver endpoints per region');
  });

  test('check: 2 for bad input, 1 where only a check says no; no stack trace', () => {
    const bad = wan(
      ['--catalogue', 'small.yaml', 'check'],
      smallWorkspace([{ file: 'small.yaml', replace: 'canarySites: 1', with: 'canarySites: 0' }]),
    );
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/OUT_OF_RANGE {2}wan\.canarySites[\s\S]*1 problem in 1 file\.\n$/);
    expect(bad.stderr).not.toContain('    at ');
    const late = wan(['--catalogue', 'small.yaml', 'check', '--today', '2028-01-01'], smallWorkspace());
    expect(late.code).toBe(1);
    expect(late.stderr).toContain('FLOW_EXPIRED');
  });

  test('JSON for machines', () => {
    const ran = wan(
      ['--catalogue', 'small.yaml', '--format', 'json', 'check'],
      smallWorkspace([{ file: 'small.lock.yaml', remove: true }]),
    );
    expect(ran.code).toBe(2);
    expect((JSON.parse(ran.stdout) as { code: string }[]).map((issue) => issue.code)).toEqual(['LOCK_MISSING']);
  });

  test.each([[['chekc']], [['check', '--colour']], [['--format', 'xml', 'check']], [['show']]])(
    'usage: %j is answered with 2',
    (args) => {
      expect(wan(args).code).toBe(2);
    },
  );

  test('help is no mistake', () => {
    const ran = wan(['--help']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('lock [options]');
  });

  test('each command’s help shows the options that all of them take', () => {
    for (const command of ['check', 'lock', 'show', 'verify', 'policy', 'picture', 'failures', 'docs']) {
      const ran = wan([command, '--help']);
      expect(ran.code).toBe(0);
      for (const option of ['--catalogue <file>', '--format <format>', '--version'])
        expect([command, ran.stdout]).toEqual([command, expect.stringContaining(option)]);
    }
  });

  test('--version, of both', () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    for (const ran of [wan(['--version']), start(['--version'])])
      expect(ran).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test('works from any folder of the checkout', () => {
    const ran = wan(['check', '--as-locked'], path.join(ROOT, 'docs/adr'));
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^\.\.\/\.\.\/sites\.yaml: 529 sites in 8 files, 32 stacks, no problems\.\n/);
  });

  test.each<[readonly string[], object]>([
    [['check'], { catalogue: 'small.yaml', sites: 11, accepted: [{ code: 'QUOTA_NEAR' }], warnings: [] }],
    [['lock'], { lock: 'small.lock.yaml', state: 'up-to-date', warnings: [] }],
    [['show', 'library'], { kind: 'site', id: 'library', connections: [{ circuit: 'primary' }], warnings: [] }],
    [['show', 'datacentre'], { matches: [{ id: 'dc-one' }, { id: 'dc-two' }] }],
    [['policy'], { folder: 'small.policies', surplus: [], warnings: [] }],
    [['picture', 'net.svg'], { written: 'net.svg', warnings: [] }],
    [['failures', 'page.md'], { written: 'page.md', warnings: [] }],
    [['failures'], { page: expect.stringMatching(/^# /) as string, warnings: [] }],
  ])('%j has content as JSON', (args, wanted) => {
    const ran = wan(['--catalogue', 'small.yaml', '--format', 'json', ...args], smallWorkspace());
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(JSON.parse(ran.stdout)).toMatchObject(wanted);
  });

  test('docs: what is committed is that of the schema and the small example', () => {
    const ran = wan(['docs', '--check']);
    expect([ran.code, ran.stdout]).toEqual([
      0,
      'Schemas, docs/catalogue.md, docs/network.svg and docs/failures.md are up to date.\n',
    ]);
  });

  test('docs --check asks of the catalogue that is named, and fails where that is broken', () => {
    const other = wan(['--catalogue', 'examples/enfield.yaml', 'docs', '--check'], ROOT);
    expect([other.code, other.stdout]).toEqual([
      1,
      'Stale: docs/network.svg, docs/failures.md. Run `npx wan --catalogue examples/enfield.yaml docs` and commit.\n',
    ]);
    const folder = smallWorkspace([{ file: 'small.yaml', replace: 'canarySites: 1', with: 'canarySites: 0' }]);
    const broken = wan(['--catalogue', 'small.yaml', 'docs', '--check'], folder);
    expect([broken.code, broken.stdout]).toEqual([2, '']);
    expect(broken.stderr).toContain('OUT_OF_RANGE  wan.canarySites');
  });

  test('failures: the page of the chosen catalogue, printed or written', () => {
    const folder = smallWorkspace();
    const printed = wan(['--catalogue', 'small.yaml', 'failures'], folder);
    expect([printed.code, printed.stdout]).toEqual([0, readFileSync(path.join(ROOT, 'docs/failures.md'), 'utf8')]);
    expect(wan(['--catalogue', 'small.yaml', 'failures', 'page.md'], folder).stdout).toBe('page.md written.\n');
    expect(readFileSync(path.join(folder, 'page.md'), 'utf8')).toBe(printed.stdout);
  });

  test.each([
    ['picture', 'small.yaml', 'small.yaml does not end with .svg: nothing was written.'],
    ['failures', 'small.lock.yaml', 'small.lock.yaml does not end with .md: nothing was written.'],
    ['failures', 'folder.md', 'folder.md is no regular file: nothing was written.'],
  ])('%s %s: a page takes the place of nothing but a page', (command, name, problem) => {
    const folder = smallWorkspace([{ file: 'folder.md/kept.txt', content: 'kept' }]);
    const before =
      existsSync(path.join(folder, name)) && !name.startsWith('folder')
        ? readFileSync(path.join(folder, name), 'utf8')
        : '';
    const refused = wan(['--catalogue', 'small.yaml', command, name], folder);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(`USAGE\n    ${problem}\n`);
    if (before !== '') expect(readFileSync(path.join(folder, name), 'utf8')).toBe(before);
    expect(readFileSync(path.join(folder, 'folder.md/kept.txt'), 'utf8')).toBe('kept');
  });
});
