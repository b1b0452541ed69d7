import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { loadCatalogue } from '../../../catalogue/load';
import { adoptCommand } from '../../../cli/adopt/adopt';
import { settleCommand } from '../../../cli/adopt/settle';
import { type Lock, parseLock } from '../../../plan/lock/lock-file';
import { prepare } from '../../../plan/prepare';
import { renderStack } from '../../../stacks/render';
import { parseStackText } from '../../../verify/terraform/stack-json';
import { verifyStacks } from '../../../verify/verify';
import { adopting, enfield, SPOKES_LEFT, SPOKES_OF_ENFIELD } from '../../support/adopted';
import { attachmentOf, gatewayOf, hubAndSpokes, PLANTED_KEY, SPOKES, TRANSIT, vpnOf } from '../../support/estate';
import { commit, filesOf } from '../../support/desk';
import { must } from '../../support/synth';

const wrong = (issues: Parameters<typeof renderIssues>[0]): string =>
  renderIssues(issues.filter(({ severity }) => severity !== 'warning'));
const lockOf = (folder: string): Lock =>
  must(parseLock(readFileSync(path.join(folder, 'enfield.lock.yaml')), 'enfield.lock.yaml'));

interface Data {
  readonly taken: readonly {
    readonly connection: string;
    readonly site: string;
    readonly keeps: readonly string[];
    readonly leavesTable: string | null;
  }[];
  readonly left: readonly { readonly id: string; readonly why: string; readonly fix: string | null }[];
  readonly hubs: Readonly<Record<string, { readonly tables: Readonly<Record<string, string>> }>>;
  readonly afterwards: { readonly detach: readonly string[]; readonly forget: readonly string[] };
}

test("shows first and writes nothing; then today's numbers stand in the lock, and the same again changes nothing", async () => {
  const folder = enfield();
  const before = filesOf(folder);
  const shown = await adopting(folder);
  expect(wrong(shown.issues)).toBe('');
  const { estate: _estate, ...rest } = Object.fromEntries(
    Object.entries(filesOf(folder)).filter(([file]) => !file.startsWith('estate/')),
  ) as Record<string, string>;
  expect(rest).toEqual(before);
  expect(shown.text).toContain('Nothing was written. `--write` writes it.');

  const written = await adopting(folder, undefined, { write: true });
  expect(wrong(written.issues)).toBe('');
  const lock = lockOf(folder);
  expect(lock.hubs['london']?.adopted).toEqual({
    gateway: TRANSIT,
    tables: {},
    blackholes: {},
    cidrBlocks: [],
  });
  expect(lock.sites['civic-centre']?.asn).toBe(65010);
  expect(lock.sites['civic-centre']?.segments['enfield']?.circuits['primary']).toMatchObject({
    tunnels: ['169.254.10.0/30', '169.254.10.4/30'],
    adopted: {
      gateway: gatewayOf(0),
      connection: vpnOf(0),
      attachment: attachmentOf(0),
      table: SPOKES,
      into: [SPOKES],
      device: 'civic-1',
      keeps: 'options',
    },
  });
  // What a lock would never choose stands in the catalogue.
  const ordnance = must(loadCatalogue('enfield.yaml', folder)).catalogue.sites.find(
    ({ id }) => id === 'ordnance-unity-centre',
  );
  expect(ordnance?.circuits[0]?.insideRanges?.map(String)).toEqual(['169.254.12.0/30', '169.254.2.4/30']);
  expect(lock.sites['ordnance-unity-centre']?.asn).toBe(4200000001);
  // A site that nothing was taken over of keeps its numbers.
  expect(lock.sites['palmers-green-library']?.segments).toEqual(
    must(parseLock(Buffer.from(before['enfield.lock.yaml'] ?? ''), 'enfield.lock.yaml')).sites['palmers-green-library']
      ?.segments === undefined
      ? undefined
      : {
          enfield: {
            prefix: expect.any(String) as string,
            circuits: { primary: { loopback: expect.any(String) as string, tunnels: expect.any(Array) as string[] } },
          },
        },
  );
  const after = filesOf(folder);
  const again = await adopting(folder, undefined, { write: true });
  expect(again.text).toContain('There is nothing to write.');
  expect(filesOf(folder)).toEqual(after);
});

test('what is left is said with what stands against it', async () => {
  const { data, text } = await adopting(enfield());
  const { left, taken, afterwards } = data as unknown as Data;
  expect(taken.map(({ site }) => site)).toEqual([
    'civic-centre',
    'civic-centre',
    'edmonton-green-library',
    'ordnance-unity-centre',
  ]);
  expect(left.map(({ id, why }) => [id, why])).toEqual([
    [vpnOf(5), 'no site of the catalogue has its address'],
    [vpnOf(4), "AS number 65011 is edmonton-green-library's too: one would drop what the other announces"],
  ]);
  expect(taken.every(({ leavesTable }) => leavesTable === SPOKES)).toBe(true);
  // Old propagations would let the old table's members past the firewalls.
  expect(afterwards.detach).toHaveLength(4);
  expect(afterwards.detach[0]).toBe(
    `aws ec2 disable-transit-gateway-route-table-propagation --transit-gateway-route-table-id ${SPOKES} --transit-gateway-attachment-id ${attachmentOf(0)}`,
  );
  expect(text).toContain('2 attachments more on these transit gateways are in no stack and in no proof');
  expect(text).toContain('3: IKE anything → ikev2; encryption anything → AES128-GCM-16;');
  expect(text).toContain('1: keys in the VPN service → Secrets Manager');
});

test('no key that stands in an answer comes out of anything', async () => {
  const folder = enfield();
  const { text, data, issues } = await adopting(folder, undefined, { write: true });
  expect(JSON.stringify([text, data, issues])).not.toContain(PLANTED_KEY);
  const written = Object.entries(filesOf(folder)).filter(([file]) => !file.startsWith('estate/'));
  expect(JSON.stringify(written)).not.toContain(PLANTED_KEY);
  expect(readFileSync(path.join(folder, 'estate/vpn-connections.json'), 'utf8')).toContain(PLANTED_KEY);
});

type Why = readonly [
  string,
  Parameters<typeof hubAndSpokes>[0][number],
  ((text: string) => string) | undefined,
  string,
];
const EDMONTON = SPOKES_OF_ENFIELD[2] ?? { name: '', address: '', asn: 0, inside: ['', ''] as const };
const reasons: readonly Why[] = [
  [
    'static routes',
    { ...EDMONTON, isStatic: true },
    undefined,
    'it has static routes, and edmonton-green-library, segment enfield on primary speaks BGP',
  ],
  [
    'a reserved AS number',
    { ...EDMONTON, asn: 65535 },
    undefined,
    'its router has AS number 65535: AS 65535 is reserved by IANA (RFC 7300, RFC 5398); a session with it never comes up.',
  ],
  [
    'a virtual private gateway',
    { ...EDMONTON, over: { TransitGatewayId: undefined, VpnGatewayId: 'vgw-0e57a7e0000000001' } },
    undefined,
    'it ends at virtual private gateway vgw-0e57a7e0000000001',
  ],
  [
    'a concentrator',
    { ...EDMONTON, over: { VpnConcentratorId: 'vcn-0e57a7e0000000001' } },
    undefined,
    'it ends at concentrator vcn-0e57a7e0000000001',
  ],
  [
    'a profile on a concentrator',
    EDMONTON,
    (text) =>
      text.replace(
        'branch: { mbps: 100, resilience: single, termination: dedicated',
        'branch: { mbps: 100, resilience: single, termination: concentrator',
      ),
    'it has a connection of its own, and edmonton-green-library, segment enfield on primary is to share a concentrator',
  ],
  [
    'another transit gateway',
    { ...EDMONTON, over: { TransitGatewayId: 'tgw-0e57a7e0000000002' } },
    undefined,
    `it is on tgw-0e57a7e0000000002, and edmonton-green-library, segment enfield on primary on ${TRANSIT}`,
  ],
  [
    'one inside range',
    { ...EDMONTON, inside: ['169.254.10.0/30', '169.254.10.0/30'] },
    undefined,
    'nothing says what its two inside ranges are',
  ],
  [
    'a gateway that nobody describes',
    { ...EDMONTON, gatewayOf: 7 },
    undefined,
    `nothing says what its customer gateway ${gatewayOf(7)} is`,
  ],
];

test.each(reasons)('%s stands against it', async (_what, spoke, edit, why) => {
  const { data, issues } = await adopting(enfield(edit), hubAndSpokes([spoke]));
  expect(wrong(issues)).toBe('');
  const { left, taken } = data as unknown as Data;
  expect(taken).toEqual([]);
  expect(left.map((each) => each.why)).toEqual([why]);
  expect(left[0]?.fix ?? '').not.toBe('');
});

test('two connections of one customer gateway are left, both: here each has its own', async () => {
  const [first, second] = SPOKES_OF_ENFIELD;
  if (!first || !second) throw new Error('there are spokes');
  const { data } = await adopting(enfield(), hubAndSpokes([first, { ...second, gatewayOf: 0 }]));
  const { left } = data as unknown as Data;
  expect(left.map(({ why }) => why)).toEqual(
    [0, 1].map(() => `another connection has the same customer gateway ${gatewayOf(0)}, and here each has its own`),
  );
});

test('two tenants in one building are told apart by names, never by guess', async () => {
  const spokes = SPOKES_OF_ENFIELD.slice(0, 2).map((spoke, index) => ({
    ...spoke,
    name: `vpn-${index}`,
    device: `d${index}`,
  }));
  const { data } = await adopting(enfield(), hubAndSpokes(spokes));
  const { left, taken } = data as unknown as Data;
  expect(taken).toEqual([]);
  expect(left.map(({ why }) => why)).toEqual([0, 1].map(() => 'several segments of the catalogue have its address'));
});

test('a transit gateway of another AS number is not taken over, and nothing on it', async () => {
  const { data, text } = await adopting(enfield(), hubAndSpokes([EDMONTON], { asn: 64512 }));
  const { left, taken } = data as unknown as Data;
  expect(taken).toEqual([]);
  expect(left.map(({ why, fix }) => [why, fix])).toEqual([
    [
      "it has AS number 64512, and hub london 64620, which can't change while connections are on it",
      'Write `asn: 64512` at hub london.',
    ],
    ['the transit gateway of hub london is not taken over', 'What stands against the transit gateway is said above.'],
  ]);
  expect(text).toContain('Nothing that is there is in the catalogue.');
});

test('a table becomes a table of the hub only where everything in it is known and is what that has', async () => {
  const clean = hubAndSpokes([EDMONTON]);
  const [own] = clean.TransitGatewayAttachments;
  // Nothing is propagated into a tenant's table, and what it has is the tenant's.
  const told = {
    ...clean,
    propagations: { [SPOKES]: [] as readonly string[] },
    routes: { [SPOKES]: [{ DestinationCidrBlock: '10.0.0.0/8', Type: 'static', State: 'blackhole' }] },
  };
  const good = await adopting(enfield(), told, { write: true });
  expect((good.data as unknown as Data).hubs['london']?.tables).toEqual({ 'rt-enfield': SPOKES });
  expect((good.data as unknown as Data).taken[0]?.leavesTable).toBeNull();
  const tables = async (estate: typeof told): Promise<unknown> =>
    ((await adopting(enfield(), estate)).data as unknown as Data).hubs['london']?.tables;
  // Each sees one thing more in it than the hub's table has.
  expect(await tables({ ...told, propagations: { [SPOKES]: [attachmentOf(0)] } })).toEqual({});
  expect(
    await tables({
      ...told,
      routes: { [SPOKES]: [{ DestinationCidrBlock: '10.9.0.0/16', Type: 'static', State: 'blackhole' }] },
    }),
  ).toEqual({});
  expect(
    await tables({
      ...told,
      TransitGatewayAttachments: [
        own ?? {},
        {
          ...own,
          TransitGatewayAttachmentId: attachmentOf(9),
          ResourceType: 'vpc',
          ResourceId: 'vpc-0e57a7e0000000001',
        },
      ],
    }),
  ).toEqual({});
  // Nobody has said what is propagated into it.
  expect(await tables({ ...told, propagations: {} as typeof told.propagations })).toEqual({});
});

test('the proof holds imports against the lock: none more, none less, none of another id', async () => {
  const folder = enfield();
  const estate = hubAndSpokes([EDMONTON, ...SPOKES_OF_ENFIELD.slice(0, 1)]);
  await adopting(folder, { ...estate, propagations: { [SPOKES]: [] }, routes: { [SPOKES]: [] } }, { write: true });
  const { catalogue, lock, plan } = must(prepare('enfield.yaml', folder));
  expect(lock.hubs['london']?.adopted?.tables).toEqual({ 'rt-enfield': SPOKES });
  const texts = plan.stacks.map((input) => [input.name, renderStack(input, { localRoot: '../../../state' })] as const);
  interface Tree {
    import?: { id: string; to: string }[];
    resource: Record<string, Record<string, Record<string, unknown>>>;
  }
  const faults = (change: (trees: ReadonlyMap<string, Tree>) => void): readonly string[] => {
    const trees = new Map(texts.map(([name, text]) => [name, JSON.parse(text) as Tree]));
    change(trees);
    const stacks = [...trees].map(([name, tree]) => parseStackText(name, JSON.stringify(tree)));
    return verifyStacks(catalogue, lock, stacks).faults.map(({ where, problem }) => `${where} ${problem}`);
  };
  expect(faults(() => undefined)).toEqual([]);
  const imports = (trees: ReadonlyMap<string, Tree>, stack: string): { id: string; to: string }[] =>
    trees.get(stack)?.import ?? [];
  expect(imports(new Map(texts.map(([name, text]) => [name, JSON.parse(text) as Tree])), 'aws-hub')).toEqual([
    { id: TRANSIT, to: 'aws_ec2_transit_gateway.hub' },
    { id: SPOKES, to: 'aws_ec2_transit_gateway_route_table.rt-enfield' },
  ]);
  const connection = 'aws_vpn_connection.edmonton-green-library_enfield_primary';
  expect(
    faults((trees) => {
      for (const each of imports(trees, 'aws-enfield-01')) if (each.to === connection) each.id = vpnOf(9);
    }),
  ).toEqual([`aws-enfield-01/import takes "${vpnOf(9)}" for "${connection}", and the lock does not.`]);
  expect(
    faults((trees) => {
      const tree = trees.get('aws-enfield-01');
      if (tree) tree.import = imports(trees, 'aws-enfield-01').filter(({ to }) => to !== connection);
    }),
  ).toEqual([`aws-enfield-01/import leaves out ${connection}, which is there: a second one would be made beside it.`]);
  expect(
    faults((trees) => {
      imports(trees, 'aws-hub').push({
        id: 'tgw-rtb-0e57a7e0000000009',
        to: 'aws_ec2_transit_gateway_route_table.rt-post',
      });
    }),
  ).toEqual([
    'aws-hub/import takes "tgw-rtb-0e57a7e0000000009" for "aws_ec2_transit_gateway_route_table.rt-post", and the lock does not.',
  ]);
  expect(
    faults((trees) => {
      const own = trees.get('aws-enfield-01')?.resource['aws_vpn_connection']?.['morson-road-depot_enfield_primary'];
      Object.assign(own ?? {}, { lifecycle: { ignore_changes: ['tunnel1_ike_versions'] } });
    }),
  ).toEqual([
    'aws-enfield-01/aws_vpn_connection.morson-road-depot_enfield_primary lifecycle.ignore_changes is ["tunnel1_ike_versions"], and nothing is asked for.',
  ]);
});

test('sites for what no site has are proposed, with what the tables lead there', async () => {
  const folder = enfield((text) =>
    text.replace(
      'resilience: dual, termination: dedicated, hubs: [london], router: generic',
      'resilience: single, termination: dedicated, hubs: [london], router: generic',
    ),
  );
  const partner = {
    name: 'Voice-Platform-DR',
    address: '198.18.99.1',
    asn: 64998,
    inside: ['169.254.21.0/30', '169.254.22.0/30'] as const,
    prefixes: ['10.216.9.0/24', '0.0.0.0/0'],
  };
  const { issues, data } = await adopting(folder, hubAndSpokes([partner]), {
    tenant: 'voice-platform',
    profile: 'supplier',
    supplier: 'Voice Platform Ltd',
    write: true,
  });
  expect(wrong(issues)).toBe('');
  expect((data as unknown as Data).taken.map(({ site }) => site)).toEqual(['voice-platform-dr']);
  expect(readFileSync(path.join(folder, 'enfield/sites.yaml'), 'utf8')).toContain(
    [
      '  - id: voice-platform-dr',
      '    name: Voice-Platform-DR',
      '    state: live',
      '    profile: supplier',
      '    asn: 64998',
      '    circuits:',
      '      - { id: primary, address: 198.18.99.1, supplier: Voice Platform Ltd }',
      '    segments: [{ tenant: voice-platform, prefixes: [10.216.9.0/24], farEnd: azure-gateway }]',
    ].join('\n'),
  );
});

test('static connections keep an AS number that nobody could speak with, and the rows that lead to them', async () => {
  const folder = enfield((text) =>
    text.replace(
      'resilience: dual, termination: dedicated, hubs: [london], router: generic',
      'resilience: single, termination: dedicated, hubs: [london], router: generic',
    ),
  );
  const board = {
    name: 'Voice-Board',
    address: '198.18.99.2',
    asn: 65535,
    inside: ['169.254.6.0/30', '169.254.6.4/30'] as const,
    isStatic: true,
    prefixes: ['10.216.10.0/24'],
  };
  const { issues } = await adopting(folder, hubAndSpokes([board]), {
    tenant: 'voice-platform',
    profile: 'supplier',
    write: true,
  });
  expect(wrong(issues)).toBe('');
  const held = lockOf(folder).sites['voice-board'];
  expect(held?.segments['voice-platform']?.circuits['primary']).toMatchObject({
    tunnels: ['169.254.6.0/30', '169.254.6.4/30'],
    adopted: { asn: 65535, rows: { [SPOKES]: ['10.216.10.0/24'] } },
  });
  const { plan, catalogue, lock } = must(prepare('enfield.yaml', folder));
  const stacks = plan.stacks.map((input) =>
    parseStackText(input.name, renderStack(input, { localRoot: '../../../state' })),
  );
  expect(verifyStacks(catalogue, lock, stacks).faults).toEqual([]);
  const gateway = stacks
    .flatMap(({ resources }) => resources)
    .find(({ type, name }) => type === 'aws_customer_gateway' && name.startsWith('voice-board'));
  expect(gateway?.attributes['bgp_asn']).toBe('65535');
  expect(gateway?.attributes['device_name']).toBeUndefined();
});

/** Options of a tunnel as the usual profile has them. */
function optionsAsAsked(tunnel: 1 | 2): Readonly<Record<string, unknown>> {
  const of = (phase: 1 | 2): Readonly<Record<string, unknown>> => ({
    [`tunnel${tunnel}_phase${phase}_encryption_algorithms`]: ['AES128-GCM-16'],
    [`tunnel${tunnel}_phase${phase}_integrity_algorithms`]: ['SHA2-256'],
    [`tunnel${tunnel}_phase${phase}_dh_group_numbers`]: [19],
  });
  return { [`tunnel${tunnel}_ike_versions`]: ['ikev2'], ...of(1), ...of(2) };
}

test('another state: what it holds is taken over, and how it lets go of it is said', async () => {
  const folder = enfield();
  const state = {
    format_version: '1.0',
    terraform_version: '1.5.7',
    values: {
      root_module: {
        resources: [
          {
            address: 'aws_ec2_transit_gateway.hub',
            mode: 'managed',
            type: 'aws_ec2_transit_gateway',
            values: {
              id: TRANSIT,
              arn: `arn:aws:ec2:eu-west-2:555566667777:transit-gateway/${TRANSIT}`,
              amazon_side_asn: 64620,
              transit_gateway_cidr_blocks: [],
              multicast_support: 'disable',
            },
          },
          { address: 'data.aws_caller_identity.me', mode: 'data', type: 'aws_caller_identity', values: {} },
          { address: 'aws_vpc.core', mode: 'managed', type: 'aws_vpc', values: {} },
        ],
        child_modules: [
          {
            address: 'module.vpn',
            resources: [
              {
                address: `module.vpn.aws_customer_gateway.this["o'brien"]`,
                mode: 'managed',
                type: 'aws_customer_gateway',
                values: { id: gatewayOf(2), bgp_asn: '65011', ip_address: '198.18.60.2', device_name: '' },
              },
              {
                address: `module.vpn.aws_vpn_connection.this["o'brien"]`,
                mode: 'managed',
                type: 'aws_vpn_connection',
                values: {
                  id: vpnOf(2),
                  customer_gateway_id: gatewayOf(2),
                  transit_gateway_id: TRANSIT,
                  transit_gateway_attachment_id: attachmentOf(2),
                  static_routes_only: false,
                  preshared_key_storage: 'SecretsManager',
                  tunnel1_preshared_key: PLANTED_KEY,
                  tunnel1_inside_cidr: '169.254.10.0/30',
                  tunnel2_inside_cidr: '169.254.10.4/30',
                  tunnel_inside_ip_version: 'ipv4',
                  ...optionsAsAsked(1),
                  ...optionsAsAsked(2),
                },
              },
              {
                address: 'module.vpn.aws_ec2_transit_gateway_route_table_association.this',
                mode: 'managed',
                type: 'aws_ec2_transit_gateway_route_table_association',
                values: { transit_gateway_attachment_id: attachmentOf(2), transit_gateway_route_table_id: SPOKES },
              },
            ],
          },
        ],
      },
    },
  };
  writeFileSync(path.join(folder, 'state.json'), JSON.stringify(state));
  const { data, text, issues } = await adoptCommand('enfield.yaml', folder, ['state.json'], {
    base: 'none',
    today: '2026-11-22',
    write: true,
  });
  expect(wrong(issues)).toBe('');
  const { taken, afterwards } = data as unknown as Data;
  // Log options and timers of somebody else's connection are never ours: they are kept, whatever is compared here.
  expect(taken).toMatchObject([{ site: 'edmonton-green-library', keeps: [], leavesTable: SPOKES }]);
  expect(lockOf(folder).sites['edmonton-green-library']?.segments['enfield']?.circuits['primary']?.adopted).toEqual({
    gateway: gatewayOf(2),
    connection: vpnOf(2),
    attachment: attachmentOf(2),
    table: SPOKES,
    into: [],
    rows: {},
    keeps: 'options',
  });
  expect(afterwards.forget).toEqual([
    "terraform state rm 'aws_ec2_transit_gateway.hub'",
    `terraform state rm 'module.vpn.aws_customer_gateway.this["o'\\''brien"]'`,
    `terraform state rm 'module.vpn.aws_vpn_connection.this["o'\\''brien"]'`,
    "terraform state rm 'module.vpn.aws_ec2_transit_gateway_route_table_association.this'",
  ]);
  expect(text).toContain('Not looked at: 1 aws_vpc.');
  expect(text).not.toContain(PLANTED_KEY);
});

test('settling is refused without consent where somebody is on it, and then the tunnels are set', async () => {
  const folder = enfield();
  await adopting(folder, undefined, { write: true });
  const settle = (sites: readonly string[], write = true): ReturnType<typeof settleCommand> =>
    settleCommand('enfield.yaml', folder, sites, { base: 'none', today: '2026-11-22', write });
  expect(wrong((await settle(['nowhere', 'palmers-green-library'])).issues)).toBe(
    [
      'SITE_UNKNOWN',
      '    There is no site "nowhere".',
      '',
      'USAGE',
      '    palmers-green-library has nothing that keeps its options.',
      '    The lock says `keeps: options` where it does.',
      '',
    ].join('\n'),
  );
  // Against what is deployed somebody has to agree: minutes on each tunnel, and a router that takes the profile's proposal.
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  commit(folder);
  const refused = await settleCommand('enfield.yaml', folder, ['edmonton-green-library'], {
    base: 'HEAD',
    today: '2026-11-22',
    write: true,
  });
  expect(wrong(refused.issues)).toContain(
    '1 site is off the network at once (Edmonton Green Library), from the apply until the far end is set alike; the far end must act at the same time (Edmonton Green Library, primary: crypto as it was taken over → ikev2, DH group 19, AES128-GCM-16, SHA2-256).',
  );
  expect(wrong(refused.issues)).toContain('allows: [far-end-acts, tunnels-interrupted]');
  const done = await settle(['edmonton-green-library']);
  expect(wrong(done.issues)).toBe('');
  const held = lockOf(folder).sites;
  expect(held['edmonton-green-library']?.segments['enfield']?.circuits['primary']?.adopted?.keeps).toBeUndefined();
  expect(held['civic-centre']?.segments['enfield']?.circuits['primary']?.adopted?.keeps).toBe('options');
});

test.each([
  ['no JSON', 'x.json', '{', 'This is no JSON.'],
  ['something else', 'x.json', '{"Vpcs":[]}', 'Nothing in it says what is there.'],
  [
    'routes of nobody knows which table',
    'routes.json',
    '{"Routes":[],"AdditionalRoutesAvailable":false}',
    'It does not say which route table it is about.',
  ],
  [
    'a part of the routes',
    `${SPOKES}.json`,
    '{"Routes":[],"AdditionalRoutesAvailable":true}',
    'It is not all of the table: there are more routes than it holds.',
  ],
])('%s is no estate', async (_what, name, content, problem) => {
  const folder = enfield();
  writeFileSync(path.join(folder, name), content);
  const { issues, text } = await adoptCommand('enfield.yaml', folder, [name], { today: '2026-11-22' });
  expect(text).toBe('');
  expect(issues).toMatchObject([{ code: 'ESTATE_UNREADABLE', at: { file: name }, problem }]);
});

test("what Azure has is counted and told: names can't change in place there", async () => {
  const folder = enfield();
  writeFileSync(
    path.join(folder, 'sites.json'),
    JSON.stringify([
      { id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/vpnSites/crewe', name: 'crewe' },
    ]),
  );
  const { text } = await adoptCommand('enfield.yaml', folder, ['sites.json'], { today: '2026-11-22', base: 'none' });
  expect(text).toContain('Not looked at: 1 microsoft.network/vpnsites.');
  expect(existsSync(path.join(folder, 'estate'))).toBe(false);
});

test('in any order of files the lock is the same', async () => {
  const [one, other] = [enfield(), enfield()];
  const estate = hubAndSpokes([...SPOKES_OF_ENFIELD, ...SPOKES_LEFT]);
  await adopting(one, estate, { write: true });
  const reversed = {
    ...estate,
    VpnConnections: [...estate.VpnConnections].reverse(),
    CustomerGateways: [...estate.CustomerGateways].reverse(),
    TransitGatewayAttachments: [...estate.TransitGatewayAttachments].reverse(),
  };
  await adopting(other, reversed, { write: true });
  const lock = (folder: string): string => readFileSync(path.join(folder, 'enfield.lock.yaml'), 'utf8');
  expect(lock(one)).toBe(lock(other));
});
