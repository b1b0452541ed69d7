import { compareText } from '../../catalogue/issues/issue';
import type { Prepared } from '../../plan/prepare';
import type { ListedEntry, Noun } from './listed-entry';
import { circuits, datacentres, parsedPrefix, sites, unique } from './places';

/** Every entry of one kind, in the catalogue's order by id. */
export function entriesOf(noun: Noun, prepared: Prepared): readonly ListedEntry[] {
  return [...LISTS[noun](prepared)].sort((a, b) => compareText(a.id, b.id));
}

const LISTS: Readonly<Record<Noun, (prepared: Prepared) => readonly ListedEntry[]>> = {
  sites,
  circuits,
  tenants,
  datacentres,
  services,
  flows,
  suppliers,
};

function tenants({ catalogue }: Prepared): readonly ListedEntry[] {
  return catalogue.tenants.map((tenant) => {
    const { supernets, loopbacks } = tenant;
    const own = catalogue.sites.filter(({ segments }) => segments.some((segment) => segment.tenant === tenant.id));
    const azure = [
      ...own.flatMap((site) => site.hubs),
      ...catalogue.hubs.filter(({ id }) => tenant.vnets.some(({ hub }) => hub === id)),
    ]
      .filter(({ cloud }) => cloud === 'azure')
      .map(({ id }) => id);
    const hubs = unique([...tenant.hubs, ...azure]);
    return {
      id: tenant.id,
      cells: {
        id: tenant.id,
        name: tenant.name,
        kind: tenant.kind,
        sites: String(own.length),
        hubs: hubs.join(', '),
        egress: tenant.egress,
        'charged to': tenant.costCentre,
      },
      tenants: [tenant.id],
      suppliers: [],
      hubs,
      prefixes: [
        ...[supernets.aws, supernets.azure, supernets.datacentre].flat(),
        ...Object.values(loopbacks),
        ...[...tenant.vpcs, ...tenant.vnets].flatMap(({ cidrs }) => cidrs),
      ],
      words: [tenant.id, tenant.name, tenant.kind, tenant.costCentre],
    };
  });
}

function services({ catalogue }: Prepared): readonly ListedEntry[] {
  return catalogue.services.map((service) => ({
    id: service.id,
    cells: {
      id: service.id,
      name: service.name,
      owner: service.owner,
      addresses: service.addresses.join(', '),
      ports: service.ports.join(', '),
      consumers: service.consumers.join(', '),
    },
    tenants: unique([service.owner, ...service.consumers]),
    suppliers: [],
    hubs: [],
    prefixes: service.addresses,
    words: [service.id, service.name],
  }));
}

function flows({ catalogue }: Prepared): readonly ListedEntry[] {
  return catalogue.flows.map((flow) => ({
    id: flow.id,
    cells: {
      id: flow.id,
      from: flow.from.tenant,
      to: `${flow.to.tenant} ${flow.to.prefixes.join(', ')}`,
      ports: flow.ports.join(', '),
      owner: flow.owner,
      expires: flow.expires,
    },
    tenants: unique([flow.from.tenant, flow.to.tenant]),
    suppliers: [],
    hubs: [],
    prefixes: [...flow.to.prefixes, ...(flow.from.prefixes ?? [])],
    words: [flow.id, flow.reason, flow.owner],
  }));
}

function suppliers({ catalogue }: Prepared): readonly ListedEntry[] {
  return catalogue.suppliers.map((supplier) => {
    const hub = 'hub' in supplier ? supplier.hub : undefined;
    const addresses = 'addresses' in supplier ? supplier.addresses : [];
    return {
      id: supplier.id,
      cells: {
        id: supplier.id,
        name: supplier.name,
        reached: supplier.kind,
        hub: hub ?? '',
        names: supplier.dnsNames.join(', '),
        consumers: supplier.consumers.join(', '),
      },
      tenants: unique([...supplier.consumers, ...('tenant' in supplier ? [supplier.tenant] : [])]),
      suppliers: [supplier.name, supplier.id],
      hubs: hub === undefined ? [] : [hub],
      prefixes: addresses.flatMap((address) => parsedPrefix(address)),
      words: [supplier.id, supplier.name, ...supplier.dnsNames],
    };
  });
}
