import type { RouterPlan } from '../../plan/routers/router';
import { frrConf } from './linux/frr';
import { interfaces } from './linux/interfaces';
import { lineFilter } from './linux/line-filter';
import { strongswanConf, swanctlConf } from './linux/swanctl';
import { heading, unroutedLines } from './words';

/**
 * A Linux router: strongSwan 5.9 for the tunnels, FRR 8 for BGP, a VRF for each segment. One script that lays its files out, and makes
 * the interfaces.
 */
export function linux(plan: RouterPlan): string {
  const files: readonly (readonly [string, readonly string[]])[] = [
    ['etc/swanctl/conf.d/wan.conf', swanctlConf(plan)],
    ['etc/strongswan.d/wan.conf', strongswanConf()],
    ['etc/frr/frr.conf', frrConf(plan)],
    ['etc/nftables.d/wan.nft', lineFilter(plan)],
    // Debian starts neither of them by itself.
    [
      'etc/frr/daemons',
      ['zebra=yes', 'staticd=yes', 'bgpd=yes', ...(isShared(plan) ? ['vrrpd=yes'] : []), 'vtysh_enable=yes'],
    ],
    ['etc/systemd/system/wan-router.service', unit()],
  ];
  return [
    '#!/bin/sh',
    ...[...heading(plan), ...unroutedLines(plan)].map((line) => `# ${line}`),
    '# sh THIS files [ROOT]: writes its files below ROOT. sh THIS interfaces: makes VRFs, loopbacks and tunnels.',
    'set -eu',
    'files() {',
    'mkdir -p "$1/etc"',
    'cp "$0" "$1/etc/wan-router.sh"',
    ...files.flatMap(([name, lines]) => [
      `mkdir -p "$1/${name.slice(0, name.lastIndexOf('/'))}"`,
      `(umask 077 && cat >"$1/${name}" <<'END'`,
      ...lines,
      'END',
      ')',
    ]),
    '}',
    'interfaces() {',
    ...interfaces(plan),
    '}',
    'case "${1:-}" in',
    '  files) files "${2:-}" ;;',
    '  interfaces) interfaces ;;',
    '  *) echo "files [ROOT], or interfaces?" >&2; exit 2 ;;',
    'esac',
    '',
  ].join('\n');
}

function isShared({ segments }: RouterPlan): boolean {
  return segments.some(({ lan }) => lan.shared);
}

/** The filter first, so that no line is open for a moment; then the interfaces, before whoever speaks over them. */
function unit(): readonly string[] {
  return [
    '[Unit]',
    'Description=Lines, segments and tunnels of the WAN',
    'Before=strongswan.service frr.service',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    'ExecStart=/usr/sbin/nft -f /etc/nftables.d/wan.nft',
    'ExecStart=/bin/sh /etc/wan-router.sh interfaces',
    '[Install]',
    'WantedBy=multi-user.target',
  ];
}
