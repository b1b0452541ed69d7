import type { Cloud, CryptoProfileName, Router } from '../../catalogue/model';
import type { TunnelSize } from './tunnel-size';

/** Everything one router has to be set to, in no platform's words. */
export interface RouterPlan {
  /** The site's id, or the datacentre's; with its circuit's or way's where each has a router of its own. File names are made of it. */
  readonly id: string;
  readonly site: string;
  readonly siteName: string;
  /** What the catalogue says that it is. */
  readonly router: Router;
  /** Whether operations manage it over its loopbacks; a datacentre's is managed as its owner has it, which nothing here touches. */
  readonly isManaged: boolean;
  readonly lines: readonly RouterLine[];
  /** What a datacentre's router has outside of every segment, so that tunnels find their ends. */
  readonly underlay?: RouterUnderlay;
  /** One for each segment: what is in one never meets what is in another, nor the lines but for its `breakout`. */
  readonly segments: readonly RouterSegment[];
}

/** A line of the router, outside of every segment. */
export interface RouterLine {
  readonly circuit: string;
  readonly supplier: string;
  readonly interface: string;
  /** The address that the clouds see; absent where it is dynamic. */
  readonly publicAddress?: string;
  /** How the interface gets its address; absent: it is left as it is set. */
  readonly addressing?:
    | { readonly kind: 'static'; readonly address: string; readonly nextHop: string }
    | { readonly kind: 'dhcp' }
    | { readonly kind: 'pppoe' };
  readonly isTranslated: boolean;
}

/** A datacentre's own: circuits, and the addresses at which its tunnels begin. No tenant's packet is ever in it. */
export interface RouterUnderlay {
  readonly asn: number;
  /** Where tunnels begin that begin on no line: addresses of loopbacks. */
  readonly endpoints: readonly RouterEndpoint[];
  readonly circuits: readonly RouterCircuit[];
  /** Announced over circuits: what holds the addresses above. */
  readonly prefixes: readonly string[];
}

export interface RouterEndpoint {
  /** From 1: names of loopbacks are made of it. */
  readonly number: number;
  readonly address: string;
}

/** One link of a private circuit. */
export interface RouterCircuit {
  readonly circuit: string;
  /** From 1, over all circuits: names of filters are made of it. */
  readonly number: number;
  readonly cloud: Cloud;
  readonly hub: string;
  readonly interface: string;
  readonly vlan: number;
  /** The router's address with its length, and the cloud's; absent while nobody knows them. */
  readonly own?: string;
  readonly peer?: string;
  /** Where the key of the session is kept; absent where it has none. */
  readonly key?: string;
  readonly session: RouterSession;
  readonly accepts: readonly string[];
}

export interface RouterSegment {
  readonly tenant: string;
  /** From 1, in the catalogue's order: names and numbers of a platform are made of it. */
  readonly number: number;
  /** The router's AS number in this segment. */
  readonly asn: number;
  readonly lan: RouterLan;
  /** Router loopbacks, as /32: the first is the one it is managed by. */
  readonly loopbacks: readonly { readonly circuit: string; readonly address: string }[];
  /** What is in the building: announced, and never taken from a cloud. */
  readonly prefixes: readonly string[];
  readonly tunnels: readonly RouterTunnel[];
  /** What leaves by the lines rather than by tunnels; absent where nothing does. */
  readonly breakout?: RouterBreakout;
  /** Where routers are managed from; empty where this tenant's can't be reached from there. */
  readonly managers: readonly string[];
  /** Another router of this segment, to which what is learnt is told. */
  readonly neighbours: readonly { readonly router: string; readonly address: string }[];
}

/** What a segment reaches by the lines of the building, translated to their addresses; nothing is let in by it but answers. */
export interface RouterBreakout {
  /** Circuits, the one that is taken first at the head; the next where the interface of the one before is down. */
  readonly lines: readonly string[];
  /** The building's own networks: nothing else is led out. */
  readonly from: readonly string[];
  /** The filter's prefixes, or everything. */
  readonly to: readonly string[];
  /** TCP ports to those; on no other does anything leave. */
  readonly ports: readonly { readonly first: number; readonly last: number }[];
  /** Whether `to` is everything. */
  readonly isOpen: boolean;
  /** What is never led to a line: private blocks, tenants' supernets, and what tunnels take. Where all else is, it is dropped where no tunnel has it. */
  readonly apart: readonly string[];
}

export interface RouterLan {
  readonly interface: string;
  readonly vlan?: number;
  /** The building's way out, `10.64.1.1/24`. */
  readonly gateways: readonly string[];
  /** Who leads on to prefixes that are not on the interface; absent: what is for those is dropped. */
  readonly nextHop?: string;
  /** Where several routers share the gateway: this one's own address, and whether it has the gateway first. */
  readonly shared?: { readonly address: string; readonly priority: number };
}

export interface RouterTunnel {
  /** `crewe-library_schools_primary`: the connection, as it is called everywhere. */
  readonly connection: string;
  readonly circuit: string;
  readonly cloud: Cloud;
  readonly hub: string;
  /** 1 and 2 in each connection. */
  readonly tunnel: 1 | 2;
  /** Where it begins, where that is not the address of a line. */
  readonly from?: RouterEndpoint;
  /** Segment, circuit, hub and tunnel as digits: what a platform numbers its interfaces by. */
  readonly number: number;
  /** The cloud's end; absent while nobody knows it. */
  readonly outside?: string;
  /** Addresses in the tunnel: own and the cloud's, of one /30; in Azure loopbacks of both, the cloud's absent while nobody knows it. */
  readonly inside:
    | { readonly kind: 'range'; readonly own: string; readonly peer: string; readonly range: string }
    | { readonly kind: 'loopback'; readonly own: string; readonly peer?: string };
  readonly crypto: CryptoProfileName;
  readonly size: TunnelSize;
  /** How both ends know one another. */
  readonly trust:
    | { readonly kind: 'key'; readonly store: string }
    | { readonly kind: 'certificate'; readonly arn: string; readonly trustPoint: string };
  /** Absent where the cloud's tables are written by hand and nothing is announced. */
  readonly session?: RouterSession;
  /** What is sent into the tunnel: longer prefixes inside of these too. */
  readonly accepts: readonly string[];
}

export interface RouterSession {
  /** Own AS number in this session, where it is not the segment's. */
  readonly localAsn?: number;
  readonly peerAsn: number;
  readonly keepaliveSeconds: number;
  readonly holdSeconds: number;
  /** Whether the other end is behind others. */
  readonly isMultihop: boolean;
  readonly announces: readonly string[];
  readonly prepend: number;
  readonly localPreference: number;
  /** Prefixes after which the session is taken for a fault, and warned of from 80 per cent on. */
  readonly maximumPrefixes: number;
}
