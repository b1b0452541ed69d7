import { type Cidr, PRIVATE_BLOCKS } from '../../catalogue/values/cidr';
import { type NamePattern, namesMeet, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import { mergePorts, type PortRange } from '../../catalogue/values/ports';
import { coverOf } from '../places/prefix-cover';
import type { EgressFilter, EgressPolicy } from './egress-policy';

/** One line of a breakout's rules. Lines are tried in order and the first that matches decides. */
export interface EgressRule {
  /** Permanent name: what its number in the lock hangs on. */
  readonly key: string;
  readonly action: 'pass' | 'drop' | 'reject';
  readonly sources: Side;
  readonly destinations: Side;
  readonly match: EgressMatch;
  readonly message: string;
}

/** `home`: the domain's own supernets; `outside`: everything else. */
export type Side = 'home' | 'outside' | 'anywhere' | readonly Cidr[];

export type EgressMatch =
  /** Every packet of a connection of this protocol; `other` is neither TCP nor UDP. */
  | { readonly on: 'packets'; readonly protocol: 'ip' | 'tcp' | 'udp' | 'other'; readonly ports?: readonly PortRange[] }
  /** Packets of a TCP connection that isn't established yet. */
  | { readonly on: 'handshake'; readonly ports?: readonly PortRange[] }
  /** The name that a TLS client asks for, or an HTTP request's host; without one, any name there is. */
  | {
      readonly on: 'name';
      readonly protocol: 'tls' | 'http';
      /** A name that ends with a dot: the same server to a client, and on no list. */
      readonly dotted?: true;
      readonly name?: NamePattern;
      /** Only on these ports; absent: on every port where a connection could begin. */
      readonly ports?: readonly PortRange[];
    };

/** Ports where only HTTP and TLS are passed, by name. */
const WEB_PORTS: readonly number[] = [80, 443];

/**
 * A breakout's rules in order: what never passes, the resolver's queries, filters and suppliers, the handshakes that
 * may begin, then names. A connection whose name no line passes meets the policy's default, which drops.
 */
export function egressRules(policy: EgressPolicy): readonly EgressRule[] {
  const prefix = `egress/${policy.domain.id}`;
  const rules = [
    ...guards(policy),
    ...resolverQueries(policy),
    ...otherProtocols(),
    ...policy.filters.flatMap(filterHandshakes),
    ...handshakes(policy),
    ...policy.filters.flatMap(filterNames),
    ...policy.suppliers.flatMap((supplier) =>
      supplier.names.flatMap((name) =>
        named(`supplier/${supplier.id}`, 'pass', supplier.sources, name, `supplier ${supplier.id}`, supplier.ports),
      ),
    ),
    ...names(policy),
    ...refusals(policy),
  ];
  return (policy.home.length === 0 ? NOTHING : rules).map((rule) => ({ ...rule, key: `${prefix}/${rule.key}` }));
}

/** The rules of a breakout that the last tenant has left. */
const NOTHING: readonly EgressRule[] = [
  {
    key: 'guard/source',
    action: 'drop',
    sources: 'anywhere',
    destinations: 'anywhere',
    match: { on: 'packets', protocol: 'ip' },
    message: 'nobody leaves here any more',
  },
];

/** Nothing leaves with a foreign source address, and nothing goes through a breakout to anywhere private. */
function guards({ home }: EgressPolicy): readonly EgressRule[] {
  const match: EgressMatch = { on: 'packets', protocol: 'ip' };
  return [
    {
      key: 'guard/source',
      action: 'drop',
      sources: 'outside',
      destinations: 'outside',
      match,
      message: 'source address of nobody here',
    },
    {
      key: 'guard/inward',
      action: 'drop',
      sources: 'anywhere',
      destinations: coverOf([...home, ...PRIVATE_BLOCKS]),
      match,
      message: 'nothing private is reached through a breakout',
    },
  ];
}

function resolverQueries(policy: EgressPolicy): readonly EgressRule[] {
  if (policy.resolverSources.length === 0) return [];
  return policy.resolvers.flatMap(({ domain, addresses }) =>
    (['tcp', 'udp'] as const).map((protocol): EgressRule => ({
      key: `resolver/${domain}/${protocol}`,
      action: 'pass',
      sources: policy.resolverSources,
      destinations: addresses,
      match: { on: 'packets', protocol, ports: mergePorts([`${protocol}/53`]) },
      message: `resolver of ${domain}`,
    })),
  );
}

function otherProtocols(): readonly EgressRule[] {
  return (['other', 'udp'] as const).map((protocol) => ({
    key: `guard/${protocol}`,
    action: 'drop',
    sources: 'home',
    destinations: 'anywhere',
    match: { on: 'packets', protocol },
    message: protocol === 'udp' ? 'no UDP, QUIC included' : 'neither TCP nor UDP',
  }));
}

/** A filtered tenant opens connections to its filter and to nothing else. */
function filterHandshakes({ tenant, sources, via }: EgressFilter): readonly EgressRule[] {
  const pass: EgressRule =
    via.kind === 'proxy'
      ? {
          key: `filter/${tenant}/proxy`,
          action: 'pass',
          sources,
          destinations: via.addresses,
          match: { on: 'packets', protocol: 'tcp', ports: via.ports },
          message: `${tenant} to its filter`,
        }
      : {
          key: `filter/${tenant}/handshake`,
          action: 'pass',
          sources,
          destinations: 'outside',
          match: { on: 'handshake', ports: mergePorts(['tcp/443']) },
          message: `${tenant} begins towards its filter`,
        };
  return [
    pass,
    {
      key: `filter/${tenant}/only`,
      action: 'reject',
      sources,
      destinations: 'anywhere',
      match: { on: 'handshake' },
      message: `${tenant} leaves through its filter only`,
    },
  ];
}

function filterNames({ tenant, sources, via }: EgressFilter): readonly EgressRule[] {
  if (via.kind === 'proxy') return [];
  return via.names.map((name) => ({
    key: `filter/${tenant}/${text(name)}/tls`,
    action: 'pass',
    sources,
    destinations: 'outside',
    match: { on: 'name', protocol: 'tls', name },
    message: `${tenant} to its filter`,
  }));
}

/** Which connections may begin: to the domain's ports, to suppliers' addresses or ports for their consumers. Filters have lines of their own. */
function handshakes(policy: EgressPolicy): readonly EgressRule[] {
  if (policy.open.length === 0) return [];
  const begin = (key: string, sources: readonly Cidr[], ports: readonly PortRange[], message: string): EgressRule => ({
    key,
    action: 'pass',
    sources,
    destinations: 'outside',
    match: { on: 'handshake', ports },
    message,
  });
  return [
    ...policy.suppliers.map(({ id, sources, addresses, ports }): EgressRule =>
      addresses.length === 0
        ? begin(`supplier/${id}/handshake`, sources, ports, `begins towards supplier ${id}`)
        : {
            key: `supplier/${id}/addresses`,
            action: 'pass',
            sources,
            destinations: addresses,
            match: { on: 'packets', protocol: 'tcp', ports },
            message: `supplier ${id} at its addresses`,
          },
    ),
    begin('handshake', policy.open, policy.ports, 'begins on a listed port'),
    {
      key: 'guard/handshake',
      action: 'reject',
      sources: 'home',
      destinations: 'anywhere',
      match: { on: 'handshake' },
      message: 'port is not listed',
    },
  ];
}

/** Names of those who leave unfiltered: refused ones, allowed ones, then what the domain does by default. */
function names(policy: EgressPolicy): readonly EgressRule[] {
  const { open } = policy;
  if (open.length === 0) return [];
  const byDefault = (['tls', 'http'] as const).map((protocol): EgressRule => ({
    key: `default/${protocol}`,
    action: 'pass',
    sources: open,
    destinations: 'outside',
    // A supplier's port begins connections too; without ports any name would do on it.
    match: { on: 'name', protocol, ports: policy.ports },
    message: 'allowed by default',
  }));
  const others = policy.ports.flatMap(withoutWebPorts);
  // Where nothing passes unnamed, only what a listed name would pass has to be refused.
  const passable = (name: NamePattern): boolean =>
    policy.byDefault === 'allow' || policy.allow.some((allowed) => namesMeet(allowed, name));
  return [
    ...(policy.byDefault === 'allow' ? dotted(open) : []),
    ...OPEN_RESOLVERS.map(parseName)
      .filter(passable)
      .flatMap((name) => named('open-resolver', 'reject', open, name, 'DNS over HTTPS')),
    ...policy.deny
      .filter(passable)
      .flatMap((name) => named('deny', 'reject', open, name, 'on the list of refused names')),
    ...policy.allow.flatMap((name) => named('allow', 'pass', open, name, 'on the list of allowed names', policy.ports)),
    ...(policy.byDefault === 'allow' ? byDefault : []),
    ...(policy.byDefault === 'allow' && others.length > 0
      ? [
          {
            key: 'default/other-ports',
            action: 'pass' as const,
            sources: open,
            destinations: 'outside' as const,
            match: { on: 'packets' as const, protocol: 'tcp' as const, ports: others },
            message: 'listed port other than 80 and 443',
          },
        ]
      : []),
  ];
}

/** Before lists of refused names are tried: a client that writes `name.` means `name`. */
function dotted(sources: readonly Cidr[]): readonly EgressRule[] {
  return (['tls', 'http'] as const).map((protocol) => ({
    key: `guard/dotted/${protocol}`,
    action: 'reject',
    sources,
    destinations: 'outside',
    match: { on: 'name', protocol, dotted: true },
    message: 'a name that ends with a dot',
  }));
}

/**
 * Where only listed names pass, every other is refused by a rule of its own: the policy's default is tried on packets, and
 * what a connection says before it is established (TCP Fast Open, RFC 7413) is no packet that it sees.
 */
function refusals({ byDefault, open, filters }: EgressPolicy): readonly EgressRule[] {
  const named = (key: string, sources: readonly Cidr[]): readonly EgressRule[] =>
    (['tls', 'http'] as const).map((protocol) => ({
      key: `${key}/${protocol}`,
      action: 'reject',
      sources,
      destinations: 'outside',
      match: { on: 'name', protocol },
      message: 'on no list of allowed names',
    }));
  return [
    ...filters.flatMap(({ tenant, sources, via }) =>
      via.kind === 'proxy' ? [] : named(`filter/${tenant}/refuse`, sources),
    ),
    ...(byDefault === 'deny' && open.length > 0 ? named('refuse', open) : []),
  ];
}

function named(
  key: string,
  action: 'pass' | 'reject',
  sources: readonly Cidr[],
  name: NamePattern,
  message: string,
  ports?: readonly PortRange[],
): readonly EgressRule[] {
  return (['tls', 'http'] as const).map((protocol) => ({
    key: `${key}/${text(name)}/${protocol}`,
    action,
    sources,
    destinations: 'outside',
    match: { on: 'name', protocol, name, ...(ports ? { ports } : {}) },
    message,
  }));
}

function text({ name, self, below }: NamePattern): string {
  return below ? `${self ? '' : '*'}.${name}` : name;
}

/** A range of TCP ports without 80 and 443. */
export function withoutWebPorts(range: PortRange): readonly PortRange[] {
  let pieces: PortRange[] = [range];
  for (const port of WEB_PORTS) {
    pieces = pieces.flatMap((piece) => {
      if (port < piece.first || port > piece.last) return [piece];
      return [
        { ...piece, last: port - 1 },
        { ...piece, first: port + 1 },
      ].filter(({ first, last }) => first <= last);
    });
  }
  return pieces;
}
