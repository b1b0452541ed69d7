import fc from 'fast-check';
import { type Cidr, cidr } from '../../../catalogue/values/cidr';
import { coverOf, withoutPrefixes } from '../../../plan/places/prefix-cover';

/** Small enough to count every address of. */
const BLOCK = cidr('10.0.0.0/22');
const inside = fc
  .tuple(fc.integer({ min: 22, max: 32 }), fc.nat())
  .map(([bits, pick]): Cidr => BLOCK.subnet(bits, pick % 2 ** (bits - 22)));

const addresses = (prefixes: readonly Cidr[]): ReadonlySet<number> =>
  new Set(prefixes.flatMap(({ first, size }) => Array.from({ length: size }, (_, index) => first + index)));

test('prefixes without others are exactly the addresses that are left, in as few prefixes as can be', () => {
  fc.assert(
    fc.property(fc.array(inside, { maxLength: 4 }), fc.array(inside, { maxLength: 4 }), (from, without) => {
      const gone = addresses(without);
      const wanted = [...addresses(from)].filter((address) => !gone.has(address)).sort((a, b) => a - b);
      const left = withoutPrefixes(coverOf(from), without);
      expect([...addresses(left)].sort((a, b) => a - b)).toEqual(wanted);
      // No address twice, and no two prefixes that are one.
      expect(left.reduce((sum, { size }) => sum + size, 0)).toBe(wanted.length);
      expect(coverOf(left).map(String)).toEqual(left.map(String));
    }),
    { numRuns: 300 },
  );
});
