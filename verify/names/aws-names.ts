import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, EgressDomain, Tenant } from '../../catalogue/model';
import { nameContains, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import type { Lock } from '../../plan/lock/lock-file';
import type { Stack } from '../terraform/stack-json';
import { AwsResolvers } from './aws-resolvers';
import { inZone, type NameDifference, namesOf, type NamesVerified, resolverAddresses } from './asked-names';

/** Asks every domain's resolver every kind of name there is, and compares who answers. */
export function verifyNames(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): NamesVerified {
  const world = new AwsResolvers(stacks);
  const names = namesOf(catalogue, stacks);
  const differences: NameDifference[] = [];
  let queries = 0;
  for (const [hub, held] of Object.entries(lock.hubs)) {
    for (const domain of catalogue.egressDomains) {
      const range = held.networks[`egress-${domain.id}`];
      if (range === undefined) continue;
      const vpc = world.vpcOf(range);
      const differ = (name: string, got: string, wanted: string): void => {
        if (got !== wanted) differences.push({ domain: domain.id, hub, name, got, wanted });
      };
      if (vpc === undefined) {
        differ('(all)', 'no VPC', range);
        continue;
      }
      for (const name of names) {
        queries += 1;
        differ(name, world.answer(vpc, name), expected(catalogue, lock, hub, domain, name));
      }
      differ('(block lists)', world.blockLists(vpc).join(', '), [...new Set(domain.dnsBlockLists)].sort().join(', '));
      differ('(what can’t be checked)', world.failsClosed(vpc) ? 'refused' : 'answered', 'refused');
      differ('(log)', world.isLogged(vpc) ? 'kept' : 'none', 'kept');
    }
  }
  return { queries, differences };
}

/** Who should answer, from the catalogue. */
function expected(catalogue: Catalogue, lock: Lock, hub: string, domain: EgressDomain, name: string): string {
  const own = catalogue.tenants.filter(
    (tenant) => tenant.egress === domain.id && tenant.hubs.includes(hub) && tenant.kind !== 'supplier',
  );
  const guests = own.some((tenant) => tenant.kind === 'public-wifi');
  const ids = new Set(own.map((tenant) => tenant.id));
  const under = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => nameContains(parseName(pattern), parseName(name)));
  const zoneOf = (tenant: Tenant): string =>
    (tenant.dns?.zones ?? [])
      .map((zone) => parseName(zone).name)
      .filter((zone) => name === zone || name.endsWith(`.${zone}`))
      .sort((one, other) => other.length - one.length)[0] ?? '';
  // Of two zones one inside the other, the longer answers.
  const [owner] = guests
    ? []
    : catalogue.tenants
        .filter((tenant) => tenant.hubs.includes(hub) && zoneOf(tenant) !== '' && reaches(catalogue, ids, tenant.id))
        .sort((one, other) => zoneOf(other).length - zoneOf(one).length);
  const suppliers = catalogue.suppliers.filter((supplier) => supplier.consumers.some((consumer) => ids.has(consumer)));
  if (under([...OPEN_RESOLVERS, ...domain.names.deny])) return 'refused';
  if (domain.names.default === 'deny') {
    const permitted = [
      ...domain.names.allow,
      ...own.flatMap(({ filtering }) => (filtering?.kind === 'secure-web-gateway' ? filtering.names : [])),
      ...suppliers.flatMap((supplier) => supplier.dnsNames),
    ];
    if (!under(permitted) && !owner) return 'not permitted';
  }
  if (owner?.dns) return [...owner.dns.servers].sort(compareText).join(', ');
  const endpoint = suppliers.find(
    (supplier) => supplier.kind === 'privatelink' && supplier.hub === hub && under(supplier.dnsNames),
  );
  if (endpoint) return `aws_vpc_endpoint.supplier-${endpoint.id}`;
  const near = suppliers.some(
    (supplier) =>
      supplier.kind === 'privatelink' &&
      supplier.hub === hub &&
      supplier.dnsNames
        .map((pattern) => parseName(pattern).name)
        .some((zone) => name === zone || name.endsWith(`.${zone}`)),
  );
  // Within the private zone of a supplier there is nothing but its names.
  if (near) return 'nobody';
  const across = suppliers.flatMap((supplier) =>
    supplier.kind === 'private-endpoint' && supplier.dnsNames.some((pattern) => inZone(parseName(pattern).name, name))
      ? resolverAddresses(lock.hubs[supplier.hub]?.services['inbound'])
      : [],
  );
  if (across.length > 0) return across.join(', ');
  // Nobody asks there any more, and nothing is sent on.
  if (own.length === 0) return 'the cloud';
  if (domain.resolver.kind === 'aws' || name === 'amazonaws.com' || name.endsWith('.amazonaws.com')) return 'the cloud';
  return [...domain.resolver.addresses].sort(compareText).join(', ');
}

/** Whether somebody of these tenants is the owner, or reaches something of it. */
function reaches(catalogue: Catalogue, ids: ReadonlySet<string>, owner: string): boolean {
  return (
    ids.has(owner) ||
    catalogue.services.some((service) => service.owner === owner && service.consumers.some((each) => ids.has(each))) ||
    catalogue.flows.some((flow) => flow.to.tenant === owner && ids.has(flow.from.tenant)) ||
    catalogue.suppliers.some(
      (supplier) =>
        supplier.kind === 'vpn' && supplier.tenant === owner && supplier.consumers.some((each) => ids.has(each)),
    )
  );
}
