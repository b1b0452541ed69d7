import { createHash } from 'node:crypto';
import { FOUR_BYTE_POOL, reservedBy, TWO_BYTE_POOL } from '../../catalogue/values/asn';
import { AZURE_INSIDE, type Cidr, cidr } from '../../catalogue/values/cidr';
import type { CidrSet } from '../../catalogue/values/cidr-set';

/**
 * Where numbers come from. Every choice starts at a hash of its key and takes the next free number from there, so that
 * two branches that each add sites rarely want the same one, and the order of the catalogue decides nothing.
 */
export function startingPoint(key: string, size: number): number {
  return createHash('sha256').update(key).digest().readUIntBE(0, 6) % size;
}

/** A pool of whole numbers, some of them unusable. */
export class NumberPool {
  private readonly taken = new Set<number>();

  constructor(
    readonly name: string,
    private readonly first: number,
    private readonly last: number,
    private readonly usable: (value: number) => boolean = () => true,
  ) {}

  take(value: number): void {
    this.taken.add(value);
  }

  /** The number for `key`, or undefined where every one is taken. */
  choose(key: string): number | undefined {
    const size = this.last - this.first + 1;
    const start = startingPoint(key, size);
    for (let step = 0; step < size; step += 1) {
      const value = this.first + ((start + step) % size);
      if (this.taken.has(value) || !this.usable(value)) continue;
      this.taken.add(value);
      return value;
    }
    return undefined;
  }
}

/** AS numbers for sites with a hub in Azure: its VPN gateways take no 4-byte number. */
export function twoByteAsns(): NumberPool {
  return new NumberPool(
    '2-byte AS numbers',
    TWO_BYTE_POOL.first,
    TWO_BYTE_POOL.last,
    (asn) => reservedBy(asn) === undefined,
  );
}

/** AS numbers for all other sites. */
export function fourByteAsns(): NumberPool {
  return new NumberPool('4-byte AS numbers', FOUR_BYTE_POOL.first, FOUR_BYTE_POOL.last);
}

/**
 * Suricata signature ids: 1,000,000–1,999,999 is the range kept for local rules.
 * Source: docs.suricata.io "Rules format", sid allocation (sidallocation.org).
 */
export const RULE_NUMBERS = { first: 1_000_000, last: 1_999_999 } as const;

export function signatureIds(): NumberPool {
  return new NumberPool('rule numbers', RULE_NUMBERS.first, RULE_NUMBERS.last);
}

/** Source: Network Firewall API StatefulRuleGroupReference.Priority (1–65535). */
export const GROUP_PRIORITIES = { first: 1, last: 65_535 } as const;

export function groupPriorities(): NumberPool {
  return new NumberPool('rule group priorities', GROUP_PRIORITIES.first, GROUP_PRIORITIES.last);
}

const LINK_LOCAL = cidr('169.254.0.0/16');

/**
 * Third octets of 169.254.0.0/16 that no site's tunnel uses: 0–5 hold the /30s AWS reserves, 21 and 22 are the only
 * ones Azure accepts for the link between the clouds, 169 and 170 hold instance metadata and container credentials
 * (docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html; learn.microsoft.com, VPN gateway BGP overview).
 */
const CLOSED_OCTETS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 21, 22, 169, 170]);
const OPEN_OCTETS = Array.from({ length: 256 }, (_, octet) => octet).filter((octet) => !CLOSED_OCTETS.has(octet));

/** True where a tunnel of a site may have this inside range. */
export function isInsideRange(range: Cidr): boolean {
  return range.bits === 30 && LINK_LOCAL.contains(range) && !CLOSED_OCTETS.has((range.first >>> 8) & 255);
}

/** The inside /30 for `key`, none of `taken`; the set is per site, so 15,744 ranges are always enough. */
export function chooseInsideRange(key: string, taken: Set<string>): string {
  return chooseRange(key, OPEN_OCTETS, taken) ?? full('a site with more than 7,872 connections');
}

/** The same where the far end is a gateway of Azure, which takes 128 of them. */
export function chooseAzureInsideRange(key: string, taken: Set<string>): string {
  return chooseRange(key, LINK_OCTETS, taken) ?? full('a site with more than 64 connections to a gateway of Azure');
}

function full(what: string): never {
  throw new RangeError(what);
}

function chooseRange(key: string, octets: readonly number[], taken: Set<string>): string | undefined {
  const size = octets.length * 64;
  const start = startingPoint(key, size);
  for (let step = 0; step < size; step += 1) {
    const index = (start + step) % size;
    const octet = octets[Math.floor(index / 64)] ?? 0;
    const range = LINK_LOCAL.subnet(30, octet * 64 + (index % 64)).toString();
    if (taken.has(range)) continue;
    taken.add(range);
    return range;
  }
  return undefined;
}

/** Third octets that Azure accepts for BGP of somebody's choosing: for links between the clouds, and for partners' gateways there. */
const LINK_OCTETS = [21, 22] as const;

/** True where a tunnel of a link may have this inside range. */
export function isLinkRange(range: Cidr): boolean {
  return range.bits === 30 && AZURE_INSIDE.some((block) => block.contains(range));
}

/** The inside /30 of a tunnel between the clouds for `key`, none of `taken`. There are 128: 32 links. */
export function chooseLinkRange(key: string, taken: Set<string>): string {
  return chooseRange(key, LINK_OCTETS, taken) ?? full('more than 32 links between the clouds');
}

/** A free block of `bits` for `key` inside one of the ranges, taken at once; undefined where none is left. */
export function chooseBlock(key: string, ranges: readonly Cidr[], bits: number, taken: CidrSet): Cidr | undefined {
  const usable = ranges.filter((range) => range.bits <= bits);
  const blocks = usable.map((range) => range.size / 2 ** (32 - bits));
  let start =
    usable.length === 0
      ? 0
      : startingPoint(
          key,
          blocks.reduce((sum, count) => sum + count, 0),
        );
  const begin = blocks.findIndex((count) => (start < count ? true : ((start -= count), false)));
  for (let step = 0; step < usable.length; step += 1) {
    const range = usable[(begin + step) % usable.length];
    const free = range && taken.nextFree(range, bits, step === 0 ? start : 0);
    if (free) {
      taken.add(free);
      return free;
    }
  }
  return undefined;
}
