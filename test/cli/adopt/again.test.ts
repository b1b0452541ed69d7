import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { settleCommand } from '../../../cli/adopt/settle';
import { lockCommand } from '../../../cli/lock/lock';
import { commit } from '../../support/desk';
import { hubAndSpokes, type Spoke, SPOKES, vpnOf } from '../../support/estate';
import type { Row, StandInEstate } from '../../support/stand-in-ec2';
import { adoptedAt, adopting, dataOf, EDMONTON, enfield, lockOf, PALMERS, why, wrong } from '../../support/adopted';

// What a second run must never do: each was found by somebody who tried to break it.
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
  expect(adoptedAt(folder, 'edmonton-green-library')?.adopted?.keeps).toBeUndefined();
  expect(lockOf(folder).hubs['london']?.adopted?.tables).toEqual({ 'rt-enfield': SPOKES });
});

test('new numbers for a site that needs none leave what was taken over of it as it is', async () => {
  const folder = enfield();
  await dataOf(folder, hubAndSpokes([EDMONTON]), true);
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  commit(folder);
  const before = adoptedAt(folder, 'edmonton-green-library');
  lockCommand('enfield.yaml', folder, {
    today: '2026-11-22',
    renumber: ['edmonton-green-library'],
    reason: 'tried once',
    owner: 'o@example.org',
  });
  expect(adoptedAt(folder, 'edmonton-green-library')).toEqual(before);
});

describe('what was taken over is forgotten where it is another connection from then on, or none', () => {
  const edited = async (change: (text: string) => string): Promise<boolean> => {
    const folder = enfield();
    await dataOf(folder, hubAndSpokes([EDMONTON]), true);
    const file = path.join(folder, 'enfield/sites.yaml');
    const text = readFileSync(file, 'utf8');
    const entry = / {2}- id: edmonton-green-library\n(?: {4}.*\n)+/.exec(text)?.[0] ?? '';
    expect(change(entry)).not.toBe(entry);
    writeFileSync(file, text.replace(entry, change(entry)));
    expect(wrong(lockCommand('enfield.yaml', folder, { today: '2026-11-22', base: 'none' }).issues)).toBe('');
    return adoptedAt(folder, 'edmonton-green-library')?.adopted !== undefined;
  };
  const line = 'supplier: FibreCo }';
  test.each([
    ['planned: nothing of it is there', (entry: string) => entry.replace('state: live', 'state: planned'), false],
    [
      'on a concentrator',
      (entry: string) => entry.replace(line, 'supplier: FibreCo, termination: concentrator }'),
      false,
    ],
    [
      'with other inside ranges',
      (entry: string) => entry.replace(line, 'supplier: FibreCo, insideRanges: [169.254.40.0/30, 169.254.40.4/30] }'),
      false,
    ],
    [
      'with the same ones, written',
      (entry: string) => entry.replace(line, 'supplier: FibreCo, insideRanges: [169.254.10.0/30, 169.254.10.4/30] }'),
      true,
    ],
    [
      'with another AS number: its gateway is made anew, and the connection stays',
      (entry: string) => entry.replace('profile: branch', 'profile: branch\n    asn: 65099'),
      true,
    ],
    ['called otherwise', (entry: string) => entry.replace('name: Edmonton Green Library', 'name: Edmonton'), true],
  ])('%s', async (_what, change, stays) => {
    expect(await edited(change)).toBe(stays);
  });

  test('with BGP instead of rows', async () => {
    const folder = enfield((text) =>
      text.replace(
        'resilience: dual, termination: dedicated, hubs: [london], router: generic',
        'resilience: single, termination: dedicated, hubs: [london], router: generic',
      ),
    );
    const board: Spoke = {
      ...EDMONTON,
      name: 'Voice-Board',
      address: '198.18.99.2',
      isStatic: true,
      prefixes: ['10.216.10.0/24'],
    };
    const { issues } = await adopting(folder, hubAndSpokes([board]), {
      tenant: 'voice-platform',
      profile: 'supplier',
      write: true,
    });
    expect(wrong(issues)).toBe('');
    const held = (): unknown =>
      lockOf(folder).sites['voice-board']?.segments['voice-platform']?.circuits['primary']?.adopted;
    expect(held()).toMatchObject({ routing: 'static' });
    const file = path.join(folder, 'enfield/sites.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(', routing: static', ''));
    expect(wrong(lockCommand('enfield.yaml', folder, { today: '2026-11-22', base: 'none' }).issues)).toBe('');
    expect(held()).toBeUndefined();
  });
});
