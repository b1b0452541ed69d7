import { cidr } from '../catalogue/cidr';
import type { Catalogue } from '../catalogue/model';
import type { HubNetworks, Permission } from './rules';

/** Ports of the built-in service `router-management`, from operations to routers and from routers to operations. */
export const MANAGEMENT_PORTS = {
  toRouters: ['tcp/22', 'udp/161', 'icmp'],
  fromRouters: ['udp/123', 'udp/162', 'udp/514'],
} as const;

/** Permissions that nobody writes: routers are managed by operations, and agencies' DNS is asked by the resolver. */
export function builtInRules(catalogue: Catalogue, hubs: HubNetworks): readonly Permission[] {
  return [...management(catalogue), ...dnsForwarding(catalogue, hubs)];
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

/** The outbound resolver of each hub's services VPC asks agencies' own DNS servers. */
function dnsForwarding({ tenants }: Catalogue, hubs: HubNetworks): readonly Permission[] {
  const resolvers = Object.values(hubs).flatMap(({ services }) =>
    services['resolver'] === undefined ? [] : [cidr(services['resolver'])],
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
