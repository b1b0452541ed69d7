import fc from 'fast-check';
import { Cidr, cidr, compareCidrs, formatAddress, parseAddress, parseCidr } from '../../../catalogue/values/cidr';
import { CidrSet } from '../../../catalogue/values/cidr-set';

test.each([
  ['0.0.0.0/0', 0, 4294967295],
  ['10.64.8.0/24', 171968512, 171968767],
  ['255.255.255.255/32', 4294967295, 4294967295],
  ['169.254.6.0/30', 2851997184, 2851997187],
])('%s spans %d to %d', (text, first, last) => {
  const parsed = cidr(text);
  expect([parsed.first, parsed.last, parsed.toString()]).toEqual([first, last, text]);
});

test.each([
  ['10.0.3.1/28', { fault: 'host-bits', meant: '10.0.3.0/28' }],
  ['10.0.3.16/27', { fault: 'host-bits', meant: '10.0.3.0/27' }],
  ['10.0.0.0', { fault: 'syntax' }],
  ['10.0.0.0/33', { fault: 'syntax' }],
  ['10.0.0.0/8/8', { fault: 'syntax' }],
  ['10.0.0.0/08', { fault: 'syntax' }],
  ['10a.0.0.1/32', { fault: 'syntax' }],
  ['010.0.0.0/8', { fault: 'syntax' }],
  ['10.0.0.256/32', { fault: 'syntax' }],
  [' 10.0.0.0/8', { fault: 'syntax' }],
  ['2001:db8::/32', { fault: 'ipv6' }],
  ['', { fault: 'syntax' }],
])('refuses "%s"', (text, fault) => {
  expect(parseCidr(text)).toEqual(fault);
});

const anyCidr = fc
  .tuple(fc.nat({ max: 4294967295 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, bits]) => Cidr.at(address - (address % 2 ** (32 - bits)), bits));
/** Prefixes inside 10.0.0.0/24, so that they often touch. */
const crowded = fc
  .tuple(fc.nat({ max: 255 }), fc.integer({ min: 25, max: 32 }))
  .map(([offset, bits]) => cidr('10.0.0.0/24').subnet(bits, Math.floor(offset / 2 ** (32 - bits))));

test('text and value are two forms of one thing', () => {
  fc.assert(
    fc.property(anyCidr, (prefix) => {
      expect(cidr(prefix.toString()).equals(prefix)).toBe(true);
      expect(parseAddress(formatAddress(prefix.first))).toBe(prefix.first);
    }),
  );
});

test('two prefixes are nested or disjoint, never half inside', () => {
  fc.assert(
    fc.property(crowded, crowded, (a, b) => {
      expect(a.overlaps(b)).toBe(a.contains(b) || b.contains(a));
      expect(Math.sign(compareCidrs(a, b))).toBe(-Math.sign(compareCidrs(b, a)) || 0);
    }),
  );
});

test('a set of prefixes answers like a list of addresses', () => {
  fc.assert(
    fc.property(fc.array(crowded, { maxLength: 12 }), crowded, (members, probe) => {
      const set = new CidrSet();
      const addresses = new Set<number>();
      for (const member of members) {
        set.add(member);
        for (let address = member.first; address <= member.last; address += 1) addresses.add(address);
      }
      const inside = Array.from({ length: probe.size }, (_, offset) => addresses.has(probe.first + offset));
      expect(set.overlaps(probe)).toBe(inside.includes(true));
      expect(set.covers(probe)).toBe(!inside.includes(false));
    }),
  );
});

test('the next free block is free, aligned, the first from where it began, and found wherever there is one', () => {
  fc.assert(
    fc.property(
      fc.array(crowded, { maxLength: 12 }),
      fc.integer({ min: 25, max: 32 }),
      fc.nat({ max: 300 }),
      (members, bits, start) => {
        const within = cidr('10.0.0.0/24');
        const set = new CidrSet(members);
        const blocks = within.size / 2 ** (32 - bits);
        const wanted = Array.from({ length: blocks }, (_, step) => within.subnet(bits, (start + step) % blocks)).find(
          (block) => !members.some((member) => member.overlaps(block)),
        );
        expect(set.nextFree(within, bits, start)?.toString()).toBe(wanted?.toString());
      },
    ),
  );
});
