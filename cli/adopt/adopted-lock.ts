import { cidr } from '../../catalogue/values/cidr';
import type { AdoptedHub, CircuitLock, Lock } from '../../plan/lock/lock-file';
import type { Estate } from './estate';
import type { Match } from './adoption';
import type { Left } from './left';
import { adoptedOf } from './aws/match-connections';
import type { AzureHubMatch } from './azure/azure-adoption';
import { NOT_WHOLE } from './azure/match-azure-hubs';
import type { Found } from './found';

/** A lock with today's numbers of what is taken over, and what could not be because of them. */
export interface AdoptedLock {
  readonly lock: Lock;
  readonly taken: readonly Match[];
  readonly azure: readonly AzureHubMatch[];
  readonly left: readonly Left[];
}

/** A router that speaks BGP with a number that the catalogue doesn't write. */
interface Speaking {
  readonly found: Found;
  readonly site: string;
  readonly circuit: string;
  readonly asn: number;
}

/**
 * Puts ids and numbers of what is there into the lock. What would give two sites one AS number, or a site one inside range twice, is left; a
 * virtual hub with a connection that is left stays as it is, whole.
 */
export function adoptedLock(
  lock: Lock,
  estate: Estate,
  hubs: ReadonlyMap<string, AdoptedHub>,
  matches: readonly Match[],
  written: ReadonlyMap<number, string>,
  azure: readonly AzureHubMatch[],
): AdoptedLock {
  const left: Left[] = [];
  const leave = (found: Found, why: string, fix: string): void => {
    left.push({ kind: 'connection', found, why, fix });
  };
  const next = structuredClone(lock);
  for (const [hub, adopted] of hubs) {
    const held = next.hubs[hub];
    if (held) held.adopted = structuredClone(adopted);
  }
  putNumbers(next, lock, [...speakingIn(matches), ...azure.flatMap(speakingInAzure)], written, leave);
  const taken = matches.filter((match) => {
    if (left.some(({ found }) => found.id === match.connection.id)) return false;
    if (match.isHeld) return true;
    const problem = put(next, match, estate);
    if (problem === undefined) return true;
    leave(match.connection, problem.why, problem.fix);
    return false;
  });
  for (const each of azure) putAzure(next, each, leave, (id) => left.some(({ found }) => found.id === id));
  const isLeft = ({ connection }: AzureHubMatch['matches'][number]): boolean =>
    left.some(({ found }) => found.id === connection.id);
  const clashing = azure.filter(({ matches: own, isHeld }) => !isHeld && own.some(isLeft));
  // All of one Virtual WAN, or none: what is made beside it would be in another.
  const partly =
    clashing.length === 0
      ? []
      : azure.filter((each) => clashing.includes(each) || (!each.isHeld && each.wan !== undefined));
  if (partly.length === 0)
    return {
      lock: next,
      taken,
      azure: azure.map((each) => ({ ...each, matches: each.matches.filter((own) => !isLeft(own)) })),
      left,
    };
  const whole = adoptedLock(
    lock,
    estate,
    hubs,
    matches,
    written,
    azure.filter((each) => !partly.includes(each)),
  );
  const why = partly.flatMap(({ adopted, matches: own }): readonly Left[] => {
    const others = left.filter(({ found }) => own.some(({ connection }) => connection.id === found.id));
    return [{ kind: 'virtual hub', found: { id: adopted.hub }, ...NOT_WHOLE(others.length) }, ...others];
  });
  return { ...whole, left: [...why, ...whole.left] };
}

function speakingIn(matches: readonly Match[]): readonly Speaking[] {
  return matches
    .filter((match) => !match.isHeld && match.gatewayAsn === undefined && !isWritten(match) && !match.isStatic)
    .map(({ connection, site, circuit, gateway }) => ({
      found: connection,
      site: site.id,
      circuit: circuit.id,
      asn: gateway.asn,
    }));
}

function speakingInAzure({ matches }: AzureHubMatch): readonly Speaking[] {
  return matches
    .filter((match) => !match.isHeld && !isWritten(match))
    .map(({ connection, site, circuit, asn }) => ({ found: connection, site: site.id, circuit: circuit.id, asn }));
}

/** AS numbers of routers, which are on them already: of those that no other site has. */
function putNumbers(
  next: Lock,
  lock: Lock,
  speaking: readonly Speaking[],
  written: ReadonlyMap<number, string>,
  leave: (found: Found, why: string, fix: string) => void,
): void {
  const numbers = new Map<number, string>([...written, ...numbersTaken(lock)]);
  const bySite = new Map<string, Speaking[]>();
  for (const each of speaking) bySite.set(each.site, [...(bySite.get(each.site) ?? []), each]);
  for (const [site, own] of bySite) {
    // A circuit that was taken over before has the site's number on its router.
    const fixed = hasSpeaking(lock, site) ? lock.sites[site]?.asn : undefined;
    const asns = [...new Set([...(fixed === undefined ? [] : [fixed]), ...own.map(({ asn }) => asn)])];
    const [asn] = asns;
    const owner = asn === undefined ? undefined : numbers.get(asn);
    for (const each of own)
      if (asns.length > 1)
        leave(
          each.found,
          `its site's circuits have AS numbers ${asns.join(' and ')}`,
          `Write \`asn: ${each.asn}\` at circuit ${each.circuit} of ${site}.`,
        );
      else if (owner !== undefined && owner !== site)
        leave(
          each.found,
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
}

/** Puts a virtual hub and all that is connected to it into the lock. */
function putAzure(
  next: Lock,
  { hub, adopted, gateway, matches, wan, isHeld }: AzureHubMatch,
  leave: (found: Found, why: string, fix: string) => void,
  isLeft: (id: string) => boolean,
): void {
  const at = next.hubs[hub.id];
  if (!at) return;
  at.adoptedAzure = structuredClone(adopted);
  if (!isHeld) {
    if (gateway.scaleUnits !== undefined) at.scaleUnits = gateway.scaleUnits;
    if (wan !== undefined) next.adoptedWan = wan;
  }
  for (const match of matches) {
    if (match.isHeld || isLeft(match.connection.id)) continue;
    const numbers = next.sites[match.site.id]?.segments[match.tenant]?.circuits[match.circuit.id];
    const other = circuitsIn(next).find(({ circuit }) => circuit !== numbers && circuit.loopback === match.loopback);
    if (!numbers) leave(match.connection, 'the lock has no place for it', 'Run `npx wan lock`.');
    else if (peersOf(next).includes(match.loopback))
      leave(
        match.connection,
        `its router speaks BGP at ${match.loopback}, and a datacentre's does too`,
        'Renumber one of the routers first.',
      );
    else if (other?.circuit.adoptedAzure !== undefined)
      leave(
        match.connection,
        `its router speaks BGP at ${match.loopback}, and one of ${other.site} does too`,
        'Renumber one of the routers first.',
      );
    else {
      // Whoever has it by choice chooses anew.
      if (other) delete other.circuit.loopback;
      numbers.loopback = match.loopback;
      numbers.adoptedAzure = {
        site: match.vpnSite.id,
        link: match.siteLink.name,
        connection: match.connection.id,
        linkConnection: match.link.name,
        keeps: 'options',
      };
    }
  }
}

/** Where datacentres' routers speak BGP to Azure. */
function peersOf({ datacentres }: Lock): readonly string[] {
  return Object.values(datacentres).flatMap(({ tenants }) =>
    Object.values(tenants).flatMap(({ directPeers, backupPeers }) => [
      ...Object.values(directPeers),
      ...Object.values(backupPeers),
    ]),
  );
}

function circuitsIn({ sites }: Lock): readonly { readonly site: string; readonly circuit: CircuitLock }[] {
  return Object.entries(sites).flatMap(([site, { segments }]) =>
    Object.values(segments).flatMap(({ circuits }) => Object.values(circuits).map((circuit) => ({ site, circuit }))),
  );
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
    Object.values(circuits).some(
      ({ adopted, adoptedAzure }) =>
        adoptedAzure !== undefined || (adopted !== undefined && adopted.routing === undefined),
    ),
  );
}

function isWritten({ site, circuit }: Pick<Match, 'site' | 'circuit'>): boolean {
  return (circuit.asn ?? site.asn) !== undefined;
}
