import type { Target } from '../../catalogue/consent';
import type { SiteState } from '../../catalogue/model';
import type { StackInput } from '../../plan/stacks/stack-input';
import type { ResourceChange } from '../artefacts/resource-change';
import type { Side } from '../sides/side';

/** The far end of one VPN connection, as catalogue and lock explain it. */
export interface TunnelEnd {
  readonly kind: 'site' | 'datacentre' | 'link';
  readonly id: string;
  readonly name: string;
  readonly state: SiteState;
  /** Names under which what happens to it can be agreed to. */
  readonly target: Target;
  readonly tenant: string;
  /** Circuit of a site, way of a datacentre (`direct`, `backup`), number of a link's connection. */
  readonly circuit: string;
  readonly hub: string;
  /** Who delivers the circuit. */
  readonly supplier?: string;
}

/** Ends of all VPN connections of a side, by `stack/name` of their resources. */
export type TunnelEnds = ReadonlyMap<string, TunnelEnd>;

export function tunnelEnds({ prepared }: Side): TunnelEnds {
  const { catalogue, plan } = prepared;
  const sites = new Map(catalogue.sites.map((site) => [site.id, site]));
  const ends = new Map<string, TunnelEnd>();
  for (const connection of plan.connections) {
    const site = sites.get(connection.site);
    if (!site) continue;
    ends.set(`${connection.stack}/${connection.name}`, {
      kind: 'site',
      id: site.id,
      name: site.name,
      state: site.state,
      target: [
        { kind: 'sites', id: site.id },
        { kind: 'profiles', id: site.profile },
        { kind: 'tenants', id: connection.tenant },
        { kind: 'hubs', id: connection.hub },
      ],
      tenant: connection.tenant,
      circuit: connection.circuit,
      hub: connection.hub,
      supplier: connection.supplier,
    });
  }
  const datacentres = new Map(catalogue.datacentres.map((datacentre) => [datacentre.id, datacentre]));
  for (const input of plan.stacks) {
    if (input.kind === 'aws-datacentre' || input.kind === 'azure-datacentre') {
      const datacentre = datacentres.get(input.datacentre);
      for (const { name, tenant, way } of input.tunnels)
        ends.set(`${input.name}/${name}`, {
          kind: 'datacentre',
          id: input.datacentre,
          name: datacentre?.name ?? input.datacentre,
          state: datacentre?.state ?? 'live',
          target: [
            { kind: 'datacentres', id: input.datacentre },
            { kind: 'tenants', id: tenant },
            { kind: 'hubs', id: input.hub.id },
          ],
          tenant,
          circuit: way,
          hub: input.hub.id,
        });
    }
  }
  return ends;
}

/** The end of a link between clouds, for any resource of its stack; undefined for other stacks. */
export function linkEnd(input: StackInput | undefined, name: string): TunnelEnd | undefined {
  if (input?.kind !== 'link') return undefined;
  const id = `${input.hub.id}_${input.azure.id}`;
  return {
    kind: 'link',
    id,
    name: `the link ${input.hub.id} – ${input.azure.id}`,
    state: 'live',
    target: [
      { kind: 'links', id },
      { kind: 'hubs', id: input.hub.id },
      { kind: 'hubs', id: input.azure.id },
    ],
    tenant: '',
    circuit: name.replace(/^link_[a-z0-9-]+_/, ''),
    hub: input.hub.id,
  };
}

/**
 * The end of a connection that neither catalogue names: one that another program called otherwise. Its tags say whose it was;
 * where no other connection of it is known it counts as in use.
 */
export function strangerEnd(
  resources: readonly ResourceChange[],
  input: StackInput | undefined,
  siblings: ReadonlyMap<string, TunnelEnd>,
): TunnelEnd {
  const [first] = resources;
  const tagged = resources
    .map(({ before, after }) => (before ?? after)?.attributes['tags'] as { site?: string; tenant?: string } | undefined)
    .find((tags) => tags?.site !== undefined);
  const id = tagged?.site ?? first?.name ?? '';
  const hub = input && 'hub' in input ? input.hub.id : '';
  const sibling = siblings.get(id);
  return {
    kind: sibling?.kind ?? 'site',
    id,
    name: sibling?.name ?? id,
    state: sibling?.state ?? 'live',
    target: [
      { kind: sibling?.kind === 'datacentre' ? 'datacentres' : 'sites', id },
      ...(tagged?.tenant === undefined ? [] : [{ kind: 'tenants', id: tagged.tenant } as const]),
      { kind: 'hubs', id: hub },
    ],
    tenant: tagged?.tenant ?? '',
    circuit: first?.name ?? '',
    hub,
  };
}
