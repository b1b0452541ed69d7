import { parseAddress } from '../../catalogue/values/cidr';
import type { Announcements } from '../../verify/network/announcement';
import type { Network } from '../../verify/network/network';
import type { Service } from '../../verify/network/service';
import { routesOf, RouteView } from '../../verify/walk/route';
import type { Source } from '../../verify/walk/sources';
import { TransitLookup } from '../../verify/walk/transit-lookup';
import { Walker } from '../../verify/walk/walker';
import type { OracleAnswer, OraclePacket } from './oracle/question';

/** Asks the verifier about single packets, in the oracle's words. */
export function verifierOf(network: Network, announcements: Announcements): (packet: OraclePacket) => OracleAnswer {
  const walker = new Walker(network, new TransitLookup(network, announcements));
  return (packet) => {
    const [address, destination] = [packet.source, packet.destination].map((text) => Number(parseAddress(text)));
    if (address === undefined || destination === undefined) throw new Error('a packet has two addresses');
    const announced = announcements.byAttachment.get(packet.attachment) ?? [];
    const owner = announced.find(({ prefix }) => prefix.first <= address && address <= prefix.last)?.owner;
    if (!owner) throw new Error(`${packet.attachment} does not announce ${packet.source}`);
    const source: Source = {
      owner,
      address,
      start: { at: 'attachment', attachment: packet.attachment },
      resolver: false,
      label: '',
    };
    const service: Service = {
      protocol: packet.protocol as Service['protocol'],
      port: packet.port,
      ...(packet.speaks === undefined ? {} : { speaks: packet.speaks as 'tls' | 'http' }),
      ...(packet.name === undefined ? {} : { name: packet.name }),
      ...(packet.early ? { early: true as const } : {}),
    };
    const decisions = routesOf(walker, network, source, destination).map((route) =>
      new RouteView(network, route, source, destination).decide(service),
    );
    return {
      arrives: decisions.every((decision) => decision.arrives),
      answered: decisions.every((decision) => decision.answered),
    };
  };
}
