import type { Catalogue } from '../../catalogue/model';
import type { Announcements } from '../network/announcement';
import { linkRoutes } from '../network/link-routes';
import type { Attachment, Network } from '../network/network';
import type { Key } from '../terraform/stack-json';
import { Hubs } from '../walk/hubs';
import type { Proof } from '../walk/proof';
import { type Source, sourcesOf } from '../walk/sources';
import { TransitLookup } from '../walk/transit-lookup';
import { Walker } from '../walk/walker';
import { type Elements, zoneId } from './elements';

/** What is down when some elements have failed. */
export interface Fallen {
  readonly connections: ReadonlySet<Key>;
  readonly zones: ReadonlySet<string>;
  /** Whether anything that many share is gone: a zone, a way to a datacentre, a tunnel of a link. */
  readonly isShared: boolean;
}

export function fallen(catalogue: Catalogue, elements: Elements, ids: readonly string[]): Fallen {
  const dead = closure(elements, ids);
  const touched = new Set([...dead].flatMap((id) => elements.carries.get(id) ?? []));
  const connections = [...touched].filter((key) =>
    (elements.needs.get(key) ?? []).some((group) => group.length > 0 && group.every((id) => dead.has(id))),
  );
  const zones = deadZones(catalogue, dead);
  const isOfSite = (key: Key): boolean =>
    (elements.needs.get(key) ?? []).some((group) =>
      group.some((id) => elements.all.get(id)?.kind === 'circuit of a site'),
    );
  return {
    connections: new Set(connections),
    zones,
    isShared: zones.size > 0 || connections.some((key) => !isOfSite(key)),
  };
}

/** A network without what has failed, to walk through. */
export interface Reduced {
  readonly network: Network;
  readonly lookup: TransitLookup;
  readonly walker: Walker;
  readonly hubs: Hubs;
  readonly sources: readonly Source[];
}

/** The network of a proof after something is down. */
export function reduce(proof: Proof, { connections, zones }: Fallen): Reduced {
  const { catalogue } = proof;
  const network = reduced(catalogue, proof.network, connections, zones);
  const byAttachment = new Map(
    [...proof.announcements.byAttachment].flatMap(([key, list]) =>
      network.attachments.has(key) ? [[key, list] as const] : [],
    ),
  );
  const announcements: Announcements = { byAttachment, throughLinks: linkRoutes(network, byAttachment), faults: [] };
  const lookup = new TransitLookup(network, announcements);
  return {
    network,
    lookup,
    walker: new Walker(network, lookup),
    hubs: new Hubs(catalogue, network, announcements),
    sources: sourcesOf(catalogue, network, announcements, proof, true),
  };
}

function closure({ takesAlong }: Elements, ids: readonly string[]): ReadonlySet<string> {
  return new Set(ids.flatMap((id) => [id, ...(takesAlong.get(id) ?? [])]));
}

function deadZones(catalogue: Catalogue, dead: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    catalogue.hubs.flatMap((hub) => hub.zones.map((zone) => zoneId(hub, zone))).filter((id) => dead.has(id)),
  );
}

function reduced(catalogue: Catalogue, network: Network, down: ReadonlySet<Key>, zones: ReadonlySet<string>): Network {
  const lost = lostHubs(catalogue, network, zones);
  const attachments = new Map<Key, Attachment>();
  for (const [key, attachment] of network.attachments) {
    const connections = attachment.connections.filter((each) => !down.has(each));
    if (attachment.connections.length > 0 && connections.length === 0) continue;
    if (attachment.cloud === 'azure' && lost.has(attachment.table ?? '')) continue;
    if (isStranded(catalogue, attachment, zones)) continue;
    const peers = attachment.link?.peers.filter((peer) => !down.has(peer));
    attachments.set(key, {
      ...attachment,
      connections,
      ...(attachment.link && peers ? { link: { ...attachment.link, peers } } : {}),
    });
  }
  const vpcs = new Map(
    [...network.vpcs].map(([key, vpc]) => {
      const gone = vpc.subnets.filter((subnet) => vpc.cloud === 'aws' && zones.has(subnet.zone));
      const subnets = vpc.subnets.filter((subnet) => !gone.includes(subnet));
      const interfaces = vpc.interfaces.filter((each) => !gone.some(({ cidr }) => cidr.overlaps(each.prefix)));
      return [key, { ...vpc, subnets, interfaces }] as const;
    }),
  );
  const tables = new Map(
    [...network.tables].map(([key, table]) => [
      key,
      {
        ...table,
        propagated: table.propagated.filter((each) => attachments.has(each)),
        statics: table.statics.map(({ to, ...row }) =>
          to !== undefined && attachments.has(to) ? { ...row, to } : row,
        ),
      },
    ]),
  );
  return { ...network, attachments, vpcs, tables };
}

/** A tenant's own VPC that has a subnet in no other zone. */
function isStranded({ tenants }: Catalogue, { foreignVpc }: Attachment, zones: ReadonlySet<string>): boolean {
  if (foreignVpc === undefined || zones.size === 0) return false;
  const vpc = tenants.flatMap(({ vpcs }) => vpcs).find(({ vpcId }) => vpcId === foreignVpc);
  return vpc !== undefined && Object.keys(vpc.subnets).every((zone) => zones.has(zone));
}

/** Virtual hubs whose firewall stands in one zone, and that one is gone. */
function lostHubs({ hubs }: Catalogue, network: Network, zones: ReadonlySet<string>): ReadonlySet<Key> {
  const lost = hubs.filter(
    (hub) => hub.cloud === 'azure' && hub.zones.length > 0 && hub.zones.every((zone) => zones.has(zoneId(hub, zone))),
  );
  return new Set(
    [...network.tables.values()].flatMap(({ key, azure }) =>
      azure && lost.some(({ addressSpace }) => addressSpace.equals(azure.space)) ? [key] : [],
    ),
  );
}
