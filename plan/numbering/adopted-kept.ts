import { cidr } from '../../catalogue/values/cidr';
import type { CircuitLock, Lock, SiteLock } from '../lock/lock-file';

export interface KeptFromBase {
  readonly lock: Lock | undefined;
  /** Sites of which nothing that was taken over could be kept. */
  readonly dropped: readonly string[];
}

/**
 * A base's numbers, with what this folder's lock has taken over since: its ids, and the numbers that are on routers already. Nobody's number in the
 * base is touched: a site that would have one of another's, or is at another hub there, is told. What either of them has settled is settled.
 * `was`: former ids of sites by those that they have now.
 */
export function withAdopted(
  base: Lock | undefined,
  own: Lock | undefined,
  was: ReadonlyMap<string, string> = new Map(),
): KeptFromBase {
  if (!base || !own) return { lock: base, dropped: [] };
  const next = structuredClone(base);
  const dropped: string[] = [];
  if (own.adoptedWan !== undefined) next.adoptedWan ??= own.adoptedWan;
  for (const [id, hub] of Object.entries(own.hubs)) {
    // Any other hub that the base lacks has its numbers chosen as ever.
    if (hub.adopted === undefined && hub.adoptedAzure === undefined) continue;
    const held = (next.hubs[id] ??= structuredClone(hub));
    if (hub.adopted !== undefined) held.adopted ??= structuredClone(hub.adopted);
    if (hub.adoptedAzure === undefined || held.adoptedAzure !== undefined) continue;
    held.adoptedAzure = structuredClone(hub.adoptedAzure);
    if (hub.scaleUnits !== undefined) held.scaleUnits = hub.scaleUnits;
  }
  for (const [id, site] of Object.entries(own.sites)) {
    const at = Object.keys(next.sites).find((key) => key === id || was.get(key) === id || was.get(id) === key) ?? id;
    const held = next.sites[at];
    settle(held, site);
    const fresh = circuitsOf(site).filter(
      ({ tenant, name, circuit }) => isTaken(circuit) && !isTaken(held?.segments[tenant]?.circuits[name]),
    );
    if (fresh.length === 0) continue;
    const isElsewhere = held !== undefined && (held.hubs.aws !== site.hubs.aws || held.hubs.azure !== site.hubs.azure);
    if (isElsewhere || meets(next, at, site)) dropped.push(id);
    else next.sites[at] = held ? merged(held, site, fresh) : structuredClone(site);
  }
  return { lock: next, dropped };
}

function isTaken(circuit: CircuitLock | undefined): boolean {
  return circuit?.adopted !== undefined || circuit?.adoptedAzure !== undefined;
}

interface Placed {
  readonly tenant: string;
  readonly name: string;
  readonly circuit: CircuitLock;
}

function circuitsOf({ segments }: SiteLock): readonly Placed[] {
  return Object.entries(segments).flatMap(([tenant, { circuits }]) =>
    Object.entries(circuits).map(([name, circuit]) => ({ tenant, name, circuit })),
  );
}

/** What somebody has settled here is settled in the base's entry too. */
function settle(held: SiteLock | undefined, own: SiteLock): void {
  for (const { tenant, name, circuit } of circuitsOf(own)) {
    const there = held?.segments[tenant]?.circuits[name];
    for (const kind of ['adopted', 'adoptedAzure'] as const) {
      const kept = there?.[kind];
      if (kept !== undefined && circuit[kind] !== undefined && circuit[kind].keeps === undefined) delete kept.keeps;
    }
  }
}

/** Whether another site of the base, or a datacentre, has a number of this one. */
function meets({ sites, datacentres }: Lock, id: string, site: SiteLock): boolean {
  const loopbacks = new Set(circuitsOf(site).flatMap(({ circuit }) => circuit.loopback ?? []));
  const prefixes = Object.values(site.segments).flatMap(({ prefix }) => (prefix === undefined ? [] : [cidr(prefix)]));
  const peers = Object.values(datacentres).flatMap(({ tenants }) =>
    Object.values(tenants).flatMap((each) => [...Object.values(each.directPeers), ...Object.values(each.backupPeers)]),
  );
  return (
    peers.some((peer) => loopbacks.has(peer)) ||
    Object.entries(sites).some(
      ([other, each]) =>
        other !== id &&
        ((site.asn !== undefined && each.asn === site.asn) ||
          circuitsOf(each).some(({ circuit }) => circuit.loopback !== undefined && loopbacks.has(circuit.loopback)) ||
          Object.values(each.segments).some(
            ({ prefix }) => prefix !== undefined && prefixes.some((own) => own.overlaps(cidr(prefix))),
          )),
    )
  );
}

/** The base's entry with the numbers of what was taken over since; the router's AS number where it says it. */
function merged(base: SiteLock, own: SiteLock, fresh: readonly Placed[]): SiteLock {
  const speaks = fresh.some(
    ({ circuit: { adopted, adoptedAzure } }) =>
      adoptedAzure !== undefined || (adopted !== undefined && adopted.routing === undefined),
  );
  const next = { ...structuredClone(base), ...(speaks && own.asn !== undefined ? { asn: own.asn } : {}) };
  for (const { tenant, name, circuit } of fresh) {
    const segment = next.segments[tenant];
    if (!segment) continue;
    segment.circuits[name] = structuredClone(circuit);
    const prefix = own.segments[tenant]?.prefix;
    if (prefix !== undefined) segment.prefix = prefix;
  }
  return next;
}
