import type { Issue } from '../../catalogue/issues/issue';
import type { Catalogue, Site } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Lock, SiteLock } from '../lock/lock-file';

/** Ids that somebody agreed to: tunnels of them may go, or they themselves. */
export interface Agreed {
  readonly withdraw?: ReadonlySet<string>;
  readonly remove?: ReadonlySet<string>;
}

/**
 * Sites and tunnels that would be destroyed without anybody having said so: a deleted line must not be able to take a
 * building off the network. `start` is the lock that the change starts from. A site may go when `start` says `planned`
 * or `leaving`; single tunnels of a live site (a segment, a circuit, a hub) may go when the site is named in `withdraw`.
 */
export function sitesTakenAway(
  catalogue: Catalogue,
  start: Lock | undefined,
  where: Whereabouts,
  { withdraw = new Set(), remove = new Set() }: Agreed,
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
    if (remove.has(id) && (!now || now.site.state === 'planned')) return [];
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
