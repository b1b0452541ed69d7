import type { RouterPlan, RouterSegment, RouterTunnel } from '../../plan/routers/router';
import type { Platform } from './platform';
import { descriptionOf, fitting, halves, outsideOf, peerOf, spokenOn } from './words';

/** What is typed at a router. */
interface Commands {
  readonly keep: string;
  readonly back: string;
  readonly tunnel: (tunnel: RouterTunnel) => string;
  readonly sessions: (segment: RouterSegment) => string;
  /** Sessions outside of every segment. */
  readonly circuits: string;
  readonly ping: (segment: RouterSegment, to: string) => string;
  readonly rekey: (tunnel: RouterTunnel) => string;
  readonly cut: (tunnel: RouterTunnel) => string;
}

const COMMANDS: Readonly<Record<Platform, Commands>> = {
  'cisco-ios-xe': {
    keep: 'copy running-config flash:before.cfg',
    back: 'configure replace flash:before.cfg force',
    tunnel: (tunnel) => `show crypto session remote ${outsideOf(tunnel)} detail`,
    circuits: 'show bgp ipv4 unicast summary',
    sessions: ({ tenant }) => `show bgp vpnv4 unicast vrf ${fitting(tenant, 32)} summary`,
    ping: ({ tenant, number, loopbacks }, to) =>
      `ping vrf ${fitting(tenant, 32)} ${to}${loopbacks.length === 0 ? '' : ` source Loopback${number}1`}`,
    rekey: (tunnel) => `clear crypto sa peer ${outsideOf(tunnel)}`,
    cut: ({ number }) => `interface Tunnel${number} / shutdown, then no shutdown`,
  },
  fortinet: {
    keep: 'execute backup config flash before',
    back: 'execute restore config flash before',
    tunnel: ({ number }) => `diagnose vpn ike gateway list name t${number}`,
    circuits: 'get router info bgp summary',
    sessions: () => 'get router info bgp summary',
    ping: (_, to) => `execute ping-options interface any / execute ping ${to}`,
    rekey: ({ number }) => `diagnose vpn tunnel flush t${number}`,
    cut: ({ number }) => `config system interface / edit t${number} / set status down, then up`,
  },
  'juniper-srx': {
    keep: 'request system configuration rescue save',
    back: 'rollback rescue / commit',
    tunnel: (tunnel) => `show security ike security-associations ${outsideOf(tunnel)} detail`,
    circuits: 'show bgp summary instance master',
    sessions: ({ tenant }) => `show bgp summary instance ${tenant}`,
    ping: ({ tenant }, to) => `ping ${to} routing-instance ${tenant}`,
    rekey: () => 'clear security ipsec security-associations',
    cut: ({ number }) => `set interfaces st0 unit ${number} disable / commit, then delete it`,
  },
  linux: {
    keep: 'cp -a /etc/swanctl /etc/frr /root/before/',
    back: 'cp -a /root/before/* /etc/, swanctl --load-all, systemctl reload frr',
    tunnel: ({ number }) => `swanctl --list-sas --ike t${number}`,
    circuits: "vtysh -c 'show bgp summary'",
    sessions: ({ tenant }) => `vtysh -c 'show bgp vrf ${fitting(tenant, 15)} summary'`,
    ping: ({ tenant }, to) => `ip vrf exec ${fitting(tenant, 15)} ping ${to}`,
    rekey: ({ number }) => `swanctl --rekey --child t${number}`,
    cut: ({ number }) => `ip link set t${number} down, then up`,
  },
};

/** What somebody does who sets this router, in order, with what is typed and what should be seen. */
export function checklist(plan: RouterPlan, platform: Platform): string {
  const say = COMMANDS[platform];
  const tunnels = plan.segments.flatMap((segment) => segment.tunnels.map((tunnel) => ({ segment, tunnel })));
  const circuits = plan.underlay?.circuits ?? [];
  const code = (text: string): string => `\`${text}\``;
  return [
    `# ${plan.siteName}: router ${plan.id}`,
    '',
    '## Before',
    '',
    `- [ ] Its present configuration is kept: ${code(say.keep)}`,
    plan.lines.length > 1
      ? `- [ ] One line after the other: ${plan.lines.map(({ circuit }) => circuit).join(', then ')}.`
      : plan.underlay
        ? plan.id === plan.site
          ? '- [ ] It is the datacentre’s only router: all of it is off until its sessions are up again.'
          : '- [ ] The other router holds: what is set anew here is off until its sessions are up again.'
        : '- [ ] Somebody is in the building: it has one line, and is off the network if this goes wrong.',
    '- [ ] The file was made with the ends of today; keys are at hand, each from its store.',
    '',
    ...(circuits.length === 0
      ? []
      : [
          '## Circuits',
          '',
          ...circuits.map((circuit) => {
            const { description, peer, session } = spokenOn(circuit);
            return `- [ ] ${description}: its session with ${peer}, AS ${session.peerAsn}, is up, and it tells ${session.announces.join(', ')} and nothing else · ${code(say.circuits)}`;
          }),
          '',
        ]),
    '## Tunnels',
    '',
    ...tunnels.flatMap(({ segment, tunnel }) => [
      `- [ ] ${descriptionOf(tunnel)} (${segment.tenant}): up with ${outsideOf(tunnel)} · ${code(say.tunnel(tunnel))}`,
      ...(tunnel.session
        ? [
            `- [ ] its session with ${peerOf(tunnel)}, AS ${tunnel.session.peerAsn}, is up · ${code(say.sessions(segment))}`,
          ]
        : []),
    ]),
    '',
    '## Routes',
    '',
    ...plan.segments.map(
      (segment) =>
        `- [ ] ${segment.tenant}: tells ${[...new Set(segment.tunnels.flatMap(({ session }) => session?.announces ?? []))].join(', ') || 'nothing'}; has the ${new Set(segment.tunnels.flatMap(({ accepts }) => accepts)).size} of its table, no more than that many. A machine behind ${segment.lan.gateways.map((each) => halves(each).address).join(', ')} reaches what it needs; the cloud answers · ${segment.tunnels
          .slice(0, 1)
          .map((tunnel) => code(say.ping(segment, peerOf(tunnel))))
          .join('')}`,
    ),
    ...plan.segments.flatMap(({ tenant, breakout }) =>
      breakout
        ? [
            `- [ ] ${tenant}: a machine reaches ${breakout.isOpen ? 'the internet' : breakout.to.join(', ')} by ${breakout.lines.join(', else ')} and is seen there as the line; it reaches nothing private by it, and no other port.`,
          ]
        : [],
    ),
    '',
    '## After',
    '',
    ...tunnels.flatMap(({ tunnel }) => [
      `- [ ] ${descriptionOf(tunnel)}: new keys by force, which finds a wrong group now · ${code(say.rekey(tunnel))}`,
      `- [ ] ${descriptionOf(tunnel)}: cut, and nobody notices for longer than ${tunnel.session?.holdSeconds ?? 30} s · ${code(say.cut(tunnel))}`,
    ]),
    '',
    '## The way back',
    '',
    `- ${code(say.back)}. The clouds' side has not changed.`,
    '',
  ].join('\n');
}
