import { cidr, holds, type Cidr } from '../catalogue/cidr';
import type { Catalogue, EgressDomain, Tenant } from '../catalogue/model';
import { nameContains, parseName } from '../catalogue/names';
import { OPEN_RESOLVERS } from '../catalogue/open-resolvers';
import { parsePort, type PortRange } from '../catalogue/ports';
import type { Path } from '../catalogue/source';
import type { Lock } from '../plan/lock/lock-file';
import { datacentreConnections } from './datacentres';
import type { Service } from './firewall';
import { PrefixMap } from './interval-map';

/** A path that the catalogue asks for. */
export interface Want {
  readonly from: string;
  readonly to: string;
  readonly sources: readonly Cidr[];
  readonly destinations: readonly Cidr[];
  readonly ports: readonly PortRange[];
  readonly because: string;
  readonly path: Path;
  /** `places`: between sites, VPCs and datacentres. `door`: to something in a hub's own network. `resolver`: from it. */
  readonly kind: 'places' | 'door' | 'resolver';
  /** Whether it passes an inspecting firewall: all does but a query at the domain's own resolver. */
  readonly inspected: boolean;
  /** Whether something in the hub's own networks must answer it, so that nobody there is a difference. */
  readonly answered?: true;
}

/** What the catalogue asks for, derived from it alone; the lock says only where the hub's own networks are. */
export interface Intent {
  readonly wants: readonly Want[];
  /** What circuits to an Azure hub carry: tunnels between routers and its gateway, which pass its firewall themselves. */
  tunnelsAt(hub: string): readonly Want[];
  /** Whether a tenant may reach a public address with a service, in AWS or by an Azure hub. */
  internet(tenant: string, destination: number, service: Service, by?: AzureWay): boolean;
  /** Whether an outbound resolver may: one at an Azure hub, one in AWS by its address, or any of AWS's. */
  resolverLeaves(
    destination: number,
    service: Service,
    at: { azureHub?: string | undefined; source?: number },
  ): boolean;
  /** Whether an address is one whose internet leaves by an Azure hub. */
  leavesBy(way: AzureWay): boolean;
  /** Names that intent tells apart. */
  readonly names: readonly string[];
  /** Whose supernet an address is in. */
  tenantOf(address: number): string | undefined;
  /** Networks from which the hubs' own resolvers ask. */
  readonly resolvers: readonly Cidr[];
  /** Ports towards the internet that intent tells apart. */
  readonly publicPorts: readonly PortRange[];
  /** Public addresses that intent tells apart. */
  readonly publicPrefixes: readonly Cidr[];
}

/** Leaving by an Azure hub, from an address. */
export interface AzureWay {
  readonly hub: string;
  readonly source: number;
}

const ANY = [parsePort('any')] as const;
const DNS = [parsePort('tcp/53'), parsePort('udp/53')] as const;

export function intentOf(catalogue: Catalogue, lock: Lock): Intent {
  const { tenants, egressDomains } = catalogue;
  const agencies = tenants.filter((tenant) => tenant.kind !== 'public-wifi');
  const path = (noun: string, index: number): Path => [noun, index];
  const own = (id: string): readonly Cidr[] => {
    const tenant = tenants.find((candidate) => candidate.id === id);
    return tenant ? [...tenant.supernets.aws, ...tenant.supernets.azure, ...tenant.supernets.datacentre] : [];
  };
  const network = (hub: string, kind: 'networks' | 'services', name: string): readonly Cidr[] => {
    const text = lock.hubs[hub]?.[kind][name];
    return text === undefined ? [] : [cidr(text)];
  };
  const wants: Want[] = [
    ...agencies.flatMap((tenant) =>
      inside(tenant, catalogue, own(tenant.id), path('tenants', tenants.indexOf(tenant))),
    ),
    ...catalogue.services.flatMap((service, index) =>
      service.consumers.map((consumer): Want => ({
        from: consumer,
        to: service.owner,
        sources: own(consumer),
        destinations: service.addresses,
        ports: service.ports.map(parsePort),
        kind: 'places',
        inspected: true,
        because: `services.${service.id}`,
        path: path('services', index),
      })),
    ),
    ...catalogue.flows.map((flow, index): Want => ({
      from: flow.from.tenant,
      to: flow.to.tenant,
      sources: flow.from.prefixes ?? own(flow.from.tenant),
      destinations: flow.to.prefixes,
      ports: flow.ports.map(parsePort),
      kind: 'places',
      inspected: true,
      because: `flows.${flow.id}`,
      path: path('flows', index),
    })),
    ...catalogue.suppliers.flatMap((supplier, index): Want[] => {
      if (supplier.kind === 'egress') return [];
      const key = supplier.kind === 'private-endpoint' ? 'servicesVnets' : 'servicesVpcs';
      const operations = tenants.find((tenant) => tenant[key].length > 0)?.id ?? '';
      return supplier.consumers.map((consumer) => ({
        from: consumer,
        to: supplier.kind === 'vpn' ? supplier.tenant : operations,
        sources: own(consumer),
        destinations:
          supplier.kind === 'vpn'
            ? supplier.addresses.map(cidr)
            : network(supplier.hub, 'services', `supplier-${supplier.id}`),
        ports: supplier.ports.map(parsePort),
        kind: supplier.kind === 'vpn' ? ('places' as const) : ('door' as const),
        inspected: true,
        because: `suppliers.${supplier.id}`,
        path: path('suppliers', index),
        ...(supplier.kind === 'vpn' ? {} : { answered: true as const }),
      }));
    }),
    ...management(agencies, tenants),
    ...dns(catalogue, lock, own, network),
    ...azureDns(catalogue, network),
    ...dnsAcross(catalogue, network),
  ];
  const way = (hub: string): Extract<Catalogue['hubs'][number], { cloud: 'azure' }> | undefined => {
    const found = catalogue.hubs.find((each) => each.id === hub);
    return found?.cloud === 'azure' ? found : undefined;
  };
  const leavesBy = ({ hub, source }: AzureWay): boolean =>
    tenants.some(
      (tenant) =>
        tenant.egress === way(hub)?.egress && tenant.kind !== 'supplier' && holds(tenant.supernets.azure, source),
    );
  const tunnels = new Map(catalogue.hubs.map(({ id }) => [id, tunnelsTo(catalogue, lock, id)]));
  const domains = new Map(egressDomains.map((domain) => [domain.id, domain]));
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
  const upstream = egressDomains.flatMap(upstreamOf);
  const asks = Object.entries(lock.hubs).map(([hub, { networks }]) => ({
    sources: [...network(hub, 'services', 'resolver'), ...network(hub, 'services', 'outbound')],
    upstream: egressDomains.flatMap((domain) => (`egress-${domain.id}` in networks ? upstreamOf(domain) : [])),
  }));
  const supernets = new PrefixMap(tenants.flatMap(({ id }) => own(id).map((prefix) => [prefix, id] as const)));
  const answers = new Map<string, Map<Service, boolean>>();
  return {
    wants,
    tunnelsAt: (hub) => tunnels.get(hub) ?? [],
    leavesBy,
    internet: (id, destination, service, by) => {
      if (by && !leavesBy(by)) return false;
      const tenant = byId.get(id);
      const domain = domains.get(tenant?.egress ?? '');
      if (!tenant || !domain) return false;
      // Only a proxy tells one public address from another.
      const where = tenant.filtering?.kind === 'proxy' ? destination : '';
      const key = `${id} ${where} ${by ? 'azure' : ''}`;
      const ofTenant = answers.get(key) ?? new Map<Service, boolean>();
      answers.set(key, ofTenant);
      const decide = by ? leavesAzure : leaves;
      const answer = ofTenant.get(service) ?? decide(tenant, domain, catalogue, destination, service);
      ofTenant.set(service, answer);
      return answer;
    },
    resolverLeaves: (destination, service, { azureHub, source }) => {
      if (service.port !== 53 || (service.protocol !== 'tcp' && service.protocol !== 'udp')) return false;
      const inAws =
        source === undefined ? upstream : asks.flatMap((each) => (holds(each.sources, source) ? each.upstream : []));
      const asked = azureHub === undefined ? inAws : upstreamOf(domains.get(way(azureHub)?.egress ?? ''));
      return asked.some((prefix) => prefix.first === destination);
    },
    names: namesIn(catalogue),
    tenantOf: (address) => supernets.get(address),
    resolvers: Object.keys(lock.hubs).flatMap((hub) => [
      ...network(hub, 'services', 'resolver'),
      ...network(hub, 'services', 'outbound'),
    ]),
    publicPorts: [
      ...egressDomains.flatMap((domain) => domain.ports),
      ...tenants.flatMap(({ filtering }) => (filtering?.kind === 'proxy' ? filtering.ports : [])),
      ...catalogue.suppliers.flatMap((supplier) => (supplier.kind === 'egress' ? supplier.ports : [])),
      'tcp/80',
      'tcp/443',
      'tcp/53',
      'udp/53',
    ].map(parsePort),
    publicPrefixes: [
      ...upstream,
      ...tenants.flatMap(({ filtering }) =>
        filtering?.kind === 'proxy' ? filtering.addresses.map((address) => cidr(`${address}/32`)) : [],
      ),
    ],
  };
}

/** Tunnels over circuits, from either end. */
function tunnelsTo(catalogue: Catalogue, lock: Lock, id: string): readonly Want[] {
  const hub = catalogue.hubs.find((each) => each.id === id);
  if (hub?.cloud !== 'azure') return [];
  const ends = datacentreConnections(catalogue, 'azure').flatMap(({ datacentre, tenant, way, hub: at }) => {
    const endpoint = lock.datacentres[datacentre.id]?.tenants[tenant]?.endpoint;
    return way === 'direct' && at === id && endpoint !== undefined ? [cidr(endpoint)] : [];
  });
  const want = (sources: readonly Cidr[], destinations: readonly Cidr[]): Want => ({
    from: '',
    to: `tunnels at ${id}`,
    sources,
    destinations,
    ports: ANY,
    kind: 'places',
    inspected: true,
    because: 'tunnels over circuits',
    path: ['datacentres'],
  });
  return ends.length === 0 ? [] : [want(ends, [hub.addressSpace]), want([hub.addressSpace], ends)];
}

/** A tenant within itself: everything where it is inspected, else only its sites with what isn't a site. */
function inside(tenant: Tenant, catalogue: Catalogue, own: readonly Cidr[], path: Path): readonly Want[] {
  const want = (sources: readonly Cidr[], destinations: readonly Cidr[]): Want => ({
    from: tenant.id,
    to: tenant.id,
    sources,
    destinations,
    ports: ANY,
    kind: 'places',
    inspected: true,
    because: `tenants.${tenant.id}.siteToSite`,
    path,
  });
  if (tenant.siteToSite === 'inspected') return [want(own, own)];
  const inDatacentres = catalogue.datacentres.some((each) => each.tenants.some((entry) => entry.tenant === tenant.id));
  const hosted = [
    ...tenant.vpcs.flatMap((vpc) => vpc.cidrs),
    ...tenant.vnets.flatMap((vnet) => vnet.cidrs),
    ...tenant.servicesVpcs.map((vpc) => vpc.cidr),
    ...tenant.servicesVnets.map((vnet) => vnet.cidr),
    ...(inDatacentres ? tenant.supernets.datacentre : []),
  ];
  return hosted.length === 0 ? [] : [want(own, hosted), want(hosted, own)];
}

function management(agencies: readonly Tenant[], tenants: readonly Tenant[]): readonly Want[] {
  return tenants.flatMap((operations, index) =>
    agencies
      .filter((tenant) => tenant.id !== operations.id && operations.management.length > 0)
      .flatMap((tenant): Want[] => {
        const loopbacks = Object.values(tenant.loopbacks);
        const shared = {
          kind: 'places' as const,
          inspected: true,
          because: 'router-management',
          path: ['tenants', index, 'management'],
        };
        return [
          {
            ...shared,
            from: operations.id,
            to: tenant.id,
            sources: operations.management,
            destinations: loopbacks,
            ports: ['tcp/22', 'udp/161', 'icmp'].map(parsePort),
          },
          {
            ...shared,
            from: tenant.id,
            to: operations.id,
            sources: loopbacks,
            destinations: operations.management,
            ports: ['udp/123', 'udp/162', 'udp/514'].map(parsePort),
          },
        ];
      }),
  );
}

/** Sites ask their domain's resolver; the outbound resolver asks agencies' servers. */
function dns(
  catalogue: Catalogue,
  lock: Lock,
  own: (id: string) => readonly Cidr[],
  network: (hub: string, kind: 'networks' | 'services', name: string) => readonly Cidr[],
): readonly Want[] {
  return Object.keys(lock.hubs).flatMap((hub) => {
    const operations = catalogue.tenants.find((tenant) => tenant.servicesVpcs.some((vpc) => vpc.hub === hub));
    return catalogue.tenants.flatMap((tenant, index): Want[] => {
      if (!tenant.hubs.includes(hub) || tenant.kind === 'supplier') return [];
      const resolver: Want = {
        from: tenant.id,
        to: `resolver of ${tenant.egress}`,
        sources: own(tenant.id),
        destinations: network(hub, 'networks', `egress-${tenant.egress}`),
        ports: DNS,
        kind: 'door',
        inspected: false,
        because: `egressDomains.${tenant.egress}.resolver`,
        path: ['tenants', index, 'egress'],
        answered: true,
      };
      if (!tenant.dns || !operations) return [resolver];
      return [
        resolver,
        {
          from: operations.id,
          to: tenant.id,
          sources: network(hub, 'services', 'resolver'),
          destinations: tenant.dns.servers.map((server) => cidr(`${server}/32`)),
          ports: DNS,
          kind: 'resolver',
          inspected: true,
          because: `tenants.${tenant.id}.dns`,
          path: ['tenants', index, 'dns'],
        },
      ];
    });
  });
}

/** What is at home at an Azure hub asks the resolver there, which asks agencies' own servers. */
function azureDns(
  catalogue: Catalogue,
  network: (hub: string, kind: 'networks' | 'services', name: string) => readonly Cidr[],
): readonly Want[] {
  return catalogue.hubs.flatMap((hub, index) => {
    if (hub.cloud !== 'azure') return [];
    const operations = catalogue.tenants.find((tenant) => tenant.servicesVnets.some((vnet) => vnet.hub === hub.id));
    if (!operations) return [];
    const here = catalogue.tenants.filter(
      (tenant) => tenant.kind !== 'public-wifi' && tenant.egress === hub.egress && tenant.supernets.azure.length > 0,
    );
    return here.flatMap((tenant): Want[] => [
      ...(tenant.kind === 'supplier'
        ? []
        : [
            {
              from: tenant.id,
              to: `resolver of ${hub.id}`,
              sources: tenant.supernets.azure,
              destinations: network(hub.id, 'services', 'inbound'),
              ports: DNS,
              kind: 'door' as const,
              inspected: true,
              because: `hubs.${hub.id}.resolver`,
              path: ['hubs', index],
              answered: true as const,
            },
          ]),
      ...(tenant.dns
        ? [
            {
              from: operations.id,
              to: tenant.id,
              sources: network(hub.id, 'services', 'outbound'),
              destinations: tenant.dns.servers.map((server) => cidr(`${server}/32`)),
              ports: DNS,
              kind: 'resolver' as const,
              inspected: true,
              because: `tenants.${tenant.id}.dns`,
              path: ['tenants', catalogue.tenants.indexOf(tenant), 'dns'],
            },
          ]
        : []),
    ]);
  });
}

/** A resolver of one cloud asks one of the other for names of suppliers' endpoints that somebody at both consumes. */
function dnsAcross(
  catalogue: Catalogue,
  network: (hub: string, kind: 'networks' | 'services', name: string) => readonly Cidr[],
): readonly Want[] {
  const { hubs, tenants, suppliers } = catalogue;
  const consumed = (kind: string, hub: string, by: readonly Tenant[]): boolean =>
    suppliers.some(
      (supplier) =>
        supplier.kind === kind &&
        'hub' in supplier &&
        supplier.hub === hub &&
        by.some(({ id }) => supplier.consumers.includes(id)),
    );
  return hubs.flatMap((azure, index) =>
    azure.cloud !== 'azure'
      ? []
      : hubs.flatMap((aws, second): Want[] => {
          if (aws.cloud !== 'aws') return [];
          const here = tenants.filter((tenant) => tenant.hubs.includes(aws.id) && tenant.kind !== 'supplier');
          const both = here.filter(
            (tenant) =>
              tenant.kind !== 'public-wifi' && tenant.egress === azure.egress && tenant.supernets.azure.length > 0,
          );
          const want = (
            from: readonly Cidr[],
            to: readonly Cidr[],
            other: string,
            at: number,
            owner: string,
          ): Want => ({
            from: owner,
            to: `resolver of ${other}`,
            sources: from,
            destinations: to,
            ports: DNS,
            kind: 'resolver',
            inspected: true,
            because: `hubs.${other}.resolver`,
            path: ['hubs', at],
          });
          const owner = (key: 'servicesVpcs' | 'servicesVnets', hub: string): string =>
            tenants.find((tenant) => tenant[key].some((each) => each.hub === hub))?.id ?? '';
          const resolver = network(aws.id, 'services', 'resolver');
          const inbound = network(azure.id, 'services', 'inbound');
          const outbound = network(azure.id, 'services', 'outbound');
          // The resolver's subnets: the first quarter of the breakout's network.
          const dns = network(aws.id, 'networks', `egress-${azure.egress}`).map((each) => each.subnet(26, 0));
          return [
            ...(consumed(
              'private-endpoint',
              azure.id,
              here.filter((tenant) => tenant.kind !== 'public-wifi'),
            ) &&
            resolver.length > 0 &&
            inbound.length > 0
              ? [want(resolver, inbound, azure.id, index, owner('servicesVpcs', aws.id))]
              : []),
            ...(consumed('privatelink', aws.id, both) && outbound.length > 0 && dns.length > 0
              ? [want(outbound, dns, aws.id, second, owner('servicesVnets', azure.id))]
              : []),
          ];
        }),
  );
}

function upstreamOf(domain: EgressDomain | undefined): readonly Cidr[] {
  return domain === undefined || domain.resolver.kind === 'aws'
    ? []
    : domain.resolver.addresses.map((address) => cidr(`${address}/32`));
}

/**
 * The same at an Azure hub, whose firewall reads names by protocol and port: HTTP on 80, TLS on every other port that a
 * name rule has. Where everything is allowed that isn't refused, it looks at no name at all. See docs/azure.md.
 */
function leavesAzure(
  tenant: Tenant,
  domain: EgressDomain,
  catalogue: Catalogue,
  destination: number,
  service: Service,
): boolean {
  const { port, speaks, name, protocol } = service;
  const filtered = tenant.filtering !== undefined && tenant.filtering.kind !== 'exception';
  const listed = domain.ports
    .map(parsePort)
    .some((range) => range.protocol === 'tcp' && range.first <= port && port <= range.last);
  if (!filtered && tenant.kind !== 'supplier' && domain.names.default === 'allow' && protocol === 'tcp' && listed)
    return true;
  if (tenant.filtering?.kind !== 'proxy' && (name === undefined || speaks !== (port === 80 ? 'http' : 'tls')))
    return false;
  return leaves(tenant, domain, catalogue, destination, service);
}

function leaves(
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
    names.some((name) => nameContains(parseName(name), parseName(service.name ?? '')));
  const { filtering } = tenant;
  if (filtering?.kind === 'proxy')
    return (
      filtering.addresses.some((address) => cidr(`${address}/32`).first === destination) && listed(filtering.ports)
    );
  if (filtering?.kind === 'secure-web-gateway')
    return service.port === 443 && service.speaks === 'tls' && named(filtering.names);
  const supplier = catalogue.suppliers.some(
    (each) =>
      each.kind === 'egress' && each.consumers.includes(tenant.id) && listed(each.ports) && named(each.dnsNames),
  );
  if (supplier) return true;
  if (!listed(domain.ports) || named([...OPEN_RESOLVERS, ...domain.names.deny])) return false;
  if (named(domain.names.allow)) return true;
  if (domain.names.default === 'deny') return false;
  const web = service.port === 80 || service.port === 443;
  return !web || (service.speaks !== undefined && service.name !== undefined);
}

/** One name of every kind that a list tells apart: the name itself, one below it, and one that is on no list. */
function namesIn(catalogue: Catalogue): readonly string[] {
  const patterns = [
    ...OPEN_RESOLVERS,
    ...catalogue.egressDomains.flatMap(({ names }) => [...names.allow, ...names.deny]),
    ...catalogue.suppliers.flatMap((supplier) => (supplier.kind === 'egress' ? supplier.dnsNames : [])),
    ...catalogue.tenants.flatMap(({ filtering }) => (filtering?.kind === 'secure-web-gateway' ? filtering.names : [])),
  ].map(parseName);
  return [...new Set(patterns.flatMap(({ name }) => [name, `below.${name}`]))];
}
