import { formatAddress } from '../../catalogue/values/cidr';
import type { Announcements } from '../../verify/network/announcement';
import type { Network } from '../../verify/network/network';
import type { NameMatch } from '../../verify/terraform/suricata-rule';
import type { OraclePacket } from './oracle/question';

/** What packets of a network can be made of: everything that its configuration mentions, and what lies just beside it. */
export interface PacketParts {
  readonly sources: readonly Pick<OraclePacket, 'attachment' | 'source'>[];
  readonly destinations: readonly string[];
  readonly services: readonly Pick<OraclePacket, 'protocol' | 'port' | 'speaks' | 'name' | 'early'>[];
}

export function packetParts(network: Network, announcements: Announcements): PacketParts {
  const sites = [...announcements.byAttachment].filter(([key]) => {
    const attachment = network.attachments.get(key);
    return attachment?.vpc === undefined && attachment?.foreignVpc === undefined;
  });
  const sources = sites.flatMap(([attachment, announced]) =>
    announced.map(({ prefix }) => ({ attachment, source: formatAddress(prefix.first + (prefix.bits < 32 ? 1 : 0)) })),
  );
  const firewalls = [...network.firewalls.values()];
  const rules = firewalls.flatMap((firewall) => (firewall.kind === 'aws' ? firewall.rules : []));
  const azure = firewalls.flatMap((firewall) => (firewall.kind === 'azure' ? firewall.rules : []));
  const mentioned = [
    ...[...rules, ...azure].flatMap((rule) => [...rule.source.prefixes, ...rule.destination.prefixes]),
    ...[...network.tables.values()].flatMap((table) => table.statics.map((row) => row.prefix)),
    ...[...network.vpcs.values()].flatMap((vpc) => [
      ...vpc.interfaces.map((each) => each.prefix),
      ...vpc.subnets.map((subnet) => subnet.cidr),
    ]),
    ...[...announcements.byAttachment.values()].flat().map(({ prefix }) => prefix),
  ];
  const edges = mentioned
    .flatMap(({ first, last }) => [first, last, last + 1])
    .filter((at) => at >= 2 ** 24 && at < 2 ** 32);
  const destinations = [...new Set([...edges, 0x5db8d70e])].sort((a, b) => a - b).map(formatAddress);
  const ports = [
    ...new Set(
      [
        ...rules.flatMap((rule) => [...rule.ports, ...rule.sourcePorts]),
        ...azure.flatMap(({ match }) =>
          match.on === 'packets' ? match.ports : match.protocols.map(({ port }) => ({ first: port, last: port })),
        ),
      ].flatMap(({ first, last }) => [first - 1, first, last, last + 1]),
    ),
  ]
    .filter((port) => port > 0 && port < 65_536)
    .sort((a, b) => a - b);
  const names = [
    ...new Set([
      ...rules.flatMap(({ name }) => (name ? [textOf(name)] : [])),
      ...azure.flatMap(({ match }) =>
        match.on === 'names' ? match.names.map((name) => name.replace(/^\*\.?/, '')) : [],
      ),
    ]),
  ]
    .filter((name) => name !== '')
    .sort();
  const tcp = [22, 80, 443, 8080, 65_535, ...ports].map((port) => ({ protocol: 'tcp', port }));
  const services = [
    { protocol: 'icmp', port: 0 },
    { protocol: 'other', port: 0 },
    ...tcp,
    ...tcp.map(({ port }) => ({ protocol: 'udp', port })),
    ...[80, 443, 8443].flatMap((port) =>
      (['tls', 'http'] as const).flatMap((speaks) => [
        { protocol: 'tcp', port, speaks },
        ...[
          ...names,
          'www.elsewhere.example',
          ...names.map((name) => `below.${name}`),
          ...names.map((name) => name.toUpperCase()),
          ...names.map((name) => `${name}.`),
        ].map((name) => ({
          protocol: 'tcp',
          port,
          speaks,
          name,
        })),
        ...['www.elsewhere.example', ...names].map((name) => ({ protocol: 'tcp', port, speaks, name, early: true })),
      ]),
    ),
  ];
  return { sources, destinations, services };
}

function textOf(name: NameMatch): string {
  if (name.kind === 'exact') return name.name;
  return (name.kind === 'ends' ? name.suffix : name.text).replace(/^\./, '');
}
