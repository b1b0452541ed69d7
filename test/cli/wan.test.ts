import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssue } from '../../catalogue/issues/render-issues';
import { plain } from '../../catalogue/text/paint';
import { lockCommand } from '../../cli/lock/lock';
import { reviewCommand } from '../../cli/change/review';
import { showCommand } from '../../cli/show/show';
import { prepare } from '../../plan/prepare';
import { ROOT, start, wan } from '../support/run';
import { applyEdit, smallWorkspace, temporaryFolder } from '../support/workspace';

const TODAY = { today: '2026-11-22', owner: 't@example.org' };
const lockText = (folder: string): string => readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8');
const git = (folder: string, ...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'pipe' });
};

function repository(): string {
  const folder = smallWorkspace();
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'start');
  return folder;
}

const library = '  - id: library\n    name: Library\n    state: live';
const newSite = (id: string, address: string): string =>
  `  - id: ${id}\n    name: ${id}\n    state: live\n    place: { postcode: EX1 1ZZ, lat: 53, lon: -2 }\n    profile: branch\n    circuits: [{ id: primary, role: active, address: ${address}, supplier: FibreCo }]\n    segments: [{ tenant: council, size: /26, termination: dedicated }]\n`;

describe('wan lock', () => {
  test('leaves a lock that is right as it is', () => {
    const folder = smallWorkspace();
    const before = lockText(folder);
    expect(lockCommand('small.yaml', folder, TODAY)).toEqual({
      text: 'small.lock.yaml is up to date.\n',
      issues: [],
      data: { lock: 'small.lock.yaml', state: 'up-to-date', sites: 11 },
    });
    expect(lockText(folder)).toBe(before);
  });

  test('adds what is new and says so; --check only says so, with exit code 1', () => {
    const folder = smallWorkspace([{ file: 'small/sites.yaml', append: newSite('annexe', '198.18.0.50') }]);
    const before = lockText(folder);
    const checked = lockCommand('small.yaml', folder, { ...TODAY, check: true });
    expect(checked.exitCode).toBe(1);
    expect(checked.text).toBe(
      'small.lock.yaml would change: 1 new site (annexe).\nRun `npx wan lock` and commit what it writes.\n',
    );
    expect(lockText(folder)).toBe(before);
    expect(lockCommand('small.yaml', folder, TODAY).text).toBe('small.lock.yaml written: 1 new site (annexe).\n');
    const removed = lockText(folder).replace(/ {2}annexe:\n(?: {4}.*\n)+/, '');
    expect(removed).toBe(before);
  });

  test('the day moves only when it is told to', () => {
    const folder = smallWorkspace();
    expect(lockCommand('small.yaml', folder, { today: '2030-01-01' }).text).toContain('up to date');
    expect(lockCommand('small.yaml', folder, { ...TODAY, asOf: '2027-01-01' }).text).toContain(
      'asOf 2026-11-22 becomes 2027-01-01',
    );
    expect(lockText(folder)).toContain('asOf: 2027-01-01');
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, asOf: 'tomorrow' }).issues.map((issue) => renderIssue(issue)),
    ).toEqual([
      'USAGE\n    --as-of takes a day.\n    Got: tomorrow\n    Allowed: year-month-day, such as 2026-11-22\n',
    ]);
  });

  test('a bad catalogue leaves the lock as it was', () => {
    const folder = smallWorkspace([{ file: 'small/sites.yaml', replace: 'state: building', with: 'state: bilding' }]);
    const before = lockText(folder);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map((issue) => issue.code)).toEqual(['NOT_ALLOWED']);
    expect(lockText(folder)).toBe(before);
  });

  test('a site goes only after it has been leaving in a committed lock', () => {
    const folder = repository();
    applyEdit(folder, { file: 'small/sites.yaml', replace: library, with: library.replace('live', 'leaving') });
    expect(lockCommand('small.yaml', folder, TODAY).issues).toEqual([]);
    // Not committed yet: the committed lock still says live.
    const sites = path.join(folder, 'small/sites.yaml');
    const without = readFileSync(sites, 'utf8').replace(/ {2}- id: library\n(?: {4}.*\n)+/, '');
    const leaving = readFileSync(sites, 'utf8');
    writeFileSync(sites, without);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map((issue) => issue.code)).toEqual(['SITE_REMOVED']);
    writeFileSync(sites, leaving);
    git(folder, 'commit', '-qam', 'library leaves');
    writeFileSync(sites, without);
    const { text, issues, data } = lockCommand('small.yaml', folder, TODAY);
    expect([text, issues]).toEqual(['small.lock.yaml written: 1 removed site (library).\n', []]);
    expect(data).toMatchObject({
      state: 'written',
      changes: { sites: { removed: ['library'], added: [] }, parts: [] },
    });
  });

  test('a lock that check would refuse for a limit is not written', () => {
    const many = Array.from({ length: 61 }, (_, index) => newSite(`annexe-${index + 1}`, `198.18.7.${index + 1}`));
    const folder = smallWorkspace([{ file: 'small/sites.yaml', append: many.join('') }]);
    const before = lockText(folder);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map(({ code, path: at }) => [code, at])).toEqual([
      ['QUOTA_EXCEEDED', 'quotas.L-4FB7FF5D'],
      ['QUOTA_EXCEEDED', 'quotas.L-3E6EC3A3'],
    ]);
    expect(lockText(folder)).toBe(before);
  });

  test('--base resolves a conflict: the base’s numbers stay, only what it lacks is chosen', () => {
    const folder = repository();
    git(folder, 'checkout', '-qb', 'theirs');
    applyEdit(folder, { file: 'small/sites.yaml', append: newSite('their-site', '198.18.0.60') });
    lockCommand('small.yaml', folder, TODAY);
    git(folder, 'commit', '-qam', 'theirs');
    const theirs = lockText(folder);
    git(folder, 'checkout', '-q', 'main');
    applyEdit(folder, { file: 'small/sites.yaml', append: newSite('our-site', '198.18.0.61') });
    lockCommand('small.yaml', folder, TODAY);
    git(folder, 'commit', '-qam', 'ours');
    expect(() => git(folder, 'merge', '-q', 'theirs')).toThrow();
    git(folder, 'checkout', '--theirs', 'small/sites.yaml');
    applyEdit(folder, { file: 'small/sites.yaml', append: newSite('our-site', '198.18.0.61') });
    expect(lockCommand('small.yaml', folder, { ...TODAY, base: 'theirs' }).issues).toEqual([]);
    expect(lockText(folder).replace(/ {2}our-site:\n(?: {4}.*\n)+/, '')).toBe(theirs);
    expect(lockText(folder)).toContain('  our-site:\n');
  });

  test('tunnels of a live site go only when the site is named', () => {
    const folder = repository();
    applyEdit(folder, { file: 'small/sites.yaml', replace: '      - { tenant: fire, size: /27 }\n', with: '' });
    const before = lockText(folder);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map((issue) => issue.code)).toEqual(['TUNNEL_REMOVED']);
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, withdraw: ['library'] }).issues.map((issue) => issue.code),
    ).toEqual(['USAGE', 'TUNNEL_REMOVED']);
    expect(lockText(folder)).toBe(before);
    const catalogue = readFileSync(path.join(folder, 'small.yaml'), 'utf8');
    expect(lockCommand('small.yaml', folder, { ...TODAY, withdraw: ['town-hall'] }).text).toBe(
      'small.lock.yaml written: 1 changed site (town-hall).\nsmall.yaml: changes.town-hall-withdraw-2026-11 allows guard-lifted, tunnels-removed.\n',
    );
    // The consent is in the repository, with who gave it; all that was there is as it was.
    expect(readFileSync(path.join(folder, 'small.yaml'), 'utf8')).toBe(
      `${catalogue}
changes:
  - id: town-hall-withdraw-2026-11
    allows: [guard-lifted, tunnels-removed]
    for: { sites: [town-hall] }
    reason: Asked for with wan lock --withdraw town-hall.
    owner: t@example.org
    expires: 2026-12-22
`,
    );
    expect(lockCommand('small.yaml', folder, TODAY).text).toBe('small.lock.yaml is up to date.\n');
    expect(prepare('small.yaml', folder).ok).toBe(true);
  });

  test('on a clean checkout a flag finds out what else it takes, and agrees to that', () => {
    const folder = repository();
    expect(lockCommand('small.yaml', folder, { ...TODAY, twoByteAsn: ['library'], reason: 'Azure follows' }).text).toBe(
      'small.lock.yaml written: 1 changed site (library).\nsmall.yaml: changes.library-two-byte-asn-2026-11 allows far-end-acts, tunnels-interrupted, two-byte-asn.\n',
    );
    const said = reviewCommand('small.yaml', folder, {
      ...{ format: 'text', out: 'cdktf.out', today: TODAY.today, width: 100, paint: plain, gate: true, base: 'HEAD' },
    } as const);
    expect(said.issues.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    expect(said.text).toContain('🔴 Library: primary: AS number');
  });

  test('a reason that is no line of text is refused before anything is written', () => {
    const folder = repository();
    const before = readFileSync(path.join(folder, 'small.yaml'), 'utf8');
    const { issues } = lockCommand('small.yaml', folder, {
      ...TODAY,
      twoByteAsn: ['library'],
      reason: 'x'.repeat(300),
    });
    expect(issues.map(({ code }) => code)).toEqual(['USAGE']);
    expect(readFileSync(path.join(folder, 'small.yaml'), 'utf8')).toBe(before);
  });

  test('a gateway is made larger where somebody asks, and only an Azure hub has one', () => {
    const folder = smallWorkspace([
      {
        file: 'small/sites.yaml',
        replace: 'circuits: [{ id: primary, address: 198.18.0.5, supplier: FibreCo }]',
        with: 'circuits: [{ id: primary, address: 198.18.0.5, supplier: FibreCo, mbps: 900 }]',
      },
    ]);
    expect(lockCommand('small.yaml', folder, TODAY).issues.map(({ code, fix }) => [code, fix])).toEqual([
      ['QUOTA_EXCEEDED', expect.stringContaining('wan lock --raise')],
    ]);
    expect(lockText(folder)).toContain('scaleUnits: 1');
    expect(lockCommand('small.yaml', folder, { ...TODAY, raise: ['uksouth'] }).text).toBe(
      'small.lock.yaml written: the gateway of uksouth goes from 1 to 2 scale units.\nsmall.yaml: changes.uksouth-raise-2026-11 allows raised.\n',
    );
    expect(lockText(folder)).toContain('scaleUnits: 2');
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, raise: ['london'] }).issues.map((issue) => renderIssue(issue)),
    ).toEqual(['UNKNOWN_REFERENCE\n    There is no Azure hub "london" to make a gateway larger of.\n']);
  });

  test('a base without a lock is refused, for every number would be chosen anew', () => {
    const outside = smallWorkspace();
    expect(lockCommand('small.yaml', outside, { ...TODAY, base: 'main' }).issues.map((issue) => issue.problem)).toEqual(
      ['There is no "main" to compare with: this is no git checkout.'],
    );
  });

  test('where nothing is deployed a newcomer writes accounts of their own: it is said how, and nothing is in the way', () => {
    const folder = temporaryFolder();
    for (const name of ['enfield', 'enfield.yaml', 'enfield.lock.yaml'])
      cpSync(path.join(ROOT, 'examples', name), path.join(folder, name), { recursive: true });
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'x'],
    ])
      execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
    const file = path.join(folder, 'enfield.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('555566667777', '999900001111'));
    const { issues } = lockCommand('enfield.yaml', folder, TODAY);
    expect(issues.length).toBeGreaterThan(0);
    for (const { fix } of issues)
      expect(fix).toMatch(
        /^If nothing is deployed yet, commit it to the branch that others are compared with .*`git commit --no-verify`.*by `--base none`\. Else have it agreed, and write:$/,
      );
    expect(lockCommand('enfield.yaml', folder, { ...TODAY, base: 'none' }).text).toBe(
      'enfield.lock.yaml is up to date.\n',
    );
  });

  test('a revision that git does not know, and a site that there is not', () => {
    const folder = repository();
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, base: 'nowhere' }).issues.map((issue) => issue.problem),
    ).toEqual(['git knows no revision "nowhere" here: what would change for whom can\'t be said.']);
    expect(
      lockCommand('small.yaml', folder, { ...TODAY, renumber: ['atlantis'] }).issues.map((issue) => issue.code),
    ).toEqual(['SITE_UNKNOWN']);
  });
});

test('wan show: everything about a shared site on both circuits', () => {
  const { text, issues } = showCommand('small.yaml', smallWorkspace(), 'town-hall');
  expect(issues).toEqual([]);
  expect(text).toMatch(/^Town Hall · EX1 1AA · live · council \(\+ fire\) · dual\n/);
  for (const address of ['council_primary', 'council_mobile', 'fire_primary', 'fire_mobile'])
    expect(text).toContain(`aws_vpn_connection.town-hall_${address}`);
  expect(text).toContain('AWS: MTU 1446, TCP MSS 1406');
  expect(text).toContain('ncsc-plus (ikev2, AES256-GCM-16, SHA2-384, group 20');
  for (const line of text.split('\n')) expect(line).toBe(line.trimEnd());
});

test('wan show: a site at home in Azure', () => {
  const { text } = showCommand('small.yaml', smallWorkspace(), 'azure-office');
  expect(text).toContain('azurerm_vpn_gateway_connection.azure-office_council_primary');
  // The resolver of the hub's services VNet, at the address that the lock's subnet gives it.
  expect(text).toContain(' DNS        10.0.41.4\n');
  expect(text).toContain('Azure: MTU 1400, TCP MSS 1350; BGP hold 180 s');
  expect(text).not.toContain('MTU 1446');
  for (const line of text.split('\n')) expect(line).toBe(line.trimEnd());
});

test('wan show: a site on both clouds leaves by the first', () => {
  const { text } = showCommand('small.yaml', smallWorkspace(), 'both-clouds');
  expect(text).toContain('aws_vpn_connection.both-clouds_council_primary');
  expect(text).toContain('azurerm_vpn_gateway_connection.both-clouds_council_primary');
  expect(text).toContain('AWS: MTU 1446');
  expect(text).toContain('Azure: MTU 1400');
  expect(text).toMatch(/ DNS {8}10\.0\.31\.4, /);
});

test('wan show: a datacentre, with what its router has to do', () => {
  const { text, issues } = showCommand('small.yaml', smallWorkspace(), 'dc-one');
  expect(issues).toEqual([]);
  expect(text).toMatch(/^First datacentre · building · AS 64700 · council\n/);
  expect(text).toMatch(/dx-1 {2,}direct-connect {2,}live {2,}london {2,}EqLD5 {2,}10000 Mbps {2,}101/);
  expect(text).toMatch(/er-1 {2,}express-route {2,}live {2,}uksouth/);
  expect(text).toMatch(
    /council {2,}over circuits {2,}london {2,}172\.31\.255\.\d+ {2,}169\.254\.[\d./]+, 169\.254\.[\d./]+ {2,}aws-datacentre-dc-one {2,}aws_vpn_connection\.dc-one_council_direct/,
  );
  expect(text).toContain('azurerm_vpn_gateway_connection.dc-one_council_direct');
  expect(text).toContain('over the internet local preference 100, own AS number 4 times');
  expect(text).toContain('announces 172.31.255.0/27 over its circuits and nothing else, and takes 10.0.');
  expect(text).toContain('in tunnels of council announces 10.18.0.0/17 whichever way');
  expect(text).toContain('refuses the default route');
  for (const line of text.split('\n')) expect(line).toBe(line.trimEnd());
});

test('wan show: a slip of the keyboard', () => {
  expect(showCommand('small.yaml', smallWorkspace(), 'libary').issues.map((issue) => renderIssue(issue))).toEqual([
    'SITE_UNKNOWN\n    Nothing in the catalogue is called "libary", and no site has that name, address or postcode.\n    Did you mean "library"?\n',
  ]);
});

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
