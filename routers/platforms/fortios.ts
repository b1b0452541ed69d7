import { CRYPTO, type CryptoProfile } from '../../plan/stacks/crypto';
import type { RouterPlan, RouterSegment, RouterTunnel, RouterUnderlay } from '../../plan/routers/router';
import { linkEnds, links, outPolicies, services } from './fortios/breakout';
import { addresses, localIn, policies, toEndpoints } from './fortios/policies';
import { fortiosRouting } from './fortios/routing';
import { block, circuitOf, edit, endpointOf, lanOf, loopbackOf, tunnelOf } from './fortios/words';
import {
  beginningOf,
  descriptionOf,
  fitting,
  halves,
  heading,
  keyOf,
  loginOf,
  maskOf,
  maskOn,
  outsideOf,
  ownOn,
  passwordOf,
  unroutedLines,
} from './words';

/** Longest comment and alias. Source: FortiOS CLI Reference, system interface (alias: 25 characters) */
const LONGEST_ALIAS = 25;

/**
 * A FortiGate with FortiOS 7. Sources of the statements: docs.fortinet.com FortiOS 7.6 Administration Guide (188770 VRF with BGP, 834664
 * VRF, 31670 tunnels' MSS) and CLI Reference; Ansible module fortios_vpn_ipsec_phase1_interface
 */
export function fortios(plan: RouterPlan): string {
  const { segments } = plan;
  return [
    ...[...heading(plan), ...unroutedLines(plan, ['static', 'dhcp', 'pppoe'])].map((line) => `# ${line}`),
    // What a tunnel begins on has to be there before it.
    ...(plan.underlay ? block('system interface', endpoints(plan.underlay)) : []),
    // Whom the authority vouches for is believed, and nobody else.
    ...block(
      'user peer',
      segments.flatMap(({ tunnels }) =>
        tunnels.flatMap((tunnel) =>
          tunnel.trust.kind === 'certificate' ? edit(tunnelOf(tunnel), [`set ca "${tunnel.trust.trustPoint}-ca"`]) : [],
        ),
      ),
    ),
    ...block('vpn ipsec phase1-interface', each(plan, phase1)),
    ...block('vpn ipsec phase2-interface', each(plan, phase2)),
    ...links(plan),
    ...block('system interface', [
      ...plan.lines.flatMap(({ circuit, interface: at, addressing, supplier }) =>
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
          ...(addressing?.kind === 'pppoe'
            ? [`set username ${loginOf(circuit)}`, `set password ${passwordOf(circuit)}`]
            : []),
          'unset allowaccess',
        ]),
      ),
      ...(plan.underlay ? circuitPorts(plan.underlay) : []),
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
        ...lan(segment, plan.isManaged),
        ...segment.tunnels.flatMap((tunnel) => inTunnel(segment, tunnel)),
      ]),
      ...linkEnds(plan),
    ]),
    ...block(
      'system zone',
      segments.flatMap((segment) =>
        edit(`cloud-${segment.number}`, [
          `set interface ${segment.tunnels.map((tunnel) => `"${tunnelOf(tunnel)}"`).join(' ')}`,
        ]),
      ),
    ),
    ...addresses(plan),
    ...services(plan),
    ...(segments.some(({ neighbours }) => neighbours.length > 0)
      ? ['config system settings', '    set tcp-session-without-syn enable', 'end']
      : []),
    // Without a policy each way sessions are up and nothing passes.
    ...block('firewall policy', [
      ...segments.flatMap(policies),
      ...outPolicies(plan),
      ...(plan.underlay ? toEndpoints(plan, plan.underlay) : []),
    ]),
    ...block('firewall local-in-policy', localIn(plan)),
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
  const { line, endpoint, address, isOwn } = beginningOf(plan, tunnel);
  const crypto = CRYPTO[tunnel.crypto];
  const { trust } = tunnel;
  return [
    `set interface "${endpoint ? endpointOf(endpoint) : (line?.interface ?? '')}"`,
    'set ike-version 2',
    ...(isOwn ? [`set local-gw ${address ?? ''}`] : []),
    `set keylife ${crypto.phase1LifetimeSeconds}`,
    ...(trust.kind === 'key' ? ['set peertype any'] : []),
    'set net-device disable',
    `set proposal ${proposal(crypto, true)}`,
    ...(trust.kind === 'certificate'
      ? ['set localid-type asn1dn']
      : address === undefined
        ? []
        : [`set localid "${address}"`, 'set localid-type address']),
    'set dpd on-idle',
    'set dpd-retrycount 3',
    'set dpd-retryinterval 10',
    `set dhgrp ${crypto.dhGroup}`,
    `set remote-gw ${outsideOf(tunnel)}`,
    `set comments "${descriptionOf(tunnel)}"`,
    ...(trust.kind === 'key'
      ? [`set psksecret ${keyOf(tunnel)}`]
      : [
          'set authmethod signature',
          `set certificate "${trust.trustPoint}"`,
          'set peertype peer',
          `set peer "${tunnelOf(tunnel)}"`,
        ]),
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

function lan(segment: RouterSegment, isManaged: boolean): readonly string[] {
  const { interface: at, vlan, gateways, shared } = segment.lan;
  const [first, ...others] = gateways.map(halves);
  const own = shared ? halves(shared.address) : first;
  return edit(lanOf(segment), [
    'set vdom "root"',
    // It goes before the address, which it would take away.
    `set vrf ${segment.number}`,
    ...(own ? [`set ip ${own.address} ${maskOf(own.bits)}`] : []),
    ...(isManaged ? ['set allowaccess ping'] : []),
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
      ? block(
          'vrrp',
          // Not before its sessions are up again.
          edit(segment.number, [
            // The others speak version 3, and FortiOS version 2 where nobody says. Source: fortios_system_interface of Fortinet's collection
            'set version 3',
            `set vrip ${first.address}`,
            `set priority ${shared.priority}`,
            'set start-time 60',
          ]),
        )
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

/** Addresses at which tunnels begin, outside of every segment. */
function endpoints({ endpoints: own }: RouterUnderlay): readonly string[] {
  return own.flatMap((endpoint) =>
    edit(endpointOf(endpoint), [
      'set vdom "root"',
      'set type loopback',
      `set ip ${endpoint.address} 255.255.255.255`,
      'unset allowaccess',
    ]),
  );
}

/** Links of circuits, outside of every segment. */
function circuitPorts({ circuits }: RouterUnderlay): readonly string[] {
  return circuits.flatMap((circuit) =>
    edit(circuitOf(circuit), [
      'set vdom "root"',
      `set alias "${fitting(`circuit ${circuit.circuit}`, LONGEST_ALIAS)}"`,
      `set ip ${halves(ownOn(circuit)).address} ${maskOn(circuit)}`,
      'unset allowaccess',
      `set interface "${circuit.interface}"`,
      `set vlanid ${circuit.vlan}`,
    ]),
  );
}
