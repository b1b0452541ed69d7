import type { NewEntry } from '../../../catalogue/yaml/insert-entries';
import { AZURE_INSIDE, cidr } from '../../../catalogue/values/cidr';
import { CidrSet } from '../../../catalogue/values/cidr-set';
import { isInsideRange } from '../../../plan/lock/pools';
import type { Prepared } from '../../../plan/prepare';
import { segmentPrefixes } from '../../../plan/routing/connections';
import { slug } from '../../edit/forms/form';
import type { Connection, CustomerGateway, Estate } from '../estate';
import type { Left } from '../left';
import { prefixesBehind } from './match-connections';

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
 * Entries for connections that no site of the catalogue has, of one supplier: those that speak BGP with one AS number, lead to the same
 * prefixes, and are called alike but for digits, are circuits of one site. Prefixes are what the tables say leads there.
 */
export function proposedSites(
  estate: Estate,
  unknown: readonly Left[],
  { tenant, profile, supplier }: NewSites,
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
  resilience: string | undefined,
): { readonly entries: readonly NewEntry[]; readonly left: readonly Left[] } {
  const left: Left[] = [];
  const supernets = catalogue.tenants.find(({ id }) => id === tenant)?.supernets.aws ?? [];
  const used = new CidrSet(
    catalogue.sites.flatMap((site) => site.segments.flatMap((segment) => segmentPrefixes(site, segment, lock))),
  );
  const lines = unknown.flatMap((each): readonly Line[] => {
    const connection = estate.connections.find(({ id }) => id === each.found.id);
    const gateway = estate.customerGateways.find(({ id }) => id === connection?.gateway);
    if (!connection || gateway?.ipAddress === undefined) return [];
    const id = estate.attachments.find(({ resource }) => resource === connection.id)?.id ?? connection.attachment;
    const prefixes = id === undefined ? [] : prefixesBehind(estate, id);
    const outside = prefixes.filter((prefix) => !supernets.some((block) => block.contains(cidr(prefix))));
    const taken = prefixes.filter((prefix) => used.overlaps(cidr(prefix)));
    const problem =
      prefixes.length === 0
        ? 'nothing says which prefixes are there'
        : outside.length > 0
          ? `${outside.join(' and ')} ${outside.length === 1 ? 'is' : 'are'} outside of what ${tenant} has in AWS`
          : taken.length > 0
            ? `${taken.join(' and ')} ${taken.length === 1 ? 'is' : 'are'} somebody else's already`
            : undefined;
    if (problem === undefined) return [{ connection, gateway, prefixes }];
    left.push({
      ...each,
      why: problem,
      fix:
        prefixes.length === 0
          ? 'Give `aws ec2 search-transit-gateway-routes` of the table that it is propagated into, or write the site.'
          : 'Write the site as it is to be, or another supernet of the tenant.',
    });
    return [];
  });
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const { connection, gateway, prefixes } = line;
    const key = connection.isStatic ? connection.id : [gateway.asn, stemOf(line), ...prefixes].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const ids = new Set(catalogue.sites.map(({ id }) => id));
  const chosen = new CidrSet([]);
  const entries = [...groups.values()].flatMap((all): readonly NewEntry[] =>
    // More lines than a site can have are buildings that were given one number.
    (all.length <= IDS.length ? [all] : all.map((line) => [line])).flatMap((own): readonly NewEntry[] => {
      const prefixes = own[0]?.prefixes ?? [];
      const isTwice = prefixes.some((prefix) => chosen.overlaps(cidr(prefix)));
      const isThin = resilience !== undefined && resilience !== 'single' && own.length < 2;
      if (isTwice || isThin) {
        for (const { connection } of own)
          left.push({
            kind: 'connection',
            found: connection,
            why: isTwice
              ? `${prefixes.join(' and ')} is behind another of them as well, which is called otherwise`
              : `profile ${profile} wants two circuits, and nothing else is like it`,
            fix: isTwice ? 'Write them as circuits of one site.' : 'Propose it with a profile of one circuit.',
          });
        return [];
      }
      for (const prefix of prefixes) chosen.add(cidr(prefix));
      const name = own.length > 1 ? stemOf(own[0]) : nameOf(own[0]);
      const id = freeId(idOf(name, own[0]), ids);
      ids.add(id);
      return [entryOf(id, name, own, { tenant, profile, supplier })];
    }),
  );
  return { entries, left };
}

/** An id as a catalogue takes it: begins with a letter, and is no longer than it may be. */
function idOf(name: string, line: Line | undefined): string {
  const made = slug(name).slice(0, 36).replace(/-+$/, '');
  if (made === '') return `site-${(line?.connection.id ?? '').replace(/^vpn-/, '')}`;
  return /^[a-z]/.test(made) ? made : `site-${made}`.slice(0, 40).replace(/-+$/, '');
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
