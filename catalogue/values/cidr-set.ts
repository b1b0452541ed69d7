import { Cidr, sizeOfBits } from './cidr';

/** Disjoint address intervals, kept sorted: answers "is it taken" and "which block is the next free one" quickly. */
export class CidrSet {
  private readonly firsts: number[] = [];
  private readonly lasts: number[] = [];

  constructor(prefixes: Iterable<Cidr> = []) {
    for (const prefix of [...prefixes].sort((a, b) => a.first - b.first)) this.add(prefix);
  }

  add(prefix: Cidr): void {
    const at = this.indexAfter(prefix.first - 1);
    let end = at;
    let first = prefix.first;
    let last = prefix.last;
    while (end < this.firsts.length && (this.firsts[end] ?? Infinity) <= last + 1) {
      first = Math.min(first, this.firsts[end] ?? first);
      last = Math.max(last, this.lasts[end] ?? last);
      end += 1;
    }
    this.firsts.splice(at, end - at, first);
    this.lasts.splice(at, end - at, last);
  }

  overlaps(prefix: Cidr): boolean {
    const at = this.indexAfter(prefix.first);
    return (this.firsts[at] ?? Infinity) <= prefix.last;
  }

  /** True where every address of the prefix is in the set. */
  covers(prefix: Cidr): boolean {
    const at = this.indexAfter(prefix.first);
    return (this.firsts[at] ?? Infinity) <= prefix.first && prefix.last <= (this.lasts[at] ?? -1);
  }

  /**
   * The first free block of `bits` inside `within`, beginning at block number `start` and wrapping round once;
   * undefined where none is left. Skips whole taken intervals, so a nearly full range costs no more than an empty one.
   */
  nextFree(within: Cidr, bits: number, start = 0): Cidr | undefined {
    if (bits < within.bits) return undefined;
    const size = sizeOfBits(bits);
    const blocks = within.size / size;
    const begin = start % blocks;
    return this.scan(within, bits, begin, blocks) ?? this.scan(within, bits, 0, begin);
  }

  private scan(within: Cidr, bits: number, from: number, to: number): Cidr | undefined {
    const size = sizeOfBits(bits);
    let block = from;
    while (block < to) {
      const candidate = Cidr.at(within.first + block * size, bits);
      const at = this.indexAfter(candidate.first);
      if ((this.firsts[at] ?? Infinity) > candidate.last) return candidate;
      block = Math.floor(((this.lasts[at] ?? candidate.last) - within.first) / size) + 1;
    }
    return undefined;
  }

  /** Index of the first interval whose last address is at or after `address`. */
  private indexAfter(address: number): number {
    let low = 0;
    let high = this.lasts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.lasts[middle] ?? Infinity) < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
