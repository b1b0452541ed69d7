import type { Issue } from '../../catalogue/issue';
import type { Catalogue, Datacentre, Site } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Path } from '../../catalogue/source';
import type { DatacentreLock, Lock, SiteLock } from './lock-file';
import { hubsOf } from './reconcile-datacentres';

/**
 * Sites and tunnels that would be destroyed without anybody having said so: a deleted line must not be able to take a
 * building off the network. `start` is the lock that the change starts from. A site may go when `start` says `planned`
 * or `leaving`; single tunnels of a live site (a segment, a circuit, a hub) may go when the site is named in `withdraw`.
 */
export function sitesTakenAway(
  catalogue: Catalogue,
  start: Lock | undefined,
  where: Whereabouts,
  withdraw: ReadonlySet<string> = new Set(),
): readonly Issue[] {
  if (!start) return [];
  const heldIds = new Set(Object.keys(start.sites));
  const present = new Map(catalogue.sites.map((site, index) => [site.id, { site, index }]));
  // A former id excuses its site only where the site is new under the present one.
  for (const [index, site] of catalogue.sites.entries()) {
    if (site.was !== undefined && !heldIds.has(site.id)) present.set(site.was, { site, index });
  }
  return Object.entries(start.sites).flatMap(([id, held]): readonly Issue[] => {
    if (held.state === 'planned' || held.state === 'leaving') return [];
    const now = present.get(id);
    if (!now) {
      return [
        {
          code: 'SITE_REMOVED',
          at: where.at(['sites']),
          path: `sites.${id}`,
          problem: `${id} is gone from the catalogue but ${held.state} in the lock: applying this would take it off the network.`,
          fix: 'To close it, put it back with `state: leaving`, run `npx wan lock`, merge that, and remove it afterwards. If only its id changed, write `was:` at the new one.',
        },
      ];
    }
    if (now.site.state === 'planned') {
      return [
        {
          code: 'SITE_WITHDRAWN',
          at: where.at(['sites', now.index, 'state']),
          path: `sites.${now.site.id}.state`,
          problem: `${now.site.name} is ${held.state} in the lock; as planned its tunnels would be destroyed.`,
          got: 'planned',
          allowed: 'building, live, leaving',
          fix: 'To take it down, write `state: leaving` first and merge that.',
        },
      ];
    }
    const lost = withdraw.has(now.site.id) ? [] : lostTunnels(held, now.site);
    return lost.length === 0
      ? []
      : [
          {
            code: 'TUNNEL_REMOVED',
            at: where.at(['sites', now.index]),
            path: `sites.${now.site.id}`,
            problem: `${now.site.name} is ${held.state}, and applying this would destroy tunnels it has: ${lost.join(', ')}.`,
            fix: `If that is meant: \`npx wan lock --withdraw ${now.site.id}\`. Ids of circuits and tenants of segments are permanent; another profile may end tunnels elsewhere.`,
          },
        ];
  });
}

/** Tunnels of a rendered site that its new entry no longer has, or has somewhere else. */
function lostTunnels(held: SiteLock, site: Site): readonly string[] {
  const clouds = site.hubs.map((hub) => hub.cloud);
  const lostClouds = (['aws', 'azure'] as const).filter(
    (cloud) => held.stacks[cloud] !== undefined && !clouds.includes(cloud),
  );
  const moved = (['aws', 'azure'] as const).filter((cloud) => {
    const hub = site.hubs.find((candidate) => candidate.cloud === cloud);
    return hub !== undefined && held.hubs[cloud] !== undefined && held.hubs[cloud] !== hub.id;
  });
  const segments = Object.entries(held.segments).flatMap(([tenant, segment]) => {
    const now = site.segments.find((candidate) => candidate.tenant === tenant);
    return Object.entries(segment.circuits).flatMap(([id, numbers]) => {
      const circuit = site.circuits.find((candidate) => candidate.id === id);
      if (!now || !circuit) return [`${tenant} on ${id}`];
      const concentrated = (now.termination ?? circuit.termination) === 'concentrator';
      return concentrated === (numbers.concentrator !== undefined)
        ? []
        : [`${tenant} on ${id} (${concentrated ? 'dedicated' : 'on a concentrator'} until now)`];
    });
  });
  return [
    ...lostClouds.map((cloud) => `all to ${held.hubs[cloud] ?? cloud}`),
    ...moved.map((cloud) => `all to ${held.hubs[cloud] ?? cloud}`),
    ...segments,
  ];
}

/**
 * Datacentres, circuits and tunnels of them that would be destroyed because a line is gone. A datacentre or a circuit may go
 * once it was `planned` or `leaving`; a tenant or a hub of one in use only where the datacentre is named in `withdraw`.
 */
export function datacentresTakenAway(
  catalogue: Catalogue,
  start: Lock | undefined,
  where: Whereabouts,
  withdraw: ReadonlySet<string> = new Set(),
): readonly Issue[] {
  return Object.entries(start?.datacentres ?? {}).flatMap(([id, held]): readonly Issue[] => {
    if (isFree(held.state)) return [];
    const index = catalogue.datacentres.findIndex((datacentre) => datacentre.id === id);
    const now = catalogue.datacentres[index];
    if (now && now.state !== 'planned')
      return [
        ...circuitsTakenAway(now, held, ['datacentres', index], where),
        ...(withdraw.has(id) ? [] : tunnelsTakenAway(catalogue, now, held, ['datacentres', index], where)),
      ];
    return [
      {
        code: now ? 'SITE_WITHDRAWN' : 'SITE_REMOVED',
        at: where.at(now ? ['datacentres', index, 'state'] : ['datacentres']),
        path: `datacentres.${id}`,
        problem: `${now?.name ?? id} is ${held.state} in the lock${now ? '; as planned its tunnels would be destroyed' : ' and gone from the catalogue: applying this would take it off the network'}.`,
        fix: 'To close it, write `state: leaving`, run `npx wan lock`, merge that, and take it away afterwards.',
      },
    ];
  });
}

function isFree(state: SiteLock['state']): boolean {
  return state === 'planned' || state === 'leaving';
}

/** A port takes months to get back: it is given up in two steps. */
function circuitsTakenAway(
  datacentre: Datacentre,
  held: DatacentreLock,
  path: Path,
  where: Whereabouts,
): readonly Issue[] {
  return Object.entries(held.circuits).flatMap(([id, state]): readonly Issue[] => {
    const index = datacentre.circuits.findIndex((circuit) => circuit.id === id);
    const now = datacentre.circuits[index];
    // Azure connects a circuit of our own only when it is live: back to the order, its tunnels would go.
    if (now?.kind === 'express-route' && now.state === 'building' && (state === 'live' || state === 'leaving'))
      return now.connection.type === 'offered'
        ? []
        : [
            {
              code: 'CIRCUIT_REMOVED',
              at: where.at([...path, 'circuits', index, 'state']),
              path: `datacentres.${datacentre.id}.circuits.${id}`,
              problem: `${id} of ${datacentre.name} is ${state} in the lock; as building its peering, its connection and every tunnel over it would be destroyed.`,
              got: 'building',
              allowed: 'live, leaving',
            },
          ];
    if (isFree(state) || (now && now.state !== 'planned')) return [];
    return [
      {
        code: 'CIRCUIT_REMOVED',
        at: where.at(now ? [...path, 'circuits', index, 'state'] : [...path, 'circuits']),
        path: `datacentres.${datacentre.id}.circuits.${id}`,
        problem: `${id} of ${datacentre.name} is ${state} in the lock${now ? '; as planned' : ' and gone from the catalogue:'} its port would be given up, which takes months to get back.`,
        fix: 'Write `state: leaving`, run `npx wan lock`, merge that, and take it away afterwards.',
      },
    ];
  });
}

function tunnelsTakenAway(
  catalogue: Catalogue,
  datacentre: Datacentre,
  held: DatacentreLock,
  path: Path,
  where: Whereabouts,
): readonly Issue[] {
  const hubs = { aws: hubsOf(catalogue, datacentre, 'aws'), azure: hubsOf(catalogue, datacentre, 'azure') };
  const lost = Object.entries(held.tenants).flatMap(([tenant, numbers]) => {
    if (!datacentre.tenants.some((entry) => entry.tenant === tenant)) return [`all of ${tenant}`];
    return (['direct', 'backup'] as const).flatMap((way) => [
      ...Object.keys(numbers[way]).flatMap((hub) =>
        hubs.aws[way].includes(hub) ? [] : [`${tenant} to ${hub} (${way})`],
      ),
      ...Object.keys(numbers[`${way}Peers`]).flatMap((hub) =>
        hubs.azure[way].includes(hub) ? [] : [`${tenant} to ${hub} (${way})`],
      ),
    ]);
  });
  // Tunnels over a circuit that goes go with it: either somebody has said so, or that is what is wrong.
  const gone = Object.entries(held.circuits).some(
    ([id, state]) =>
      state !== 'planned' && !datacentre.circuits.some((circuit) => circuit.id === id && circuit.state !== 'planned'),
  );
  const meant = (text: string): boolean => gone && text.endsWith('(direct)');
  const unsaid = lost.filter((text) => !meant(text));
  return unsaid.length === 0
    ? []
    : [
        {
          code: 'TUNNEL_REMOVED',
          at: where.at(path),
          path: `datacentres.${datacentre.id}`,
          problem: `${datacentre.name} is ${held.state}, and applying this would destroy tunnels it has: ${unsaid.join(', ')}.`,
          fix: `If that is meant: \`npx wan lock --withdraw ${datacentre.id}\`.`,
        },
      ];
}
