import type { Found } from '../found';

/** What is there in Azure of what this network is made of. Ids are spelled as the provider takes them; what they are compared by is `keyOf`. */
export interface AzureEstate {
  readonly wans: readonly VirtualWan[];
  readonly hubs: readonly VirtualHub[];
  readonly gateways: readonly VpnGateway[];
  readonly sites: readonly VpnSite[];
  readonly connections: readonly VpnConnection[];
  readonly vnets: readonly VnetConnection[];
  /** What else stands in a hub: it would be behind this network's firewall, or is in the firewall's place. */
  readonly members: readonly HubMember[];
  /** Files in which an empty list stood: of which hub nothing is connected is in their names. */
  readonly empty: readonly string[];
}

interface Located extends Found {
  /** `uksouth`. */
  readonly location?: string;
}

export type VirtualWan = Located;

export interface VirtualHub extends Located {
  readonly wan?: string;
  readonly addressPrefix?: string;
  readonly sku?: string;
  /** Whether what else stands in it is known: a state holds what it made, and nothing else. */
  readonly isWhole?: true;
}

export interface VpnGateway extends Located {
  readonly hub: string;
  readonly scaleUnits?: number;
  readonly prefersInternet?: true;
  /** Whether it has settings of BGP of its own, which can't change in place. */
  readonly hasOwnBgp?: true;
  readonly translates?: true;
  /** Whether somebody has chosen its addresses of BGP. */
  readonly hasAddresses?: true;
  /** Whether all that is connected to it is known. */
  readonly isWhole?: true;
}

export interface VpnSite extends Located {
  readonly wan?: string;
  /** Prefixes that are told by hand. */
  readonly prefixes: readonly string[];
  readonly links: readonly VpnSiteLink[];
}

export interface VpnSiteLink {
  readonly id: string;
  readonly name: string;
  readonly address?: string;
  readonly fqdn?: string;
  readonly asn?: number;
  /** Where the router speaks BGP. */
  readonly peer?: string;
}

export interface VpnConnection extends Found {
  readonly gateway: string;
  readonly site: string;
  readonly isToldOfInternet: boolean;
  /** Another route table than the hub's own. */
  readonly table?: string;
  readonly links: readonly VpnConnectionLink[];
}

export interface VpnConnectionLink {
  readonly name: string;
  readonly siteLink: string;
  readonly speaksBgp: boolean;
  readonly isOverCircuit: boolean;
  /** By the provider's names; absent: Azure's own proposals. */
  readonly proposal?: Readonly<Record<string, string | number>>;
}

export interface VnetConnection extends Found {
  readonly hub: string;
  readonly vnet: string;
  /** Whether Azure itself has listed what is connected to its hub: a state holds what it made. */
  readonly isListed?: true;
  /** Whether it has a table or routes of its own. */
  readonly isRouted?: true;
}

export interface HubMember {
  readonly hub: string;
  readonly what: string;
}

export const NO_AZURE: AzureEstate = {
  wans: [],
  hubs: [],
  gateways: [],
  sites: [],
  connections: [],
  vnets: [],
  members: [],
  empty: [],
};

/** Azure compares ids without regard to case, and answers with whichever somebody once wrote. */
export const keyOf = (id: string): string => id.toLowerCase();

/** As the provider spells them. Source: hashicorp/go-azure-sdk, resource-manager/network (virtualwans, ids) */
const SPELLED = new Map(
  [
    'virtualWans',
    'virtualHubs',
    'hubVirtualNetworkConnections',
    'vpnGateways',
    'vpnConnections',
    'vpnSites',
    'vpnSiteLinks',
    'virtualNetworks',
  ].map((type) => [type.toLowerCase(), type]),
);

export interface ResourceId {
  readonly id: string;
  readonly subscription: string;
  readonly group: string;
  /** `virtualhubs/hubvirtualnetworkconnections`. */
  readonly type: string;
  readonly name: string;
}

/** An id of Microsoft.Network in its parts; undefined for any other text. Source: learn.microsoft.com/azure/templates/microsoft.network */
export function resourceId(text: string | undefined): ResourceId | undefined {
  const [, subscription, group, rest] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/(.+)$/i.exec(text ?? '') ?? [];
  const parts = (rest ?? '').split('/');
  if (subscription === undefined || group === undefined || parts.length % 2 === 1 || parts.includes(''))
    return undefined;
  const spelled = parts.map((part, index) => (index % 2 === 0 ? (SPELLED.get(part.toLowerCase()) ?? part) : part));
  return {
    id: `/subscriptions/${subscription.toLowerCase()}/resourceGroups/${group}/providers/Microsoft.Network/${spelled.join('/')}`,
    subscription: subscription.toLowerCase(),
    group,
    type: parts
      .filter((_part, index) => index % 2 === 0)
      .join('/')
      .toLowerCase(),
    name: parts.at(-1) ?? '',
  };
}

/** `UK South` and `uksouth` are one place. */
export function locationOf(text: string | undefined): string | undefined {
  return text?.toLowerCase().replaceAll(' ', '');
}

/** Where a link ends, and who speaks there; an AS number of nought is none. */
export function endOf(
  address: string | undefined,
  fqdn: string | undefined,
  asn: number | undefined,
  peer: string | undefined,
): Omit<VpnSiteLink, 'id' | 'name'> {
  return {
    ...(address === undefined ? {} : { address }),
    ...(fqdn === undefined ? {} : { fqdn }),
    ...(asn === undefined || asn === 0 || peer === undefined ? {} : { asn, peer }),
  };
}

export function isSame(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && keyOf(a) === keyOf(b);
}
