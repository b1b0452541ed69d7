import type { RouterLine, RouterPlan, RouterUnderlay } from '../../../plan/routers/router';
import { underlayFilters } from '../filters';
import { afresh } from './afresh';
import { answers, outsideWords } from './breakout';
import {
  endpointNumber,
  endsOver,
  halves,
  linkOf,
  loginOf,
  maskOf,
  maskOn,
  outsideOf,
  ownOn,
  passwordOf,
  peerOn,
  spokenOn,
} from '../words';

/** On a line only tunnels come in, answers to what left by it, and what tells of packets that are too long. */
export function wan(plan: RouterPlan, { circuit, interface: at, addressing, supplier }: RouterLine): readonly string[] {
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
    ...answers(plan, circuit),
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
    ...outsideWords(plan, circuit),
    '!',
    // Each line keeps its own tunnels, whichever has the default route.
    ...(addressing === undefined
      ? []
      : [...ends].map((end) => `ip route ${end} 255.255.255.255 ${wayOut(addressing, port)}`)),
    ...(addressing === undefined ? [] : ['!']),
  ];
}

/** Outside of every segment: addresses at which tunnels begin, and circuits, on which only tunnels and their session come in. */
export function underlay(plan: RouterPlan, { endpoints, circuits, prefixes }: RouterUnderlay): readonly string[] {
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
    ...afresh(underlayFilters({ asn: plan.underlay?.asn ?? 0, endpoints, circuits, prefixes })),
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
