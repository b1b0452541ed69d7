import { table, given, NEW, wrong } from '../../support/importing';

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
