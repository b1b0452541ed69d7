import type { RouterPlan } from '../../../plan/routers/router';
import { outsideOf } from '../words';
import { tunnelOf } from './names';

/**
 * On a line only tunnels come in, and what tells of packets that are too long; into the router itself only operations. Segments of TCP are
 * made as short as the tunnel takes. Source: wiki.nftables.org (Mangling packet headers)
 */
export function lineFilter(plan: RouterPlan): readonly string[] {
  const tunnels = plan.segments.flatMap(({ tunnels: own }) => own);
  const managed = plan.segments.flatMap((segment) => segment.loopbacks.map(({ address }) => ({ segment, address })));
  return [
    '#!/usr/sbin/nft -f',
    'table inet wan {}',
    'delete table inet wan',
    'table inet wan {',
    '  chain input {',
    '    type filter hook input priority filter; policy accept;',
    ...plan.lines.flatMap(({ circuit, interface: at, addressing }) => {
      const ends = [...new Set(tunnels.filter((each) => each.circuit === circuit).map(outsideOf))];
      return [
        ...(ends.length === 0
          ? []
          : [
              `    iifname "${at}" ip saddr { ${ends.join(', ')} } meta l4proto esp accept`,
              `    iifname "${at}" ip saddr { ${ends.join(', ')} } udp dport { 500, 4500 } accept`,
            ]),
        `    iifname "${at}" icmp type { destination-unreachable, time-exceeded, echo-reply } accept`,
        ...(addressing?.kind === 'dhcp' ? [`    iifname "${at}" udp sport 67 udp dport 68 accept`] : []),
        `    iifname "${at}" drop`,
      ];
    }),
    ...managed.flatMap(({ segment, address }) => {
      const own = address.split('/')[0] ?? '';
      return [
        ...(segment.managers.length === 0
          ? []
          : [
              `    ip daddr ${own} ip saddr { ${segment.managers.join(', ')} } tcp dport 22 accept`,
              `    ip daddr ${own} ip saddr { ${segment.managers.join(', ')} } udp dport 161 accept`,
            ]),
        `    ip daddr ${own} tcp dport { 22, 2601-2620 } drop`,
        `    ip daddr ${own} udp dport 161 drop`,
      ];
    }),
    '  }',
    '  chain forward {',
    '    type filter hook forward priority mangle; policy accept;',
    ...tunnels.flatMap((tunnel) =>
      ['iifname', 'oifname'].map(
        (way) => `    ${way} "${tunnelOf(tunnel)}" tcp flags syn tcp option maxseg size set ${tunnel.size.mss}`,
      ),
    ),
    '  }',
    '}',
  ];
}
