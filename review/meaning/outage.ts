/** How long something is off, in words, with where that is said. Longer ones come later in the list. */
export interface Outage {
  readonly rank: number;
  readonly text: string;
  readonly source: string;
}

export const OUTAGES = {
  none: { rank: 0, text: 'none', source: '' },
  /** BGP has to say it again; hold times of the tunnels are 30 s. */
  seconds: {
    rank: 1,
    text: 'seconds, until BGP has said it again',
    source: 'docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html (BGP hold time 30 s)',
  },
  /** Sessions begin anew, from another address. */
  routerSet: { rank: 1, text: 'nothing by the apply; seconds on each, when its router is set', source: '' },
  /** The gateway's instances restart one after the other. */
  instances: {
    rank: 2,
    text: 'minutes on each tunnel, one instance of the gateway after the other',
    source: 'learn.microsoft.com/azure/virtual-wan/virtual-wan-faq (gateway scale units)',
  },
  minutes: {
    rank: 3,
    text: 'minutes',
    source: 'docs.aws.amazon.com/vpn/latest/s2svpn/modify-vpn-tunnel-options.html: "up to several minutes"',
  },
  farEnd: {
    rank: 4,
    text: 'from the apply until the far end is set alike',
    source: 'both ends of a tunnel must agree: RFC 7296',
  },
  replaced: {
    rank: 5,
    text: '4 to 7 minutes to make it anew, then until the far end has its new keys and addresses',
    source: 'provider acceptance tests of aws_vpn_connection: 236 to 394 s',
  },
  anew: { rank: 6, text: 'until it is made anew, with everything behind it', source: 'Terraform destroys it first' },
  forGood: { rank: 7, text: 'for good', source: '' },
} as const satisfies Record<string, Outage>;

export function longer(one: Outage, other: Outage): Outage {
  return other.rank > one.rank ? other : one;
}
