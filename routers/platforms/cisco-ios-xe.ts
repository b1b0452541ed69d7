import { CRYPTO, type CryptoProfile } from '../../plan/stacks/crypto';
import type { RouterLine, RouterPlan, RouterSegment, RouterTunnel, RouterUnderlay } from '../../plan/routers/router';
import { filters, underlayFilters } from './filters';
import {
  beginningOf,
  descriptionOf,
  endpointNumber,
  endsOver,
  familyOf,
  fitting,
  halves,
  heading,
  isEndShared,
  keyOf,
  linkOf,
  loginOf,
  loopbackNumber,
  maskOf,
  maskOn,
  notConnected,
  outsideOf,
  ownOn,
  passwordOf,
  peerOf,
  peerOn,
  sessionOf,
  type Spoken,
  spokenIn,
  spokenOn,
  unroutedLines,
  wildcardOf,
} from './words';

/** Longest name of a VRF. Source: Cisco IOS-XE Command Reference, vrf definition (32 characters) */
const LONGEST_VRF = 32;

/**
 * A router of Cisco's IOS-XE 17. Sources of the statements: Cisco "Configuring IKEv2" and "Protocol-Independent Routing" guides for
 * IOS-XE 17; docs.aws.amazon.com/vpn/latest/s2svpn/cgw-dynamic-routing-examples.html;
 * github.com/MicrosoftDocs/azure-docs articles/expressroute/site-to-site-vpn-over-microsoft-peering.md
 */
export function ciscoIosXe(plan: RouterPlan): string {
  const profiles = [...new Set(plan.segments.flatMap(({ tunnels }) => tunnels.map(({ crypto }) => crypto)))].sort();
  return [
    ...[...heading(plan), ...unroutedLines(plan, ['static', 'dhcp', 'pppoe'])].map((line) => `! ${line}`),
    '!',
    ...(plan.segments.some(({ lan: { shared } }) => shared) ? ['fhrp version vrrp v3', '!'] : []),
    ...plan.segments.flatMap(vrf),
    ...profiles.flatMap((name) => proposal(name, CRYPTO[name])),
    'crypto ikev2 policy wan',
    ' match fvrf any',
    ...profiles.map((name) => ` proposal ${name}`),
    '!',
    ...plan.lines.flatMap((line) => wan(plan, line)),
    ...(plan.underlay ? underlay(plan, plan.underlay) : []),
    ...plan.segments.flatMap((segment) => [
      ...loopbacks(segment),
      ...lan(segment),
      ...segment.tunnels.flatMap((tunnel) => tunnelOf(plan, segment, tunnel)),
      ...routes(segment),
      ...filters(segment),
    ]),
    ...bgp(plan),
    ...(plan.isManaged ? management(plan) : []),
    'end',
    '',
  ].join('\n');
}

const vrfOf = ({ tenant }: RouterSegment): string => fitting(tenant, LONGEST_VRF);
const loopbackOf = (segment: RouterSegment, circuit: string): string => `Loopback${loopbackNumber(segment, circuit)}`;

function vrf(segment: RouterSegment): readonly string[] {
  return [
    `vrf definition ${vrfOf(segment)}`,
    ` rd ${segment.asn}:${segment.number}`,
    ' address-family ipv4',
    ' exit-address-family',
    '!',
  ];
}

/** With GCM there is no integrity of its own, and the line that asks for one is refused. */
function proposal(name: string, { encryption, integrity, dhGroup }: CryptoProfile): readonly string[] {
  const hash = integrity === 'SHA2-384' ? 'sha384' : 'sha256';
  const bits = encryption.startsWith('AES256') ? 256 : 128;
  const isGcm = encryption !== 'AES128';
  return [
    `crypto ikev2 proposal ${name}`,
    ` encryption aes-${isGcm ? 'gcm' : 'cbc'}-${bits}`,
    ...(isGcm ? [` prf ${hash}`] : [` integrity ${hash}`]),
    ` group ${dhGroup}`,
    '!',
    `crypto ipsec transform-set ${name} ${isGcm ? `esp-gcm ${bits}` : `esp-aes ${bits} esp-${hash}-hmac`}`,
    ' mode tunnel',
    '!',
  ];
}

/** On a line only tunnels come in, and what tells of packets that are too long. */
function wan(plan: RouterPlan, { circuit, interface: at, addressing, supplier }: RouterLine): readonly string[] {
  const ends = new Set(
    plan.segments.flatMap(({ tunnels }) => tunnels.filter((each) => each.circuit === circuit).map(outsideOf)),
  );
  const name = `line-${circuit}`;
  const port =
    addressing?.kind === 'pppoe' ? `Dialer${plan.lines.findIndex((line) => line.circuit === circuit) + 1}` : at;
  return [
    // Pasted over an older one, what is new would stand behind its end.
    `no ip access-list extended ${name}`,
    `ip access-list extended ${name}`,
    ...[...ends].flatMap(fromEnd),
    ...TOLD_OF_LENGTH,
    // Of a line that is left as it is set nobody knows whether it asks for its address.
    ...(addressing === undefined || addressing.kind === 'dhcp' ? [' permit udp any eq bootps any eq bootpc'] : []),
    ' deny ip any any',
    '!',
    ...(addressing?.kind === 'pppoe'
      ? [
          `interface ${at}`,
          ` description ${supplier}`,
          ' no ip address',
          ' pppoe enable',
          ` pppoe-client dial-pool-number ${port.slice('Dialer'.length)}`,
          ' no shutdown',
          '!',
          `interface ${port}`,
          ' encapsulation ppp',
          ' ip address negotiated',
          ' ip mtu 1492',
          ` dialer pool ${port.slice('Dialer'.length)}`,
          ' ppp authentication chap callin',
          ` ppp chap hostname ${loginOf(circuit)}`,
          ` ppp chap password ${passwordOf(circuit)}`,
        ]
      : [
          `interface ${at}`,
          ` description ${supplier}`,
          ...(addressing?.kind === 'dhcp' ? [' ip address dhcp'] : []),
          ...(addressing?.kind === 'static'
            ? [` ip address ${halves(addressing.address).address} ${maskOf(halves(addressing.address).bits)}`]
            : []),
          ' no shutdown',
        ]),
    ` ip access-group ${name} in`,
    '!',
    // Each line keeps its own tunnels, whichever has the default route.
    ...(addressing === undefined
      ? []
      : [...ends].map((end) => `ip route ${end} 255.255.255.255 ${wayOut(addressing, port)}`)),
    ...(addressing === undefined ? [] : ['!']),
  ];
}

/** Outside of every segment: addresses at which tunnels begin, and circuits, on which only tunnels and their session come in. */
function underlay(plan: RouterPlan, { endpoints, circuits, prefixes }: RouterUnderlay): readonly string[] {
  return [
    ...endpoints.flatMap((endpoint) => [
      `interface Loopback${endpointNumber(endpoint)}`,
      ` ip address ${endpoint.address} 255.255.255.255`,
      '!',
    ]),
    ...circuits.flatMap((circuit) => {
      const name = `circuit-${circuit.number}`;
      const [own, peer] = [halves(ownOn(circuit)), peerOn(circuit)];
      return [
        `no ip access-list extended ${name}`,
        `ip access-list extended ${name}`,
        ...endsOver(plan, circuit).flatMap(fromEnd),
        ` permit tcp host ${peer} any eq bgp`,
        ` permit tcp host ${peer} eq bgp any`,
        ...TOLD_OF_LENGTH,
        ' deny ip any any',
        '!',
        `interface ${circuit.interface}`,
        ' no shutdown',
        '!',
        `interface ${linkOf(circuit)}`,
        ` description ${spokenOn(circuit).description}`,
        ` encapsulation dot1Q ${circuit.vlan}`,
        ` ip address ${own.address} ${maskOn(circuit)}`,
        ` ip access-group ${name} in`,
        '!',
      ];
    }),
    // Nothing but addresses of loopbacks is behind what is announced.
    ...prefixes.map((prefix) => `ip route ${halves(prefix).address} ${maskOf(halves(prefix).bits)} Null0 254`),
    ...underlayFilters({ asn: plan.underlay?.asn ?? 0, endpoints, circuits, prefixes }),
  ];
}

const fromEnd = (end: string): readonly string[] => [
  ` permit esp host ${end} any`,
  ` permit udp host ${end} any eq isakmp`,
  ` permit udp host ${end} any eq non500-isakmp`,
];

/** What tells of packets that are too long, and of places that are not there. */
const TOLD_OF_LENGTH = [
  ' permit icmp any any packet-too-big',
  ' permit icmp any any unreachable',
  ' permit icmp any any time-exceeded',
  ' permit icmp any any echo-reply',
] as const;

/** Where a line leads, in a row of the router's own table. */
function wayOut(addressing: NonNullable<RouterLine['addressing']>, port: string): string {
  switch (addressing.kind) {
    case 'static':
      return addressing.nextHop;
    case 'dhcp':
      return `${port} dhcp`;
    case 'pppoe':
      return port;
  }
}

function loopbacks(segment: RouterSegment): readonly string[] {
  return segment.loopbacks.flatMap(({ circuit, address }) => [
    `interface ${loopbackOf(segment, circuit)}`,
    ` vrf forwarding ${vrfOf(segment)}`,
    ` ip address ${halves(address).address} 255.255.255.255`,
    '!',
  ]);
}

function lan(segment: RouterSegment): readonly string[] {
  const { interface: at, vlan, gateways, shared } = segment.lan;
  const [first, ...others] = gateways.map(halves);
  const own = shared ? halves(shared.address) : first;
  return [
    ...(vlan === undefined ? [] : [`interface ${at}`, ' no shutdown', '!']),
    `interface ${vlan === undefined ? at : `${at}.${vlan}`}`,
    ` description ${segment.tenant}`,
    ...(vlan === undefined ? [] : [` encapsulation dot1Q ${vlan}`]),
    // It wipes the address: so it is written before it.
    ` vrf forwarding ${vrfOf(segment)}`,
    ...(own ? [` ip address ${own.address} ${maskOf(own.bits)}`] : []),
    ...others.map(({ address, bits }) => ` ip address ${address} ${maskOf(bits)} secondary`),
    ...(shared && first
      ? [
          ` vrrp ${segment.number} address-family ipv4`,
          `  priority ${shared.priority}`,
          // Not before its sessions are up again.
          '  preempt delay minimum 60',
          `  address ${first.address} primary`,
          ' exit-vrrp',
        ]
      : []),
    ...(vlan === undefined ? [' no shutdown'] : []),
    '!',
  ];
}

function tunnelOf(plan: RouterPlan, segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  const { number, inside, size, crypto, trust } = tunnel;
  const { phase1LifetimeSeconds, phase2LifetimeSeconds, dhGroup } = CRYPTO[crypto];
  const { line, index, endpoint, address: publicAddress, isOwn } = beginningOf(plan, tunnel);
  const onLine = line?.addressing?.kind === 'pppoe' ? `Dialer${index + 1}` : (line?.interface ?? '');
  const port = endpoint ? `Loopback${endpointNumber(endpoint)}` : onLine;
  const name = `t${number}`;
  const outside = outsideOf(tunnel);
  return [
    ...(trust.kind === 'key'
      ? [
          `crypto ikev2 keyring ${name}`,
          ` peer ${name}`,
          `  address ${outside}`,
          `  pre-shared-key ${keyOf(tunnel)}`,
          '!',
        ]
      : [
          // AWS names itself by its certificate: CN=vpn-ID.endpoint-0 in the first tunnel, endpoint-1 in the second.
          `crypto pki certificate map ${name} 10`,
          ` subject-name co endpoint-${tunnel.tunnel - 1}`,
          '!',
        ]),
    `crypto ikev2 profile ${name}`,
    ' match fvrf any',
    ...(trust.kind === 'key'
      ? [
          ` match identity remote address ${outside} 255.255.255.255`,
          ...(isOwn && publicAddress !== undefined && isEndShared(plan, tunnel)
            ? [` match address local ${publicAddress}`]
            : []),
          ...(publicAddress === undefined ? [] : [` identity local address ${publicAddress}`]),
          ' authentication remote pre-share',
          ' authentication local pre-share',
          ` keyring local ${name}`,
        ]
      : [
          ` match certificate ${name}`,
          ' identity local dn',
          ' authentication remote rsa-sig',
          ' authentication local rsa-sig',
          ` pki trustpoint ${trust.trustPoint}`,
        ]),
    ` lifetime ${phase1LifetimeSeconds}`,
    ' dpd 10 3 periodic',
    '!',
    `crypto ipsec profile ${name}`,
    ` set transform-set ${crypto}`,
    ` set security-association lifetime seconds ${phase2LifetimeSeconds}`,
    ' set security-association replay window-size 1024',
    // The first keys are made without it: a wrong group is found an hour later, by an outage.
    ` set pfs group${dhGroup}`,
    ` set ikev2-profile ${name}`,
    '!',
    `interface Tunnel${number}`,
    ` description ${descriptionOf(tunnel)}`,
    ` vrf forwarding ${vrfOf(segment)}`,
    inside.kind === 'range'
      ? ` ip address ${inside.own} 255.255.255.252`
      : ` ip unnumbered ${loopbackOf(segment, tunnel.circuit)}`,
    ` ip mtu ${size.mtu}`,
    ` ip tcp adjust-mss ${size.mss}`,
    ` tunnel source ${port}`,
    ' tunnel mode ipsec ipv4',
    ` tunnel destination ${outside}`,
    ` tunnel protection ipsec profile ${name}`,
    '!',
  ];
}

function routes(segment: RouterSegment): readonly string[] {
  const name = vrfOf(segment);
  const row = (prefix: string, to: string): string => {
    const { address, bits } = halves(prefix);
    return `ip route vrf ${name} ${address} ${maskOf(bits)} ${to}`;
  };
  return [
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.inside.kind === 'loopback' ? [row(`${peerOf(tunnel)}/32`, `Tunnel${tunnel.number}`)] : [],
    ),
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.session ? [] : tunnel.accepts.map((prefix) => row(prefix, `Tunnel${tunnel.number} ${tunnel.tunnel}`)),
    ),
    ...notConnected(segment).map((prefix) => row(prefix, segment.lan.nextHop ?? 'Null0 254')),
    '!',
  ];
}

function bgp({ segments, underlay: under }: RouterPlan): readonly string[] {
  const spoken = segments.filter(({ tunnels }) => tunnels.some(({ session }) => session));
  const [first] = spoken;
  if (!first) return [];
  const circuits = under?.circuits ?? [];
  const said = (words: (each: Spoken) => readonly string[], depth: string): readonly string[] =>
    circuits.flatMap((circuit) =>
      words(spokenOn(circuit)).map((text) => `${depth}neighbor ${peerOn(circuit)} ${text}`),
    );
  return [
    `router bgp ${first.asn}`,
    ' bgp log-neighbor-changes',
    ...(circuits.length === 0
      ? []
      : [
          ` bgp router-id ${under?.endpoints[0]?.address ?? ''}`,
          ...said((each) => sessionOf(each, ''), ' '),
          ' address-family ipv4',
          ...(under?.prefixes ?? []).map(
            (prefix) => `  network ${halves(prefix).address} mask ${maskOf(halves(prefix).bits)}`,
          ),
          ...said(familyOf, '  '),
          ' exit-address-family',
        ]),
    ...spoken.flatMap((segment) => [
      ` address-family ipv4 vrf ${vrfOf(segment)}`,
      `  bgp router-id ${routerId(segment)}`,
      '  maximum-paths 2',
      ...[...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)].map((prefix) => {
        const { address, bits } = halves(prefix);
        return `  network ${address} mask ${maskOf(bits)}`;
      }),
      ...segment.tunnels.flatMap((tunnel) => neighbour(segment, tunnel)),
      ...segment.neighbours.flatMap(({ router, address }) => {
        const at = halves(address).address;
        return [
          `  neighbor ${at} remote-as ${segment.asn}`,
          `  neighbor ${at} description ${router}`,
          `  neighbor ${at} activate`,
          `  neighbor ${at} timers 10 30`,
          `  neighbor ${at} next-hop-self`,
          `  neighbor ${at} route-map all-${segment.number} in`,
          `  neighbor ${at} route-map all-${segment.number} out`,
        ];
      }),
      ' exit-address-family',
    ]),
    '!',
  ];
}

function neighbour(segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  const spoken = spokenIn(tunnel);
  if (!spoken) return [];
  const said = [...sessionOf(spoken, loopbackOf(segment, tunnel.circuit)), ...familyOf(spoken)];
  return said.map((text) => `  neighbor ${peerOf(tunnel)} ${text}`);
}

function routerId(segment: RouterSegment): string {
  const [loopback] = segment.loopbacks;
  const [tunnel] = segment.tunnels;
  return loopback ? halves(loopback.address).address : (tunnel?.inside.own ?? '');
}

/** Managed over the loopback of a segment from operations' prefixes, and from nowhere else. */
function management({ segments }: RouterPlan): readonly string[] {
  const managed = segments.find(({ managers, loopbacks: own }) => managers.length > 0 && own.length > 0);
  const rows = (managed?.managers ?? []).map((prefix) => {
    const { address, bits } = halves(prefix);
    return ` permit ${address} ${wildcardOf(bits)}`;
  });
  const source = managed === undefined ? '' : loopbackOf(managed, managed.loopbacks[0]?.circuit ?? '');
  return [
    'ip access-list standard managers',
    ...rows,
    ' deny any',
    '!',
    'no ip http server',
    'no ip http secure-server',
    'ip ssh version 2',
    ...(managed === undefined
      ? []
      : [
          `ip ssh source-interface ${source}`,
          `logging source-interface ${source} vrf ${vrfOf(managed)}`,
          `ntp source ${source}`,
          `snmp-server source-interface traps ${source}`,
        ]),
    'line vty 0 15',
    ' access-class managers in vrf-also',
    ' transport input ssh',
    '!',
  ];
}
