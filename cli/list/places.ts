import { type Datacentre, type Site, whereaboutsOf } from '../../catalogue/model';
import { Cidr, parseCidr } from '../../catalogue/values/cidr';
import type { Prepared } from '../../plan/prepare';
import { type Connection, segmentPrefixes } from '../../plan/routing/connections';
import type { ListedEntry } from './listed-entry';

export const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const joined = (texts: readonly string[]): string => unique(texts).join(', ');

const hostOf = (address: string): readonly Cidr[] => {
  const parsed = parseCidr(`${address}/32`);
  return parsed instanceof Cidr ? [parsed] : [];
};

export function sites(prepared: Prepared): readonly ListedEntry[] {
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

export function circuits(prepared: Prepared): readonly ListedEntry[] {
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

export function datacentres({ catalogue, lock }: Prepared): readonly ListedEntry[] {
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

export function parsedPrefix(text: string): readonly Cidr[] {
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
