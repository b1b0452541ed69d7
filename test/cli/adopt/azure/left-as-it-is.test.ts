import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lockCommand } from '../../../../cli/lock/lock';
import {
  type AzureAnswers,
  answersOf,
  type Branch,
  dataOfAzure,
  GROUP,
  lockOfSmall,
  OFFICE,
  PLANNING,
  small,
  SUBSCRIPTION,
  unbuilt,
  withdrawn,
} from '../../../support/azure-estate';
import { why, wrong } from '../../../support/adopted';

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
    const data = await dataOfAzure(folder, answers, true);
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
    const data = await dataOfAzure(folder, answers);
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
  expect(why(await dataOfAzure(folder, { ...FULL, hubs: [lab, ...FULL.hubs] })).slice(0, 2)).toEqual([
    'hub uksouth may be lab or hub-uks',
    'hub uksouth may be hub-uks or lab',
  ]);
  const two = small((text) => text.replace('\n\ntenants:', `${SECOND}\n\ntenants:`));
  expect(wrong(lockCommand('small.yaml', two, { today: '2026-11-22' }).issues)).toBe('');
  expect(why(await dataOfAzure(two))[0]).toBe("hub ukwest is made here, in a Virtual WAN of this network's own");
});

test('a hub in a Virtual WAN of this network’s own comes in without it', async () => {
  const folder = small((text) => text.replace('\n\ntenants:', `${SECOND}\n\ntenants:`));
  expect(wrong(lockCommand('small.yaml', folder, { today: '2026-11-22' }).issues)).toBe('');
  const wan = `/subscriptions/${SUBSCRIPTION}/resourceGroups/small-lab-wan/providers/Microsoft.Network/virtualWans/small-lab-wan`;
  const west = { location: 'ukwest' };
  const answers = answersOf([], { ...west, addressPrefix: '10.0.4.0/23', virtualWan: { id: wan } }, west);
  const data = await dataOfAzure(folder, { ...answers, vnets: [] }, true);
  expect([why(data), Object.keys(data.hubs)]).toEqual([[], ['ukwest']]);
  const { adoptedWan, hubs } = lockOfSmall(folder);
  expect([adoptedWan, hubs['ukwest']?.adoptedAzure?.hub]).toEqual([undefined, `${GROUP}/virtualHubs/hub-uks`]);
});
