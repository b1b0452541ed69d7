import { cidr } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import { isRendered, type Resilience, type Site } from '../../catalogue/model';
import type { Lock } from '../../plan/lock/lock-file';
import { addressOf, type Key } from '../terraform/stack-json';
import type { Proof } from '../walk/proof';
import { type Element, type ElementKind, type Elements, elementsOf, inOrder } from './elements';
import { type Fact, type Facts, groupOf, isRouter, Reach } from './reach';
import { type Fallen, fallen, reduce, type Reduced } from './reduce';

/** Something that no longer works for somebody. */
export interface Loss {
  /** `sites of fire`, `schools at Abbeyfields Primary School`, `police at VPC command-and-control`. */
  readonly who: string;
  /** Sites that lose it; empty where it is no site that does. */
  readonly sites: readonly Site[];
  /** What asks for it: `services.gis`, `everything`. */
  readonly what: string;
  /** Where to; absent where it is everything. */
  readonly where?: string;
}

/** Traffic that goes on by another way. */
export interface Move {
  readonly table: string;
  readonly prefix: string;
  readonly from: string;
  readonly to: string;
}

/** A site whose class of resilience promises more than it keeps. */
export interface Breach {
  readonly site: Site;
  readonly what: readonly string[];
}

/** What becomes of the network when some elements fail. */
export interface Failure {
  readonly elements: readonly Element[];
  readonly losses: readonly Loss[];
  readonly breaches: readonly Breach[];
}

/** What each class survives. A site with one circuit goes with it; one that is inside a datacentre has none of its own. */
const SURVIVES: Readonly<Record<Resilience, (kind: ElementKind) => boolean>> = {
  single: (kind) => kind === 'tunnel',
  dual: (kind) => kind !== 'datacentre',
  'dual-dc': () => true,
};

interface Cut {
  readonly site: Site;
  readonly tenant: string;
}

/** Failures of one network, each held against what works when nothing has failed. */
export class Failures {
  readonly elements: Elements;
  private readonly reach: Reach;
  private readonly whole: Reduced;
  private readonly works: Facts;
  /** Sites by kind: what is decided for one holds for all of a kind. */
  private readonly groups = new Map<string, Site[]>();
  /** Connections of a site and tenant to one hub. */
  private readonly ways = new Map<string, Map<string, Key[]>>();
  private readonly sites: ReadonlyMap<string, Site>;

  constructor(
    private readonly proof: Proof,
    lock: Lock,
  ) {
    this.elements = elementsOf(proof.catalogue, proof.network);
    this.reach = new Reach(proof);
    this.whole = reduce(proof, fallen(proof.catalogue, this.elements, []));
    this.works = this.reach.facts(this.whole);
    this.sites = new Map(proof.catalogue.sites.filter(isRendered).map((site) => [site.id, site]));
    this.noteGroups(lock);
    this.noteWays();
  }

  /** Every element by itself, in order of kind and id. */
  single(): readonly Failure[] {
    return inOrder(this.elements).map(({ id }) => this.without([id]));
  }

  /** Several at once. */
  without(ids: readonly string[]): Failure {
    const elements = ids.flatMap((id) => this.elements.all.get(id) ?? []);
    const down = fallen(this.proof.catalogue, this.elements, ids);
    const cut = this.cutOff(down);
    const left = down.isShared ? reduce(this.proof, down) : undefined;
    const now = left && this.reach.facts(left);
    const lost = now ? [...this.works].flatMap(([key, fact]) => (now.has(key) ? [] : [fact])) : [];
    const gone = new Set(elements.flatMap(({ id, kind }) => (kind === 'datacentre' ? [id] : [])));
    const elsewhere = lost.filter(({ source }) => !gone.has(source.owner.place));
    const [element] = elements;
    return {
      elements,
      losses: [
        ...elements.flatMap(({ kind, label }) => (kind === 'datacentre' ? [everything(label, [])] : [])),
        ...cut.map(({ site, tenant }) => everything(`${tenant} at ${site.name}`, [site])),
        ...this.lossesOf(elsewhere, now),
      ],
      breaches: element && elements.length === 1 ? this.breaches(element, cut, elsewhere, now) : [],
    };
  }

  /** What goes on by another way than when nothing has failed. */
  moves(ids: readonly string[]): readonly Move[] {
    return this.movesIn(reduce(this.proof, fallen(this.proof.catalogue, this.elements, ids)));
  }

  private noteGroups(lock: Lock): void {
    for (const site of this.sites.values())
      for (const segment of site.segments) {
        const chosen = lock.sites[site.id]?.segments[segment.tenant]?.prefix;
        const prefix = segment.prefixes?.[0] ?? (chosen === undefined ? undefined : cidr(chosen));
        if (!prefix || site.hubs.length === 0) continue;
        const owner = { kind: 'site', tenant: segment.tenant, place: site.id, label: site.name } as const;
        const group = groupOf(this.proof, { owner, address: prefix.first, resolver: false });
        const known = this.groups.get(group);
        if (known) known.push(site);
        else this.groups.set(group, [site]);
      }
  }

  private noteWays(): void {
    for (const attachment of this.proof.network.attachments.values()) {
      if (attachment.link || attachment.kind === 'direct') continue;
      for (const key of attachment.connections) {
        const [id = '', tenant = ''] = key.slice(key.lastIndexOf('.') + 1).split('_');
        if (!this.sites.has(id)) continue;
        const ways = this.ways.get(id) ?? new Map<string, Key[]>();
        this.ways.set(id, ways);
        const way = `${tenant} ${attachment.table ?? ''}`;
        ways.set(way, [...(ways.get(way) ?? []), key]);
      }
    }
  }

  /** Sites that have no connection left to a hub. */
  private cutOff({ connections }: Fallen): readonly Cut[] {
    const touched = new Set([...connections].map((key) => key.slice(key.lastIndexOf('.') + 1).split('_')[0] ?? ''));
    const found = new Map<string, Cut>();
    for (const id of touched)
      for (const [way, keys] of this.ways.get(id) ?? []) {
        const site = this.sites.get(id);
        const [tenant = ''] = way.split(' ');
        if (site && keys.every((key) => connections.has(key))) found.set(`${id} ${tenant}`, { site, tenant });
      }
    return [...found.values()];
  }

  private lossesOf(facts: readonly Fact[], now: Facts | undefined): readonly Loss[] {
    const found = new Map<string, Loss>();
    const kept = new Set([...(now?.values() ?? [])].map(({ from, because }) => `${from}|${because}`));
    for (const { from, source, because, destination } of facts) {
      const sites = this.groups.get(from) ?? [];
      const { tenant, place } = source.owner;
      const routers = sites.length === 0 && isRouter(this.proof, source);
      // A site to come stands for those that are there; routers are there to be managed.
      if (sites.length === 0 && place.startsWith('(to come')) continue;
      if (routers && because !== 'router-management') continue;
      if (because === 'internet' && this.staysHome(source.owner)) continue;
      const who =
        sites.length > 0
          ? `sites of ${tenant}`
          : routers
            ? `routers of ${tenant}`
            : source.resolver
              ? `resolver in ${this.cloudOf(source.owner.place)}`
              : `${tenant} at ${source.label}`;
      const others = kept.has(`${from}|${because}`) ? ', where others answer' : '';
      const where = because === 'internet' ? undefined : `${placeOf(destination)}${others}`;
      const key = `${who}|${because}|${where ?? ''}`;
      found.set(key, {
        who,
        what: because,
        ...(where === undefined ? {} : { where }),
        sites: [...new Set([...(found.get(key)?.sites ?? []), ...sites])],
      });
    }
    return [...found].sort(([a], [b]) => compareText(a, b)).map(([, loss]) => loss);
  }

  /** A datacentre that takes no default route has its own way to the internet. */
  private staysHome({ kind, place }: Fact['source']['owner']): boolean {
    const found = this.proof.catalogue.datacentres.find(({ id }) => id === place);
    return kind === 'datacentre' && found?.defaultRoute === 'reject';
  }

  private cloudOf(vpc: Key): string {
    return this.proof.network.vpcs.get(vpc)?.cloud === 'azure' ? 'Azure' : 'AWS';
  }

  /**
   * Who was promised more. Where a zone or a datacentre goes it is enough that something else answers: one address of a
   * resolver goes with its zone, what a service has in a datacentre with that.
   */
  private breaches(
    element: Element,
    cut: readonly Cut[],
    lost: readonly Fact[],
    now: Facts | undefined,
  ): readonly Breach[] {
    const lenient = element.kind === 'zone' || element.kind === 'datacentre';
    const kept = new Set(lenient ? [...(now?.values() ?? [])].map(({ from, because }) => `${from}|${because}`) : []);
    const found = new Map<Site, Set<string>>();
    const note = (site: Site, what: string): void => {
      if (SURVIVES[site.resilience](element.kind)) found.set(site, (found.get(site) ?? new Set<string>()).add(what));
    };
    for (const { site } of cut) note(site, 'everything');
    for (const fact of lost) {
      if (kept.has(`${fact.from}|${fact.because}`)) continue;
      for (const site of this.sitesOf(fact)) note(site, fact.because);
    }
    return [...found]
      .sort(([a], [b]) => compareText(a.id, b.id))
      .map(([site, what]) => ({ site, what: [...what].sort(compareText) }));
  }

  /** Sites that a fact is of; an agency's names are resolved for all of its sites that are at home in a resolver's cloud. */
  private sitesOf({ from, source, because }: Fact): readonly Site[] {
    if (!source.resolver) return this.groups.get(from) ?? [];
    const cloud = this.proof.network.vpcs.get(source.owner.place)?.cloud;
    return [...this.sites.values()].filter(
      (site) =>
        site.hubs[0]?.cloud === cloud && site.segments.some(({ tenant }) => because === `tenants.${tenant}.dns`),
    );
  }

  private movesIn({ lookup }: Reduced): readonly Move[] {
    const { network, announcements } = this.proof;
    const found = new Map<string, Move>();
    for (const table of network.tables.values())
      for (const key of table.propagated)
        for (const { prefix } of [
          ...(announcements.byAttachment.get(key) ?? []),
          ...(announcements.throughLinks.get(key) ?? []),
        ]) {
          const [was, now] = [this.whole.lookup.find(table.key, prefix.first), lookup.find(table.key, prefix.first)];
          if (was?.to === undefined || now?.to === undefined || was.to === now.to) continue;
          if (now.owner?.place !== was.owner?.place) continue;
          const move = { table: table.name, prefix: prefix.toString(), from: addressOf(was.to), to: addressOf(now.to) };
          found.set(`${table.key} ${move.prefix}`, move);
        }
    return [...found.values()];
  }
}

function everything(who: string, sites: readonly Site[]): Loss {
  return { who, sites, what: 'everything' };
}

function placeOf({ owner }: Fact['destination']): string {
  if (!owner) return 'what answers there';
  if (owner.kind === 'site') return `sites of ${owner.tenant}`;
  // A breakout has no name of its own.
  return owner.label.includes('/') ? 'a breakout' : owner.label;
}
