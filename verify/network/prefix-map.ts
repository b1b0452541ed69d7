import type { Cidr } from '../../catalogue/values/cidr';

const END = 2 ** 32;

/** Longest-prefix match over a fixed list, as a map of disjoint intervals: one binary search a question. */
export class PrefixMap<T> {
  private readonly firsts: number[] = [];
  private readonly values: (T | undefined)[] = [];

  /** Of equal prefixes the first in the list counts. */
  constructor(entries: readonly (readonly [Cidr, T])[]) {
    const sorted = entries
      .map(([prefix, value], order) => ({ prefix, value, order }))
      .sort((a, b) => a.prefix.first - b.prefix.first || a.prefix.bits - b.prefix.bits || a.order - b.order);
    const open: { last: number; value: T; first: number; bits: number }[] = [];
    const mark = (first: number, value: T | undefined): void => {
      if (first >= END) return;
      if (this.firsts.at(-1) === first) this.values[this.values.length - 1] = value;
      else {
        this.firsts.push(first);
        this.values.push(value);
      }
    };
    const closeBefore = (first: number): void => {
      for (let top = open.at(-1); top && top.last < first; top = open.at(-1)) {
        open.pop();
        let outer = open.at(-1);
        while (outer && outer.last <= top.last) {
          open.pop();
          outer = open.at(-1);
        }
        mark(top.last + 1, outer?.value);
      }
    };
    mark(0, undefined);
    for (const { prefix, value } of sorted) {
      closeBefore(prefix.first);
      const top = open.at(-1);
      if (top?.first === prefix.first && top.bits === prefix.bits) continue;
      open.push({ last: prefix.last, value, first: prefix.first, bits: prefix.bits });
      mark(prefix.first, value);
    }
    closeBefore(END);
  }

  get(address: number): T | undefined {
    let low = 0;
    let high = this.firsts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.firsts[middle] ?? 0) <= address) low = middle;
      else high = middle;
    }
    return this.values[low];
  }
}
