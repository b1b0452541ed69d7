import type { RouterPlan, RouterSegment, RouterUnderlay } from '../../../plan/routers/router';
import { halves, maskOf, outsideOf, peerOn } from '../words';
import { ledTo } from './breakout';
import { block, circuitOf, edit, endpointOf, FIRST_ID, lanOf, loopbackOf, tunnelOf } from './words';

const managersOf = ({ managers, number }: RouterSegment): readonly string[] =>
  managers.map((_, index) => `managers-${number}-${index + 1}`);

/** What policies name: whoever manages, the clouds' ends, and what is reached by lines. */
export function addresses(plan: RouterPlan): readonly string[] {
  const { segments, underlay: under } = plan;
  return block('firewall address', [
    ...ledTo(plan),
    ...(under?.circuits ?? []).flatMap((circuit) =>
      edit(`peer-${circuit.number}`, [`set subnet ${peerOn(circuit)} 255.255.255.255`]),
    ),
    ...segments.flatMap((segment) => [
      ...segment.managers.flatMap((prefix, index) => {
        const { address, bits } = halves(prefix);
        return edit(managersOf(segment)[index] ?? '', [`set subnet ${address} ${maskOf(bits)}`]);
      }),
      ...segment.tunnels.flatMap((tunnel) =>
        edit(`end-${tunnelOf(tunnel)}`, [`set subnet ${outsideOf(tunnel)} 255.255.255.255`]),
      ),
    ]),
  ]);
}

/** Where two routers share a gateway, one may see half of a session alone: what it sends on to the other comes back by that one. */
const HALF_SEEN = ['set tcp-session-without-syn all', 'set anti-replay disable'] as const;

function policy(
  id: number,
  name: string,
  from: string,
  to: string,
  sources: string,
  services: string,
  more: readonly string[] = [],
): readonly string[] {
  return edit(id, [
    `set name "${name}"`,
    `set srcintf "${from}"`,
    `set dstintf ${to}`,
    'set action accept',
    `set srcaddr ${sources}`,
    'set dstaddr "all"',
    'set schedule "always"',
    `set service ${services}`,
    ...more,
  ]);
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(' ');

/** Building and cloud both ways; to loopbacks operations alone, and in Azure the gateway's own sessions. */
export function policies(segment: RouterSegment): readonly string[] {
  const [inside, cloud] = [lanOf(segment), `cloud-${segment.number}`];
  const half = segment.neighbours.length === 0 ? [] : HALF_SEEN;
  const id = FIRST_ID + segment.number * 10;
  const own = quoted(segment.loopbacks.map(({ circuit }) => loopbackOf(segment, circuit)));
  const isSpoken = segment.tunnels.some((tunnel) => tunnel.inside.kind === 'loopback');
  return [
    ...policy(id, `out-${segment.number}`, inside, `"${cloud}"`, '"all"', '"ALL"', half),
    ...policy(id + 1, `in-${segment.number}`, cloud, `"${inside}"`, '"all"', '"ALL"', half),
    // On to the other router, whose way it is then.
    ...(half.length === 0 ? [] : policy(id + 4, `on-${segment.number}`, inside, `"${inside}"`, '"all"', '"ALL"', half)),
    ...(segment.managers.length === 0 || own === ''
      ? []
      : policy(id + 2, `manage-${segment.number}`, cloud, own, quoted(managersOf(segment)), '"SSH" "SNMP" "PING"')),
    ...(isSpoken ? policy(id + 3, `bgp-${segment.number}`, cloud, own, '"all"', '"BGP"') : []),
  ];
}

/**
 * What is for a loopback has to be let in to it. Source: docs.fortinet.com FortiOS 7.2 Administration Guide 853005 (IPsec tunnel terminated
 * on a loopback interface)
 */
export function toEndpoints(
  { lines, segments }: RouterPlan,
  { endpoints: own, circuits }: RouterUnderlay,
): readonly string[] {
  return own.flatMap((endpoint) => {
    const tunnels = segments.flatMap((segment) =>
      segment.tunnels.filter(({ from }) => from?.number === endpoint.number),
    );
    const isDirect = tunnels.some(({ circuit }) => !lines.some((line) => line.circuit === circuit));
    const from = isDirect ? circuits.map(circuitOf) : lines.map((line) => line.interface);
    return edit(FIRST_ID + 900 + endpoint.number, [
      `set name "tunnels-${endpoint.number}"`,
      `set srcintf ${quoted([...new Set(from)])}`,
      `set dstintf "${endpointOf(endpoint)}"`,
      'set action accept',
      `set srcaddr ${quoted(tunnels.map((tunnel) => `end-${tunnelOf(tunnel)}`))}`,
      'set dstaddr "all"',
      'set schedule "always"',
      'set service "IKE" "ESP"',
    ]);
  });
}

/** On a line tunnels come in from the clouds' ends alone, on a circuit from its cloud's, and its session. */
export function localIn({ lines, segments, underlay: under }: RouterPlan): readonly string[] {
  const circuits = under?.circuits ?? [];
  const rule = (id: number, at: string, sources: string, action: string, services: string): readonly string[] =>
    edit(id, [
      `set intf "${at}"`,
      `set srcaddr ${sources}`,
      'set dstaddr "all"',
      `set action ${action}`,
      `set service ${services}`,
      'set schedule "always"',
    ]);
  return [
    ...onLines(lines, segments, rule),
    ...circuits.flatMap((circuit) => {
      const id = FIRST_ID + 100 + circuit.number * 3;
      const over = segments.flatMap(({ tunnels }) =>
        tunnels.filter(({ cloud, circuit: way }) => cloud === circuit.cloud && way === 'direct'),
      );
      return [
        ...rule(
          id,
          circuitOf(circuit),
          quoted(over.map((tunnel) => `end-${tunnelOf(tunnel)}`)),
          'accept',
          '"IKE" "ESP"',
        ),
        ...rule(id + 1, circuitOf(circuit), `"peer-${circuit.number}"`, 'accept', '"BGP"'),
        ...rule(id + 2, circuitOf(circuit), '"all"', 'deny', '"IKE" "ESP" "BGP"'),
      ];
    }),
  ];
}

type Rule = (id: number, at: string, sources: string, action: string, services: string) => readonly string[];

function onLines(lines: RouterPlan['lines'], segments: RouterPlan['segments'], rule: Rule): readonly string[] {
  return lines.flatMap(({ circuit, interface: at }, index) => {
    const ends = segments.flatMap(({ tunnels }) =>
      tunnels.filter((tunnel) => tunnel.circuit === circuit).map((tunnel) => `end-${tunnelOf(tunnel)}`),
    );
    return [
      ...rule(FIRST_ID + index * 2, at, quoted(ends), 'accept', '"IKE" "ESP"'),
      ...rule(FIRST_ID + index * 2 + 1, at, '"all"', 'deny', '"IKE" "ESP" "BGP"'),
    ];
  });
}
