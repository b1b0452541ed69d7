import type { Target } from '../../catalogue/consent';
import type { Site, SiteState, Tenant } from '../../catalogue/model';
import type { Cidr } from '../../catalogue/values/cidr';
import { segmentPrefixes } from '../../plan/routing/connections';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { OUTAGES } from './outage';

/**
 * What a change does that nothing in either cloud says, since tables hold supernets and a site in a datacentre has no tunnel: sites
 * and datacentres in use that go, segments that go, and prefixes that everything in a building has addresses of. `said` holds
 * places (`site crewe-library`) of which more is known from what is built.
 */
export function unbuiltEffects(base: Side, head: Side, said: ReadonlySet<string>): readonly Effect[] {
  const { sites, datacentres } = head.prepared.catalogue;
  const now = new Map(
    sites.flatMap((site) => [[site.id, site] as const, ...(site.was === undefined ? [] : [[site.was, site] as const])]),
  );
  const ofSites = base.prepared.catalogue.sites.flatMap((before): readonly Effect[] => {
    if (!isInUse(before.state)) return [];
    const after = now.get(before.id);
    const whom = { kind: 'site', id: before.id, name: before.name } as const;
    const own: Target = [
      { kind: 'sites', id: before.id },
      { kind: 'profiles', id: before.profile },
    ];
    const targets = before.segments.map(({ tenant }): Target => [...own, { kind: 'tenants', id: tenant }]);
    if (!after || after.state === 'planned') return said.has(`site ${before.id}`) ? [] : [gone(whom, targets)];
    const hasTunnels = before.hubs.length > 0;
    const lost = before.segments.filter(({ tenant }) => !after.segments.some((each) => each.tenant === tenant));
    return [
      // Of a segment that has tunnels, their end is said.
      ...(hasTunnels || lost.length === 0
        ? []
        : [
            {
              ...gone(
                { kind: 'site', id: after.id, name: after.name },
                lost.map(({ tenant }): Target => [...own, { kind: 'tenants', id: tenant }]),
              ),
              allowance: 'tunnels-removed' as const,
              isCutOff: false,
              what: `loses ${lost.map(({ tenant }) => tenant).join(', ')}`,
            },
          ]),
      ...renumbered(before, after, own, base, head),
      ...translated(before, after, targets),
    ];
  });
  const ofDatacentres = base.prepared.catalogue.datacentres.flatMap((before): readonly Effect[] => {
    if (!isInUse(before.state)) return [];
    const after = datacentres.find(({ id }) => id === before.id);
    const whom = { kind: 'datacentre', id: before.id, name: before.name } as const;
    const own: Target = [{ kind: 'datacentres', id: before.id }];
    if (!after || after.state === 'planned') return said.has(`datacentre ${before.id}`) ? [] : [gone(whom, [own])];
    const lost = before.tenants.flatMap(({ tenant, prefixes }) => {
      const kept = after.tenants.find((each) => each.tenant === tenant);
      return kept ? lostPrefixes(tenant, prefixes, kept.prefixes) : [];
    });
    return lost.length === 0 ? [] : [renumbering(whom, lost, (tenant) => [...own, { kind: 'tenants', id: tenant }])];
  });
  return [...ofSites, ...ofDatacentres, ...filtered(base, head)];
}

function isInUse(state: SiteState): boolean {
  return state === 'live' || state === 'building';
}

interface LostPrefix {
  readonly tenant: string;
  readonly text: string;
}

/** A prefix that is only added, or widened, takes nothing away. */
function lostPrefixes(tenant: string, before: readonly Cidr[], after: readonly Cidr[]): readonly LostPrefix[] {
  return before
    .filter((prefix) => !after.some((other) => other.contains(prefix)))
    .map((prefix) => ({ tenant, text: `${tenant} ${prefix.toString()} → ${after.map(String).join(', ')}` }));
}

function renumbered(before: Site, after: Site, own: Target, base: Side, head: Side): readonly Effect[] {
  const lost = before.segments.flatMap((segment) => {
    const kept = after.segments.find(({ tenant }) => tenant === segment.tenant);
    if (!kept) return [];
    const [old, now] = [
      segmentPrefixes(before, segment, base.prepared.lock),
      segmentPrefixes(after, kept, head.prepared.lock),
    ];
    return lostPrefixes(segment.tenant, old, now);
  });
  const whom = { kind: 'site', id: after.id, name: after.name } as const;
  return lost.length === 0 ? [] : [renumbering(whom, lost, (tenant) => [...own, { kind: 'tenants', id: tenant }])];
}

/** Addresses that a site's router translates, at both ends of the building's own network. */
function translated(before: Site, after: Site, targets: readonly Target[]): readonly Effect[] {
  const said = ({ nat }: Site): string =>
    nat.map(({ inside, outside }) => `${inside.toString()} as ${outside.toString()}`).join(', ') || 'nothing';
  if (said(before) === said(after)) return [];
  return [
    {
      ...gone({ kind: 'site', id: after.id, name: after.name }, targets),
      allowance: 'far-end-acts',
      isCutOff: false,
      what: `its router translates otherwise: ${said(before)} → ${said(after)}`,
      outage: OUTAGES.farEnd,
    },
  ];
}

/** Where a tenant's web access is filtered is its only way out: every device of it has to be told at the same time. */
function filtered(base: Side, head: Side): readonly Effect[] {
  const now = new Map(head.prepared.catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  return base.prepared.catalogue.tenants.flatMap((before): readonly Effect[] => {
    const after = now.get(before.id);
    const [old, filter] = [wayOut(before), after && wayOut(after)];
    if (!after || old === filter) return [];
    return [
      {
        ...gone({ kind: 'shared', id: before.name, name: `every device of ${before.name}` }, [
          [{ kind: 'tenants', id: before.id }],
        ]),
        allowance: 'far-end-acts',
        isCutOff: false,
        what: `reaches the web by ${filter ?? 'nothing'} and no longer by ${old}`,
        outage: OUTAGES.farEnd,
      },
    ];
  });
}

/** What devices are set to; what is filtered on the devices themselves, or not at all, asks nothing of them. */
function wayOut({ filtering }: Tenant): string {
  if (filtering?.kind === 'proxy') return `${filtering.addresses.join(', ')} ${filtering.ports.join(', ')}`;
  return filtering?.kind === 'secure-web-gateway' ? filtering.names.join(', ') : 'any way';
}

function renumbering(whom: Effect['whom'], lost: readonly LostPrefix[], target: (tenant: string) => Target): Effect {
  return {
    ...gone(whom, [...new Set(lost.map(({ tenant }) => tenant))].map(target)),
    allowance: 'renumbered',
    isCutOff: false,
    what: `everything in the building needs another address: ${lost.map(({ text }) => text).join('; ')}`,
    outage: OUTAGES.farEnd,
  };
}

function gone(whom: Effect['whom'], targets: readonly Target[]): Effect {
  return {
    allowance: 'site-removed',
    isRefused: true,
    risk: 'high',
    targets,
    whom,
    behind: [],
    what: 'goes off the network while it is in use',
    outage: OUTAGES.forGood,
    circuits: [],
    isCutOff: true,
    farEnd: [],
    suppliers: [],
    resources: [],
  };
}
