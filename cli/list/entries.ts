import { compareText } from '../../catalogue/issues/issue';
import { type Datacentre, type Site, whereaboutsOf } from '../../catalogue/model';
import { Cidr, parseCidr } from '../../catalogue/values/cidr';
import type { Prepared } from '../../plan/prepare';
import { type Connection, segmentPrefixes } from '../../plan/routing/connections';
import type { ListedEntry, Noun } from './listed-entry';

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

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
const joined = (texts: readonly string[]): string => unique(texts).join(', ');
const hostOf = (address: string): readonly Cidr[] => {
  const parsed = parseCidr(`${address}/32`);
  return parsed instanceof Cidr ? [parsed] : [];
};

function sites(prepared: Prepared): readonly ListedEntry[] {
  const connections = connectionsBySite(prepared);
  return prepared.catalogue.sites.map((site) => ({
    id: site.id,
    cells: {
      id: site.id,
      name: site.name,
      where: whereaboutsOf(site),
      tenants: joined(site.segments.map(({ tenant }) => tenant)),
      state: site.state,
      hubs: hubsOf(site).join(', '),
      resilience: site.resilience,
    },
    ...placeOf(site),
    suppliers: unique(site.circuits.map(({ supplier }) => supplier)),
    prefixes: [
      ...site.segments.flatMap((segment) => segmentPrefixes(site, segment, prepared.lock)),
      ...site.circuits.flatMap(({ address }) => hostOf(address)),
      ...(connections.get(site.id) ?? []).flatMap(numbersOf),
    ],
    words: [site.id, site.name, ...(site.was === undefined ? [] : [site.was])],
  }));
}

function circuits(prepared: Prepared): readonly ListedEntry[] {
  const connections = connectionsBySite(prepared);
  return [
    ...prepared.catalogue.sites.flatMap((site) =>
      site.circuits.map((circuit): ListedEntry => {
        const own = (connections.get(site.id) ?? []).filter((connection) => connection.circuit === circuit.id);
        return {
          id: `${site.id}/${circuit.id}`,
          cells: {
            id: `${site.id}/${circuit.id}`,
            supplier: circuit.supplier,
            role: circuit.role,
            mbps: String(circuit.mbps),
            address: circuit.address,
            crypto: joined(own.map(({ crypto }) => crypto)),
            stacks: joined(own.map(({ stack }) => stack)),
          },
          ...placeOf(site),
          suppliers: [circuit.supplier],
          prefixes: [...hostOf(circuit.address), ...own.flatMap(numbersOf)],
          words: [site.id, site.name, circuit.id, circuit.supplier],
        };
      }),
    ),
    ...prepared.catalogue.datacentres.flatMap((datacentre) =>
      datacentre.circuits.map((circuit): ListedEntry => {
        const supplier = circuit.kind === 'express-route' ? circuit.provider : 'AWS Direct Connect';
        return {
          id: `${datacentre.id}/${circuit.id}`,
          cells: {
            id: `${datacentre.id}/${circuit.id}`,
            supplier,
            role: circuit.kind,
            mbps: String(circuit.mbps),
            address: `${circuit.location}, VLAN ${circuit.vlan}`,
            crypto: '',
            stacks: '',
          },
          tenants: datacentre.tenants.map(({ tenant }) => tenant),
          suppliers: [supplier],
          hubs: [circuit.hub],
          state: circuit.state,
          prefixes:
            circuit.kind === 'express-route'
              ? [circuit.peering.primary, circuit.peering.secondary].flatMap(parsedPrefix)
              : [],
          words: [datacentre.id, datacentre.name, circuit.id, supplier, circuit.location],
        };
      }),
    ),
  ];
}

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

function datacentres({ catalogue, lock }: Prepared): readonly ListedEntry[] {
  return catalogue.datacentres.map((datacentre) => {
    const { circuits: own, vpnBackup, tenants: held, transport } = datacentre;
    const hubs = unique([...own.map(({ hub }) => hub), ...(vpnBackup?.hubs ?? [])]);
    const numbers = Object.values(lock.datacentres[datacentre.id]?.tenants ?? {});
    return {
      id: datacentre.id,
      cells: {
        id: datacentre.id,
        name: datacentre.name,
        state: datacentre.state,
        tenants: joined(held.map(({ tenant }) => tenant)),
        hubs: hubs.join(', '),
        circuits: own.map(({ id }) => id).join(', '),
        AS: String(datacentre.asn),
      },
      tenants: held.map(({ tenant }) => tenant),
      suppliers: suppliersOf(datacentre),
      hubs,
      state: datacentre.state,
      prefixes: [
        ...held.flatMap(({ prefixes }) => prefixes),
        ...(transport ? [transport] : []),
        ...[vpnBackup?.address, ...held.map(({ backupAddress }) => backupAddress)].flatMap((address) =>
          address === undefined ? [] : hostOf(address),
        ),
        ...numbers.flatMap(({ direct, backup, directPeers, backupPeers }) =>
          [
            ...Object.values(direct).flat(),
            ...Object.values(backup).flat(),
            ...Object.values(directPeers),
            ...Object.values(backupPeers),
          ].flatMap(parsedPrefix),
        ),
      ],
      words: [datacentre.id, datacentre.name],
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

function placeOf(site: Site): Pick<ListedEntry, 'tenants' | 'hubs' | 'state' | 'profile' | 'resilience' | 'district'> {
  const district = site.place?.postcode?.split(' ')[0];
  return {
    tenants: unique(site.segments.map(({ tenant }) => tenant)),
    hubs: hubsOf(site),
    state: site.state,
    profile: site.profile,
    resilience: site.resilience,
    ...(district === undefined ? {} : { district }),
  };
}

/** Hubs that it has tunnels to; what is inside a datacentre is named by that. */
function hubsOf(site: Site): readonly string[] {
  return site.hubs.length > 0 ? site.hubs.map(({ id }) => id) : [site.datacentre ?? ''];
}

function suppliersOf({ circuits: own }: Datacentre): readonly string[] {
  return unique(own.map((circuit) => (circuit.kind === 'express-route' ? circuit.provider : 'AWS Direct Connect')));
}

function parsedPrefix(text: string): readonly Cidr[] {
  const parsed = parseCidr(text.includes('/') ? text : `${text}/32`);
  return parsed instanceof Cidr ? [parsed] : [];
}

/** A connection's loopback, and the inside ranges of its tunnels. */
function numbersOf(connection: Connection): readonly Cidr[] {
  return [
    ...(connection.loopback ? [connection.loopback] : []),
    ...(connection.cloud === 'aws' ? connection.insideRanges : []),
  ];
}

function connectionsBySite({ plan }: Prepared): ReadonlyMap<string, readonly Connection[]> {
  const groups = new Map<string, Connection[]>();
  for (const connection of plan.connections) {
    const group = groups.get(connection.site);
    if (group) group.push(connection);
    else groups.set(connection.site, [connection]);
  }
  return groups;
}
