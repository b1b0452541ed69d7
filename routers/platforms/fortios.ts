import { CRYPTO, type CryptoProfile } from '../../plan/stacks/crypto';
import type { RouterPlan, RouterSegment, RouterTunnel } from '../../plan/routers/router';
import { fortiosRouting } from './fortios/routing';
import { block, edit, lanOf, loopbackOf, tunnelOf } from './fortios/words';
import { descriptionOf, fitting, halves, heading, keyOf, maskOf, outsideOf } from './words';

/** Longest comment and alias. Source: FortiOS CLI Reference, system interface (alias: 25 characters) */
const LONGEST_ALIAS = 25;

/**
 * A FortiGate with FortiOS 7. Sources of the statements: docs.fortinet.com FortiOS 7.6 Administration Guide (188770 VRF with BGP, 834664
 * VRF, 31670 tunnels' MSS) and CLI Reference; Ansible module fortios_vpn_ipsec_phase1_interface
 */
export function fortios(plan: RouterPlan): string {
  const { segments } = plan;
  return [
    ...heading(plan).map((line) => `# ${line}`),
    ...block('vpn ipsec phase1-interface', each(plan, phase1)),
    ...block('vpn ipsec phase2-interface', each(plan, phase2)),
    ...block('system interface', [
      ...plan.lines.flatMap(({ interface: at, addressing, supplier }) =>
        edit(at, [
          `set alias "${fitting(supplier, LONGEST_ALIAS)}"`,
          ...(addressing?.kind === 'static'
            ? [
                `set mode static`,
                `set ip ${halves(addressing.address).address} ${maskOf(halves(addressing.address).bits)}`,
              ]
            : addressing === undefined
              ? []
              : [`set mode ${addressing.kind}`]),
          // Only tunnels come in on a line.
          'unset allowaccess',
        ]),
      ),
      ...segments.flatMap((segment) => [
        ...segment.loopbacks.flatMap(({ circuit, address }) =>
          edit(loopbackOf(segment, circuit), [
            'set vdom "root"',
            'set type loopback',
            `set vrf ${segment.number}`,
            `set ip ${halves(address).address} 255.255.255.255`,
            `set allowaccess ping${segment.managers.length === 0 ? '' : ' ssh snmp'}`,
          ]),
        ),
        ...lan(segment),
        ...segment.tunnels.flatMap((tunnel) => inTunnel(segment, tunnel)),
      ]),
    ]),
    ...block(
      'system zone',
      segments.flatMap((segment) =>
        edit(`cloud-${segment.number}`, [
          `set interface ${segment.tunnels.map((tunnel) => `"${tunnelOf(tunnel)}"`).join(' ')}`,
        ]),
      ),
    ),
    // Without a policy each way sessions are up and nothing passes.
    ...block('firewall policy', segments.flatMap(policies)),
    ...managers(plan),
    ...fortiosRouting(plan),
    '',
  ].join('\n');
}

function each(
  plan: RouterPlan,
  what: (plan: RouterPlan, tunnel: RouterTunnel) => readonly string[],
): readonly string[] {
  return plan.segments.flatMap(({ tunnels }) =>
    tunnels.flatMap((tunnel) => edit(tunnelOf(tunnel), what(plan, tunnel))),
  );
}

function phase1(plan: RouterPlan, tunnel: RouterTunnel): readonly string[] {
  const line = plan.lines.find(({ circuit }) => circuit === tunnel.circuit);
  const crypto = CRYPTO[tunnel.crypto];
  const { trust } = tunnel;
  const isOwn = line?.publicAddress !== undefined && !line.isTranslated;
  return [
    `set interface "${line?.interface ?? ''}"`,
    'set ike-version 2',
    ...(isOwn ? [`set local-gw ${line.publicAddress ?? ''}`] : []),
    `set keylife ${crypto.phase1LifetimeSeconds}`,
    'set peertype any',
    'set net-device disable',
    `set proposal ${proposal(crypto, true)}`,
    ...(line?.publicAddress === undefined ? [] : [`set localid "${line.publicAddress}"`, 'set localid-type address']),
    'set dpd on-idle',
    'set dpd-retrycount 3',
    'set dpd-retryinterval 10',
    `set dhgrp ${crypto.dhGroup}`,
    `set remote-gw ${outsideOf(tunnel)}`,
    `set comments "${descriptionOf(tunnel)}"`,
    ...(trust.kind === 'key'
      ? [`set psksecret ${keyOf(tunnel)}`]
      : ['set authmethod signature', `set certificate "${trust.trustPoint}"`, `set ca-cert "${trust.trustPoint}-ca"`]),
  ];
}

/** The first keys are made without a group: a wrong one is found an hour later, by an outage. */
function phase2(_plan: RouterPlan, tunnel: RouterTunnel): readonly string[] {
  const crypto = CRYPTO[tunnel.crypto];
  return [
    `set phase1name "${tunnelOf(tunnel)}"`,
    `set proposal ${proposal(crypto, false)}`,
    'set pfs enable',
    `set dhgrp ${crypto.dhGroup}`,
    'set replay enable',
    'set auto-negotiate enable',
    `set keylifeseconds ${crypto.phase2LifetimeSeconds}`,
  ];
}

function proposal({ encryption, integrity }: CryptoProfile, isIke: boolean): string {
  const hash = integrity === 'SHA2-384' ? 'sha384' : 'sha256';
  if (encryption === 'AES128') return `aes128-${hash}`;
  return `${encryption === 'AES256-GCM-16' ? 'aes256gcm' : 'aes128gcm'}${isIke ? `-prf${hash}` : ''}`;
}

function lan(segment: RouterSegment): readonly string[] {
  const { interface: at, vlan, gateways, shared } = segment.lan;
  const [first, ...others] = gateways.map(halves);
  const own = shared ? halves(shared.address) : first;
  return edit(lanOf(segment), [
    'set vdom "root"',
    // It goes before the address, which it would take away.
    `set vrf ${segment.number}`,
    ...(own ? [`set ip ${own.address} ${maskOf(own.bits)}`] : []),
    'set allowaccess ping',
    ...(vlan === undefined ? [] : [`set interface "${at}"`, `set vlanid ${vlan}`]),
    ...(others.length === 0
      ? []
      : [
          'set secondary-IP enable',
          ...block(
            'secondaryip',
            others.flatMap(({ address, bits }, index) => edit(index + 1, [`set ip ${address} ${maskOf(bits)}`])),
          ),
        ]),
    ...(shared && first
      ? block('vrrp', edit(segment.number, [`set vrip ${first.address}`, `set priority ${shared.priority}`]))
      : []),
  ]);
}

function inTunnel(segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  const { inside, size } = tunnel;
  return edit(tunnelOf(tunnel), [
    'set vdom "root"',
    `set vrf ${segment.number}`,
    ...(inside.kind === 'range'
      ? [`set ip ${inside.own} 255.255.255.255`, `set remote-ip ${inside.peer} 255.255.255.252`]
      : []),
    'set allowaccess ping',
    'set mtu-override enable',
    `set mtu ${size.mtu}`,
    `set tcp-mss ${size.mss}`,
  ]);
}

function policies(segment: RouterSegment): readonly string[] {
  const [inside, cloud] = [lanOf(segment), `cloud-${segment.number}`];
  const pass = (id: number, name: string, from: string, to: string): readonly string[] =>
    edit(id, [
      `set name "${name}-${segment.number}"`,
      `set srcintf "${from}"`,
      `set dstintf "${to}"`,
      'set action accept',
      'set srcaddr "all"',
      'set dstaddr "all"',
      'set schedule "always"',
      'set service "ALL"',
    ]);
  return [
    ...pass(segment.number * 10 + 1, 'out', inside, cloud),
    ...pass(segment.number * 10 + 2, 'in', cloud, inside),
  ];
}

/** Managed over loopbacks from operations' prefixes, and from nowhere else. */
function managers({ segments }: RouterPlan): readonly string[] {
  const prefixes = [...new Set(segments.flatMap(({ managers: own }) => own))].sort();
  const managed = segments.flatMap((segment) =>
    segment.loopbacks.map(({ circuit, address }) => ({ name: loopbackOf(segment, circuit), address, segment })),
  );
  const [source] = managed.filter(({ segment }) => segment.managers.length > 0);
  return [
    ...block(
      'firewall address',
      prefixes.flatMap((prefix, index) => {
        const { address, bits } = halves(prefix);
        return edit(`managers-${index + 1}`, [`set subnet ${address} ${maskOf(bits)}`]);
      }),
    ),
    ...block(
      'firewall local-in-policy',
      managed.flatMap(({ name, segment }, index) => [
        ...(segment.managers.length === 0
          ? []
          : edit(index * 2 + 1, [
              `set intf "${name}"`,
              `set srcaddr ${segment.managers.map((prefix) => `"managers-${prefixes.indexOf(prefix) + 1}"`).join(' ')}`,
              'set dstaddr "all"',
              'set action accept',
              'set service "SSH" "SNMP" "PING"',
              'set schedule "always"',
            ])),
        ...edit(index * 2 + 2, [
          `set intf "${name}"`,
          'set srcaddr "all"',
          'set dstaddr "all"',
          'set action deny',
          'set service "SSH" "SNMP" "HTTP" "HTTPS"',
          'set schedule "always"',
        ]),
      ]),
    ),
    ...(source === undefined
      ? []
      : [
          'config log syslogd setting',
          `    set source-ip ${halves(source.address).address}`,
          'end',
          'config system ntp',
          `    set source-ip ${halves(source.address).address}`,
          'end',
        ]),
  ];
}
