import fc from 'fast-check';
import { type Cidr, cidr, formatAddress } from '../../../catalogue/values/cidr';
import { PrefixMap } from '../../../verify/network/prefix-map';

const at = (address: number, bits: number): Cidr =>
  cidr(`${formatAddress(Math.floor(address / 2 ** (32 - bits)) * 2 ** (32 - bits))}/${bits}`);

const prefix = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, bits]) => at(address, bits));
/** Prefixes close together, so that they nest and repeat. */
const near = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 22, max: 32 }))
  .map(([low, bits]) => at(0x0a000000 + low * 4, bits));

/** Every prefix looked at, the longest kept, the first of equals. */
function naive<T>(entries: readonly (readonly [Cidr, T])[], address: number): T | undefined {
  let best: readonly [Cidr, T] | undefined;
  for (const entry of entries)
    if (entry[0].first <= address && address <= entry[0].last && (!best || entry[0].bits > best[0].bits)) best = entry;
  return best?.[1];
}

test('answers as a naive longest-prefix match does, at every edge', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(prefix, near), { maxLength: 40 }), (prefixes) => {
      const entries = prefixes.map((each, index) => [each, index] as const);
      const map = new PrefixMap(entries);
      const edges = prefixes.flatMap(({ first, last }) => [first - 1, first, last, last + 1]);
      for (const address of [0, 2 ** 32 - 1, ...edges].filter((edge) => edge >= 0 && edge < 2 ** 32))
        expect(map.get(address)).toBe(naive(entries, address));
    }),
    { numRuns: 500 },
  );
});

test('an empty map knows nothing', () => {
  expect(new PrefixMap([]).get(0x0a000001)).toBeUndefined();
});
