import * as xlsx from '@e965/xlsx';
import { loadCatalogue } from '../../../catalogue/load';
import { importCommand } from '../../../cli/import/import';
import { must } from '../../support/synth';
import { deskWith, given, HEAD, wrong } from '../../support/importing';

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
