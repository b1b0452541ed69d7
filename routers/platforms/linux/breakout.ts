import type { RouterPlan, RouterSegment } from '../../../plan/routers/router';
import { ledBy, portsText } from '../led';
import { lanOf, vrfOf } from './names';

/** Asked after the local table and before the rules of VRFs. Source: docs.kernel.org/networking/vrf.html (l3mdev, 1000) */
const RULE_PREFERENCE = 900;

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
    lines.flatMap(({ at }) => {
      const rule = `pref ${RULE_PREFERENCE} iif ${at} fwmark ${segment.number} lookup ${table(segment)}`;
      // A second one of the same is refused, and the script would end there.
      return [`  ip rule del ${rule} 2>/dev/null || true`, `  ip rule add ${rule}`];
    }),
  );
}

/** What is let out by a line, and back in: before all else is dropped. */
export function forwarded(plan: RouterPlan): readonly string[] {
  const led = ledBy(plan);
  // The router's own table has no way back to whoever tells of a packet that is too long.
  const short = led.flatMap(({ lines }) =>
    lines.map(({ at }) => `    oifname "${at}" tcp flags syn tcp option maxseg size set rt mtu`),
  );
  const rules = led.flatMap(({ segment, breakout, lines }) =>
    lines.flatMap(({ at }) => {
      const from = `    iifname "${vrfOf(segment)}" meta sdifname "${lanOf(segment)}" oifname "${at}" ip saddr { ${breakout.from.join(', ')} }`;
      const to = ` ip daddr ${breakout.isOpen ? `!= { ${breakout.apart.join(', ')} }` : `{ ${breakout.to.join(', ')} }`}`;
      const out = `${from}${to} tcp dport { ${breakout.ports.map(portsText).join(', ')} }`;
      return [
        // What belongs to no connection, or to one that began through a tunnel, is translated by nobody.
        `${out} ct state new ct mark set ${segment.number} accept`,
        `${out} ct state established,related ct mark ${segment.number} accept`,
        `    iifname "${at}" oifname "${lanOf(segment)}" ct mark ${segment.number} ct state established,related accept`,
      ];
    }),
  );
  return [...new Set(short), ...rules];
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
