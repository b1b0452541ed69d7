import type { RouterPlan, RouterSegment } from '../../../plan/routers/router';
import { type Led, ledBy, portsText } from '../led';
import { halves, maskOf } from '../words';
import { block, edit, FIRST_ID, lanOf } from './words';

/** The link of a segment: its ends have a 0 and a 1 behind this. */
const linkOf = ({ number }: RouterSegment): string => `out${number}-`;
/**
 * Ranges that AWS keeps for itself, so that no tunnel ever has them (catalogue/check/rules/far-ends.ts); from the third on, since a FortiGate
 * comes with 169.254.1.1/24 on `fortilink`. Source: amyengineer.com/tag/fortigate
 */
const addressOn = ({ number }: RouterSegment, end: 1 | 2): string => `169.254.${number + 1}.${end}`;

/**
 * Before interfaces: the links, whose ends share a network. A VRF is led out of the interface of another by a link between the two in one VDOM, with rows
 * by hand; what leaves is translated at either end, so that the lines' VRF knows nothing of the building. Sources: docs.fortinet.com 834664 (route
 * leaking between VRFs) and 342655 (by static routes)
 */
export function links(plan: RouterPlan): readonly string[] {
  const led = ledBy(plan);
  return led.length === 0
    ? []
    : [
        'config system settings',
        '    set allow-subnet-overlap enable',
        'end',
        ...block(
          'system vdom-link',
          led.flatMap(({ segment }) => edit(linkOf(segment), [])),
        ),
      ];
}

export function linkEnds(plan: RouterPlan): readonly string[] {
  return ledBy(plan).flatMap(({ segment }) => [
    ...edit(`${linkOf(segment)}0`, [
      'set vdom "root"',
      `set vrf ${segment.number}`,
      `set ip ${addressOn(segment, 1)} 255.255.255.252`,
      'unset allowaccess',
    ]),
    ...edit(`${linkOf(segment)}1`, [
      'set vdom "root"',
      `set ip ${addressOn(segment, 2)} 255.255.255.252`,
      'unset allowaccess',
    ]),
  ]);
}

/** Names of what may be reached; where that is everything, of what may not. */
function namesOf({ segment: { number }, breakout: { to, apart, isOpen } }: Led): readonly string[] {
  return isOpen
    ? apart.map((_, index) => `apart-${number}-${index + 1}`)
    : to.map((_, index) => `local-${number}-${index + 1}`);
}

export function ledTo(plan: RouterPlan): readonly string[] {
  return ledBy(plan).flatMap((led) => {
    const prefixes = led.breakout.isOpen ? led.breakout.apart : led.breakout.to;
    return namesOf(led).flatMap((name, index) => {
      const { address, bits } = halves(prefixes[index] ?? '');
      return edit(name, [`set subnet ${address} ${maskOf(bits)}`]);
    });
  });
}

export function services(plan: RouterPlan): readonly string[] {
  const ports = new Map(
    ledBy(plan).flatMap(({ breakout }) => breakout.ports.map((port) => [portsText(port), port] as const)),
  );
  return block(
    'firewall service custom',
    [...ports.keys()].flatMap((range) => edit(`tcp-${range}`, [`set tcp-portrange ${range}`])),
  );
}

/** Into the link, and out of it by the lines. */
export function outPolicies(plan: RouterPlan): readonly string[] {
  return ledBy(plan).flatMap((led) => {
    const { segment, breakout, lines } = led;
    const id = FIRST_ID + segment.number * 10 + 5;
    const own = (name: string, from: string, to: readonly string[]): readonly string[] => [
      `set name "${name}-${segment.number}"`,
      `set srcintf "${from}"`,
      `set dstintf ${to.map((each) => `"${each}"`).join(' ')}`,
      'set action accept',
      'set srcaddr "all"',
      `set dstaddr ${namesOf(led)
        .map((each) => `"${each}"`)
        .join(' ')}`,
      // Pasted over an older one, what was held back would be all that is let out.
      `set dstaddr-negate ${breakout.isOpen ? 'enable' : 'disable'}`,
      'set schedule "always"',
      `set service ${breakout.ports.map((port) => `"tcp-${portsText(port)}"`).join(' ')}`,
      'set nat enable',
    ];
    return [
      ...edit(id, own('local', lanOf(segment), [`${linkOf(segment)}0`])),
      ...edit(
        id + 1,
        own(
          'line',
          `${linkOf(segment)}1`,
          lines.map(({ at }) => at),
        ),
      ),
    ];
  });
}

/** Rows into the links. */
export function linkRows(plan: RouterPlan): readonly (readonly string[])[] {
  return ledBy(plan).flatMap(({ segment, breakout }) =>
    breakout.to.map((prefix) => [
      dst(prefix),
      `set gateway ${addressOn(segment, 2)}`,
      `set device "${linkOf(segment)}0"`,
    ]),
  );
}

/** What is dropped where no tunnel has it. */
export function heldBack(plan: RouterPlan): readonly (readonly string[])[] {
  return ledBy(plan).flatMap(({ segment, breakout }) =>
    (breakout.isOpen ? breakout.apart : []).map((prefix) => [
      dst(prefix),
      'set blackhole enable',
      `set vrf ${segment.number}`,
      'set distance 254',
    ]),
  );
}

/** Rows out of the lines, the first whose interface is up; once for all segments. */
export function lineRows(plan: RouterPlan): readonly (readonly string[])[] {
  const rows = ledBy(plan).flatMap(({ breakout, lines }) =>
    breakout.to.flatMap((prefix) =>
      lines.map(({ at, nextHop }, index) =>
        [dst(prefix), `set gateway ${nextHop}`, `set device "${at}"`, `set distance ${FIRST_DISTANCE + index}`].join(
          '\n',
        ),
      ),
    ),
  );
  return [...new Set(rows)].map((row) => row.split('\n'));
}

/** A static row's own. Source: FortiOS CLI Reference, router static (distance: 10) */
const FIRST_DISTANCE = 10;

const dst = (prefix: string): string => `set dst ${halves(prefix).address} ${maskOf(halves(prefix).bits)}`;
