import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { adoptCommand } from '../../../../cli/adopt/adopt';
import { settleCommand } from '../../../../cli/adopt/settle';
import { lockCommand } from '../../../../cli/lock/lock';
import { parseLock } from '../../../../plan/lock/lock-file';
import { withAdopted } from '../../../../plan/numbering/adopted-kept';
import { renderLock } from '../../../../plan/lock/render-lock';
import { type AdoptionData as Data, why, wrong } from '../../../support/adopted';
import {
  adoptingAzure,
  type AzureAnswers,
  answersOf,
  type Branch,
  GROUP,
  OFFICE,
  PLANNING,
  PLANTED_SHARED_KEY,
  small,
  SUBSCRIPTION,
} from '../../../support/azure-estate';
import { commit } from '../../../support/desk';
import { must } from '../../../support/synth';

const lockIn = (folder: string): ReturnType<typeof parsed> =>
  parsed(readFileSync(path.join(folder, 'small.lock.yaml')));
const parsed = (bytes: Uint8Array) => must(parseLock(bytes, 'small.lock.yaml'));
const dataOf = async (folder: string, answers?: AzureAnswers, write = false, base?: string): Promise<Data> => {
  const { data, issues } = await adoptingAzure(folder, answers, { write, ...(base === undefined ? {} : { base }) });
  expect(wrong(issues)).toBe('');
  return data as unknown as Data;
};

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
  const { adoptedWan, hubs, sites } = lockIn(folder);
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
  expect(renderLock(parsed(bytes))).toBe(bytes.toString('utf8'));
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

/** Nothing is deployed yet: circuits too are only being built. */
const unbuilt = (text: string): string =>
  text
    .replaceAll(/(kind: (?:direct-connect|express-route)(?:,|\n *) ?state: )live/g, '$1building')
    .replace(', encryption: must_encrypt', '');
const withdrawn = (text: string): string =>
  text.replace(/(id: azure-office\n {4}name: Azure Office\n {4}state: )live/, '$1planned');
const SECOND =
  '\n  - { id: ukwest, cloud: azure, region: ukwest, zones: [], addressSpace: 10.0.4.0/23, egress: corporate, subscription: { id: 00000000-0000-4000-8000-000000000001, tenantId: 00000000-0000-4000-8000-00000000000f } }';
type Change = readonly [what: string, answers: AzureAnswers, why: string, edit?: (text: string) => string];
const office = (over: Partial<Branch>): AzureAnswers => answersOf([{ ...OFFICE, ...over }, ...PLANNING]);
const FULL = answersOf();
const reasons: readonly Change[] = [
  [
    'a firewall',
    answersOf(undefined, { azureFirewall: { id: `${GROUP}/azureFirewalls/fw` } }),
    'it has a firewall, which this network has of its own or nowhere',
  ],
  [
    'single users and routes',
    answersOf(undefined, { p2SVpnGateway: { id: `${GROUP}/p2sVpnGateways/p` }, routeMaps: [{}] }),
    'it has a gateway for single users and route maps, which this network has of its own or nowhere',
  ],
  [
    'another prefix',
    answersOf(undefined, { addressPrefix: '10.0.4.0/23' }),
    "it has 10.0.4.0/23, and hub uksouth 10.0.2.0/23, which can't change",
  ],
  [
    'another region',
    answersOf(undefined, { location: 'ukwest' }),
    'no hub of the catalogue is in ukwest of subscription 00000000-0000-4000-8000-000000000001',
  ],
  ['a hub of the small sort', answersOf(undefined, { sku: 'Basic' }), "it is of the sort Basic, which can't change"],
  ['no Virtual WAN', { ...FULL, wans: [] }, 'nothing says where its Virtual WAN is'],
  [
    'a Virtual WAN elsewhere',
    { ...FULL, wans: [{ ...FULL.wans[0], location: 'westeurope' }] },
    'its Virtual WAN wan is in westeurope, subscription 00000000-0000-4000-8000-000000000001, and stands with hub uksouth here, in uksouth, 00000000-0000-4000-8000-000000000001',
  ],
  ['no gateway', { ...FULL, gateways: [] }, 'nothing says what its VPN gateway is'],
  [
    'a gateway by the internet',
    answersOf(undefined, {}, { isRoutingPreferenceInternet: true }),
    'its VPN gateway is reached by way of the internet, which can only be given up by making it anew',
  ],
  [
    'routes of its own',
    answersOf(undefined, { routeTable: { routes: [{ addressPrefixes: ['10.0.0.0/8'] }] } }),
    'it has routes of its own, which this network has of its own or nowhere',
  ],
  [
    'a larger router',
    answersOf(undefined, { virtualRouterAutoScaleConfiguration: { minCapacity: 10 } }),
    'it has more routing capacity than the least, which this network has of its own or nowhere',
  ],
  [
    'a gateway of which not all is said',
    answersOf(undefined, {}, { connections: undefined }),
    'nothing says all that is connected to its VPN gateway',
  ],
  [
    'a gateway that translates',
    answersOf(undefined, {}, { natRules: [{}] }),
    'its VPN gateway translates addresses, which nothing here can say',
  ],
  [
    'a virtual network with routes of its own',
    {
      ...FULL,
      vnets: [{ ...FULL.vnets[0], routingConfiguration: { vnetRoutes: { staticRoutes: [{ name: 'r' }] } } }],
    },
    'virtual network planning has a table or routes of its own in it, which does not go with routing intent',
  ],
  [
    'addresses of BGP that somebody chose',
    answersOf(
      undefined,
      {},
      { bgpSettings: { asn: 65515, bgpPeeringAddresses: [{ customBgpIpAddresses: ['169.254.21.5'] }] } },
    ),
    'somebody has chosen its VPN gateway’s addresses of BGP, and tunnels between the clouds need others',
  ],
  [
    'a strange virtual network',
    { ...FULL, vnets: [{ ...FULL.vnets[0], remoteVirtualNetwork: { id: `${GROUP}/virtualNetworks/else` } }] },
    `virtual network ${GROUP}/virtualNetworks/else is connected to it, and in no tenant`,
  ],
];

test.each(reasons.map(([what, answers, reason]) => [what, answers, reason] as const))(
  '%s stands against a hub, and all of it stays as it is',
  async (_what, answers, reason) => {
    const folder = small();
    const before = readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8');
    const data = await dataOf(folder, answers, true);
    const [first, ...others] = why(data);
    expect([data.taken, first]).toEqual([[], reason]);
    // Nothing goes without a word.
    expect(others.length).toBeGreaterThan(2);
    expect(new Set(others).size).toBe(1);
    expect(others[0]).toMatch(
      /^(?:its virtual hub is not taken over|nothing says which virtual hub it is of|nothing is known to be connected to it)$/,
    );
    expect(data.left[0]?.fix ?? '').not.toBe('');
    expect(readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8')).toBe(before);
  },
);

const connections: readonly Change[] = [
  ['an address that no site has', office({ address: '198.18.99.9' }), 'no site of the catalogue has its address'],
  [
    'no BGP',
    office({ asn: undefined as never }),
    "it speaks no BGP, and azure-office, segment council on primary does, which can't change in place",
  ],
  [
    'two links',
    office({
      site: {
        vpnSiteLinks: [1, 2].map((number) => ({
          id: `${GROUP}/vpnSites/office/vpnSiteLinks/l${number}`,
          ipAddress: '198.18.0.5',
          bgpProperties: { asn: 64790, bgpPeeringAddress: '10.20.240.77' },
        })),
      },
    }),
    'its VPN site has 2 links, and here each line has a site of its own',
  ],
  [
    'a site elsewhere',
    office({ site: { location: 'ukwest' } }),
    'its VPN site is in ukwest of subscription 00000000-0000-4000-8000-000000000001, and hub uksouth in uksouth of 00000000-0000-4000-8000-000000000001',
  ],
  [
    'an address of BGP outside',
    office({ peer: '10.20.9.9' }),
    'its router speaks BGP at 10.20.9.9, and loopbacks of council are 10.20.240.0/24',
  ],
  [
    'a number that no site has',
    office({ asn: 4200000001 }),
    'its router has AS number 4200000001, which no site at an Azure hub can have',
  ],
  [
    'prefixes by hand',
    office({ site: { addressSpace: { addressPrefixes: ['10.20.1.0/25', '10.99.0.0/16'] } } }),
    '10.99.0.0/16 is behind it by hand, and azure-office has 10.20.1.0/24 for council',
  ],
  ['over a circuit', office({ link: { useLocalAzureIpAddress: true } }), 'it runs over circuits'],
  [
    'somebody’s number',
    office({ asn: 64791 }),
    "AS number 64791 is azure-office's too: one would drop what the other announces",
  ],
  [
    'another table',
    office({
      connection: {
        routingConfiguration: { associatedRouteTable: { id: `${GROUP}/virtualHubs/hub-uks/hubRouteTables/isolated` } },
      },
    }),
    `it is associated with ${GROUP}/virtualHubs/hub-uks/hubRouteTables/isolated, and here all are with the hub’s own table`,
  ],
  [
    'an id in another case',
    office({ site: { id: `${GROUP.replace('Branches', 'branches')}/vpnSites/office` } }),
    'its connection spells the VPN site’s id otherwise than the site itself, and settled it would be made anew',
  ],
  [
    'a datacentre’s address of BGP',
    office({ peer: '10.20.240.100' }),
    "its router speaks BGP at 10.20.240.100/32, and a datacentre's does too",
  ],
  [
    'no VPN site',
    { ...FULL, sites: FULL.sites.slice(1) },
    `nothing says what its VPN site ${GROUP}/vpnSites/office is`,
  ],
  ['a planned site', FULL, 'azure-office is planned, and has nothing yet', (text) => withdrawn(unbuilt(text))],
  [
    'a number that is written',
    FULL,
    'its router has AS number 64790, and azure-office, segment council on primary has 64777',
    (text) => unbuilt(text).replace('profile: office-azure\n', 'profile: office-azure\n    asn: 64777\n'),
  ],
];

test.each(connections.map(([what, answers, reason, edit]) => [what, answers, reason, edit] as const))(
  '%s of one connection keeps the whole hub as it is',
  async (_what, answers, reason, edit) => {
    const folder = small(edit);
    if (edit)
      expect(
        lockCommand('small.yaml', folder, { today: '2026-11-22', base: 'none' }).issues.filter(
          ({ severity }) => severity !== 'warning',
        ),
      ).toEqual([]);
    const data = await dataOf(folder, answers);
    const whole = why(data);
    expect(data.taken).toEqual([]);
    expect(whole).toContain(reason);
    expect(
      whole.some((each) =>
        /^\d of its connections (is|are) left, and would be behind this network’s firewall/.test(each),
      ),
    ).toBe(true);
  },
);

test('of two hubs that could be one both are left, and a hub of another Virtual WAN than the rest', async () => {
  const folder = small();
  const lab = { ...FULL.hubs[0], id: `${GROUP}/virtualHubs/lab`, name: 'lab' };
  expect(why(await dataOf(folder, { ...FULL, hubs: [lab, ...FULL.hubs] })).slice(0, 2)).toEqual([
    'hub uksouth may be lab or hub-uks',
    'hub uksouth may be hub-uks or lab',
  ]);
  const two = small((text) => text.replace('\n\ntenants:', `${SECOND}\n\ntenants:`));
  expect(wrong(lockCommand('small.yaml', two, { today: '2026-11-22' }).issues)).toBe('');
  expect(why(await dataOf(two))[0]).toBe("hub ukwest is made here, in a Virtual WAN of this network's own");
});

test('a hub in a Virtual WAN of this network’s own comes in without it', async () => {
  const folder = small((text) => text.replace('\n\ntenants:', `${SECOND}\n\ntenants:`));
  expect(wrong(lockCommand('small.yaml', folder, { today: '2026-11-22' }).issues)).toBe('');
  const wan = `/subscriptions/${SUBSCRIPTION}/resourceGroups/small-lab-wan/providers/Microsoft.Network/virtualWans/small-lab-wan`;
  const west = { location: 'ukwest' };
  const answers = answersOf([], { ...west, addressPrefix: '10.0.4.0/23', virtualWan: { id: wan } }, west);
  const data = await dataOf(folder, { ...answers, vnets: [] }, true);
  expect([why(data), Object.keys(data.hubs)]).toEqual([[], ['ukwest']]);
  const { adoptedWan, hubs } = lockIn(folder);
  expect([adoptedWan, hubs['ukwest']?.adoptedAzure?.hub]).toEqual([undefined, `${GROUP}/virtualHubs/hub-uks`]);
});

test('of what was taken over nothing is lost when the lock is made anew, from nothing or from a base that lacks it', async () => {
  const folder = small(unbuilt);
  const before = lockIn(folder);
  await dataOf(folder, undefined, true, 'none');
  const adopted = lockIn(folder);
  expect(wrong(lockCommand('small.yaml', folder, { today: '2026-11-22', base: 'none' }).issues)).toBe('');
  expect(lockIn(folder)).toEqual(adopted);
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
  expect(lockIn(folder).adoptedWan).toBeUndefined();
});

test('an empty list says of the hub that its file is called after that nothing is connected; no list says nothing', async () => {
  const folder = small((text) => text.replace(/ {4}vnets:\n(?: {6}.*\n)+/, ''));
  lockCommand('small.yaml', folder, { today: '2026-11-22' });
  expect((await dataOf(folder, { ...FULL, vnets: [] })).taken).toHaveLength(3);
  writeFileSync(path.join(folder, 'estate/other-hub.json'), '[]');
  const { data } = await adoptCommand(
    'small.yaml',
    folder,
    ['vwan', 'vhub', 'vpn-gateway', 'vpn-site', 'other-hub'].map((name) => `estate/${name}.json`),
    { today: '2026-11-22' },
  );
  expect(why(data as unknown as Data)[0]).toBe('nothing says which virtual networks are connected to it');
});

test('as Azure itself answers, below `value` and `properties`, it is the same', async () => {
  const nested = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const { id, name, location, ...properties } = row;
    return { id, name, location, properties };
  };
  const folder = small();
  const given = await dataOf(folder);
  const wrapped = Object.fromEntries(
    Object.entries(FULL).map(([key, rows]) => [
      key,
      { value: (rows as readonly Readonly<Record<string, unknown>>[]).map(nested) },
    ]),
  );
  expect((await dataOf(folder, wrapped as unknown as AzureAnswers)).taken).toEqual(given.taken);
});

test('a second run changes nothing, and takes nothing from what was decided', async () => {
  const folder = small();
  await dataOf(folder, undefined, true);
  const before = readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8');
  // What this network has made since stands in later answers.
  await dataOf(folder, answersOf([{ ...OFFICE, connection: { enableInternetSecurity: true } }, ...PLANNING]), true);
  expect(readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8')).toBe(before);
});

test('what is planned is forgotten: an import of what is gone would stop a plan', async () => {
  const folder = small(unbuilt);
  await dataOf(folder, undefined, true, 'none');
  const file = path.join(folder, 'small/sites.yaml');
  writeFileSync(file, withdrawn(readFileSync(file, 'utf8')));
  const { issues } = lockCommand('small.yaml', folder, { today: '2026-11-22', base: 'none' });
  expect(issues.filter(({ code }) => code === 'LOCK_UNFIT')).toEqual([]);
  const circuit = lockIn(folder).sites['azure-office']?.segments['council']?.circuits['primary'];
  expect(circuit?.adoptedAzure).toBeUndefined();
});

test('settling sets the tunnels of its sites, and asks somebody first', async () => {
  const folder = small(unbuilt);
  await dataOf(folder, undefined, true, 'none');
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
  const held = lockIn(folder).sites;
  expect(held['azure-office']?.segments['council']?.circuits['primary']?.adoptedAzure?.keeps).toBeUndefined();
  expect(held['both-clouds']?.segments['council']?.circuits['primary']?.adoptedAzure?.keeps).toBe('options');
});

describe('another state', () => {
  const resource = (type: string, name: string, values: object): object => ({
    address: `module.wan.${type}.${name}`,
    mode: 'managed',
    type,
    name,
    values,
  });
  const state = {
    format_version: '1.0',
    values: {
      root_module: {
        child_modules: [
          {
            resources: [
              resource('azurerm_virtual_wan', 'wan', { id: `${GROUP}/virtualWans/wan`, location: 'uksouth' }),
              resource('azurerm_virtual_hub', 'hub', {
                id: `${GROUP}/virtualHubs/hub-uks`,
                location: 'uksouth',
                address_prefix: '10.0.2.0/23',
                sku: 'Standard',
                virtual_wan_id: `${GROUP}/virtualWans/wan`,
              }),
              resource('azurerm_vpn_gateway', 'gateway', {
                id: `${GROUP}/vpnGateways/gateway`,
                location: 'uksouth',
                virtual_hub_id: `${GROUP}/virtualHubs/hub-uks`,
                scale_unit: 2,
                routing_preference: 'Microsoft Network',
              }),
              resource('azurerm_vpn_site', 'office', {
                id: `${GROUP}/vpnSites/office`,
                location: 'uksouth',
                virtual_wan_id: `${GROUP}/virtualWans/wan`,
                address_cidrs: [],
                link: [
                  {
                    id: `${GROUP}/vpnSites/office/vpnSiteLinks/line`,
                    name: 'line',
                    ip_address: '198.18.0.5',
                    fqdn: '',
                    bgp: [{ asn: 64790, peering_address: '10.20.240.77' }],
                  },
                ],
              }),
              resource('azurerm_vpn_gateway_connection', 'office', {
                id: `${GROUP}/vpnGateways/gateway/vpnConnections/to-office`,
                vpn_gateway_id: `${GROUP}/vpnGateways/gateway`,
                remote_vpn_site_id: `${GROUP}/vpnSites/office`,
                internet_security_enabled: true,
                vpn_link: [
                  {
                    name: 'over-line',
                    vpn_site_link_id: `${GROUP}/vpnSites/office/vpnSiteLinks/line`,
                    bgp_enabled: true,
                    shared_key: PLANTED_SHARED_KEY,
                    ipsec_policy: [
                      {
                        dh_group: 'ECP256',
                        encryption_algorithm: 'GCMAES128',
                        ike_encryption_algorithm: 'GCMAES128',
                        ike_integrity_algorithm: 'SHA256',
                        integrity_algorithm: 'GCMAES128',
                        pfs_group: 'PFS24',
                        sa_data_size_kb: 102_400_000,
                        sa_lifetime_sec: 3_600,
                      },
                    ],
                  },
                ],
              }),
            ],
          },
        ],
      },
    },
  };

  test('holds what it made, and Azure says what else is in the hub; the other state is told what to let go of', async () => {
    const folder = small();
    const policy = {
      saLifeTimeSeconds: 3_600,
      saDataSizeKilobytes: 102_400_000,
      ipsecEncryption: 'GCMAES128',
      ipsecIntegrity: 'GCMAES128',
      ikeEncryption: 'GCMAES128',
      ikeIntegrity: 'SHA256',
      dhGroup: 'ECP256',
      pfsGroup: 'PFS24',
    };
    const listed = { ...OFFICE, connection: { enableInternetSecurity: true }, link: { ipsecPolicies: [policy] } };
    await dataOf(folder, answersOf([listed]));
    writeFileSync(path.join(folder, 'estate/state.json'), JSON.stringify(state));
    const told = async (...names: readonly string[]): Promise<Data> => {
      const { data, issues } = await adoptCommand(
        'small.yaml',
        folder,
        names.map((name) => `estate/${name}.json`),
        { today: '2026-11-22' },
      );
      expect(wrong(issues)).toBe('');
      return data as unknown as Data;
    };
    expect(why(await told('state'))).toEqual([
      'nothing says what else stands in it',
      'its virtual hub is not taken over',
    ]);
    expect(why(await told('state', 'vhub', 'branches-hub-uks-networks'))[0]).toBe(
      'nothing says all that is connected to its VPN gateway',
    );
    const { taken, afterwards } = await told('state', 'vhub', 'vpn-gateway', 'branches-hub-uks-networks');
    expect(taken).toEqual([
      expect.objectContaining({
        site: 'azure-office',
        loopback: '10.20.240.77/32',
        keeps: ['group of keys PFS24 → ECP256'],
      }),
    ]);
    expect(afterwards.forget).toEqual([
      "terraform state rm 'module.wan.azurerm_virtual_wan.wan'",
      "terraform state rm 'module.wan.azurerm_virtual_hub.hub'",
      "terraform state rm 'module.wan.azurerm_vpn_gateway.gateway'",
      "terraform state rm 'module.wan.azurerm_vpn_site.office'",
      "terraform state rm 'module.wan.azurerm_vpn_gateway_connection.office'",
    ]);
  });
});
