import type { RouterPlan, RouterSegment, RouterTunnel, RouterUnderlay } from '../../../plan/routers/router';
import { beginningOf, halves, outsideOf, ownOn } from '../words';
import { rulesFor } from './breakout';
import { circuitOf, endpointOf, lanOf, loopbackOf, tunnelOf, vrfOf } from './names';

/** First table of the segments: 253 to 255 are the kernel's own. */
const FIRST_TABLE = 1_000;

/** The router's interfaces as `ip` makes them. Source: docs.strongswan.org/docs/latest/features/routeBasedVpn.html (XFRM interfaces) */
export function interfaces(plan: RouterPlan): readonly string[] {
  return [
    '  sysctl -qw net.ipv4.ip_forward=1 net.ipv4.tcp_l3mdev_accept=0 net.ipv4.udp_l3mdev_accept=0 net.ipv4.conf.all.rp_filter=2',
    ...plan.lines.flatMap(({ circuit, interface: at, addressing }) =>
      addressing?.kind === 'static'
        ? [
            `  ip address replace ${addressing.address} dev ${at}`,
            ...endsOf(plan, circuit).map((end) => `  ip route replace ${end}/32 via ${addressing.nextHop} dev ${at}`),
          ]
        : [],
    ),
    ...rulesFor(plan, ({ number }) => FIRST_TABLE + number),
    ...(plan.underlay ? underlay(plan.underlay) : []),
    ...plan.segments.flatMap((segment) => [
      ...vrf(segment),
      ...segment.tunnels.flatMap((tunnel) => tunnelLines(plan, segment, tunnel)),
    ]),
  ];
}

/** Circuits, and the addresses at which tunnels begin: outside of every segment. */
function underlay({ endpoints, circuits }: RouterUnderlay): readonly string[] {
  return [
    ...endpoints.flatMap((endpoint) => [
      `  ip link add ${endpointOf(endpoint)} type dummy`,
      `  ip link set ${endpointOf(endpoint)} up`,
      `  ip address add ${endpoint.address}/32 dev ${endpointOf(endpoint)}`,
    ]),
    ...circuits.flatMap((circuit) => [
      `  ip link add link ${circuit.interface} name ${circuitOf(circuit)} type vlan id ${circuit.vlan}`,
      `  ip link set ${circuit.interface} up`,
      `  ip link set ${circuitOf(circuit)} up`,
      `  ip address add ${ownOn(circuit)} dev ${circuitOf(circuit)}`,
    ]),
  ];
}

function endsOf(plan: RouterPlan, circuit: string): readonly string[] {
  const tunnels = plan.segments.flatMap((segment) => segment.tunnels.filter((each) => each.circuit === circuit));
  return [...new Set(tunnels.map(outsideOf))];
}

function vrf(segment: RouterSegment): readonly string[] {
  const name = vrfOf(segment);
  const at = lanOf(segment);
  const { lan, loopbacks, number } = segment;
  const made = (device: string): readonly string[] => [
    `  ip link set ${device} master ${name}`,
    `  ip link set ${device} up`,
  ];
  const [first, ...others] = lan.gateways;
  const own = lan.shared?.address ?? first;
  const shared = `vrrp4-${number}`;
  return [
    `  ip link add ${name} type vrf table ${FIRST_TABLE + number}`,
    `  ip link set ${name} up`,
    // Without it what no row of a segment leads to would be looked up among the lines.
    `  ip route add vrf ${name} unreachable default metric 4278198272`,
    ...loopbacks.flatMap(({ circuit, address }) => {
      const device = loopbackOf(segment, circuit);
      return [`  ip link add ${device} type dummy`, ...made(device), `  ip address add ${address} dev ${device}`];
    }),
    ...(lan.vlan === undefined
      ? []
      : [
          `  ip link add link ${lan.interface} name ${at} type vlan id ${lan.vlan}`,
          `  ip link set ${lan.interface} up`,
        ]),
    ...made(at),
    ...[...(own === undefined ? [] : [own]), ...others].map((address) => `  ip address add ${address} dev ${at}`),
    // Source: docs.frrouting.org/en/latest/vrrp.html: the gateway's address stands on an interface of its own.
    ...(lan.shared && first
      ? [
          `  ip link add ${shared} link ${at} addrgenmode random type macvlan mode bridge`,
          `  ip link set dev ${shared} address 00:00:5e:00:01:${number.toString(16).padStart(2, '0')}`,
          ...made(shared),
          `  ip address add ${first} dev ${shared}`,
        ]
      : []),
  ];
}

function tunnelLines(plan: RouterPlan, segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  const name = tunnelOf(tunnel);
  const { line, endpoint } = beginningOf(plan, tunnel);
  const { inside, size, number } = tunnel;
  return [
    `  ip link add ${name} type xfrm dev ${endpoint ? endpointOf(endpoint) : (line?.interface ?? '')} if_id ${number}`,
    `  ip link set ${name} master ${vrfOf(segment)} mtu ${size.mtu} up`,
    ...(inside.kind === 'range' ? [`  ip address add ${inside.own}/${halves(inside.range).bits} dev ${name}`] : []),
  ];
}
