import type { Cidr } from '../../catalogue/values/cidr';
import type { Announcement, Announcements, Owner } from '../network/announcement';
import type { Attachment, Network, TransitTable } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import type { Key } from '../terraform/stack-json';

/** Where a table sends a packet. */
export interface TransitHit {
  /** Absent: blackhole. */
  readonly to?: Key;
  /** Whose announcement it is; absent for a static row. */
  readonly owner?: Owner;
  readonly prefix: Cidr;
  readonly where: Key;
}

/**
 * Routes for one prefix are preferred in this order, and of one kind the shorter AS path; a static row beats them all.
 * Source: docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html (route evaluation order).
 */
const TYPE_ORDER: Readonly<Record<Attachment['kind'], number>> = {
  vpc: 0,
  direct: 1,
  'private-vpn': 2,
  vpn: 3,
  concentrator: 4,
};

/**
 * The smaller wins. Through the other cloud the AS path is longer. A virtual hub prefers circuits or tunnels as it is set,
 * and among tunnels the shorter AS path; datacentres' routers see to theirs (docs/datacentres.md).
 * Source: learn.microsoft.com/azure/virtual-wan/about-virtual-hub-routing-preference
 */
function rank({ kind, link }: Attachment, { azure }: TransitTable): number {
  const order = azure && !azure.prefersVpn && kind === 'direct' ? -1 : TYPE_ORDER[kind];
  const circuitLast = azure?.prefersVpn === true && kind === 'direct' ? 10 : 0;
  return order + circuitLast + (link ? 0.5 : 0);
}

/** What a table is told by an attachment. */
type Told = Pick<Announcement, 'prefix' | 'prepend'> & { readonly owner?: Owner };

/** Longest-prefix match in every table of the transit gateways. */
export class TransitLookup {
  private readonly tables = new Map<Key, PrefixMap<TransitHit>>();

  constructor(
    network: Network,
    private readonly announcements: Announcements,
  ) {
    for (const table of network.tables.values()) {
      const statics = table.statics.map((row): readonly [Cidr, TransitHit] => [
        row.prefix,
        { prefix: row.prefix, where: row.where, ...(row.to === undefined ? {} : { to: row.to }) },
      ]);
      const hidden = table.azure?.firewalled ?? [];
      const dynamic = table.propagated
        .flatMap((key) => network.attachments.get(key) ?? [])
        .filter(({ isStatic }) => !isStatic)
        .flatMap((attachment) => {
          const { key } = attachment;
          const told: readonly Told[] = [
            ...(announcements.byAttachment.get(key) ?? []),
            ...(announcements.throughLinks.get(key) ?? []),
          ];
          return told.map((each) => ({ ...each, key, rank: rank(attachment, table) }));
        })
        .filter(({ prefix }) => !hidden.some((block) => block.contains(prefix)))
        .sort((a, b) => a.rank - b.rank || (a.prepend ?? 0) - (b.prepend ?? 0) || (a.key < b.key ? -1 : 1))
        .map(({ prefix, owner, key }): readonly [Cidr, TransitHit] => [
          prefix,
          { prefix, to: key, where: key, ...(owner ? { owner } : {}) },
        ]);
      const beyond = (table.azure?.peers ?? []).flatMap(({ via, from }) =>
        from.flatMap((key) =>
          (announcements.byAttachment.get(key) ?? []).map(({ prefix, owner }): readonly [Cidr, TransitHit] => [
            prefix,
            { prefix, owner, to: via, where: via },
          ]),
        ),
      );
      this.tables.set(table.key, new PrefixMap([...statics, ...dynamic, ...beyond]));
    }
  }

  find(table: Key, address: number): TransitHit | undefined {
    return this.tables.get(table)?.get(address);
  }

  /** Who is behind an attachment, whatever the address. */
  behind(attachment: Key): Owner | undefined {
    return this.announcements.byAttachment.get(attachment)?.[0]?.owner;
  }
}
