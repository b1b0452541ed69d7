import type { Catalogue } from './model';

const EMERGENCY: ReadonlySet<string> = new Set(['fire', 'police']);

/** Sites that an emergency service works from, whoever else is in the building. */
export function emergencySites({ sites, tenants }: Pick<Catalogue, 'sites' | 'tenants'>): ReadonlySet<string> {
  const services = new Set(tenants.flatMap(({ id, kind }) => (EMERGENCY.has(kind) ? [id] : [])));
  return new Set(
    sites.flatMap(({ id, segments }) => (segments.some(({ tenant }) => services.has(tenant)) ? [id] : [])),
  );
}
