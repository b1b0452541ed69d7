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
}

const VPN = 'docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html';
const TGW = 'docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html';
const VPC = 'docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html';
const NFW = 'docs.aws.amazon.com/network-firewall/latest/developerguide/quotas.html';
const CW = 'docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';
const READ = '2026-11-22';

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
  ruleGroups: {
    code: 'nfw-groups-per-policy',
    what: 'rule groups per firewall policy',
    value: 20,
    adjustable: false,
    source: NFW,
    date: READ,
  },
  ruleLength: {
    code: 'nfw-rule-length',
    what: 'characters in one firewall rule',
    value: 8_192,
    adjustable: false,
    source: NFW,
    date: READ,
  },
  groupCapacity: {
    code: 'nfw-group-capacity',
    what: 'capacity of a stateful rule group',
    value: 30_000,
    adjustable: false,
    source: NFW,
    date: READ,
  },
  alarms: {
    code: 'cloudwatch-alarms',
    what: 'CloudWatch alarms per region',
    value: 5_000,
    adjustable: true,
    source: CW,
    date: READ,
  },
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof QUOTAS;
