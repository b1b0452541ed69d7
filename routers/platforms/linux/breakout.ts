import type { RouterBreakout, RouterPlan, RouterSegment } from '../../../plan/routers/router';
import { lanOf, vrfOf } from './names';

/** Asked after the local table and before the rules of VRFs. Source: docs.kernel.org/networking/vrf.html (l3mdev, 1000) */
const RULE_PREFERENCE = 900;

interface Led {
  readonly segment: RouterSegment;
  readonly breakout: RouterBreakout;
  /** Lines in the order in which they are taken. */
  readonly lines: readonly { readonly at: string; readonly nextHop: string }[];
}

function ledBy({ segments, lines }: RouterPlan): readonly Led[] {
  return segments.flatMap((segment): Led[] => {
    const { breakout } = segment;
    if (!breakout) return [];
    const known = breakout.lines.flatMap((id) => {
      const line = lines.find(({ circuit }) => circuit === id);
      return line?.addressing?.kind === 'static' ? [{ at: line.interface, nextHop: line.addressing.nextHop }] : [];
    });
    return [{ segment, breakout, lines: known }];
  });
}

/**
 * Rows of a segment out of the lines, and the same in the router's own table: there a packet from a line that nothing leads back to is taken for
 * forged. Source: docs.frrouting.org/en/latest/static.html (nexthop-vrf); kernel.org, ip-sysctl (rp_filter)
 */
export function rowsIn(plan: RouterPlan, segment: RouterSegment): readonly string[] {
  return ledBy(plan)
    .filter((led) => led.segment === segment)
    .flatMap(({ breakout, lines }) => [
      ...breakout.to.flatMap((prefix) =>
        lines.map(({ at, nextHop }, index) => ` ip route ${prefix} ${nextHop} ${at} ${index + 1} nexthop-vrf default`),
      ),
      ...(breakout.isOpen ? breakout.apart : []).map((prefix) => ` ip route ${prefix} blackhole 254`),
    ]);
}

export function ownRows(plan: RouterPlan): readonly string[] {
  const rows = ledBy(plan).flatMap(({ breakout, lines }) =>
    breakout.to.flatMap((prefix) =>
      lines.map(({ at, nextHop }, index) => `ip route ${prefix} ${nextHop} ${at} ${index + 1}`),
    ),
  );
  return rows.length === 0 ? [] : [...new Set(rows), '!'];
}

/** Answers go to the segment whose question they answer, which their mark says, and to no other. */
export function rulesFor(plan: RouterPlan, table: (segment: RouterSegment) => number): readonly string[] {
  return ledBy(plan).flatMap(({ segment, lines }) =>
    lines.map(
      ({ at }) => `  ip rule add pref ${RULE_PREFERENCE} iif ${at} fwmark ${segment.number} lookup ${table(segment)}`,
    ),
  );
}

/** What is let out by a line, and back in: before all else is dropped. */
export function forwarded(plan: RouterPlan): readonly string[] {
  return ledBy(plan).flatMap(({ segment, breakout, lines }) =>
    lines.flatMap(({ at }) => {
      const from = `    iifname "${vrfOf(segment)}" meta sdifname "${lanOf(segment)}" oifname "${at}"`;
      const to = ` ip daddr ${breakout.isOpen ? `!= { ${breakout.apart.join(', ')} }` : `{ ${breakout.to.join(', ')} }`}`;
      const ports = breakout.ports.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
      return [
        `${from}${to} tcp dport { ${ports.join(', ')} } ct mark set ${segment.number} accept`,
        `    iifname "${at}" oifname "${lanOf(segment)}" ct mark ${segment.number} ct state established,related accept`,
      ];
    }),
  );
}

/** Chains that mark answers before they are led anywhere, and translate what leaves. Source: wiki.nftables.org (Setting packet connection tracking metainformation; Performing NAT) */
export function marking(plan: RouterPlan): readonly string[] {
  const led = ledBy(plan);
  if (led.length === 0) return [];
  const each = (what: (segment: RouterSegment, at: string) => string): readonly string[] =>
    led.flatMap(({ segment, lines }) => lines.map(({ at }) => what(segment, at)));
  return [
    '  chain prerouting {',
    '    type filter hook prerouting priority mangle; policy accept;',
    ...each(({ number }, at) => `    iifname "${at}" ct mark ${number} meta mark set ${number}`),
    '  }',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    ...each(({ number }, at) => `    oifname "${at}" ct mark ${number} masquerade`),
    '  }',
  ];
}
