import type { RouterPlan, RouterSegment, RouterTunnel, RouterUnderlay } from '../../../plan/routers/router';
import {
  byConnection,
  descriptionOf,
  groupOf,
  halves,
  notConnected,
  outsideOf,
  peerOf,
  type Spoken,
  spokenIn,
  spokenOn,
} from '../words';
import { lanOf, LOOPBACK, loopbackUnit, segmentOf, tunnelOf } from './names';

/** An instance for each segment, its rows, its sessions, and what they tell and take. */
export function junosRouting(plan: RouterPlan): readonly string[] {
  return [
    'set policy-options policy-statement both-tunnels then load-balance per-packet',
    'set routing-options forwarding-table export both-tunnels',
    ...plan.lines.flatMap(({ circuit, addressing }, index) =>
      addressing?.kind === 'static' || addressing?.kind === 'pppoe'
        ? [
            ...new Set(
              plan.segments.flatMap(({ tunnels }) => tunnels.filter((each) => each.circuit === circuit).map(outsideOf)),
            ),
          ].map(
            (end) =>
              `set routing-options static route ${end}/32 next-hop ${addressing.kind === 'static' ? addressing.nextHop : `pp0.${index}`}`,
          )
        : [],
    ),
    ...(plan.underlay ? underlay(plan.underlay) : []),
    ...plan.segments.flatMap((segment) => [...instance(segment), ...policies(segment)]),
  ];
}

/** Circuits, in the router's own table: what is announced over them is where tunnels begin. */
function underlay({ asn, endpoints, circuits, prefixes }: RouterUnderlay): readonly string[] {
  if (circuits.length === 0) return [];
  return [
    `set routing-options router-id ${endpoints[0]?.address ?? ''}`,
    `set routing-options autonomous-system ${asn}`,
    ...prefixes.flatMap((prefix) => [
      `set routing-options static route ${prefix} discard`,
      `set routing-options static route ${prefix} preference 254`,
    ]),
    ...circuits.flatMap((circuit) => {
      const spoken = spokenOn(circuit);
      const { session, group, peer, key, description } = spoken;
      const set = `set protocols bgp group ${group}`;
      return [
        `${set} type external`,
        `${set} multipath`,
        `${set} peer-as ${session.peerAsn}`,
        `${set} hold-time ${session.holdSeconds}`,
        ...(key === undefined ? [] : [`${set} authentication-key "${key}"`]),
        `${set} import in-${group}`,
        `${set} export out-${group}`,
        ...limits(set, session.maximumPrefixes),
        `${set} neighbor ${peer} description "${description}"`,
        ...filtersOf(spoken, asn, prefixes),
      ];
    }),
  ];
}

function limits(group: string, maximum: number): readonly string[] {
  return [
    `${group} family inet unicast accepted-prefix-limit maximum ${maximum}`,
    `${group} family inet unicast accepted-prefix-limit teardown 80`,
    `${group} family inet unicast accepted-prefix-limit teardown idle-timeout 15`,
  ];
}

function instance(segment: RouterSegment): readonly string[] {
  const set = `set routing-instances ${segmentOf(segment)}`;
  const [loopback] = segment.loopbacks;
  const row = (prefix: string, to: string): string => `${set} routing-options static route ${prefix} ${to}`;
  return [
    `${set} instance-type virtual-router`,
    ...[
      lanOf(segment),
      ...(segment.loopbacks.length === 0 ? [] : [`${LOOPBACK}.${loopbackUnit(segment)}`]),
      ...segment.tunnels.map(tunnelOf),
    ].map((at) => `${set} interface ${at}`),
    `${set} routing-options router-id ${loopback ? halves(loopback.address).address : (segment.tunnels[0]?.inside.own ?? '')}`,
    `${set} routing-options autonomous-system ${segment.asn}`,
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.inside.kind === 'loopback' ? [row(`${peerOf(tunnel)}/32`, `next-hop ${tunnelOf(tunnel)}`)] : [],
    ),
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.session
        ? []
        : tunnel.accepts.flatMap((prefix) => [
            row(prefix, `qualified-next-hop ${tunnelOf(tunnel)} preference ${4 + tunnel.tunnel}`),
          ]),
    ),
    ...notConnected(segment).flatMap((prefix) =>
      segment.lan.nextHop === undefined
        ? [row(prefix, 'discard'), row(prefix, 'preference 254')]
        : [row(prefix, `next-hop ${segment.lan.nextHop}`)],
    ),
    ...byConnection(segment.tunnels).flatMap((tunnels) => tunnels.flatMap((tunnel) => neighbour(set, segment, tunnel))),
    ...segment.neighbours.flatMap(({ router, address }) => {
      const bgp = `${set} protocols bgp group routers`;
      return [
        `${bgp} type internal`,
        `${bgp} neighbor ${halves(address).address} description "${router}"`,
        `${bgp} hold-time 30`,
        `${bgp} export own-routes-${segment.number}`,
      ];
    }),
  ];
}

function neighbour(set: string, segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  const { session } = tunnel;
  if (!session) return [];
  const group = `${set} protocols bgp group g${groupOf(tunnel)}`;
  const each = `${group} neighbor ${peerOf(tunnel)}`;
  const [loopback] = segment.loopbacks.filter(({ circuit }) => circuit === tunnel.circuit);
  return [
    ...(tunnel.tunnel === 1
      ? [
          `${group} type external`,
          `${group} multipath`,
          `${group} peer-as ${session.peerAsn}`,
          // Keepalives are a third of it.
          `${group} hold-time ${session.holdSeconds}`,
          ...(session.localAsn === undefined
            ? []
            : [`${group} local-as ${session.localAsn} private no-prepend-global-as`]),
          ...(session.isMultihop
            ? [
                `${group} multihop ttl 2`,
                ...(loopback ? [`${group} local-address ${halves(loopback.address).address}`] : []),
              ]
            : []),
          `${group} import in-${groupOf(tunnel)}`,
          `${group} export out-${groupOf(tunnel)}`,
          ...limits(group, session.maximumPrefixes),
        ]
      : []),
    `${each} description "${descriptionOf(tunnel)}"`,
  ];
}

function policies(segment: RouterSegment): readonly string[] {
  const own = [...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)];
  const told = `set policy-options policy-statement own-routes-${segment.number}`;
  return [
    ...byConnection(segment.tunnels).flatMap(([first]) => {
      const spoken = spokenIn(first);
      return spoken ? filtersOf(spoken, segment.asn, own) : [];
    }),
    ...(segment.neighbours.length === 0
      ? []
      : [
          `${told} term learnt from protocol bgp`,
          `${told} term learnt then next-hop self`,
          `${told} term learnt then accept`,
          ...own.map((prefix) => `${told} term own from route-filter ${prefix} exact`),
          `${told} term own then accept`,
          `${told} term rest then reject`,
        ]),
  ];
}

/** What a session takes and tells; what no term lets through is refused. */
function filtersOf({ group, session, accepts }: Spoken, asn: number, own: readonly string[]): readonly string[] {
  const into = `set policy-options policy-statement in-${group}`;
  const out = `set policy-options policy-statement out-${group}`;
  const path = Array(session.prepend)
    .fill(session.localAsn ?? asn)
    .join(' ');
  const longer = (prefix: string): string => {
    const { bits } = halves(prefix);
    return `route-filter ${prefix} ${bits === 0 || bits === 32 ? 'exact' : 'orlonger'}`;
  };
  return [
    ...own.map((prefix) => `${into} term own from ${longer(prefix)}`),
    `${into} term own then reject`,
    ...accepts.map((prefix) => `${into} term table from ${longer(prefix)}`),
    `${into} term table then local-preference ${session.localPreference}`,
    `${into} term table then accept`,
    `${into} term rest then reject`,
    ...session.announces.map((prefix) => `${out} term own from route-filter ${prefix} exact`),
    ...(session.prepend === 0 ? [] : [`${out} term own then as-path-prepend "${path}"`]),
    `${out} term own then accept`,
    `${out} term rest then reject`,
  ];
}
