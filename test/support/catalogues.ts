import { cidr } from '../../catalogue/values/cidr';
import type { Catalogue, Site } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import { loadOrThrow } from './synth';

/** Positions don't matter where a catalogue was made in memory. */
export const NOWHERE: Whereabouts = {
  at: () => ({ file: 'memory.yaml', line: 1, column: 1 }),
  atKey: () => ({ file: 'memory.yaml', line: 1, column: 1 }),
  named: (path) => path.join('.'),
  rawText: () => undefined,
};

const small = loadOrThrow('examples/small.yaml').catalogue;

/** What a made-up site is like. */
export interface SiteKind {
  readonly profile: 'dedicated' | 'concentrator' | 'azure' | 'both';
  readonly tenant: 'council' | 'schools' | 'fire';
  readonly sized: boolean;
  readonly shared: boolean;
}

const HUBS = {
  dedicated: ['london'],
  concentrator: ['london'],
  azure: ['uksouth'],
  both: ['london', 'uksouth'],
} as const;

/** A site as the loader would resolve it; its written prefix follows from its number, its sized one is for the lock. */
export function madeSite(number: number, kind: SiteKind): Site {
  const hubs = HUBS[kind.profile].flatMap((id) => small.hubs.filter((hub) => hub.id === id));
  const azureHome = hubs[0]?.cloud === 'azure';
  const tenant = azureHome ? 'council' : kind.tenant;
  const block = azureHome
    ? '10.20.0.0/16'
    : { council: '10.16.0.0/16', schools: '10.32.0.0/16', fire: '10.64.0.0/16' }[tenant];
  const segment = kind.sized ? { tenant, sizeBits: 26 } : { tenant, prefixes: [cidr(block).subnet(26, number)] };
  const id = `site-${number}`;
  return {
    id,
    name: `Site ${number}`,
    state: 'live',
    place: { postcode: 'EX1 1AA', lat: 53, lon: -2 },
    profile: kind.profile,
    resilience: 'single',
    router: 'generic',
    mbps: 100,
    hubs,
    circuits: [
      {
        id: 'primary',
        role: 'active',
        address: `198.18.${Math.floor(number / 250)}.${(number % 250) + 1}`,
        supplier: 'FibreCo',
        mbps: 100,
        termination: kind.profile === 'concentrator' ? 'concentrator' : 'dedicated',
      },
    ],
    segments:
      kind.shared && kind.profile !== 'azure' && kind.profile !== 'both'
        ? [segment, { tenant: 'ict', sizeBits: 29 }]
        : [segment],
    nat: [],
  };
}

/** The small example's hubs, tenants and rules around other sites. */
export function catalogueOf(sites: readonly Site[]): Catalogue {
  return { ...small, sites, services: [], flows: [], suppliers: [] };
}

/** The small example's hubs and tenants, with some of its services, flows and suppliers, around other sites. */
export function partOfSmall(sites: readonly Site[], keeps: (noun: string, index: number) => boolean): Catalogue {
  const kept = <T>(noun: string, list: readonly T[]): readonly T[] => list.filter((_, index) => keeps(noun, index));
  return {
    ...small,
    sites,
    services: kept('services', small.services),
    flows: kept('flows', small.flows),
    suppliers: kept('suppliers', small.suppliers),
    tenants: small.tenants.map((tenant, index) =>
      keeps('inspected', index) && tenant.kind !== 'public-wifi' ? { ...tenant, siteToSite: 'inspected' } : tenant,
    ),
  };
}
