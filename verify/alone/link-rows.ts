import { type Cidr, formatAddress, holds } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import { mayBeAt } from '../intent/datacentre-connections';
import type { Fault, TransitTable } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import type { Proof } from '../walk/proof';

/** Whether two hubs have a tenant in both, and so a link. */
export function isLinked(catalogue: Catalogue, aws: string, azure: string): boolean {
  return catalogue.tenants.some(({ id, hubs }) => hubs[0] === aws && mayBeAt(catalogue, id, azure));
}

/** Whether everything that is looked up in a table comes from the other cloud. */
export function isOfLink(proof: Proof, table: TransitTable): boolean {
  const inside = [...proof.network.attachments.values()].filter((attachment) => attachment.table === table.key);
  return inside.length > 0 && inside.every((attachment) => attachment.link);
}

/**
 * A link's table by itself. It is all that Azure is told of this hub: of what is at home here, what somebody at home there
 * may reach or has to be answered at, and nothing else. What has no row gets no further, so it needs no blackholes.
 */
export function linkRowFaults(
  proof: Proof,
  table: TransitTable,
  hub: string,
  addresses: readonly number[],
  faults: Fault[],
): void {
  const asked = askedAcross(proof, table, hub);
  const rows = new PrefixMap(table.statics.map((row) => [row.prefix, row] as const));
  const found = new Set<string>();
  for (const address of addresses) {
    const row = rows.get(address);
    const leads = row?.to !== undefined;
    const wanted = holds(asked, address);
    const where = row?.where ?? table.key;
    const key = `${where} ${leads}`;
    if (leads === wanted || found.has(key)) continue;
    found.add(key);
    faults.push(
      leads
        ? {
            where,
            label: 'TOO WIDE',
            problem: `tells the other cloud of ${formatAddress(address)}, and nobody asked for that.`,
          }
        : { where, label: 'TOO NARROW', problem: `does not lead ${formatAddress(address)}, which is asked for.` },
    );
  }
}

function askedAcross({ catalogue, intent, network }: Proof, table: TransitTable, hub: string): readonly Cidr[] {
  const here = catalogue.tenants
    // Azure knows a tenant on several AWS hubs by the first that it names.
    .filter((tenant) => tenant.kind !== 'public-wifi' && tenant.hubs[0] === hub)
    .flatMap(({ supernets }) => supernets.aws);
  const peers = [...network.attachments.values()].flatMap((each) =>
    each.table === table.key ? (each.link?.peers ?? []) : [],
  );
  const spaces = peers.flatMap(
    (peer) => network.tables.get(network.attachments.get(peer)?.table ?? '')?.azure?.space ?? [],
  );
  const hubs = catalogue.hubs.filter((each) => spaces.some((space) => space.equals(each.addressSpace)));
  const there = catalogue.tenants.flatMap(({ id, hubs: own, supernets }) =>
    own.includes(hub) && hubs.some((each) => mayBeAt(catalogue, id, each.id)) ? supernets.azure : [],
  );
  const crosses = (prefixes: readonly Cidr[]): boolean =>
    prefixes.some((prefix) => there.some((other) => other.overlaps(prefix)));
  const present = (id: string): boolean => catalogue.tenants.some((each) => each.id === id && each.hubs.includes(hub));
  return intent.wants.flatMap(({ kind, from, sources, destinations }) => {
    // A query of one resolver at another is between the hubs' own networks.
    if (kind === 'resolver') {
      const space = catalogue.hubs.find(({ id }) => id === hub)?.addressSpace;
      const own = destinations.filter((prefix) => space?.contains(prefix));
      return [
        ...(crosses(sources) ? [...own, ...common(destinations, here)] : []),
        ...(crosses(destinations) ? common(sources, here) : []),
      ];
    }
    if (!present(from)) return [];
    return [
      ...(crosses(sources) ? common(destinations, here) : []),
      ...(crosses(destinations) ? common(sources, here) : []),
    ];
  });
}

function common(some: readonly Cidr[], others: readonly Cidr[]): readonly Cidr[] {
  return some.flatMap((one) =>
    others.flatMap((other) => (other.contains(one) ? [one] : one.contains(other) ? [other] : [])),
  );
}
