import type { AzureHub } from '../../../catalogue/model';
import type { Prepared } from '../../../plan/prepare';
import type { Left } from '../left';
import type { Estate } from '../estate';
import type { Unfit } from '../unfit';
import type { AzureAdoption, AzureHubMatch } from './azure-adoption';
import { isSame, resourceId, type VirtualHub, type VpnGateway } from './azure-estate';
import { azureConnections } from './match-azure-connections';

/**
 * Virtual hubs that are the catalogue's: of its region, subscription and address prefix. From the first deploy on all that is connected to one
 * passes this network's firewall, which drops what no entry allows; so that one comes in whole, with everything on it known and in the
 * catalogue, or not at all.
 */
export function azureHubs(estate: Estate, prepared: Pick<Prepared, 'catalogue' | 'lock'>): AzureAdoption {
  const hubs: AzureHubMatch[] = [];
  const left: Left[] = [];
  for (const found of estate.azure.hubs) {
    const made = matched(found, estate, prepared, hubs);
    if ('why' in made) left.push({ kind: 'virtual hub', found, ...made });
    else {
      const { matches, left: others } = azureConnections(estate, prepared, made.hub, made.gateway);
      if (others.length === 0) hubs.push({ ...made, matches });
      else left.push({ kind: 'virtual hub', found, ...NOT_WHOLE(others.length) }, ...others);
    }
  }
  return { hubs, left: [...left, ...unmatched(estate, hubs, left)] };
}

/** Connections of hubs that are not taken over, and VPN sites to which nobody is connected. */
function unmatched({ azure }: Estate, hubs: readonly AzureHubMatch[], left: readonly Left[]): readonly Left[] {
  const gateways = hubs.map(({ gateway }) => gateway.id);
  const told = new Set(left.map(({ found }) => found.id));
  return [
    ...azure.connections
      .filter(({ id, gateway }) => !told.has(id) && !gateways.some((each) => isSame(each, gateway)))
      .map((found): Left => {
        const at = azure.gateways.find(({ id }) => isSame(id, found.gateway));
        const isKnown = azure.hubs.some(({ id }) => isSame(id, at?.hub));
        return {
          kind: 'connection',
          found,
          why: isKnown ? 'its virtual hub is not taken over' : 'nothing says which virtual hub it is of',
          fix: isKnown
            ? 'What stands against the hub is said above.'
            : 'Give `az network vhub list` and `az network vpn-gateway list` too.',
        };
      }),
    ...azure.sites
      .filter(({ id }) => !azure.connections.some(({ site }) => isSame(site, id)))
      .map((found): Left => ({
        kind: 'VPN site',
        found,
        why: 'nothing is known to be connected to it',
        fix: 'Is it left over? Give `az network vpn-gateway list` too.',
      })),
  ];
}

/** Why a hub stays as it is where something on it does. */
export const NOT_WHOLE = (count: number): Unfit => ({
  why: `${count} of its connections ${count === 1 ? 'is' : 'are'} left, and would be behind this network’s firewall, which drops what no entry allows`,
  fix: 'What stands against each is said below.',
});

type Whole = Pick<AzureHubMatch, 'hub' | 'adopted' | 'gateway'>;

function matched(
  found: VirtualHub,
  { azure }: Estate,
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
  before: readonly AzureHubMatch[],
): Whole | Unfit {
  const all = catalogue.hubs.filter((hub): hub is AzureHub => hub.cloud === 'azure');
  const subscription = resourceId(found.id)?.subscription;
  const here = all.filter((hub) => hub.region === found.location && hub.subscription.id === subscription);
  const held = all.find(({ id }) => isSame(lock.hubs[id]?.adoptedAzure?.hub, found.id));
  const hub = held ?? here.find(({ addressSpace }) => addressSpace.toString() === found.addressPrefix);
  const [only] = here;
  if (!hub)
    return only !== undefined && here.length === 1
      ? {
          why: `it has ${found.addressPrefix ?? 'a prefix that nobody says'}, and hub ${only.id} ${only.addressSpace}, which can't change`,
          fix: `Write \`addressSpace: ${found.addressPrefix ?? ''}\` at hub ${only.id}.`,
        }
      : {
          why: `no hub of the catalogue is in ${found.location ?? 'its region'} of subscription ${subscription ?? '–'}`,
          fix: 'Write a hub for it.',
        };
  const known = lock.hubs[hub.id]?.adoptedAzure;
  if (known !== undefined && !held)
    return { why: `hub ${hub.id} is ${known.hub} by the lock`, fix: 'Give the answers about that one.' };
  const unfit = hubUnfit(found, azure);
  if (unfit) return unfit;
  const first = all.find(({ id }) => id === lock.firstHubs.azure) ?? hub;
  const wan = azure.wans.find(({ id }) => isSame(id, found.wan));
  const others = [
    ...before.map(({ adopted }) => adopted.wan),
    ...Object.values(lock.hubs).flatMap(({ adoptedAzure }) => adoptedAzure?.wan ?? []),
  ];
  const other = others.find((each) => !isSame(each, found.wan));
  if (!wan) return { why: 'nothing says where its Virtual WAN is', fix: 'Give `az network vwan list` too.' };
  if (wan.location !== first.region || resourceId(wan.id)?.subscription !== first.subscription.id)
    return {
      why: `its Virtual WAN ${wan.name ?? ''} is in ${wan.location ?? '–'}, subscription ${resourceId(wan.id)?.subscription ?? '–'}, and stands with hub ${first.id} here, in ${first.region}, ${first.subscription.id}`,
      fix: 'Let hub and sites be made beside it.',
    };
  if (other !== undefined)
    return {
      why: `another hub is in ${other}, and all hubs are in one Virtual WAN`,
      fix: 'Let it be made beside what is there.',
    };
  const gateways = azure.gateways.filter((each) => isSame(each.hub, found.id));
  const [gateway] = gateways;
  if (!gateway || gateways.length > 1)
    return {
      why: 'nothing says what its VPN gateway is',
      fix: 'Give `az network vpn-gateway list` too; without one there is no tunnel to keep.',
    };
  const vnets = vnetsOf(found, azure, catalogue, hub);
  const fault = gatewayUnfit(gateway, hub) ?? ('why' in vnets ? vnets : undefined);
  if (fault) return fault;
  return {
    hub,
    gateway,
    adopted: { wan: wan.id, hub: found.id, gateway: gateway.id, vnets: 'why' in vnets ? {} : vnets.names },
  };
}

function hubUnfit(found: VirtualHub, azure: Estate['azure']): Unfit | undefined {
  const members = [...new Set(azure.members.filter(({ hub }) => isSame(hub, found.id)).map(({ what }) => what))];
  if (found.sku !== undefined && found.sku !== 'Standard')
    return { why: `it is of the sort ${found.sku}, which can't change`, fix: 'Let hub and sites be made beside it.' };
  if (members.length > 0)
    return {
      why: `it has ${new Intl.ListFormat('en-GB').format(members)}, which this network has of its own or nowhere`,
      fix: 'Move what relies on it off first, or let hub and sites be made beside it.',
    };
  if (found.isWhole !== true)
    return { why: 'nothing says what else stands in it', fix: 'Give `az network vhub list` too.' };
  return undefined;
}

function gatewayUnfit(gateway: VpnGateway, hub: AzureHub): Unfit | undefined {
  const why =
    gateway.location !== hub.region
      ? `its VPN gateway is in ${gateway.location ?? '–'}`
      : gateway.prefersInternet
        ? 'its VPN gateway is reached by way of the internet, which can only be given up by making it anew'
        : gateway.hasOwnBgp
          ? 'its VPN gateway has an AS number or a weight of its own, which can’t change'
          : gateway.translates
            ? 'its VPN gateway translates addresses, which nothing here can say'
            : undefined;
  return why === undefined ? undefined : { why, fix: 'Let hub and sites be made beside it.' };
}

/** Connections of virtual networks by the names that they have here. */
function vnetsOf(
  found: VirtualHub,
  { vnets, empty }: Estate['azure'],
  { tenants }: Prepared['catalogue'],
  hub: AzureHub,
): { readonly names: Record<string, string> } | Unfit {
  const own = vnets.filter((each) => isSame(each.hub, found.id));
  const name = (found.name ?? '').toLowerCase();
  if (own.length === 0 && !empty.some((file) => file.toLowerCase().includes(name)))
    return {
      why: 'nothing says which virtual networks are connected to it',
      fix: `Give \`az network vhub connection list --vhub-name ${found.name ?? ''}\` too, in a file that is called after it.`,
    };
  const names: Record<string, string> = {};
  for (const { id, vnet } of own) {
    const entry = tenants.flatMap((tenant) =>
      tenant.vnets.flatMap((each) =>
        each.hub === hub.id && isSame(each.resourceId, vnet) ? [`${tenant.id}_${each.id}`] : [],
      ),
    )[0];
    if (entry === undefined)
      return {
        why: `virtual network ${vnet} is connected to it, and in no tenant`,
        fix: 'Write it at its tenant (`vnets`).',
      };
    names[entry] = id;
  }
  return { names };
}
