import { cidr, formatAddress, holds } from '../../catalogue/values/cidr';
import type { Want } from '../intent/want';
import type { Service } from '../network/service';
import type { Member } from '../walk/address-classes';
import { namesFor } from '../walk/outcome';
import type { Proof } from '../walk/proof';
import { routesOf, RouteView } from '../walk/route';
import type { Source } from '../walk/sources';
import type { Reduced } from './reduce';

/** Something that is asked for and works: from whom, by which entry of the catalogue, to whom. */
export interface Fact {
  /** Sites of one kind or their routers, or one VPC, datacentre or resolver. */
  readonly from: string;
  readonly source: Source;
  readonly because: string;
  readonly destination: Member;
}

export type Facts = ReadonlyMap<string, Fact>;

/** Something that can be reached, with the class of its address. */
interface Target {
  readonly member: Member;
  readonly id: string;
}

/** Decides what works in a network and in what is left of it, once for each kind of place, entry and target. */
export class Reach {
  private readonly wantsOf = new Map<string, Want[]>();
  private readonly targets: readonly Target[];
  private readonly web = new Map<string, readonly Service[]>();

  constructor(private readonly proof: Proof) {
    for (const want of proof.intent.wants) this.wantsOf.set(want.from, [...(this.wantsOf.get(want.from) ?? []), want]);
    this.targets = targetsOf(proof);
  }

  /** What works; with `about`, of those alone that it asks about. */
  facts(reduced: Reduced, about: (source: Source, destination: Member) => boolean = () => true): Facts {
    const facts = new Map<string, Fact>();
    for (const source of reduced.sources) {
      const from = groupOf(this.proof, source);
      const wants = (this.wantsOf.get(source.owner.tenant) ?? []).filter(
        (want) => (want.kind === 'resolver') === source.resolver && holds(want.sources, source.address),
      );
      for (const { member: destination, id } of this.targets) {
        if (isHome(destination, source) || !about(source, destination)) continue;
        const here = wants.filter((want) => holds(want.destinations, destination.address));
        const web = this.webOf(source, destination);
        if ((here.length === 0 && web.length === 0) || reduced.hubs.meet(source, destination) !== 'here') continue;
        const works = this.worksBetween(reduced, source, destination);
        const add = (because: string): unknown =>
          facts.set(`${from}|${because}|${id}`, { from, source, because, destination });
        for (const want of here) if (works(serviceOf(want))) add(want.because);
        if (web.some(works)) add('internet');
      }
    }
    return facts;
  }

  /** What a tenant may ask of an address on the internet, by name. */
  private webOf(source: Source, { address, owner }: Member): readonly Service[] {
    const { intent } = this.proof;
    if (owner || source.resolver || source.azureHub === '' || intent.tenantOf(address) !== undefined) return [];
    const by = source.azureHub === undefined ? undefined : { hub: source.azureHub, source: source.address };
    const key = `${source.owner.tenant} ${address} ${by === undefined ? '' : `${by.hub} ${intent.leavesBy(by)}`}`;
    const known = this.web.get(key);
    if (known) return known;
    const made = namesFor(intent, [])
      .map((name): Service => ({ protocol: 'tcp', port: 443, speaks: 'tls', name }))
      .filter((service) => intent.internet(source.owner.tenant, address, service, by));
    this.web.set(key, made);
    return made;
  }

  private worksBetween(
    { network, walker }: Reduced,
    source: Source,
    { address }: Member,
  ): (service: Service) => boolean {
    const views = routesOf(walker, network, source, address).map(
      (route) => new RouteView(network, route, source, address),
    );
    return (service) => views.length > 0 && views.every((view) => view.decide(service).answered);
  }
}

/** One address of each class; of what is in a VPC or a datacentre one for each of them. */
function targetsOf({ classes, announcements, atomsIn }: Proof): readonly Target[] {
  const found = new Map<string, Target>();
  for (const { id, members } of classes)
    for (const member of members) {
      if (member.owner && (member.owner.place.startsWith('(to come') || member.owner.kind === 'transport')) continue;
      const kind = member.owner?.kind;
      if (kind !== 'datacentre' && kind !== 'vpc')
        found.set(`${id} ${member.owner?.tenant ?? ''}`, { member, id: `${id}` });
    }
  for (const list of announcements.byAttachment.values())
    for (const { prefix, owner } of list)
      if (owner.kind === 'datacentre' || owner.kind === 'vpc')
        for (const atom of atomsIn(prefix)) {
          const id = `${atom.class.id} ${owner.place}`;
          found.set(id, { member: { address: atom.address, owner }, id });
        }
  return [...found.values()];
}

/** Sites that neither configuration nor intent tells apart are one; everything else stands for itself. */
export function groupOf(
  proof: Proof,
  { owner, address, resolver }: Pick<Source, 'owner' | 'address' | 'resolver'>,
): string {
  if (resolver) return `resolver ${owner.place}`;
  if (owner.kind !== 'site') return `${owner.tenant} ${owner.place}`;
  const [atom] = proof.atomsIn(cidr(`${formatAddress(address)}/32`));
  return `${owner.tenant} sites ${atom?.class.id ?? ''}`;
}

/** Routers' own addresses are there to be managed. */
export function isRouter({ catalogue }: Proof, { owner, address }: Pick<Source, 'owner' | 'address'>): boolean {
  return catalogue.tenants.some(({ id, loopbacks }) => id === owner.tenant && holds(Object.values(loopbacks), address));
}

function isHome({ owner }: Member, source: Source): boolean {
  return owner?.place === source.owner.place && owner.tenant === source.owner.tenant && !source.resolver;
}

function serviceOf({ ports }: Want): Service {
  const [first] = ports;
  if (!first || first.protocol === 'any') return { protocol: 'tcp', port: 443 };
  return { protocol: first.protocol, port: first.protocol === 'icmp' ? 0 : Math.max(1, first.first) };
}
