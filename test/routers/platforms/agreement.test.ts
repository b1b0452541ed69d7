import type { RouterPlan } from '../../../plan/routers/router';
import { type Platform, PLATFORMS } from '../../../routers/platforms/platform';
import { allEnds, CIRCUITS, everyRouter } from '../../support/routers/every-router';
import { expected, type ReadRouter } from '../../support/routers/neutral';
import { readCisco } from '../../support/routers/read-cisco';
import { readFortios } from '../../support/routers/read-fortios';
import { readJunos } from '../../support/routers/read-junos';
import { readLinux } from '../../support/routers/read-linux';
import { localVariantsOf } from '../../support/routers/variants';

const routers = everyRouter(CIRCUITS);

function read(platform: Platform, text: string, plan: RouterPlan): ReadRouter {
  switch (platform) {
    case 'cisco-ios-xe':
      return readCisco(text);
    case 'fortinet':
      return readFortios(text, new Map(plan.segments.map(({ number, tenant }) => [String(number), tenant])));
    case 'juniper-srx':
      return readJunos(text);
    case 'linux':
      return readLinux(text);
  }
}

const platforms = Object.keys(PLATFORMS) as readonly Platform[];

test.each(platforms)(
  '%s: read back, every router says what is planned',
  (platform) => {
    expect(routers.length).toBeGreaterThan(540);
    expect(routers.flatMap(({ id, underlay }) => (underlay ? [id] : []))).toEqual([
      'dc-crewe-direct',
      'dc-crewe-backup',
      'dc-chester',
    ]);
    for (const plan of routers) {
      const text = PLATFORMS[platform].render(plan);
      expect([plan.id, read(platform, text, plan)]).toEqual([plan.id, expected(plan, platform)]);
    }
  },
  120_000,
);

test.each(platforms)(
  '%s: read back, a router that leads segments out of its lines says where to, on which ports, and by whose address',
  (platform) => {
    const plans = [
      ...['chester-fire-station', 'crewe-library'].flatMap((id) => routers.filter((each) => each.id === id)),
    ];
    const local = plans.flatMap(localVariantsOf);
    expect(local.length).toBe(6);
    for (const plan of local) {
      const read_ = read(platform, PLATFORMS[platform].render(plan), plan);
      expect(Object.keys(read_.breakouts)).toEqual(plan.segments.map(({ tenant }) => tenant));
      expect(read_).toEqual(expected(plan, platform));
    }
  },
);

test.each(platforms)('%s: where all ends are known nothing but keys is left to put in, at any router', (platform) => {
  const { render } = PLATFORMS[platform];
  const open = everyRouter(allEnds()).flatMap((plan) => render(plan).match(/<(?!KEY: )[A-Z][^>\n]*>/g) ?? []);
  // The words of every file's heading.
  expect([...new Set(open)]).toEqual(['<KEY …>']);
});

/** A router whose own addresses, circuits and their sessions are read too. */
const AT_DATACENTRE: readonly (readonly [Platform, string, string])[] = [
  ['cisco-ios-xe', 'tunnel source Loopback9002', 'tunnel source Loopback9001'],
  ['cisco-ios-xe', ' neighbor 169.254.255.1 password ', ' neighbor 169.254.255.1 description '],
  ['cisco-ios-xe', 'permit 10.0.27.0/24 le 32', 'permit 10.0.0.0/8 le 32'],
  ['cisco-ios-xe', ' encapsulation dot1Q 110\n vrf forwarding cheshire-east', ' encapsulation dot1Q 110'],
  ['fortinet', 'set local-gw 172.31.255.56', 'set local-gw 172.31.255.45'],
  ['fortinet', 'set remote-as 64711', 'set remote-as 64600'],
  ['fortinet', 'set match-ip-address "own-0"', 'set match-ip-address "own-1"'],
  ['juniper-srx', 'local-address 172.31.255.56', 'local-address 172.31.255.45'],
  [
    'juniper-srx',
    'out-circuit-1 term own from route-filter 172.31.255.32/27',
    'out-circuit-1 term own from route-filter 10.18.128.0/17',
  ],
  ['juniper-srx', 'unit 111 family inet address 169.254.255.2/30', 'unit 111 family inet address 169.254.255.1/30'],
  ['linux', 'local_addrs = 172.31.255.56', 'local_addrs = 172.31.255.45'],
  [
    'linux',
    'network 172.31.255.32/27',
    'network 172.31.255.32/27\n  neighbor 169.254.255.1 maximum-prefix 9 80 restart 15',
  ],
];

/** One slip in each kind of statement: whoever reads back finds it. */
const SLIPS: readonly (readonly [Platform, string, string])[] = [
  ['cisco-ios-xe', ' set pfs group20', ' set pfs group19'],
  ['cisco-ios-xe', ' prf sha384', ' prf sha256'],
  ['cisco-ios-xe', ' ip mtu 1446', ' ip mtu 1447'],
  ['cisco-ios-xe', 'vrf forwarding police\n ip address 169', 'vrf forwarding fire\n ip address 169'],
  ['cisco-ios-xe', 'permit 10.64.4.0/24\n', 'permit 10.64.5.0/24\n'],
  ['cisco-ios-xe', ' set local-preference 50', ' set local-preference 150'],
  ['fortinet', 'set keylifeseconds 3600', 'set keylifeseconds 28800'],
  ['fortinet', 'set vrf 2\n        set ip 169', 'set vrf 1\n        set ip 169'],
  [
    'fortinet',
    'set action deny\n                set match-ip-address "own-1"',
    'set action deny\n                set match-ip-address "own-2"',
  ],
  ['fortinet', 'set maximum-prefix 100', 'set maximum-prefix 1000'],
  ['juniper-srx', 'perfect-forward-secrecy keys group20', 'perfect-forward-secrecy keys group19'],
  [
    'juniper-srx',
    'encryption-algorithm aes-256-gcm\nset security ike',
    'encryption-algorithm aes-128-gcm\nset security ike',
  ],
  ['juniper-srx', 'hold-time 30', 'hold-time 90'],
  ['juniper-srx', 'route-filter 10.64.4.0/24 exact', 'route-filter 10.64.4.0/24 orlonger'],
  ['linux', 'esp_proposals = aes256gcm16-ecp384', 'esp_proposals = aes256gcm16-ecp256'],
  ['linux', 'ip link set t2111 master police', 'ip link set t2111 master fire'],
  ['linux', 'remote-as 64600', 'remote-as 64601'],
  ['linux', 'tcp option maxseg size set 1406', 'tcp option maxseg size set 1460'],
];

test.each([
  ...SLIPS.map((slip) => ['chester-fire-station', ...slip] as const),
  ...AT_DATACENTRE.map((slip) => ['dc-chester', ...slip] as const),
])('%s, %s: "%s" made "%s" is found', (router, platform, from, to) => {
  const plan = routers.find(({ id }) => id === router);
  if (!plan) throw new Error(`${router} has a router`);
  const text = PLATFORMS[platform].render(plan);
  expect(text).toContain(from);
  expect(read(platform, text.replace(from, to), plan)).not.toEqual(expected(plan, platform));
});

/** The same for what leaves by lines: a router with a proxy, and one that is open. */
const AT_LINES: readonly (readonly [Platform, 'proxy' | 'open', string, string])[] = [
  [
    'cisco-ios-xe',
    'proxy',
    'permit tcp host 198.18.200.1 eq 8080 any established',
    'permit tcp any eq 8080 any established',
  ],
  [
    'cisco-ios-xe',
    'proxy',
    ' deny ip any any\n!\nip access-list extended local',
    ' permit ip any any\n!\nip access-list extended local',
  ],
  ['cisco-ios-xe', 'proxy', '198.18.9.1 global 1', '198.18.9.1 global 3'],
  ['cisco-ios-xe', 'proxy', ' ip nat outside\n', ''],
  [
    'cisco-ios-xe',
    'open',
    ' deny ip any any\n!\nip access-list extended local',
    ' permit ip any any\n!\nip access-list extended local',
  ],
  ['cisco-ios-xe', 'open', '10.0.0.0 255.0.0.0 Null0 254', '10.0.0.0 255.128.0.0 Null0 254'],
  ['cisco-ios-xe', 'open', 'vrf fire overload', 'vrf police overload'],
  ['fortinet', 'proxy', 'set gateway 169.254.2.2', 'set gateway 169.254.3.2'],
  ['fortinet', 'proxy', 'config system vdom-link', 'config system vdom-links'],
  [
    'fortinet',
    'proxy',
    'set ip 169.254.2.2 255.255.255.252\n        unset allowaccess',
    'set ip 169.254.2.2 255.255.255.252\n        set allowaccess ping',
  ],
  ['fortinet', 'proxy', 'set tcp-portrange 8080', 'set tcp-portrange 80'],
  ['fortinet', 'proxy', 'set nat enable', 'set nat disable'],
  ['fortinet', 'proxy', 'set distance 11', 'set distance 9'],
  ['fortinet', 'open', 'set dstaddr-negate enable', 'set dstaddr-negate disable'],
  ['fortinet', 'open', 'set subnet 172.16.0.0 255.240.0.0', 'set subnet 172.16.0.0 255.255.0.0'],
  ['juniper-srx', 'proxy', 'destination-address local-1-1', 'destination-address any'],
  ['juniper-srx', 'proxy', 'application tcp-8080 destination-port 8080', 'application tcp-8080 destination-port 80'],
  ['juniper-srx', 'proxy', 'from zone fire', 'from zone police'],
  [
    'juniper-srx',
    'proxy',
    '198.18.200.1/32 qualified-next-hop 198.18.9.1 preference 5',
    '198.18.200.1/32 qualified-next-hop 198.18.9.1 preference 9',
  ],
  ['juniper-srx', 'open', '10.0.0.0/8 preference 254', '10.0.0.0/8 preference 5'],
  [
    'linux',
    'proxy',
    'ip daddr { 198.18.200.1/32 } tcp dport { 8080 } ct state new',
    'ip daddr { 198.18.200.0/24 } tcp dport { 8080 } ct state new',
  ],
  [
    'linux',
    'proxy',
    'add pref 900 iif GigabitEthernet0/0/0 fwmark 1 lookup 1001',
    'add pref 900 iif GigabitEthernet0/0/0 fwmark 1 lookup 1002',
  ],
  [
    'linux',
    'proxy',
    'oifname "GigabitEthernet0/0/0" ct mark 1 masquerade',
    'oifname "GigabitEthernet0/0/0" ct mark 2 masquerade',
  ],
  ['linux', 'open', ' ip route 172.16.0.0/12 blackhole 254', ' ip route 172.16.0.0/12 blackhole 1'],
  ['linux', 'open', 'ip daddr != { 10.0.0.0/8, ', 'ip daddr != { '],
];

test.each(AT_LINES)('%s, a breakout that is %s: "%s" made "%s" is found', (platform, kind, from, to) => {
  const [station] = routers.filter(({ id }) => id === 'chester-fire-station');
  const plan = station && localVariantsOf(station)[kind === 'proxy' ? 0 : 2];
  if (!plan) throw new Error('Chester has a fire station');
  const text = PLATFORMS[platform].render(plan);
  expect(text).toContain(from);
  const says = (): ReadRouter | undefined => {
    try {
      return read(platform, text.replace(from, to), plan);
    } catch {
      return undefined;
    }
  };
  expect(says()).not.toEqual(expected(plan, platform));
});
