import { type Cidr, cidr } from '../../catalogue/values/cidr';
import type { Catalogue, Tenant } from '../../catalogue/model';
import { parsePort } from '../../catalogue/values/ports';
import type { Lock } from '../../plan/lock/lock-file';
import type { Want } from './want';

/** A network of a hub's own, by the name it has in the lock; none where there is none. */
export type NetworkOf = (hub: string, kind: 'networks' | 'services', name: string) => readonly Cidr[];

const DNS = [parsePort('tcp/53'), parsePort('udp/53')] as const;

/** Sites ask their domain's resolver; the outbound resolver asks agencies' servers. */
export function dnsWants(
  catalogue: Catalogue,
  lock: Lock,
  own: (id: string) => readonly Cidr[],
  network: NetworkOf,
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
export function azureDnsWants(catalogue: Catalogue, network: NetworkOf): readonly Want[] {
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
export function dnsAcrossWants(catalogue: Catalogue, network: NetworkOf): readonly Want[] {
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
