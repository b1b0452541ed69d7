import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../../../catalogue/load';
import { parseLock } from '../../../plan/lock/lock-file';
import { attachmentOf, gatewayOf, hubAndSpokes, PLANTED_KEY, SPOKES, TRANSIT, vpnOf } from '../../support/estate';
import { filesOf } from '../../support/desk';
import { must } from '../../support/synth';
import { type AdoptionData as Data, adopting, enfield, lockOf, SPOKES_OF_ENFIELD, wrong } from '../../support/adopted';

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
