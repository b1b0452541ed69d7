import { compareText } from '../../catalogue/issues/issue';
import { type Cidr, cidr, holds } from '../../catalogue/values/cidr';
import { formatPort } from '../../catalogue/values/ports';
import { buildNetwork } from '../../verify/read/read-network';
import { passingBetween } from '../../verify/report/passing';
import type { Member } from '../../verify/walk/address-classes';
import { prepareProof, type Proof } from '../../verify/walk/proof';
import type { Route } from '../../verify/walk/route';
import type { Source } from '../../verify/walk/sources';
import type { Side } from '../sides/side';

/** Something that passes, passes no longer, or passes by another way, as both sides' stacks have it. */
export interface PathChange {
  readonly kind: 'gained' | 'lost' | 'changed' | 'another-way';
  readonly from: string;
  /** Where only some of them are meant: its buildings, or its networks in a cloud or datacentre. */
  readonly of?: 'sites' | 'networks';
  readonly to: string;
  /** Entry of the catalogue that asks for it: `flows.fire-to-police-cad`; `internet`. */
  readonly because: string;
  /** `10.97.9.10/32 tcp/443`. */
  readonly what: string;
  /** Who answers for it and until when, where the entry says so. */
  readonly owner?: string;
  readonly expires?: string;
  readonly before?: string;
}

interface Passage {
  readonly from: string;
  readonly of: 'sites' | 'networks';
  readonly to: string;
  readonly because: string;
  readonly what: string;
  readonly way: string;
}

/** A public address that nobody has a rule of their own for. Source: RFC 5737, TEST-NET-3. */
const ANYWHERE = cidr('203.0.113.77/32').first;

/** Paths that differ; `isLocal` says that only stacks of sites differ, which carry traffic and decide nothing. */
export function pathChanges(base: Side, head: Side, isLocal: boolean): readonly PathChange[] {
  if (isLocal && signature(base) === signature(head)) return [];
  const before = passages(base, head);
  const after = passages(head, base);
  const changes: PathChange[] = [];
  for (const [key, now] of after) {
    const old = before.get(key);
    if (!old) {
      if (!isCovered(now, before)) changes.push({ kind: 'gained', ...told(now, head) });
    } else if (old.what !== now.what) changes.push({ kind: 'changed', ...told(now, head), before: old.what });
    else if (old.way !== now.way) changes.push({ kind: 'another-way', ...told(now, head), before: old.way });
  }
  for (const [key, old] of before)
    if (!after.has(key) && !isCovered(old, after)) changes.push({ kind: 'lost', ...told(old, base) });
  return together(changes).sort((a, b) => compareText(a.from + a.to + a.because, b.from + b.to + b.because));
}

/** What is the same for buildings and for networks is said once. */
function together(changes: readonly PathChange[]): PathChange[] {
  const found = new Map<string, PathChange>();
  for (const change of changes) {
    const { of: _of, ...common } = change;
    const key = JSON.stringify(common);
    const known = found.get(key);
    found.set(key, known && known.of !== change.of ? common : (known ?? change));
  }
  return [...found.values()];
}

/** Whether the same passes by an entry with a wider prefix between the same two. */
function isCovered({ from, of, to, what }: Passage, others: ReadonlyMap<string, Passage>): boolean {
  const [prefix = '', ...ports] = what.split(' ');
  if (!/^\d+\./.test(prefix)) return false;
  return [...others.values()].some((other) => {
    const [wider = '', ...passed] = other.what.split(' ');
    return (
      other.from === from &&
      other.of === of &&
      other.to === to &&
      /^\d+\./.test(wider) &&
      wider !== prefix &&
      cidr(wider).contains(cidr(prefix)) &&
      (passed.includes('any') || ports.every((port) => passed.includes(port)))
    );
  });
}

/** What decides who may reach whom, as written. */
function signature({ prepared: { catalogue } }: Side): string {
  const { tenants, egressDomains, services, flows, suppliers, datacentres, hubs } = catalogue;
  const at = datacentres.map(({ id, tenants: own, circuits }) => [id, own.map(({ tenant }) => tenant), circuits]);
  return JSON.stringify([tenants, egressDomains, services, flows, suppliers, at, hubs]);
}

function proofOf(side: Side): Proof {
  const { catalogue, lock } = side.prepared;
  return prepareProof(catalogue, lock, buildNetwork(side.stacks.map((name) => side.read(name))));
}

/** Every path that is asked for or leads out, tried from one place at each hub that it is granted to, of those that both sides have. */
function passages(side: Side, other: Side): ReadonlyMap<string, Passage> {
  const proof = proofOf(side);
  const found = new Map<string, Passage>();
  const both = new Set(other.prepared.catalogue.sites.map(({ id }) => id));
  const starts = new Starts(proof, both, new Set(side.prepared.catalogue.sites.map(({ id }) => id)));
  const places = proof.classes.flatMap(({ members }) => members.filter(({ owner }) => owner !== undefined));
  const sites = new Set(side.prepared.catalogue.sites.map(({ id }) => id));
  const note = (source: Source, passage: Omit<Passage, 'from' | 'of' | 'way'>, route: Route | undefined): void =>
    add(found, {
      ...passage,
      from: source.owner.tenant,
      of: sites.has(source.owner.place) ? 'sites' : 'networks',
      way: wayOf(route?.forward.steps.map(({ text }) => text) ?? [], source),
    });
  for (const want of proof.intent.wants) {
    if (want.kind === 'resolver') continue;
    for (const source of starts.of(want.from, want.sources))
      for (const prefix of want.destinations) {
        const routes = firstPassing(proof, want.because, source, addressesIn(places, source, prefix));
        if (!routes) continue;
        const what = `${prefix.toString()} ${want.ports.map(formatPort).join(' ')}`;
        note(source, { to: want.to, because: want.because, what }, routes[0]);
      }
  }
  for (const { id } of side.prepared.catalogue.tenants)
    for (const source of starts.of(id)) {
      const { passing, routes } = passingBetween(proof, source, ANYWHERE);
      const services = [...new Set(passing.flatMap(({ services: own }) => own))].sort(compareText);
      if (services.length > 0)
        note(source, { to: 'internet', because: 'internet', what: services.join(' ') }, routes[0]);
    }
  for (const supplier of side.prepared.catalogue.suppliers) {
    if (supplier.kind !== 'egress') continue;
    for (const consumer of supplier.consumers)
      for (const source of starts.of(consumer))
        for (const prefix of supplier.addresses) {
          const { passing, routes } = passingBetween(proof, source, cidr(prefix).first);
          const because = `suppliers.${supplier.id}`;
          const own = passing.find((each) => each.because === because);
          if (own) note(source, { to: 'internet', because, what: `${prefix} ${own.services.join(' ')}` }, routes[0]);
        }
  }
  return found;
}

function add(found: Map<string, Passage>, passage: Passage): void {
  const prefix = passage.because === 'internet' ? '' : (passage.what.split(' ')[0] ?? '');
  const key = [passage.of, passage.from, passage.to, passage.because, prefix].join('|');
  if (!found.has(key)) found.set(key, passage);
}

/**
 * Its first address, one of a place in it that is not the source's own, and the first of each quarter: a supernet's first address is
 * often nobody's, and of an endpoint's subnets, one to a zone, the first may be gone.
 */
function addressesIn(places: readonly Member[], source: Source, prefix: Cidr): readonly number[] {
  const other = places.find(({ address, owner }) => owner?.place !== source.owner.place && holds([prefix], address));
  const quarters = prefix.bits > 30 ? [] : [1, 2, 3].map((quarter) => prefix.subnet(prefix.bits + 2, quarter).first);
  return [prefix.first, ...(other ? [other.address] : []), ...quarters];
}

/** The ways of the first of some addresses at which something passes because of an entry. */
function firstPassing(
  proof: Proof,
  because: string,
  source: Source,
  addresses: readonly number[],
): readonly Route[] | undefined {
  for (const address of addresses) {
    const { passing, routes } = passingBetween(proof, source, address);
    if (passing.some((each) => each.because === because)) return routes;
  }
  return undefined;
}

/** Places that paths are tried from: of each tenant one at each hub, and one that both sides have where there is one. */
class Starts {
  private readonly byTenant = new Map<string, Source[]>();

  constructor(
    private readonly proof: Proof,
    private readonly both: ReadonlySet<string>,
    private readonly sites: ReadonlySet<string>,
  ) {
    for (const source of proof.sources) {
      if (source.resolver) continue;
      const { tenant } = source.owner;
      const known = this.byTenant.get(tenant);
      if (known) known.push(source);
      else this.byTenant.set(tenant, [source]);
    }
  }

  of(tenant: string, within?: readonly Cidr[]): readonly Source[] {
    const found = new Map<string, Source>();
    for (const source of this.byTenant.get(tenant) ?? []) {
      if (within && !holds(within, source.address)) continue;
      const hub = `${this.proof.hubs.startOf(source)} ${this.sites.has(source.owner.place)}`;
      const known = found.get(hub);
      if (!known || (!this.both.has(known.owner.place) && this.both.has(source.owner.place))) found.set(hub, source);
    }
    return [...found.values()];
  }
}

/** The way without what belongs to the very place it was tried from. */
function wayOf(steps: readonly string[], source: Source): string {
  return steps
    .slice(1)
    .map((step) => step.replaceAll(source.owner.place, 'the site'))
    .join(' → ');
}

/** Who asked for a path. */
function told(passage: Passage, { prepared: { catalogue } }: Side): Omit<PathChange, 'kind'> {
  const { from, of, to, because, what } = passage;
  const [noun, id] = because.split('.');
  const flow = noun === 'flows' ? catalogue.flows.find((each) => each.id === id) : undefined;
  return { from, of, to, because, what, ...(flow ? { owner: flow.owner, expires: flow.expires } : {}) };
}
