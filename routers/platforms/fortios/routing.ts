import type { RouterPlan, RouterSegment, RouterTunnel, RouterUnderlay } from '../../../plan/routers/router';
import {
  byConnection,
  fitting,
  halves,
  maskOf,
  notConnected,
  outsideOf,
  peerOf,
  type Spoken,
  spokenIn,
  spokenOn,
} from '../words';
import { heldBack, lineRows, linkRows } from './breakout';
import { block, circuitOf, edit, FIRST_ID, lanOf, loopbackOf, tunnelOf } from './words';

/** Longest description of a neighbour. Source: FortiOS CLI Reference, router bgp (63 characters) */
const LONGEST_DESCRIPTION = 63;

/** Rows, filters and BGP. A neighbour is in the VRF of its interface: docs.fortinet.com 188770. */
export function fortiosRouting(plan: RouterPlan): readonly string[] {
  const { segments, underlay: under } = plan;
  const circuits = under?.circuits ?? [];
  return [
    ...block('router static', [
      ...numbered(FIRST_ID, [...segments.flatMap(rowsOf), ...linesOf(plan), ...announced(plan.underlay)]),
      ...numbered(FIRST_ID + 6_000, linkRows(plan)),
      ...numbered(FIRST_ID + 7_000, heldBack(plan)),
      ...numbered(FIRST_ID + 8_000, lineRows(plan)),
    ]),
    ...block('router prefix-list', [
      ...(circuits.length === 0 ? [] : listsOf(0, under?.prefixes ?? [], circuits.map(spokenOn))),
      ...segments.flatMap(prefixLists),
    ]),
    ...block('router route-map', [
      ...circuits.flatMap((circuit) => mapsOf(0, under?.asn ?? 0, spokenOn(circuit))),
      ...segments.flatMap(routeMaps),
    ]),
    ...bgp(segments, under),
  ];
}

/**
 * Rows that are there already keep their numbers. What a row is not given stays as an older file set it: so those of breakouts, which come and go, have
 * numbers of their own by kind, and move no other.
 */
function numbered(first: number, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.flatMap((lines, index) => edit(first + index, lines));
}

const dst = (prefix: string): string => `set dst ${halves(prefix).address} ${maskOf(halves(prefix).bits)}`;

/** Rows of the underlay: where a line has a next hop, the clouds' ends are behind it. */
function linesOf(plan: RouterPlan): readonly (readonly string[])[] {
  return plan.lines.flatMap(({ circuit, interface: at, addressing }) =>
    addressing?.kind === 'static'
      ? [
          ...new Set(
            plan.segments.flatMap(({ tunnels }) => tunnels.filter((each) => each.circuit === circuit).map(outsideOf)),
          ),
        ].map((end) => [`set dst ${end} 255.255.255.255`, `set gateway ${addressing.nextHop}`, `set device "${at}"`])
      : [],
  );
}

function rowsOf(segment: RouterSegment): readonly (readonly string[])[] {
  return [
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.inside.kind === 'loopback' ? [[dst(`${peerOf(tunnel)}/32`), `set device "${tunnelOf(tunnel)}"`]] : [],
    ),
    ...segment.tunnels.flatMap((tunnel) =>
      tunnel.session
        ? []
        : tunnel.accepts.map((prefix) => [
            dst(prefix),
            `set device "${tunnelOf(tunnel)}"`,
            `set priority ${tunnel.tunnel}`,
          ]),
    ),
    ...notConnected(segment).map((prefix) =>
      segment.lan.nextHop === undefined
        ? [dst(prefix), 'set blackhole enable', `set vrf ${segment.number}`, 'set distance 254']
        : [dst(prefix), `set gateway ${segment.lan.nextHop}`, `set device "${lanOf(segment)}"`],
    ),
  ];
}

/** What is announced over circuits: only addresses of loopbacks are behind it. */
function announced(under: RouterUnderlay | undefined): readonly (readonly string[])[] {
  return (under?.prefixes ?? []).map((prefix) => [dst(prefix), 'set blackhole enable', 'set distance 254']);
}

function prefixLists(segment: RouterSegment): readonly string[] {
  return listsOf(
    segment.number,
    [...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)],
    byConnection(segment.tunnels).flatMap(([first]) => spokenIn(first) ?? []),
  );
}

function listsOf(number: number, own: readonly string[], spoken: readonly Spoken[]): readonly string[] {
  const list = (name: string, prefixes: readonly string[], isExact: boolean): readonly string[] =>
    edit(
      name,
      block(
        'rule',
        prefixes.flatMap((prefix, index) => {
          const { address, bits } = halves(prefix);
          return edit(index + 1, [
            `set prefix ${address} ${maskOf(bits)}`,
            'unset ge',
            isExact || bits === 0 || bits === 32 ? 'unset le' : 'set le 32',
          ]);
        }),
      ),
    );
  return [
    ...list(`own-${number}`, own, false),
    ...spoken.flatMap(({ group, session, accepts }) => [
      ...list(`in-${group}`, accepts, false),
      ...list(`out-${group}`, session.announces, true),
    ]),
  ];
}

function routeMaps(segment: RouterSegment): readonly string[] {
  return byConnection(segment.tunnels).flatMap(([first]) => {
    const spoken = spokenIn(first);
    return spoken ? mapsOf(segment.number, segment.asn, spoken) : [];
  });
}

function mapsOf(number: number, asn: number, { group, session }: Spoken): readonly string[] {
  const path = Array(session.prepend)
    .fill(session.localAsn ?? asn)
    .join(' ');
  return [
    ...edit(
      `in-${group}`,
      block('rule', [
        ...edit(1, ['set action deny', `set match-ip-address "own-${number}"`]),
        ...edit(2, [`set match-ip-address "in-${group}"`, `set set-local-preference ${session.localPreference}`]),
      ]),
    ),
    ...edit(
      `out-${group}`,
      block(
        'rule',
        edit(1, [
          `set match-ip-address "out-${group}"`,
          ...(session.prepend === 0 ? [] : [`set set-aspath "${path}"`]),
        ]),
      ),
    ),
  ];
}

function bgp(segments: readonly RouterSegment[], under: RouterUnderlay | undefined): readonly string[] {
  const spoken = segments.filter(({ tunnels }) => tunnels.some(({ session }) => session));
  const [first] = spoken;
  if (!first) return [];
  const [loopback] = first.loopbacks;
  return [
    'config router bgp',
    `    set as ${first.asn}`,
    `    set router-id ${loopback ? halves(loopback.address).address : (under?.endpoints[0]?.address ?? first.tunnels[0]?.inside.own ?? '')}`,
    '    set ebgp-multipath enable',
    ...block('neighbor', [
      ...(under?.circuits ?? []).flatMap((circuit) => {
        const each = spokenOn(circuit);
        return edit(each.peer, [
          ...opening(each),
          ...(each.key === undefined ? [] : [`set password ${each.key}`]),
          `set interface "${circuitOf(circuit)}"`,
          ...closing(each),
        ]);
      }),
      ...spoken.flatMap((segment) => [
        ...segment.tunnels.flatMap((tunnel) => neighbour(segment, tunnel)),
        ...segment.neighbours.flatMap(({ router, address }) =>
          edit(halves(address).address, [
            `set remote-as ${segment.asn}`,
            `set description "${fitting(router, LONGEST_DESCRIPTION)}"`,
            `set interface "${lanOf(segment)}"`,
            `set update-source "${lanOf(segment)}"`,
            'set keep-alive-timer 10',
            'set holdtime-timer 30',
            'set next-hop-self enable',
          ]),
        ),
      ]),
    ]).map((line) => `    ${line}`),
    // What of it is told is for the maps to say: whether networks that are listed are looked for in a VRF is written nowhere.
    ...[
      'connected',
      ...((under?.prefixes.length ?? 0) > 0 || spoken.some((segment) => notConnected(segment).length > 0)
        ? ['static']
        : []),
    ].flatMap((source) =>
      [`config redistribute "${source}"`, '    set status enable', 'end'].map((line) => `    ${line}`),
    ),
    'end',
  ];
}

function neighbour(segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  const spoken = spokenIn(tunnel);
  if (!spoken) return [];
  return edit(spoken.peer, [
    ...opening(spoken),
    ...(spoken.session.isMultihop
      ? [
          'set ebgp-enforce-multihop enable',
          'set ebgp-multihop-ttl 2',
          `set update-source "${loopbackOf(segment, tunnel.circuit)}"`,
        ]
      : [`set interface "${tunnelOf(tunnel)}"`]),
    ...closing(spoken),
  ]);
}

function opening({ session, description }: Spoken): readonly string[] {
  return [
    `set remote-as ${session.peerAsn}`,
    `set description "${fitting(description, LONGEST_DESCRIPTION)}"`,
    ...(session.localAsn === undefined
      ? []
      : [`set local-as ${session.localAsn}`, 'set local-as-no-prepend enable', 'set local-as-replace-as enable']),
  ];
}

function closing({ session, group }: Spoken): readonly string[] {
  return [
    `set keep-alive-timer ${session.keepaliveSeconds}`,
    `set holdtime-timer ${session.holdSeconds}`,
    `set route-map-in "in-${group}"`,
    `set route-map-out "out-${group}"`,
    `set maximum-prefix ${session.maximumPrefixes}`,
    'set maximum-prefix-threshold 80',
  ];
}
