import { type Cidr, cidr } from '../../catalogue/values/cidr';
import type { AwsHub, Catalogue, Tenant } from '../../catalogue/model';
import type { Lock } from '../lock/lock-file';
import { ownSupernets } from '../places/own-supernets';
import { planLinks } from './links';

/**
 * A permission between two tenants as routing sees it: the consumer's table gets the addresses, the provider's table
 * gets where replies go. Routing admits a pair; the firewall decides direction and port.
 */
export interface Pair {
  readonly consumer: string;
  readonly provider: string;
  /** What the consumer reaches. */
  readonly addresses: readonly Cidr[];
  /** Where the provider's replies go. */
  readonly replies: readonly Cidr[];
  /** The entry of the catalogue that asks for it. */
  readonly because: string;
}

/** Every permitted pair whose both ends are at this hub. */
export function planPairs(
  catalogue: Catalogue,
  lock: Lock,
  hub: AwsHub,
  present: ReadonlySet<string>,
): readonly Pair[] {
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  const all = (id: string): readonly Cidr[] => {
    const tenant = tenants.get(id);
    return tenant ? ownSupernets(tenant) : [];
  };
  const pairs: Pair[] = [
    ...catalogue.services.flatMap((service) =>
      service.consumers.map((consumer) => ({
        consumer,
        provider: service.owner,
        addresses: service.addresses,
        replies: all(consumer),
        because: `services.${service.id}`,
      })),
    ),
    ...catalogue.flows.map((flow) => ({
      consumer: flow.from.tenant,
      provider: flow.to.tenant,
      addresses: flow.to.prefixes,
      replies: all(flow.from.tenant),
      because: `flows.${flow.id}`,
    })),
    ...catalogue.suppliers.flatMap((supplier) => {
      if (supplier.kind !== 'vpn') return [];
      return supplier.consumers.map((consumer) => ({
        consumer,
        provider: supplier.tenant,
        addresses: supplier.addresses.map(cidr),
        replies: all(consumer),
        because: `suppliers.${supplier.id}`,
      }));
    }),
    ...servicesVpcPairs(catalogue, lock, hub, all),
    ...privateEndpointPairs(catalogue, lock, hub, all),
    ...managementPairs(catalogue.tenants),
  ];
  return pairs.filter(
    (pair) =>
      pair.addresses.length > 0 &&
      present.has(pair.consumer) &&
      present.has(pair.provider) &&
      pair.consumer !== pair.provider,
  );
}

/** Supplier endpoints and DNS forwarding: both ends of `vpc-services`, which operations owns. */
function servicesVpcPairs(
  catalogue: Catalogue,
  lock: Lock,
  hub: AwsHub,
  all: (id: string) => readonly Cidr[],
): readonly Pair[] {
  const owner = catalogue.tenants.find((tenant) => tenant.servicesVpcs.some((vpc) => vpc.hub === hub.id));
  const subnets = lock.hubs[hub.id]?.services ?? {};
  if (!owner) return [];
  const resolver = subnets['resolver'];
  const endpoints = catalogue.suppliers.flatMap((supplier) => {
    const subnet = subnets[`supplier-${supplier.id}`];
    if (supplier.kind !== 'privatelink' || supplier.hub !== hub.id || subnet === undefined) return [];
    return supplier.consumers.map((consumer) => ({
      consumer,
      provider: owner.id,
      addresses: [cidr(subnet)],
      replies: all(consumer),
      because: `suppliers.${supplier.id}`,
    }));
  });
  const forwarding = catalogue.tenants.flatMap((tenant) =>
    tenant.dns && resolver !== undefined
      ? [
          {
            consumer: owner.id,
            provider: tenant.id,
            addresses: tenant.dns.servers.map((server) => cidr(`${server}/32`)),
            replies: [cidr(resolver)],
            because: `tenants.${tenant.id}.dns`,
          },
        ]
      : [],
  );
  return [...endpoints, ...forwarding];
}

/** Suppliers' endpoints in Azure, which consumers here reach across the link. */
function privateEndpointPairs(
  catalogue: Catalogue,
  lock: Lock,
  hub: AwsHub,
  all: (id: string) => readonly Cidr[],
): readonly Pair[] {
  return planLinks(catalogue)
    .filter(({ aws }) => aws.id === hub.id)
    .flatMap(({ azure }) => {
      const owner = catalogue.tenants.find((tenant) => tenant.servicesVnets.some((vnet) => vnet.hub === azure.id));
      return catalogue.suppliers.flatMap((supplier) => {
        const subnet = lock.hubs[azure.id]?.services[`supplier-${supplier.id}`];
        if (!owner || supplier.kind !== 'private-endpoint' || supplier.hub !== azure.id || subnet === undefined)
          return [];
        return supplier.consumers.map((consumer) => ({
          consumer,
          provider: owner.id,
          addresses: [cidr(subnet)],
          replies: all(consumer),
          because: `suppliers.${supplier.id}`,
        }));
      });
    });
}

/** The built-in service `router-management`: operations to router loopbacks, and loopbacks to operations' collectors. */
function managementPairs(tenants: readonly Tenant[]): readonly Pair[] {
  return tenants
    .filter((operations) => operations.management.length > 0)
    .flatMap((operations) =>
      tenants
        .filter((tenant) => tenant.kind !== 'public-wifi' && tenant.id !== operations.id)
        .flatMap((tenant) => {
          const loopbacks = Object.values(tenant.loopbacks);
          if (loopbacks.length === 0) return [];
          return [
            {
              consumer: operations.id,
              provider: tenant.id,
              addresses: loopbacks,
              replies: operations.management,
              because: 'router-management',
            },
          ];
        }),
    );
}
