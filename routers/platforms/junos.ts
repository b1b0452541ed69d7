import type { RouterPlan, RouterSegment, RouterTunnel, RouterUnderlay } from '../../plan/routers/router';
import { CRYPTO, type CryptoProfile } from '../../plan/stacks/crypto';
import { afresh } from './junos/afresh';
import { junosBreakouts } from './junos/breakout';
import { junosRouting } from './junos/routing';
import { circuitOf, lanOf, LOOPBACK, loopbackUnit, segmentOf, tunnelOf, vpnOf } from './junos/names';
import {
  beginningOf,
  descriptionOf,
  halves,
  heading,
  keyOf,
  loginOf,
  outsideOf,
  ownOn,
  passwordOf,
  spokenOn,
  unroutedLines,
} from './words';

/**
 * An SRX with Junos, as `set` commands. Sources of the statements: juniper.net documentation "IPsec VPN User Guide" (route-based VPNs,
 * proposals) and "Interfaces User Guide"; docs.aws.amazon.com/vpn/latest/s2svpn/cgw-dynamic-routing-examples.html (Juniper)
 */
export function junos(plan: RouterPlan): string {
  const tunnels = plan.segments.flatMap((segment) => segment.tunnels);
  const proposals = new Map(
    tunnels.map(({ crypto, trust }) => [`${crypto}-${trust.kind}`, { crypto: CRYPTO[crypto], trust: trust.kind }]),
  );
  const commands = [
    ...[...proposals].flatMap(([name, { crypto, trust }]) => proposal(name, crypto, trust)),
    ...plan.segments.flatMap((segment) => segment.tunnels.flatMap((tunnel) => vpn(plan, tunnel))),
    // One size for the whole box: that of its tightest tunnel.
    `set security flow tcp-mss ipsec-vpn mss ${Math.min(...tunnels.map(({ size }) => size.mss))}`,
    // Where two routers share a gateway, one may see half of a session alone.
    ...(plan.segments.some(({ neighbours }) => neighbours.length > 0)
      ? ['set security flow tcp-session no-syn-check', 'set security flow tcp-session no-sequence-check']
      : []),
    ...plan.lines.flatMap(({ circuit, interface: at, addressing, supplier }) => [
      `set interfaces ${at} unit 0 description "${supplier}"`,
      ...(addressing?.kind === 'static'
        ? [`set interfaces ${at} unit 0 family inet address ${addressing.address}`]
        : []),
      ...(addressing?.kind === 'dhcp' ? [`set interfaces ${at} unit 0 family inet dhcp`] : []),
      ...(addressing?.kind === 'pppoe'
        ? [
            `set interfaces ${at} unit 0 encapsulation ppp-over-ether`,
            `set interfaces pp0 unit ${unitOf(plan, at)} ppp-options chap local-name "${loginOf(circuit)}"`,
            `set interfaces pp0 unit ${unitOf(plan, at)} ppp-options chap default-chap-secret "${passwordOf(circuit)}"`,
            `set interfaces pp0 unit ${unitOf(plan, at)} ppp-options chap passive`,
            `set interfaces pp0 unit ${unitOf(plan, at)} pppoe-options client`,
            `set interfaces pp0 unit ${unitOf(plan, at)} pppoe-options auto-reconnect 10`,
            `set interfaces pp0 unit ${unitOf(plan, at)} pppoe-options underlying-interface ${at}.0`,
            `set interfaces pp0 unit ${unitOf(plan, at)} family inet negotiate-address`,
            `set interfaces pp0 unit ${unitOf(plan, at)} family inet mtu 1492`,
          ]
        : []),
      // Only tunnels come in on a line.
      `set security zones security-zone lines interfaces ${external(plan, at)} host-inbound-traffic system-services ike`,
      // Of a line that is left as it is set nobody knows whether it asks for its address.
      ...(addressing === undefined || addressing.kind === 'dhcp'
        ? [
            `set security zones security-zone lines interfaces ${external(plan, at)} host-inbound-traffic system-services dhcp`,
          ]
        : []),
    ]),
    ...(plan.underlay ? underlay(plan.underlay) : []),
    ...(plan.segments.some((segment) => segment.lan.shared) ? ['set protocols vrrp version-3'] : []),
    ...[...new Set(tunnels.flatMap(({ trust }) => (trust.kind === 'certificate' ? [trust.trustPoint] : [])))].map(
      (name) => `set security pki ca-profile ${name}-ca ca-identity ${name}-ca`,
    ),
    ...plan.segments.flatMap((segment) => [...interfaces(segment), ...zone(segment)]),
    ...junosRouting(plan),
    ...junosBreakouts(plan),
    ...(plan.isManaged ? managers(plan) : []),
  ];
  const heads = [...heading(plan), ...unroutedLines(plan, ['static', 'pppoe'])].map((line) => `# ${line}`);
  return [...heads, ...afresh(commands), ''].join('\n');
}

/**
 * Circuits, and the addresses at which tunnels begin, in the zone of lines. What is for a loopback is looked up from zone to zone before it
 * is for the box. Source: Juniper KB30997
 */
function underlay({ endpoints, circuits }: RouterUnderlay): readonly string[] {
  const zone = 'set security zones security-zone lines interfaces';
  const policy = 'set security policies from-zone lines to-zone lines policy tunnels';
  return [
    ...endpoints.map(({ address }) => `set interfaces ${LOOPBACK} unit 0 family inet address ${address}/32`),
    ...(endpoints.length === 0 ? [] : [`${zone} ${LOOPBACK}.0 host-inbound-traffic system-services ike`]),
    ...circuits.flatMap((circuit) => {
      const unit = `set interfaces ${circuit.interface} unit ${circuit.vlan}`;
      return [
        `set interfaces ${circuit.interface} flexible-vlan-tagging`,
        `${unit} vlan-id ${circuit.vlan}`,
        `${unit} description "${spokenOn(circuit).description}"`,
        `${unit} family inet address ${ownOn(circuit)}`,
        `${zone} ${circuitOf(circuit)} host-inbound-traffic system-services ike`,
        `${zone} ${circuitOf(circuit)} host-inbound-traffic protocols bgp`,
      ];
    }),
    ...endpoints.flatMap(({ number, address }) => [
      `set security address-book global address begin-${number} ${address}/32`,
      `${policy} match destination-address begin-${number}`,
    ]),
    ...(endpoints.length === 0
      ? []
      : [
          `${policy} match source-address any`,
          `${policy} match application junos-ike`,
          `${policy} match application junos-ike-nat`,
          `${policy} then permit`,
        ]),
  ];
}

function unitOf(plan: RouterPlan, at: string): number {
  return plan.lines.findIndex((line) => line.interface === at);
}

function external(plan: RouterPlan, at: string): string {
  const line = plan.lines.find((each) => each.interface === at);
  return line?.addressing?.kind === 'pppoe' ? `pp0.${unitOf(plan, at)}` : `${at}.0`;
}

function proposal(name: string, crypto: CryptoProfile, trust: 'key' | 'certificate'): readonly string[] {
  const { encryption, dhGroup, phase1LifetimeSeconds, phase2LifetimeSeconds } = crypto;
  const cipher = { 'AES128-GCM-16': 'aes-128-gcm', 'AES256-GCM-16': 'aes-256-gcm', AES128: 'aes-128-cbc' }[encryption];
  const ike = `set security ike proposal ${name}`;
  const esp = `set security ipsec proposal ${name}`;
  return [
    `${ike} authentication-method ${trust === 'key' ? 'pre-shared-keys' : 'rsa-signatures'}`,
    `${ike} dh-group group${dhGroup}`,
    `${ike} encryption-algorithm ${cipher}`,
    // "When using aes-gcm for Encryption the Authentication Algorithm must not be set": the commit fails. GCM says the pseudo-random
    // function. Source: github.com/Juniper/yang 24.4R1, junos-es-conf-security; the same in every release from 17.4R1
    ...(encryption === 'AES128' ? [`${ike} authentication-algorithm sha-256`] : []),
    `${ike} lifetime-seconds ${phase1LifetimeSeconds}`,
    `${esp} protocol esp`,
    `${esp} encryption-algorithm ${cipher}`,
    ...(encryption === 'AES128' ? [`${esp} authentication-algorithm hmac-sha-256-128`] : []),
    `${esp} lifetime-seconds ${phase2LifetimeSeconds}`,
    `set security ipsec policy ${name} perfect-forward-secrecy keys group${dhGroup}`,
    `set security ipsec policy ${name} proposals ${name}`,
  ];
}

function vpn(plan: RouterPlan, tunnel: RouterTunnel): readonly string[] {
  const name = vpnOf(tunnel);
  const { line, endpoint, address, isOwn } = beginningOf(plan, tunnel);
  const { trust, crypto } = tunnel;
  const proposed = `${crypto}-${trust.kind}`;
  const gateway = `set security ike gateway ${name}`;
  const outside = outsideOf(tunnel);
  return [
    `set security ike policy ${name} proposals ${proposed}`,
    ...(trust.kind === 'key'
      ? [`set security ike policy ${name} pre-shared-key ascii-text "${keyOf(tunnel)}"`]
      : [
          `set security ike policy ${name} certificate local-certificate ${trust.trustPoint}`,
          `set security ike policy ${name} certificate trusted-ca ca-profile ${trust.trustPoint}-ca`,
        ]),
    `${gateway} ike-policy ${name}`,
    `${gateway} address ${outside}`,
    `${gateway} dead-peer-detection interval 10`,
    `${gateway} dead-peer-detection threshold 3`,
    ...(trust.kind === 'key'
      ? [
          ...(address === undefined ? [] : [`${gateway} local-identity inet ${address}`]),
          `${gateway} remote-identity inet ${outside}`,
        ]
      : // AWS names itself by its certificate, not by its address: whom the authority vouches for is believed.
        [`${gateway} local-identity distinguished-name`, `${gateway} general-ikeid`]),
    `${gateway} external-interface ${endpoint ? `${LOOPBACK}.0` : external(plan, line?.interface ?? '')}`,
    ...(isOwn ? [`${gateway} local-address ${address ?? ''}`] : []),
    `${gateway} version v2-only`,
    `set security ipsec vpn ${name} bind-interface ${tunnelOf(tunnel)}`,
    `set security ipsec vpn ${name} df-bit clear`,
    `set security ipsec vpn ${name} ike gateway ${name}`,
    `set security ipsec vpn ${name} ike ipsec-policy ${proposed}`,
    `set security ipsec vpn ${name} establish-tunnels immediately`,
  ];
}

function interfaces(segment: RouterSegment): readonly string[] {
  const { vlan, interface: at, gateways, shared } = segment.lan;
  const unit = `set interfaces ${at} unit ${vlan ?? 0}`;
  const [first, ...others] = gateways;
  const own = shared?.address ?? first;
  return [
    // An instance takes one unit of it.
    ...segment.loopbacks.map(
      ({ address }, index) =>
        `set interfaces ${LOOPBACK} unit ${loopbackUnit(segment)} family inet address ${address}${index === 0 && segment.loopbacks.length > 1 ? ' primary' : ''}`,
    ),
    ...(vlan === undefined ? [] : [`set interfaces ${at} flexible-vlan-tagging`, `${unit} vlan-id ${vlan}`]),
    `${unit} description "${segment.tenant}"`,
    ...(own === undefined ? [] : [`${unit} family inet address ${own}`]),
    ...(shared && first && own !== undefined
      ? [
          `${unit} family inet address ${own} vrrp-group ${segment.number} virtual-address ${halves(first).address}`,
          `${unit} family inet address ${own} vrrp-group ${segment.number} priority ${shared.priority}`,
          `${unit} family inet address ${own} vrrp-group ${segment.number} accept-data`,
          // Not before its sessions are up again.
          `${unit} family inet address ${own} vrrp-group ${segment.number} preempt hold-time 60`,
        ]
      : []),
    ...others.map((address) => `${unit} family inet address ${address}`),
    ...segment.tunnels.flatMap((tunnel) => [
      `set interfaces st0 unit ${tunnel.number} description "${descriptionOf(tunnel)}"`,
      `set interfaces st0 unit ${tunnel.number} family inet mtu ${tunnel.size.mtu}`,
      ...(tunnel.inside.kind === 'range'
        ? [
            `set interfaces st0 unit ${tunnel.number} family inet address ${tunnel.inside.own}/${halves(tunnel.inside.range).bits}`,
          ]
        : []),
    ]),
  ];
}

/** A zone for each segment: between two of them nothing passes, since no policy lets it. */
function zone(segment: RouterSegment): readonly string[] {
  const name = segmentOf(segment);
  const set = `set security zones security-zone ${name}`;
  return [
    `${set} interfaces ${lanOf(segment)} host-inbound-traffic system-services ping`,
    ...(segment.lan.shared ? [`${set} interfaces ${lanOf(segment)} host-inbound-traffic protocols vrrp`] : []),
    ...(segment.neighbours.length === 0
      ? []
      : [`${set} interfaces ${lanOf(segment)} host-inbound-traffic protocols bgp`]),
    ...segment.tunnels.flatMap((tunnel) => [
      `${set} interfaces ${tunnelOf(tunnel)} host-inbound-traffic protocols bgp`,
      `${set} interfaces ${tunnelOf(tunnel)} host-inbound-traffic system-services ping`,
      ...(segment.managers.length === 0
        ? []
        : ['ssh', 'snmp'].map(
            (service) => `${set} interfaces ${tunnelOf(tunnel)} host-inbound-traffic system-services ${service}`,
          )),
    ]),
    // What is for a loopback is let in by its own list.
    ...(segment.loopbacks.length === 0
      ? []
      : [
          'protocols bgp',
          'system-services ping',
          ...(segment.managers.length === 0 ? [] : ['system-services ssh', 'system-services snmp']),
        ].map((what) => `${set} interfaces ${LOOPBACK}.${loopbackUnit(segment)} host-inbound-traffic ${what}`)),
    `set security policies from-zone ${name} to-zone ${name} policy own match source-address any`,
    `set security policies from-zone ${name} to-zone ${name} policy own match destination-address any`,
    `set security policies from-zone ${name} to-zone ${name} policy own match application any`,
    `set security policies from-zone ${name} to-zone ${name} policy own then permit`,
  ];
}

/** Managed from operations' prefixes, and from nowhere else. */
function managers({ segments }: RouterPlan): readonly string[] {
  const filter = 'set firewall family inet filter managers';
  const prefixes = [...new Set(segments.flatMap(({ managers: own }) => own))].sort();
  const services = [
    ['ssh', 'tcp'],
    ['snmp', 'udp'],
  ] as const;
  return [
    ...services.flatMap(([service, protocol]) => [
      ...(prefixes.length === 0
        ? []
        : [
            ...prefixes.map((prefix) => `${filter} term ${service} from source-address ${prefix}`),
            `${filter} term ${service} from protocol ${protocol}`,
            `${filter} term ${service} from destination-port ${service}`,
            `${filter} term ${service} then accept`,
          ]),
      `${filter} term no-${service} from protocol ${protocol}`,
      `${filter} term no-${service} from destination-port ${service}`,
      `${filter} term no-${service} then discard`,
    ]),
    `${filter} term rest then accept`,
    ...segments.flatMap((segment) =>
      segment.loopbacks.length === 0
        ? []
        : [`set interfaces ${LOOPBACK} unit ${loopbackUnit(segment)} family inet filter input managers`],
    ),
    'set system services ssh protocol-version v2',
  ];
}
