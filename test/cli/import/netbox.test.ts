import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { loadCatalogue } from '../../../catalogue/load';
import { exportCommand } from '../../../cli/import/export';
import { importCommand } from '../../../cli/import/import';
import { filesOf, smallDesk } from '../../support/desk';
import { must } from '../../support/synth';

/** Shapes of NetBox 4.6's REST API, cut to what is read and some that is not. */
const page = (results: readonly object[]): string =>
  JSON.stringify({ count: results.length, next: null, previous: null, results });
const choice = (value: string): object => ({ value, label: value.toUpperCase() });
const SITES = page([
  {
    id: 7,
    name: 'North Branch',
    slug: 'north-branch',
    status: choice('staging'),
    tenant: { id: 1, name: 'Example Council', slug: 'council' },
    physical_address: '1 High Street\nExeter EX1 1zz',
    latitude: 53.2,
    longitude: -2.5,
    asns: [{ id: 1, asn: 64990 }],
    custom_fields: { uprn: '100012345601', profile: 'branch' },
    time_zone: null,
  },
  {
    id: 8,
    name: 'Old Depot',
    slug: 'old-depot',
    status: choice('retired'),
    tenant: null,
    physical_address: '',
    custom_fields: {},
  },
]);
const CIRCUITS = page([
  {
    id: 3,
    cid: 'FC-7',
    provider: { name: 'FibreCo', slug: 'fibreco' },
    status: choice('active'),
    commit_rate: 100000,
    install_date: '2027-02-01',
    termination_a: { id: 1, termination: { id: 7, slug: 'north-branch' } },
    custom_fields: { public_ip: '198.18.9.31', preshared_key: 'do-not-read-me' },
  },
  {
    id: 4,
    cid: 'MC-1',
    provider: { name: 'MobileCo', slug: 'mobileco' },
    status: choice('decommissioned'),
    termination_a: { id: 2, termination: { id: 7, slug: 'north-branch' } },
    custom_fields: {},
  },
]);
const PREFIXES = page([
  {
    prefix: '10.16.77.0/24',
    status: choice('active'),
    scope_type: 'dcim.site',
    scope_id: 7,
    scope: { slug: 'north-branch' },
    tenant: { slug: 'council' },
  },
  { prefix: '10.99.0.0/24', status: choice('active'), scope_type: null, scope: null, tenant: null },
]);

/** An active prefix of a site, as the REST interface has it. */
const scoped = (prefix: string, id: number, slug: string): object => ({
  prefix,
  status: choice('active'),
  scope_type: 'dcim.site',
  scope_id: id,
  scope: { id, slug },
});

const wrong = (issues: Parameters<typeof renderIssues>[0]): string =>
  renderIssues(issues.filter(({ severity }) => severity !== 'warning'));

function files(folder: string, content: Readonly<Record<string, string>>): readonly string[] {
  mkdirSync(path.join(folder, 'netbox'));
  return Object.entries(content).map(([name, text]) => {
    writeFileSync(path.join(folder, 'netbox', name), text);
    return `netbox/${name}`;
  });
}

test('sites of the REST API with their circuits and prefixes, told by content, in any order; keys are never read', async () => {
  const { cwd } = smallDesk();
  const names = files(cwd, { 'c.json': CIRCUITS, 'p.json': PREFIXES, 's.json': SITES });
  const { text, issues } = await importCommand('small.yaml', cwd, names, { write: true });
  expect(wrong(issues)).toBe('');
  expect(text).toContain('Keys stood in these files; none was read.\nOld Depot is retired, and left out.\n');
  expect(must(loadCatalogue('small.yaml', cwd)).raw.sites.find(({ id }) => id === 'north-branch')).toMatchObject({
    name: 'North Branch',
    state: 'building',
    place: { postcode: 'EX1 1ZZ', lat: 53.2, lon: -2.5, uprn: '100012345601' },
    profile: 'branch',
    asn: 64990,
    circuits: [
      { id: 'primary', address: '198.18.9.31', supplier: 'FibreCo', mbps: 100, order: 'FC-7', goLive: '2027-02-01' },
    ],
    segments: [{ tenant: 'council', prefixes: ['10.16.77.0/24'] }],
  });
  const ours = Object.entries(filesOf(cwd)).filter(([name]) => !name.startsWith('netbox/'));
  for (const [, content] of [...ours, ['said', `${text}${renderIssues(issues)}`] as const])
    expect(content).not.toContain('do-not-read-me');
  expect((await importCommand('small.yaml', cwd, names, {})).text).toContain(
    '1 site: 0 new, 0 changed, 1 unchanged, 0 refused',
  );
});

test.each([
  [
    'import names',
    'name,slug,status,tenant,physical_address',
    'cid,provider,status,commit_rate,install_date,cf_public_ip',
    'circuit,term_side,termination_type,termination_id',
    'prefix,tenant,status,scope_type,scope_name',
  ],
  [
    'English labels of an export',
    'Name,Slug,Status,Tenant,Physical address',
    'Circuit ID,Provider,Status,Commit Rate (Kbps),Installed,CF public IP',
    'Circuit,Termination Side,Termination type,Termination ID',
    'Prefix,Tenant,Status,Scope type,Scope name',
  ],
])('its CSV by %s', async (_, sites, circuits, ends, prefixes) => {
  const { cwd } = smallDesk();
  const names = files(cwd, {
    'sites.csv': `${sites}\nNorth Branch,north-branch,Active,Council,"EX1 1ZZ"\n`,
    'circuits.csv': `${circuits}\nFC-7,FibreCo,Active,100000,2027-02-01,198.18.9.31\n`,
    'ends.csv': `${ends}\nFC-7,A,dcim.site,North Branch\n`,
    'prefixes.csv': `${prefixes}\n10.16.77.0/24,Council,Active,dcim.site,North Branch\n`,
  });
  writeFileSync(path.join(cwd, 'map.yaml'), 'fixed: { profile: branch }\n');
  const { text, issues } = await importCommand('small.yaml', cwd, names, { map: 'map.yaml', write: true });
  expect([wrong(issues), text]).toEqual(['', expect.stringContaining('1 new')]);
  expect(must(loadCatalogue('small.yaml', cwd)).raw.sites.find(({ id }) => id === 'north-branch')).toMatchObject({
    state: 'live',
    circuits: [{ address: '198.18.9.31', supplier: 'FibreCo', mbps: 100, order: 'FC-7' }],
    segments: [{ tenant: 'council', prefixes: ['10.16.77.0/24'] }],
  });
});

test('numbers and names of other kinds are nobody’s: networks of providers, locations, circuits of another provider', async () => {
  const { cwd } = smallDesk();
  const site = (id: number, slug: string): object => ({
    id,
    name: slug,
    slug,
    status: choice('staging'),
    tenant: { slug: 'council' },
    physical_address: 'EX1 1ZZ',
    custom_fields: { profile: 'branch' },
  });
  const circuit = (id: number, cid: string, provider: string, ip: string): object => ({
    id,
    cid,
    provider: { name: provider, slug: provider },
    status: choice('active'),
    custom_fields: { public_ip: ip },
  });
  const names = files(cwd, {
    's.json': page([site(5, 'alpha'), site(6, 'beta')]),
    'c.json': page([circuit(11, '1001', 'FibreCo', '198.18.9.41'), circuit(12, '1001', 'OtherCo', '198.18.9.42')]),
    't.json': page([
      {
        circuit: { id: 11, cid: '1001' },
        term_side: 'A',
        termination_type: 'dcim.site',
        termination_id: 5,
        termination: { id: 5, slug: 'alpha' },
      },
      {
        circuit: { id: 12, cid: '1001' },
        term_side: 'A',
        termination_type: 'dcim.site',
        termination_id: 6,
        termination: { id: 6, slug: 'beta' },
      },
      {
        circuit: { id: 12, cid: '1001' },
        term_side: 'Z',
        termination_type: 'circuits.providernetwork',
        termination_id: 5,
        termination: { id: 5, name: 'Internet' },
      },
    ]),
    'p.json': page([
      scoped('10.16.81.0/24', 5, 'alpha'),
      scoped('10.16.82.0/24', 6, 'beta'),
      { ...scoped('10.16.83.0/24', 6, 'beta'), scope_type: 'dcim.location' },
      { ...scoped('10.16.80.0/21', 6, 'beta'), status: choice('container') },
    ]),
  });
  const { issues } = await importCommand('small.yaml', cwd, names, { write: true });
  expect(wrong(issues)).toBe('');
  const found = must(loadCatalogue('small.yaml', cwd)).raw.sites.filter(({ id }) => id === 'alpha' || id === 'beta');
  expect(
    found.map(({ circuits, segments }) => [circuits.map(({ address }) => address), segments[0]?.prefixes]),
  ).toEqual([
    [['198.18.9.41'], ['10.16.81.0/24']],
    [['198.18.9.42'], ['10.16.82.0/24']],
  ]);
});

test('a page of several is refused, and an empty list beside the others is none', async () => {
  const { cwd } = smallDesk();
  const [cut = '', whole = '', empty = ''] = files(cwd, {
    'cut.json': JSON.stringify({
      count: 90,
      next: 'https://netbox/api/dcim/sites/?offset=50',
      results: (JSON.parse(SITES) as { results: object[] }).results,
    }),
    'whole.json': SITES,
    'empty.json': page([]),
  });
  expect(wrong((await importCommand('small.yaml', cwd, [cut], {})).issues)).toContain('It is one page of several');
  expect(wrong((await importCommand('small.yaml', cwd, [whole, empty], {})).issues)).not.toContain('Several files');
});

test('prefixes that NetBox has otherwise for a site that is there are told, and its circuits are taken all the same', async () => {
  const { cwd } = smallDesk();
  const names = files(cwd, {
    's.json': page([
      {
        id: 1,
        name: 'Library',
        slug: 'library',
        status: choice('active'),
        tenant: { slug: 'council' },
        physical_address: 'EX1 1AB',
      },
    ]),
    'c.json': page([
      {
        id: 2,
        cid: 'FC-3',
        provider: { name: 'FibreCo' },
        status: choice('active'),
        termination_a: { termination: { slug: 'library' } },
      },
    ]),
    'p.json': page([
      { prefix: '10.16.99.0/24', status: choice('active'), scope_type: 'dcim.site', scope: { slug: 'library' } },
    ]),
  });
  const { text, issues } = await importCommand('small.yaml', cwd, names, {});
  expect([wrong(issues), text]).toEqual(['', expect.stringContaining('primary order: – → FC-3')]);
  expect(text).toContain('segments stay council=10.16.2.0/24 (council=10.16.99.0/24 there)');
});

test('circuits without sites are no import, and a schedule beside NetBox is refused', async () => {
  const { cwd } = smallDesk();
  const [circuits = '', other = ''] = files(cwd, { 'c.json': CIRCUITS, 'other.csv': 'id,name\nx,y\n' });
  expect(wrong((await importCommand('small.yaml', cwd, [circuits], {})).issues)).toContain(
    'None of these files holds sites of NetBox.',
  );
  expect(wrong((await importCommand('small.yaml', cwd, [circuits, other], {})).issues)).toContain(
    'Several files are taken of NetBox alone',
  );
  expect(wrong((await importCommand('small.yaml', cwd, ['no.csv', 'none.json'], {})).issues)).toContain(
    'There is no file no.csv.',
  );
});

test('an export for NetBox has the columns of its bulk import, and each row names what an earlier file made', async () => {
  const { cwd } = smallDesk();
  const { issues } = await exportCommand('small.yaml', cwd, undefined, { netbox: 'out' });
  expect(issues).toEqual([]);
  const tables = Object.fromEntries(
    readdirSync(path.join(cwd, 'out')).map((name) => [
      name.replace(/^\d-|\.csv$/g, ''),
      parse<Readonly<Record<string, string>>>(readFileSync(path.join(cwd, 'out', name), 'utf8'), { columns: true }),
    ]),
  );
  const names = (table: string): readonly (string | undefined)[] => (tables[table] ?? []).map(({ name }) => name);
  const { raw } = must(loadCatalogue('small.yaml', cwd));
  expect(tables['sites']).toHaveLength(raw.sites.length);
  expect(tables['circuits']).toHaveLength(raw.sites.flatMap(({ circuits }) => circuits).length);
  for (const site of tables['sites'] ?? []) expect(names('tenants')).toContain(site['tenant']);
  for (const circuit of tables['circuits'] ?? []) {
    expect(names('providers')).toContain(circuit['provider']);
    expect(names('circuit-types')).toContain(circuit['type']);
  }
  for (const prefix of tables['prefixes'] ?? []) expect(names('sites')).toContain(prefix['scope_name']);
  expect(tables['circuits']?.find(({ cid }) => cid === 'FC-10017')).toMatchObject({
    commit_rate: '1000000',
    install_date: '2026-12-01',
    status: 'active',
  });
});
