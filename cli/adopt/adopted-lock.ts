import { cidr } from '../../catalogue/values/cidr';
import type { AdoptedHub, Lock } from '../../plan/lock/lock-file';
import type { Estate } from './estate';
import type { Left, Match } from './adoption';
import { adoptedOf } from './match-connections';

/** A lock with today's numbers of what is taken over, and what could not be because of them. */
export interface AdoptedLock {
  readonly lock: Lock;
  readonly taken: readonly Match[];
  readonly left: readonly Left[];
}

/** Puts ids and numbers of what is there into the lock. What would give two sites one AS number, or a site one inside range twice, is left. */
export function adoptedLock(
  lock: Lock,
  estate: Estate,
  hubs: ReadonlyMap<string, AdoptedHub>,
  matches: readonly Match[],
  written: ReadonlyMap<number, string>,
): AdoptedLock {
  const left: Left[] = [];
  const leave = (match: Match, why: string, fix: string): void => {
    left.push({ kind: 'connection', found: match.connection, why, fix });
  };
  const next = structuredClone(lock);
  for (const [hub, adopted] of hubs) {
    const held = next.hubs[hub];
    if (held) held.adopted = structuredClone(adopted);
  }
  const fresh = matches.filter(({ isHeld }) => !isHeld);
  const numbers = new Map<number, string>([...written, ...numbersTaken(lock)]);
  for (const [site, own] of groupedBySite(fresh)) {
    const speaking = own.filter((match) => match.gatewayAsn === undefined && !isWritten(match) && !match.isStatic);
    // A circuit that was taken over before has the site's number on its router.
    const fixed = hasSpeaking(lock, site) ? lock.sites[site]?.asn : undefined;
    const asns = [...new Set([...(fixed === undefined ? [] : [fixed]), ...speaking.map(({ gateway }) => gateway.asn)])];
    const [asn] = asns;
    const owner = asn === undefined ? undefined : numbers.get(asn);
    for (const match of speaking)
      if (asns.length > 1)
        leave(
          match,
          `its site's circuits have AS numbers ${asns.join(' and ')}`,
          `Write \`asn: ${match.gateway.asn}\` at circuit ${match.circuit.id} of ${site}.`,
        );
      else if (owner !== undefined && owner !== site)
        leave(
          match,
          `AS number ${asn ?? ''} is ${owner}'s too: one would drop what the other announces`,
          'Renumber one of the routers first, or write them as circuits of one site.',
        );
    const held = next.sites[site];
    if (asns.length === 1 && asn !== undefined && (owner === undefined || owner === site) && held) {
      numbers.set(asn, site);
      held.asn = asn;
    }
  }
  // A number that the lock chose for somebody else, by a chance, is chosen anew for them; nobody's who is on a router already.
  for (const [id, held] of Object.entries(next.sites))
    if (held.asn !== undefined && !hasSpeaking(next, id) && (numbers.get(held.asn) ?? id) !== id) delete held.asn;
  const taken = matches.filter((match) => {
    if (left.some(({ found }) => found.id === match.connection.id)) return false;
    if (match.isHeld) return true;
    const problem = put(next, match, estate);
    if (problem === undefined) return true;
    leave(match, problem.why, problem.fix);
    return false;
  });
  return { lock: next, taken, left };
}

/** Puts one connection into the lock, or says why not. */
function put(next: Lock, match: Match, estate: Estate): { readonly why: string; readonly fix: string } | undefined {
  const held = next.sites[match.site.id];
  const segment = held?.segments[match.tenant];
  const numbers = segment?.circuits[match.circuit.id];
  const [first, second] = match.connection.inside;
  if (!held || !numbers || first === undefined || second === undefined)
    return { why: 'the lock has no place for it', fix: 'Run `npx wan lock`.' };
  const others = Object.values(held.segments).flatMap(({ circuits }) =>
    Object.values(circuits).filter((each) => each !== numbers),
  );
  const twice = match.connection.inside.filter((range) =>
    others.some(({ adopted, tunnels }) => adopted !== undefined && tunnels?.includes(range)),
  );
  if (twice.length > 0)
    return {
      why: `its inside range ${twice.join(' and ')} is one of another connection of ${match.site.id}, and a router can't tell them apart`,
      fix: 'It has to be made anew: give the site new numbers for it.',
    };
  if (match.prefix !== undefined) {
    const prefix = cidr(match.prefix);
    const neighbour = Object.entries(next.sites).find(([id, { segments }]) =>
      Object.entries(segments).some(
        ([tenant, each]) =>
          !(id === match.site.id && tenant === match.tenant) &&
          each.prefix !== undefined &&
          cidr(each.prefix).overlaps(prefix),
      ),
    )?.[0];
    if (neighbour !== undefined)
      return {
        why: `${match.prefix} is behind it, and the lock has that for ${neighbour}`,
        fix: `Write \`prefixes:\` as they are, of ${match.site.id} or of ${neighbour}.`,
      };
    segment.prefix = match.prefix;
  }
  numbers.adopted = adoptedOf(match, estate, [first, second]);
  if (match.circuit.insideRanges === undefined && !match.writesRanges) {
    // Another circuit of the site that holds one of them by choice chooses anew.
    for (const other of others)
      if (other.adopted === undefined && other.tunnels?.some((range) => match.connection.inside.includes(range)))
        delete other.tunnels;
    numbers.tunnels = [first, second];
  }
  return undefined;
}

/** AS numbers of sites of which something was taken over before, which are on their routers. */
function numbersTaken(lock: Lock): readonly (readonly [number, string])[] {
  return Object.entries(lock.sites).flatMap(([id, { asn }]) =>
    asn !== undefined && hasSpeaking(lock, id) ? [[asn, id] as const] : [],
  );
}

/** Whether a connection of a site was taken over on which BGP is spoken. */
function hasSpeaking(lock: Lock, site: string): boolean {
  return Object.values(lock.sites[site]?.segments ?? {}).some(({ circuits }) =>
    Object.values(circuits).some(({ adopted }) => adopted !== undefined && adopted.routing === undefined),
  );
}

function groupedBySite(matches: readonly Match[]): ReadonlyMap<string, readonly Match[]> {
  const found = new Map<string, Match[]>();
  for (const match of matches) found.set(match.site.id, [...(found.get(match.site.id) ?? []), match]);
  return found;
}

function isWritten({ site, circuit }: Match): boolean {
  return (circuit.asn ?? site.asn) !== undefined;
}
