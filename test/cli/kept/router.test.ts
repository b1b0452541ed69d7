import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { routerCommand } from '../../../cli/kept/router';
import { SCHOOL_LINES } from '../../support/lines';
import { applyEdit, smallWorkspace, temporaryFolder } from '../../support/workspace';
import { ROOT } from '../../support/run';

const LIBRARY = 'crewe-library_cheshire-east_primary';
const shipped = (site: string, options: Parameters<typeof routerCommand>[3] = {}) =>
  routerCommand('sites.yaml', ROOT, site, options);

/** A file of ends for the library of the shipped catalogue. */
function libraryEnds(ranges = ['169.254.119.172/30', '169.254.227.128/30'], name = LIBRARY): string {
  const file = path.join(temporaryFolder(), 'ends.json');
  const tunnels = ranges.map((inside, index) => ({ inside, outside: `203.0.113.${index + 1}` }));
  writeFileSync(file, JSON.stringify({ tunnel_ends: { value: { [name]: { tunnels } } } }));
  return file;
}

test('without ends a file has visible places for them, and the command says no', () => {
  const { text, issues } = shipped('crewe-library');
  expect(text).toContain(`<OUTSIDE ADDRESS: ${LIBRARY} to london tunnel 1>`);
  expect(renderIssues(issues)).toBe(`ROUTER_ENDS_MISSING
    Where 2 tunnels end is known once they are made: ${LIBRARY}.
    Give --ends with what \`terraform output -json\` prints in the stack; until then <OUTSIDE ADDRESS …> stands there.
`);
});

test.each(['cisco-ios-xe', 'fortinet', 'juniper-srx', 'linux'] as const)(
  'with ends nothing but keys is left to put in: %s',
  (platform) => {
    const { text, issues } = shipped('crewe-library', { platform, ends: [libraryEnds()] });
    expect(issues).toEqual([]);
    expect(text.match(/<(?!KEY[: ])[A-Z][^>]*>/g)).toBeNull();
    expect(text).toContain(`<KEY: preshared_key_arn of aws_vpn_connection.${LIBRARY} tunnel 1>`);
    expect(text).toContain('203.0.113.2');
  },
);

test('ends of another site, or with ranges that the lock has not', () => {
  expect(
    renderIssues(shipped('crewe-library', { ends: [libraryEnds(undefined, 'other-place_schools_primary')] }).issues),
  ).toBe(`ENDS_FOREIGN
    These are the ends of other-place_schools_primary, and of nothing of crewe-library.
    Ask stack aws-cheshire-east-02.
`);
  expect(renderIssues(shipped('crewe-library', { ends: [libraryEnds(['169.254.9.0/30', '169.254.9.4/30'])] }).issues))
    .toBe(`ENDS_FOREIGN
    ${LIBRARY} has tunnels in 169.254.119.172/30 and 169.254.227.128/30 by the lock, and other ones by what was given.
    Got: 169.254.9.0/30, 169.254.9.4/30
    Is it of another network, or from before the last deploy? Ask again.
`);
});

/** Files of ends for a datacentre: its stack's outputs, with the tunnels of Chester's council one way. */
function datacentreEnds(outside: readonly string[], way = 'direct'): string {
  const file = path.join(temporaryFolder(), 'ends.json');
  const ranges =
    way === 'direct' ? ['169.254.106.56/30', '169.254.20.176/30'] : ['169.254.29.156/30', '169.254.112.200/30'];
  const tunnels = ranges.map((inside, index) => ({ inside, outside: outside[index] }));
  writeFileSync(
    file,
    JSON.stringify({
      tunnel_ends: { value: { [`dc-chester_cheshire-east_${way}`]: { tunnels } } },
      circuit_ends: { value: { 'dc-chester_dx-1': { own: '169.254.255.2/30', peer: '169.254.255.1/30' } } },
    }),
  );
  return file;
}

test('a datacentre: circuits and tunnels over them and beside them, with what its stack tells', () => {
  const { text, issues } = shipped('dc-chester', { ends: [datacentreEnds(['10.0.27.1', '10.0.27.2'])] });
  expect(renderIssues(issues)).toBe(`ROUTER_ENDS_MISSING
    Where 6 tunnels end is known once they are made: dc-chester_cheshire-east_backup, dc-chester_fire_direct, dc-chester_fire_backup.
    Give --ends with what \`terraform output -json\` prints in the stack; until then <OUTSIDE ADDRESS …> stands there.
`);
  for (const line of [
    ' ip address 169.254.255.2 255.255.255.252',
    ' neighbor 169.254.255.1 password <KEY: authKey of the transit interface of dc-chester_dx-1>',
    ' tunnel destination 10.0.27.2',
    'ip route vrf cheshire-east 10.18.128.0 255.255.128.0 10.18.255.6',
  ])
    expect(text.split('\n')).toContain(line);
  // Who logs in to it is not ours to say.
  expect(text).not.toMatch(/vty|managers/);
});

test('ends of a datacentre that are elsewhere than its circuits lead to, or private beside them', () => {
  expect(renderIssues(shipped('dc-chester', { ends: [datacentreEnds(['203.0.113.1', '10.0.27.2'])] }).issues))
    .toBe(`ENDS_FOREIGN
    dc-chester_cheshire-east_direct runs over circuits, which lead to 10.0.27.0/24 and nowhere else.
    Got: 203.0.113.1
    Is it of another network? Ask again.
`);
  const { issues } = shipped('dc-chester', { ends: [datacentreEnds(['203.0.113.1', '10.0.27.2'], 'backup')] });
  expect(renderIssues(issues)).toContain(
    'The end of dc-chester_cheshire-east_backup 169.254.112.200/30 is no public address.\n    Got: 10.0.27.2\n',
  );
});

test('circuits with other AS numbers than the catalogue', () => {
  const file = path.join(temporaryFolder(), 'ends.json');
  writeFileSync(
    file,
    JSON.stringify({
      virtualInterfaces: [
        {
          virtualInterfaceName: 'cngw-production-dc-chester-dx-1',
          virtualInterfaceType: 'transit',
          customerAddress: '169.254.255.2/30',
          amazonAddress: '169.254.255.1/30',
          asn: 64701,
          amazonSideAsn: 64999,
        },
      ],
    }),
  );
  expect(renderIssues(shipped('dc-chester', { ends: [file] }).issues)).toBe(`ENDS_FOREIGN
    On cngw-production-dc-chester-dx-1 its gateway has AS number 64999, and 64711 by the catalogue.
    Got: 64999
    Is it of another network, or from before the last deploy? Ask again.
`);
  // Of somebody else's circuit, whose name ends alike, nothing is said or taken.
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('cngw-production-dc-chester', 'cngw-production-old-dc-chester'),
  );
  const other = shipped('dc-chester', { ends: [file] });
  expect(other.issues.map(({ code }) => code)).toEqual(['ROUTER_ENDS_MISSING', 'ROUTER_ENDS_MISSING']);
  expect(other.text).toContain('<OWN ADDRESS: circuit dx-1>');
});

test('without ends the addresses on Direct Connect circuits are open too; a datacentre that nobody names', () => {
  expect(renderIssues(shipped('dc-crewe').issues)).toContain(
    'AWS chooses the addresses on Direct Connect circuits: dx-1, dx-2.',
  );
  expect(shipped('dc-crewe').text.match(/^# dc-crewe-(direct|backup): Crewe datacentre$/gm)).toHaveLength(2);
  expect(renderIssues(routerCommand('small.yaml', smallWorkspace(), 'dc-two', {}).issues)).toContain(
    'Nobody says what the router of Second datacentre is.\n    Allowed: cisco-ios-xe, fortinet, juniper-srx, linux\n    Add `router: { platform: … }` here, or say it with --platform.\n',
  );
});

test('a checklist of a datacentre begins with its circuits', () => {
  const { text } = shipped('dc-chester', { checklist: true });
  expect(text).toContain(
    '## Circuits\n\n- [ ] circuit dx-1 to london: its session with <BGP ADDRESS: circuit dx-1>, AS 64711, is up',
  );
});

const SMALL = 'small.yaml';
const said = (site: string, folder = smallWorkspace()): string =>
  renderIssues(routerCommand(SMALL, folder, site, {}).issues);

test('sites without routers to set: planned, inside a datacentre, a gateway of Azure', () => {
  expect(said('nursery')).toMatch(
    /^small\/sites\.yaml:\d+:\d+ {2}ROUTER_NONE {2}sites\.nursery\.state\n {4}Nursery is planned/,
  );
  expect(said('server-room')).toContain('Server Room has no tunnel of its own: it is inside dc-one.');
  expect(said('payroll-cloud')).toContain('At Payroll cloud stands a VPN gateway of Azure');
});

test('a router that nobody names, and interfaces that nobody says: all at once, where they would be written', () => {
  expect(
    said('fire-station')
      .split('\n')
      .filter((line) => /^\S/.test(line)),
  ).toEqual([
    expect.stringMatching(/^small\.yaml:\d+:\d+ {2}ROUTER_PLATFORM {2}profiles\.station\.router$/),
    expect.stringMatching(/^small\/sites\.yaml:\d+:\d+ {2}ROUTER_FACTS {2}sites\.fire-station\.circuits\.primary$/),
    expect.stringMatching(/^small\/sites\.yaml:\d+:\d+ {2}ROUTER_FACTS {2}sites\.fire-station\.circuits\.secondary$/),
    expect.stringMatching(/^small\/sites\.yaml:\d+:\d+ {2}ROUTER_FACTS {2}sites\.fire-station\.segments\.0$/),
  ]);
});

test('a static line without its addresses, a gateway that is nobody’s, two segments behind one port', () => {
  const folder = smallWorkspace([
    { file: 'small/sites.yaml', replace: 'nextHop: 192.168.100.1, ', with: '' },
    { file: 'small/sites.yaml', replace: 'gateways: [10.112.0.1/22]', with: 'gateways: [10.113.0.1/22]' },
    {
      file: 'small/sites.yaml',
      replace: '{ tenant: ict, size: /28 }',
      with: '{ tenant: ict, size: /28, lan: { interface: wan1 } }',
    },
  ]);
  const text = said('market-square', folder);
  expect(text).toContain('A static line needs the address of the interface and the next hop.');
  expect(text).toContain('The way out of wifi is no address of its prefixes here.\n    Got: 10.113.0.1/22\n');
  expect(text).toContain('ict would be behind wan1, and so is circuit primary: the two would be one network.');
});

test('routers that share a gateway: an address of somebody else, and a name that is none', () => {
  const folder = smallWorkspace([
    { file: 'small/sites.yaml', replace: 'routers: { primary: 10.112.0.2 }', with: 'routers: { mobile: 10.112.0.2 }' },
  ]);
  expect(said('market-square', folder)).toContain('mobile is no router here.\n    Got: mobile\n    Write primary.\n');
});

test('a certificate without an authority that is trusted', () => {
  const folder = smallWorkspace([{ file: SMALL, replace: ', trustPoint: own-routers } }', with: ' } }' }]);
  expect(said('town-hall', folder)).toContain('nobody says what it calls the authority that it trusts');
});

test('one router for two circuits to Azure is refused where it is written', () => {
  const folder = smallWorkspace([
    {
      file: 'small/sites.yaml',
      replace: '    name: Planning Office\n',
      with: '    name: Planning Office\n    routers: one\n',
    },
  ]);
  expect(said('both-clouds', folder)).toContain(
    'Azure speaks to two circuits of one site from the same two addresses: one router can keep only one of the sessions apart.',
  );
});

test('a translation is not written, and the command says so', () => {
  const folder = smallWorkspace([
    {
      file: 'small/sites.yaml',
      replace: 'termination: dedicated }',
      with: 'termination: dedicated, wan: { interface: wan0 } }',
    },
    {
      file: 'small/sites.yaml',
      replace: '      - { tenant: fire, size: /27 }\n    nat:',
      with: '      - { tenant: fire, size: /27, lan: { vlan: 130 } }\n    nat:',
    },
  ]);
  const { text, issues } = routerCommand(SMALL, folder, 'town-hall', {});
  expect(text).toContain('interface Tunnel');
  expect(renderIssues(issues)).toContain(
    'The router translates 192.168.1.0/26 to 10.16.1.64/26, which is not written for it.',
  );
});

test('a checklist names each tunnel with what is typed to see it, and the way back', () => {
  const { text } = shipped('chester-fire-station', { checklist: true });
  for (const line of [
    '# Chester Fire Station: router chester-fire-station',
    '- [ ] One line after the other: primary, then mobile.',
    'chester-fire-station_police_mobile to london, tunnel 2',
    '`show bgp vpnv4 unicast vrf police summary`',
    '`configure replace flash:before.cfg force`',
  ])
    expect(text).toContain(line);
  expect(shipped('crewe-library', { checklist: true }).text).toContain('Somebody is in the building');
});

test('a site that is not, and what can’t be asked together', () => {
  expect(said('no-such-place')).toContain('There is no site or datacentre "no-such-place"');
  const usage = (site: string | undefined, options: object): string =>
    renderIssues(routerCommand('sites.yaml', ROOT, site, options).issues);
  expect(usage(undefined, {})).toContain('Which site?');
  expect(usage('crewe-library', { all: true, out: 'x' })).toContain('--all is every site');
  expect(usage(undefined, { all: true })).toContain('--out says');
  expect(usage(undefined, { all: true, out: 'x', checklist: true })).toContain('A checklist is of one site.');
  expect(usage('crewe-library', { check: true })).toContain('--out and --check are for --all.');
  expect(usage('crewe-library', { ends: ['no-such-file.json'] })).toContain('ENDS_UNREADABLE');
});

test('all of the shipped catalogue, the same bytes again, and what is stale is named', () => {
  const folder = temporaryFolder();
  const out = path.join(folder, 'routers');
  const all = (check = false): ReturnType<typeof routerCommand> =>
    routerCommand('sites.yaml', ROOT, undefined, { all: true, out, check });
  expect(all().issues).toEqual([]);
  const files = readdirSync(out);
  // 525 sites have tunnels and a router that is named, 22 of them two; of two datacentres one has two.
  expect(files).toHaveLength(550);
  expect(all(true).issues).toEqual([]);
  const file = path.join(out, 'crewe-library.fortios');
  writeFileSync(file, `${readFileSync(file, 'utf8')}# by hand\n`);
  expect(renderIssues(all(true).issues)).toBe(`${file}:1:1  ROUTER_STALE
    It is not what the catalogue and its lock ask of the router now.
    Run it without --check, set the router accordingly, and commit the file.
`);
  applyEdit(out, { file: 'crewe-library.fortios', remove: true });
  expect(all(true).issues).toHaveLength(1);
}, 120_000);

test('a line whose next hop is not on it, and one at another address than the clouds know', () => {
  const folder = smallWorkspace([
    ...SCHOOL_LINES,
    { file: 'small/sites.yaml', replace: 'nextHop: 198.18.0.5', with: 'nextHop: 198.18.9.9' },
    { file: 'small/sites.yaml', replace: 'address: 198.18.0.12/29', with: 'address: 198.18.0.13/29' },
  ]);
  const text = said('primary-school', folder);
  expect(text).toContain(`sites.primary-school.circuits.primary.wan.nextHop
    The next hop of this line of Primary School is not on it, or is the router itself.
    Got: 198.18.9.9
    Write another address of 198.18.0.4/30.
`);
  expect(text).toContain(`sites.primary-school.circuits.mobile.wan.address
    The clouds know this line of Primary School by 198.18.0.12, and the router has another address on it: its tunnels would begin at one that it hasn't.
    Got: 198.18.0.13/29
    Write the same, or \`nat: true\` where something in front of the router translates.
`);
});
