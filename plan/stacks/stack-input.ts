import type { CryptoProfileName, SiteState, StateBackend } from '../../catalogue/model';
import type { NamePattern } from '../../catalogue/names';
import type { AzureHubIdentity, AzureStackInput } from './azure/azure-input';
import type { DnsFilter, DnsRule, SupplierZone } from '../dns/aws-dns';
import type { ZoneSubnets } from '../places/vpc-layout';

/**
 * Everything one stack is made of, as plain data: a stack is a function of its input and of nothing else, so an input
 * that hasn't changed needs no rebuilding, can be handed to another process, and can be printed.
 */
export interface StackCommon {
  readonly name: string;
  /** Stacks that are applied first: this one reads their outputs, or may not run beside them. */
  readonly dependencies: readonly string[];
  readonly wan: WanIdentity;
  readonly backend: StateBackend;
}

/** What every stack of an AWS hub has. */
export interface StackBase extends StackCommon {
  readonly hub: AwsHubIdentity;
  /** The stack whose outputs name the hub's shared resources. */
  readonly hubStack: string;
}

export interface WanIdentity {
  readonly name: string;
  readonly title: string;
  readonly operator: string;
  readonly environment: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  readonly alarmTopic?: string;
}

export interface AwsHubIdentity {
  readonly id: string;
  readonly region: string;
  readonly accountId: string;
  readonly roleArn?: string;
}

export interface ConcentratorInput {
  readonly name: string;
  readonly tenant: string;
  readonly costCentre: string;
  /** Table it is associated with, and the one its routes are propagated into. */
  readonly associatedTable: string;
  readonly propagatedTable: string;
}

export interface AwsHubStackInput extends StackBase {
  readonly kind: 'aws-hub';
  readonly asn: number;
  readonly cidrBlock: string;
  /** One log of all flows of the gateway; none where guests are among them, whose log is never an agency's. */
  readonly logsFlows: boolean;
  readonly tables: readonly { readonly name: string; readonly blackholes: readonly string[] }[];
  readonly concentrators: readonly ConcentratorInput[];
}

/** A permission of the inspection firewall. */
export interface FirewallRuleInput {
  readonly sid: number;
  readonly protocol: 'any' | 'tcp' | 'udp' | 'icmp';
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** `443` or `5000-5010`; empty: all. */
  readonly ports: readonly string[];
  readonly log: boolean;
  readonly message: string;
}

export interface RuleGroupInput<Rule = FirewallRuleInput> {
  readonly name: string;
  readonly priority: number;
  /** Rules it can ever hold without being replaced; part of its name. */
  readonly capacity: number;
  readonly rules: readonly Rule[];
}

/** A row of a hub's transit gateway route table that leads to a stack's VPC. */
export interface HubRouteInput {
  readonly table: string;
  readonly prefix: string;
}

export interface AwsInspectStackInput extends StackBase {
  readonly kind: 'aws-inspect';
  readonly network: string;
  readonly zones: readonly ZoneSubnets[];
  /** HOME_NET of the policy: every tenant's supernets. */
  readonly homeNet: readonly string[];
  readonly ruleGroups: readonly RuleGroupInput[];
  /** Static routes of the hub's tables that point here. */
  readonly routes: readonly HubRouteInput[];
  /** Table of the packets that come back from inspection. */
  readonly associatedTable: string;
}

/** One line of a breakout's rules; the first that matches decides. */
export interface BreakoutRuleInput {
  readonly sid: number;
  readonly action: 'pass' | 'drop' | 'reject';
  readonly sources: SideInput;
  readonly destinations: SideInput;
  readonly match: BreakoutMatch;
  readonly message: string;
}

export type SideInput = 'home' | 'outside' | 'anywhere' | readonly string[];

export type BreakoutMatch =
  | { readonly on: 'packets'; readonly protocol: 'ip' | 'tcp' | 'udp' | 'other'; readonly ports: readonly string[] }
  | { readonly on: 'handshake'; readonly ports: readonly string[] }
  | {
      readonly on: 'name';
      readonly protocol: 'tls' | 'http';
      readonly name?: NamePattern;
      readonly ports: readonly string[];
    };

export interface AwsBreakoutStackInput extends StackBase {
  readonly kind: 'aws-breakout';
  readonly domain: string;
  /** Public Wi-Fi's own: key and reader's role of its own for its logs. */
  readonly guest: boolean;
  readonly network: string;
  readonly zones: readonly BreakoutZoneInput[];
  /** HOME_NET: supernets of the tenants that leave here. */
  readonly homeNet: readonly string[];
  readonly ruleGroup: RuleGroupInput<BreakoutRuleInput>;
  readonly routes: readonly HubRouteInput[];
  readonly associatedTable: string;
  readonly natAddressesPerZone: number;
  readonly dnsFilter: DnsFilter;
  readonly logRetentionDays: number;
  readonly logReaders: readonly string[];
}

export interface BreakoutZoneInput extends ZoneSubnets {
  /** Addresses of the zone's inbound resolver. */
  readonly resolverAddresses: readonly string[];
  /** Existing elastic addresses; absent: new ones are made. */
  readonly allocations?: readonly string[];
}

/** A subnet of the services VPC in one zone. */
export interface ServicesSubnetInput {
  readonly zone: string;
  readonly cidr: string;
}

export interface SupplierEndpointInput {
  readonly id: string;
  readonly serviceName: string;
  readonly subnets: readonly ServicesSubnetInput[];
  /** Prefixes of its consumers. */
  readonly consumers: readonly string[];
  readonly ports: readonly {
    readonly protocol: 'tcp' | 'udp' | 'icmp' | 'any';
    readonly from: number;
    readonly to: number;
  }[];
  readonly zones: readonly SupplierZone[];
}

export interface AwsServicesStackInput extends StackBase {
  readonly kind: 'aws-services';
  readonly tenant: string;
  readonly costCentre: string;
  readonly cidr: string;
  readonly transit: readonly ServicesSubnetInput[];
  readonly resolver: readonly (ServicesSubnetInput & { readonly addresses: readonly string[] })[];
  readonly dnsRules: readonly DnsRule[];
  readonly suppliers: readonly SupplierEndpointInput[];
  /** Agencies' breakouts at the hub, whose VPCs the rules and zones are for. */
  readonly breakouts: readonly { readonly domain: string; readonly stack: string }[];
  readonly associatedTable: string;
  readonly propagatedTable: string;
}

export interface VpcInput {
  readonly id: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly roleArn?: string;
  readonly outsideOrganisation: boolean;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
}

export interface AwsNetStackInput extends StackBase {
  readonly kind: 'aws-net';
  readonly tenant: string;
  readonly costCentre: string;
  readonly associatedTable: string;
  readonly propagatedTable: string;
  readonly vpcs: readonly VpcInput[];
}

export interface ConnectionInput {
  readonly name: string;
  /** Device name of the customer gateway: the name under which the connection was first made. */
  readonly deviceName: string;
  readonly site: string;
  readonly siteName: string;
  readonly state: SiteState;
  readonly tenant: string;
  readonly costCentre: string;
  readonly circuit: string;
  readonly role: 'active' | 'backup';
  readonly asn: number;
  readonly address?: string;
  readonly certificateArn?: string;
  readonly crypto: CryptoProfileName;
  readonly insideRanges: readonly [string, string];
  readonly concentrator?: string;
  readonly associatedTable: string;
  readonly propagatedTable: string;
  /** Former name, where the site had another id. */
  readonly was?: string;
}

export interface AwsSitesStackInput extends StackBase {
  readonly kind: 'aws-sites';
  readonly wave: 1 | 2;
  readonly connections: readonly ConnectionInput[];
}

/** A port that a circuit runs on, and its VLAN. */
export interface DirectConnectInput {
  readonly id: string;
  readonly vlan: number;
  /** Whether it has an interface. @default - the port is only ordered */
  readonly isUp: boolean;
  /** Whether its port may be destroyed. */
  readonly mayGo: boolean;
  readonly port:
    | { readonly type: 'hosted'; readonly connectionId: string }
    /** Another VLAN on the port of another circuit. */
    | { readonly type: 'shared'; readonly with: string }
    | {
        readonly type: 'dedicated';
        readonly location: string;
        /** `1Gbps`, `10Gbps`. */
        readonly bandwidth: string;
        readonly macsecSecretArn?: string;
      };
}

/** Two tunnels of one tenant to a datacentre, one way. */
export interface DatacentreTunnelInput {
  readonly name: string;
  /** Over its circuits, or over the internet. */
  readonly way: 'direct' | 'backup';
  readonly tenant: string;
  readonly costCentre: string;
  readonly crypto: CryptoProfileName;
  /** Where they end at the datacentre: an address of its transport, or a public one. */
  readonly address: string;
  readonly insideRanges: readonly [string, string];
  readonly associatedTable: string;
  readonly propagatedTable: string;
}

/** One datacentre at one AWS hub: its circuits, and every tenant's tunnels over them and beside them. */
export interface AwsDatacentreStackInput extends StackBase {
  readonly kind: 'aws-datacentre';
  readonly datacentre: string;
  readonly datacentreName: string;
  readonly asn: number;
  /** Absent where no circuit is there or being built. */
  readonly direct?: {
    readonly gatewayAsn: number;
    /** What its router is told of: the ends of the tunnels at AWS and nothing else. */
    readonly allowedPrefixes: readonly string[];
    readonly circuits: readonly DirectConnectInput[];
  };
  readonly tunnels: readonly DatacentreTunnelInput[];
}

export type AwsStackInput =
  | AwsHubStackInput
  | AwsInspectStackInput
  | AwsBreakoutStackInput
  | AwsServicesStackInput
  | AwsNetStackInput
  | AwsDatacentreStackInput
  | AwsSitesStackInput;

/** The link between an AWS and an Azure hub: two connections in AWS, one to each instance of the Azure gateway. */
export interface LinkStackInput extends StackBase {
  readonly kind: 'link';
  readonly azure: AzureHubIdentity;
  readonly azureHubStack: string;
  readonly wanStack: string;
  /** Whom it is charged to: operations, who run it. */
  readonly tenant: string;
  readonly costCentre: string;
  /** AS number of the transit gateway. */
  readonly asn: number;
  readonly crypto: CryptoProfileName;
  /** One for each instance of the Azure gateway, with the inside ranges of its two tunnels. */
  readonly connections: readonly {
    readonly name: string;
    readonly instance: 0 | 1;
    readonly insideRanges: readonly [string, string];
  }[];
  readonly associatedTable: string;
  readonly propagatedTable: string;
  /** All that AWS is told of: what is at home in Azure of tenants in both clouds. */
  readonly exported: readonly string[];
  /** Mbps that Azure is told of for each tunnel. */
  readonly mbps: number;
}

export type StackInput = AwsStackInput | AzureStackInput | LinkStackInput;
