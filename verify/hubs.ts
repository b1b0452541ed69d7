import type { Cidr } from '../catalogue/cidr';
import type { Announcements } from './announcements';
import type { Member } from './classes';
import { PrefixMap } from './interval-map';
import type { Attachment, Network } from './network';
import type { Source } from './sources';

/** At which hubs something is attached: nothing crosses between two of one cloud, whatever the catalogue asks for. */
export class Hubs {
  private readonly at = new Map<string, Set<string>>();
  private readonly doors: PrefixMap<Set<string>>;
  private readonly networks: { readonly cidr: Cidr; readonly hub: string }[] = [];

  constructor(
    private readonly network: Network,
    announcements: Announcements,
  ) {
    const doors: (readonly [Cidr, Set<string>])[] = [];
    for (const attachment of network.attachments.values()) {
      const hub = hubOf(attachment);
      for (const { owner } of announcements.byAttachment.get(attachment.key) ?? [])
        this.at.set(nameOf(owner), (this.at.get(nameOf(owner)) ?? new Set<string>()).add(hub));
      const vpc = network.vpcs.get(attachment.vpc ?? '');
      if (vpc) this.networks.push({ cidr: vpc.cidr, hub });
      for (const each of vpc?.interfaces ?? []) doors.push([each.prefix, new Set([hub])]);
    }
    this.doors = new PrefixMap(doors);
  }

  /** The hub whose attachment a packet begins on: a site with tunnels to two clouds sends through either. */
  private starts({ start }: Source): ReadonlySet<string> | undefined {
    const attachment = start.at === 'attachment' ? this.network.attachments.get(start.attachment) : undefined;
    return attachment && new Set([hubOf(attachment)]);
  }

  /** Whether the hub's own network that holds these prefixes is at a hub of the source; one that is gone is near. */
  near(source: Source, prefixes: readonly Cidr[]): boolean {
    const [vpc] = this.networks.filter(({ cidr }) => prefixes.some((prefix) => cidr.overlaps(prefix)));
    return !vpc || (this.at.get(nameOf(source.owner))?.has(vpc.hub) ?? true);
  }

  meet(source: Source, destination: Member): boolean {
    const here = source.resolver ? this.doors.get(source.address) : this.starts(source);
    const door = this.doors.get(destination.address);
    const there = door ?? (destination.owner ? this.at.get(nameOf(destination.owner)) : undefined);
    return !there || !here || [...there].some((hub) => here.has(hub));
  }
}

/** Azure hubs of one WAN are a mesh and count as one. */
function hubOf({ cloud, table }: Pick<Attachment, 'cloud' | 'table'>): string {
  return cloud === 'azure' ? 'azure' : (table ?? '').slice(0, (table ?? '').indexOf('/'));
}

function nameOf(owner: { readonly tenant: string; readonly place: string }): string {
  return `${owner.tenant} ${owner.place}`;
}
