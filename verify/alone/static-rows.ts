import { PRIVATE_BLOCKS } from '../../catalogue/values/cidr';
import type { Attachment, Fault, StaticRow, TransitTable } from '../network/network';
import type { Proof } from '../walk/proof';

/**
 * Rows that lead to far ends without BGP. Each leads to what is there and to nothing else, in the one table that also takes the
 * others' announcements, behind the firewall; and nothing that is there is without a row. Nobody may have asked for it yet, so
 * no packet would show it.
 */
export function staticRowFaults(proof: Proof): readonly Fault[] {
  const { network, announcements } = proof;
  const faults: Fault[] = [];
  for (const attachment of network.attachments.values()) {
    if (!attachment.isStatic) continue;
    const there = (announcements.byAttachment.get(attachment.key) ?? []).map(({ prefix }) => prefix);
    const rows = [...network.tables.values()].flatMap((table) =>
      table.statics.filter(({ to }) => to === attachment.key).map((row) => ({ row, table })),
    );
    for (const { row, table } of rows) {
      const whole = there.some((prefix) => prefix.equals(row.prefix));
      if (!whole) faults.push(fault(row, 'TOO WIDE', `leads ${row.prefix} to a far end that has no such prefix.`));
      if (!isBehindFirewall(network.attachments, table))
        faults.push(fault(row, 'TOO WIDE', `leads to a far end from ${table.name}, past every firewall.`));
      else if (!inspected(proof, attachment).has(table.key))
        faults.push(fault(row, 'TOO WIDE', `leads to a far end from ${table.name}, which is not behind its firewall.`));
    }
    for (const prefix of there)
      if (rows.length > 0 && !rows.some(({ row }) => row.prefix.equals(prefix)))
        faults.push({
          where: attachment.key,
          label: 'TOO NARROW',
          problem: `has static routing, and no row leads ${prefix} there.`,
        });
  }
  return faults;
}

function fault({ where }: StaticRow, label: Fault['label'] & string, problem: string): Fault {
  return { where, label, problem };
}

/** What is looked up in the table comes from a hub's own VPC, where the firewall stands. */
function isBehindFirewall(attachments: Proof['network']['attachments'], { key }: TransitTable): boolean {
  const inside = [...attachments.values()].filter(({ table }) => table === key);
  return inside.length > 0 && inside.every(({ vpc }) => vpc !== undefined);
}

/** Tables behind the firewall to which the far end itself sends what is private: what goes there comes back the same way. */
function inspected({ network }: Proof, { table }: Attachment): ReadonlySet<string> {
  const own = table === undefined ? undefined : network.tables.get(table);
  const ways = (own?.statics ?? []).filter(({ prefix }) => PRIVATE_BLOCKS.some((block) => block.contains(prefix)));
  return new Set(ways.flatMap(({ to }) => (to === undefined ? [] : [network.attachments.get(to)?.table ?? []]).flat()));
}
