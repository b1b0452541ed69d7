import { renderIssues } from '../../../catalogue/issues/render-issues';
import { importCommand } from '../../../cli/import/import';
import { changedLines, filesOf } from '../../support/desk';
import { table, deskWith, desk, given, HEAD, NEW, start, wrong } from '../../support/importing';

test('new, changed and unchanged sites: shown first, then written, and the same again changes nothing', async () => {
  const { cwd } = deskWith(
    'schedule.csv',
    table(
      NEW,
      'library,,,,,,primary,,,,,10000,FC-1,,',
      'market-square,,live,,,,,,,,,,,,',
      'new-branch,,,,,,mobile,backup,198.18.9.18,MobileCo,50,,FC-10,,',
    ),
  );
  const before = filesOf(cwd);
  const dry = await importCommand('small.yaml', cwd, ['schedule.csv'], {});
  expect(dry.text).toBe(`\
 row   site                 what
 2, 5  new-branch  new
 3     library     changed  primary bearerMbps: – → 10000; primary order: – → FC-1

3 sites: 1 new, 1 changed, 1 unchanged, 0 refused

small.lock.yaml: 1 new site (new-branch); 1 new concentrator (council-1 at london).
There is nothing committed to compare with: no review.

Nothing was written. \`--write\` writes it.
`);
  expect(filesOf(cwd)).toEqual(before);
  const written = await importCommand('small.yaml', cwd, ['schedule.csv'], { write: true });
  expect(written.text).toContain('small/sites.yaml, small.lock.yaml written. Next: `npx wan review`, and commit.');
  const lines = changedLines({ f: before['small/sites.yaml'] ?? '' }, { f: filesOf(cwd)['small/sites.yaml'] ?? '' });
  expect(lines.filter((line) => /^\+.*(FC-|new-branch)/.test(line))).toEqual([
    '+f:     circuits: [{ id: primary, role: active, address: 198.18.0.3, supplier: FibreCo, bearerMbps: 10000, order: FC-1 }]',
    '+f:   - id: new-branch',
    '+f:       - { id: primary, role: active, address: 198.18.9.17, supplier: FibreCo, mbps: 100, bearerMbps: 1000, order: FC-9, goLive: 2027-02-01 }',
    '+f:       - { id: mobile, role: backup, address: 198.18.9.18, supplier: MobileCo, mbps: 50, order: FC-10 }',
  ]);
  const again = await importCommand('small.yaml', cwd, ['schedule.csv'], { write: true });
  expect(again.text).toBe('3 sites: 0 new, 0 changed, 3 unchanged, 0 refused\n\nThere is nothing to write.\n');
});

test('every row’s fault at once, at its row and column; what is right is taken alone where somebody says so', async () => {
  const rows = [
    NEW,
    'bad-postcode,Bad,building,Crewe,branch,council=/25,,,198.18.9.21,FibreCo,,,,,',
    'bad-rate,Bad,building,EX1 1ZZ,branch,council=/25,,,198.18.9.22,FibreCo,fast,,,,',
    'bad-date,Bad,building,EX1 1ZZ,branch,council=/25,,,198.18.9.23,FibreCo,,,,31/02/2027,',
    'bad-tenant,Bad,building,EX1 1ZZ,branch,nobody=/25,,,198.18.9.24,FibreCo,,,,,',
    'taken,Bad,building,EX1 1ZZ,branch,council=10.16.2.0/24,,,198.18.9.25,FibreCo,,,,,',
    'new-branch,New Branch,live,,,,other,,198.18.9.26,FibreCo,,,,,',
    'library,,,,,council=/26,,,,,,,,,',
    ',,,,,,,,198.18.9.27,,,,,,',
    'library,,,,,,primary,,,,,,FC-1,,',
    'library,,,,,,primary,,,,,,FC-2,,',
    'too-long,Bad,building,EX1 1ZZ,branch,council=/25,,,198.18.9.28,FibreCo,,,,,,surplus',
  ];
  const { text, issues } = await given('bad.csv', table(...rows), { write: true });
  expect(
    wrong(issues)
      .split('\n')
      .filter((line) => line.startsWith('    Row ') || line.startsWith('bad.csv')),
  ).toEqual([
    'bad.csv:3:4  IMPORT_ROW',
    '    Row 3, column "postcode" (4): Not in the expected form.',
    'bad.csv:4:11  IMPORT_ROW',
    '    Row 4, column "mbps" (11): "fast" is no bandwidth.',
    'bad.csv:5:14  IMPORT_ROW',
    '    Row 5, column "goLive" (14): "31/02/2027" is no day of the calendar.',
    'bad.csv:6:6  IMPORT_ROW',
    '    Row 6, column "segments" (6): There is no "nobody" in tenants.',
    'bad.csv:7:6  IMPORT_ROW',
    '    Row 7, column "segments" (6): 10.16.2.0/24 overlaps 10.16.2.0/24 of Library (small/sites.yaml:24:46).',
    'bad.csv:8:3  IMPORT_ROW',
    '    Row 8, column "state" (3): state of the same site is another in row 2.',
    'bad.csv:9:6  IMPORT_ROW',
    '    Row 9, column "segments" (6): the segments of library are council=10.16.2.0/24, and an import changes no segment of a site that is there.',
    'bad.csv:10:1  IMPORT_ROW',
    '    Row 10: it says neither id nor name.',
    'bad.csv:12:7  IMPORT_ROW',
    '    Row 12, column "circuit" (7): it repeats row 11: circuit primary of library.',
    'bad.csv:13:16  IMPORT_ROW',
    '    Row 13, column (16): it has 16 cells, and there are 15 headings.',
  ]);
  expect(text).toContain('0 new, 0 changed, 0 unchanged, 8 refused');
  const some = await given('bad.csv', table(NEW.replace('new-branch', 'good'), ...rows.slice(1, 3)), {
    write: true,
    skipRefused: true,
  });
  expect(wrong(some.issues)).toBe('');
  expect(some.text).toContain('3 sites: 1 new, 0 changed, 0 unchanged, 2 refused');
  expect(some.text).toContain('small/sites.yaml, small.lock.yaml written.');
});

test.each<readonly [string, string | Uint8Array, string]>([
  [
    'another encoding',
    Buffer.from('id,name\nx,Caf\xe9\n', 'latin1'),
    'NOT_UTF8\n    The file is not UTF-8 text.\n    Save it as "CSV UTF-8"',
  ],
  ['no headings', '\n\n', 'IMPORT_SYNTAX\n    There are no headings in row 1.'],
  [
    'headings that are no fields',
    'Ref,Where\nx,y\n',
    'IMPORT_MAPPING\n    None of the 2 cells of row 1 is called as a field is.\n    Allowed: id, name, state, postcode',
  ],
  [
    'two columns of one field',
    'id,name,ID\nx,y,z\n',
    'IMPORT_MAPPING\n    Column "ID" (3): another column says id already.',
  ],
  ['quotes that do not end', 'id,name\n"x,y\n', 'IMPORT_SYNTAX\n    This is no CSV: '],
])('a file with %s is refused', async (_, content, wanted) => {
  expect(wrong((await given('file.csv', content)).issues)).toContain(wanted);
});

test.each<readonly [string, string, string]>([
  [
    'to a field that is not there',
    'columns:\n  Ref: id\n  Rate: mpbs\n',
    'map.yaml:3:9  IMPORT_MAPPING\n    There is no field "mpbs".',
  ],
  [
    'of a column that is not there',
    'columns:\n  Reference: id\n',
    'file.csv:1:1  IMPORT_MAPPING\n    No cell of row 1 is called as the mapping has it for id.\n',
  ],
  ['with a key that is none', 'colums: {}\n', 'map.yaml:1:1  IMPORT_MAPPING\n    "colums" is not a key of a mapping.'],
  [
    'of two columns to one field',
    'columns:\n  Ref: id\n  Rate: id\n',
    'map.yaml:3:9  IMPORT_MAPPING\n    "Ref" and "Rate" both say id.',
  ],
  [
    'of a fixed value that is none',
    'columns:\n  Ref: id\nfixed: { mbps: fast }\n',
    'IMPORT_MAPPING\n    fixed.mbps: "fast" is no bandwidth.',
  ],
])('a mapping %s is refused', async (_, map, wanted) => {
  expect(wrong((await given('file.csv', 'Ref,Rate\nx,100\n', {}, map)).issues)).toContain(wanted);
});

test('what stands where headings should is never repeated: it may be a password', async () => {
  const rows = 'id,name,Router password\r\nx,y,hunter2\r\n';
  const { text: said, issues } = await given('rows.csv', rows, {}, 'headRow: 2\ncolumns: { Ref: id }\n');
  expect(said + renderIssues(issues)).not.toContain('hunter2');
  const plain = await given('rows.csv', 'x,y,hunter2\r\nz,q,hunter3\r\n');
  expect(plain.text + renderIssues(plain.issues)).not.toContain('hunter2');
  const numbered = await given('rows.csv', `${HEAD},PSK 1,Password (admin)\r\n${NEW},hunter2,hunter3\r\n`);
  expect(numbered.text).toContain('Never read, since keys stand there: PSK 1, Password (admin).');
});

test('a row of no site at all stops the rest as any other does', async () => {
  const { issues, text: said } = await given('rows.csv', table(NEW, ',,,,,,,,198.18.9.27,,,,,,'), { write: true });
  expect(wrong(issues)).toContain('Row 3: it says neither id nor name.');
  expect(said).not.toContain('written');
});

test('what looks like a key is dropped before anything is written, by heading and by itself', async () => {
  const key = `AKIA${'A'.repeat(16)}`;
  const { cwd } = deskWith(
    'keys.csv',
    `${HEAD},Pre-shared key,Router password\r\n${NEW.replace('FC-9', key)},topsecret1,topsecret2\r\n`,
  );
  const { text: said, issues } = await importCommand('small.yaml', cwd, ['keys.csv'], { write: true });
  expect(said).toContain('Never read, since keys stand there: Pre-shared key, Router password.');
  expect(renderIssues(issues)).toContain('Row 2, column "order" (13): it looks like a key, and was dropped.');
  const all = `${said}${renderIssues(issues)}${Object.entries(filesOf(cwd))
    .map(([name, content]) => (name === 'keys.csv' ? '' : content))
    .join('')}`;
  for (const secret of [key, 'topsecret1', 'topsecret2']) expect(all).not.toContain(secret);
});

test('a file that somebody else wrote meanwhile is not written over, and the tables are as they were', () => {
  expect(filesOf(desk.cwd)).toEqual(start);
});

test('where lines lead is written into circuits that are there, and each fault stands in its own column', async () => {
  const head = 'id,circuit,interface,addressing,lineAddress,nextHop';
  const { cwd } = deskWith(
    'lines.csv',
    `${head}\nprimary-school,primary,wan1,static,198.18.0.6/30,198.18.0.5\nmarket-square,primary,wan7,,,\n`,
  );
  const before = filesOf(cwd);
  const written = await importCommand('small.yaml', cwd, ['lines.csv'], { write: true });
  expect(wrong(written.issues)).toBe('');
  const after = filesOf(cwd)['small/sites.yaml'] ?? '';
  const had = new Set((before['small/sites.yaml'] ?? '').split('\n'));
  expect(after.split('\n').filter((line) => !had.has(line))).toEqual([
    '      - { id: primary, role: active, address: 198.18.0.6, supplier: FibreCo, wan: { interface: wan1, addressing: static, address: 198.18.0.6/30, nextHop: 198.18.0.5 } }',
    '    circuits: [{ id: primary, role: active, wan: { interface: wan7, addressing: static, address: 192.168.100.2/24, nextHop: 192.168.100.1, nat: true, trustPoint: own-routers }, address: 198.18.0.9, supplier: FibreCo }]',
  ]);
  const bad = await given('bad.csv', `${head}\nprimary-school,primary,wan 1,statik,198.18.0.6,198.18.0\n`, {});
  expect(bad.issues.map(({ problem }) => /column "(\w+)" \((\d)\)/.exec(problem)?.slice(1).join(' ')).sort()).toEqual([
    'addressing 4',
    'interface 3',
    'lineAddress 5',
    'nextHop 6',
  ]);
});
