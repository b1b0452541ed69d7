import ipaddr from 'ipaddr.js';

/**
 * IPv4 prefixes as value types. The only way in is `parseCidr`, which refuses host bits, so that a prefix here is
 * always the network that was meant. Knows nothing of tenants or sites; addresses are unsigned 32-bit integers.
 */
export class Cidr {
  private constructor(
    /** First address as an unsigned integer. */
    readonly first: number,
    /** Prefix length, 0–32. */
    readonly bits: number,
  ) {
    this.last = first + sizeOfBits(bits) - 1;
  }

  /** Last address as an unsigned integer. */
  readonly last: number;

  /** The prefix of `bits` that starts at `first`; throws a RangeError on host bits (a programming error, not input). */
  static at(first: number, bits: number): Cidr {
    if (!Number.isInteger(bits) || bits < 0 || bits > 32 || first < 0 || first % sizeOfBits(bits) !== 0) {
      throw new RangeError(`no /${bits} starts at ${formatAddress(first)}`);
    }
    return new Cidr(first, bits);
  }

  /** Number of addresses. */
  get size(): number {
    return sizeOfBits(this.bits);
  }

  contains(other: Cidr): boolean {
    return this.first <= other.first && other.last <= this.last;
  }

  overlaps(other: Cidr): boolean {
    return this.first <= other.last && other.first <= this.last;
  }

  equals(other: Cidr): boolean {
    return this.first === other.first && this.bits === other.bits;
  }

  /** The `index`-th prefix of length `bits` inside this one. */
  subnet(bits: number, index: number): Cidr {
    return Cidr.at(this.first + index * sizeOfBits(bits), bits);
  }

  toString(): string {
    return `${formatAddress(this.first)}/${this.bits}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Why a text isn't an IPv4 prefix, with the text that was probably meant. */
export type CidrFault = { readonly fault: 'ipv6' | 'syntax' } | { readonly fault: 'host-bits'; readonly meant: string };

const DOTTED = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** Number of addresses in a prefix of this length. */
export function sizeOfBits(bits: number): number {
  return 2 ** (32 - bits);
}

export function formatAddress(address: number): string {
  return `${(address >>> 24) & 255}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** Dotted IPv4 address to an unsigned integer, or why not. Leading zeros are refused: some tools read them as octal. */
export function parseAddress(text: string): number | CidrFault {
  const octets = DOTTED.exec(text);
  if (octets) {
    const [one, two, three, four] = [Number(octets[1]), Number(octets[2]), Number(octets[3]), Number(octets[4])];
    if (Math.max(one, two, three, four) <= 255) return ((one * 256 + two) * 256 + three) * 256 + four;
  }
  return { fault: ipaddr.IPv6.isValid(text) ? 'ipv6' : 'syntax' };
}

/** `a.b.c.d/len` to a prefix, or why not: IPv6, not a prefix at all, or host bits set (with the network meant). */
export function parseCidr(text: string): Cidr | CidrFault {
  const [addressText = '', bitsText = '', ...rest] = text.split('/');
  const address = parseAddress(addressText);
  if (typeof address !== 'number') return address;
  if (rest.length > 0 || !/^(0|[1-9]\d?)$/.test(bitsText) || Number(bitsText) > 32) return { fault: 'syntax' };
  const bits = Number(bitsText);
  const first = address - (address % sizeOfBits(bits));
  return first === address ? Cidr.at(first, bits) : { fault: 'host-bits', meant: Cidr.at(first, bits).toString() };
}

const known = new Map<string, Cidr>();

/** A prefix that is known to be valid: a constant in code, or text that the schema has already accepted. */
export function cidr(text: string): Cidr {
  const before = known.get(text);
  if (before) return before;
  const parsed = parseCidr(text);
  if (parsed instanceof Cidr) {
    known.set(text, parsed);
    return parsed;
  }
  throw new RangeError(`"${text}" is not an IPv4 prefix (${parsed.fault})`);
}

/** By address, then the wider first: the order of every list of prefixes that is written out. */
export function compareCidrs(a: Cidr, b: Cidr): number {
  return a.first - b.first || a.bits - b.bits;
}

/** What a virtual hub takes for private. Source: learn.microsoft.com/azure/virtual-wan/how-to-routing-policies */
export const RFC1918: readonly Cidr[] = [cidr('10.0.0.0/8'), cidr('172.16.0.0/12'), cidr('192.168.0.0/16')];

/** Private and shared address space (RFC 1918, RFC 6598): what a transit gateway table blackholes by default. */
/**
 * Where Azure takes inside addresses of tunnels that somebody else chose.
 * Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-howto-aws-bgp (169.254.21.0 to 169.254.22.255)
 */
export const AZURE_INSIDE: readonly Cidr[] = [cidr('169.254.21.0/24'), cidr('169.254.22.0/24')];

export const PRIVATE_BLOCKS: readonly Cidr[] = [
  cidr('10.0.0.0/8'),
  cidr('100.64.0.0/10'),
  cidr('172.16.0.0/12'),
  cidr('192.168.0.0/16'),
];

/** Everything. */
export const ANYWHERE = cidr('0.0.0.0/0');

/** Whether an address is in one of several prefixes. */
export function holds(prefixes: readonly Cidr[], address: number): boolean {
  return prefixes.some((prefix) => prefix.first <= address && address <= prefix.last);
}

/** Addresses no customer gateway can have: "this network", loopback, link-local, multicast and reserved (RFC 6890). */
export const NOT_PUBLIC: readonly Cidr[] = [
  ...PRIVATE_BLOCKS,
  cidr('0.0.0.0/8'),
  cidr('127.0.0.0/8'),
  cidr('169.254.0.0/16'),
  cidr('224.0.0.0/3'),
];
