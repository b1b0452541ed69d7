import { loadCatalogue } from '../../catalogue/load';
import { SITE_STATES } from '../../catalogue/schema/site';
import { prepare } from '../../plan/prepare';
import type { IdKind, Ids } from './words';

/** Ids of a catalogue; none of one that can't be read, since whoever types is told by the command itself. */
export function idsIn(catalogue: string, cwd: string): Ids {
  let loaded: ReturnType<typeof loadCatalogue> | undefined;
  const raw = () => {
    loaded ??= loadCatalogue(catalogue, cwd);
    return loaded.ok ? loaded.value : undefined;
  };
  const OF: Readonly<Record<IdKind, () => readonly string[]>> = {
    sites: () => ids(raw()?.raw.sites),
    datacentres: () => ids(raw()?.raw.datacentres),
    tenants: () => ids(raw()?.raw.tenants),
    hubs: () => ids(raw()?.raw.hubs),
    services: () => ids(raw()?.raw.services),
    flows: () => ids(raw()?.raw.flows),
    suppliers: () => ids(raw()?.raw.suppliers),
    egressDomains: () => ids(raw()?.raw.egressDomains),
    profiles: () => Object.keys(raw()?.raw.profiles ?? {}),
    states: () => SITE_STATES,
    circuitSuppliers: () =>
      [...new Set(raw()?.raw.sites.flatMap(({ circuits }) => circuits.map(({ supplier }) => supplier)))].sort(),
    districts: () => [...new Set(raw()?.raw.sites.flatMap(({ place }) => place?.postcode?.split(' ')[0] ?? []))].sort(),
    files: () => raw()?.files ?? [],
    stacks: () => {
      const prepared = prepare(catalogue, cwd);
      return prepared.ok ? prepared.value.plan.stacks.map(({ name }) => name) : [];
    },
  };
  return (kind) => OF[kind]();
}

function ids(entries: readonly { readonly id: string }[] | undefined): readonly string[] {
  return (entries ?? []).map(({ id }) => id);
}
