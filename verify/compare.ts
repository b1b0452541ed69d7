import { PRIVATE_BLOCKS, type Cidr } from '../catalogue/cidr';
import type { Catalogue } from '../catalogue/model';
import type { Lock } from '../plan/lock/lock-file';
import { aloneFaults } from './alone';
import { announcementsOf, type Announcements } from './announcements';
import { addressClasses, type AddressClass, type AddressSpace, type Member } from './classes';
import { RouteView, routesOf, type Decision, type Route } from './decide';
import type { Service } from './firewall';
import { intentOf, type Intent, type Want } from './intent';
import { PrefixMap } from './interval-map';
import type { Fault, Network } from './network';
import { rangeHolds, ServiceClasses } from './services';
import { sourcesOf, type Source } from './sources';
import { TransitLookup } from './transit-lookup';
import { Walker } from './walk';

export type DifferenceKind = 'LEAK' | 'ROUTED OUT' | 'BLOCKED' | 'NO REPLY' | 'ASYMMETRIC' | 'LOOP';

/** A kind of packet that is not treated as the catalogue asks. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly source: Source;
  readonly destination: Member;
  readonly service: Service;
  readonly route: Route;
  readonly decision: Decision;
  /** What asks for it; absent for a leak. */
  readonly want?: Want;
  /** How many kinds of packet differ between these two in this way. */
  readonly alike: number;
}

export interface Verification {
  readonly classes: number;
  readonly differences: readonly Difference[];
  readonly faults: readonly Fault[];
  /** What each tenant reaches of each other and of the internet, for the matrix. */
  readonly reached: ReadonlyMap<string, Reach>;
  /** Wants whose destination nobody announces: nothing can be said of them. */
  readonly unproven: readonly Want[];
  readonly announcements: Announcements;
}

/** What one tenant reaches of another. */
export interface Reach {
  readonly because: ReadonlySet<string>;
  readonly services: number;
}

/** Everything that a verification walks with, for one network and one catalogue. */
export interface Proof {
  readonly atomsIn: AddressSpace['atomsIn'];
  readonly services: ServiceClasses;
  readonly network: Network;
  readonly announcements: Announcements;
  readonly intent: Intent;
  readonly walker: Walker;
  readonly classes: readonly AddressClass[];
  readonly sources: readonly Source[];
}

export function prepareProof(catalogue: Catalogue, lock: Lock, network: Network): Proof {
  const announcements = announcementsOf(catalogue, lock, network);
  const intent = intentOf(catalogue, lock);
  const lookup = new TransitLookup(network, announcements);
  const space = addressClasses(network, announcements, lookup, intent);
  return {
    network,
    announcements,
    intent,
    walker: new Walker(network, lookup),
    classes: space.classes,
    atomsIn: space.atomsIn,
    services: new ServiceClasses(),
    sources: sourcesOf(catalogue, network, announcements, space),
  };
}

/** Decides every class of packets both ways, and compares with what the catalogue asks for. */
export function compare(proof: Proof): Verification {
  const { network, intent, sources } = proof;
  const tally = new Tally();
  const index = new WantIndex(intent.wants);
  const answers = answerers(network);
  const hubs = new Hubs(network, proof.announcements);
  for (const source of sources) {
    for (const each of proof.classes) {
      const destination = each.members.find((member) => !isHome(member, source));
      if (!destination) continue;
      const kind = kindOf(destination, answers);
      const wants = hubs.meet(source, destination) ? index.between(source, destination.address, kind) : [];
      for (const route of routesOf(proof.walker, network, source, destination.address))
        decideRoute(proof, tally, { source, destination, kind, wants, route, classId: each.id });
    }
  }
  const unproven = intent.wants.filter((want) => !tally.proven.has(want));
  for (const want of unproven) {
    const near = sources.find(
      (source) => source.owner.tenant === want.from && !source.resolver && hubs.near(source, want.destinations),
    );
    if (near) tally.unanswered(want, near);
  }
  return {
    classes: tally.classes,
    differences: tally.differences(),
    faults: [...network.faults, ...proof.announcements.faults, ...aloneFaults(proof)],
    reached: tally.reached,
    unproven: unproven.filter((want) => !want.answered),
    announcements: proof.announcements,
  };
}

/** What an address is to the comparison: somebody's, something that answers, the internet, or nobody's. */
type Kind = 'place' | 'interface' | 'public' | 'nobody';

interface Pair {
  readonly source: Source;
  readonly destination: Member;
  readonly kind: Kind;
  readonly wants: readonly Want[];
  readonly route: Route;
  readonly classId: number;
}

function decideRoute(proof: Proof, tally: Tally, pair: Pair): void {
  const { network, intent } = proof;
  const { source, destination, kind, wants, route } = pair;
  const outside = kind === 'public' || route.forward.end.kind === 'internet';
  if (route.forward.end.kind === 'dropped' && wants.length === 0 && !outside && !route.broken) {
    tally.classes += 1;
    return;
  }
  const view = new RouteView(network, route, source, destination.address);
  const services = proof.services.of({
    rules: view.rules,
    groups: view.groups,
    wanted: [...wants.flatMap((want) => want.ports), ...(outside ? intent.publicPorts : [])],
    names: outside && !source.resolver ? [...intent.names, 'www.elsewhere.example'] : [],
  });
  tally.classes += services.length;
  const open = new Set(
    services
      .filter((each) => kind === 'public' && leaves(intent, source, destination.address, each))
      .map((each) => each.port),
  );
  for (const service of services) {
    const decided = view.decide(service);
    // A connection that may begin on a port where nothing is asked for says something to the outside already.
    const knocks = outside && service.protocol === 'tcp' && decided.begins && !open.has(service.port);
    const decision =
      knocks && !decided.arrives ? { ...decided, arrives: true, reason: 'a connection may begin' } : decided;
    const want = wants.find((candidate) => candidate.ports.some((range) => rangeHolds(range, service)));
    const wanted = kind === 'public' ? leaves(intent, source, destination.address, service) : want !== undefined;
    if (want && kind !== 'nobody') tally.proven.add(want);
    if (wanted && decision.answered) tally.reach(source, destination, route, want?.because ?? 'internet');
    // Whatever the firewall says of it: what is private has no business on the way to the internet.
    if (kind !== 'public' && route.forward.end.kind === 'internet' && !wanted)
      tally.differ('ROUTED OUT', pair, service, decision, undefined);
    const difference = judge(wanted, decision, route, kind);
    if (difference) tally.differ(difference, pair, service, decision, want);
  }
}

function answerers(network: Network): PrefixMap<true> {
  return new PrefixMap(
    [...network.vpcs.values()].flatMap((vpc) => vpc.interfaces.map((each) => [each.prefix, true] as const)),
  );
}

function kindOf({ address, owner }: Member, answers: PrefixMap<true>): Kind {
  if (answers.get(address)) return 'interface';
  if (owner) return owner.kind === 'services' ? 'nobody' : 'place';
  return PRIVATE_BLOCKS.some((block) => block.first <= address && address <= block.last) ? 'nobody' : 'public';
}

/** Packets within one place don't cross the WAN, and what has no owner but a name on the internet is one address. */
function isHome(destination: Member, source: Source): boolean {
  return (
    destination.owner !== undefined &&
    destination.owner.place === source.owner.place &&
    destination.owner.tenant === source.owner.tenant &&
    !source.resolver
  );
}

function leaves(intent: Intent, source: Source, destination: number, service: Service): boolean {
  return source.resolver
    ? intent.resolverLeaves(destination, service)
    : intent.internet(source.owner.tenant, destination, service);
}

function judge(wanted: boolean, decision: Decision, route: Route, kind: Kind): DifferenceKind | undefined {
  if (route.broken?.kind === 'loop') return 'LOOP';
  if (!wanted) return decision.arrives ? 'LEAK' : undefined;
  if (decision.arrives && decision.answered) return undefined;
  // What nobody announces can't be delivered, and is no fault of the configuration.
  if (!decision.arrives) return kind === 'nobody' ? undefined : 'BLOCKED';
  return route.broken?.kind === 'asymmetric' ? 'ASYMMETRIC' : 'NO REPLY';
}

/** What a comparison has found so far. */
class Tally {
  classes = 0;
  readonly proven = new Set<Want>();
  readonly reached = new Map<string, { because: Set<string>; services: number }>();
  private readonly found = new Map<string, Difference>();

  differences(): readonly Difference[] {
    return [...this.found.values()];
  }

  differ(kind: DifferenceKind, pair: Pair, service: Service, decision: Decision, want: Want | undefined): void {
    const { source, destination, route, classId } = pair;
    const to = destination.owner?.tenant ?? (pair.kind === 'public' ? 'internet' : '');
    const key = [
      kind,
      source.owner.tenant,
      source.resolver,
      to,
      want || to !== '' ? '' : classId,
      decision.reason,
      want?.because,
    ].join('|');
    const known = this.found.get(key);
    if (known) this.found.set(key, { ...known, alike: known.alike + 1 });
    else
      this.found.set(key, { kind, source, destination, service, route, decision, alike: 1, ...(want ? { want } : {}) });
  }

  /** Something of the hub's own that should answer, and isn't there at all. */
  unanswered(want: Want, source: Source): void {
    const [first] = want.destinations;
    const [port] = want.ports;
    if (!want.answered || !first || !port) return;
    const reason = 'nothing answers there';
    const end = { kind: 'dropped' as const, reason, where: first.toString() };
    this.found.set(`unanswered ${want.because} ${want.from}`, {
      kind: 'BLOCKED',
      source,
      destination: { address: first.first },
      service: { protocol: port.protocol === 'any' ? 'tcp' : port.protocol, port: port.first },
      route: { forward: { steps: [], firewalls: [], end } },
      decision: { begins: false, arrives: false, answered: false, reason },
      want,
      alike: 1,
    });
  }

  reach(source: Source, destination: Member, route: Route, because: string): void {
    const { end } = route.forward;
    const to =
      end.kind === 'internet'
        ? 'internet'
        : end.kind === 'interface'
          ? end.interface.kind
          : (destination.owner?.tenant ?? '');
    const key = `${source.owner.tenant} ${to}`;
    const known = this.reached.get(key) ?? { because: new Set<string>(), services: 0 };
    known.because.add(because);
    this.reached.set(key, { because: known.because, services: known.services + 1 });
  }
}

/** At which hubs something is attached: nothing crosses between two of one cloud, whatever the catalogue asks for. */
class Hubs {
  private readonly at = new Map<string, Set<string>>();
  private readonly doors: PrefixMap<Set<string>>;
  private readonly networks: { readonly cidr: Cidr; readonly hub: string }[] = [];

  constructor(network: Network, announcements: Announcements) {
    const doors: (readonly [Cidr, Set<string>])[] = [];
    for (const attachment of network.attachments.values()) {
      const hub = stackOf(attachment.table ?? '');
      for (const { owner } of announcements.byAttachment.get(attachment.key) ?? [])
        this.at.set(nameOf(owner), (this.at.get(nameOf(owner)) ?? new Set<string>()).add(hub));
      const vpc = network.vpcs.get(attachment.vpc ?? '');
      if (vpc) this.networks.push({ cidr: vpc.cidr, hub });
      for (const each of vpc?.interfaces ?? []) doors.push([each.prefix, new Set([hub])]);
    }
    this.doors = new PrefixMap(doors);
  }

  /** Whether the hub's own network that holds these prefixes is at a hub of the source; one that is gone is near. */
  near(source: Source, prefixes: readonly Cidr[]): boolean {
    const [vpc] = this.networks.filter(({ cidr }) => prefixes.some((prefix) => cidr.overlaps(prefix)));
    return !vpc || (this.at.get(nameOf(source.owner))?.has(vpc.hub) ?? true);
  }

  meet(source: Source, destination: Member): boolean {
    const here = source.resolver ? this.doors.get(source.address) : this.at.get(nameOf(source.owner));
    const door = this.doors.get(destination.address);
    const there = door ?? (destination.owner ? this.at.get(nameOf(destination.owner)) : undefined);
    return !there || !here || [...there].some((hub) => here.has(hub));
  }
}

function stackOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

function nameOf(owner: { readonly tenant: string; readonly place: string }): string {
  return `${owner.tenant} ${owner.place}`;
}

/** Wants by what they hold, so that a pair of addresses is asked about few of them. */
class WantIndex {
  private readonly byTenant = new Map<string, Want[]>();

  constructor(wants: readonly Want[]) {
    for (const want of wants) this.byTenant.set(want.from, [...(this.byTenant.get(want.from) ?? []), want]);
  }

  between(source: Source, destination: number, kind: Kind): readonly Want[] {
    const wanted = source.resolver ? 'resolver' : kind === 'interface' ? 'door' : 'places';
    return (this.byTenant.get(source.owner.tenant) ?? []).filter(
      (want) => want.kind === wanted && holds(want.sources, source.address) && holds(want.destinations, destination),
    );
  }
}

function holds(prefixes: readonly Cidr[], address: number): boolean {
  return prefixes.some((prefix) => prefix.first <= address && address <= prefix.last);
}
