import { cidr } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import type { HubNetworks } from '../lock/hub-networks';
import { azureHubs, isAtAzureHub, leaves } from '../places/hubs';
import { dnsAcross } from './cross-cloud-dns';
import type { Permission } from './rule';

/** Ports of the built-in service `router-management`, from operations to routers and from routers to operations. */
export const MANAGEMENT_PORTS = {
  toRouters: ['tcp/22', 'udp/161', 'icmp'],
  fromRouters: ['udp/123', 'udp/162', 'udp/514'],
} as const;

/** Permissions that nobody writes: routers are managed by operations, resolvers are asked, and ask agencies' own DNS. */
export function builtInRules(catalogue: Catalogue, hubs: HubNetworks): readonly Permission[] {
  return [
    ...management(catalogue),
    ...dnsForwarding(catalogue, hubs),
    ...dnsQueries(catalogue, hubs),
    ...dnsAcross(catalogue, hubs),
  ];
}

/** Operations reach router loopbacks (SSH, SNMP, ping); routers reach operations (time, traps, syslog). */
function management({ tenants }: Catalogue): readonly Permission[] {
  return tenants.flatMap((operations, index) =>
    operations.management.length === 0
      ? []
      : tenants
          .filter((tenant) => tenant.kind !== 'public-wifi' && tenant.id !== operations.id)
          .flatMap((tenant): Permission[] => {
            const loopbacks = Object.values(tenant.loopbacks);
            const key = `management/${operations.id}/${tenant.id}`;
            const shared = { group: 'management' as const, log: false, path: ['tenants', index, 'management'] };
            return [
              {
                ...shared,
                key: `${key}/to-routers`,
                sources: operations.management,
                destinations: loopbacks,
                ports: MANAGEMENT_PORTS.toRouters,
                message: `${operations.id} manages routers of ${tenant.id}`,
              },
              {
                ...shared,
                key: `${key}/from-routers`,
                sources: loopbacks,
                destinations: operations.management,
                ports: MANAGEMENT_PORTS.fromRouters,
                message: `routers of ${tenant.id} report to ${operations.id}`,
              },
            ];
          }),
  );
}

/** What has its home at an Azure hub asks the resolver there. In AWS each breakout has one of its own, before any firewall. */
function dnsQueries(catalogue: Catalogue, hubs: HubNetworks): readonly Permission[] {
  return azureHubs(catalogue).flatMap((hub): Permission[] => {
    const subnet = hubs[hub.id]?.services['inbound'];
    if (subnet === undefined) return [];
    const here = catalogue.tenants.filter((tenant) => isAtAzureHub(tenant, hub) && leaves(tenant));
    return [
      {
        key: `dns/hub/${hub.id}`,
        group: 'dns',
        sources: here.flatMap((tenant) => tenant.supernets.azure),
        destinations: [cidr(subnet)],
        ports: ['tcp/53', 'udp/53'],
        log: false,
        message: `resolver of hub ${hub.id}`,
        path: ['hubs', catalogue.hubs.indexOf(hub)],
      },
    ];
  });
}

/** The outbound resolver of each hub asks agencies' own DNS servers. */
function dnsForwarding({ tenants }: Catalogue, hubs: HubNetworks): readonly Permission[] {
  const resolvers = Object.values(hubs).flatMap(({ services }) =>
    [services['resolver'], services['outbound']].flatMap((subnet) => (subnet === undefined ? [] : [cidr(subnet)])),
  );
  return tenants.flatMap(({ id, dns }, index): Permission[] =>
    dns === undefined
      ? []
      : [
          {
            key: `dns/${id}`,
            group: 'dns',
            sources: resolvers,
            destinations: dns.servers.map((server) => cidr(`${server}/32`)),
            ports: ['tcp/53', 'udp/53'],
            log: false,
            message: `resolver to DNS of ${id}`,
            path: ['tenants', index, 'dns'],
          },
        ],
  );
}
