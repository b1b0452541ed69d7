import { formatAddress } from '../../catalogue/values/cidr';
import type { Owner } from '../network/announcement';
import { type Interface, nameOf, type Network, type Subnet, type Vpc, type VpcRoute } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import { addressOf, type Key } from '../terraform/stack-json';
import type { TransitLookup } from './transit-lookup';

/** Where a packet goes, whatever firewalls on the way think of it. */
export interface Walk {
  readonly steps: readonly Step[];
  /** Endpoints of firewalls that it passes, in order. */
  readonly firewalls: readonly { readonly firewall: Key; readonly subnet: Key }[];
  readonly end: End;
}

export interface Step {
  readonly where: Key;
  readonly text: string;
  /** Table of a transit gateway in which it was looked up. */
  readonly table?: Key;
}

export type End =
  | { readonly kind: 'delivered'; readonly owner: Owner; readonly attachment: Key }
  | { readonly kind: 'interface'; readonly interface: Interface; readonly vpc: Key; readonly subnet: Key }
  | { readonly kind: 'internet'; readonly vpc: Key; readonly subnet: Key }
  | {
      readonly kind: 'dropped';
      readonly reason: string;
      readonly where: Key;
      readonly loop?: true;
      readonly table?: Key;
    };

/** Where a packet begins: on an attachment, or in a subnet. */
export type Start =
  | { readonly at: 'attachment'; readonly attachment: Key }
  | { readonly at: 'subnet'; readonly vpc: Key; readonly subnet: Key; readonly translated?: boolean };

/** More hops than any path of this network has. */
const MOST_HOPS = 24;

/** Walks packets through the graph. Routing looks at destinations alone, so a walk is remembered by where it begins and ends. */
export class Walker {
  private most: number | undefined;
  private readonly remembered = new Map<string, Walk>();
  private readonly routes = new Map<Key, PrefixMap<VpcRoute>>();
  private readonly subnets = new Map<Key, { readonly subnet: Subnet; readonly vpc: Vpc }>();

  constructor(
    private readonly network: Network,
    private readonly lookup: TransitLookup,
  ) {
    for (const vpc of network.vpcs.values()) {
      for (const subnet of vpc.subnets) {
        this.subnets.set(subnet.key, { subnet, vpc });
        this.routes.set(subnet.key, new PrefixMap(subnet.routes.map((route) => [route.prefix, route])));
      }
    }
  }

  /** `zone` is the index of the zone through which VPCs are entered. */
  walk(start: Start, destination: number, zone: number): Walk {
    const from = start.at === 'attachment' ? this.network.attachments.get(start.attachment)?.table : start.subnet;
    const key = `${from ?? ''} ${destination} ${zone} ${start.at === 'subnet' && start.translated ? 't' : ''}`;
    const known = this.remembered.get(key);
    if (known) return known;
    const steps: Step[] = [];
    const firewalls: { firewall: Key; subnet: Key }[] = [];
    const end =
      start.at === 'attachment'
        ? this.fromAttachment(start.attachment, destination, zone, steps, firewalls)
        : this.inSubnet(start.subnet, destination, zone, start.translated ?? false, steps, firewalls);
    const walk = { steps, firewalls, end };
    this.remembered.set(key, walk);
    return walk;
  }

  /** Zones through which a VPC can be entered; paths are tried through each. */
  zones(): number {
    this.most ??= Math.max(
      1,
      ...[...this.network.vpcs.values()].map((vpc) => vpc.subnets.filter((each) => each.transit).length),
    );
    return this.most;
  }

  private fromAttachment(
    key: Key,
    destination: number,
    zone: number,
    steps: Step[],
    firewalls: { firewall: Key; subnet: Key }[],
  ): End {
    const attachment = this.network.attachments.get(key);
    if (attachment?.table === undefined) return dropped('the attachment is associated with no table', key);
    if (steps.length > MOST_HOPS) return { ...dropped('it runs in a circle', key), loop: true };
    const { table } = attachment;
    const hit = this.lookup.find(table, destination);
    const name = this.network.tables.get(table)?.name ?? addressOf(table);
    if (!hit) return { ...dropped(`${name} has no row for ${formatAddress(destination)}`, table), table };
    if (hit.to === undefined) return { ...dropped(`${name}: ${hit.prefix} is a blackhole`, hit.where), table };
    const next = this.network.attachments.get(hit.to);
    if (!next) return dropped(`${name}: ${hit.prefix} leads to nothing`, hit.where);
    steps.push({ where: hit.where, table, text: `${name}: ${hit.prefix} via ${nameOf(this.network, hit.to)}` });
    if (next.link) {
      const [peer] = next.link.peers;
      if (peer === undefined) return dropped('the link has no other end', hit.to);
      steps.push({ where: peer, text: `across the link to ${addressOf(peer)}` });
      return this.fromAttachment(peer, destination, zone, steps, firewalls);
    }
    const vpc = next.vpc === undefined ? undefined : this.network.vpcs.get(next.vpc);
    if (!vpc) {
      // A static row to an edge hands the packet to whoever is behind it.
      const owner = hit.owner ?? this.lookup.behind(hit.to);
      return owner ? { kind: 'delivered', owner, attachment: hit.to } : dropped('nobody is behind it', hit.to);
    }
    const entries = vpc.subnets.filter((each) => each.transit);
    const entry = entries[zone % Math.max(1, entries.length)];
    if (!entry) return dropped('the VPC has no subnet for the attachment', vpc.key);
    return this.inSubnet(entry.key, destination, zone, false, steps, firewalls);
  }

  private inSubnet(
    key: Key,
    destination: number,
    zone: number,
    translated: boolean,
    steps: Step[],
    firewalls: { firewall: Key; subnet: Key }[],
  ): End {
    if (steps.length > MOST_HOPS) return { ...dropped('it runs in a circle', key), loop: true };
    const found = this.subnets.get(key);
    if (!found) return dropped('the subnet is in no VPC', key);
    const { vpc } = found;
    const route = this.routes.get(key)?.get(destination);
    const local = vpc.cidr.first <= destination && destination <= vpc.cidr.last;
    if (local && (!route || route.prefix.bits <= vpc.cidr.bits)) return this.locally(vpc, destination, steps);
    if (!route) return dropped(`${addressOf(key)} has no route for ${formatAddress(destination)}`, key);
    const { to } = route;
    if (to.kind === 'firewall') {
      const firewall = this.network.firewalls.get(to.firewall);
      if (!firewall?.subnets.includes(to.subnet)) return dropped('there is no firewall endpoint there', route.where);
      steps.push({
        where: route.where,
        text: `firewall ${nameOf(this.network, to.firewall)}${firewall.kind === 'aws' ? ` in ${addressOf(to.subnet)}` : ''}`,
      });
      firewalls.push({ firewall: to.firewall, subnet: to.subnet });
      return this.inSubnet(to.subnet, destination, zone, translated, steps, firewalls);
    }
    if (to.kind === 'nat') {
      steps.push({
        where: route.where,
        text: vpc.cloud === 'aws' ? `NAT in ${addressOf(to.subnet)}` : 'its public addresses',
      });
      return this.inSubnet(to.subnet, destination, zone, true, steps, firewalls);
    }
    if (to.kind === 'internet') {
      if (!translated) return dropped('it has no public address', route.where);
      steps.push({ where: route.where, text: 'internet' });
      return { kind: 'internet', vpc: vpc.key, subnet: key };
    }
    if (to.kind === 'nowhere') return dropped('the route leads nowhere', route.where);
    const [attachment] = vpc.attachments;
    if (attachment === undefined) return dropped('the VPC is not attached', route.where);
    steps.push({
      where: route.where,
      text: vpc.cloud === 'aws' ? `back to the transit gateway from ${addressOf(key)}` : 'on to the virtual hub',
    });
    return this.fromAttachment(attachment, destination, zone, steps, firewalls);
  }

  private locally(vpc: Vpc, destination: number, steps: Step[]): End {
    const found = vpc.interfaces.find(({ prefix }) => prefix.first <= destination && destination <= prefix.last);
    const subnet = vpc.subnets.find(({ cidr }) => cidr.first <= destination && destination <= cidr.last);
    if (!found || !subnet) return dropped(`nobody answers at ${formatAddress(destination)}`, vpc.key);
    steps.push({ where: found.key, text: `${addressOf(found.key)} in ${addressOf(subnet.key)}` });
    return { kind: 'interface', interface: found, vpc: vpc.key, subnet: subnet.key };
  }
}

function dropped(reason: string, where: Key): Extract<End, { kind: 'dropped' }> {
  return { kind: 'dropped', reason, where };
}
