import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { loadCatalogue } from '../catalogue/load';
import { lockCommand } from '../cli/lock/lock';
import { showCommand } from '../cli/show/show';
import { prepare, type Prepared } from '../plan/prepare';
import { ROOT, wan } from './support/run';
import { must, prepareOrThrow } from './support/synth';
import { reviewOf } from '../review/review';
import { sideOf } from './support/review';
import { temporaryFolder } from './support/workspace';

const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** Text of every fenced block of a language. */
function blocks(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    (found) => found[1] ?? '',
  );
}

test('the numbers of the first paragraph are those of the shipped catalogue', () => {
  const { catalogue } = prepareOrThrow('sites.yaml');
  expect(readme).toContain(`${catalogue.sites.length} sites of ${catalogue.tenants.length} tenants`);
});

test('the site of the README can be added, locked and shown', () => {
  const folder = temporaryFolder();
  for (const name of ['sites.yaml', 'sites.lock.yaml', 'sites'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const [example = ''] = blocks('yaml');
  writeFileSync(path.join(folder, 'sites/example.yaml'), example);
  const loaded = loadCatalogue('sites.yaml', folder);
  expect(loaded.ok ? [] : loaded.issues).toEqual([]);
  const [site] = (parse(example) as { sites: { id: string }[] }).sites;
  expect(readme).toContain(`npx wan show ${site?.id ?? ''}`);
  expect(lockCommand('sites.yaml', folder, { today: '2026-11-22' }).text).toBe(
    `sites.lock.yaml written: 1 new site (${site?.id ?? ''}).\n`,
  );
  const { text } = showCommand('sites.yaml', folder, site?.id ?? '');
  expect(text).toContain('aws-fire-02');
  expect(text).toMatch(/police {2,}10\.9[6-9]\.\d+\.\d+\/27/);
});

test('a school in two minutes: the command as it is printed', () => {
  const folder = temporaryFolder();
  for (const name of ['sites.yaml', 'sites.lock.yaml', 'sites'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const typed = /^npx wan (add site .*)$/m.exec(readme)?.[1] ?? '';
  const { code, stdout } = wan(
    [...typed.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
    folder,
  );
  expect([code, stdout]).toEqual([0, expect.stringContaining('sites/schools-primary.yaml, sites.lock.yaml written.')]);
  const { catalogue } = must(prepare('sites.yaml', folder));
  const school = catalogue.sites.find(({ id }) => id === 'elworth-green-primary-school');
  expect(school).toMatchObject({ profile: 'primary-school', state: 'building', place: { postcode: 'CW11 3HU' } });
});

test('a supplier’s schedule: the command as it is printed', () => {
  const typed = /^npx wan (import .*)$/m.exec(readme)?.[1] ?? '';
  const { code, stdout } = wan(typed.split(' '));
  expect([code, stdout]).toEqual([0, expect.stringContaining('3 sites: 2 new, 1 changed, 0 unchanged, 0 refused')]);
});

test('what fire pays: the command as it is printed', () => {
  const typed = /^npx wan (cost .*)$/m.exec(readme)?.[1] ?? '';
  const { code, stdout } = wan(typed.split(' '));
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^fire: US dollars a month by list prices[\s\S]*\n total +[\d,]+ /),
  ]);
});

describe('what the README says the catalogue can ask for', () => {
  /** The shipped catalogue with one block of the README added, locked and planned. */
  const withBlock = (marker: string): Prepared => {
    const block = blocks('yaml').find((text) => text.includes(marker));
    if (block === undefined) throw new Error(`no block of the README holds ${marker}`);
    const folder = temporaryFolder();
    for (const name of ['sites.yaml', 'sites.lock.yaml', 'sites'])
      cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
    if (block.startsWith('vpcs:')) {
      const main = path.join(folder, 'sites.yaml');
      const text = readFileSync(main, 'utf8');
      const indented = block.replaceAll(/^(?=.)/gm, '    ');
      writeFileSync(main, text.replace('    costCentre: CF-204\n', `    costCentre: CF-204\n${indented}`));
    } else {
      writeFileSync(path.join(folder, 'sites/example.yaml'), block);
    }
    const locked = lockCommand('sites.yaml', folder, { today: '2026-11-23' });
    expect(locked.issues.filter((issue) => issue.severity !== 'warning')).toEqual([]);
    return must(prepare('sites.yaml', folder, '2026-11-23'));
  };
  const keys = ({ plan }: Prepared): readonly string[] => plan.rules.map((rule) => rule.key);

  test('a way to the internet: a breakout of its own, and a table that leads there', () => {
    const { plan } = withBlock('public-computers');
    expect(plan.stacks.map((stack) => stack.name)).toContain('aws-breakout-public-computers');
    const table = plan.tables.get('london')?.find((each) => each.name === 'rt-library-computers');
    expect(table?.statics.map((row) => `${row.prefix} ${row.via.to}`)).toContain('0.0.0.0/0 egress');
  });

  test('a tenant’s own cloud: an attachment in its own stack', () => {
    const { plan } = withBlock('mobilising');
    expect(plan.stacks.map((stack) => stack.name)).toContain('aws-fire-net');
  });

  test('working together: rules on the ports that are written, one way', () => {
    const prepared = withBlock('telephony');
    expect(keys(prepared)).toEqual(
      expect.arrayContaining([
        'services/telephony/tcp',
        'services/telephony/udp',
        'flows/police-to-schools-lockdown/tcp',
      ]),
    );
  });

  test('town-centre Wi-Fi: two connections, one to guests’ table and one to operations’', () => {
    const { plan } = withBlock('canute-square');
    const own = plan.connections.filter((connection) => connection.site === 'knutsford-canute-square-wifi');
    expect(own.map((connection) => connection.tenant).sort()).toEqual(['ict-services', 'town-wifi']);
  });

  test('suppliers: an endpoint, and a handshake to the port of the other', () => {
    const { plan } = withBlock('housing.example-supplier.net');
    const services = plan.stacks.find((stack) => stack.kind === 'aws-services');
    expect(services?.kind === 'aws-services' && services.suppliers.map((supplier) => supplier.id)).toContain('housing');
    const breakout = plan.stacks.find((stack) => stack.name === 'aws-breakout-corporate');
    const rules = breakout?.kind === 'aws-breakout' ? breakout.ruleGroup.rules : [];
    expect(rules.filter((rule) => rule.match.on === 'handshake' && rule.match.ports.includes('8443'))).toHaveLength(1);
  });

  test('a site in Azure: a connection for each circuit, to a loopback, with an AS number of two bytes', () => {
    const { plan } = withBlock('alsager-civic-office');
    const own = plan.connections.filter((connection) => connection.site === 'alsager-civic-office');
    expect(own.map(({ cloud, circuit }) => `${cloud} ${circuit}`)).toEqual(['azure primary', 'azure secondary']);
    for (const { asn, loopback, prefixes } of own) {
      expect(asn).toBeLessThan(65_515);
      expect(String(loopback)).toMatch(/^10\.21\.24\d\.\d+\/32$/);
      expect(String(prefixes[0])).toMatch(/^10\.2[01]\.\d+\.0\/24$/);
    }
  });

  test('a warning accepted: it is counted, and no longer said', () => {
    const { accepted } = withBlock('id: four-concentrators');
    expect(accepted.map(({ issue, by }) => [issue.code, by.id])).toContainEqual(['QUOTA_NEAR', 'four-concentrators']);
  });

  test('a change agreed to: what was refused is built', () => {
    const shipped = sideOf('main (0000000)', ROOT, 'sites.yaml');
    const refused = (marker?: string): readonly string[] => {
      const folder = temporaryFolder();
      for (const name of ['sites.yaml', 'sites.lock.yaml', 'sites'])
        cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
      const file = path.join(folder, 'sites/cheshire-east.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('address: 198.18.0.150,', 'address: 198.18.99.150,'));
      const block = marker === undefined ? undefined : blocks('yaml').find((text) => text.includes(marker));
      if (block !== undefined) writeFileSync(path.join(folder, 'sites/example.yaml'), block);
      const { consent } = reviewOf(shipped, sideOf('the change', folder, 'sites.yaml'), '2026-11-29', true);
      return [...consent.refused, ...consent.entries].map(({ code }) => code);
    };
    expect(refused()).toEqual(['FAR_END_ACTS']);
    expect(refused('sandbach-library-address-2026-12')).toEqual([]);
  });

  test('partners as they are: a gateway of Azure abroad on two circuits, and rows instead of BGP', () => {
    const { plan } = withBlock('case-management-hosting');
    const stacks = plan.stacks.flatMap((stack) => (stack.kind === 'aws-sites' ? stack.connections : []));
    const own = stacks.filter(({ site }) => site === 'case-management-hosting' || site === 'payroll-bureau');
    expect(
      own.map(({ name, asn, insideRanges, staticPrefixes }) => [name, asn, insideRanges[0], staticPrefixes]),
    ).toEqual([
      ['case-management-hosting_care-records_primary', 65_515, '169.254.21.0/30', undefined],
      ['case-management-hosting_care-records_secondary', 65_515, '169.254.21.4/30', undefined],
      [
        'payroll-bureau_care-records_primary',
        expect.any(Number),
        expect.stringMatching(/^169\.254\./),
        ['10.120.9.0/24'],
      ],
    ]);
  });

  test('each example is executed: there is no other', () => {
    expect(blocks('yaml')).toHaveLength(10);
  });
});

test('every command that the README types exists', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run ([a-z]+)/g)].map((found) => found[1] ?? '');
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  const sources = [
    'cli/wan.ts',
    'cli/pipeline/pipeline-commands.ts',
    'cli/edit/edit-commands.ts',
    'cli/adopt/adopt-commands.ts',
    'cli/import/import-commands.ts',
    'cli/completion/completion-commands.ts',
  ]
    .map((file) => readFileSync(path.join(ROOT, file), 'utf8'))
    .join('');
  for (const [, command = ''] of readme.matchAll(/npx wan ([a-z-]+)/g))
    expect(sources).toContain(`.command('${command}')`);
});

test('every file that the README and CONTRIBUTING link to exists', () => {
  const contributing = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const links = [...`${readme}${contributing}`.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((found) => found[1] ?? '');
  expect(links.length).toBeGreaterThan(3);
  expect(links.filter((link) => !existsSync(path.join(ROOT, link)))).toEqual([]);
});

test('the Node versions of the README are those of package.json', () => {
  const { engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(engines.node).toBe('>=20.19 <23');
  expect(readme).toContain('Node 20.19 or newer, or 22');
});
