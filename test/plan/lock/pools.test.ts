import fc from 'fast-check';
import { cidr } from '../../../catalogue/values/cidr';
import { CidrSet } from '../../../catalogue/values/cidr-set';
import {
  chooseAzureInsideRange,
  chooseBlock,
  chooseInsideRange,
  isInsideRange,
  NumberPool,
} from '../../../plan/lock/pools';

test.each([
  ['169.254.0.0/30', false],
  ['169.254.0.4/30', false],
  ['169.254.5.252/30', false],
  ['169.254.6.0/30', true],
  ['169.254.20.252/30', true],
  ['169.254.21.0/30', false],
  ['169.254.22.252/30', false],
  ['169.254.23.0/30', true],
  ['169.254.169.252/30', false],
  ['169.254.170.0/30', false],
  ['169.254.171.0/30', true],
  ['169.254.255.252/30', true],
  ['169.254.6.0/29', false],
  ['169.253.6.0/30', false],
])('%s may be a site’s inside range: %s', (range, allowed) => {
  expect(isInsideRange(cidr(range))).toBe(allowed);
});

test('chosen inside ranges are allowed, distinct, and the same for the same key', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 50 }), (keys) => {
      const taken = new Set<string>();
      const ranges = keys.map((key) => chooseInsideRange(key, taken));
      expect(new Set(ranges).size).toBe(keys.length);
      expect(ranges.every((range) => isInsideRange(cidr(range)))).toBe(true);
      if (keys[0] !== undefined) expect(chooseInsideRange(keys[0], new Set())).toBe(ranges[0]);
    }),
  );
});

test('all 15,744 ranges of a site can be used', () => {
  const taken = new Set<string>();
  for (let index = 0; index < 15_744; index += 1) chooseInsideRange(String(index), taken);
  expect(taken.size).toBe(15_744);
  expect(() => chooseInsideRange('one more', taken)).toThrow(RangeError);
});

test('a pool gives every usable number once, then none', () => {
  const pool = new NumberPool('numbers', 10, 19, (value) => value !== 13);
  pool.take(11);
  const chosen = Array.from({ length: 8 }, (_, index) => pool.choose(`key ${index}`));
  expect([...chosen].sort()).toEqual([10, 12, 14, 15, 16, 17, 18, 19]);
  expect(pool.choose('late')).toBeUndefined();
});

test('blocks are found in any of several ranges as long as one has room', () => {
  const ranges = [cidr('10.0.0.0/30'), cidr('10.1.0.0/31'), cidr('10.2.0.0/32')];
  const taken = new CidrSet();
  const found = Array.from({ length: 8 }, (_, index) => chooseBlock(`key ${index}`, ranges, 32, taken)?.toString());
  expect(found.filter((block) => block !== undefined).sort()).toEqual([
    '10.0.0.0/32',
    '10.0.0.1/32',
    '10.0.0.2/32',
    '10.0.0.3/32',
    '10.1.0.0/32',
    '10.1.0.1/32',
    '10.2.0.0/32',
  ]);
  expect(found.at(-1)).toBeUndefined();
});

test('a partner’s gateway of Azure has ranges that Azure takes, 128 of them, each once', () => {
  const taken = new Set<string>();
  for (let index = 0; index < 128; index += 1)
    expect(chooseAzureInsideRange(String(index), taken)).toMatch(/^169\.254\.2[12]\.\d+\/30$/);
  expect(taken.size).toBe(128);
  expect(() => chooseAzureInsideRange('one more', taken)).toThrow(RangeError);
});
