import { holds } from '../../catalogue/values/cidr';
import type { Want } from '../intent/want';
import type { Announcements } from '../network/announcement';
import type { Network } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import type { Member } from './address-classes';
import type { Difference, Reach } from './difference';
import { isPublic, type Kind, Outcomes } from './outcome';
import type { Proof } from './proof';
import { routesOf } from './route';
import type { Source } from './sources';
import { Tally, type WithoutWay } from './tally';

/** What was decided of packets. */
export interface Comparison {
  readonly classes: number;
  readonly differences: readonly Difference[];
  /** What each tenant reaches of each other and of the internet, for the matrix. */
  readonly reached: ReadonlyMap<string, Reach>;
  /** Wants whose destination nobody announces: nothing can be said of them. */
  readonly unproven: readonly Want[];
  /** Wants that are proven from some of those who were granted them, and that no way leads to from others. */
  readonly withoutWay: readonly WithoutWay[];
  readonly announcements: Announcements;
}

/** Decides every class of packets both ways, and compares with what the catalogue asks for. */
export function compare(proof: Proof): Comparison {
  const { network, intent, sources, hubs } = proof;
  const tally = new Tally();
  const outcomes = new Outcomes(network, intent, proof.services);
  const index = new WantIndex(intent.wants);
  const answers = answerers(network);
  for (const source of sources) {
    for (const each of proof.classes) {
      const destination = each.members.find((member) => !isHome(member, source));
      if (!destination) continue;
      const kind = kindOf(destination, answers);
      const meeting = hubs.meet(source, destination);
      const granted = index.between(source, destination.address, kind);
      const wants = meeting === 'apart' ? [] : granted;
      if (meeting !== 'elsewhere') tally.grant(source, granted, meeting === 'here' && kind !== 'nobody');
      const elsewhere = meeting === 'elsewhere';
      for (const route of routesOf(proof.walker, network, source, destination.address)) {
        const pair = { source, destination, kind, wants, route, elsewhere };
        tally.add(pair, outcomes.of(pair), each.id);
      }
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
    reached: tally.reached,
    unproven: unproven.filter((want) => !want.answered),
    // What nobody announces is unproven as a whole; a resolver is asked by those of its own hub.
    withoutWay: tally.withoutWay(hubs).filter(({ want }) => want.kind === 'places' && !unproven.includes(want)),
    announcements: proof.announcements,
  };
}

function answerers(network: Network): PrefixMap<true> {
  return new PrefixMap(
    [...network.vpcs.values()].flatMap((vpc) => vpc.interfaces.map((each) => [each.prefix, true] as const)),
  );
}

function kindOf({ address, owner }: Member, answers: PrefixMap<true>): Kind {
  if (answers.get(address)) return 'interface';
  if (owner) return owner.kind === 'services' ? 'nobody' : 'place';
  return isPublic(address) ? 'public' : 'nobody';
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
