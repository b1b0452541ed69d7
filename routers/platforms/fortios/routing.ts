import type { RouterPlan, RouterSegment, RouterTunnel } from '../../../plan/routers/router';
import {
  byConnection,
  descriptionOf,
  fitting,
  groupOf,
  halves,
  maskOf,
  notConnected,
  outsideOf,
  peerOf,
} from '../words';
import { block, edit, FIRST_ID, lanOf, loopbackOf, tunnelOf } from './words';

/** Longest description of a neighbour. Source: FortiOS CLI Reference, router bgp (63 characters) */
const LONGEST_DESCRIPTION = 63;

/** Rows, filters and BGP. A neighbour is in the VRF of its interface: docs.fortinet.com 188770. */
export function fortiosRouting(plan: RouterPlan): readonly string[] {
  const { segments } = plan;
  return [
    ...block('router static', numbered(segments.flatMap(rowsOf).concat(linesOf(plan)))),
    ...block('router prefix-list', segments.flatMap(prefixLists)),
    ...block('router route-map', segments.flatMap(routeMaps)),
    ...bgp(segments),
  ];
}

/** Rows that are there already keep their numbers. */
function numbered(entries: readonly (readonly string[])[]): readonly string[] {
  return entries.flatMap((lines, index) => edit(FIRST_ID + index, lines));
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
    ...notConnected(segment).map((prefix) => [
      dst(prefix),
      'set blackhole enable',
      `set vrf ${segment.number}`,
      'set distance 254',
    ]),
  ];
}

function prefixLists(segment: RouterSegment): readonly string[] {
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
    ...list(`own-${segment.number}`, [...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)], false),
    ...byConnection(segment.tunnels).flatMap(([first]) => {
      const { session, accepts } = first;
      if (!session) return [];
      return [
        ...list(`in-${groupOf(first)}`, accepts, false),
        ...list(`out-${groupOf(first)}`, session.announces, true),
      ];
    }),
  ];
}

function routeMaps(segment: RouterSegment): readonly string[] {
  return byConnection(segment.tunnels).flatMap(([first]) => {
    const { session } = first;
    if (!session) return [];
    const group = groupOf(first);
    const path = Array(session.prepend)
      .fill(session.localAsn ?? segment.asn)
      .join(' ');
    return [
      ...edit(
        `in-${group}`,
        block('rule', [
          ...edit(1, ['set action deny', `set match-ip-address "own-${segment.number}"`]),
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
  });
}

function bgp(segments: readonly RouterSegment[]): readonly string[] {
  const spoken = segments.filter(({ tunnels }) => tunnels.some(({ session }) => session));
  const [first] = spoken;
  if (!first) return [];
  const [loopback] = first.loopbacks;
  return [
    'config router bgp',
    `    set as ${first.asn}`,
    `    set router-id ${loopback ? halves(loopback.address).address : (first.tunnels[0]?.inside.own ?? '')}`,
    '    set ebgp-multipath enable',
    ...block(
      'neighbor',
      spoken.flatMap((segment) => [
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
    ).map((line) => `    ${line}`),
    // What of it is told is for the maps to say: whether networks that are listed are looked for in a VRF is written nowhere.
    ...['connected', ...(spoken.some((segment) => notConnected(segment).length > 0) ? ['static'] : [])].flatMap(
      (source) => [`config redistribute "${source}"`, '    set status enable', 'end'].map((line) => `    ${line}`),
    ),
    'end',
  ];
}

function neighbour(segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  const { session } = tunnel;
  if (!session) return [];
  return edit(peerOf(tunnel), [
    `set remote-as ${session.peerAsn}`,
    `set description "${fitting(descriptionOf(tunnel), LONGEST_DESCRIPTION)}"`,
    ...(session.localAsn === undefined
      ? []
      : [`set local-as ${session.localAsn}`, 'set local-as-no-prepend enable', 'set local-as-replace-as enable']),
    ...(session.isMultihop
      ? [
          'set ebgp-enforce-multihop enable',
          'set ebgp-multihop-ttl 2',
          `set update-source "${loopbackOf(segment, tunnel.circuit)}"`,
        ]
      : [`set interface "${tunnelOf(tunnel)}"`]),
    `set keep-alive-timer ${session.keepaliveSeconds}`,
    `set holdtime-timer ${session.holdSeconds}`,
    `set route-map-in "in-${groupOf(tunnel)}"`,
    `set route-map-out "out-${groupOf(tunnel)}"`,
    `set maximum-prefix ${session.maximumPrefixes}`,
    'set maximum-prefix-threshold 80',
  ]);
}
