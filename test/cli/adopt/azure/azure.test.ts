import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { settleCommand } from '../../../../cli/adopt/settle';
import { lockCommand } from '../../../../cli/lock/lock';
import { renderLock } from '../../../../plan/lock/render-lock';
import { withAdopted } from '../../../../plan/numbering/adopted-kept';
import {
  adoptingAzure,
  answersOf,
  dataOfAzure,
  GROUP,
  lockOfSmall,
  OFFICE,
  PLANNING,
  PLANTED_SHARED_KEY,
  small,
  unbuilt,
  withdrawn,
} from '../../../support/azure-estate';
import { type AdoptionData as Data, wrong } from '../../../support/adopted';
import { commit } from '../../../support/desk';

test('a virtual hub comes in whole: names, numbers and loopbacks as they are, by ids in the lock', async () => {
  const folder = small();
  const { text, issues, data } = await adoptingAzure(folder, undefined, { write: true });
  expect(wrong(issues)).toBe('');
  expect(text).toContain('Taken over: 1 virtual hub, 3 connections');
  expect(text).toContain(
    'Whatever is connected to hub uksouth passes its firewall as soon as routing intent is deployed',
  );
  expect(text).toContain('1 connection is told of a default route once settled, and was not');
  expect(text).toContain('The VPN gateway of uksouth is written at the first deploy, for tunnels between the clouds');
  expect(text).toContain('3: Azure’s own proposals → GCMAES128, SHA256, ECP256');
  const { taken, left } = data as unknown as Data;
  expect(left).toEqual([]);
  expect(taken.map(({ site }) => site)).toEqual(['azure-office', 'both-clouds', 'both-clouds']);
  const { adoptedWan, hubs, sites } = lockOfSmall(folder);
  expect(adoptedWan).toBe(`${GROUP}/virtualWans/wan`);
  // Ids are spelled as the provider takes them, whoever wrote them how.
  expect(hubs['uksouth']).toMatchObject({
    scaleUnits: 2,
    adoptedAzure: {
      hub: `${GROUP}/virtualHubs/hub-uks`,
      gateway: `${GROUP}/vpnGateways/gateway`,
      vnets: {
        council_planning: {
          connection: `${GROUP}/virtualHubs/hub-uks/hubVirtualNetworkConnections/to-planning`,
          vnet: '/subscriptions/00000000-0000-4000-8000-000000000002/resourceGroups/planning/providers/Microsoft.Network/virtualNetworks/planning',
        },
      },
    },
  });
  expect(sites['azure-office']).toMatchObject({
    asn: 64790,
    segments: {
      council: {
        circuits: {
          primary: {
            loopback: '10.20.240.77/32',
            adoptedAzure: {
              site: `${GROUP}/vpnSites/office`,
              link: 'line',
              connection: `${GROUP}/vpnGateways/gateway/vpnConnections/to-office`,
              linkConnection: 'over-line',
              keeps: 'options',
            },
          },
        },
      },
    },
  });
  expect(sites['both-clouds']?.segments['council']?.circuits['secondary']?.loopback).toBe('10.17.240.202/32');
  // What was written is read as it was meant.
  const bytes = readFileSync(path.join(folder, 'small.lock.yaml'));
  expect(renderLock(lockOfSmall(folder))).toBe(bytes.toString('utf8'));
});

test('no key that stands in an answer comes out of anything', async () => {
  const folder = small();
  const { text, data, issues } = await adoptingAzure(folder, undefined, { write: true });
  const written = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('estate'))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  expect(JSON.stringify([text, data, issues, written])).not.toContain(PLANTED_SHARED_KEY);
  expect(readFileSync(path.join(folder, 'estate/vpn-gateway.json'), 'utf8')).toContain(PLANTED_SHARED_KEY);
});

test('of what was taken over nothing is lost when the lock is made anew, from nothing or from a base that lacks it', async () => {
  const folder = small(unbuilt);
  const before = lockOfSmall(folder);
  await dataOfAzure(folder, undefined, true, 'none');
  const adopted = lockOfSmall(folder);
  expect(wrong(lockCommand('small.yaml', folder, { today: '2026-11-22', base: 'none' }).issues)).toBe('');
  expect(lockOfSmall(folder)).toEqual(adopted);
  expect(withAdopted(before, adopted)).toEqual({
    lock: { ...before, adoptedWan: adopted.adoptedWan, hubs: adopted.hubs, sites: adopted.sites },
    dropped: [],
  });
  // Nobody's number in the base is touched.
  const library = before.sites['library'];
  const taken = { ...before, sites: { ...before.sites, ...(library && { library: { ...library, asn: 64790 } }) } };
  const { lock, dropped } = withAdopted(taken, adopted);
  expect(dropped).toEqual(['azure-office']);
  expect([lock?.sites['azure-office'], lock?.sites['library']?.asn]).toEqual([before.sites['azure-office'], 64790]);
  expect(lock?.sites['both-clouds']).toEqual(adopted.sites['both-clouds']);
});

test('against what is deployed nothing is taken over in its place: what this program made there would go', async () => {
  const folder = small();
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  commit(folder);
  const { issues } = await adoptingAzure(folder, undefined, { write: true });
  expect(wrong(issues)).toContain('PATH_CUT');
  expect(lockOfSmall(folder).adoptedWan).toBeUndefined();
});

test('a second run changes nothing, and takes nothing from what was decided', async () => {
  const folder = small();
  await dataOfAzure(folder, undefined, true);
  const before = readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8');
  // What this network has made since stands in later answers.
  await dataOfAzure(
    folder,
    answersOf([{ ...OFFICE, connection: { enableInternetSecurity: true } }, ...PLANNING]),
    true,
  );
  expect(readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8')).toBe(before);
});

test('what is planned is forgotten: an import of what is gone would stop a plan', async () => {
  const folder = small(unbuilt);
  await dataOfAzure(folder, undefined, true, 'none');
  const file = path.join(folder, 'small/sites.yaml');
  writeFileSync(file, withdrawn(readFileSync(file, 'utf8')));
  const { issues } = lockCommand('small.yaml', folder, { today: '2026-11-22', base: 'none' });
  expect(issues.filter(({ code }) => code === 'LOCK_UNFIT')).toEqual([]);
  const circuit = lockOfSmall(folder).sites['azure-office']?.segments['council']?.circuits['primary'];
  expect(circuit?.adoptedAzure).toBeUndefined();
});

test('settling sets the tunnels of its sites, and asks somebody first', async () => {
  const folder = small(unbuilt);
  await dataOfAzure(folder, undefined, true, 'none');
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  commit(folder);
  const refused = await settleCommand('small.yaml', folder, ['azure-office'], {
    base: 'HEAD',
    today: '2026-11-22',
    write: true,
  });
  // Minutes, and a router that acts: nothing is made anew.
  expect(wrong(refused.issues)).toContain('allows: [far-end-acts, tunnels-interrupted');
  expect(wrong(refused.issues)).not.toContain('tunnels-replaced');
  const settled = await settleCommand('small.yaml', folder, ['azure-office'], {
    base: 'none',
    today: '2026-11-22',
    write: true,
  });
  expect(wrong(settled.issues)).toBe('');
  const held = lockOfSmall(folder).sites;
  expect(held['azure-office']?.segments['council']?.circuits['primary']?.adoptedAzure?.keeps).toBeUndefined();
  expect(held['both-clouds']?.segments['council']?.circuits['primary']?.adoptedAzure?.keeps).toBe('options');
});
