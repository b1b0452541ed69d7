import { compareText } from '../../catalogue/issues/issue';
import type { Cloud, Hub, Site } from '../../catalogue/model';
import type { SiteLock } from '../lock/lock-file';
import { awsPrefix } from '../places/hubs';
import type { Reconciliation } from './reconciliation';

/** Where each site lives: its stack per cloud and its wave. */
export type Placement = ReadonlyMap<string, Pick<SiteLock, 'stacks' | 'wave'>>;

/** Site stacks of one kind at one hub: `aws-schools`, `azure-uksouth`. */
export function siteStackGroup(hub: Hub, tenant: string, firstHubs: { readonly aws?: string | undefined }): string {
  return hub.cloud === 'aws' ? `${awsPrefix(hub.id, firstHubs)}-${tenant}` : `azure-${hub.id}`;
}

/**
 * A site stays where it was first put. New ones, in order of id: the first lock of a group that one stack doesn't hold
 * (`maxSitesPerStack`, `maxConnectionsPerStack`) makes stack 01 a canary of `canarySites`; later sites go to the
 * lowest-numbered stack with room that isn't the canary, else to a new one.
 */
export function placeSites(context: Reconciliation): Placement {
  const { catalogue, keep, firstHubs } = context;
  const { maxSitesPerStack, maxConnectionsPerStack, canarySites } = catalogue.wan;
  const placed = new Map<string, { stacks: { aws?: string; azure?: string }; wave: 1 | 2 }>();
  const members = new Map<string, { sites: number; connections: number }>();
  const add = (stack: string, site: Site): void => {
    const known = members.get(stack) ?? { sites: 0, connections: 0 };
    members.set(stack, { sites: known.sites + 1, connections: known.connections + connectionsOf(site) });
  };
  // A site that alone has more connections than a stack may gets one of its own.
  const hasRoom = (stack: string, site: Site): boolean => {
    const { sites, connections } = members.get(stack) ?? { sites: 0, connections: 0 };
    return sites === 0 || (sites < maxSitesPerStack && connections + connectionsOf(site) <= maxConnectionsPerStack);
  };
  const canaries = new Set<string>();
  const pending = new Map<string, Site[]>();
  const groupOf = (site: Site, hub: Hub): string => siteStackGroup(hub, site.segments[0]?.tenant ?? '', firstHubs);
  for (const site of [...catalogue.sites].sort((a, b) => compareText(a.id, b.id))) {
    const held = keep?.sites[site.id] ?? (site.was === undefined ? undefined : keep?.sites[site.was]);
    const stacks: { aws?: string; azure?: string } = {};
    placed.set(site.id, { stacks, wave: held?.wave ?? 2 });
    for (const hub of site.hubs) {
      const stack = held?.stacks[hub.cloud];
      if (stack !== undefined && !isKnown(stack, context) && !context.renumber.has(site.id)) {
        context.report(['sites', catalogue.sites.indexOf(site)], {
          code: 'LOCK_UNFIT',
          problem: `The lock holds ${site.name} in stack ${stack}, which is of no hub and tenant that there is.`,
          fix: `If its hub or the tenant of its first segment is really gone, move it with \`npx wan lock --renumber ${site.id}\`: its tunnels are made anew, and \`npx cdktf destroy ${stack}\` removes the old ones.`,
        });
      } else if (stack !== undefined && belongsTo(stack, hub, firstHubs, catalogue.tenants)) {
        stacks[hub.cloud] = stack;
        add(stack, site);
        if (held?.wave === 1) canaries.add(stack);
      } else {
        const group = groupOf(site, hub);
        const waiting = pending.get(group);
        if (waiting) waiting.push(site);
        else pending.set(group, [site]);
      }
    }
  }
  for (const [group, sites] of pending) {
    const cloud: Cloud = group.startsWith('azure-') ? 'azure' : 'aws';
    const stackName = (number: number): string => `${group}-${String(number).padStart(2, '0')}`;
    const isNew = ![...members.keys()].some((stack) => groupOfStack(stack) === group);
    const connections = sites.reduce((sum, site) => sum + connectionsOf(site), 0);
    const isLarge = sites.length > maxSitesPerStack || connections > maxConnectionsPerStack;
    const canary = isNew && isLarge ? canarySites : 0;
    if (canary > 0) canaries.add(stackName(1));
    sites.forEach((site, index) => {
      const place = placed.get(site.id);
      if (!place) return;
      let number = 1;
      if (index >= canary) {
        while (canaries.has(stackName(number)) || !hasRoom(stackName(number), site)) number += 1;
      }
      const stack = stackName(number);
      place.stacks[cloud] = stack;
      if (index < canary) place.wave = 1;
      add(stack, site);
    });
  }
  return placed;
}

/** Connections of a site to one hub: each tenant's on each circuit. */
function connectionsOf({ segments, circuits }: Site): number {
  return segments.length * circuits.length;
}

function groupOfStack(stack: string): string {
  return stack.replace(/-\d+$/, '');
}

/** True where this is a stack of the hub's: a site that moves to another hub of the same cloud moves to that hub's stacks. */
function belongsTo(
  stack: string,
  hub: Hub,
  firstHubs: { readonly aws?: string | undefined },
  tenants: readonly { readonly id: string }[],
): boolean {
  const group = groupOfStack(stack);
  return tenants.some((tenant) => group === siteStackGroup(hub, tenant.id, firstHubs));
}

/** True where it is a stack of some hub that there is. */
function isKnown(stack: string, context: Reconciliation): boolean {
  const { hubs, tenants } = context.catalogue;
  return hubs.some((hub) => belongsTo(stack, hub, context.firstHubs, tenants));
}
