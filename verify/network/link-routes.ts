import type { Key } from '../terraform/stack-json';
import type { Announcement, LinkRoute } from './announcement';
import type { Attachment, Network } from './network';

/** By end of a link: what the other side's table leads to, or its hub has learned and its filter lets through. */
export function linkRoutes(
  network: Network,
  byAttachment: ReadonlyMap<Key, readonly Announcement[]>,
): ReadonlyMap<Key, readonly LinkRoute[]> {
  const ends = [...network.attachments.values()].filter((attachment) => attachment.link);
  const known = new Map<Key, readonly LinkRoute[]>();
  // What AWS tells is known from its tables; what Azure tells may be what another link has told it.
  for (const end of ends) if (end.cloud === 'azure') known.set(end.key, told(network, byAttachment, end, known));
  for (const end of ends) if (end.cloud === 'aws') known.set(end.key, told(network, byAttachment, end, known));
  return known;
}

function told(
  network: Network,
  byAttachment: ReadonlyMap<Key, readonly Announcement[]>,
  end: Attachment,
  known: ReadonlyMap<Key, readonly LinkRoute[]>,
): readonly LinkRoute[] {
  const found = new Map<string, LinkRoute>();
  for (const key of end.link?.peers ?? []) {
    const peer = network.attachments.get(key);
    const table = network.tables.get(peer?.table ?? '');
    if (!peer || !table) continue;
    const filter = peer.link?.filter ?? (() => true);
    const statics = peer.cloud === 'aws' ? table.statics.filter((row) => row.to !== undefined) : [];
    const learned = table.propagated
      .filter((each) => !sameSide(network, each, end))
      .flatMap((each): readonly LinkRoute[] => [...(byAttachment.get(each) ?? []), ...(known.get(each) ?? [])]);
    // A hub tells its own prefix to all its branches, whatever a route map says.
    // Source: learn.microsoft.com/azure/virtual-wan/route-maps-about (considerations: the hub's own address space)
    const { space } = table.azure ?? {};
    if (space) found.set(space.toString(), { prefix: space });
    for (const route of [...statics, ...learned])
      if (filter(route.prefix) && !found.has(route.prefix.toString()))
        found.set(route.prefix.toString(), {
          prefix: route.prefix,
          ...('owner' in route ? { owner: route.owner } : {}),
        });
  }
  return [...found.values()];
}

/** Whether an attachment leads back to where the end is: a route is not told to those who told it. */
function sameSide(network: Network, key: Key, end: Attachment): boolean {
  const gateway = (table: Key | undefined): string => (table ?? '').slice(0, (table ?? '').indexOf('/'));
  return (network.attachments.get(key)?.link?.peers ?? []).some(
    (peer) => gateway(network.attachments.get(peer)?.table) === gateway(end.table),
  );
}
