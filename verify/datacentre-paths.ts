import { cidr, formatAddress, holds, type Cidr } from '../catalogue/cidr';
import type { DatacentrePolicy, TunnelSession } from '../plan/datacentre-policy';
import type { Proof } from './compare';
import type { Elements } from './elements';
import { Reach, type Fact } from './reach';
import { fallen, reduce, type Reduced } from './reduce';
import { addressOf, type Key } from './terraform';
import type { Walk } from './walk';

/** The way of a tenant's packets between a datacentre and somebody, there and back. */
export interface DatacentrePath {
  readonly datacentre: string;
  readonly tenant: string;
  /** `sites of fire in AWS`: who is at the other end. */
  readonly peer: string;
  readonly address: string;
  /** Names of connections: what the cloud takes towards the datacentre, what its router takes from there. */
  readonly towards: string;
  readonly from: string;
  /** Why the two don't go together; absent where they do. */
  readonly problem?: string;
}

/**
 * Which way a datacentre's traffic takes in each direction when some elements have failed. The cloud decides by its own
 * rules, over what the policy announces and how often it prepends; the router by the policy alone. A policy is what is
 * committed, not what was planned: whoever edits one is told what it would do.
 */
export class DatacentrePaths {
  private readonly facts: readonly Fact[];

  constructor(
    private readonly proof: Proof,
    private readonly elements: Elements,
    private readonly policies: readonly DatacentrePolicy[],
  ) {
    const whole = reduce(proof, fallen(proof.catalogue, elements, []));
    this.facts = [...new Reach(proof).facts(whole).values()];
  }

  /** Every kind of peer of every tenant at every datacentre. */
  without(ids: readonly string[]): readonly DatacentrePath[] {
    const left = reduce(this.proof, fallen(this.proof.catalogue, this.elements, ids));
    const found = new Map<string, DatacentrePath>();
    for (const policy of this.policies)
      for (const { tenant, peer, address, own, begins } of this.meetings(policy)) {
        const path = this.path(policy, tenant, peer, address, own, begins, left);
        if (!path) continue;
        const key = [path.datacentre, path.tenant, path.peer, path.towards, path.from, path.problem ?? ''].join('|');
        if (!found.has(key)) found.set(key, path);
      }
    return [...found.values()];
  }

  /** Who begins something with a tenant of the datacentre, or is begun something by one. */
  private meetings(policy: DatacentrePolicy): readonly {
    readonly tenant: string;
    readonly peer: string;
    readonly address: number;
    readonly own: number;
    readonly begins: Key | undefined;
  }[] {
    return this.facts.flatMap(({ source, destination }) => {
      const start = source.start.at === 'attachment' ? source.start.attachment : undefined;
      const { owner } = destination;
      if (owner?.kind === 'datacentre' && owner.place === policy.datacentre && source.owner.place !== policy.datacentre)
        return [
          {
            tenant: owner.tenant,
            peer: `${source.owner.kind === 'site' ? 'sites' : source.label} of ${source.owner.tenant} in ${this.cloudOf(start, source.owner.place)}`,
            address: source.address,
            own: destination.address,
            begins: start,
          },
        ];
      return [];
    });
  }

  private cloudOf(attachment: Key | undefined, place: string): string {
    const cloud =
      this.proof.network.attachments.get(attachment ?? '')?.cloud ?? this.proof.network.vpcs.get(place)?.cloud;
    return cloud === 'azure' ? 'Azure' : 'AWS';
  }

  private path(
    { datacentre, tunnels }: DatacentrePolicy,
    tenant: string,
    peer: string,
    address: number,
    own: number,
    begins: Key | undefined,
    left: Reduced,
  ): DatacentrePath | undefined {
    if (begins === undefined) return undefined;
    const start = left.network.attachments.get(begins);
    if (!start) return undefined;
    const up = tunnels.flatMap((session) => {
      const key = session.tenant === tenant ? attachmentOf(left, session) : undefined;
      return key === undefined ? [] : [{ session, key }];
    });
    const here = up.filter(({ key }) => left.network.attachments.get(key)?.cloud === start.cloud);
    const towards = bestOfCloud(here, left, own);
    const from = bestOfRouter(up, address);
    const base = { datacentre, tenant, peer, address: formatAddress(address) };
    if (towards.length === 0) return undefined;
    const names = (list: readonly Up[]): string => list.map(({ key }) => addressOf(key)).join(' and ');
    const made = { ...base, towards: names(towards), from: names(from) };
    const problem = this.problem(towards, from, begins, address, own, left);
    return problem === undefined ? made : { ...made, problem };
  }

  private problem(
    towards: readonly Up[],
    from: readonly Up[],
    begins: Key,
    address: number,
    own: number,
    left: Reduced,
  ): string | undefined {
    const [one, ...more] = towards;
    const [other, ...others] = from;
    if (more.length > 0) return 'the cloud shares it between several ways: their AS paths are of one length';
    if (!other) return 'its router takes no route to it: there is no way back';
    if (others.length > 0) return 'its router has several ways of one local preference';
    const forward = left.walker.walk({ at: 'attachment', attachment: begins }, own, 0);
    const back = left.walker.walk({ at: 'attachment', attachment: other.key }, address, 0);
    if (back.end.kind === 'dropped') return `what its router sends is lost: ${back.end.reason}`;
    if (firewalls(forward).join() !== [...firewalls(back)].reverse().join())
      return `there through ${firewalls(forward).join(', ') || 'no firewall'}, back through ${firewalls(back).join(', ') || 'no firewall'}: a stateful firewall sees half`;
    return one?.key === other.key ? undefined : 'there by one way and back by the other';
  }
}

interface Up {
  readonly session: TunnelSession;
  readonly key: Key;
}

function firewalls(walk: Walk): readonly string[] {
  return walk.firewalls.map(({ firewall, subnet }) => `${firewall} ${subnet}`);
}

/** The attachment of a session's connection, while it is up. */
function attachmentOf({ network }: Reduced, { name, cloud }: TunnelSession): Key | undefined {
  return [...network.attachments.values()].find(
    (attachment) => attachment.cloud === cloud && attachment.key.endsWith(`.${name}`),
  )?.key;
}

/**
 * A transit gateway prefers a kind of attachment, then the shorter AS path; a virtual hub, among tunnels, the shorter path;
 * of equals both share. Longer prefixes come first in either.
 * Sources: docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html,
 * learn.microsoft.com/azure/virtual-wan/about-virtual-hub-routing-preference
 */
function bestOfCloud(ways: readonly Up[], { network }: Reduced, own: number): readonly Up[] {
  const bits = ({ session }: Up): number => longest(session.announces, own);
  const known = ways.filter((way) => bits(way) >= 0);
  const rank = ({ session, key }: Up): number => {
    const attachment = network.attachments.get(key);
    const kind = attachment?.cloud === 'aws' && attachment.kind !== 'private-vpn' ? 100 : 0;
    return kind + session.prepend;
  };
  return least(known, (way) => (32 - bits(way)) * 1_000 + rank(way));
}

/** The longest prefix that the router accepts, then the highest local preference. */
function bestOfRouter(ways: readonly Up[], address: number): readonly Up[] {
  const known = ways.filter(({ session }) => longest(session.accepts, address) >= 0);
  return least(known, ({ session }) => (32 - longest(session.accepts, address)) * 10_000 - session.localPreference);
}

function least(ways: readonly Up[], costOf: (way: Up) => number): readonly Up[] {
  const lowest = Math.min(...ways.map(costOf));
  return ways.filter((way) => costOf(way) === lowest);
}

/** Length of the longest prefix that holds an address; -1 where none does. */
function longest(prefixes: readonly string[], address: number): number {
  const holding = prefixes.map(cidr).filter((prefix: Cidr) => holds([prefix], address));
  return holding.reduce((most, { bits }) => Math.max(most, bits), -1);
}
