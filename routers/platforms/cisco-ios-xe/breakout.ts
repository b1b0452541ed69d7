import { createHash } from 'node:crypto';
import type { RouterBreakout, RouterPlan, RouterSegment } from '../../../plan/routers/router';
import type { Led } from '../led';
import { halves, maskOf, wildcardOf } from '../words';
import { vrfOf } from './names';

/**
 * A segment that leaves by the lines: its rows lead into the router's own table, and what leaves is translated to the line's address. Packets that
 * nothing translates would leave with private addresses, also by rows of an older file: so the building's side passes no other. Sources: Cisco 112084 (NAT of a VRF);
 * Cisco IOS IP Routing Command Reference, ip route vrf (`global`)
 */
export function breakouts({ segment, breakout, lines }: Led): readonly string[] {
  const { building, led, buildingName, ledName } = listsOf(segment, breakout);
  return [
    `ip access-list extended ${buildingName}`,
    ...building,
    '!',
    `ip access-list extended ${ledName}`,
    ...led,
    '!',
    ...lines.flatMap(({ circuit, at }) => {
      const map = hashed(`local-${segment.number}-${circuit}`, [ledName, at]);
      return [
        `route-map ${map} permit 10`,
        ` match ip address ${ledName}`,
        ` match interface ${at}`,
        'exit',
        `ip nat inside source route-map ${map} interface ${at} vrf ${vrfOf(segment)} overload`,
      ];
    }),
  ];
}

/** Last of all: until then nothing leads there. */
export function breakoutRows({ segment, breakout, lines }: Led): readonly string[] {
  const row = (prefix: string, to: string): string =>
    `ip route vrf ${vrfOf(segment)} ${halves(prefix).address} ${maskOf(halves(prefix).bits)} ${to}`;
  return [
    ...(breakout.isOpen ? breakout.apart : []).map((prefix) => row(prefix, 'Null0 254')),
    ...breakout.to.flatMap((prefix) =>
      lines.map(({ at, nextHop }, index) => row(prefix, `${at} ${nextHop} global ${index + 1}`)),
    ),
    '!',
  ];
}

/**
 * Lists are called by what is in them: a name is there before anything uses it, and pasted over an older file none is ever empty, by which
 * everything would pass.
 */
function listsOf(
  { number }: RouterSegment,
  breakout: RouterBreakout,
): {
  readonly building: readonly string[];
  readonly buildingName: string;
  readonly led: readonly string[];
  readonly ledName: string;
} {
  const permits = (from: string): readonly string[] =>
    breakout.to.flatMap((prefix) => breakout.ports.map((port) => ` permit tcp ${from} ${to(prefix)} ${ofPort(port)}`));
  const building = [
    // Who asks for an address asks everybody.
    ' permit udp any eq bootpc any eq bootps',
    ...breakout.apart.map((prefix) => ` permit ip any ${to(prefix)}`),
    ...permits('any'),
    ' deny ip any any',
  ];
  const led = breakout.from.flatMap((prefix) => permits(to(prefix)));
  return {
    building,
    buildingName: hashed(`building-${number}`, building),
    led,
    ledName: hashed(`local-${number}`, led),
  };
}

function hashed(name: string, lines: readonly string[]): string {
  return `${name}-${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 4)}`;
}

/** What an interface towards a building has more where its segment leaves by the lines. */
export function insideOf(segment: RouterSegment): readonly string[] {
  const { breakout } = segment;
  return breakout ? [' ip nat inside', ` ip access-group ${listsOf(segment, breakout).buildingName} in`] : [];
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

function to(prefix: string): string {
  const { address, bits } = halves(prefix);
  if (bits === 0) return 'any';
  return bits === 32 ? `host ${address}` : `${address} ${wildcardOf(bits)}`;
}

function ofPort({ first, last }: RouterBreakout['ports'][number]): string {
  return first === last ? `eq ${first}` : `range ${first} ${last}`;
}
