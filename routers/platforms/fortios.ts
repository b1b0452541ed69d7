import { CRYPTO, type CryptoProfile } from '../../plan/stacks/crypto';
import type { RouterPlan, RouterSegment, RouterTunnel, RouterUnderlay } from '../../plan/routers/router';
import { fortiosRouting } from './fortios/routing';
import { block, circuitOf, edit, endpointOf, FIRST_ID, lanOf, loopbackOf, tunnelOf } from './fortios/words';
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
  peerOn,
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
    ...(segments.some(({ neighbours }) => neighbours.length > 0)
      ? ['config system settings', '    set tcp-session-without-syn enable', 'end']
      : []),
    // Without a policy each way sessions are up and nothing passes.
    ...block('firewall policy', [
      ...segments.flatMap(policies),
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
          edit(segment.number, [`set vrip ${first.address}`, `set priority ${shared.priority}`, 'set start-time 60']),
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

const managersOf = ({ managers, number }: RouterSegment): readonly string[] =>
  managers.map((_, index) => `managers-${number}-${index + 1}`);

/** What policies name: whoever manages, and the clouds' ends. */
function addresses({ segments, underlay: under }: RouterPlan): readonly string[] {
  return block('firewall address', [
    ...(under?.circuits ?? []).flatMap((circuit) =>
      edit(`peer-${circuit.number}`, [`set subnet ${peerOn(circuit)} 255.255.255.255`]),
    ),
    ...segments.flatMap((segment) => [
      ...segment.managers.flatMap((prefix, index) => {
        const { address, bits } = halves(prefix);
        return edit(managersOf(segment)[index] ?? '', [`set subnet ${address} ${maskOf(bits)}`]);
      }),
      ...segment.tunnels.flatMap((tunnel) =>
        edit(`end-${tunnelOf(tunnel)}`, [`set subnet ${outsideOf(tunnel)} 255.255.255.255`]),
      ),
    ]),
  ]);
}

/** Where two routers share a gateway, one may see half of a session alone: what it sends on to the other comes back by that one. */
const HALF_SEEN = ['set tcp-session-without-syn all', 'set anti-replay disable'] as const;

function policy(
  id: number,
  name: string,
  from: string,
  to: string,
  sources: string,
  services: string,
  more: readonly string[] = [],
): readonly string[] {
  return edit(id, [
    `set name "${name}"`,
    `set srcintf "${from}"`,
    `set dstintf ${to}`,
    'set action accept',
    `set srcaddr ${sources}`,
    'set dstaddr "all"',
    'set schedule "always"',
    `set service ${services}`,
    ...more,
  ]);
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(' ');

/** Building and cloud both ways; to loopbacks operations alone, and in Azure the gateway's own sessions. */
function policies(segment: RouterSegment): readonly string[] {
  const [inside, cloud] = [lanOf(segment), `cloud-${segment.number}`];
  const half = segment.neighbours.length === 0 ? [] : HALF_SEEN;
  const id = FIRST_ID + segment.number * 10;
  const own = quoted(segment.loopbacks.map(({ circuit }) => loopbackOf(segment, circuit)));
  const isSpoken = segment.tunnels.some((tunnel) => tunnel.inside.kind === 'loopback');
  return [
    ...policy(id, `out-${segment.number}`, inside, `"${cloud}"`, '"all"', '"ALL"', half),
    ...policy(id + 1, `in-${segment.number}`, cloud, `"${inside}"`, '"all"', '"ALL"', half),
    // On to the other router, whose way it is then.
    ...(half.length === 0 ? [] : policy(id + 4, `on-${segment.number}`, inside, `"${inside}"`, '"all"', '"ALL"', half)),
    ...(segment.managers.length === 0 || own === ''
      ? []
      : policy(id + 2, `manage-${segment.number}`, cloud, own, quoted(managersOf(segment)), '"SSH" "SNMP" "PING"')),
    ...(isSpoken ? policy(id + 3, `bgp-${segment.number}`, cloud, own, '"all"', '"BGP"') : []),
  ];
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

/**
 * What is for a loopback has to be let in to it. Source: docs.fortinet.com FortiOS 7.2 Administration Guide 853005 (IPsec tunnel terminated
 * on a loopback interface)
 */
function toEndpoints({ lines, segments }: RouterPlan, { endpoints: own, circuits }: RouterUnderlay): readonly string[] {
  return own.flatMap((endpoint) => {
    const tunnels = segments.flatMap((segment) =>
      segment.tunnels.filter(({ from }) => from?.number === endpoint.number),
    );
    const isDirect = tunnels.some(({ circuit }) => !lines.some((line) => line.circuit === circuit));
    const from = isDirect ? circuits.map(circuitOf) : lines.map((line) => line.interface);
    return edit(FIRST_ID + 900 + endpoint.number, [
      `set name "tunnels-${endpoint.number}"`,
      `set srcintf ${quoted([...new Set(from)])}`,
      `set dstintf "${endpointOf(endpoint)}"`,
      'set action accept',
      `set srcaddr ${quoted(tunnels.map((tunnel) => `end-${tunnelOf(tunnel)}`))}`,
      'set dstaddr "all"',
      'set schedule "always"',
      'set service "IKE" "ESP"',
    ]);
  });
}

/** On a line tunnels come in from the clouds' ends alone, on a circuit from its cloud's, and its session. */
function localIn({ lines, segments, underlay: under }: RouterPlan): readonly string[] {
  const circuits = under?.circuits ?? [];
  const rule = (id: number, at: string, sources: string, action: string, services: string): readonly string[] =>
    edit(id, [
      `set intf "${at}"`,
      `set srcaddr ${sources}`,
      'set dstaddr "all"',
      `set action ${action}`,
      `set service ${services}`,
      'set schedule "always"',
    ]);
  return [
    ...onLines(lines, segments, rule),
    ...circuits.flatMap((circuit) => {
      const id = FIRST_ID + 100 + circuit.number * 3;
      const over = segments.flatMap(({ tunnels }) =>
        tunnels.filter(({ cloud, circuit: way }) => cloud === circuit.cloud && way === 'direct'),
      );
      return [
        ...rule(
          id,
          circuitOf(circuit),
          quoted(over.map((tunnel) => `end-${tunnelOf(tunnel)}`)),
          'accept',
          '"IKE" "ESP"',
        ),
        ...rule(id + 1, circuitOf(circuit), `"peer-${circuit.number}"`, 'accept', '"BGP"'),
        ...rule(id + 2, circuitOf(circuit), '"all"', 'deny', '"IKE" "ESP" "BGP"'),
      ];
    }),
  ];
}

type Rule = (id: number, at: string, sources: string, action: string, services: string) => readonly string[];

function onLines(lines: RouterPlan['lines'], segments: RouterPlan['segments'], rule: Rule): readonly string[] {
  return lines.flatMap(({ circuit, interface: at }, index) => {
    const ends = segments.flatMap(({ tunnels }) =>
      tunnels.filter((tunnel) => tunnel.circuit === circuit).map((tunnel) => `end-${tunnelOf(tunnel)}`),
    );
    return [
      ...rule(FIRST_ID + index * 2, at, quoted(ends), 'accept', '"IKE" "ESP"'),
      ...rule(FIRST_ID + index * 2 + 1, at, '"all"', 'deny', '"IKE" "ESP" "BGP"'),
    ];
  });
}
