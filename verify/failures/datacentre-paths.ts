import { type Cidr, cidr, formatAddress, holds } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import type { DatacentrePolicy, TunnelSession } from '../../plan/policies/datacentre-policy';
import type { Owner } from '../network/announcement';
import type { Attachment, Fault } from '../network/network';
import { addressOf, type Key } from '../terraform/stack-json';
import type { Member } from '../walk/address-classes';
import type { Proof } from '../walk/proof';
import type { Source } from '../walk/sources';
import type { Walk } from '../walk/walker';
import type { Elements } from './elements';
import { type Fact, Reach } from './reach';
import { fallen, reduce, type Reduced } from './reduce';

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
    const concerns = (source: Source, { owner }: Member): boolean =>
      !source.resolver && (source.owner.kind === 'datacentre' || owner?.kind === 'datacentre');
    this.facts = [...new Reach(proof).facts(whole, concerns).values()];
  }

  /** Every kind of peer of every tenant at every datacentre. */
  without(ids: readonly string[]): readonly DatacentrePath[] {
    const left = reduce(this.proof, fallen(this.proof.catalogue, this.elements, ids));
    const found = new Map<string, DatacentrePath>();
    for (const policy of this.policies)
      for (const meeting of this.meetings(policy)) {
        const path = this.path(policy, meeting, left);
        if (!path) continue;
        const key = [path.datacentre, path.tenant, path.peer, path.towards, path.from, path.problem ?? ''].join('|');
        if (!found.has(key)) found.set(key, path);
      }
    return [...found.values()];
  }

  /** Who begins something with a tenant of the datacentre, or is begun something by one. */
  private meetings(policy: DatacentrePolicy): readonly Meeting[] {
    return this.facts.flatMap(({ source, destination }) => {
      const { owner } = destination;
      const isHere = ({ kind, place }: Owner): boolean => kind === 'datacentre' && place === policy.datacentre;
      if (!owner || isHere(owner) === isHere(source.owner) || source.resolver) return [];
      const [own, peer] = isHere(owner)
        ? [{ owner, address: destination.address }, source]
        : [source, { owner, address: destination.address }];
      return [{ tenant: own.owner.tenant, own: own.address, peer: peer.owner, address: peer.address }];
    });
  }

  /** A live way from the cloud to somebody: what it sends to the datacentre begins there. */
  private startOf({ peer, address }: Meeting, left: Reduced): Attachment | undefined {
    const { announcements, network } = this.proof;
    const all = [...announcements.byAttachment].flatMap(([key, list]) => {
      const found = list.find(({ prefix, owner }) => owner.place === peer.place && holds([prefix], address));
      const live = found ? left.network.attachments.get(key) : undefined;
      return live && live.kind !== 'direct' ? [live] : [];
    });
    if (all.length > 0) return all[0];
    const vpc = network.vpcs.get(peer.place);
    return vpc?.attachments.flatMap((key) => left.network.attachments.get(key) ?? [])[0];
  }

  private path({ datacentre, tunnels }: DatacentrePolicy, meeting: Meeting, left: Reduced): DatacentrePath | undefined {
    const { tenant, own, address } = meeting;
    const start = this.startOf(meeting, left);
    if (!start) return undefined;
    const up = tunnels.flatMap((session) => {
      const key = session.tenant === tenant ? attachmentOf(left, session) : undefined;
      return key === undefined ? [] : [{ session, key }];
    });
    const here = up.filter(({ key }) => left.network.attachments.get(key)?.cloud === start.cloud);
    const towards = bestOfCloud(here, left, own);
    const from = bestOfRouter(up, address);
    const who = nameOf(meeting.peer);
    const whose = meeting.peer.tenant === '' ? '' : ` of ${meeting.peer.tenant}`;
    const peer = `${who}${whose} in ${start.cloud === 'azure' ? 'Azure' : 'AWS'}`;
    const base = { datacentre, tenant, peer, address: formatAddress(address) };
    if (towards.length === 0) return undefined;
    const names = (list: readonly Up[]): string => list.map(({ key }) => addressOf(key)).join(' and ');
    const made = { ...base, towards: names(towards), from: names(from) };
    if (isGone(meeting, from, left)) return undefined;
    const problem = this.problem(towards, from, start.key, address, own, left);
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

/** Traffic of datacentres that doesn't take one way: with everything up, with every circuit down, and with it up again. */
export function pathFaults(paths: DatacentrePaths, { datacentres }: Catalogue): readonly Fault[] {
  const circuits = datacentres.flatMap(({ id, circuits: own }) => own.map((circuit) => `${id}.${circuit.id}`));
  const states = [
    ['', []],
    ['with circuits down ', circuits],
  ] as const;
  return states.flatMap(([when, ids]) =>
    paths
      .without(ids)
      .flatMap(({ datacentre, tenant, peer, problem }) =>
        problem === undefined
          ? []
          : [{ where: datacentre, label: 'ASYMMETRIC' as const, problem: `${when}${tenant} and ${peer}: ${problem}.` }],
      ),
  );
}

/** Two that have something with one another: a datacentre's tenant, and somebody elsewhere. */
interface Meeting {
  readonly tenant: string;
  readonly own: number;
  readonly peer: Owner;
  readonly address: number;
}

interface Up {
  readonly session: TunnelSession;
  readonly key: Key;
}

/** Whether the other one went with its zone. */
function isGone({ address }: Meeting, [way]: readonly Up[], { walker }: Reduced): boolean {
  if (!way) return false;
  const { end } = walker.walk({ at: 'attachment', attachment: way.key }, address, 0);
  return end.kind === 'dropped' && end.reason.startsWith('nobody answers');
}

/** Sites of a tenant are alike; a breakout has no name of its own. */
function nameOf({ kind, label }: Owner): string {
  return kind === 'site' ? 'sites' : label.includes('/') ? 'resolvers of a breakout' : label;
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
