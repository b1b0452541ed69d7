/** What is there already, as clouds or another state say it. Keys are never read into it. */
export interface Estate {
  readonly transitGateways: readonly TransitGateway[];
  readonly customerGateways: readonly CustomerGateway[];
  readonly connections: readonly Connection[];
  readonly tables: readonly Table[];
  readonly attachments: readonly Attachment[];
  /** What was read and is none of these, by what it is: `aws_vpc`, `microsoft.network/vpnsites`. */
  readonly others: ReadonlyMap<string, number>;
}

/** Where something was found, to be told and to be taken out of another state. */
export interface Found {
  readonly id: string;
  readonly name?: string;
  /** Its address in the state that it was read from: `module.vpn.aws_vpn_connection.this["crewe"]`. */
  readonly address?: string;
}

export interface TransitGateway extends Found {
  readonly region?: string;
  readonly account?: string;
  readonly asn?: number;
  readonly cidrBlocks: readonly string[];
  readonly multicast: boolean;
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
  readonly isUp?: boolean;
}

export interface TunnelOptions {
  readonly encryption: readonly string[];
  readonly integrity: readonly string[];
  readonly dhGroups: readonly number[];
  readonly ikeVersions: readonly string[];
}

/** A route table, and what is known to be in it; a list is absent where nobody has said all of it. */
export interface Table extends Found {
  readonly transitGateway: string;
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
  others: new Map(),
};

/** Two readings of one estate as one: what both say is said once, and a table's contents are those that anybody said whole. */
export function joined(one: Estate, other: Estate): Estate {
  return {
    transitGateways: byId([...one.transitGateways, ...other.transitGateways]),
    customerGateways: byId([...one.customerGateways, ...other.customerGateways]),
    connections: byId([...one.connections, ...other.connections]),
    tables: byId([...one.tables, ...other.tables]),
    attachments: byId([...one.attachments, ...other.attachments]).map((each) => ({
      ...each,
      into: [
        ...new Set([...one.attachments, ...other.attachments].flatMap(({ id, into }) => (id === each.id ? into : []))),
      ],
    })),
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
  for (const each of all) found.set(each.id, { ...each, ...found.get(each.id) });
  return [...found.values()];
}
