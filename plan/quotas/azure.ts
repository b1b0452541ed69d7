import type { Quota } from './quota';

const VWAN =
  'learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#virtual-wan-limits';
const INTENT = 'learn.microsoft.com/azure/virtual-wan/how-to-routing-policies';
const AZFW =
  'learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-firewall-limits';
const SCALE = 'learn.microsoft.com/azure/virtual-wan/gateway-settings';
const DNSPR =
  'learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-dns-limits';
const READ = '2026-11-22';
/** One hub more is the way past each limit of an Azure hub: a region takes several. */
const ANOTHER_HUB =
  'This limit is fixed: add another Azure hub, in the same region if you like, and move sites or VNets to it.';

/** Limits of Azure. */
export const AZURE_QUOTAS = {
  branches: {
    code: 'vwan-branches',
    what: 'branch connections per Azure hub',
    value: 1_000,
    adjustable: false,
    source: VWAN,
    date: READ,
    remedy: ANOTHER_HUB,
  },
  vnets: {
    code: 'vwan-vnets',
    what: 'VNet connections per Azure hub, other hubs of the WAN counted in',
    value: 500,
    adjustable: false,
    source: VWAN,
    date: READ,
    remedy: ANOTHER_HUB,
  },
  vnetPrefixes: {
    code: 'vwan-vnet-prefixes',
    what: 'VNet prefixes per Azure hub with a private routing policy',
    value: 600,
    adjustable: false,
    source: INTENT,
    date: READ,
    remedy: ANOTHER_HUB,
  },
  gatewayRoutes: {
    code: 'vwan-gateway-routes',
    what: 'routes that an Azure VPN gateway learns from sites',
    value: 4_000,
    adjustable: false,
    source: VWAN,
    date: READ,
    remedy: ANOTHER_HUB,
  },
  hubRoutes: {
    code: 'vwan-hub-routes',
    what: 'routes per Azure hub from all sources',
    value: 10_000,
    adjustable: false,
    source: VWAN,
    date: READ,
    remedy: ANOTHER_HUB,
  },
  circuitRoutes: {
    code: 'vwan-er-routes-told',
    what: 'routes that an Azure hub tells an ExpressRoute circuit',
    value: 1_000,
    adjustable: false,
    source:
      'learn.microsoft.com/azure/expressroute/expressroute-faqs (routes advertised to on-premises; beyond, the session is dropped)',
    date: READ,
    remedy: 'Its route map tells it of the hub’s own prefix alone: this can’t be reached.',
  },
  hubRouterVms: {
    code: 'vwan-routing-unit-vms',
    what: 'addresses in VNets of an Azure hub, for each of which its router plans as for a VM',
    value: 50_000,
    adjustable: true,
    source: 'learn.microsoft.com/azure/virtual-wan/hub-settings#capacity (50 routing infrastructure units at most)',
    date: READ,
    remedy:
      'Where VNets hold fewer VMs than addresses, write how many more addresses are fine under `quotas`; else add another hub.',
  },
  gatewayMbps: {
    code: 'vwan-gateway-mbps',
    what: 'Mbps of an Azure VPN gateway at the stated contention',
    value: 10_000,
    adjustable: false,
    source: SCALE,
    date: READ,
    remedy: 'Make it larger with `npx wan lock --raise <hub>`: 500 Mbps a scale unit, 20 units at most.',
  },
  tunnelMbps: {
    code: 'vwan-tunnel-mbps',
    what: 'Mbps of one circuit at an Azure VPN gateway of its size',
    value: 2_300,
    adjustable: false,
    source: SCALE,
    date: READ,
    remedy: 'Make the gateway larger with `npx wan lock --raise <hub>`, or split the circuit.',
  },
  expressRouteCircuits: {
    code: 'vwan-er-circuits',
    what: 'ExpressRoute circuits per Azure hub',
    value: 8,
    adjustable: false,
    source: VWAN,
    date: READ,
    remedy: ANOTHER_HUB,
  },
  expressRouteMbps: {
    code: 'vwan-er-gateway-mbps',
    what: 'Mbps of ExpressRoute circuits per Azure hub',
    value: 20_000,
    adjustable: false,
    source: VWAN,
    date: READ,
    remedy: ANOTHER_HUB,
  },
  ruleCollectionBytes: {
    code: 'azfw-rule-collection-group-bytes',
    what: 'bytes of the largest rule collection group of an Azure firewall policy',
    value: 2_000_000,
    adjustable: false,
    source: AZFW,
    date: READ,
    remedy: 'Name whole supernets instead of many prefixes, and fewer names.',
  },
  forwardingRules: {
    code: 'dnspr-rules',
    what: 'forwarding rules in the ruleset of an Azure resolver',
    value: 1_000,
    adjustable: false,
    source: DNSPR,
    date: READ,
    remedy: 'Name fewer zones under `tenants[].dns`: a zone takes in all below it.',
  },
  forwardingTargets: {
    code: 'dnspr-targets-per-rule',
    what: 'targets of a forwarding rule of an Azure resolver',
    value: 6,
    adjustable: false,
    source: DNSPR,
    date: READ,
    remedy: 'Name at most six servers.',
  },
  privateZones: {
    code: 'dns-zones-per-vnet',
    what: 'private zones linked to the services VNet of an Azure hub: suppliers’ endpoints and refused names',
    value: 1_000,
    adjustable: false,
    source: DNSPR,
    date: READ,
    remedy: 'Refuse fewer names: one takes in all below it. Lists of thousands belong to the domain’s resolver.',
  },
  ruleCollectionGroups: {
    code: 'azfw-rule-collection-groups',
    what: 'rule collection groups of an Azure firewall policy',
    value: 60,
    adjustable: false,
    source: AZFW,
    date: READ,
    remedy: 'Groups are made per kind of rule.',
  },
  ipGroups: {
    code: 'azfw-ip-groups',
    what: 'IP groups per Azure firewall',
    value: 200,
    adjustable: false,
    source: AZFW,
    date: READ,
    remedy: 'This limit is fixed: fewer tenants can be named by rules; join those that are one organisation.',
  },
  ipGroupPrefixes: {
    code: 'azfw-ip-group-prefixes',
    what: 'prefixes in an IP group',
    value: 5_000,
    adjustable: false,
    source: AZFW,
    date: READ,
    remedy: 'Give the tenant fewer, wider supernets.',
  },
  networkRules: {
    code: 'azfw-network-rules',
    what: 'pairs of source and destination in the network rules of an Azure firewall',
    value: 20_000,
    adjustable: false,
    source: AZFW,
    date: READ,
    remedy: 'Use fewer, wider prefixes in services and flows: an IP group counts as one, a prefix too.',
  },
} as const satisfies Readonly<Record<string, Quota>>;
