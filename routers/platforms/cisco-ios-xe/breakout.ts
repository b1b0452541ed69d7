import type { RouterBreakout, RouterLine, RouterPlan, RouterSegment } from '../../../plan/routers/router';
import { halves, maskOf, wildcardOf } from '../words';
import { vrfOf } from './names';

/**
 * A segment that leaves by the lines: its rows lead into the router's own table, and what leaves is translated to the line's address. Packets that
 * nothing translates would leave with private addresses, also by rows of an older file: so the building's side passes no other. Sources: Cisco 112084 (NAT of a VRF);
 * Cisco IOS IP Routing Command Reference, ip route vrf (`global`)
 */
export function breakouts(plan: RouterPlan, segment: RouterSegment): readonly string[] {
  const { breakout, number } = segment;
  if (!breakout) return [];
  const led = breakout.to.flatMap((prefix) =>
    breakout.ports.map((port) => ` permit tcp any ${to(prefix)} ${ofPort(port)}`),
  );
  const lines = linesOf(plan, breakout);
  const name = vrfOf(segment);
  return [
    // Pasted over an older one, what is new would stand behind its end.
    `no ip access-list extended local-${number}`,
    `ip access-list extended local-${number}`,
    ...led,
    '!',
    ...lines.flatMap(({ circuit, interface: at }) => [
      // Pasted over an older one, another interface would be matched beside the first.
      `no route-map local-${number}-${circuit}`,
      `route-map local-${number}-${circuit} permit 10`,
      ` match ip address local-${number}`,
      ` match interface ${at}`,
      'exit',
      `ip nat inside source route-map local-${number}-${circuit} interface ${at} vrf ${name} overload`,
    ]),
    ...breakout.to.flatMap((prefix) =>
      lines.map(
        ({ interface: at, nextHop }, index) =>
          `ip route vrf ${name} ${halves(prefix).address} ${maskOf(halves(prefix).bits)} ${at} ${nextHop} global ${index + 1}`,
      ),
    ),
    ...(breakout.isOpen ? breakout.apart : []).map(
      (prefix) => `ip route vrf ${name} ${halves(prefix).address} ${maskOf(halves(prefix).bits)} Null0 254`,
    ),
    `no ip access-list extended building-${number}`,
    `ip access-list extended building-${number}`,
    // Who asks for an address asks everybody.
    ' permit udp any eq bootpc any eq bootps',
    ...breakout.apart.map((prefix) => ` permit ip any ${to(prefix)}`),
    ...led,
    ' deny ip any any',
    '!',
  ];
}

/** What an interface towards a building has more where its segment leaves by the lines. */
export function insideOf({ breakout, number }: RouterSegment): readonly string[] {
  return breakout ? [' ip nat inside', ` ip access-group building-${number} in`] : [];
}

/** And a line. */
export function outsideWords({ segments }: RouterPlan, circuit: string): readonly string[] {
  return segments.some(({ breakout }) => breakout?.lines.includes(circuit) === true) ? [' ip nat outside'] : [];
}

/** Answers that a line lets in: the list is asked before anything is translated back, and knows no sessions. */
export function answers({ segments }: RouterPlan, circuit: string): readonly string[] {
  return [
    ...new Set(
      segments.flatMap(({ breakout }) =>
        breakout?.lines.includes(circuit) === true
          ? breakout.to.flatMap((prefix) =>
              breakout.ports.map((port) => ` permit tcp ${to(prefix)} ${ofPort(port)} any established`),
            )
          : [],
      ),
    ),
  ];
}

function linesOf(
  { lines }: RouterPlan,
  breakout: RouterBreakout,
): readonly (Pick<RouterLine, 'circuit' | 'interface'> & { readonly nextHop: string })[] {
  return breakout.lines.flatMap((id) => {
    const line = lines.find(({ circuit }) => circuit === id);
    return line?.addressing?.kind === 'static'
      ? [{ circuit: id, interface: line.interface, nextHop: line.addressing.nextHop }]
      : [];
  });
}

function to(prefix: string): string {
  const { address, bits } = halves(prefix);
  if (bits === 0) return 'any';
  return bits === 32 ? `host ${address}` : `${address} ${wildcardOf(bits)}`;
}

function ofPort({ first, last }: RouterBreakout['ports'][number]): string {
  return first === last ? `eq ${first}` : `range ${first} ${last}`;
}
