import type { z } from 'zod';
import type { Cidr } from './values/cidr';
import type { changeSchema } from './schema/changes';
import type { datacentreSchema } from './schema/datacentre';
import type { egressDomainSchema, flowSchema, serviceSchema, supplierSchema } from './schema/sharing';
import type { lanSchema, lineSchema, portsSchema, ROUTERS } from './schema/router';
import type { SITE_STATES, siteSchema } from './schema/site';
import type { CRYPTO_PROFILES, tenantSchema } from './schema/tenant';
import type { acceptedWarningSchema, hubSchema, quotaSchema, wanSchema } from './schema/wan';

export type Cloud = 'aws' | 'azure';
export type SiteState = (typeof SITE_STATES)[number];
export type CryptoProfileName = (typeof CRYPTO_PROFILES)[number];
export type Router = (typeof ROUTERS)[number];
/** Interfaces of a profile's routers. */
export type Ports = z.output<typeof portsSchema>;
/** A line as the router has it. */
export type Line = z.output<typeof lineSchema>;
/** A segment as the router has it. */
export type Lan = z.output<typeof lanSchema>;
export type Termination = 'dedicated' | 'concentrator';
export type Resilience = 'single' | 'dual' | 'dual-dc';

export type Wan = z.output<typeof wanSchema>;
export type StateBackend = Wan['state'];
export type QuotaOverride = z.output<typeof quotaSchema>;
export type AcceptedWarning = z.output<typeof acceptedWarningSchema>;
/** What may be done to buildings, because somebody agreed to it. */
export type Change = z.output<typeof changeSchema>;

type RawHub = z.output<typeof hubSchema>;
/** A hub with its address space parsed. */
export type AwsHub = Omit<Extract<RawHub, { cloud: 'aws' }>, 'addressSpace'> & { readonly addressSpace: Cidr };
export type AzureHub = Omit<Extract<RawHub, { cloud: 'azure' }>, 'addressSpace'> & { readonly addressSpace: Cidr };
export type Hub = AwsHub | AzureHub;

type RawTenant = z.output<typeof tenantSchema>;
export type Vpc = Omit<RawTenant['vpcs'][number], 'cidrs'> & { readonly cidrs: readonly Cidr[] };
export type Vnet = Omit<RawTenant['vnets'][number], 'cidrs'> & { readonly cidrs: readonly Cidr[] };

export interface Tenant extends Omit<
  RawTenant,
  'hubs' | 'supernets' | 'loopbacks' | 'management' | 'servicesVpcs' | 'servicesVnets' | 'vpcs' | 'vnets'
> {
  /** AWS hubs it lives on. */
  readonly hubs: readonly string[];
  readonly supernets: {
    readonly aws: readonly Cidr[];
    readonly azure: readonly Cidr[];
    readonly datacentre: readonly Cidr[];
  };
  readonly loopbacks: { readonly aws?: Cidr; readonly azure?: Cidr };
  readonly management: readonly Cidr[];
  readonly servicesVpcs: readonly { readonly hub: string; readonly cidr: Cidr }[];
  readonly servicesVnets: readonly { readonly hub: string; readonly cidr: Cidr }[];
  readonly vpcs: readonly Vpc[];
  readonly vnets: readonly Vnet[];
}

export type EgressDomain = z.output<typeof egressDomainSchema>;
export type Service = Omit<z.output<typeof serviceSchema>, 'addresses' | 'consumers'> & {
  readonly addresses: readonly Cidr[];
  /** Tenants that may use it. */
  readonly consumers: readonly string[];
  /** Of consumers of whom only some addresses may: which. */
  readonly limitedTo: Readonly<Record<string, readonly Cidr[]>>;
};
type RawFlow = z.output<typeof flowSchema>;
export type Flow = Omit<RawFlow, 'from' | 'to'> & {
  readonly from: { readonly tenant: string; readonly prefixes?: readonly Cidr[] };
  readonly to: { readonly tenant: string; readonly prefixes: readonly Cidr[] };
};

export type Supplier = z.output<typeof supplierSchema>;
type RawDatacentre = z.output<typeof datacentreSchema>;
export type Datacentre = Omit<RawDatacentre, 'tenants' | 'transport'> & {
  readonly transport?: Cidr;
  readonly tenants: readonly DatacentreTenant[];
};

export interface DatacentreTenant {
  readonly tenant: string;
  readonly prefixes: readonly Cidr[];
  /** Where its backup tunnels end; absent where that is the datacentre's own address. */
  readonly backupAddress?: string;
  /** Crypto profile one way alone; absent where it is the tenant's. */
  readonly crypto?: { readonly direct?: CryptoProfileName; readonly backup?: CryptoProfileName };
  /** What is known of it at the router; absent where nothing is. */
  readonly lan?: Lan;
}

type RawSite = z.output<typeof siteSchema>;

/** A line into a building, with what its profile says filled in. */
export interface Circuit {
  readonly id: string;
  readonly role: 'active' | 'backup';
  /** Dotted address, or `dynamic`. */
  readonly address: string;
  readonly certificate?: string;
  readonly fqdn?: string;
  readonly supplier: string;
  readonly mbps: number;
  /** What circuit or profile say; the tenant's profile holds where neither does. */
  readonly crypto?: CryptoProfileName;
  /** What the circuit's profile says; a segment may say otherwise. */
  readonly termination: Termination;
  /** AS number on this circuit alone; absent where it is the site's. */
  readonly asn?: number;
  /** What is known of it at the router; absent where nothing is. */
  readonly line?: Line;
  /** Inside ranges that the far end chose; absent where the lock does. */
  readonly insideRanges?: readonly [Cidr, Cidr];
}

export interface Segment {
  readonly tenant: string;
  /** Written prefixes; absent where `sizeBits` asks the lock for one. */
  readonly prefixes?: readonly Cidr[];
  readonly sizeBits?: number;
  readonly termination?: Termination;
  /** Crypto profile on one circuit alone, by the circuit. */
  readonly crypto?: Readonly<Record<string, CryptoProfileName>>;
  /** The catalogue alone says where its prefixes are; absent where the router announces them. */
  readonly routing?: 'static';
  /** Absent where it is a router. */
  readonly farEnd?: 'azure-gateway';
  /** What is for the internet leaves by the lines of the building; absent where it leaves through the cloud. */
  readonly breakout?: 'local';
  /** What is known of it at the router; absent where nothing is. */
  readonly lan?: Lan;
}

export interface Site {
  readonly id: string;
  readonly was?: string;
  readonly name: string;
  readonly state: SiteState;
  /** Absent for the far end of a supplier that is nowhere in particular. */
  readonly place?: NonNullable<RawSite['place']>;
  readonly profile: string;
  readonly resilience: Resilience;
  readonly router: Router;
  /** Absent where the profile names no interfaces. */
  readonly ports?: Ports;
  /** Absent where nobody says, and hubs decide. */
  readonly routers?: 'one' | 'one-per-circuit';
  readonly mbps: number;
  /** Written AS number; absent where the lock chooses. */
  readonly asn?: number;
  /** Hubs it has tunnels to, home first; empty for a site inside a datacentre. */
  readonly hubs: readonly Hub[];
  readonly datacentre?: string;
  readonly circuits: readonly Circuit[];
  readonly segments: readonly Segment[];
  readonly nat: readonly { readonly inside: Cidr; readonly outside: Cidr }[];
}

/** The whole catalogue with references resolved and defaults filled in. */
export interface Catalogue {
  readonly wan: Wan;
  readonly hubs: readonly Hub[];
  readonly tenants: readonly Tenant[];
  readonly egressDomains: readonly EgressDomain[];
  readonly services: readonly Service[];
  readonly flows: readonly Flow[];
  readonly suppliers: readonly Supplier[];
  readonly datacentres: readonly Datacentre[];
  readonly sites: readonly Site[];
  readonly quotas: readonly QuotaOverride[];
  readonly acceptedWarnings: readonly AcceptedWarning[];
  readonly changes: readonly Change[];
}

/** Where a site's prefixes come from and its internet leaves: its first hub's cloud, or its datacentre. */
export function homeOf(site: Site): Cloud | 'datacentre' {
  return site.hubs[0]?.cloud ?? 'datacentre';
}

/** How one segment ends on one circuit. */
export function terminationOf(segment: Segment, circuit: Circuit): Termination {
  return segment.termination ?? circuit.termination;
}

/** True where the site has resources in the clouds: every state but `planned`. */
export function isRendered(site: { readonly state: SiteState }): boolean {
  return site.state !== 'planned';
}

/** Where a site is, in a word: its postcode, the country where it has none, nothing where nobody says. */
export function whereaboutsOf({ place }: Pick<Site, 'place'>): string {
  return place?.postcode ?? place?.country ?? '–';
}

/** The first part of every cloud-side name: `cngw-production`. */
export function wanPrefix(wan: { readonly name: string; readonly environment: string }): string {
  return `${wan.name}-${wan.environment}`;
}
