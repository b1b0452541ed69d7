import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as xlsx from '@e965/xlsx';
import fc from 'fast-check';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { loadCatalogue } from '../../../catalogue/load';
import type { Desk } from '../../../cli/edit/proposal';
import { csvOf, exportCommand, exportRows } from '../../../cli/import/export';
import { importCommand, type ImportOptions } from '../../../cli/import/import';
import { changedLines, filesOf, smallDesk } from '../../support/desk';
import { ROOT } from '../../support/run';
import { must } from '../../support/synth';
import { temporaryFolder } from '../../support/workspace';

const HEAD = 'id,name,state,postcode,profile,segments,circuit,role,address,supplier,mbps,bearerMbps,order,goLive,uprn';
const NEW =
  'new-branch,New Branch,building,ex11zz,branch,council=/25,,,198.18.9.17,FibreCo,100 Mbps,1 Gbps,FC-9,01/02/2027,100012345699';

const desk = smallDesk();
const start = filesOf(desk.cwd);

/** Another small example to write to, with a table beside it. */
function deskWith(name: string, content: string | Uint8Array): Desk {
  const cwd = temporaryFolder();
  for (const file of ['small.yaml', 'small.lock.yaml', 'small'])
    cpSync(path.join(desk.cwd, file), path.join(cwd, file), { recursive: true });
  writeFileSync(path.join(cwd, name), content);
  return { ...desk, cwd };
}

const given = (name: string, content: string | Uint8Array, options: ImportOptions = {}, map?: string) => {
  const { cwd } = deskWith(name, content);
  if (map !== undefined) writeFileSync(path.join(cwd, 'map.yaml'), map);
  return importCommand('small.yaml', cwd, [name], { ...options, ...(map === undefined ? {} : { map: 'map.yaml' }) });
};
const wrong = (issues: Parameters<typeof renderIssues>[0]): string =>
  renderIssues(issues.filter(({ severity }) => severity !== 'warning'));
const table = (...rows: readonly string[]): string => `${[HEAD, ...rows].join('\r\n')}\r\n`;

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

/** A workbook of cells as Excel makes them. */
function workbook(
  rows: readonly (readonly xlsx.CellObject[])[],
  over: Partial<xlsx.WorkSheet> = {},
  date1904 = false,
): Uint8Array {
  const sheet: xlsx.WorkSheet = { ...xlsx.utils.aoa_to_sheet(rows.map((row) => [...row])), ...over };
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, sheet, 'Circuits');
  book.Workbook = { WBProps: { date1904 } };
  return xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }) as Uint8Array;
}
const text = (v: string): xlsx.CellObject => ({ t: 's', v });
const number = (v: number, z = 'General'): xlsx.CellObject => ({ t: 'n', v, z });
const headings = HEAD.split(',').map(text);
const rowOf = (cells: Readonly<Record<string, xlsx.CellObject>>): readonly xlsx.CellObject[] =>
  HEAD.split(',').map((name) => cells[name] ?? text(''));
const GOOD = {
  id: text('new-branch'),
  name: text('New Branch'),
  state: text('building'),
  postcode: text('EX1 1ZZ'),
  profile: text('branch'),
  segments: text('council=/25'),
  address: text('198.18.9.17'),
  supplier: text('FibreCo'),
};

test('dates and numbers as Excel makes them are what a person reads: all digits of a UPRN, a day by the calendar', async () => {
  for (const [date1904, serial] of [
    [false, 46419],
    [true, 46419 - 1462],
  ] as const) {
    const { cwd } = deskWith(
      'book.xlsx',
      workbook(
        [
          headings,
          rowOf({
            ...GOOD,
            uprn: number(100012345678, '0.00E+00'),
            goLive: number(serial, 'dd/mm/yyyy'),
            mbps: number(100),
            order: number(20071),
          }),
        ],
        {},
        date1904,
      ),
    );
    const { text: said, issues } = await importCommand('small.yaml', cwd, ['book.xlsx'], { write: true });
    expect([wrong(issues), said]).toEqual(['', expect.stringContaining('1 new')]);
    const { raw } = must(loadCatalogue('small.yaml', cwd));
    const site = raw.sites.find(({ id }) => id === 'new-branch');
    expect(site?.place?.uprn).toBe('100012345678');
    expect(site?.circuits[0]).toMatchObject({ goLive: '2027-02-01', mbps: 100, order: '20071' });
  }
});

test('merged cells and formulas are refused where they stand; a sheet that is not there is named', async () => {
  const book = workbook(
    [
      headings,
      rowOf(GOOD),
      rowOf({ ...GOOD, id: text('b') }),
      rowOf({ ...GOOD, id: text('c'), name: { t: 's', v: 'x', f: 'A2&"!"' } }),
    ],
    { '!merges': [{ s: { r: 1, c: 3 }, e: { r: 2, c: 3 } }] },
  );
  expect(wrong((await given('book.xlsx', book)).issues)).toBe(`\
book.xlsx:2:4  IMPORT_ROW
    Row 2, column "postcode" (D): the cells D2:D3 are merged, and nobody can say whose this is.
    Write the value itself into a cell of its own.

book.xlsx:3:4  IMPORT_ROW
    Row 3, column "postcode" (D): the cells D2:D3 are merged, and nobody can say whose this is.
    Write the value itself into a cell of its own.

book.xlsx:4:2  IMPORT_ROW
    Row 4, column "name" (B): it holds a formula (=A2&"!"), not a value.
    Write the value itself into a cell of its own.
`);
  expect(wrong((await given('book.xlsx', book, {}, 'sheet: Sites\n')).issues)).toContain(
    'There is no sheet "Sites".\n    There is: Circuits.',
  );
  expect(wrong((await given('book.xlsx', Buffer.from('PK\x03\x04 nothing'))).issues)).toContain(
    'IMPORT_SYNTAX\n    This is no workbook: ',
  );
});

describe('a row is never taken for another circuit or building', () => {
  const both = 'id,order,address,supplier,mbps,role,circuit\r\n';
  const station = (...rows: readonly string[]) =>
    given('rows.csv', `${both}${rows.map((row) => `fire-station,${row}`).join('\r\n')}\r\n`);

  test('by its address, in whatever order rows come', async () => {
    const { text: said, issues } = await station(',198.18.0.8,OtherCo,,,', ',198.18.0.7,FibreCo,,,');
    expect([wrong(issues), said]).toEqual([
      '',
      '1 site: 0 new, 0 changed, 1 unchanged, 0 refused\n\nThere is nothing to write.\n',
    ]);
  });

  test('by its supplier, where one line is of it', async () => {
    const { text: said, issues } = await station('OC-1,,OtherCo,,,', 'FC-1,,FibreCo,,,');
    expect([wrong(issues), said]).toEqual([
      '',
      expect.stringContaining('secondary order: – → OC-1; primary order: – → FC-1'),
    ]);
  });

  test.each([
    ['says nothing that one alone has', ',,,50,,', 'Nothing that it says is that of primary or secondary alone.'],
    ['is of a supplier that has none there', 'X-1,198.18.9.9,NewCo,,,', 'which circuit of fire-station is this?'],
    ['is a backup where none is', ',198.18.9.9,FibreCo,,backup,', 'which circuit of fire-station is this?'],
  ])('one that %s is refused', async (_, row, problem) => {
    expect(wrong((await station(row)).issues)).toContain(problem);
  });

  test('an order that two rows have is said', async () => {
    const row = (address: string): string =>
      `twice,Twice,building,EX1 1ZZ,branch,council=/25,,,${address},FibreCo,,,FC-1,,`;
    expect(wrong((await given('rows.csv', table(row('198.18.9.1'), row('198.18.9.2')))).issues)).toContain(
      'Row 3, column "order" (13): it repeats row 2: the same order.',
    );
  });

  test('a namesake in another town is no site of ours', async () => {
    const { issues } = await given(
      'rows.csv',
      'name,postcode,address,supplier\r\nLibrary,EX9 9ZZ,198.18.9.9,OtherCo\r\n',
    );
    expect(wrong(issues)).toContain(
      'Library (EX1 1AB) has the id library already, and neither postcode nor UPRN says that this is it.',
    );
    const same = await given('rows.csv', 'name,postcode,order\r\nLibrary,ex11ab,FC-5\r\n');
    expect([wrong(same.issues), same.text]).toEqual(['', expect.stringContaining('primary order: – → FC-5')]);
  });

  test('an address that another site has, and a site taken off the network, are refused where they stand', async () => {
    const reused = await given('rows.csv', table(NEW.replace('198.18.9.17', '198.18.0.3')));
    expect(wrong(reused.issues)).toContain('Row 2, column "address" (9): ');
    const gone = await given('rows.csv', 'id,state\r\nlibrary,planned\r\n', { write: true });
    expect(wrong(gone.issues)).toMatch(/Row 2, column "state" \(2\): /);
    expect(gone.text).not.toContain('written');
  });
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

test('the first sheet that can be seen is read, and it is said which; hidden rows are said', async () => {
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(
    book,
    xlsx.utils.aoa_to_sheet([headings, [...rowOf({ ...GOOD, id: text('old-one') })]]),
    'old',
  );
  const shown = xlsx.utils.aoa_to_sheet([headings, [...rowOf(GOOD)]]);
  shown['!rows'] = [{}, { hidden: true }];
  xlsx.utils.book_append_sheet(book, shown, 'new');
  book.Workbook = { Sheets: [{ Hidden: 1 }, { Hidden: 0 }] };
  const { text: said, issues } = await given(
    'book.xlsx',
    xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }) as Uint8Array,
  );
  expect(wrong(issues)).toBe('');
  expect(said).toContain(
    'Sheet "new" was read, of 2 (`sheet:` of the mapping says another).\n1 hidden rows were read as well.\n',
  );
  expect(said).toContain('new-branch');
  expect(said).not.toContain('old-one');
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

test('the schedule that ships is read with its mapping, and a formula in a name stays text there and back', async () => {
  const cwd = temporaryFolder();
  for (const name of ['sites.yaml', 'sites.lock.yaml', 'sites', 'examples'])
    cpSync(path.join(ROOT, name), path.join(cwd, name), { recursive: true });
  const options = { map: 'examples/import/schedule.map.yaml' };
  const { text: said, issues } = await importCommand('sites.yaml', cwd, ['examples/import/schedule.csv'], options);
  expect([wrong(issues), said]).toEqual([
    '',
    expect.stringContaining('3 sites: 2 new, 1 changed, 0 unchanged, 0 refused'),
  ]);
  const name = `=cmd|' /C calc'!A0`;
  const rows = table(NEW.replace('New Branch', `"${name}"`));
  const small = deskWith('formula.csv', rows);
  await importCommand('small.yaml', small.cwd, ['formula.csv'], { write: true });
  await exportCommand('small.yaml', small.cwd, 'out.csv', {});
  await exportCommand('small.yaml', small.cwd, 'out.xlsx', {});
  expect(readFileSync(path.join(small.cwd, 'out.csv'), 'utf8')).toContain(`'${name}`);
  const cell = Object.values(xlsx.readFile(path.join(small.cwd, 'out.xlsx')).Sheets['sites'] ?? {}).find(
    (each: unknown) => (each as xlsx.CellObject).v === name,
  ) as xlsx.CellObject;
  expect([cell.t, cell.f]).toEqual(['s', undefined]);
  for (const file of ['out.csv', 'out.xlsx'])
    expect((await importCommand('small.yaml', small.cwd, [file], {})).text).toMatch(
      /: 0 new, 0 changed, \d+ unchanged, 0 refused/,
    );
});

test('an export says every site, and to import it changes nothing', async () => {
  for (const [catalogue, folder] of [
    ['small.yaml', deskWith('x', '').cwd],
    ['sites.yaml', ROOT],
  ] as const) {
    const { raw } = must(loadCatalogue(catalogue, folder));
    const rows = exportRows({ raw });
    expect(rows).toHaveLength(1 + raw.sites.reduce((sum, { circuits }) => sum + Math.max(1, circuits.length), 0));
    const out = path.join(temporaryFolder(), 'out.csv');
    writeFileSync(out, csvOf(rows));
    const { text: said, issues } = await importCommand(catalogue, folder, [out], {});
    expect([wrong(issues), said]).toEqual([
      '',
      `${raw.sites.length} sites: 0 new, 0 changed, ${raw.sites.length} unchanged, 0 refused\n\nThere is nothing to write.\n`,
    ]);
  }
});

test('import, export, import: whatever a table says, the second import changes nothing', async () => {
  const word = fc.stringMatching(/^[A-Za-z=+@'"’,;é -]{0,8}[A-Za-z]$/).map((each) => each.trim());
  const site = fc.record({
    name: word,
    state: fc.constantFrom('planned', 'building', 'Live'),
    postcode: fc.constantFrom('EX1 1ZZ', 'ex22zz'),
    uprn: fc.option(fc.stringMatching(/^[1-9]\d{5,11}$/)),
    order: fc.option(word),
    mbps: fc.option(fc.constantFrom('100', '50 Mbps', '0.1 Gbps')),
    goLive: fc.option(fc.constantFrom('2027-02-01', '1 Feb 2027', '01/02/2027')),
    backup: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(site, { minLength: 1, maxLength: 5, selector: ({ uprn, name }) => uprn ?? name }),
      async (sites) => {
        const rows = sites.flatMap(({ name, state, postcode, uprn, order, mbps, goLive, backup }, index) => {
          const own = [`site-${index}`, name, state, postcode, 'branch', 'council=/27'];
          const line = (id: string, role: string, last: number): readonly string[] => [
            ...own,
            id,
            role,
            `198.18.9.${last}`,
            'FibreCo',
            mbps ?? '',
            '',
            order === null ? '' : `${order}${last}`,
            goLive ?? '',
            uprn ?? '',
          ];
          return [
            line('primary', 'active', 10 + index * 2),
            ...(backup ? [line('mobile', 'backup', 11 + index * 2)] : []),
          ];
        });
        const { cwd } = deskWith('in.csv', csvOf([HEAD.split(','), ...rows]));
        const first = await importCommand('small.yaml', cwd, ['in.csv'], { write: true });
        expect([wrong(first.issues), first.text]).toEqual(['', expect.stringContaining(`${sites.length} new`)]);
        await exportCommand('small.yaml', cwd, 'out.csv', {});
        await exportCommand('small.yaml', cwd, 'out.xlsx', {});
        for (const file of ['in.csv', 'out.csv', 'out.xlsx'])
          expect((await importCommand('small.yaml', cwd, [file], {})).text).toMatch(
            / 0 new, 0 changed, \d+ unchanged, 0 refused/,
          );
      },
    ),
    { numRuns: 10 },
  );
}, 60_000);

test('a file that somebody else wrote meanwhile is not written over, and the tables are as they were', () => {
  expect(filesOf(desk.cwd)).toEqual(start);
});
