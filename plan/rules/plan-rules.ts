import { type Cidr, cidr } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue } from '../../catalogue/model';
import { mergePorts } from '../../catalogue/values/ports';
import type { HubNetworks } from '../lock/hub-networks';
import { ownSupernets } from '../places/own-supernets';
import { coverOf } from '../places/prefix-cover';
import { builtInRules } from './built-in-rules';
import type { Permission, Rule } from './rule';
import { siteToSiteRules } from './site-to-site';

/**
 * What the inspection firewalls pass, sorted by key; everything else is dropped, so rules need no order among
 * themselves. Made of supernets and of what the catalogue names, never of sites.
 */
export function planRules(catalogue: Catalogue, hubs: HubNetworks): readonly Rule[] {
  return [
    ...catalogue.tenants.flatMap((tenant, index) =>
      tenant.kind === 'public-wifi' ? [] : siteToSiteRules(tenant, catalogue, ['tenants', index]),
    ),
    ...[...sharing(catalogue, hubs), ...builtInRules(catalogue, hubs)].flatMap(rulesOf),
  ].sort((a, b) => compareText(a.key, b.key));
}

/** One rule per protocol that a permission names. */
export function rulesOf(permission: Permission): readonly Rule[] {
  const { ports, ...rest } = permission;
  if (permission.sources.length === 0 || permission.destinations.length === 0) return [];
  const ranges = mergePorts(ports);
  return [...new Set(ranges.map((range) => range.protocol))].map((protocol) => ({
    ...rest,
    key: `${permission.key}/${protocol}`,
    protocol,
    ports: ranges.filter((range) => range.protocol === protocol),
    sources: coverOf(permission.sources),
    destinations: coverOf(permission.destinations),
  }));
}

/** Services, flows and suppliers: what one tenant may reach of another. */
function sharing(catalogue: Catalogue, hubs: HubNetworks): readonly Permission[] {
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  const supernets = (ids: readonly string[]): readonly Cidr[] =>
    ids.flatMap((id) => {
      const tenant = tenants.get(id);
      return tenant ? ownSupernets(tenant) : [];
    });
  return [
    ...catalogue.services.map((service, index): Permission => ({
      key: `services/${service.id}`,
      group: 'services',
      sources: service.consumers.flatMap((id) => service.limitedTo[id] ?? supernets([id])),
      destinations: service.addresses,
      ports: service.ports,
      log: service.log,
      message: `service ${service.id} of ${service.owner}`,
      path: ['services', index],
    })),
    ...catalogue.flows.map((flow, index): Permission => ({
      key: `flows/${flow.id}`,
      group: 'flows',
      sources: flow.from.prefixes ?? supernets([flow.from.tenant]),
      destinations: flow.to.prefixes,
      ports: flow.ports,
      log: flow.log,
      message: `flow ${flow.id} ${flow.from.tenant} to ${flow.to.tenant} until ${flow.expires}`,
      path: ['flows', index],
    })),
    ...catalogue.suppliers.flatMap((supplier, index): Permission[] => {
      if (supplier.kind === 'egress') return [];
      const subnet = supplier.kind === 'vpn' ? undefined : hubs[supplier.hub]?.services[`supplier-${supplier.id}`];
      const inside = subnet === undefined ? [] : [cidr(subnet)];
      return [
        {
          key: `suppliers/${supplier.id}`,
          group: 'suppliers',
          sources: supernets(supplier.consumers),
          destinations: supplier.kind === 'vpn' ? supplier.addresses.map(cidr) : inside,
          ports: supplier.ports,
          log: supplier.log,
          message: `supplier ${supplier.id}`,
          path: ['suppliers', index],
        },
      ];
    }),
  ];
}
