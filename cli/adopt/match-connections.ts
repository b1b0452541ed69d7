import { asnFault } from '../../catalogue/values/asn';
import { cidr } from '../../catalogue/values/cidr';
import { type Circuit, type Segment, type Site, terminationOf } from '../../catalogue/model';
import type { AdoptedCircuit, Lock } from '../../plan/lock/lock-file';
import { isInsideRange, isLinkRange } from '../../plan/lock/pools';
import type { Prepared } from '../../plan/prepare';
import { segmentPrefixes } from '../../plan/routing/connections';
import type { Connection, CustomerGateway, Estate } from './estate';
import type { Left, Match, MatchedHub } from './adoption';
import { otherThanProfile } from './tunnel-options';

interface Place {
  readonly site: Site;
  readonly segment: Segment;
  readonly circuit: Circuit;
}

/** Which connections are which of the catalogue's: by the router's address or certificate, then by tenant in the name; never by guess. */
export function matchedConnections(
  estate: Estate,
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
  hubs: readonly MatchedHub[],
): { readonly matches: readonly Match[]; readonly left: readonly Left[] } {
  const places = catalogue.sites.flatMap((site) =>
    site.hubs.some(({ cloud }) => cloud === 'aws')
      ? site.segments.flatMap((segment) => site.circuits.map((circuit): Place => ({ site, segment, circuit })))
      : [],
  );
  const uses = new Map<string, number>();
  for (const { gateway } of estate.connections) uses.set(gateway, (uses.get(gateway) ?? 0) + 1);
  const matches: Match[] = [];
  const left: Left[] = [];
  const taken = new Map<string, string>();
  for (const connection of [...estate.connections].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const leave = (why: string, fix?: string, isNew?: true): void => {
      left.push({
        kind: 'connection',
        found: connection,
        why,
        ...(fix === undefined ? {} : { fix }),
        ...(isNew === undefined ? {} : { isNew }),
      });
    };
    const gateway = estate.customerGateways.find(({ id }) => id === connection.gateway);
    if (!gateway) {
      leave(
        `nothing says what its customer gateway ${connection.gateway} is`,
        'Give `aws ec2 describe-customer-gateways` too.',
      );
      continue;
    }
    const place = placeOf(connection, gateway, places);
    if (typeof place === 'string') {
      leave(place, placeFix(place), place === NOBODY ? true : undefined);
      continue;
    }
    const name = `${place.site.id}_${place.segment.tenant}_${place.circuit.id}`;
    const unfit = unfitness(estate, connection, gateway, place, hubs, (uses.get(gateway.id) ?? 0) > 1, lock);
    if (unfit !== undefined) {
      leave(unfit.why, unfit.fix);
      continue;
    }
    const other = taken.get(name);
    if (other !== undefined) {
      leave(`${other} is ${name} already`, 'Which of them is it? Give the answers without the other.');
      continue;
    }
    const attachment = estate.attachments.find(({ resource }) => resource === connection.id);
    const { hub } = hubs.find((each) => each.gateway === connection.transitGateway) ?? {};
    const id = attachment?.id ?? connection.attachment;
    if (id === undefined || hub === undefined) {
      leave(
        'nothing says by which attachment it is on the transit gateway',
        'Give `aws ec2 describe-transit-gateway-attachments` too.',
      );
      continue;
    }
    taken.set(name, connection.id);
    const isStatic = place.segment.routing === 'static';
    const own = asnOf(place, lock);
    const ranges = connection.inside.map(cidr);
    const tenant = catalogue.tenants.find(({ id: each }) => each === place.segment.tenant);
    const profile =
      place.segment.crypto?.[place.circuit.id] ?? place.circuit.crypto ?? tenant?.crypto ?? 'ncsc-recommended';
    const isHeld =
      place.circuit.insideRanges !== undefined ||
      ranges.every((range) => (place.segment.farEnd === 'azure-gateway' ? isLinkRange(range) : isInsideRange(range)));
    matches.push({
      connection,
      gateway,
      hub: hub.id,
      site: place.site,
      tenant: place.segment.tenant,
      circuit: place.circuit,
      attachment: id,
      ...(attachment?.table === undefined ? {} : { table: attachment.table }),
      into: intoOf(estate, id, attachment?.into ?? []),
      prefixes: segmentPrefixes(place.site, place.segment, lock).map(String),
      isStatic,
      differs: otherThanProfile(connection, profile),
      ...(isStatic && gateway.asn !== own ? { gatewayAsn: gateway.asn } : {}),
      writesRanges: !isHeld,
    });
  }
  return { matches, left };
}

const NOBODY = 'no site of the catalogue has its address';
const SEVERAL = 'several segments of the catalogue have its address';

function placeFix(problem: string): string {
  return problem === NOBODY
    ? 'Write the site first (`wan add site`, `wan import`), or have it proposed with --tenant.'
    : 'Give it a tag Name of site, tenant and circuit, such as crewe-library_schools_primary, or one with the tenant in it.';
}

function placeOf(connection: Connection, gateway: CustomerGateway, places: readonly Place[]): Place | string {
  const alike = places.filter(({ circuit }) =>
    gateway.ipAddress === undefined
      ? gateway.certificate !== undefined && circuit.certificate === gateway.certificate
      : circuit.address === gateway.ipAddress,
  );
  if (alike.length === 0) return NOBODY;
  const [only] = alike;
  if (only && alike.length === 1) return only;
  const words = [connection.name, gateway.deviceName, gateway.name].flatMap((each) => each ?? []);
  const [exact, ...others] = alike.filter(({ site, segment, circuit }) =>
    words.includes(`${site.id}_${segment.tenant}_${circuit.id}`),
  );
  if (exact && others.length === 0) return exact;
  // A tenant in a name; the connection's own says more than its gateway's.
  for (const word of words) {
    const parts = word
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .join('-');
    const [hint, ...rest] = alike.filter(({ segment }) => parts.includes(segment.tenant));
    if (hint && rest.length === 0) return hint;
  }
  return SEVERAL;
}

/** Why it can't be taken over without being made anew; each of these can't change in place. */
function unfitness(
  estate: Estate,
  connection: Connection,
  gateway: CustomerGateway,
  { site, segment, circuit }: Place,
  hubs: readonly MatchedHub[],
  isShared: boolean,
  lock: Lock,
): { readonly why: string; readonly fix: string } | undefined {
  const hub = site.hubs.find(({ cloud }) => cloud === 'aws');
  const matched = hubs.find((each) => each.hub.id === hub?.id);
  const where = `${site.id}, segment ${segment.tenant} on ${circuit.id}`;
  const held = lock.sites[site.id]?.segments[segment.tenant]?.circuits[circuit.id]?.adopted;
  if (held?.connection === connection.id) return undefined;
  if (connection.transitGateway === undefined)
    return {
      why: `it ends at ${connection.endsAt ?? 'no transit gateway'}`,
      fix: 'Move it to the transit gateway first (`aws ec2 modify-vpn-connection --transit-gateway-id`): minutes off, on a day of your own.',
    };
  if (!matched)
    return {
      why: `the transit gateway of hub ${hub?.id ?? '–'} is not taken over`,
      fix: 'Give `aws ec2 describe-transit-gateways` too.',
    };
  if (matched.gateway !== connection.transitGateway)
    return {
      why: `it is on ${connection.transitGateway}, and ${where} on ${matched.gateway}`,
      fix: 'Give the site a profile of the other hub.',
    };
  if (site.state === 'planned')
    return { why: `${site.id} is planned, and has nothing yet`, fix: 'Write `state: live` (or building) at it.' };
  if (terminationOf(segment, circuit) === 'concentrator')
    return {
      why: `it has a connection of its own, and ${where} is to share a concentrator`,
      fix: 'Write `termination: dedicated` at the circuit, and move it later.',
    };
  if (connection.isPrivate)
    return { why: 'it runs over circuits', fix: 'Datacentres are made here; those tunnels are made anew beside it.' };
  if (connection.isIpv6) return { why: 'it speaks IPv6 inside', fix: 'It has to be made anew.' };
  if (isShared)
    return {
      why: `another connection has the same customer gateway ${gateway.id}, and here each has its own`,
      fix: 'Move all but one to gateways of their own first (`aws ec2 create-customer-gateway --device-name`, `modify-vpn-connection`): minutes off each.',
    };
  const isStatic = segment.routing === 'static';
  if (connection.isStatic !== isStatic)
    return {
      why: connection.isStatic
        ? `it has static routes, and ${where} speaks BGP`
        : `it speaks BGP, and ${where} has static routes`,
      fix: connection.isStatic ? 'Write `routing: static` at the segment.' : 'Leave `routing: static` out.',
    };
  const written = circuit.asn ?? site.asn;
  if (!isStatic && written !== undefined && written !== gateway.asn)
    return {
      why: `its router has AS number ${gateway.asn}, and ${where} has ${written}`,
      fix: `Write \`asn: ${gateway.asn}\` there.`,
    };
  const fault = isStatic ? undefined : asnFault(gateway.asn);
  if (fault)
    return { why: `its router has AS number ${gateway.asn}: ${fault.problem}`, fix: 'Renumber the router first.' };
  const [first, second] = connection.inside;
  if (first === undefined || second === undefined || first === second)
    return { why: 'nothing says what its two inside ranges are', fix: 'Give `aws ec2 describe-vpn-connections` too.' };
  const ranges = circuit.insideRanges?.map(String);
  if (ranges && ranges.join() !== connection.inside.join())
    return {
      why: `its inside ranges are ${connection.inside.join(' and ')}, and ${where} has ${ranges.join(' and ')}`,
      fix: 'Write what it has.',
    };
  if (gateway.certificate !== circuit.certificate)
    return {
      why: `its router proves itself ${gateway.certificate === undefined ? 'by a key' : 'by a certificate'}, and ${where} otherwise`,
      fix: 'Write `certificate:` as it is.',
    };
  return estate.connections.length === 0 ? { why: 'nothing was read', fix: '' } : undefined;
}

function asnOf({ site, circuit }: Place, lock: Lock): number | undefined {
  return circuit.asn ?? site.asn ?? lock.sites[site.id]?.asn;
}

/** Tables into which an attachment is propagated, by it or by them. */
function intoOf(estate: Estate, attachment: string, own: readonly string[]): readonly string[] {
  const byTables = estate.tables.flatMap(({ id, propagations }) => (propagations?.includes(attachment) ? [id] : []));
  return [...new Set([...own, ...byTables])].sort();
}

/** What the lock holds of a match. */
export function adoptedOf(match: Match, estate: Estate): AdoptedCircuit {
  const { connection, gateway, attachment, table, into, isStatic, differs, gatewayAsn } = match;
  const rows = Object.fromEntries(
    estate.tables.flatMap(({ id, rows: all }) => {
      const own = (all ?? [])
        .filter((row) => row.isStatic && row.attachments.includes(attachment))
        .map(({ prefix }) => prefix);
      return isStatic && own.length > 0 ? [[id, own]] : [];
    }),
  );
  return {
    gateway: gateway.id,
    connection: connection.id,
    attachment,
    ...(table === undefined ? {} : { table }),
    into: [...into],
    rows,
    ...(gateway.deviceName === undefined ? {} : { device: gateway.deviceName }),
    ...(gatewayAsn === undefined ? {} : { asn: gatewayAsn }),
    ...(differs.length === 0 ? {} : { keeps: 'options' as const }),
  };
}
