import type { NewEntry } from '../../catalogue/yaml/insert-entries';
import { AZURE_INSIDE, cidr } from '../../catalogue/values/cidr';
import { isInsideRange } from '../../plan/lock/pools';
import { slug } from '../edit/forms/form';
import type { Connection, CustomerGateway, Estate } from './estate';
import type { Left } from './adoption';

export interface NewSites {
  readonly tenant: string;
  readonly profile: string;
  readonly supplier: string;
}

interface Line {
  readonly connection: Connection;
  readonly gateway: CustomerGateway;
  readonly prefixes: readonly string[];
}

/** A profile's circuits, as sites have them. */
const IDS = ['primary', 'secondary', 'third', 'fourth'] as const;

/**
 * Entries for connections that no site of the catalogue has, of one tenant: those of one AS number whose names differ in digits alone are
 * circuits of one site. Prefixes are what the tables say leads there; without any a site can't be proposed.
 */
export function proposedSites(
  estate: Estate,
  unknown: readonly Left[],
  { tenant, profile, supplier }: NewSites,
  known: readonly { readonly id: string }[],
): { readonly entries: readonly NewEntry[]; readonly left: readonly Left[] } {
  const left: Left[] = [];
  const lines = unknown.flatMap((each): readonly Line[] => {
    const connection = estate.connections.find(({ id }) => id === each.found.id);
    const gateway = estate.customerGateways.find(({ id }) => id === connection?.gateway);
    if (!connection || gateway?.ipAddress === undefined) return [];
    const prefixes = prefixesOf(estate, connection);
    if (prefixes.length > 0) return [{ connection, gateway, prefixes }];
    left.push({
      ...each,
      why: 'nothing says which prefixes are there',
      fix: 'Give `aws ec2 search-transit-gateway-routes` of the table that it is propagated into, or write the site.',
    });
    return [];
  });
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = `${line.gateway.asn} ${stemOf(line)}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const taken = new Set(known.map(({ id }) => id));
  const entries = [...groups.values()].flatMap((all): readonly NewEntry[] =>
    // More lines than a site can have are buildings that were given one number.
    (all.length <= IDS.length ? [all] : all.map((line) => [line])).map((own) => {
      const name = own.length > 1 ? stemOf(own[0]) : nameOf(own[0]);
      const id = freeId(slug(name), taken);
      taken.add(id);
      return entryOf(id, name, own, { tenant, profile, supplier });
    }),
  );
  return { entries, left };
}

function entryOf(id: string, name: string, lines: readonly Line[], { tenant, profile, supplier }: NewSites): NewEntry {
  const [first] = lines;
  const isStatic = lines.every(({ connection }) => connection.isStatic);
  const inside = lines.flatMap(({ connection }) => connection.inside.map(cidr));
  const isAzure = !isStatic && inside.every((range) => AZURE_INSIDE.some((block) => block.contains(range)));
  const prefixes = [...new Set(lines.flatMap((line) => line.prefixes))].sort();
  return {
    id,
    name,
    state: 'live',
    profile,
    // Where no BGP is spoken the number is the gateway's alone, and may be one that nobody can have.
    ...(isStatic ? {} : { asn: first?.gateway.asn ?? 0 }),
    circuits: lines.map(({ connection, gateway }, index) => ({
      id: IDS[index] ?? 'primary',
      address: gateway.ipAddress ?? '',
      supplier,
      // The lock holds those that it could have chosen.
      ...(connection.inside.map(cidr).every((range) => isInsideRange(range)) || isAzure
        ? {}
        : { insideRanges: [...connection.inside] }),
    })),
    segments: [
      {
        tenant,
        prefixes,
        ...(isStatic ? { routing: 'static' } : {}),
        ...(isAzure ? { farEnd: 'azure-gateway' } : {}),
      },
    ],
  };
}

/** Prefixes that the tables' rows lead to a connection; a whole default is what it is told, not what is there. */
function prefixesOf({ tables, attachments }: Estate, connection: Connection): readonly string[] {
  const id = attachments.find(({ resource }) => resource === connection.id)?.id ?? connection.attachment;
  const rows = tables
    .flatMap((table) => table.rows ?? [])
    .filter((row) => id !== undefined && row.attachments.includes(id));
  return [...new Set(rows.map(({ prefix }) => prefix))].filter((prefix) => prefix !== '0.0.0.0/0').sort();
}

function nameOf(line: Line | undefined): string {
  return line?.connection.name ?? line?.gateway.name ?? line?.connection.id ?? '';
}

/** A name without the digits that tell one of several from the others: `Moj Live VNG` of `Moj-Live-VNG_1`. */
function stemOf(line: Line | undefined): string {
  return nameOf(line)
    .replace(/\d+/g, '')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '')
    .join(' ');
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  for (let number = 2; ; number += 1) if (!taken.has(`${id}-${number}`)) return `${id}-${number}`;
}
