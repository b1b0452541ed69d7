import type { RouterCircuit, RouterPlan, RouterSegment } from '../../../plan/routers/router';
import { endsOver, halves, outsideOf, peerOf, peerOn } from '../words';
import { forwarded, marking } from './breakout';
import { circuitOf, tunnelOf, vrfOf } from './names';

/**
 * On a line only tunnels come in, with what tells of packets that are too long, and nothing is passed on but what a segment may (breakout.ts); into the router itself only operations and
 * the sessions. Segments of TCP are made as short as the tunnel takes. What has come in by a device of a VRF is seen as the VRF's, and the device as
 * its secondary one. Sources: wiki.nftables.org (Mangling packet headers); kernel.org/doc/html/latest/networking/vrf.html
 */
export function lineFilter(plan: RouterPlan): readonly string[] {
  const tunnels = plan.segments.flatMap(({ tunnels: own }) => own);
  const circuits = plan.underlay?.circuits ?? [];
  const lines = [...plan.lines.map(({ interface: at }) => at), ...circuits.map(circuitOf)]
    .map((at) => `"${at}"`)
    .join(', ');
  return [
    '#!/usr/sbin/nft -f',
    'table inet wan {}',
    'delete table inet wan',
    'table inet wan {',
    '  chain input {',
    '    type filter hook input priority filter; policy accept;',
    '    ct state established,related accept',
    ...plan.lines.flatMap(({ circuit, interface: at, addressing }) => {
      const ends = [...new Set(tunnels.filter((each) => each.circuit === circuit).map(outsideOf))];
      return [
        ...fromEnds(at, ends),
        `    iifname "${at}" icmp type { destination-unreachable, time-exceeded, echo-reply } accept`,
        // Of a line that is left as it is set nobody knows whether it asks for its address.
        ...(addressing === undefined || addressing.kind === 'dhcp'
          ? [`    iifname "${at}" udp sport 67 udp dport 68 accept`]
          : []),
        `    iifname "${at}" drop`,
      ];
    }),
    ...circuits.flatMap((circuit) => onCircuit(plan, circuit)),
    ...plan.segments.flatMap((segment) => intoRouter(segment, plan.isManaged)),
    '  }',
    '  chain forward {',
    '    type filter hook forward priority mangle; policy accept;',
    ...forwarded(plan),
    `    iifname { ${lines} } drop`,
    `    oifname { ${lines} } drop`,
    ...tunnels.flatMap((tunnel) =>
      ['meta sdifname', 'oifname'].map(
        (way) => `    ${way} "${tunnelOf(tunnel)}" tcp flags syn tcp option maxseg size set ${tunnel.size.mss}`,
      ),
    ),
    '  }',
    ...marking(plan),
    '}',
  ];
}

function fromEnds(at: string, ends: readonly string[]): readonly string[] {
  return ends.length === 0
    ? []
    : [
        `    iifname "${at}" ip saddr { ${ends.join(', ')} } meta l4proto esp accept`,
        `    iifname "${at}" ip saddr { ${ends.join(', ')} } udp dport { 500, 4500 } accept`,
      ];
}

/** On a circuit tunnels come in, and its session. */
function onCircuit(plan: RouterPlan, circuit: RouterCircuit): readonly string[] {
  const at = circuitOf(circuit);
  return [
    ...fromEnds(at, endsOver(plan, circuit)),
    `    iifname "${at}" ip saddr ${peerOn(circuit)} tcp dport 179 accept`,
    `    iifname "${at}" icmp type { destination-unreachable, time-exceeded, echo-reply } accept`,
    `    iifname "${at}" drop`,
  ];
}

/** From a segment into the router: operations to its loopbacks, and who it has a session with. */
function intoRouter(segment: RouterSegment, isManagedHere: boolean): readonly string[] {
  const from = `    iifname "${vrfOf(segment)}"`;
  const loopbacks = segment.loopbacks.map(({ address }) => halves(address).address).join(', ');
  const peers = [
    ...segment.tunnels.flatMap((tunnel) => (tunnel.session ? [peerOf(tunnel)] : [])),
    ...segment.neighbours.map(({ address }) => halves(address).address),
  ];
  const isManaged = segment.managers.length > 0 && loopbacks !== '';
  const managers = `ip saddr { ${segment.managers.join(', ')} } ip daddr { ${loopbacks} }`;
  return [
    ...(isManaged ? [`${from} ${managers} tcp dport 22 accept`, `${from} ${managers} udp dport 161 accept`] : []),
    ...(peers.length === 0 ? [] : [`${from} ip saddr { ${[...new Set(peers)].join(', ')} } tcp dport 179 accept`]),
    // Who manages a datacentre's router may come from its own side: from the clouds nobody does.
    `${isManagedHere ? from : `${from} meta sdifname { ${segment.tunnels.map((tunnel) => `"${tunnelOf(tunnel)}"`).join(', ')} }`} meta l4proto { tcp, udp } th dport { 22, 161, 179, 2601-2620 } drop`,
  ];
}
