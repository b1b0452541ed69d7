import { type Cidr, cidr, holds } from '../../catalogue/values/cidr';
import type { Catalogue, Tenant } from '../../catalogue/model';
import { parsePort, type PortRange } from '../../catalogue/values/ports';
import type { Path } from '../../catalogue/yaml/source';
import type { Lock } from '../../plan/lock/lock-file';
import { PrefixMap } from '../network/prefix-map';
import type { Service } from '../network/service';
import { datacentreConnections } from './datacentre-connections';
import { azureDnsWants, dnsAcrossWants, dnsWants, type NetworkOf } from './dns-wants';
import { leaves, leavesAzure, namesIn, refusedIn, upstreamOf } from './internet';
import { leavingBy } from './tenants';
import type { Want } from './want';

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
  /** Names that some domain refuses. */
  readonly refused: readonly string[];
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

export function intentOf(catalogue: Catalogue, lock: Lock): Intent {
  const { tenants, egressDomains } = catalogue;
  const agencies = tenants.filter((tenant) => tenant.kind !== 'public-wifi');
  const path = (noun: string, index: number): Path => [noun, index];
  const own = (id: string): readonly Cidr[] => {
    const tenant = tenants.find((candidate) => candidate.id === id);
    return tenant ? [...tenant.supernets.aws, ...tenant.supernets.azure, ...tenant.supernets.datacentre] : [];
  };
  const network: NetworkOf = (hub, kind, name) => {
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
        sources: service.limitedTo[consumer] ?? own(consumer),
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
    ...dnsWants(catalogue, lock, own, network),
    ...azureDnsWants(catalogue, network),
    ...dnsAcrossWants(catalogue, network),
  ];
  const way = (hub: string): Extract<Catalogue['hubs'][number], { cloud: 'azure' }> | undefined => {
    const found = catalogue.hubs.find((each) => each.id === hub);
    return found?.cloud === 'azure' ? found : undefined;
  };
  // Whose internet leaves by each hub; service after service is asked of one address.
  const leaving = new Map(
    catalogue.hubs.map(({ id }) => [
      id,
      {
        prefixes: tenants
          .filter((tenant) => tenant.egress === way(id)?.egress && tenant.kind !== 'supplier')
          .flatMap(({ supernets }) => supernets.azure),
        known: new Map<number, boolean>(),
      },
    ]),
  );
  const leavesBy = ({ hub, source }: AzureWay): boolean => {
    const at = leaving.get(hub);
    if (!at) return false;
    const before = at.known.get(source);
    if (before !== undefined) return before;
    const answer = holds(at.prefixes, source);
    at.known.set(source, answer);
    return answer;
  };
  const tunnels = new Map(catalogue.hubs.map(({ id }) => [id, tunnelsTo(catalogue, lock, id)]));
  const domains = new Map(egressDomains.map((domain) => [domain.id, domain]));
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
  const upstream = egressDomains.flatMap(upstreamOf);
  const asks = Object.entries(lock.hubs).map(([hub, { networks }]) => ({
    sources: [...network(hub, 'services', 'resolver'), ...network(hub, 'services', 'outbound')],
    upstream: egressDomains.flatMap((domain) =>
      `egress-${domain.id}` in networks && leavingBy(catalogue, domain.id, hub).length > 0 ? upstreamOf(domain) : [],
    ),
  }));
  const supernets = new PrefixMap(tenants.flatMap(({ id }) => own(id).map((prefix) => [prefix, id] as const)));
  const atSuppliers = catalogue.suppliers.flatMap((each) => (each.kind === 'egress' ? each.addresses.map(cidr) : []));
  const answers = new Map<string, Map<Service, boolean>>();
  let last: { id: string; where: number | ''; azure: boolean; known: Map<Service, boolean> } | undefined;
  return {
    wants,
    tunnelsAt: (hub) => tunnels.get(hub) ?? [],
    leavesBy,
    internet: (id, destination, service, by) => {
      if (by && !leavesBy(by)) return false;
      const tenant = byId.get(id);
      const domain = domains.get(tenant?.egress ?? '');
      if (!tenant || !domain) return false;
      // Only a proxy and a supplier that is reached by address tell one public address from another.
      const where = tenant.filtering?.kind === 'proxy' || holds(atSuppliers, destination) ? destination : '';
      const azure = by !== undefined;
      // Service after service is asked of one tenant: its answers are looked up once.
      if (last?.id !== id || last.where !== where || last.azure !== azure) {
        const key = `${id} ${where} ${azure}`;
        const known = answers.get(key) ?? new Map<Service, boolean>();
        answers.set(key, known);
        last = { id, where, azure, known };
      }
      const before = last.known.get(service);
      if (before !== undefined) return before;
      const answer = (azure ? leavesAzure : leaves)(tenant, domain, catalogue, destination, service);
      last.known.set(service, answer);
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
    refused: refusedIn(catalogue),
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
      ...atSuppliers,
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
