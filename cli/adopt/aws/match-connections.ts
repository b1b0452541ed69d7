import { cidr } from '../../../catalogue/values/cidr';
import type { Tenant } from '../../../catalogue/model';
import type { AdoptedCircuit, Lock } from '../../../plan/lock/lock-file';
import { isInsideRange, isLinkRange } from '../../../plan/lock/pools';
import type { Prepared } from '../../../plan/prepare';
import { segmentPrefixes } from '../../../plan/routing/connections';
import type { Match, MatchedHub } from '../adoption';
import type { Left } from '../left';
import type { Connection, CustomerGateway, Estate } from '../estate';
import { nameOf, type Place, placeOf } from '../place-of';
import { otherThanProfile } from './tunnel-options';
import type { Unfit } from '../unfit';
import { unfitness } from './unfitness';

/** A connection with the place that it may be. */
interface Candidate {
  readonly connection: Connection;
  readonly gateway: CustomerGateway;
  readonly place: Place;
}

/** Which connections are which of the catalogue's, never by guess: two that could be one are left, both. */
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
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  const gateways = new Map(estate.customerGateways.map((each) => [each.id, each]));
  const left: Left[] = [];
  const candidates: Candidate[] = [];
  const leave = (connection: Connection, { why, fix, isNew }: Unfit & { readonly isNew?: true }): void => {
    left.push({ kind: 'connection', found: connection, why, fix, ...(isNew === undefined ? {} : { isNew }) });
  };
  for (const connection of [...estate.connections].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const gateway = gateways.get(connection.gateway);
    if (!gateway) {
      const why = `nothing says what its customer gateway ${connection.gateway} is`;
      leave(connection, { why, fix: 'Give `aws ec2 describe-customer-gateways` too.' });
      continue;
    }
    const { ipAddress, certificate } = gateway;
    const end = {
      words: [connection.name, gateway.deviceName, gateway.name].flatMap((each) => each ?? []),
      ...(ipAddress === undefined ? {} : { address: ipAddress }),
      ...(certificate === undefined ? {} : { certificate }),
    };
    const place = placeOf(end, places, [...tenants.keys()]);
    if ('why' in place) leave(connection, place);
    else candidates.push({ connection, gateway, place });
  }
  const matches = candidates.flatMap((candidate): readonly Match[] => {
    const { connection, place } = candidate;
    const held = adoptedAt(lock, place);
    const rivals = candidates.filter(
      (each) => nameOf(each.place) === nameOf(place) && each.connection.id !== connection.id,
    );
    if (held !== undefined && held.connection !== connection.id) {
      leave(connection, {
        why: `${nameOf(place)} is ${held.connection} by the lock`,
        fix: 'Is it left over? Nothing here uses it.',
      });
      return [];
    }
    if (held === undefined && rivals.length > 0) {
      const all = [connection.id, ...rivals.map((each) => each.connection.id)].sort().join(' or ');
      leave(connection, {
        why: `${nameOf(place)} may be ${all}`,
        fix: 'Which of them is it? Give the answers without the other.',
      });
      return [];
    }
    const match = matched(candidate, estate, hubs, tenants.get(place.segment.tenant), lock, held !== undefined);
    if ('why' in match) leave(connection, match);
    return 'why' in match ? [] : [match];
  });
  return { matches, left };
}

function matched(
  { connection, gateway, place }: Candidate,
  estate: Estate,
  hubs: readonly MatchedHub[],
  tenant: Tenant | undefined,
  lock: Lock,
  isHeld: boolean,
): Match | Unfit {
  const { site, segment, circuit } = place;
  const writesRanges =
    circuit.insideRanges === undefined &&
    !connection.inside
      .map(cidr)
      .every((range) => (segment.farEnd === 'azure-gateway' ? isLinkRange(range) : isInsideRange(range)));
  const unfit = isHeld ? undefined : unfitness(estate, connection, gateway, place, hubs, writesRanges);
  if (unfit) return unfit;
  const attachment = estate.attachments.find(({ resource }) => resource === connection.id);
  const id = attachment?.id ?? connection.attachment;
  const hub = site.hubs.find(({ cloud }) => cloud === 'aws');
  if (id === undefined || hub === undefined)
    return {
      why: 'nothing says by which attachment it is on the transit gateway',
      fix: 'Give `aws ec2 describe-transit-gateway-attachments` too.',
    };
  const isStatic = segment.routing === 'static';
  const own = circuit.asn ?? site.asn ?? lock.sites[site.id]?.asn;
  const profile = segment.crypto?.[circuit.id] ?? circuit.crypto ?? tenant?.crypto ?? 'ncsc-recommended';
  const real = prefixesBehind(estate, id);
  const behind = isHeld ? {} : prefixOf(place, real, tenant, lock);
  if ('why' in behind) return behind;
  return {
    connection,
    gateway,
    hub: hub.id,
    site,
    tenant: segment.tenant,
    circuit,
    attachment: id,
    ...(attachment?.table === undefined ? {} : { table: attachment.table }),
    into: intoOf(estate, id, attachment?.into ?? []),
    prefixes: segmentPrefixes(site, segment, lock).map(String),
    ...behind,
    knowsPrefixes: real.length > 0,
    isStatic,
    isHeld,
    differs: otherThanProfile(connection, profile),
    ...(isStatic && gateway.asn !== own ? { gatewayAsn: gateway.asn } : {}),
    writesRanges,
  };
}

function adoptedAt(lock: Lock, { site, segment, circuit }: Place): AdoptedCircuit | undefined {
  return lock.sites[site.id]?.segments[segment.tenant]?.circuits[circuit.id]?.adopted;
}

/** What tables say is behind an attachment; a whole default is what it is told, not what is there. */
export function prefixesBehind({ tables }: Estate, attachment: string): readonly string[] {
  const rows = tables.flatMap((table) => table.rows ?? []).filter((row) => row.attachments.includes(attachment));
  return [...new Set(rows.map(({ prefix }) => prefix))]
    .filter((prefix) => /^[\d.]+\/\d+$/.test(prefix) && prefix !== '0.0.0.0/0')
    .sort();
}

/** The prefix that the lock is to hold, where the building has another than was chosen; or why it is none that the segment can have. */
function prefixOf(
  { site, segment }: Place,
  real: readonly string[],
  tenant: Tenant | undefined,
  lock: Lock,
): { readonly prefix?: string } | Unfit {
  const own = segmentPrefixes(site, segment, lock);
  const outside = real.filter((prefix) => !own.some((each) => each.contains(cidr(prefix))));
  if (outside.length === 0) return {};
  const [only] = real;
  const isFree = segment.sizeBits !== undefined && real.length === 1 && only !== undefined;
  if (isFree) {
    const found = cidr(only);
    if (found.bits === segment.sizeBits && tenant?.supernets.aws.some((block) => block.contains(found)))
      return { prefix: only };
  }
  return {
    why: `${outside.join(' and ')} ${outside.length === 1 ? 'is' : 'are'} behind it, and ${site.id} has ${own.join(' and ')} for ${segment.tenant}: what is not in the catalogue would lose its way`,
    fix: 'Write `prefixes:` as they are at the segment.',
  };
}

/** Tables into which an attachment is propagated, by it or by them. */
function intoOf(estate: Estate, attachment: string, own: readonly string[]): readonly string[] {
  const byTables = estate.tables.flatMap(({ id, propagations }) => (propagations?.includes(attachment) ? [id] : []));
  return [...new Set([...own, ...byTables])].sort();
}

/** What the lock holds of a match. Its tunnels keep what they are set to: no profile says all of it. */
export function adoptedOf(match: Match, estate: Estate, inside: AdoptedCircuit['inside']): AdoptedCircuit {
  const { connection, gateway, attachment, table, into, isStatic, gatewayAsn } = match;
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
    inside,
    ...(table === undefined ? {} : { table }),
    into: [...into],
    rows,
    ...(gateway.deviceName === undefined ? {} : { device: gateway.deviceName }),
    ...(isStatic ? { routing: 'static' as const } : {}),
    ...(gatewayAsn === undefined ? {} : { asn: gatewayAsn }),
    keeps: 'options',
  };
}
