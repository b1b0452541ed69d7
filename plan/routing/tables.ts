import { ANYWHERE, type Cidr, cidr, compareCidrs, PRIVATE_BLOCKS } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { AwsHub, AzureHub, Catalogue, Tenant } from '../../catalogue/model';
import type { Lock } from '../lock/lock-file';
import { domainsAt, isAtAzureHub, isGuestDomain, isPresent, leaves } from '../places/hubs';
import { ownSupernets } from '../places/own-supernets';
import { coverOf, withoutPrefixes } from '../places/prefix-cover';
import { dnsSubnetsOf } from '../places/vpc-layout';
import { dnsAcross } from '../rules/cross-cloud-dns';
import { type Link, planLinks } from './links';
import { planPairs } from './pairs';

/** Where a row of a transit gateway route table sends packets. */
export type NextHop =
  { readonly to: 'inspect' } | { readonly to: 'egress'; readonly domain: string } | { readonly to: 'blackhole' };

/** A static row, with the entries of the catalogue that ask for it. */
export interface StaticRoute {
  readonly prefix: Cidr;
  readonly via: NextHop;
  readonly because: readonly string[];
}

/** What attachments are associated with a table: `tenant` stands for all of a tenant's sites, VPCs and datacentres. */
export type AttachmentGroup =
  | { readonly group: 'tenant'; readonly tenant: string }
  | { readonly group: 'inspect' }
  | { readonly group: 'egress'; readonly domain: string }
  | { readonly group: 'direct-connect'; readonly datacentre: string }
  | { readonly group: 'cloud-link'; readonly hub: string };

/** One transit gateway route table. */
export interface RouteTable {
  /** `rt-fire`, `rt-post`, …: unique at its hub, and its Terraform name. */
  readonly name: string;
  readonly associated: readonly AttachmentGroup[];
  readonly propagated: readonly AttachmentGroup[];
  readonly statics: readonly StaticRoute[];
}

const INSPECT: NextHop = { to: 'inspect' };
const BLACKHOLE: NextHop = { to: 'blackhole' };

/**
 * The tables of one AWS hub (docs/adr/0005). Nothing is propagated into a tenant's table: a request would go direct and
 * its reply would meet a firewall that never saw the SYN. Each prefix is propagated exactly once, into `rt-post`.
 */
export function planTables(catalogue: Catalogue, lock: Lock, hub: AwsHub): readonly RouteTable[] {
  const tenants = catalogue.tenants.filter((tenant) => isPresent(tenant, hub)).sort((a, b) => compareText(a.id, b.id));
  const agencies = tenants.filter((tenant) => tenant.kind !== 'public-wifi');
  const guests = tenants.filter((tenant) => tenant.kind === 'public-wifi');
  const domains = domainsAt(catalogue, hub, lock.hubs);
  const guestDomains = domains.filter((domain) => isGuestDomain(catalogue, domain));
  const agencyDomains = domains.filter((domain) => !guestDomains.includes(domain));
  const links = planLinks(catalogue).filter(({ aws }) => aws.id === hub.id);
  // One each: in a table that two shared, what is in no tunnel would pass from one datacentre to the other.
  const connected = catalogue.datacentres
    .filter(({ state }) => state !== 'planned')
    .filter(({ circuits }) =>
      circuits.some(({ kind, hub: at, state }) => kind === 'direct-connect' && at === hub.id && state !== 'planned'),
    )
    .map(({ id }) => id)
    .sort(compareText);
  return [
    ...agencies.map((tenant) => tenantTable(tenant, catalogue, lock, hub, new Set(agencies.map((each) => each.id)))),
    ...guests.map((guest) => ({
      name: `rt-${guest.id}`,
      associated: [tenantGroup(guest)],
      propagated: [],
      statics: mergeRows([...egressRows(guest, lock, hub), ...blackholes()]),
    })),
    {
      name: 'rt-post',
      associated: [
        { group: 'inspect' as const },
        ...agencyDomains.map((domain) => ({ group: 'egress' as const, domain })),
      ],
      propagated: [...agencies.map(tenantGroup), ...links.map(({ azure }) => linkGroup(azure))],
      statics: [
        row(ANYWHERE, BLACKHOLE, 'nothing unknown leaves'),
        ...blackholes(),
        // A hub tells its own prefix whatever its route map says, and nothing there is anybody's to reach.
        ...links.map(({ azure }) => row(azure.addressSpace, BLACKHOLE, `hubs.${azure.id}.addressSpace`)),
      ].sort((a, b) => compareCidrs(a.prefix, b.prefix)),
    },
    ...guestDomains.map((domain) => ({
      name: `rt-post-${domain}`,
      associated: [{ group: 'egress' as const, domain }],
      propagated: guests.filter((guest) => guest.egress === domain).map(tenantGroup),
      statics: [row(ANYWHERE, BLACKHOLE, 'nothing unknown leaves'), ...blackholes()],
    })),
    ...connected.map((datacentre) => ({
      name: `rt-dxgw-${datacentre}`,
      associated: [{ group: 'direct-connect' as const, datacentre }],
      propagated: [{ group: 'direct-connect' as const, datacentre }],
      statics: [],
    })),
    ...links.map((link) => cloudLinkTable(link, catalogue, lock, agencies)),
  ];
}

function linkGroup({ id }: AzureHub): AttachmentGroup {
  return { group: 'cloud-link', hub: id };
}

/** The table of the link to an Azure hub; the first Azure hub's has the short name for ever. */
export function linkTableName(azureHub: string, lock: Lock): string {
  return lock.firstHubs.azure === azureHub ? 'rt-cloudlink' : `rt-cloudlink-${azureHub}`;
}

function tenantGroup(tenant: Tenant): AttachmentGroup {
  return { group: 'tenant', tenant: tenant.id };
}

function tenantTable(
  tenant: Tenant,
  catalogue: Catalogue,
  lock: Lock,
  hub: AwsHub,
  present: ReadonlySet<string>,
): RouteTable {
  const pairs = planPairs(catalogue, lock, hub, present);
  const rows = [
    ...egressRows(tenant, lock, hub),
    ...ownSupernets(tenant).map((prefix) => row(prefix, INSPECT, `tenants.${tenant.id}`)),
    ...pairs
      .filter((pair) => pair.consumer === tenant.id)
      .flatMap((pair) => pair.addresses.map((prefix) => row(prefix, INSPECT, pair.because))),
    ...pairs
      .filter((pair) => pair.provider === tenant.id)
      .flatMap((pair) => pair.replies.map((prefix) => row(prefix, INSPECT, `${pair.because} (replies)`))),
    ...blackholes(),
  ];
  const azure = catalogue.tenants.flatMap(({ supernets }) => supernets.azure);
  return {
    name: `rt-${tenant.id}`,
    associated: [tenantGroup(tenant)],
    propagated: [],
    statics: mergeRows(rows.flatMap((each) => apart(each, azure))),
  };
}

/**
 * No row joins what is at home in Azure with anything else: a datacentre's router takes AWS's rows whole or not at all, and what
 * is Azure's from Azure alone.
 */
function apart(each: StaticRoute, azure: readonly Cidr[]): readonly StaticRoute[] {
  const inside = azure.filter((block) => each.prefix.contains(block) && !block.equals(each.prefix));
  if (each.via.to !== 'inspect' || inside.length === 0) return [each];
  return [...coverOf(inside), ...withoutPrefixes([each.prefix], inside)].map((prefix) => ({ ...each, prefix }));
}

/** The way to the internet and to the domain's resolver. */
function egressRows(tenant: Tenant, lock: Lock, hub: AwsHub): readonly StaticRoute[] {
  const network = lock.hubs[hub.id]?.networks[`egress-${tenant.egress}`];
  const via: NextHop = { to: 'egress', domain: tenant.egress };
  const because = `egressDomains.${tenant.egress}`;
  if (!leaves(tenant)) return [];
  return [
    row(ANYWHERE, via, because),
    ...(network === undefined ? [] : [row(dnsSubnetsOf(cidr(network)), via, `${because} (resolver)`)]),
  ];
}

/**
 * What Azure is told lies behind this hub: home blocks of tenants in both clouds, and of every other permission between the
 * two what is at home here, of tenants whose first hub this is, addresses and replies alike. Anything else has no row, and no packet from Azure gets further.
 */
function cloudLinkTable(
  { aws, azure, tenants }: Link,
  catalogue: Catalogue,
  lock: Lock,
  agencies: readonly Tenant[],
): RouteTable {
  const here = agencies.filter(({ hubs }) => hubs[0] === aws.id).flatMap(({ supernets }) => supernets.aws);
  const there = agencies.filter((tenant) => isAtAzureHub(tenant, azure)).flatMap(({ supernets }) => supernets.azure);
  const pairs = planPairs(catalogue, lock, aws, new Set(agencies.map(({ id }) => id)));
  const crosses = (prefixes: readonly Cidr[]): boolean => common(prefixes, there).length > 0;
  const resolver = dnsAcross(catalogue, lock.hubs).filter(({ key }) => key === `dns/link/${aws.id}/${azure.id}`);
  const rows = [
    ...tenants.flatMap((tenant) => tenant.supernets.aws.map((prefix) => row(prefix, INSPECT, `tenants.${tenant.id}`))),
    ...pairs.flatMap(({ addresses, replies, because }) => [
      ...(crosses(replies) ? common(addresses, here).map((prefix) => row(prefix, INSPECT, because)) : []),
      ...(crosses(addresses)
        ? common(replies, here).map((prefix) => row(prefix, INSPECT, `${because} (replies)`))
        : []),
    ]),
    ...resolver.flatMap(({ destinations }) =>
      destinations.map((prefix) => row(prefix, { to: 'egress', domain: azure.egress }, `hubs.${azure.id} (resolver)`)),
    ),
  ];
  return {
    name: linkTableName(azure.id, lock),
    associated: [linkGroup(azure)],
    propagated: [],
    statics: mergeRows(rows),
  };
}

/** What two lists of prefixes have in common. */
export function common(some: readonly Cidr[], others: readonly Cidr[]): readonly Cidr[] {
  return some.flatMap((one) =>
    others.flatMap((other) => (other.contains(one) ? [one] : one.contains(other) ? [other] : [])),
  );
}

function row(prefix: Cidr, via: NextHop, because: string): StaticRoute {
  return { prefix, via, because: [because] };
}

function blackholes(): readonly StaticRoute[] {
  return PRIVATE_BLOCKS.map((block) => row(block, BLACKHOLE, 'everything else private'));
}

function sameHop(a: NextHop, b: NextHop): boolean {
  return a.to === b.to && (a.to !== 'egress' || b.to !== 'egress' || a.domain === b.domain);
}

/**
 * Sorted rows, equal prefixes joined; for an equal prefix the way to a firewall wins over a blackhole. A row stays whatever
 * lies around it: dropped where a wider one has the same next hop, it would go in the very apply that makes the wider one, in
 * no order, and whoever uses it would be cut off (docs/adr/0017). Siblings are never aggregated, since a wider row would admit
 * addresses that nobody asked for.
 */
export function mergeRows(rows: readonly StaticRoute[]): readonly StaticRoute[] {
  const byPrefix = new Map<string, StaticRoute>();
  for (const each of rows) {
    const key = each.prefix.toString();
    const earlier = byPrefix.get(key);
    if (!earlier || (earlier.via.to === 'blackhole' && each.via.to !== 'blackhole')) byPrefix.set(key, each);
    else if (sameHop(earlier.via, each.via))
      byPrefix.set(key, { ...earlier, because: [...new Set([...earlier.because, ...each.because])] });
  }
  return [...byPrefix.values()].sort((a, b) => compareCidrs(a.prefix, b.prefix));
}
