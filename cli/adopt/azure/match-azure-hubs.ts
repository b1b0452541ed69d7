import { type AzureHub, wanPrefix } from '../../../catalogue/model';
import type { AdoptedAzureHub } from '../../../plan/lock/lock-file';
import type { Prepared } from '../../../plan/prepare';
import { linkAddresses } from '../../../plan/stacks/link';
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
    const made = matched(found, estate, prepared);
    if ('why' in made) {
      left.push({ kind: 'virtual hub', found, ...made });
      continue;
    }
    const { matches, left: others } = azureConnections(estate, prepared, made.hub, made.gateway);
    // One that is this network's already stays so, whatever somebody else has connected to it since.
    if (others.length === 0 || made.isHeld) hubs.push({ ...made, matches });
    else left.push({ kind: 'virtual hub', found, ...NOT_WHOLE(others.length) });
    left.push(...others);
  }
  const inOneWan = hubs.filter((each) => !each.isHeld && each.wan !== undefined);
  const apart = otherWan(inOneWan, prepared);
  if (apart !== undefined) {
    for (const { adopted } of inOneWan)
      left.push({
        kind: 'virtual hub',
        found: { id: adopted.hub },
        why: apart,
        fix: 'All hubs are in one Virtual WAN: let it be made beside what is there, or take all of one over at once.',
      });
    return { hubs: hubs.filter((each) => !inOneWan.includes(each)), left: [...left, ...unmatched(estate, hubs, left)] };
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

/** Why hubs that are taken over would be in another Virtual WAN than the rest: one is made here, or another was taken over. */
function otherWan(
  hubs: readonly AzureHubMatch[],
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
): string | undefined {
  const wans = [...new Set(hubs.flatMap(({ wan }) => wan ?? []))];
  if (wans.length === 0) return undefined;
  if (wans.length > 1) return `hubs are in ${wans.map((wan) => nameIn(wan)).join(' and in ')}`;
  if (lock.adoptedWan !== undefined && !isSame(lock.adoptedWan, wans[0]))
    return `its Virtual WAN is ${nameIn(wans[0] ?? '')}, and this network's ${nameIn(lock.adoptedWan)} by the lock`;
  const own = catalogue.hubs.find(
    ({ id, cloud }) => cloud === 'azure' && lock.adoptedWan === undefined && !hubs.some(({ hub }) => hub.id === id),
  );
  return own && `hub ${own.id} is made here, in a Virtual WAN of this network's own`;
}

function nameIn(id: string): string {
  return resourceId(id)?.name ?? id;
}

type Whole = Pick<AzureHubMatch, 'hub' | 'adopted' | 'gateway' | 'wan' | 'isHeld' | 'writesGateway'>;

function matched(
  found: VirtualHub,
  { azure }: Estate,
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
): Whole | Unfit {
  const all = catalogue.hubs.filter((hub): hub is AzureHub => hub.cloud === 'azure');
  const subscription = resourceId(found.id)?.subscription;
  const isOf = (each: VirtualHub, hub: AzureHub): boolean =>
    hub.region === each.location &&
    hub.subscription.id === resourceId(each.id)?.subscription &&
    hub.addressSpace.toString() === each.addressPrefix;
  const here = all.filter((hub) => hub.region === found.location && hub.subscription.id === subscription);
  const held = all.find(({ id }) => isSame(lock.hubs[id]?.adoptedAzure?.hub, found.id));
  const hub = held ?? all.find((each) => isOf(found, each));
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
  const gateways = azure.gateways.filter((each) => isSame(each.hub, found.id));
  const [gateway] = gateways;
  if (held && known) {
    const own = gateways.find(({ id }) => isSame(id, known.gateway));
    return own
      ? {
          hub,
          gateway: own,
          adopted: { ...known, vnets: { ...since(found, azure, catalogue, hub), ...known.vnets } },
          isHeld: true,
        }
      : {
          why: `its VPN gateway ${nameIn(known.gateway)} is in none of the answers`,
          fix: 'Give `az network vpn-gateway list` too.',
        };
  }
  if (known !== undefined)
    return { why: `hub ${hub.id} is ${nameIn(known.hub)} by the lock`, fix: 'Give the answers about that one.' };
  const rivals = azure.hubs.filter((each) => each.id !== found.id && isOf(each, hub));
  if (rivals.length > 0)
    return {
      why: `hub ${hub.id} may be ${[found, ...rivals].map(({ id }) => nameIn(id)).join(' or ')}`,
      fix: 'Which of them is it? Give the answers without the others.',
    };
  const unfit = hubUnfit(found, azure);
  if (unfit) return unfit;
  const wan = wanOf(found, azure, all.find(({ id }) => id === lock.firstHubs.azure) ?? hub, wanPrefix(catalogue.wan));
  if (typeof wan === 'object') return wan;
  if (!gateway || gateways.length > 1)
    return {
      why: 'nothing says what its VPN gateway is',
      fix: 'Give `az network vpn-gateway list` too; without one there is no tunnel to keep.',
    };
  const vnets = vnetsOf(found, azure, catalogue, hub);
  const isLinked = linkAddresses(catalogue, lock, hub) !== undefined;
  const fault = gatewayUnfit(gateway, hub, isLinked) ?? ('why' in vnets ? vnets : undefined);
  if (fault) return fault;
  return {
    hub,
    gateway,
    adopted: { hub: found.id, gateway: gateway.id, vnets: 'why' in vnets ? {} : vnets.names },
    ...(wan === undefined ? {} : { wan }),
    isHeld: false,
    ...(isLinked ? { writesGateway: true as const } : {}),
  };
}

/** The Virtual WAN of a hub, or why it can't be this network's; nothing where this network makes it. */
function wanOf(found: VirtualHub, azure: Estate['azure'], first: AzureHub, prefix: string): string | Unfit | undefined {
  const own = resourceId(found.wan);
  if (own?.subscription === first.subscription.id && own.name === `${prefix}-wan` && own.group === `${prefix}-wan`)
    return undefined;
  const wan = azure.wans.find(({ id }) => isSame(id, found.wan));
  if (!wan) return { why: 'nothing says where its Virtual WAN is', fix: 'Give `az network vwan list` too.' };
  const at = resourceId(wan.id)?.subscription;
  return wan.location === first.region && at === first.subscription.id
    ? wan.id
    : {
        why: `its Virtual WAN ${wan.name ?? ''} is in ${wan.location ?? '–'}, subscription ${at ?? '–'}, and stands with hub ${first.id} here, in ${first.region}, ${first.subscription.id}`,
        fix: 'Let hub and sites be made beside it.',
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

function gatewayUnfit(gateway: VpnGateway, hub: AzureHub, isLinked: boolean): Unfit | undefined {
  if (gateway.isWhole !== true)
    return {
      why: 'nothing says all that is connected to its VPN gateway',
      fix: 'Give `az network vpn-gateway list` too.',
    };
  const why =
    gateway.location !== hub.region
      ? `its VPN gateway is in ${gateway.location ?? '–'}`
      : gateway.prefersInternet
        ? 'its VPN gateway is reached by way of the internet, which can only be given up by making it anew'
        : gateway.hasOwnBgp
          ? 'its VPN gateway has an AS number or a weight of its own, which can’t change'
          : gateway.translates
            ? 'its VPN gateway translates addresses, which nothing here can say'
            : gateway.hasAddresses === true && isLinked
              ? 'somebody has chosen its VPN gateway’s addresses of BGP, and tunnels between the clouds need others'
              : undefined;
  return why === undefined ? undefined : { why, fix: 'Let hub and sites be made beside it.' };
}

/** Connections of virtual networks by the names that they have here. */
function vnetsOf(
  found: VirtualHub,
  { vnets, empty }: Estate['azure'],
  { tenants }: Prepared['catalogue'],
  hub: AzureHub,
): { readonly names: AdoptedAzureHub['vnets'] } | Unfit {
  const own = vnets.filter((each) => isSame(each.hub, found.id));
  // An empty list doesn't say which hub it is of: its file has to.
  const group = resourceId(found.id)?.group ?? '';
  const file = `${group}-${found.name ?? ''}-networks.json`;
  if (!own.some(({ isListed }) => isListed) && !empty.some((each) => each.toLowerCase() === file.toLowerCase()))
    return {
      why: 'nothing says which virtual networks are connected to it',
      fix: `Give \`az network vhub connection list --vhub-name ${found.name ?? ''} --resource-group ${group}\` too, in a file ${file}.`,
    };
  const names: AdoptedAzureHub['vnets'] = {};
  for (const { id, vnet, isRouted } of own) {
    if (isRouted === true)
      return {
        why: `virtual network ${nameIn(vnet)} has a table or routes of its own in it, which does not go with routing intent`,
        fix: 'Associate it with defaultRouteTable, without routes, first.',
      };
    const entry = entryOf(vnet, tenants, hub);
    if (entry === undefined)
      return {
        why: `virtual network ${vnet} is connected to it, and in no tenant`,
        fix: 'Write it at its tenant (`vnets`).',
      };
    names[entry] = { connection: id, vnet };
  }
  return { names };
}

/** Tenant and network of the catalogue that a virtual network is: `council_planning`. */
function entryOf(vnet: string, tenants: Prepared['catalogue']['tenants'], hub: AzureHub): string | undefined {
  return tenants.flatMap((tenant) =>
    tenant.vnets.flatMap((each) =>
      each.hub === hub.id && isSame(each.resourceId, vnet) ? [`${tenant.id}_${each.id}`] : [],
    ),
  )[0];
}

/** Networks that somebody has connected since, and that are in the catalogue; those that this program has connected have its names. */
function since(
  found: VirtualHub,
  { vnets }: Estate['azure'],
  { tenants }: Prepared['catalogue'],
  hub: AzureHub,
): AdoptedAzureHub['vnets'] {
  return Object.fromEntries(
    vnets
      .filter((each) => isSame(each.hub, found.id))
      .flatMap(({ id, vnet, name }) => {
        const entry = entryOf(vnet, tenants, hub);
        return entry === undefined || entry === name ? [] : [[entry, { connection: id, vnet }] as const];
      }),
  );
}
