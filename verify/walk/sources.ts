import type { Catalogue } from '../../catalogue/model';
import type { Announcements, Owner } from '../network/announcement';
import type { Network } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import type { Key } from '../terraform/stack-json';
import type { AddressSpace } from './address-classes';
import type { Start } from './walker';

/** Packets that begin alike: from a kind of attachment, with addresses of one class. */
export interface Source {
  readonly owner: Owner;
  readonly address: number;
  readonly start: Start;
  /** How the place itself routes, for a VPC whose own routes are known. */
  readonly firstHop?: (destination: number) => boolean;
  /** Whether it is the outbound resolver rather than a site or VPC. */
  readonly resolver: boolean;
  readonly label: string;
  /** A VPC with a way to the internet of its own: the WAN is not asked to carry that. */
  readonly leavesByItself?: true;
  /** The Azure hub it begins at: there a hub is a way out, and only for what is at home there. */
  readonly azureHub?: string;
}

/**
 * One source for every kind of place and class of addresses; a place that is configured otherwise is a kind of its own. With
 * `apart` so is every place that is no site.
 */
export function sourcesOf(
  catalogue: Catalogue,
  network: Network,
  announcements: Announcements,
  space: Pick<AddressSpace, 'atomsIn'>,
  apart = false,
): readonly Source[] {
  const hops = firstHops(catalogue, network);
  const byThemselves = new Set(
    catalogue.tenants.flatMap(({ vpcs }) => vpcs.flatMap((vpc) => (vpc.defaultRoute === 'own' ? [vpc.vpcId] : []))),
  );
  const found = new Map<string, Source>();
  const preference = new Map<string, number>();
  for (const attachment of network.attachments.values()) {
    if (attachment.vpc !== undefined) continue;
    const hop = attachment.foreignVpc === undefined ? undefined : hops.get(attachment.foreignVpc);
    for (const { prefix, owner, prepend = 0 } of announcements.byAttachment.get(attachment.key) ?? []) {
      for (const atom of space.atomsIn(prefix)) {
        const place = apart && owner.kind !== 'site' ? owner.place : '';
        const alone = byThemselves.has(attachment.foreignVpc ?? '');
        const key = [attachment.table, attachment.kind, owner.tenant, hop?.key, alone, atom.class.id, place].join('|');
        const known = found.get(key);
        // A place sends over the circuit that it prefers.
        const better = known?.owner.place === owner.place && (preference.get(key) ?? 0) > prepend;
        if (known && !better) continue;
        preference.set(key, prepend);
        found.set(key, {
          owner,
          address: atom.address,
          start: { at: 'attachment', attachment: attachment.key },
          resolver: false,
          label: owner.label,
          ...(hop ? { firstHop: hop.leaves } : {}),
          ...(alone ? { leavesByItself: true } : {}),
          ...azureHubOf(catalogue, network, attachment.table),
        });
      }
    }
  }
  for (const vpc of network.vpcs.values()) {
    const services = catalogue.tenants.find((tenant) =>
      [...tenant.servicesVpcs, ...tenant.servicesVnets].some((each) => each.cidr.equals(vpc.cidr)),
    );
    for (const each of vpc.interfaces) {
      const subnet = vpc.subnets.find(({ cidr }) => cidr.overlaps(each.prefix));
      if (each.kind !== 'outbound-resolver' || !subnet) continue;
      // Which address of its subnet one has in Azure nobody knows beforehand.
      for (const atom of space.atomsIn(each.prefix))
        found.set(`resolver ${vpc.key} ${atom.class.id}`, {
          owner: { kind: 'services', tenant: services?.id ?? '', place: vpc.key, label: 'outbound resolver' },
          address: atom.address,
          start: { at: 'subnet', vpc: vpc.key, subnet: subnet.key },
          resolver: true,
          label: 'outbound resolver',
          ...azureHubOf(catalogue, network, network.attachments.get(vpc.attachments[0] ?? '')?.table),
        });
    }
  }
  return [...found.values()];
}

/** The catalogue's hub that a virtual hub's table belongs to, told by its address space. */
export function azureHubOf(
  catalogue: Catalogue,
  network: Network,
  table: Key | undefined,
): { readonly azureHub?: string } {
  const space = network.tables.get(table ?? '')?.azure?.space;
  if (!space) return {};
  const hub = catalogue.hubs.find((each) => each.cloud === 'azure' && each.addressSpace.equals(space));
  return { azureHub: hub?.id ?? '' };
}

/** Whether a VPC that stands in no stack sends a destination to the WAN, by the routes that are made in its tables. */
function firstHops(
  catalogue: Catalogue,
  network: Network,
): ReadonlyMap<string, { readonly key: Key; readonly leaves: (destination: number) => boolean }> {
  const found = new Map<string, { key: string; leaves: (destination: number) => boolean }>();
  for (const tenant of catalogue.tenants) {
    for (const vpc of tenant.vpcs) {
      if (vpc.routeTables.length === 0) continue;
      const tables = vpc.routeTables.map((id) => network.foreignRoutes.get(id) ?? []);
      const maps = tables.map(
        (routes) => new PrefixMap(routes.map((route) => [route.prefix, route.to.kind === 'transit'] as const)),
      );
      found.set(vpc.vpcId, {
        key: tables.map((routes) => routes.map((route) => `${route.prefix} ${route.to.kind}`).join()).join(';'),
        leaves: (destination) => maps.every((map) => map.get(destination) === true),
      });
    }
  }
  return found;
}
