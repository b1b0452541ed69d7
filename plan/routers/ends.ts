/** The cloud's ends of tunnels, which are known once they are made. Addresses and names of keys alone: never a key. */
export interface Ends {
  /** By connection: the outside address of the tunnel that has an inside range. */
  readonly connections: ReadonlyMap<string, ConnectionEnds>;
  /** Instances of an Azure VPN gateway, in their order. */
  readonly gateways: readonly GatewayEnds[];
}

export interface ConnectionEnds {
  /** Outside address by inside range: never by order, which AWS does not keep. */
  readonly outside: ReadonlyMap<string, string>;
  /** ARN of the secret that holds the keys of both tunnels. */
  readonly keyArn?: string;
}

export interface GatewayEnds {
  /** Where tunnels end. */
  readonly outside: string;
  /** Where BGP is spoken. */
  readonly peer: string;
}

export const NO_ENDS: Ends = { connections: new Map(), gateways: [] };
