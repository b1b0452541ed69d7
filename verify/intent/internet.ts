import { type Cidr, cidr, holds } from '../../catalogue/values/cidr';
import type { Catalogue, EgressDomain, Tenant } from '../../catalogue/model';
import { nameContains, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import { parsePort } from '../../catalogue/values/ports';
import type { Service } from '../network/service';

/** Servers that a domain's resolver asks. */
export function upstreamOf(domain: EgressDomain | undefined): readonly Cidr[] {
  return domain === undefined || domain.resolver.kind === 'aws'
    ? []
    : domain.resolver.addresses.map((address) => cidr(`${address}/32`));
}

/**
 * The same at an Azure hub, whose firewall reads names by protocol and port: HTTP on 80, TLS on every other port that a
 * name rule has. Where everything is allowed that isn't refused, it looks at no name at all. See docs/azure.md.
 */
export function leavesAzure(
  tenant: Tenant,
  domain: EgressDomain,
  catalogue: Catalogue,
  destination: number,
  service: Service,
): boolean {
  const { port, speaks, name, protocol } = service;
  const filtered = tenant.filtering !== undefined && tenant.filtering.kind !== 'exception';
  if (atSupplier(tenant, catalogue, destination, service)) return true;
  const listed = domain.ports
    .map(parsePort)
    .some((range) => range.protocol === 'tcp' && range.first <= port && port <= range.last);
  if (!filtered && tenant.kind !== 'supplier' && domain.names.default === 'allow' && protocol === 'tcp' && listed)
    return true;
  if (tenant.filtering?.kind !== 'proxy' && (name === undefined || speaks !== (port === 80 ? 'http' : 'tls')))
    return false;
  return leaves(tenant, domain, catalogue, destination, service);
}

/** Whether the breakout of a tenant's domain lets a service of it through to a public address. */
export function leaves(
  tenant: Tenant,
  domain: EgressDomain,
  catalogue: Catalogue,
  destination: number,
  service: Service,
): boolean {
  if (tenant.kind === 'supplier' || service.protocol !== 'tcp') return false;
  const listed = (ports: readonly string[]): boolean =>
    ports
      .map(parsePort)
      .some((port) => port.protocol === 'tcp' && port.first <= service.port && service.port <= port.last);
  const named = (names: readonly string[]): boolean =>
    service.speaks !== undefined &&
    service.name !== undefined &&
    names.some((name) => nameContains(parseName(name), parseName((service.name ?? '').toLowerCase())));
  const { filtering } = tenant;
  if (filtering?.kind === 'proxy')
    return (
      filtering.addresses.some((address) => cidr(`${address}/32`).first === destination) && listed(filtering.ports)
    );
  if (atSupplier(tenant, catalogue, destination, service)) return true;
  // No name ends with a dot, and nobody is asked to say one before the handshake is over.
  if (service.early === true || service.name?.endsWith('.') === true) return false;
  if (filtering?.kind === 'secure-web-gateway')
    return service.port === 443 && service.speaks === 'tls' && named(filtering.names);
  const supplier = catalogue.suppliers.some(
    (each) =>
      each.kind === 'egress' &&
      each.addresses.length === 0 &&
      each.consumers.includes(tenant.id) &&
      listed(each.ports) &&
      named(each.dnsNames),
  );
  if (supplier) return true;
  if (!listed(domain.ports) || named([...OPEN_RESOLVERS, ...domain.names.deny])) return false;
  if (named(domain.names.allow)) return true;
  if (domain.names.default === 'deny') return false;
  const web = service.port === 80 || service.port === 443;
  return !web || (service.speaks !== undefined && service.name !== undefined);
}

/** Whether a supplier of an unfiltered tenant is reached at this address and port, whatever is spoken there. */
function atSupplier(tenant: Tenant, { suppliers }: Catalogue, destination: number, service: Service): boolean {
  if (tenant.kind === 'supplier' || service.protocol !== 'tcp') return false;
  if (tenant.filtering !== undefined && tenant.filtering.kind !== 'exception') return false;
  return suppliers.some(
    (each) =>
      each.kind === 'egress' &&
      each.consumers.includes(tenant.id) &&
      holds(each.addresses.map(cidr), destination) &&
      each.ports
        .map(parsePort)
        .some((port) => port.protocol === 'tcp' && port.first <= service.port && service.port <= port.last),
  );
}

/** One name of each pattern that some domain refuses. */
export function refusedIn({ egressDomains }: Catalogue): readonly string[] {
  const patterns = [...OPEN_RESOLVERS, ...egressDomains.flatMap(({ names }) => names.deny)].map(parseName);
  return [...new Set(patterns.map(({ name, self }) => (self ? name : `below.${name}`)))];
}

/** One name of every kind that a list tells apart: the name itself, one below it, and one that is on no list. */
export function namesIn(catalogue: Catalogue): readonly string[] {
  const patterns = [
    ...OPEN_RESOLVERS,
    ...catalogue.egressDomains.flatMap(({ names }) => [...names.allow, ...names.deny]),
    ...catalogue.suppliers.flatMap((supplier) =>
      supplier.kind === 'egress' && supplier.addresses.length === 0 ? supplier.dnsNames : [],
    ),
    ...catalogue.tenants.flatMap(({ filtering }) => (filtering?.kind === 'secure-web-gateway' ? filtering.names : [])),
  ].map(parseName);
  return [...new Set(patterns.flatMap(({ name }) => [name, `below.${name}`]))];
}
