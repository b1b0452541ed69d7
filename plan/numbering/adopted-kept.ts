import { cidr } from '../../catalogue/values/cidr';
import type { CircuitLock, Lock, SiteLock } from '../lock/lock-file';

/**
 * A base's numbers, with what this folder's lock has taken over since: its ids, and the numbers that are on routers already. Nobody's number in the
 * base is touched: a site that would have one of another's is not taken over any more, and has to be asked for again (`wan adopt`).
 */
export function withAdopted(base: Lock | undefined, own: Lock | undefined): Lock | undefined {
  if (!base || !own) return base;
  const next = structuredClone(base);
  if (own.adoptedWan !== undefined) next.adoptedWan ??= own.adoptedWan;
  for (const [id, hub] of Object.entries(own.hubs)) {
    const held = (next.hubs[id] ??= structuredClone(hub));
    if (hub.adopted !== undefined) held.adopted ??= structuredClone(hub.adopted);
    if (hub.adoptedAzure === undefined || held.adoptedAzure !== undefined) continue;
    held.adoptedAzure = structuredClone(hub.adoptedAzure);
    if (hub.scaleUnits !== undefined) held.scaleUnits = hub.scaleUnits;
  }
  for (const [id, site] of Object.entries(own.sites)) {
    const taken = circuitsOf(site).filter(({ circuit }) => isTaken(circuit));
    const fresh = taken.filter(({ tenant, name }) => !isTaken(next.sites[id]?.segments[tenant]?.circuits[name]));
    if (fresh.length > 0 && !meets(next, id, site)) next.sites[id] = merged(next.sites[id], site);
  }
  return next;
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

/** Whether another site of the base has a number of this one. */
function meets({ sites }: Lock, id: string, site: SiteLock): boolean {
  const loopbacks = new Set(circuitsOf(site).flatMap(({ circuit }) => circuit.loopback ?? []));
  const prefixes = Object.values(site.segments).flatMap(({ prefix }) => (prefix === undefined ? [] : [cidr(prefix)]));
  return Object.entries(sites).some(
    ([other, each]) =>
      other !== id &&
      ((site.asn !== undefined && each.asn === site.asn) ||
        circuitsOf(each).some(({ circuit }) => circuit.loopback !== undefined && loopbacks.has(circuit.loopback)) ||
        Object.values(each.segments).some(
          ({ prefix }) => prefix !== undefined && prefixes.some((own) => own.overlaps(cidr(prefix))),
        )),
  );
}

/** The base's entry with the numbers of what was taken over; a site that the base lacks as it stands here. */
function merged(base: SiteLock | undefined, own: SiteLock): SiteLock {
  if (!base) return structuredClone(own);
  const next = { ...structuredClone(base), ...(own.asn === undefined ? {} : { asn: own.asn }) };
  for (const { tenant, name, circuit } of circuitsOf(own)) {
    const segment = next.segments[tenant];
    if (!segment || !isTaken(circuit)) continue;
    segment.circuits[name] = structuredClone(circuit);
    const prefix = own.segments[tenant]?.prefix;
    if (prefix !== undefined) segment.prefix = prefix;
  }
  return next;
}
