import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as xlsx from '@e965/xlsx';
import fc from 'fast-check';
import { loadCatalogue } from '../../../catalogue/load';
import { csvOf, exportCommand, exportRows } from '../../../cli/import/export';
import { importCommand } from '../../../cli/import/import';
import { ROOT } from '../../support/run';
import { must } from '../../support/synth';
import { temporaryFolder } from '../../support/workspace';
import { table, deskWith, HEAD, NEW, wrong } from '../../support/importing';

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
    line: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(site, { minLength: 1, maxLength: 5, selector: ({ uprn, name }) => uprn ?? name }),
      async (sites) => {
        const rows = sites.flatMap(
          ({ name, state, postcode, uprn, order, mbps, goLive, backup, line: isKnown }, index) => {
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
              ...(isKnown ? ['wan1', 'Static', `198.18.9.${last}/24`, '198.18.9.1'] : ['', '', '', '']),
            ];
            return [
              line('primary', 'active', 10 + index * 2),
              ...(backup ? [line('mobile', 'backup', 11 + index * 2)] : []),
            ];
          },
        );
        const { cwd } = deskWith(
          'in.csv',
          csvOf([[...HEAD.split(','), 'interface', 'addressing', 'lineAddress', 'nextHop'], ...rows]),
        );
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
