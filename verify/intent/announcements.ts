import { type Cidr, cidr } from '../../catalogue/values/cidr';
import { type Catalogue, isRendered } from '../../catalogue/model';
import type { Lock } from '../../plan/lock/lock-file';
import { PATH_PREFERENCE } from '../../plan/routing/path-preference';
import type { Announcement, Announcements, Owner } from '../network/announcement';
import { linkRoutes } from '../network/link-routes';
import type { Attachment, Fault, Network } from '../network/network';
import type { Key } from '../terraform/stack-json';
import { datacentreConnections } from './datacentre-connections';

export function announcementsOf(catalogue: Catalogue, lock: Lock, network: Network): Announcements {
  const faults: Fault[] = [];
  const connections = { aws: connectionsOf(catalogue, lock, 'aws'), azure: connectionsOf(catalogue, lock, 'azure') };
  const seen = new Set<string>();
  const byAttachment = new Map<Key, readonly Announcement[]>();
  for (const attachment of network.attachments.values())
    byAttachment.set(attachment.key, announced(attachment, catalogue, network, connections, seen, faults));
  addSitesToCome(catalogue, network, byAttachment);
  for (const [cloud, type] of [
    ['aws', 'aws_vpn_connection'],
    ['azure', 'azurerm_vpn_gateway_connection'],
  ] as const)
    for (const name of connections[cloud].keys())
      if (!seen.has(`${cloud} ${name}`))
        faults.push({ where: `${type}.${name}`, problem: 'is asked for by the catalogue and in no stack.' });
  missingVnets(catalogue, network, faults);
  return { byAttachment, throughLinks: linkRoutes(network, byAttachment), faults };
}

function missingVnets(catalogue: Catalogue, network: Network, faults: Fault[]): void {
  const connected = new Set([...network.attachments.values()].map((attachment) => attachment.foreignVpc));
  for (const tenant of catalogue.tenants)
    for (const vnet of tenant.vnets)
      if (!connected.has(vnet.resourceId))
        faults.push({
          where: `${tenant.id}/${vnet.id}`,
          problem: 'is a VNet of the catalogue and connected to no hub.',
        });
}

/** One attachment of each tenant and table announces free parts of the tenant's supernets too. */
function addSitesToCome(catalogue: Catalogue, network: Network, byAttachment: Map<Key, readonly Announcement[]>): void {
  const taken = [
    ...[...byAttachment.values()].flat().map(({ prefix }) => prefix),
    ...catalogue.tenants.flatMap((tenant) => [
      ...Object.values(tenant.loopbacks),
      ...tenant.management,
      ...tenant.servicesVpcs.map((vpc) => vpc.cidr),
      ...tenant.vpcs.flatMap((vpc) => vpc.cidrs),
      ...tenant.servicesVnets.map((vnet) => vnet.cidr),
      ...tenant.vnets.flatMap((vnet) => vnet.cidrs),
    ]),
  ];
  for (const tenant of catalogue.tenants)
    for (const cloud of ['aws', 'azure'] as const) {
      const doors = new Map<string, Key>();
      for (const attachment of network.attachments.values()) {
        const { key, kind, table } = attachment;
        if (attachment.cloud !== cloud || kind === 'vpc' || table === undefined || attachment.isStatic) continue;
        const owner = byAttachment.get(key)?.[0]?.owner;
        if (owner?.tenant === tenant.id && owner.kind === 'site') doors.set(table, doors.get(table) ?? key);
      }
      const pieces = tenant.supernets[cloud].flatMap((prefix) => samplesOf(prefix, taken));
      // A site to come has one hub: each piece is announced at one.
      [...doors.values()].forEach((key, index) => {
        const owner: Owner = { kind: 'site', tenant: tenant.id, place: `(to come at ${key})`, label: 'a site to come' };
        const here = pieces.filter((_, piece) => piece % doors.size === index);
        const toCome = here.map((prefix): Announcement => ({ prefix, owner, toCome: true }));
        byAttachment.set(key, [...(byAttachment.get(key) ?? []), ...toCome]);
      });
    }
}

/** The largest part that is still free in each quarter of a supernet. */
function samplesOf(supernet: Cidr, taken: readonly Cidr[]): readonly Cidr[] {
  const here = taken.filter((prefix) => prefix.overlaps(supernet));
  const bits = Math.min(32, supernet.bits + 2);
  return [0, 1, 2, 3].flatMap((quarter) => largestFree(supernet.subnet(bits, quarter), here) ?? []);
}

function largestFree(prefix: Cidr, taken: readonly Cidr[]): Cidr | undefined {
  const here = taken.filter((other) => other.overlaps(prefix));
  if (here.length === 0) return prefix;
  // A site has at least a /29; looking for less is no use.
  if (prefix.bits >= 29 || here.some((other) => other.bits <= prefix.bits)) return undefined;
  const [one, two] = [0, 1].map((half) => largestFree(prefix.subnet(prefix.bits + 1, half), here));
  if (!one || !two) return one ?? two;
  return one.bits <= two.bits ? one : two;
}

function announced(
  attachment: Attachment,
  catalogue: Catalogue,
  network: Network,
  connections: Readonly<Record<Attachment['cloud'], ReadonlyMap<string, readonly Announcement[]>>>,
  seen: Set<string>,
  faults: Fault[],
): readonly Announcement[] {
  if (attachment.link) return [];
  if (attachment.kind === 'direct') return transportOf(attachment, catalogue, faults);
  if (attachment.kind !== 'vpc') {
    return attachment.connections.flatMap((key) => {
      const name = key.slice(key.lastIndexOf('.') + 1);
      seen.add(`${attachment.cloud} ${name}`);
      const found = connections[attachment.cloud].get(name);
      if (!found) faults.push({ where: key, problem: 'belongs to no site of the catalogue.' });
      return found ?? [];
    });
  }
  if (attachment.foreignVpc !== undefined) {
    for (const tenant of catalogue.tenants) {
      const found =
        tenant.vpcs.find((vpc) => vpc.vpcId === attachment.foreignVpc) ??
        tenant.vnets.find((vnet) => vnet.resourceId === attachment.foreignVpc);
      if (!found) continue;
      const label = `${attachment.cloud === 'aws' ? 'VPC' : 'VNet'} ${found.id}`;
      const owner: Owner = { kind: 'vpc', tenant: tenant.id, place: `${tenant.id}/${found.id}`, label };
      return found.cidrs.map((prefix) => ({ prefix, owner }));
    }
    faults.push({
      where: attachment.key,
      problem: `attaches a ${attachment.cloud === 'aws' ? 'VPC' : 'VNet'} that the catalogue does not know.`,
    });
    return [];
  }
  const vpc = network.vpcs.get(attachment.vpc ?? '');
  if (!vpc) {
    faults.push({ where: attachment.key, problem: 'attaches no VPC of this network.' });
    return [];
  }
  const owner = catalogue.tenants.find((tenant) =>
    [...tenant.servicesVpcs, ...tenant.servicesVnets].some((each) => each.cidr.equals(vpc.cidr)),
  );
  return [
    {
      prefix: vpc.cidr,
      owner: {
        kind: 'services',
        tenant: owner?.id ?? '',
        place: vpc.key,
        label: owner ? `services ${vpc.cloud === 'aws' ? 'VPC' : 'VNet'}` : `VPC ${vpc.key}`,
      },
    },
  ];
}

/** The ends of tunnels, which a datacentre's router announces over its circuits. */
function transportOf(attachment: Attachment, catalogue: Catalogue, faults: Fault[]): readonly Announcement[] {
  const stack = attachment.key.slice(0, attachment.key.indexOf('/'));
  const datacentre = catalogue.datacentres.find(({ id }) => stack.endsWith(`-datacentre-${id}`));
  if (!datacentre?.transport) {
    faults.push({ where: attachment.key, problem: 'joins circuits of no datacentre of the catalogue.' });
    return [];
  }
  const label = `circuits of ${datacentre.name}`;
  return [
    {
      prefix: datacentre.transport,
      owner: { kind: 'transport', tenant: '', place: `${datacentre.id} transport`, label },
    },
  ];
}

/** What each datacentre announces: a tenant's prefixes on its own tunnels, whichever way they go, and their ends on its circuits. */
function inDatacentres(
  catalogue: Catalogue,
  cloud: Attachment['cloud'],
): readonly (readonly [string, readonly Announcement[]])[] {
  return datacentreConnections(catalogue, cloud).map(
    ({ name, datacentre, tenant }): readonly [string, readonly Announcement[]] => {
      const owner: Owner = { kind: 'datacentre', tenant, place: datacentre.id, label: datacentre.name };
      const prefixes = datacentre.tenants.flatMap((entry) => (entry.tenant === tenant ? entry.prefixes : []));
      return [name, prefixes.map((prefix) => ({ prefix, owner }))];
    },
  );
}

/** Name of every connection that the catalogue asks for, with what its site announces on it. */
function connectionsOf(
  catalogue: Catalogue,
  lock: Lock,
  cloud: Attachment['cloud'],
): ReadonlyMap<string, readonly Announcement[]> {
  const found = new Map<string, readonly Announcement[]>(inDatacentres(catalogue, cloud));
  for (const site of catalogue.sites) {
    if (!isRendered(site) || !site.hubs.some((hub) => hub.cloud === cloud)) continue;
    for (const segment of site.segments) {
      const held = lock.sites[site.id]?.segments[segment.tenant];
      const owner: Owner = { kind: 'site', tenant: segment.tenant, place: site.id, label: site.name };
      const prefixes = segment.prefixes ?? (held?.prefix === undefined ? [] : [cidr(held.prefix)]);
      for (const circuit of site.circuits) {
        const loopback = held?.circuits[circuit.id]?.loopback;
        const all = [...prefixes, ...(loopback === undefined ? [] : [cidr(loopback)])];
        const { prepend } = PATH_PREFERENCE[circuit.role];
        found.set(
          `${site.id}_${segment.tenant}_${circuit.id}`,
          all.map((prefix) => ({ prefix, owner, ...(prepend > 0 ? { prepend } : {}) })),
        );
      }
    }
  }
  return found;
}
