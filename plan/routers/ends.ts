import { type Wan, wanPrefix } from '../../catalogue/model';
import { type Cidr, parseAddress } from '../../catalogue/values/cidr';

/** The cloud's ends of tunnels, which are known once they are made. Addresses and names of keys alone: never a key. */
export interface Ends {
  /** One for each hub that has a connection of the name. */
  readonly connections: readonly ConnectionEnds[];
  /** Instances of Azure VPN gateways, in their order. */
  readonly gateways: readonly GatewayEnds[];
  /** Addresses on Direct Connect circuits, which AWS chooses. */
  readonly circuits: readonly CircuitEnds[];
}

export interface ConnectionEnds {
  /** The connection, as it is called everywhere. */
  readonly name: string;
  /** Outside address by inside range: never by order, which AWS does not keep. */
  readonly outside: ReadonlyMap<string, string>;
  /** ARN of the secret that holds the keys of both tunnels. */
  readonly keyArn?: string;
}

export interface GatewayEnds {
  /** Where tunnels over the internet end. */
  readonly outside: string;
  /** Where tunnels over ExpressRoute end; absent where the gateway has none. */
  readonly inner?: string;
  /** Where BGP is spoken. */
  readonly peer: string;
}

export interface CircuitEnds {
  /** One of `circuitNames`. */
  readonly name: string;
  /** The router's address with its length, and AWS's. */
  readonly own: string;
  readonly peer: string;
  /** AS numbers of both, where they were said. */
  readonly ownAsn?: number;
  readonly peerAsn?: number;
}

export const NO_ENDS: Ends = { connections: [], gateways: [], circuits: [] };

/** The ends of the connection that has an inside range: connections to several hubs may have one name. */
export function endsOf({ connections }: Ends, name: string, range: string): ConnectionEnds | undefined {
  return connections.find((each) => each.name === name && each.outside.has(range));
}

/** What a circuit is called: by our own output, and by AWS after its interface (constructs/aws/transit/direct-connect.ts). */
export function circuitNames(
  wan: Pick<Wan, 'name' | 'environment'>,
  datacentre: string,
  circuit: string,
): readonly string[] {
  return [`${datacentre}_${circuit}`, `${wanPrefix(wan)}-${datacentre}-${circuit}`];
}

/** The two instances of one hub's gateway: they speak BGP from addresses of its own space. */
export function gatewaysIn({ gateways }: Ends, space: Cidr): readonly GatewayEnds[] {
  return gateways.filter(({ peer }) => {
    const address = parseAddress(peer);
    return typeof address === 'number' && space.first <= address && address <= space.last;
  });
}
