/** What a connection carries, once its addresses are known. */
export interface Service {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'other';
  /** Destination port; 0 where the protocol has none. */
  readonly port: number;
  /** What it speaks once it is established; only TCP is looked into. */
  readonly speaks?: 'tls' | 'http';
  /** Name that the client asks for. */
  readonly name?: string;
  /** It says so in its first packet already: TCP Fast Open, RFC 7413. */
  readonly early?: true;
}
