import { stringify } from 'csv-stringify/sync';
import type { LoadedCatalogue } from '../../catalogue/load';
import type { Lock } from '../../plan/lock/lock-file';
import { slug } from '../edit/forms/form';
import { formulaSafe } from './formula-safe';

/** By our states. Source: netbox-community/netbox v4.6, dcim/choices.py and circuits/choices.py */
const SITE_STATUS = { planned: 'planned', building: 'staging', live: 'active', leaving: 'decommissioning' } as const;
const CIRCUIT_STATUS = {
  planned: 'planned',
  building: 'provisioning',
  live: 'active',
  leaving: 'deprovisioning',
} as const;

/**
 * The catalogue in the columns that NetBox's bulk import takes, in the order in which they are to be imported. Ends of circuits are not
 * among them: NetBox takes those by numbers of its own. Source: netbox v4.6, forms/bulk_import.py
 */
export function netboxFiles(
  { tenants, sites }: LoadedCatalogue['raw'],
  lock: Lock | undefined,
): ReadonlyMap<string, string> {
  const names = new Map(tenants.map(({ id, name }) => [id, name]));
  const chosen = (site: string, tenant: string): readonly string[] => {
    const prefix = lock?.sites[site]?.segments[tenant]?.prefix;
    return prefix === undefined ? [] : [prefix];
  };
  const ownerOf = (site: (typeof sites)[number]): string => names.get(site.segments[0]?.tenant ?? '') ?? '';
  const circuits = sites.flatMap((site) => site.circuits.map((circuit) => ({ site, circuit })));
  const providers = [...new Set(circuits.map(({ circuit }) => circuit.supplier))].sort();
  return new Map([
    [
      '1-tenants.csv',
      table(
        ['name', 'slug'],
        tenants.map(({ id, name }) => [name, id]),
      ),
    ],
    [
      '2-sites.csv',
      table(
        ['name', 'slug', 'status', 'tenant', 'physical_address', 'latitude', 'longitude'],
        sites.map((site) => [
          site.name,
          site.id,
          SITE_STATUS[site.state],
          ownerOf(site),
          site.place?.postcode ?? '',
          degrees(site.place?.lat),
          degrees(site.place?.lon),
        ]),
      ),
    ],
    [
      '3-prefixes.csv',
      table(
        ['prefix', 'tenant', 'status', 'scope_type', 'scope_name'],
        sites.flatMap((site) =>
          site.segments.flatMap(({ tenant, prefixes = chosen(site.id, tenant) }) =>
            prefixes.map((prefix) => [
              prefix,
              names.get(tenant) ?? '',
              site.state === 'planned' ? 'reserved' : 'active',
              'dcim.site',
              site.name,
            ]),
          ),
        ),
      ),
    ],
    [
      '4-providers.csv',
      table(
        ['name', 'slug'],
        providers.map((name) => [name, slug(name)]),
      ),
    ],
    ['5-circuit-types.csv', table(['name', 'slug'], [['Internet access', 'internet-access']])],
    [
      '6-circuits.csv',
      table(
        ['cid', 'provider', 'type', 'status', 'tenant', 'install_date', 'commit_rate'],
        circuits.map(({ site, circuit }) => [
          circuit.order ?? `${site.id}/${circuit.id}`,
          circuit.supplier,
          'Internet access',
          CIRCUIT_STATUS[site.state],
          ownerOf(site),
          circuit.goLive ?? '',
          // NetBox has kbit/s.
          circuit.mbps === undefined ? '' : String(circuit.mbps * 1000),
        ]),
      ),
    ],
  ]);
}

function degrees(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => row.map(formulaSafe)),
    { header: true, columns: [...head] },
  );
}
