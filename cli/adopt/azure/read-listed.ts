import path from 'node:path';
import { type Estate, NOTHING } from '../estate';
import { list, printable, record, text, texts, type Tree, wholeNumber } from '../values';
import {
  type AzureEstate,
  endOf,
  locationOf,
  NO_AZURE,
  type ResourceId,
  resourceId,
  type VpnConnection,
  type VpnConnectionLink,
  type VpnGateway,
  type VpnSiteLink,
} from './azure-estate';

/** What may stand in a hub beside VPN, by the member of the hub that names it. Source: learn.microsoft.com/rest/api/virtualwan/virtual-hubs/get */
const NAMED_BY_HUB: readonly (readonly [string, string])[] = [
  ['azureFirewall', 'a firewall'],
  ['expressRouteGateway', 'an ExpressRoute gateway'],
  ['p2SVpnGateway', 'a gateway for single users'],
  ['securityPartnerProvider', 'a partner’s firewall'],
];

const LISTED_BY_HUB: readonly (readonly [string, string])[] = [
  ['bgpConnections', 'BGP to virtual machines'],
  ['routeMaps', 'route maps'],
  ['virtualHubRouteTableV2s', 'route tables of its own'],
];

/** The same by what is listed for itself. */
const MEMBERS: Readonly<Record<string, string>> = {
  azurefirewalls: 'a firewall',
  expressroutegateways: 'an ExpressRoute gateway',
  p2svpngateways: 'a gateway for single users',
  securitypartnerproviders: 'a partner’s firewall',
  networkvirtualappliances: 'an appliance of somebody’s',
  'virtualhubs/routingintent': 'routing intent',
  'virtualhubs/bgpconnections': 'BGP to virtual machines',
  'virtualhubs/routemaps': 'route maps',
};

/**
 * What `az network vwan list`, `vhub list`, `vpn-gateway list`, `vpn-site list` and `vhub connection list` print, flat as the command line has
 * it or as Azure itself answers; undefined for anything else. Keys that stand in it are never looked at. Sources of the shapes:
 * learn.microsoft.com/rest/api/virtualwan; github.com/Azure/azure-rest-api-specs (Microsoft.Network 2023-09-01, examples)
 */
export function listedEstate(value: unknown, file: string): Estate | { readonly problem: string } | undefined {
  const whole = record(value)['value'];
  const given: unknown = Array.isArray(whole) ? whole : value;
  const all = Array.isArray(given) ? given : [given];
  if (text(record(value)['nextLink']) !== undefined)
    return { problem: 'It is not all of it: it ends with a nextLink.' };
  if (all.length === 0) return { ...NOTHING, azure: { ...NO_AZURE, empty: [path.basename(file)] } };
  const trees = all.map(flat);
  const ids = trees.map((tree) => resourceId(text(tree['id'])));
  if (ids.some((id) => id === undefined)) return undefined;
  const found = trees.flatMap((tree, index) => {
    const id = ids[index];
    return id === undefined ? [] : [read(tree, id)];
  });
  const others = new Map<string, number>();
  for (const { other } of found) if (other !== undefined) others.set(other, (others.get(other) ?? 0) + 1);
  const of = <K extends keyof AzureEstate>(key: K): AzureEstate[K][number][] =>
    found.flatMap((each) => [...(each.azure[key] ?? [])]);
  return {
    ...NOTHING,
    azure: {
      wans: of('wans'),
      hubs: of('hubs'),
      gateways: of('gateways'),
      sites: of('sites'),
      connections: of('connections'),
      vnets: of('vnets'),
      members: of('members'),
      empty: [],
    },
    others,
  };
}

interface Read {
  readonly azure: Partial<AzureEstate>;
  /** What it is, where it is none of what is read. */
  readonly other?: string;
}

function read(tree: Tree, { id, type, name }: ResourceId): Read {
  const location = locationOf(text(tree['location']));
  const found = { id, name: printable(name) ?? '', ...(location === undefined ? {} : { location }) };
  const hub = referred(tree['virtualHub']);
  switch (type) {
    case 'virtualwans':
      return { azure: { wans: [found] } };
    case 'virtualhubs': {
      const wan = referred(tree['virtualWan']);
      const addressPrefix = text(tree['addressPrefix']);
      const sku = text(tree['sku']);
      const members = [
        ...NAMED_BY_HUB.filter(([key]) => referred(tree[key]) !== undefined),
        ...LISTED_BY_HUB.filter(([key]) => list(tree[key]).length > 0),
        ...(list(record(tree['routeTable'])['routes']).length > 0 ? [['', 'routes of its own']] : []),
        // Two units is the least, and what this network asks for. Source: learn.microsoft.com/azure/virtual-wan/hub-settings
        ...((wholeNumber(record(tree['virtualRouterAutoScaleConfiguration'])['minCapacity']) ?? 2) > 2
          ? [['', 'more routing capacity than the least']]
          : []),
      ].map(([, what]) => ({ hub: id, what }));
      return {
        azure: {
          hubs: [
            {
              ...found,
              ...(wan === undefined ? {} : { wan }),
              ...(addressPrefix === undefined ? {} : { addressPrefix }),
              ...(sku === undefined ? {} : { sku }),
              isWhole: true,
            },
          ],
          members,
        },
      };
    }
    case 'vpngateways':
      return hub === undefined
        ? { azure: {} }
        : {
            azure: {
              gateways: [{ ...found, hub, ...gateway(tree) }],
              connections: list(tree['connections']).flatMap((each) => connection(flat(each))),
            },
          };
    case 'vpngateways/vpnconnections':
      return { azure: { connections: connection(tree) } };
    case 'vpnsites': {
      const wan = referred(tree['virtualWan']);
      return {
        azure: {
          sites: [
            {
              ...found,
              ...(wan === undefined ? {} : { wan }),
              prefixes: texts(list(record(tree['addressSpace'])['addressPrefixes'])),
              links: list(tree['vpnSiteLinks']).flatMap((each) => siteLink(flat(each))),
            },
          ],
        },
      };
    }
    case 'virtualhubs/hubvirtualnetworkconnections': {
      const vnet = referred(tree['remoteVirtualNetwork']);
      const at = resourceId(id.slice(0, id.lastIndexOf('/hubVirtualNetworkConnections/')));
      return at === undefined || vnet === undefined
        ? { azure: {} }
        : { azure: { vnets: [{ ...found, hub: at.id, vnet, isListed: true, ...routed(tree) }] } };
    }
    case 'virtualhubs/hubroutetables': {
      const at = resourceId(id.split('/').slice(0, 9).join('/'))?.id;
      const isOwn = /^(?:default|none)RouteTable$/i.test(name);
      return { azure: at === undefined || isOwn ? {} : { members: [{ hub: at, what: 'route tables of its own' }] } };
    }
    default: {
      const what = MEMBERS[type];
      const at = type.startsWith('virtualhubs/') ? resourceId(id.split('/').slice(0, 9).join('/'))?.id : hub;
      return {
        azure: what === undefined || at === undefined ? {} : { members: [{ hub: at, what }] },
        other: `microsoft.network/${type}`,
      };
    }
  }
}

function gateway(
  tree: Tree,
): Pick<VpnGateway, 'scaleUnits' | 'prefersInternet' | 'hasOwnBgp' | 'translates' | 'isWhole' | 'hasAddresses'> {
  const scaleUnits = wholeNumber(tree['vpnGatewayScaleUnit']);
  const bgp = record(tree['bgpSettings']);
  // The only number that one has, and no weight. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-faq
  const isUsual = (wholeNumber(bgp['asn']) ?? 65_515) === 65_515 && (wholeNumber(bgp['peerWeight']) ?? 0) === 0;
  return {
    ...(scaleUnits === undefined ? {} : { scaleUnits }),
    ...(tree['isRoutingPreferenceInternet'] === true ? { prefersInternet: true } : {}),
    ...(isUsual ? {} : { hasOwnBgp: true }),
    ...(list(tree['natRules']).length > 0 ? { translates: true } : {}),
    ...(Array.isArray(tree['connections']) ? { isWhole: true } : {}),
    ...(list(bgp['bgpPeeringAddresses']).some((each) => list(record(each)['customBgpIpAddresses']).length > 0)
      ? { hasAddresses: true }
      : {}),
  };
}

function connection(tree: Tree): readonly VpnConnection[] {
  const own = resourceId(text(tree['id']));
  const site = referred(tree['remoteVpnSite']);
  if (own?.type !== 'vpngateways/vpnconnections' || site === undefined) return [];
  const table = text(record(record(tree['routingConfiguration'])['associatedRouteTable'])['id']);
  return [
    {
      id: own.id,
      name: printable(own.name) ?? '',
      gateway: own.id.slice(0, own.id.lastIndexOf('/vpnConnections/')),
      site,
      isToldOfInternet: tree['enableInternetSecurity'] === true,
      ...(isOwnTable(table) ? {} : { table }),
      links: list(tree['vpnLinkConnections']).flatMap((each) => connectionLink(flat(each))),
    },
  ];
}

/** What an IPsec policy says, by the provider's names for it. */
const PROPOSAL: readonly (readonly [string, string])[] = [
  ['dhGroup', 'dh_group'],
  ['ipsecEncryption', 'encryption_algorithm'],
  ['ikeEncryption', 'ike_encryption_algorithm'],
  ['ikeIntegrity', 'ike_integrity_algorithm'],
  ['ipsecIntegrity', 'integrity_algorithm'],
  ['pfsGroup', 'pfs_group'],
  ['saDataSizeKilobytes', 'sa_data_size_kb'],
  ['saLifeTimeSeconds', 'sa_lifetime_sec'],
];

function connectionLink(tree: Tree): readonly VpnConnectionLink[] {
  const name = text(tree['name']);
  const siteLink = referred(tree['vpnSiteLink']);
  if (name === undefined || siteLink === undefined) return [];
  const [policy] = list(tree['ipsecPolicies']).map(record);
  const proposal = Object.fromEntries(
    PROPOSAL.flatMap(([from, to]) => {
      const value = text(policy?.[from]) ?? wholeNumber(policy?.[from]);
      return value === undefined ? [] : [[to, value] as const];
    }),
  );
  return [
    {
      name,
      siteLink,
      speaksBgp: tree['enableBgp'] === true,
      isOverCircuit: tree['useLocalAzureIpAddress'] === true,
      ...(policy === undefined ? {} : { proposal }),
    },
  ];
}

function siteLink(tree: Tree): readonly VpnSiteLink[] {
  const own = resourceId(text(tree['id']));
  if (!own) return [];
  const bgp = record(tree['bgpProperties']);
  return [
    {
      id: own.id,
      name: own.name,
      ...endOf(text(tree['ipAddress']), text(tree['fqdn']), wholeNumber(bgp['asn']), text(bgp['bgpPeeringAddress'])),
    },
  ];
}

/** The id that a reference names, spelled as its own. */
function referred(value: unknown): string | undefined {
  return resourceId(text(record(value)['id']))?.id;
}

/** `az` prints properties beside the name; Azure itself below `properties`. */
function flat(value: unknown): Tree {
  const tree = record(value);
  return { ...record(tree['properties']), ...tree };
}

/** The table that every branch is associated with where nobody says otherwise. */
function isOwnTable(id: string | undefined): id is undefined {
  return id === undefined || /\/hubRouteTables\/defaultRouteTable$/i.test(id);
}

/** Whether a virtual network is associated with another table, or has routes by hand: neither goes with routing intent. */
function routed(tree: Tree): { readonly isRouted?: true } {
  const routing = record(tree['routingConfiguration']);
  const table = text(record(routing['associatedRouteTable'])['id']);
  const routes = list(record(routing['vnetRoutes'])['staticRoutes']);
  return isOwnTable(table) && routes.length === 0 ? {} : { isRouted: true };
}
