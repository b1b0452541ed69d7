import type { Cidr } from '../../catalogue/values/cidr';
import { addressOf, type Key } from '../terraform/stack-json';
import type { SuricataRule } from '../terraform/suricata-rule';
import type { AzureRule } from './azure-rule';

/** What the synthesised stacks configure, as a graph that packets can be walked through. */
export interface Network {
  readonly tables: ReadonlyMap<Key, TransitTable>;
  readonly attachments: ReadonlyMap<Key, Attachment>;
  readonly vpcs: ReadonlyMap<Key, Vpc>;
  readonly firewalls: ReadonlyMap<Key, Firewall>;
  readonly groups: ReadonlyMap<Key, SecurityGroup>;
  /** Routes in route tables of VPCs that stand in no stack, by the table's id. */
  readonly foreignRoutes: ReadonlyMap<string, readonly VpcRoute[]>;
  /** What could not be understood, or leads nowhere: never passed over in silence. */
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly where: Key;
  /** What a report heads it with; left out: NOT UNDERSTOOD. */
  readonly label?: 'EDITED' | 'TOO WIDE' | 'TOO NARROW' | 'MISBUILT' | 'ASYMMETRIC' | 'STALE';
  readonly problem: string;
}

export interface TransitTable {
  readonly key: Key;
  readonly name: string;
  readonly statics: readonly StaticRow[];
  /** Attachments whose announcements it takes. */
  readonly propagated: readonly Key[];
  /** Present for tables of a virtual hub. */
  readonly azure?: HubRouting;
}

/** What tells a virtual hub's routes from a transit gateway's. */
export interface HubRouting {
  /** The hub's own prefix. */
  readonly space: Cidr;
  /** Whether of equal prefixes a tunnel's is preferred to a circuit's. */
  readonly prefersVpn: boolean;
  /** What routing intent sends to the firewall, whatever is announced. */
  readonly firewalled: readonly Cidr[];
  /** Other hubs of the same WAN: what is announced there is reached through their firewall. */
  readonly peers: readonly { readonly via: Key; readonly from: readonly Key[] }[];
}

export interface StaticRow {
  readonly prefix: Cidr;
  /** An attachment; absent for a blackhole. */
  readonly to?: Key;
  readonly where: Key;
}

export interface Attachment {
  readonly key: Key;
  readonly cloud: 'aws' | 'azure';
  /** `direct`: a Direct Connect gateway, which carries tunnels. `private-vpn`: those tunnels. */
  readonly kind: 'vpn' | 'private-vpn' | 'concentrator' | 'vpc' | 'direct';
  /** Table in which its packets are looked up; absent where it has none. */
  readonly table?: Key;
  readonly propagatesTo: readonly Key[];
  /** One of the hub's own VPCs. */
  readonly vpc?: Key;
  /** A VPC that stands in no stack. */
  readonly foreignVpc?: string;
  /** Its subnets there. */
  readonly foreignSubnets: readonly string[];
  readonly appliance: boolean;
  /** Its far end announces nothing: static rows say what is there, and propagation says nothing. */
  readonly isStatic?: true;
  /** Connections on a concentrator. */
  readonly connections: readonly Key[];
  /** A tunnel to the other cloud: its other ends there, and what it tells them of. */
  readonly link?: LinkEnd;
}

/** One end of a link between the clouds. */
export interface LinkEnd {
  readonly peers: readonly Key[];
  /** Which prefixes are told; absent where everything known is. */
  readonly filter?: (prefix: Cidr) => boolean;
}

/** A VPC; in Azure a VNet, or the virtual hub as far as its firewall is concerned. */
export interface Vpc {
  readonly key: Key;
  readonly cloud: 'aws' | 'azure';
  readonly cidr: Cidr;
  readonly subnets: readonly Subnet[];
  readonly attachments: readonly Key[];
  readonly interfaces: readonly Interface[];
}

export interface Subnet {
  readonly key: Key;
  readonly cidr: Cidr;
  readonly zone: string;
  /** Routes of its table; the VPC's own prefix is always local. */
  readonly routes: readonly VpcRoute[];
  /** Whether an attachment to the transit gateway enters here. */
  readonly transit: boolean;
}

export interface VpcRoute {
  readonly prefix: Cidr;
  readonly to:
    | { readonly kind: 'firewall'; readonly firewall: Key; readonly subnet: Key }
    | { readonly kind: 'transit' }
    | { readonly kind: 'nat'; readonly subnet: Key }
    | { readonly kind: 'internet' }
    | { readonly kind: 'nowhere' };
  readonly where: Key;
}

/** Something in a VPC that answers. */
export interface Interface {
  readonly key: Key;
  readonly kind: 'inbound-resolver' | 'outbound-resolver' | 'endpoint';
  readonly prefix: Cidr;
  readonly groups: readonly Key[];
}

export interface SecurityGroup {
  readonly key: Key;
  readonly ingress: readonly GroupRule[];
  readonly egress: readonly GroupRule[];
}

export interface GroupRule {
  readonly prefix: Cidr;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'any';
  readonly first: number;
  readonly last: number;
  readonly where: Key;
}

export type Firewall = NetworkFirewall | AzureFirewall;

export interface NetworkFirewall {
  readonly kind: 'aws';
  readonly key: Key;
  /** Subnets in which it has an endpoint. */
  readonly subnets: readonly Key[];
  readonly home: readonly Cidr[];
  /** What happens before rules: only forwarding to them is safe. */
  readonly stateless: 'forward' | 'pass' | 'drop';
  readonly unmatched: 'strict' | 'established' | 'application' | 'pass';
  /** In the order in which they are tried. */
  readonly rules: readonly SuricataRule[];
}

/** The firewall of a virtual hub. */
export interface AzureFirewall {
  readonly kind: 'azure';
  readonly key: Key;
  readonly subnets: readonly Key[];
  /** It has no such thing; addresses are written out or come from IP groups. */
  readonly home: readonly [];
  /** Network rules in the order in which they are tried, then application rules in theirs. */
  readonly rules: readonly AzureRule[];
}

/** How a resource is called in a path: hubs' firewalls in Azure have one address each in a stack of their own. */
export function nameOf(network: Network, key: Key): string {
  return network.firewalls.get(key)?.kind === 'azure' ? key : addressOf(key);
}
