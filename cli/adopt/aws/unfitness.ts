import { asnFault } from '../../../catalogue/values/asn';
import { cidr } from '../../../catalogue/values/cidr';
import { terminationOf } from '../../../catalogue/model';
import type { MatchedHub } from '../adoption';
import type { Connection, CustomerGateway, Estate } from '../estate';
import type { Place } from '../place-of';
import { type Unfit, unfitIf, unfitNumber, unfitOverCircuit, unfitPlanned } from '../unfit';

/**
 * Why a connection can't be taken over as it is: each of these can't change in place, or is something that no catalogue can say.
 * Source of what forces a new one: hashicorp/aws 5.100, by real plans (test/terraform/adopted.test.ts)
 */
export function unfitness(
  estate: Estate,
  connection: Connection,
  gateway: CustomerGateway,
  place: Place,
  hubs: readonly MatchedHub[],
  writesRanges: boolean,
): Unfit | undefined {
  const { site, segment, circuit } = place;
  const where = `${site.id}, segment ${segment.tenant} on ${circuit.id}`;
  const hub = site.hubs.find(({ cloud }) => cloud === 'aws');
  const matched = hubs.find((each) => each.hub.id === hub?.id);
  const isShared = estate.connections.filter((each) => each.gateway === gateway.id).length > 1;
  const isStatic = segment.routing === 'static';
  const written = circuit.asn ?? site.asn;
  const [first, second] = connection.inside;
  const ranges = circuit.insideRanges?.map(String);
  const reserved = isStatic ? undefined : asnFault(gateway.asn);
  return (
    unfitIf(
      connection.transitGateway === undefined,
      `it ends at ${connection.endsAt ?? 'no transit gateway'}`,
      'Move it to the transit gateway first (`aws ec2 modify-vpn-connection --transit-gateway-id`): minutes off, on a day of your own.',
    ) ??
    unfitIf(
      connection.state !== undefined && connection.state !== 'available',
      `it is ${connection.state ?? ''}`,
      'Ask again when it is available.',
    ) ??
    unfitIf(
      matched === undefined,
      `the transit gateway of hub ${hub?.id ?? '–'} is not taken over`,
      estate.transitGateways.some(({ id }) => id === connection.transitGateway)
        ? 'What stands against the transit gateway is said above.'
        : 'Give `aws ec2 describe-transit-gateways` too.',
    ) ??
    unfitIf(
      matched?.gateway !== connection.transitGateway,
      `it is on ${connection.transitGateway ?? ''}, and ${where} on ${matched?.gateway ?? ''}`,
      'Give the site a profile of the other hub.',
    ) ??
    unfitPlanned(site) ??
    unfitIf(
      terminationOf(segment, circuit) === 'concentrator',
      `it has a connection of its own, and ${where} is to share a concentrator`,
      'Write `termination: dedicated` at the circuit, and move it later.',
    ) ??
    unfitOverCircuit(connection.isPrivate) ??
    unfitIf(connection.isIpv6, 'it speaks IPv6 inside', 'It has to be made anew.') ??
    unfitIf(
      isShared,
      `another connection has the same customer gateway ${gateway.id}, and here each has its own`,
      'Move all but one to gateways of their own first (`aws ec2 create-customer-gateway --device-name`, `modify-vpn-connection`): minutes off each.',
    ) ??
    unfitIf(
      connection.isStatic !== isStatic,
      connection.isStatic
        ? `it has static routes, and ${where} speaks BGP`
        : `it speaks BGP, and ${where} has static routes`,
      connection.isStatic ? 'Write `routing: static` at the segment.' : 'Leave `routing: static` out.',
    ) ??
    unfitNumber(gateway.asn, isStatic ? undefined : written, where) ??
    unfitIf(
      reserved !== undefined,
      `its router has AS number ${gateway.asn}: ${reserved?.problem ?? ''}`,
      'Renumber the router first.',
    ) ??
    unfitIf(
      !isStatic && matched?.hub.asn === gateway.asn,
      `its router has the AS number of hub ${matched?.hub.id ?? ''}, ${gateway.asn}: neither would take what the other announces`,
      'Renumber the router first.',
    ) ??
    unfitIf(
      first === undefined || second === undefined || first === second,
      'nothing says what its two inside ranges are',
      'Give `aws ec2 describe-vpn-connections` too.',
    ) ??
    unfitIf(
      ranges !== undefined && ranges.join() !== connection.inside.map((range) => cidr(range).toString()).join(),
      `its inside ranges are ${connection.inside.join(' and ')}, and ${where} has ${ranges?.join(' and ') ?? ''}`,
      'Write what it has.',
    ) ??
    unfitIf(
      writesRanges && site.segments.length > 1,
      `its inside ranges ${connection.inside.join(' and ')} are of those that no lock holds, and two tenants on one circuit can't write theirs`,
      'It has to be made anew.',
    ) ??
    unfitIf(
      gateway.certificate !== circuit.certificate,
      `its router proves itself ${gateway.certificate === undefined ? 'by a key' : 'by a certificate'}, and ${where} otherwise`,
      'Write `certificate:` as it is.',
    )
  );
}
