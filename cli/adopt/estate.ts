import { type AzureEstate, keyOf, NO_AZURE } from './azure/azure-estate';
import type { Found } from './found';

/** What is there already, as clouds or another state say it. Keys are never read into it. */
export interface Estate {
  readonly transitGateways: readonly TransitGateway[];
  readonly customerGateways: readonly CustomerGateway[];
  readonly connections: readonly Connection[];
  readonly tables: readonly Table[];
  readonly attachments: readonly Attachment[];
  /** Whether somebody has listed all attachments: only then is it known who else is in a table. */
  readonly knowsAttachments: boolean;
  /** What two files say otherwise of one thing. */
  readonly contradictions: readonly string[];
  /** Associations, propagations and rows of another state, by attachment: it has to let go of them too. */
  readonly ties: readonly { readonly attachment: string; readonly address: string }[];
  /** What is there in Azure. */
  readonly azure: AzureEstate;
  /** What was read and is none of these, by what it is: `aws_vpc`, `microsoft.network/vpnsites`. */
  readonly others: ReadonlyMap<string, number>;
}

export interface TransitGateway extends Found {
  readonly region?: string;
  readonly account?: string;
  readonly asn?: number;
  readonly cidrBlocks: readonly string[];
  readonly multicast: boolean;
  /** What it does by itself for attachments, and will no longer: associates, propagates, accepts. */
  readonly automatic: readonly string[];
}

export interface CustomerGateway extends Found {
  readonly asn: number;
  /** Absent where it is dynamic. */
  readonly ipAddress?: string;
  readonly deviceName?: string;
  readonly certificate?: string;
}

export interface Connection extends Found {
  readonly gateway: string;
  /** Absent where it ends somewhere else, which `endsAt` says. */
  readonly transitGateway?: string;
  readonly endsAt?: string;
  readonly attachment?: string;
  readonly isStatic: boolean;
  /** Whether it runs over circuits, between private addresses. */
  readonly isPrivate: boolean;
  readonly isIpv6: boolean;
  readonly inside: readonly string[];
  readonly keysIn: 'store' | 'service' | 'certificate' | 'unknown';
  /** Of each tunnel what is compared with a profile; an empty list: whatever the far end proposes. */
  readonly tunnels: readonly TunnelOptions[];
  /** Absent where nobody says. */
  readonly state?: string;
}

export interface TunnelOptions {
  readonly encryption: readonly string[];
  readonly integrity: readonly string[];
  readonly dhGroups: readonly number[];
  readonly ikeVersions: readonly string[];
}

/** A route table, and what is known to be in it; a list is absent where nobody has said all of it. */
export interface Table extends Found {
  readonly transitGateway?: string;
  readonly propagations?: readonly string[];
  readonly rows?: readonly TableRow[];
}

export interface TableRow {
  readonly prefix: string;
  readonly isStatic: boolean;
  readonly isBlackhole: boolean;
  /** Attachments it leads to. */
  readonly attachments: readonly string[];
}

export interface Attachment extends Found {
  readonly transitGateway: string;
  /** `vpn`, `vpc`, `direct-connect-gateway`, `peering`. */
  readonly kind: string;
  readonly resource: string;
  /** Table that it is associated with; absent where it is in none. */
  readonly table?: string;
  /** Tables that it is known to be propagated into. */
  readonly into: readonly string[];
}

/** Nothing at all. */
export const NOTHING: Estate = {
  transitGateways: [],
  customerGateways: [],
  connections: [],
  tables: [],
  attachments: [],
  knowsAttachments: false,
  contradictions: [],
  ties: [],
  azure: NO_AZURE,
  others: new Map(),
};

/** Two readings of one estate as one: what both say is said once, and what they say otherwise of one thing is told. */
export function joined(one: Estate, other: Estate): Estate {
  const both = <T extends Found>(key: (estate: Estate) => readonly T[]): readonly T[] =>
    byId([...key(one), ...key(other)]);
  const contradictions = [
    ...contradicting(one.transitGateways, other.transitGateways),
    ...contradicting(one.customerGateways, other.customerGateways),
    ...contradicting(one.connections, other.connections),
    ...contradicting(one.attachments, other.attachments),
    ...AZURE_KINDS.flatMap((kind) => contradicting(one.azure[kind], other.azure[kind])),
  ];
  const attachments = both(({ attachments: all }) => all);
  return {
    transitGateways: both(({ transitGateways }) => transitGateways),
    customerGateways: both(({ customerGateways }) => customerGateways),
    connections: both(({ connections }) => connections),
    tables: both(({ tables }) => tables),
    attachments: attachments.map((each) => ({
      ...each,
      into: [
        ...new Set([...one.attachments, ...other.attachments].flatMap(({ id, into }) => (id === each.id ? into : []))),
      ],
    })),
    knowsAttachments: one.knowsAttachments || other.knowsAttachments,
    contradictions: [...new Set([...one.contradictions, ...other.contradictions, ...contradictions])],
    ties: [...one.ties, ...other.ties],
    azure: azureOfBoth(one.azure, other.azure),
    others: new Map(
      [...new Set([...one.others.keys(), ...other.others.keys()])].map((kind) => [
        kind,
        (one.others.get(kind) ?? 0) + (other.others.get(kind) ?? 0),
      ]),
    ),
  };
}

/** Later readings add what earlier ones left out. */
function byId<T extends Found>(all: readonly T[]): readonly T[] {
  const found = new Map<string, T>();
  for (const each of all) found.set(keyOf(each.id), { ...each, ...found.get(keyOf(each.id)) });
  return [...found.values()];
}

/** Kinds of things in Azure that have an id each. */
const AZURE_KINDS = ['wans', 'hubs', 'gateways', 'sites', 'connections', 'vnets'] as const;

function azureOfBoth(one: AzureEstate, other: AzureEstate): AzureEstate {
  const both = <T extends Found>(key: (azure: AzureEstate) => readonly T[]): readonly T[] =>
    byId([...key(one), ...key(other)]);
  return {
    wans: both(({ wans }) => wans),
    hubs: both(({ hubs }) => hubs),
    gateways: both(({ gateways }) => gateways),
    sites: both(({ sites }) => sites),
    connections: both(({ connections }) => connections),
    vnets: both(({ vnets }) => vnets),
    members: [...one.members, ...other.members],
    empty: [...one.empty, ...other.empty],
  };
}

/** What is called, and where in a state it stands, may differ; so may what only one of them knows. */
const MAY_DIFFER: ReadonlySet<string> = new Set([
  'address',
  'name',
  'into',
  'kind',
  'resource',
  'keysIn',
  'attachment',
  'state',
  'isWhole',
  'isListed',
]);

function contradicting<T extends Found>(one: readonly T[], other: readonly T[]): readonly string[] {
  const first = new Map(one.map((each) => [keyOf(each.id), each as Readonly<Record<string, unknown>>]));
  return other.flatMap((each) => {
    const known = first.get(keyOf(each.id));
    if (!known) return [];
    const own = each as Readonly<Record<string, unknown>>;
    const unlike = Object.keys(own).filter(
      (key) => key !== 'id' && key in known && !MAY_DIFFER.has(key) && said(own[key]) !== said(known[key]),
    );
    return unlike.map((key) => `${each.id}: ${key}`);
  });
}

/** Ids of Azure are one whatever their case. */
function said(value: unknown): string {
  return JSON.stringify(value).toLowerCase();
}
