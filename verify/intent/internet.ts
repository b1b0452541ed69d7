import { type Cidr, cidr, holds } from '../../catalogue/values/cidr';
import type { Catalogue, EgressDomain, Tenant } from '../../catalogue/model';
import { nameContains, type NamePattern, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import { parsePort, type PortRange } from '../../catalogue/values/ports';
import type { Service } from '../network/service';

/** What a catalogue writes of ports and names, read once: it is asked of every service. */
const ports = new Map<string, PortRange>();
const names = new Map<string, NamePattern>();

function portOf(text: string): PortRange {
  const known = ports.get(text) ?? parsePort(text);
  ports.set(text, known);
  return known;
}

function patternOf(text: string): NamePattern {
  const known = names.get(text) ?? parseName(text);
  names.set(text, known);
  return known;
}

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
  const listed = domain.ports.some((text) => isTcpIn(text, port));
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
  const listed = (ports: readonly string[]): boolean => ports.some((text) => isTcpIn(text, service.port));
  const said = service.speaks === undefined || service.name === undefined ? undefined : service.name.toLowerCase();
  const named = (names: readonly string[]): boolean =>
    said !== undefined && names.some((name) => nameContains(patternOf(name), patternOf(said)));
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
      each.ports.some((text) => isTcpIn(text, service.port)),
  );
}

function isTcpIn(text: string, port: number): boolean {
  const { protocol, first, last } = portOf(text);
  return protocol === 'tcp' && first <= port && port <= last;
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
