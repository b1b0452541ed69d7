import { CRYPTO, type CryptoProfile } from '../../plan/stacks/crypto';
import type { RouterPlan, RouterSegment, RouterTunnel } from '../../plan/routers/router';
import { afresh } from './cisco-ios-xe/afresh';
import { breakoutRows, breakouts, insideOf } from './cisco-ios-xe/breakout';
import { underlay, wan } from './cisco-ios-xe/lines';
import { loopbackOf, vrfOf } from './cisco-ios-xe/names';
import { bgp, routes } from './cisco-ios-xe/routing';
import { filters } from './filters';
import { ledBy } from './led';
import {
  beginningOf,
  descriptionOf,
  endpointNumber,
  halves,
  heading,
  isEndShared,
  keyOf,
  maskOf,
  outsideOf,
  unroutedLines,
  wildcardOf,
} from './words';

/**
 * A router of Cisco's IOS-XE 17. Sources of the statements: Cisco "Configuring IKEv2" and "Protocol-Independent Routing" guides for
 * IOS-XE 17; docs.aws.amazon.com/vpn/latest/s2svpn/cgw-dynamic-routing-examples.html;
 * github.com/MicrosoftDocs/azure-docs articles/expressroute/site-to-site-vpn-over-microsoft-peering.md
 */
export function ciscoIosXe(plan: RouterPlan): string {
  const profiles = [...new Set(plan.segments.flatMap(({ tunnels }) => tunnels.map(({ crypto }) => crypto)))].sort();
  return [
    ...[...heading(plan), ...unroutedLines(plan, ['static', 'dhcp', 'pppoe'])].map((line) => `! ${line}`),
    '!',
    ...(plan.segments.some(({ lan: { shared } }) => shared) ? ['fhrp version vrrp v3', '!'] : []),
    ...plan.segments.flatMap(vrf),
    ...profiles.flatMap((name) => proposal(name, CRYPTO[name])),
    'crypto ikev2 policy wan',
    ' match fvrf any',
    ...profiles.map((name) => ` proposal ${name}`),
    '!',
    ...plan.lines.flatMap((line) => wan(plan, line)),
    ...(plan.underlay ? underlay(plan, plan.underlay) : []),
    // Lists before the interfaces that they stand at.
    ...ledBy(plan).flatMap(breakouts),
    ...plan.segments.flatMap((segment) => [
      ...loopbacks(segment),
      ...lan(segment),
      ...segment.tunnels.flatMap((tunnel) => tunnelOf(plan, segment, tunnel)),
      ...routes(segment),
      ...afresh(filters(segment)),
    ]),
    ...bgp(plan),
    ...(plan.isManaged ? management(plan) : []),
    ...ledBy(plan).flatMap(breakoutRows),
    'end',
    '',
  ].join('\n');
}

function vrf(segment: RouterSegment): readonly string[] {
  return [
    `vrf definition ${vrfOf(segment)}`,
    ` rd ${segment.asn}:${segment.number}`,
    ' address-family ipv4',
    ' exit-address-family',
    '!',
  ];
}

/** With GCM there is no integrity of its own, and the line that asks for one is refused. */
function proposal(name: string, { encryption, integrity, dhGroup }: CryptoProfile): readonly string[] {
  const hash = integrity === 'SHA2-384' ? 'sha384' : 'sha256';
  const bits = encryption.startsWith('AES256') ? 256 : 128;
  const isGcm = encryption !== 'AES128';
  return [
    `crypto ikev2 proposal ${name}`,
    ` encryption aes-${isGcm ? 'gcm' : 'cbc'}-${bits}`,
    ...(isGcm ? [` prf ${hash}`] : [` integrity ${hash}`]),
    ` group ${dhGroup}`,
    '!',
    `crypto ipsec transform-set ${name} ${isGcm ? `esp-gcm ${bits}` : `esp-aes ${bits} esp-${hash}-hmac`}`,
    ' mode tunnel',
    '!',
  ];
}

function loopbacks(segment: RouterSegment): readonly string[] {
  return segment.loopbacks.flatMap(({ circuit, address }) => [
    `interface ${loopbackOf(segment, circuit)}`,
    ` vrf forwarding ${vrfOf(segment)}`,
    ` ip address ${halves(address).address} 255.255.255.255`,
    '!',
  ]);
}

function lan(segment: RouterSegment): readonly string[] {
  const { interface: at, vlan, gateways, shared } = segment.lan;
  const [first, ...others] = gateways.map(halves);
  const own = shared ? halves(shared.address) : first;
  return [
    ...(vlan === undefined ? [] : [`interface ${at}`, ' no shutdown', '!']),
    `interface ${vlan === undefined ? at : `${at}.${vlan}`}`,
    ` description ${segment.tenant}`,
    ...(vlan === undefined ? [] : [` encapsulation dot1Q ${vlan}`]),
    // It wipes the address: so it is written before it.
    ` vrf forwarding ${vrfOf(segment)}`,
    ...(own ? [` ip address ${own.address} ${maskOf(own.bits)}`] : []),
    ...others.map(({ address, bits }) => ` ip address ${address} ${maskOf(bits)} secondary`),
    ...(shared && first
      ? [
          ` vrrp ${segment.number} address-family ipv4`,
          `  priority ${shared.priority}`,
          // Not before its sessions are up again.
          '  preempt delay minimum 60',
          `  address ${first.address} primary`,
          ' exit-vrrp',
        ]
      : []),
    ...insideOf(segment),
    ...(vlan === undefined ? [' no shutdown'] : []),
    '!',
  ];
}

function tunnelOf(plan: RouterPlan, segment: RouterSegment, tunnel: RouterTunnel): readonly string[] {
  const { number, inside, size, crypto, trust } = tunnel;
  const { phase1LifetimeSeconds, phase2LifetimeSeconds, dhGroup } = CRYPTO[crypto];
  const { line, index, endpoint, address: publicAddress, isOwn } = beginningOf(plan, tunnel);
  const onLine = line?.addressing?.kind === 'pppoe' ? `Dialer${index + 1}` : (line?.interface ?? '');
  const port = endpoint ? `Loopback${endpointNumber(endpoint)}` : onLine;
  const name = `t${number}`;
  const outside = outsideOf(tunnel);
  return [
    ...(trust.kind === 'key'
      ? [
          `crypto ikev2 keyring ${name}`,
          ` peer ${name}`,
          `  address ${outside}`,
          `  pre-shared-key ${keyOf(tunnel)}`,
          '!',
        ]
      : [
          // AWS names itself by its certificate: CN=vpn-ID.endpoint-0 in the first tunnel, endpoint-1 in the second.
          `crypto pki certificate map ${name} 10`,
          ` subject-name co endpoint-${tunnel.tunnel - 1}`,
          '!',
        ]),
    `crypto ikev2 profile ${name}`,
    ' match fvrf any',
    ...(trust.kind === 'key'
      ? [
          ` match identity remote address ${outside} 255.255.255.255`,
          ...(isOwn && publicAddress !== undefined && isEndShared(plan, tunnel)
            ? [` match address local ${publicAddress}`]
            : []),
          ...(publicAddress === undefined ? [] : [` identity local address ${publicAddress}`]),
          ' authentication remote pre-share',
          ' authentication local pre-share',
          ` keyring local ${name}`,
        ]
      : [
          ` match certificate ${name}`,
          ' identity local dn',
          ' authentication remote rsa-sig',
          ' authentication local rsa-sig',
          ` pki trustpoint ${trust.trustPoint}`,
        ]),
    ` lifetime ${phase1LifetimeSeconds}`,
    ' dpd 10 3 periodic',
    '!',
    `crypto ipsec profile ${name}`,
    ` set transform-set ${crypto}`,
    ` set security-association lifetime seconds ${phase2LifetimeSeconds}`,
    ' set security-association replay window-size 1024',
    // The first keys are made without it: a wrong group is found an hour later, by an outage.
    ` set pfs group${dhGroup}`,
    ` set ikev2-profile ${name}`,
    '!',
    `interface Tunnel${number}`,
    ` description ${descriptionOf(tunnel)}`,
    ` vrf forwarding ${vrfOf(segment)}`,
    inside.kind === 'range'
      ? ` ip address ${inside.own} 255.255.255.252`
      : ` ip unnumbered ${loopbackOf(segment, tunnel.circuit)}`,
    ` ip mtu ${size.mtu}`,
    ` ip tcp adjust-mss ${size.mss}`,
    ` tunnel source ${port}`,
    ' tunnel mode ipsec ipv4',
    ` tunnel destination ${outside}`,
    ` tunnel protection ipsec profile ${name}`,
    '!',
  ];
}

/** Managed over the loopback of a segment from operations' prefixes, and from nowhere else. */
function management({ segments }: RouterPlan): readonly string[] {
  const managed = segments.find(({ managers, loopbacks: own }) => managers.length > 0 && own.length > 0);
  const rows = (managed?.managers ?? []).map((prefix) => {
    const { address, bits } = halves(prefix);
    return ` permit ${address} ${wildcardOf(bits)}`;
  });
  const source = managed === undefined ? '' : loopbackOf(managed, managed.loopbacks[0]?.circuit ?? '');
  return [
    // Pasted over an older one, a prefix that operations gave up would stay, and a new one would stand behind its end.
    'no ip access-list standard managers',
    'ip access-list standard managers',
    ...rows,
    ' deny any',
    '!',
    'no ip http server',
    'no ip http secure-server',
    'ip ssh version 2',
    ...(managed === undefined
      ? []
      : [
          `ip ssh source-interface ${source}`,
          `logging source-interface ${source} vrf ${vrfOf(managed)}`,
          `ntp source ${source}`,
          `snmp-server source-interface traps ${source}`,
        ]),
    'line vty 0 15',
    ' access-class managers in vrf-also',
    ' transport input ssh',
    '!',
  ];
}
