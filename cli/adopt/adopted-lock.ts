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
  const bySite = new Map<string, Match[]>();
  for (const match of matches) bySite.set(match.site.id, [...(bySite.get(match.site.id) ?? []), match]);
  const next = structuredClone(lock);
  for (const [hub, adopted] of hubs) {
    const held = next.hubs[hub];
    if (held) held.adopted = structuredClone(adopted);
  }
  // Who will have which number: those that are taken over first, since theirs is on a router already.
  const numbers = new Map<number, string>(written);
  const chosen = new Map<string, number>();
  const good: Match[] = [];
  for (const [site, own] of bySite) {
    const speaking = own.filter((match) => match.gatewayAsn === undefined && !isWritten(match));
    const asns = [...new Set(speaking.map(({ gateway }) => gateway.asn))];
    const [asn] = asns;
    const owner = asn === undefined ? undefined : numbers.get(asn);
    if (asns.length > 1)
      speaking.forEach((match) => {
        leave(
          match,
          `its site's circuits have AS numbers ${asns.join(' and ')}`,
          `Write \`asn: ${match.gateway.asn}\` at circuit ${match.circuit.id} of ${site}.`,
        );
      });
    else if (owner !== undefined && owner !== site)
      speaking.forEach((match) => {
        leave(
          match,
          `AS number ${asn ?? ''} is ${owner}'s too: one would drop what the other announces`,
          'Renumber one of the routers first, or write them as circuits of one site.',
        );
      });
    else if (asn !== undefined) {
      numbers.set(asn, site);
      chosen.set(site, asn);
    }
    good.push(...own.filter((match) => !left.some(({ found }) => found.id === match.connection.id)));
  }
  // A number that the lock chose for somebody else, by a chance, is chosen anew for them.
  for (const [id, held] of Object.entries(next.sites)) {
    const asn = chosen.get(id);
    if (asn !== undefined) held.asn = asn;
    else if (held.asn !== undefined && numbers.has(held.asn) && numbers.get(held.asn) !== id) delete held.asn;
  }
  const taken = good.filter((match) => {
    const held = next.sites[match.site.id];
    const numbersHeld = held?.segments[match.tenant]?.circuits[match.circuit.id];
    const [first, second] = match.connection.inside;
    if (!held || !numbersHeld || first === undefined || second === undefined) return false;
    const others = Object.entries(held.segments).flatMap(([tenant, { circuits }]) =>
      Object.entries(circuits).flatMap(([circuit, { tunnels, adopted }]) =>
        adopted !== undefined && !(tenant === match.tenant && circuit === match.circuit.id) ? (tunnels ?? []) : [],
      ),
    );
    const twice = match.connection.inside.filter((range) => others.includes(range));
    if (twice.length > 0) {
      leave(
        match,
        `its inside range ${twice.join(' and ')} is one of another connection of ${match.site.id}, and a router can't tell them apart`,
        'It has to be made anew: give the site new numbers for it.',
      );
      return false;
    }
    numbersHeld.adopted = adoptedOf(match, estate);
    if (match.circuit.insideRanges === undefined && !match.writesRanges) {
      // Another circuit of the site that holds one of them by choice chooses anew.
      for (const { circuits } of Object.values(held.segments))
        for (const other of Object.values(circuits))
          if (
            other !== numbersHeld &&
            other.adopted === undefined &&
            other.tunnels?.some((range) => match.connection.inside.includes(range))
          )
            delete other.tunnels;
      numbersHeld.tunnels = [first, second];
    }
    return true;
  });
  return { lock: next, taken, left };
}

function isWritten({ site, circuit }: Match): boolean {
  return (circuit.asn ?? site.asn) !== undefined;
}
