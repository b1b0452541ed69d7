import type { Draft } from '../../draft';
import { awsHubsOf } from '../tenants';

/** Users named in one message; the rest is counted. */
const MOST_NAMED = 3;

/** What is leaving has nobody left who stays: the guard that is lifted then guards nobody. */
export function checkLeaving(draft: Draft): void {
  const { raw } = draft;
  for (const domain of raw.egressDomains) {
    const stays = [
      ...raw.tenants.filter(({ egress, state }) => egress === domain.id && state === 'live').map(nameOf('tenants')),
      ...raw.hubs
        .filter((hub) => hub.cloud === 'azure' && hub.egress === domain.id && hub.state === 'live')
        .map(nameOf('hubs')),
    ];
    if (domain.state === 'leaving')
      refuse(draft, domain, stays, 'Move them to another domain, or write `state: leaving` there too.');
    if (domain.leavingAddresses >= domain.natAddressesPerZone)
      draft.report(domain, ['leavingAddresses'], {
        code: 'OUT_OF_RANGE',
        problem: 'A breakout keeps at least one public address in each zone.',
        got: String(domain.leavingAddresses),
        allowed: `fewer than natAddressesPerZone, ${domain.natAddressesPerZone}`,
        fix: 'Where `natAddressesPerZone` has been lowered by now, take this out. If the whole breakout goes, write `state: leaving` instead.',
      });
    else if (domain.leavingAddresses > 0 && domain.natAllocations)
      draft.report(domain, ['leavingAddresses'], {
        code: 'NOT_ALLOWED',
        problem: 'Addresses of `natAllocations` are not made here, and so nothing here guards them.',
        fix: 'Take it out, and shorten `natAllocations` and `natAddressesPerZone` together.',
      });
  }
  for (const tenant of raw.tenants)
    if (tenant.state === 'leaving')
      refuse(
        draft,
        tenant,
        sitesInUse(draft, ({ segments }) => segments.some((segment) => segment.tenant === tenant.id)),
        'Write `state: leaving` at its sites too, or take its segments away first.',
      );
  for (const hub of raw.hubs) {
    if (hub.state === 'leaving') refuse(draft, hub, usersOf(draft, hub.id), LEAVE_HUB);
    if (hub.cloud === 'aws') checkZones(draft, hub);
  }
}

const LEAVE_HUB =
  'Move them to another hub, or write `state: leaving` there too; VPCs, VNets and suppliers are taken out of the catalogue first.';

/** Who stays at a hub. */
function usersOf(draft: Draft, hub: string): readonly string[] {
  const { raw } = draft;
  const tenants = raw.tenants.filter(({ state }) => state === 'live');
  return [
    ...sitesInUse(draft, ({ profile, circuits }) =>
      [profile, ...circuits.flatMap((circuit) => circuit.profile ?? [])].some((name) =>
        raw.profiles[name]?.hubs.includes(hub),
      ),
    ),
    ...raw.datacentres
      .filter(({ state }) => isInUse(state))
      .filter(
        ({ circuits, vpnBackup }) =>
          circuits.some((circuit) => circuit.hub === hub && isInUse(circuit.state)) ||
          // Its only way.
          (vpnBackup?.hubs.every((id) => id === hub) === true && !circuits.some((circuit) => isInUse(circuit.state))),
      )
      .map(nameOf('datacentres')),
    // Its only hub in AWS: it would have no table and no breakout left.
    ...tenants
      .filter((tenant) => awsHubsOf(raw.hubs, tenant).every((id) => id === hub))
      .filter((tenant) => awsHubsOf(raw.hubs, tenant).length > 0)
      .map(nameOf('tenants')),
    ...tenants.flatMap(({ id, vpcs, vnets }) =>
      [...vpcs, ...vnets].filter((each) => each.hub === hub).map((each) => `${each.id} of tenants.${id}`),
    ),
    ...raw.suppliers.filter((supplier) => 'hub' in supplier && supplier.hub === hub).map(nameOf('suppliers')),
  ];
}

function sitesInUse({ raw }: Draft, isMeant: (site: Draft['raw']['sites'][number]) => boolean): readonly string[] {
  return raw.sites.filter((site) => isInUse(site.state) && isMeant(site)).map(nameOf('sites'));
}

/** `planned` has nothing, and what is leaving goes too. */
function isInUse(state: string): boolean {
  return state === 'building' || state === 'live';
}

function nameOf(noun: string): (entry: { readonly id: string }) => string {
  return ({ id }) => `${noun}.${id}`;
}

function refuse(draft: Draft, entry: object, stays: readonly string[], fix: string): void {
  if (stays.length === 0) return;
  const more = stays.length > MOST_NAMED ? ` and ${stays.length - MOST_NAMED} more` : '';
  draft.report(entry, ['state'], {
    code: 'STILL_USED',
    problem: `It is leaving, and ${stays.slice(0, MOST_NAMED).join(', ')}${more} ${stays.length === 1 ? 'stays' : 'stay'}.`,
    fix,
  });
}

function checkZones(draft: Draft, hub: Extract<Draft['raw']['hubs'][number], { cloud: 'aws' }>): void {
  hub.leavingZones.forEach((zone, index) => {
    if (!hub.zones.includes(zone))
      draft.report(hub, ['leavingZones', index], {
        code: 'ZONE_UNKNOWN',
        problem: `${zone} is not among the zones of this hub.`,
        allowed: hub.zones.join(', '),
        fix: 'A zone stays in `zones` while it is leaving; once it has gone from there, take it out here as well.',
      });
    else if (hub.leavingZones.indexOf(zone) < index)
      draft.report(hub, ['leavingZones', index], {
        code: 'DUPLICATE_ID',
        problem: 'A zone is written twice.',
        got: hub.leavingZones.join(', '),
      });
  });
  if (hub.zones.every((zone) => hub.leavingZones.includes(zone)))
    draft.report(hub, ['leavingZones'], {
      code: 'STILL_USED',
      problem: 'Every zone is leaving: nothing of this hub would be reached.',
      fix: 'Keep one, or write `state: leaving` at the hub.',
    });
}
