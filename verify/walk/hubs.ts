import type { Cidr } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import type { Announcements, Owner } from '../network/announcement';
import type { Attachment, Network } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import type { Member } from './address-classes';
import type { Source } from './sources';

/**
 * Whether what the catalogue asks for between two places is asked of this way: `apart` where no way leads from the one hub
 * to the other, `elsewhere` where the place sends it by another hub of its own.
 */
export type Meeting = 'here' | 'elsewhere' | 'apart';

type Cloud = Attachment['cloud'];

/** At which hubs something is attached, which hubs are linked, and by which of its hubs a place sends what. */
export class Hubs {
  private readonly at = new Map<string, Set<string>>();
  private readonly doors: PrefixMap<Set<string>>;
  private readonly networks: { readonly cidr: Cidr; readonly hub: string }[] = [];
  private readonly linked = new Set<string>();
  private readonly homes: PrefixMap<Cloud | 'datacentre'>;
  /** The cloud that a place's own addresses are at home in. */
  private readonly placeHomes = new Map<string, Cloud>();

  constructor(
    catalogue: Catalogue,
    private readonly network: Network,
    announcements: Announcements,
  ) {
    const doors: (readonly [Cidr, Set<string>])[] = [];
    for (const attachment of network.attachments.values()) {
      const hub = hubOf(attachment);
      for (const { owner } of announcements.byAttachment.get(attachment.key) ?? [])
        this.at.set(nameOf(owner), (this.at.get(nameOf(owner)) ?? new Set<string>()).add(hub));
      for (const peer of attachment.link?.peers ?? []) {
        const other = network.attachments.get(peer);
        if (other) this.linked.add(`${hub} ${hubOf(other)}`);
      }
      const vpc = network.vpcs.get(attachment.vpc ?? '');
      if (vpc) this.networks.push({ cidr: vpc.cidr, hub });
      for (const each of vpc?.interfaces ?? []) doors.push([each.prefix, new Set([hub])]);
    }
    this.doors = new PrefixMap(doors);
    this.homes = new PrefixMap(
      catalogue.tenants.flatMap(({ supernets }) =>
        (['aws', 'azure', 'datacentre'] as const).flatMap((home) =>
          supernets[home].map((prefix) => [prefix, home] as const),
        ),
      ),
    );
    for (const list of announcements.byAttachment.values())
      for (const { prefix, owner } of list) {
        const home = this.homes.get(prefix.first);
        if (home === 'aws' || home === 'azure') this.placeHomes.set(nameOf(owner), home);
      }
  }

  /** The hub whose attachment a packet begins on: a site with tunnels to two clouds sends through either. */
  private starts({ start }: Source): ReadonlySet<string> | undefined {
    const attachment = start.at === 'attachment' ? this.network.attachments.get(start.attachment) : undefined;
    return attachment && new Set([hubOf(attachment)]);
  }

  /** The hub at which a packet begins, for people: that of its attachment, or of the VPC of a resolver. */
  startOf({ start }: Source): string {
    const attachment = start.at === 'attachment' ? this.network.attachments.get(start.attachment) : undefined;
    return attachment ? hubOf(attachment) : start.at === 'subnet' ? start.vpc.slice(0, start.vpc.indexOf('/')) : '';
  }

  /** Whether the hub's own network that holds these prefixes is at a hub of the source; one that is gone is near. */
  near(source: Source, prefixes: readonly Cidr[]): boolean {
    const [vpc] = this.networks.filter(({ cidr }) => prefixes.some((prefix) => cidr.overlaps(prefix)));
    return !vpc || (this.at.get(nameOf(source.owner))?.has(vpc.hub) ?? true);
  }

  meet(source: Source, destination: Member): Meeting {
    const here = source.resolver ? this.doors.get(source.address) : this.starts(source);
    const door = this.doors.get(destination.address);
    const there = door ?? (destination.owner ? this.at.get(nameOf(destination.owner)) : undefined);
    if (!there || !here) return 'here';
    const shared = [...there].some((hub) => here.has(hub));
    if (source.resolver) return shared || this.joined(here, there) ? 'here' : 'apart';
    const [hub = ''] = here;
    if (!this.sendsBy(source.owner, hub, destination, there))
      return shared || this.joined(here, there) ? 'elsewhere' : 'apart';
    if (shared) return 'here';
    return this.joined(here, there) && this.crosses(source, hub, destination) ? 'here' : 'apart';
  }

  private joined(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
    return [...some].some((one) => [...others].some((other) => this.linked.has(`${one} ${other}`)));
  }

  /** Across a link go home blocks alone: from what is at home in one cloud to what is at home in the other. */
  private crosses(source: Source, hub: string, destination: Member): boolean {
    const [from, to] = [this.homes.get(source.address), this.homes.get(destination.address)];
    const ends = [from, to].sort().join();
    return ends === 'aws,azure' && from === cloudOf(hub);
  }

  /**
   * Whether a place sends a packet by this hub of its own. One in both clouds sends what is at home in Azure there and the
   * rest by its own home; a datacentre sends what is at home in Azure there or not at all, and the rest by AWS where it can.
   */
  private sendsBy(owner: Owner, hub: string, { address }: Member, there: ReadonlySet<string>): boolean {
    const clouds = new Set([...(this.at.get(nameOf(owner)) ?? [])].map(cloudOf));
    const home = this.homes.get(address);
    const cloud = cloudOf(hub);
    if (owner.kind === 'datacentre') {
      if (home === 'azure') return cloud === 'azure';
      if (home === 'aws') return cloud === 'aws';
      return cloud === (clouds.has('aws') && [...there].some((each) => cloudOf(each) === 'aws') ? 'aws' : 'azure');
    }
    if (owner.kind !== 'site' || clouds.size < 2) return true;
    if (home === 'azure' || home === 'aws') return cloud === home;
    return home === 'datacentre' ? cloud === this.placeHomes.get(nameOf(owner)) : true;
  }
}

/** Azure hubs of one WAN are a mesh and count as one. */
function hubOf({ cloud, table }: Pick<Attachment, 'cloud' | 'table'>): string {
  return cloud === 'azure' ? 'azure' : (table ?? '').slice(0, (table ?? '').indexOf('/'));
}

function cloudOf(hub: string): Cloud {
  return hub === 'azure' ? 'azure' : 'aws';
}

function nameOf(owner: { readonly tenant: string; readonly place: string }): string {
  return `${owner.tenant} ${owner.place}`;
}
