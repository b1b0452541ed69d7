import type { RouterPlan, RouterSegment, RouterTunnel } from '../../../plan/routers/router';
import { filters } from '../filters';
import { familyOf, halves, notConnected, peerOf, sessionOf } from '../words';
import { lanOf, loopbackOf, tunnelOf, vrfOf } from './names';

/** Source: docs.frrouting.org/en/latest/bgp.html, filter.html, routemap.html and vrrp.html */
export function frrConf(plan: RouterPlan): readonly string[] {
  return [
    'frr version 8.4',
    // Without a route map nothing is told or taken: RFC 8212.
    'frr defaults traditional',
    'log syslog informational',
    '!',
    ...plan.segments.flatMap(statics),
    ...plan.segments.flatMap(gateway),
    ...plan.segments.flatMap(filters),
    ...plan.segments.flatMap(bgp),
  ];
}

function statics(segment: RouterSegment): readonly string[] {
  const rows = [
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.inside.kind === 'loopback' ? [` ip route ${peerOf(tunnel)}/32 ${tunnelOf(tunnel)}`] : [],
    ),
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.session ? [] : tunnel.accepts.map((prefix) => ` ip route ${prefix} ${tunnelOf(tunnel)} ${tunnel.tunnel}`),
    ),
    ...notConnected(segment).map((prefix) => ` ip route ${prefix} blackhole 254`),
  ];
  return rows.length === 0 ? [] : [`vrf ${vrfOf(segment)}`, ...rows, 'exit-vrf', '!'];
}

function gateway(segment: RouterSegment): readonly string[] {
  const { shared, gateways } = segment.lan;
  const [first] = gateways;
  if (!shared || first === undefined) return [];
  return [
    `interface ${lanOf(segment)}`,
    ` vrrp ${segment.number} version 3`,
    ` vrrp ${segment.number} priority ${shared.priority}`,
    ` vrrp ${segment.number} ip ${halves(first).address}`,
    'exit',
    '!',
  ];
}

function bgp(segment: RouterSegment): readonly string[] {
  const spoken = segment.tunnels.filter(({ session }) => session);
  const [first] = spoken;
  if (!first) return [];
  const [loopback] = segment.loopbacks;
  return [
    `router bgp ${segment.asn} vrf ${vrfOf(segment)}`,
    ` bgp router-id ${loopback ? halves(loopback.address).address : first.inside.own}`,
    ' bgp log-neighbor-changes',
    ' no bgp default ipv4-unicast',
    ...spoken.flatMap((tunnel) => neighbour(segment, tunnel)),
    ...segment.neighbours.flatMap(({ router, address }) => [
      ` neighbor ${halves(address).address} remote-as internal`,
      ` neighbor ${halves(address).address} description ${router}`,
      ` neighbor ${halves(address).address} timers 10 30`,
    ]),
    ' address-family ipv4 unicast',
    ...[...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)].map((prefix) => `  network ${prefix}`),
    ...spoken.flatMap((tunnel) => familyOf(tunnel).map((text) => `  neighbor ${peerOf(tunnel)} ${text}`)),
    ...segment.neighbours.flatMap(({ address }) => [
      `  neighbor ${halves(address).address} activate`,
      `  neighbor ${halves(address).address} next-hop-self`,
      `  neighbor ${halves(address).address} route-map all-${segment.number} in`,
      `  neighbor ${halves(address).address} route-map all-${segment.number} out`,
    ]),
    '  maximum-paths 2',
    ' exit-address-family',
    'exit',
    '!',
  ];
}

function neighbour(segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  return sessionOf(tunnel, loopbackOf(segment, tunnel.circuit)).map((text) => ` neighbor ${peerOf(tunnel)} ${text}`);
}
