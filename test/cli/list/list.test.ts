import fc from 'fast-check';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { cidr } from '../../../catalogue/values/cidr';
import { entriesOf } from '../../../cli/list/entries';
import { listCommand, listed, type ListOptions } from '../../../cli/list/list';
import { NOUNS } from '../../../cli/list/listed-entry';
import { prepare } from '../../../plan/prepare';
import { ROOT } from '../../support/run';
import { must } from '../../support/synth';
import { smallWorkspace } from '../../support/workspace';

const prepared = must(prepare('sites.yaml', ROOT));
const list = (what: string, options: ListOptions = {}) => listed(prepared, what, options);
const ids = (what: string, options: ListOptions = {}): readonly string[] =>
  (list(what, options).data as { readonly entries: readonly { readonly id: string }[] }).entries.map(({ id }) => id);

test('which site has an address: of a line, of a machine, of a router, of a tunnel', () => {
  expect(list('sites', { contains: '198.18.2.146' }).text).toBe(
    ' id                           name                         where    tenants       state  hubs    resilience\n' +
      ' ict-operations-centre-crewe  ICT Operations Centre Crewe  CW2 6GN  ict-services  live   london  dual\n' +
      '\n1 of 529 sites\n',
  );
  const connection = prepared.plan.connections.find(({ site }) => site === 'crewe-library');
  if (connection?.cloud !== 'aws') throw new Error('the library is in AWS');
  for (const address of [connection.insideRanges[0], connection.loopback, connection.prefixes[0]])
    expect(ids('sites', { contains: String(address) })).toEqual(['crewe-library']);
  expect(ids('circuits', { contains: String(connection.insideRanges[1]) })).toEqual(['crewe-library/primary']);
  expect(ids('datacentres', { contains: '10.67.3.9' })).toEqual(['dc-crewe']);
  expect(ids('tenants', { contains: '10.97.9.10' })).toEqual(['police']);
  expect(ids('flows', { contains: '10.97.9.10' })).toEqual(['fire-to-police-cad']);
});

test('who is in a district, and what a whole postcode has; CW1 is not CW10', () => {
  const inDistrict = (district: string): readonly string[] => ids('sites', { district: [district] });
  expect(inDistrict('CW1').length).toBeGreaterThan(10);
  expect(inDistrict('cw1').every((id) => !inDistrict('CW10').includes(id))).toBe(true);
  expect(inDistrict('CW1 2BJ')).toEqual(inDistrict('CW1'));
});

test('filters narrow each other down, and the values of one widen it', () => {
  const both = ids('sites', { district: ['CW1'], tenant: ['fire', 'police'] });
  expect(both).toEqual(['crewe-fire-station', 'crewe-municipal-buildings', 'crewe-register-office']);
  expect(ids('sites', { district: ['CW1'], tenant: ['fire', 'police'], text: 'register' })).toEqual([
    'crewe-register-office',
  ]);
  expect(ids('sites', { tenant: ['fire'], state: ['planned'] })).toEqual([]);
  expect(list('sites', { tenant: ['fire'], state: ['planned'] }).text).toBe('None of 529 sites.\n');
});

test('suppliers by a part of their name; hubs, profiles and resilience as they are called', () => {
  const [supplier = ''] = prepared.catalogue.sites[0]?.circuits.map((circuit) => circuit.supplier) ?? [];
  const circuits = ids('circuits', { supplier: [supplier.slice(0, 4)] });
  expect(circuits).toEqual(expect.arrayContaining([`${prepared.catalogue.sites[0]?.id ?? ''}/primary`]));
  expect(ids('sites', { hub: ['uksouth'], resilience: ['dual'] }).length).toBeGreaterThan(10);
  expect(ids('sites', { profile: ['wifi-zone'] })).toEqual(ids('sites', { tenant: ['town-wifi'] }));
});

test('of every kind each entry once, in order, whatever the kind', () => {
  for (const noun of NOUNS) {
    const all = ids(noun);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual([...all].sort());
    expect(ids(noun.slice(0, -1))).toEqual(all);
  }
  expect(ids('sites')).toHaveLength(prepared.catalogue.sites.length);
});

test('as CSV: quotes where they are needed, and nothing that a spreadsheet would run', () => {
  expect(list('flows', { csv: true }).text).toBe(
    'id,from,to,ports,owner,expires\n' +
      'fire-to-police-cad,fire,police 10.97.9.10/32,tcp/443,gateway.team@example.gov.uk,2027-03-31\n',
  );
  const folder = smallWorkspace([
    { file: 'small/sites.yaml', replace: 'name: Library', with: `name: '=cmd|" /C calc"!A0'` },
  ]);
  const { text } = listCommand('small.yaml', folder, 'sites', { csv: true });
  expect(text).toContain('library,"\'=cmd|"" /C calc""!A0",EX1 1AB,council,live,london,single\n');
});

test.each<[string, string, ListOptions, string]>([
  ['a kind that is none', 'routers', {}, '"routers" is nothing that is listed.'],
  ['a tenant that is none', 'sites', { tenant: ['fir'] }, 'No entry of sites has tenant "fir".'],
  ['what a kind has none of', 'flows', { state: ['live'] }, '--state says nothing of flows.'],
  ['no address', 'sites', { contains: '10.0.0' }, '"10.0.0" is no IPv4 address or prefix.'],
])('%s', (_, what, options, problem) => {
  const { text, issues } = list(what, options);
  expect(text).toBe('');
  expect(renderIssues(issues)).toContain(`USAGE\n    ${problem}\n`);
});

test('several mistakes are told at once', () => {
  expect(list('sites', { tenant: ['x'], hub: ['y'], contains: 'z' }).issues).toHaveLength(3);
});

test('whatever is asked for by an address, an entry is listed if and only if it has it, or is in it', () => {
  const entries = entriesOf('sites', prepared);
  fc.assert(
    fc.property(
      fc.constantFrom(...entries.flatMap(({ prefixes }) => prefixes)),
      fc.integer({ min: 8, max: 32 }),
      (prefix, bits) => {
        const size = 2 ** (32 - bits);
        const first = Math.floor(prefix.first / size) * size;
        const asked = cidr(`${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${bits}`);
        const wanted = entries
          .filter(({ prefixes }) => prefixes.some((each) => each.first <= asked.last && asked.first <= each.last))
          .map(({ id }) => id);
        expect(ids('sites', { contains: String(asked) })).toEqual(wanted);
      },
    ),
    { numRuns: 25 },
  );
});
