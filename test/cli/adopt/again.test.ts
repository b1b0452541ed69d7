import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { adoptCommand } from '../../../cli/adopt/adopt';
import { settleCommand } from '../../../cli/adopt/settle';
import { lockCommand } from '../../../cli/lock/lock';
import { type Lock, parseLock } from '../../../plan/lock/lock-file';
import { adopting, enfield, SPOKES_OF_ENFIELD } from '../../support/adopted';
import { commit } from '../../support/desk';
import { attachmentOf, hubAndSpokes, type Spoke, SPOKES, TRANSIT, vpnOf, writeAnswers } from '../../support/estate';
import type { Row, StandInEstate } from '../../support/stand-in-ec2';
import { must } from '../../support/synth';

/** What a second run, another file or another name must never do. Each was found by somebody who tried to break it. */
const EDMONTON: Spoke = {
  name: 'Edmonton',
  address: '198.18.60.2',
  asn: 65011,
  inside: ['169.254.10.0/30', '169.254.10.4/30'],
};
const PALMERS: Spoke = {
  name: 'Palmers',
  address: '198.18.60.3',
  asn: 65012,
  inside: ['169.254.11.0/30', '169.254.11.4/30'],
};

interface Data {
  readonly taken: readonly { readonly connection: string; readonly site: string; readonly tenant: string }[];
  readonly left: readonly { readonly id: string; readonly why: string }[];
  readonly hubs: Readonly<
    Record<string, { readonly tables: Readonly<Record<string, string>>; readonly cidrBlocks: readonly string[] }>
  >;
  readonly afterwards: { readonly detach: readonly string[]; readonly forget: readonly string[] };
}
const dataOf = async (folder: string, estate: StandInEstate, write = false): Promise<Data> => {
  const { data, issues } = await adopting(folder, estate, { write });
  expect(renderIssues(issues.filter(({ severity }) => severity !== 'warning'))).toBe('');
  return data as unknown as Data;
};
const lockOf = (folder: string): Lock =>
  must(parseLock(readFileSync(path.join(folder, 'enfield.lock.yaml')), 'enfield.lock.yaml'));
const circuitOf = (
  folder: string,
  site: string,
): NonNullable<Lock['sites'][string]['segments'][string]>['circuits'][string] | undefined =>
  lockOf(folder).sites[site]?.segments['enfield']?.circuits['primary'];
const why = ({ left }: Data): readonly string[] => left.map((each) => each.why);
/** One spoke at the number of another estate's: other ids. */
const second = (spoke: Spoke): StandInEstate => {
  const { VpnConnections, CustomerGateways, TransitGatewayAttachments, ...rest } = hubAndSpokes([EDMONTON, spoke]);
  return {
    ...rest,
    VpnConnections: VpnConnections.slice(1),
    CustomerGateways: CustomerGateways.slice(1),
    TransitGatewayAttachments: TransitGatewayAttachments.slice(1),
  };
};

test('a second run takes nothing from what was taken over before: neither its number nor its place', async () => {
  const folder = enfield();
  await dataOf(folder, hubAndSpokes([EDMONTON]), true);
  const before = lockOf(folder).sites['edmonton-green-library'];
  const same = await dataOf(folder, second({ ...PALMERS, asn: 65011 }), true);
  expect(why(same)).toEqual([
    "AS number 65011 is edmonton-green-library's too: one would drop what the other announces",
  ]);
  expect(lockOf(folder).sites['edmonton-green-library']).toEqual(before);
  // Another connection at the same address is not it, whichever files are given.
  for (const estate of [second({ ...EDMONTON, asn: 65077 }), hubAndSpokes([EDMONTON, { ...EDMONTON, asn: 65077 }])]) {
    expect(why(await dataOf(folder, estate, true))).toEqual([
      `edmonton-green-library_enfield_primary is ${vpnOf(0)} by the lock`,
    ]);
    expect(lockOf(folder).sites['edmonton-green-library']).toEqual(before);
  }
});

test('two that could be one are left, both', async () => {
  const { taken, left } = await dataOf(enfield(), hubAndSpokes([{ ...EDMONTON, name: 'old', asn: 65077 }, EDMONTON]));
  expect(taken).toEqual([]);
  expect(left.map((each) => each.why)).toEqual(
    [0, 1].map(() => `edmonton-green-library_enfield_primary may be ${vpnOf(0)} or ${vpnOf(1)}`),
  );
});

test.each([
  [
    'another tenant',
    'edmonton digital-services',
    'its name says digital-services, and nobody of that name is at edmonton-green-library',
  ],
  [
    'another place, exactly',
    'palmers-green-library_enfield_primary',
    "it is called palmers-green-library_enfield_primary, and its address is edmonton-green-library_enfield_primary's",
  ],
])('a name that says %s than the address is told', async (_what, name, said) => {
  const data = await dataOf(enfield(), hubAndSpokes([{ ...EDMONTON, name }]));
  expect([data.taken, why(data)]).toEqual([[], [said]]);
});

test("a tenant's id inside of a word, or in what the building is called, says nothing of the tenant", async () => {
  const [first, other] = SPOKES_OF_ENFIELD;
  if (!first || !other) throw new Error('there are spokes');
  const data = await dataOf(
    enfield(),
    hubAndSpokes([
      { ...first, name: 'Enfield Civic Centre 1' },
      { ...other, name: 'xenfieldx' },
    ]),
  );
  expect(data.taken).toEqual([]);
  expect(why(data)).toEqual([0, 1].map(() => 'several segments of the catalogue have its address'));
});

test('what is behind a connection and not in the catalogue is told, or becomes the prefix that the lock holds', async () => {
  const folder = enfield();
  // A /24 of the tenant's, as the segment asks for.
  await dataOf(folder, hubAndSpokes([{ ...EDMONTON, prefixes: ['10.208.77.0/24'] }]), true);
  expect(lockOf(folder).sites['edmonton-green-library']?.segments['enfield']?.prefix).toBe('10.208.77.0/24');
  for (const prefixes of [
    ['10.20.30.0/24'],
    ['10.208.77.0/24', '10.208.78.0/24'],
    ['10.208.77.0/25', '10.20.30.0/24'],
  ]) {
    const data = await dataOf(enfield(), hubAndSpokes([{ ...EDMONTON, prefixes }]));
    expect(data.taken).toEqual([]);
    expect(why(data)[0]).toContain('what is not in the catalogue would lose its way');
  }
  const own = lockOf(enfield()).sites['palmers-green-library']?.segments['enfield']?.prefix ?? '';
  expect(why(await dataOf(enfield(), hubAndSpokes([{ ...EDMONTON, prefixes: [own] }])))).toEqual([
    `${own} is behind it, and the lock has that for palmers-green-library`,
  ]);
  const { text } = await adopting(enfield(), hubAndSpokes([EDMONTON]));
  expect(text).toContain('Nobody has said which prefixes are behind 1 connection');
});

test('what was settled stays settled, and tables that were taken over stay so without their files', async () => {
  const folder = enfield();
  const clean = {
    ...hubAndSpokes([EDMONTON]),
    propagations: { [SPOKES]: [] as readonly string[] },
    routes: { [SPOKES]: [] as readonly Row[] },
  };
  await dataOf(folder, clean, true);
  expect(lockOf(folder).hubs['london']?.adopted?.tables).toEqual({ 'rt-enfield': SPOKES });
  const settled = await settleCommand('enfield.yaml', folder, ['edmonton-green-library'], {
    base: 'none',
    today: '2026-11-22',
    write: true,
  });
  expect(settled.issues.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  await dataOf(folder, { ...clean, propagations: {}, routes: {} }, true);
  expect(circuitOf(folder, 'edmonton-green-library')?.adopted?.keeps).toBeUndefined();
  expect(lockOf(folder).hubs['london']?.adopted?.tables).toEqual({ 'rt-enfield': SPOKES });
});

test('a table is never taken over where somebody may be in it whom nobody has listed', async () => {
  const clean = {
    ...hubAndSpokes([EDMONTON]),
    propagations: { [SPOKES]: [] as readonly string[] },
    routes: { [SPOKES]: [] as readonly Row[] },
  };
  const [vpn] = clean.TransitGatewayAttachments;
  const stranger = {
    ...vpn,
    TransitGatewayAttachmentId: attachmentOf(9),
    ResourceType: 'vpc',
    ResourceId: 'vpc-0e57a7e0000000001',
  };
  const tables = async (estate: StandInEstate): Promise<unknown> =>
    (await dataOf(enfield(), estate)).hubs['london']?.tables;
  expect(await tables(clean)).toEqual({ 'rt-enfield': SPOKES });
  // One that is just being put there is in it as well.
  const coming = { ...stranger, Association: { TransitGatewayRouteTableId: SPOKES, State: 'associating' } };
  expect(await tables({ ...clean, TransitGatewayAttachments: [vpn ?? {}, coming] })).toEqual({});
  // A state knows its own attachments alone.
  const folder = enfield();
  mkdirSync(path.join(folder, 'estate'));
  const files = writeAnswers(path.join(folder, 'estate'), clean).filter((file) => !file.endsWith('attachments.json'));
  const state = {
    format_version: '1.0',
    values: {
      root_module: {
        resources: [
          {
            address: 'aws_vpn_connection.a',
            mode: 'managed',
            type: 'aws_vpn_connection',
            values: {
              id: vpnOf(0),
              customer_gateway_id: clean.CustomerGateways[0]?.['CustomerGatewayId'],
              transit_gateway_id: TRANSIT,
              transit_gateway_attachment_id: attachmentOf(0),
              tunnel1_inside_cidr: '169.254.10.0/30',
              tunnel2_inside_cidr: '169.254.10.4/30',
              static_routes_only: false,
              tunnel_inside_ip_version: 'ipv4',
            },
          },
          {
            address: 'aws_ec2_transit_gateway_route_table_association.vpc',
            mode: 'managed',
            type: 'aws_ec2_transit_gateway_route_table_association',
            values: { transit_gateway_attachment_id: attachmentOf(9), transit_gateway_route_table_id: SPOKES },
          },
        ],
      },
    },
  };
  writeFileSync(path.join(folder, 'state.json'), JSON.stringify(state));
  const read = async (all: readonly string[]): Promise<unknown> => {
    const { data } = await adoptCommand('enfield.yaml', folder, all, { base: 'none', today: '2026-11-22' });
    return (data as unknown as Data | undefined)?.hubs['london']?.tables;
  };
  const described = files.filter((file) => !file.endsWith('vpn-connections.json'));
  expect(await read([...described, 'state.json'])).toEqual({});
  // And what is cut off after a page is not all of it.
  writeFileSync(
    path.join(folder, 'page.json'),
    JSON.stringify({ TransitGatewayAttachments: [vpn], NextToken: 'more' }),
  );
  const cut = await adoptCommand('enfield.yaml', folder, [...files, 'page.json'], {
    base: 'none',
    today: '2026-11-22',
  });
  expect(cut.issues).toMatchObject([
    { code: 'ESTATE_UNREADABLE', problem: 'It is not all of it: it ends with a NextToken.' },
  ]);
});

test('of two transit gateways of one number neither is it; what it has beside ours stays, and what it no longer does is said', async () => {
  const one = hubAndSpokes([EDMONTON]);
  const [gateway] = one.TransitGateways;
  const twin = { ...gateway, TransitGatewayId: 'tgw-0e57a7e0000000002' };
  const both = await dataOf(enfield(), { ...one, TransitGateways: [gateway ?? {}, twin] });
  expect(both.taken).toEqual([]);
  expect(why(both).filter((each) => each.startsWith('hub london may be'))).toHaveLength(2);
  const folder = enfield();
  const blocks = {
    ...gateway,
    Options: { ...(gateway?.['Options'] as object), TransitGatewayCidrBlocks: ['10.99.0.0/24'] },
  };
  const data = await dataOf(folder, { ...one, TransitGateways: [blocks] }, true);
  expect(data.hubs['london']?.cidrBlocks).toEqual(['10.99.0.0/24']);
  const { text } = await adopting(enfield(), one);
  expect(text).toContain(`${TRANSIT} associates, propagates attachments by itself, and will no longer`);
});

test('files that say otherwise of one thing are refused, and one in UTF-16 is read', async () => {
  const folder = enfield();
  const estate = hubAndSpokes([EDMONTON]);
  mkdirSync(path.join(folder, 'estate'));
  const files = writeAnswers(path.join(folder, 'estate'), estate);
  const other = { CustomerGateways: estate.CustomerGateways.map((each) => ({ ...each, IpAddress: '198.18.60.3' })) };
  writeFileSync(path.join(folder, 'other.json'), JSON.stringify(other));
  const options = { base: 'none', today: '2026-11-22' };
  const { issues } = await adoptCommand('enfield.yaml', folder, ['other.json', ...files], options);
  expect(issues).toMatchObject([{ code: 'ESTATE_UNREADABLE' }]);
  expect(issues[0]?.problem).toContain(': ipAddress');
  const file = path.join(folder, files[0] ?? '');
  writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(readFileSync(file, 'utf8'), 'utf16le')]));
  const wide = await adoptCommand('enfield.yaml', folder, files, options);
  expect((wide.data as unknown as Data).taken).toHaveLength(1);
  // In whatever order a shell gives them.
  const reversed = await adoptCommand('enfield.yaml', folder, [...files].reverse(), options);
  expect(reversed.text).toBe(wide.text);
});

test('a name is printed as a name, whatever stands in it', async () => {
  const { text } = await adopting(
    enfield(),
    hubAndSpokes([{ ...PALMERS, address: '198.18.99.9', name: 'a\u001b[31m\nb\u202ec' }]),
  );
  expect(text).toContain('a [31m b c');
  for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
});

test('rows of old tables that lead to a static connection are named with the propagations', async () => {
  const folder = enfield((text) =>
    text.replace(
      'resilience: dual, termination: dedicated, hubs: [london], router: generic',
      'resilience: single, termination: dedicated, hubs: [london], router: generic',
    ),
  );
  const board: Spoke = {
    name: 'Voice-Board',
    address: '198.18.99.2',
    asn: 65535,
    inside: ['169.254.6.0/30', '169.254.6.4/30'],
    isStatic: true,
    prefixes: ['10.216.10.0/24'],
  };
  const { data } = await adopting(folder, hubAndSpokes([board]), { tenant: 'voice-platform', profile: 'supplier' });
  expect((data as unknown as Data).afterwards.detach).toEqual([
    `aws ec2 delete-transit-gateway-route --transit-gateway-route-table-id ${SPOKES} --destination-cidr-block 10.216.10.0/24`,
  ]);
});

test.each([
  [
    'a prefix that the supplier has not',
    { prefixes: ['192.168.1.0/24'] },
    '192.168.1.0/24 is outside of what voice-platform has in AWS',
  ],
  ["somebody else's prefix", { prefixes: ['10.216.4.0/26'] }, "10.216.4.0/26 is somebody else's already"],
  [
    'one circuit of two',
    { prefixes: ['10.216.9.0/24'] },
    'profile supplier wants two circuits, and nothing else is like it',
  ],
  ['no prefix but IPv6', { prefixes: ['2001:db8::/48'] }, 'nothing says which prefixes are there'],
])('a site with %s is not proposed, and nothing else is stopped by it', async (_what, over, said) => {
  const stranger: Spoke = {
    name: '東京',
    address: '198.18.99.1',
    asn: 64998,
    inside: ['169.254.13.0/30', '169.254.13.4/30'],
    ...over,
  };
  const { data, issues } = await adopting(enfield(), hubAndSpokes([EDMONTON, stranger]), {
    tenant: 'voice-platform',
    profile: 'supplier',
  });
  expect(renderIssues(issues.filter(({ severity }) => severity !== 'warning'))).toBe('');
  expect((data as unknown as Data).taken.map(({ site }) => site)).toEqual(['edmonton-green-library']);
  expect(why(data as unknown as Data)).toEqual([said]);
});

test('two static ones of one number are two sites, whatever they are called', async () => {
  const folder = enfield((text) =>
    text.replace(
      'resilience: dual, termination: dedicated, hubs: [london], router: generic',
      'resilience: single, termination: dedicated, hubs: [london], router: generic',
    ),
  );
  const srx = (number: number): Spoke => ({
    name: `YJB vSRX0${number}`,
    address: `198.18.99.${number}`,
    asn: 64523,
    inside: [`169.254.21.${number * 8}/30`, `169.254.22.${number * 8}/30`],
    isStatic: true,
    prefixes: [`10.216.1${number}.0/24`],
  });
  const { data, issues } = await adopting(folder, hubAndSpokes([srx(1), srx(2)]), {
    tenant: 'voice-platform',
    profile: 'supplier',
    write: true,
  });
  expect(renderIssues(issues.filter(({ severity }) => severity !== 'warning'))).toBe('');
  expect((data as unknown as Data).taken.map(({ site }) => site)).toEqual(['yjb-vsrx01', 'yjb-vsrx02']);
});

test.each([
  ['nobody', 'There is no tenant "nobody".'],
  ['enfield', 'enfield is no supplier: where its buildings are nobody here can know.'],
])('--tenant %s is refused before anything is read', async (tenant, problem) => {
  const { issues } = await adopting(enfield(), hubAndSpokes([EDMONTON]), { tenant, profile: 'branch' });
  expect(issues).toMatchObject([{ code: 'USAGE', problem }]);
});

test('new numbers for a site that needs none leave what was taken over of it as it is', async () => {
  const folder = enfield();
  await dataOf(folder, hubAndSpokes([EDMONTON]), true);
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  commit(folder);
  const before = circuitOf(folder, 'edmonton-green-library');
  lockCommand('enfield.yaml', folder, {
    today: '2026-11-22',
    renumber: ['edmonton-green-library'],
    reason: 'tried once',
    owner: 'o@example.org',
  });
  expect(circuitOf(folder, 'edmonton-green-library')).toEqual(before);
});
