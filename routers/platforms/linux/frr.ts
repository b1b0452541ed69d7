import type { RouterPlan, RouterSegment, RouterUnderlay } from '../../../plan/routers/router';
import { filters, underlayFilters } from '../filters';
import { familyOf, halves, notConnected, peerOf, sessionOf, type Spoken, spokenIn, spokenOn } from '../words';
import { ownRows, rowsIn } from './breakout';
import { lanOf, loopbackOf, tunnelOf, vrfOf } from './names';

/** Source: docs.frrouting.org/en/latest/bgp.html, filter.html, routemap.html and vrrp.html */
export function frrConf(plan: RouterPlan): readonly string[] {
  return [
    'frr version 8.4',
    // Without a route map nothing is told or taken: RFC 8212.
    'frr defaults traditional',
    'log syslog informational',
    '!',
    ...plan.segments.flatMap((segment) => statics(plan, segment)),
    ...ownRows(plan),
    ...plan.segments.flatMap(gateway),
    ...plan.segments.flatMap(filters),
    ...(plan.underlay ? underlay(plan.underlay) : []),
    ...plan.segments.flatMap(bgp),
  ];
}

function statics(plan: RouterPlan, segment: RouterSegment): readonly string[] {
  const rows = [
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.inside.kind === 'loopback' ? [` ip route ${peerOf(tunnel)}/32 ${tunnelOf(tunnel)}`] : [],
    ),
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.session ? [] : tunnel.accepts.map((prefix) => ` ip route ${prefix} ${tunnelOf(tunnel)} ${tunnel.tunnel}`),
    ),
    ...notConnected(segment).map((prefix) => ` ip route ${prefix} ${segment.lan.nextHop ?? 'blackhole 254'}`),
    ...rowsIn(plan, segment),
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

/** Circuits, in the router's own table: what is announced over them is where tunnels begin. */
function underlay(under: RouterUnderlay): readonly string[] {
  const { asn, circuits, prefixes, endpoints } = under;
  if (circuits.length === 0) return [];
  const spoken = circuits.map(spokenOn);
  return [
    ...prefixes.map((prefix) => `ip route ${prefix} blackhole 254`),
    ...underlayFilters(under),
    `router bgp ${asn}`,
    ` bgp router-id ${endpoints[0]?.address ?? ''}`,
    ' bgp log-neighbor-changes',
    ' no bgp default ipv4-unicast',
    ...spoken.flatMap((each) => said(each, sessionOf(each, ''), ' ')),
    ' address-family ipv4 unicast',
    ...prefixes.map((prefix) => `  network ${prefix}`),
    ...spoken.flatMap((each) => said(each, familyOf(each), '  ')),
    ' exit-address-family',
    'exit',
    '!',
  ];
}

function said({ peer }: Spoken, words: readonly string[], depth: string): readonly string[] {
  return words.map((text) => `${depth}neighbor ${peer} ${text}`);
}

function bgp(segment: RouterSegment): readonly string[] {
  const spoken = segment.tunnels.flatMap((tunnel) => {
    const each = spokenIn(tunnel);
    return each ? [{ each, tunnel }] : [];
  });
  const [first] = spoken;
  if (!first) return [];
  const [loopback] = segment.loopbacks;
  return [
    `router bgp ${segment.asn} vrf ${vrfOf(segment)}`,
    ` bgp router-id ${loopback ? halves(loopback.address).address : first.tunnel.inside.own}`,
    ' bgp log-neighbor-changes',
    ' no bgp default ipv4-unicast',
    ...spoken.flatMap(({ each, tunnel }) => said(each, sessionOf(each, loopbackOf(segment, tunnel.circuit)), ' ')),
    ...segment.neighbours.flatMap(({ router, address }) => [
      ` neighbor ${halves(address).address} remote-as internal`,
      ` neighbor ${halves(address).address} description ${router}`,
      ` neighbor ${halves(address).address} timers 10 30`,
    ]),
    ' address-family ipv4 unicast',
    ...[...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)].map((prefix) => `  network ${prefix}`),
    ...spoken.flatMap(({ each }) => said(each, familyOf(each), '  ')),
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
