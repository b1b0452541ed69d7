import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { adoptCommand } from '../../../cli/adopt/adopt';
import { attachmentOf, hubAndSpokes, SPOKES, TRANSIT, vpnOf, writeAnswers } from '../../support/estate';
import type { Row, StandInEstate } from '../../support/stand-in-ec2';
import {
  type AdoptionData as Data,
  adopting,
  dataOf,
  enfield,
  lockOf,
  SPOKES_OF_ENFIELD,
  why,
  EDMONTON,
  PALMERS,
} from '../../support/adopted';

/** Whom an address, a name or a table must never be taken for. Each was found by somebody who tried to break it. */
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
  expect(text).toContain(`${TRANSIT} associates and propagates attachments by itself, and will no longer`);
});

test('a name is printed as a name, whatever stands in it', async () => {
  const { text } = await adopting(
    enfield(),
    hubAndSpokes([{ ...PALMERS, address: '198.18.99.9', name: 'a\u001b[31m\nb\u202ec' }]),
  );
  expect(text).toContain('a [31m b c');
  for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
});
