/** One limit of a cloud, as data. */
export interface Quota {
  /** Service Quotas code, or our own name where the cloud has none. */
  readonly code: string;
  readonly what: string;
  readonly value: number;
  /** Whether the cloud raises it on request. */
  readonly adjustable: boolean;
  readonly source: string;
  /** When the source was read. */
  readonly date: string;
  /** What to do where asking the cloud for more is not the way. */
  readonly remedy?: string;
}

const VPN = 'docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html';
const TGW = 'docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html';
const VPC = 'docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html';
const NFW = 'docs.aws.amazon.com/network-firewall/latest/developerguide/quotas.html';
const CW = 'docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';
const RESOLVER = 'docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html';
const NAT = 'docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html';
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

/**
 * Every limit that preflight holds the plan against. Where two sources disagree the smaller one stands (VPN
 * concentrators: 5 a transit gateway). `quotas:` in the catalogue overrides a value by its code.
 */
export const QUOTAS = {
  vpnConnections: {
    code: 'L-3E6EC3A3',
    what: 'VPN connections per region',
    value: 50,
    adjustable: true,
    source: VPN,
    date: READ,
  },
  customerGateways: {
    code: 'L-4FB7FF5D',
    what: 'customer gateways per region',
    value: 50,
    adjustable: true,
    source: VPN,
    date: READ,
  },
  concentrators: {
    code: 'L-B6F46B9C',
    what: 'VPN concentrators per transit gateway',
    value: 5,
    adjustable: false,
    source: VPN,
    date: READ,
  },
  concentratorConnections: {
    code: 'L-7A108150',
    what: 'connections per VPN concentrator',
    value: 100,
    adjustable: false,
    source: VPN,
    date: READ,
  },
  routesFromSite: {
    code: 'vpn-routes-from-site',
    what: 'routes from a site to AWS',
    value: 1_000,
    adjustable: false,
    source: VPN,
    date: READ,
  },
  routesToSite: {
    code: 'vpn-routes-to-site',
    what: 'routes from AWS to a site',
    value: 5_000,
    adjustable: false,
    source: VPN,
    date: READ,
  },
  transitGateways: {
    code: 'L-A2478D36',
    what: 'transit gateways per region',
    value: 5,
    adjustable: true,
    source: TGW,
    date: READ,
  },
  attachments: {
    code: 'L-E0233F82',
    what: 'attachments per transit gateway',
    value: 5_000,
    adjustable: true,
    source: TGW,
    date: READ,
  },
  directConnectGateways: {
    code: 'dx-gateways-per-tgw',
    what: 'Direct Connect gateways per transit gateway, one for each datacentre',
    value: 20,
    adjustable: false,
    source: TGW,
    date: READ,
    remedy: 'Use another hub for some datacentres.',
  },
  routeTables: {
    code: 'L-43872EB7',
    what: 'transit gateway route tables',
    value: 20,
    adjustable: true,
    source: TGW,
    date: READ,
  },
  transitRoutes: {
    code: 'L-BCC1FB47',
    what: 'transit gateway routes, all tables together',
    value: 10_000,
    adjustable: true,
    source: TGW,
    date: READ,
  },
  vpcs: { code: 'L-F678F1CE', what: 'VPCs per region', value: 5, adjustable: true, source: VPC, date: READ },
  firewalls: {
    code: 'nfw-firewalls',
    what: 'network firewalls per region',
    value: 5,
    adjustable: true,
    source: NFW,
    date: READ,
  },
  internetGateways: {
    code: 'L-A4707A72',
    what: 'internet gateways per region',
    value: 5,
    adjustable: true,
    source: VPC,
    date: READ,
  },
  elasticAddresses: {
    code: 'L-0263D0A3',
    what: 'elastic addresses per region',
    value: 5,
    adjustable: true,
    source: VPC,
    date: READ,
  },
  natGateways: {
    code: 'L-FE5A380F',
    what: 'NAT gateways per zone',
    value: 5,
    adjustable: true,
    source: VPC,
    date: READ,
  },
  natAddresses: {
    code: 'L-5F53652F',
    what: 'addresses per NAT gateway',
    value: 2,
    adjustable: true,
    source: VPC,
    date: READ,
  },
  natFlows: {
    code: 'nat-flows-per-destination',
    what: 'connections per public address to one destination, a zone lost',
    value: 55_000,
    adjustable: false,
    source: NAT,
    date: READ,
    remedy: 'Raise `natAddressesPerZone` of that egress domain (8 at most), or say better with `flowsPerSite`.',
  },
  routesPerTable: {
    code: 'L-93826ACB',
    what: 'routes in a VPC route table',
    value: 50,
    adjustable: true,
    source: VPC,
    date: READ,
  },
  groupRules: {
    code: 'L-0EA8095F',
    what: 'rules in a security group, each direction',
    value: 60,
    adjustable: true,
    source: VPC,
    date: READ,
  },
  interfaceEndpoints: {
    code: 'L-29B6F2EB',
    what: 'interface endpoints per VPC',
    value: 50,
    adjustable: true,
    source: VPC,
    date: READ,
  },
  resolverEndpoints: {
    code: 'L-4A669CC0',
    what: 'resolver endpoints per region',
    value: 4,
    adjustable: true,
    source: RESOLVER,
    date: READ,
  },
  resolverRules: {
    code: 'L-51D8A1FB',
    what: 'resolver rules per region',
    value: 1_000,
    adjustable: true,
    source: RESOLVER,
    date: READ,
  },
  resolverTargets: {
    code: 'resolver-targets-per-rule',
    what: 'targets of a resolver rule',
    value: 6,
    adjustable: false,
    source: RESOLVER,
    date: READ,
  },
  ruleGroupsPerRegion: {
    code: 'nfw-groups-per-region',
    what: 'stateful rule groups per region',
    value: 50,
    adjustable: true,
    source: NFW,
    date: READ,
  },
  ruleGroups: {
    code: 'nfw-groups-per-policy',
    what: 'rule groups per firewall policy',
    value: 20,
    adjustable: false,
    source: NFW,
    date: READ,
    remedy: "Groups are made per kind of rule; a limit below the cloud's own stands under `quotas`.",
  },
  ruleLength: {
    code: 'nfw-rule-length',
    what: 'characters in one firewall rule',
    value: 8_192,
    adjustable: false,
    source: NFW,
    date: READ,
  },
  rulesPerPolicy: {
    code: 'nfw-rules-per-policy',
    what: 'lines of room in all rule groups of a firewall policy',
    value: 30_000,
    adjustable: true,
    source: NFW,
    date: READ,
  },
  dnsListEntries: {
    code: 'dns-firewall-list-entries',
    what: 'names on one list of DNS Firewall',
    value: 1_000,
    adjustable: false,
    source: RESOLVER,
    date: READ,
    remedy: 'Use patterns such as .example.com instead of single names.',
  },
  groupCapacity: {
    code: 'nfw-group-capacity',
    what: 'lines of room in a stateful rule group',
    value: 30_000,
    adjustable: false,
    source: NFW,
    date: READ,
    remedy: 'Use patterns such as .example.com instead of single names, or split the domain.',
  },
  alarms: {
    code: 'cloudwatch-alarms',
    what: 'CloudWatch alarms per region',
    value: 5_000,
    adjustable: true,
    source: CW,
    date: READ,
  },
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
  hubRouterMbps: {
    code: 'vwan-hub-router-mbps',
    what: 'Mbps of circuits per Azure hub, whose router carries 50 Gbps',
    value: 50_000,
    adjustable: false,
    source: VWAN,
    date: READ,
    remedy: ANOTHER_HUB,
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

export type QuotaName = keyof typeof QUOTAS;
