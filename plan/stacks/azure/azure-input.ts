import type { CryptoProfileName, SiteState } from '../../../catalogue/model';
import type { AzureRules } from '../../rules/azure-rules';
import type { ForwardingRule, PrivateZone } from '../../dns/azure-dns';
import type { StackCommon } from '../stack-input';

export interface AzureHubIdentity {
  readonly id: string;
  readonly region: string;
  readonly subscriptionId: string;
  /** Entra tenant of the subscription; absent: the caller's own. */
  readonly tenantId?: string;
}

interface AzureStackBase extends StackCommon {
  readonly hub: AzureHubIdentity;
}

/** The Virtual WAN that all Azure hubs are in; it stands with the first of them. */
export interface AzureWanStackInput extends AzureStackBase {
  readonly kind: 'azure-wan';
}

/** What all sites and VNets of a hub share. */
export interface AzureHubStackInput extends AzureStackBase {
  readonly kind: 'azure-hub';
  readonly wanStack: string;
  readonly addressPrefix: string;
  readonly zones: readonly string[];
  readonly scaleUnits: number;
  /** Scale units of an ExpressRoute gateway; absent where no datacentre has a circuit here. */
  readonly expressRouteUnits?: number;
  /** Inside addresses of tunnels between the clouds, by instance of the VPN gateway. */
  readonly linkAddresses?: readonly [readonly string[], readonly string[]];
  /** Public addresses of the firewall, which everybody at the hub leaves by. */
  readonly publicAddresses: number;
  /** What the firewall never translates: all tenants' and hubs' prefixes but the subnets of Private Endpoints. */
  readonly privateRanges: readonly string[];
  /** Resolvers on the internet that the firewall itself asks, which know no private name; empty: Azure's own. */
  readonly dnsServers: readonly string[];
  readonly logRetentionDays: number;
}

export interface AzureRulesStackInput extends AzureStackBase {
  readonly kind: 'azure-rules';
  readonly hubStack: string;
  readonly rules: AzureRules;
}

/** Everything private and everything public goes through the firewall; nothing is connected before. */
export interface AzureIntentStackInput extends AzureStackBase {
  readonly kind: 'azure-intent';
  readonly hubStack: string;
}

export interface PrivateEndpointInput {
  readonly id: string;
  readonly resourceId: string;
  readonly subresource?: string;
  readonly subnet: string;
  readonly zones: readonly PrivateZone[];
}

export interface AzureServicesStackInput extends AzureStackBase {
  readonly kind: 'azure-services';
  readonly hubStack: string;
  readonly tenant: string;
  readonly costCentre: string;
  readonly cidr: string;
  readonly inbound: { readonly subnet: string; readonly address: string };
  readonly outbound: string;
  readonly forwarding: readonly ForwardingRule[];
  /** Names that are resolved for nobody. */
  readonly refused: readonly string[];
  readonly suppliers: readonly PrivateEndpointInput[];
}

export interface VnetInput {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceId: string;
}

export interface AzureNetStackInput extends AzureStackBase {
  readonly kind: 'azure-net';
  readonly hubStack: string;
  readonly tenant: string;
  readonly costCentre: string;
  readonly vnets: readonly VnetInput[];
}

export interface AzureConnectionInput {
  readonly name: string;
  /** The name under which the connection was first made; a site's former id stays in it. */
  readonly deviceName: string;
  readonly site: string;
  readonly siteName: string;
  readonly state: SiteState;
  readonly tenant: string;
  readonly costCentre: string;
  readonly circuit: string;
  readonly role: 'active' | 'backup';
  readonly supplier: string;
  readonly router: string;
  readonly mbps: number;
  readonly asn: number;
  /** BGP peer address: the router's loopback. */
  readonly loopback: string;
  readonly endpoint: { readonly address: string } | { readonly fqdn: string };
  readonly crypto: CryptoProfileName;
  /** Whether the site's home is this hub, and its internet leaves here. */
  readonly isHome: boolean;
  /** Former name, where the site had another id. */
  readonly was?: string;
}

export interface AzureSitesStackInput extends AzureStackBase {
  readonly kind: 'azure-sites';
  readonly hubStack: string;
  readonly wanStack: string;
  readonly wave: 1 | 2;
  readonly connections: readonly AzureConnectionInput[];
}

/** A circuit that ends at a hub. */
export interface ExpressRouteInput {
  readonly id: string;
  readonly mbps: number;
  /** Whether it may be destroyed. */
  readonly mayGo: boolean;
  /** A circuit of our own, or the private peering of somebody else's, whose authorisation comes from outside. */
  readonly from:
    | {
        readonly type: 'own';
        readonly provider: string;
        readonly location: string;
        readonly vlan: number;
        readonly primary: string;
        readonly secondary: string;
        /** Whether the provider has set it up: until then there is nothing to connect. */
        readonly provisioned: boolean;
      }
    | { readonly type: 'offered'; readonly peeringId: string };
  readonly routingWeight: number;
}

/** One connection of a tenant to a datacentre, one way, with a tunnel to each instance of the gateway. */
export interface AzureDatacentreTunnelInput {
  readonly name: string;
  /** Over its circuits, or over the internet. */
  readonly way: 'direct' | 'backup';
  readonly tenant: string;
  readonly costCentre: string;
  readonly crypto: CryptoProfileName;
  /** Where it ends at the datacentre: an address of its transport, or a public one. */
  readonly address: string;
  /** BGP peer address. */
  readonly peer: string;
  readonly mbps: number;
}

/** One datacentre at one Azure hub. */
export interface AzureDatacentreStackInput extends AzureStackBase {
  readonly kind: 'azure-datacentre';
  readonly hubStack: string;
  readonly wanStack: string;
  readonly datacentre: string;
  readonly datacentreName: string;
  readonly asn: number;
  readonly circuits: readonly ExpressRouteInput[];
  readonly tunnels: readonly AzureDatacentreTunnelInput[];
}

export type AzureStackInput =
  | AzureWanStackInput
  | AzureHubStackInput
  | AzureRulesStackInput
  | AzureIntentStackInput
  | AzureServicesStackInput
  | AzureNetStackInput
  | AzureDatacentreStackInput
  | AzureSitesStackInput;
