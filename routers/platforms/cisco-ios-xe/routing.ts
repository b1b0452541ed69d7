import type { RouterPlan, RouterSegment, RouterTunnel } from '../../../plan/routers/router';
import {
  familyOf,
  halves,
  maskOf,
  notConnected,
  peerOf,
  peerOn,
  sessionOf,
  type Spoken,
  spokenIn,
  spokenOn,
} from '../words';
import { loopbackOf, vrfOf } from './names';

export function routes(segment: RouterSegment): readonly string[] {
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

export function bgp({ segments, underlay: under }: RouterPlan): readonly string[] {
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
