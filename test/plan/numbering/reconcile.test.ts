import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { cidr } from '../../../catalogue/values/cidr';
import type { Catalogue, Site } from '../../../catalogue/model';
import { type Lock, parseLock, type SiteLock } from '../../../plan/lock/lock-file';
import { renderLock } from '../../../plan/lock/render-lock';
import { reconcileLock } from '../../../plan/numbering/reconcile';
import { catalogueOf, madeSite, NOWHERE, type SiteKind } from '../../support/catalogues';
import { must } from '../../support/synth';

const lockOf = (catalogue: Catalogue, keep?: Lock): Lock =>
  must(reconcileLock(catalogue, NOWHERE, { keep, asOf: keep?.asOf ?? '2026-11-22' }));

const anyKind: fc.Arbitrary<SiteKind> = fc.record({
  profile: fc.constantFrom('dedicated', 'concentrator', 'azure', 'both'),
  tenant: fc.constantFrom('council', 'schools', 'fire'),
  sized: fc.boolean(),
  shared: fc.boolean(),
});

/** Up to thirty sites with distinct numbers. */
const anySites: fc.Arbitrary<readonly Site[]> = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 200 }), anyKind), { selector: ([number]) => number, maxLength: 30 })
  .map((list) => list.map(([number, kind]) => madeSite(number, kind)));

/** Every number a lock holds, with the scope in which it may stand only once. */
function numbersOf(lock: Lock): readonly string[] {
  return Object.entries(lock.sites).flatMap(([id, site]) => [
    ...(site.asn === undefined ? [] : [`asn ${site.asn}`]),
    ...Object.values(site.segments).flatMap((segment) => [
      ...(segment.prefix === undefined ? [] : [`prefix ${segment.prefix}`]),
      ...Object.values(segment.circuits).flatMap((circuit) => [
        ...(circuit.loopback === undefined ? [] : [`loopback ${circuit.loopback}`]),
        ...(circuit.tunnels ?? []).map((range) => `inside ${range} of ${id}`),
      ]),
    ]),
  ]);
}

/** Whether a site writes a prefix that the lock has already chosen for another: an error, and no matter of the allocator. */
const writesOverHeld = (lock: Lock, sites: readonly Site[]): boolean => {
  const held = Object.values(lock.sites).flatMap((site) =>
    Object.values(site.segments).flatMap((segment) => (segment.prefix === undefined ? [] : [cidr(segment.prefix)])),
  );
  return sites.some((site) =>
    site.segments.some((segment) => segment.prefixes?.some((prefix) => held.some((other) => prefix.overlaps(other)))),
  );
};

test('inserting a site changes no other entry', () => {
  fc.assert(
    fc.property(anySites, anyKind, fc.nat(), (sites, kind, place) => {
      const before = lockOf(catalogueOf(sites));
      const added = madeSite(500, kind);
      fc.pre(!writesOverHeld(before, [added]));
      const index = sites.length === 0 ? 0 : place % sites.length;
      const after = lockOf(catalogueOf([...sites.slice(0, index), added, ...sites.slice(index)]), before);
      const { [added.id]: own, ...others } = after.sites;
      expect(own).toBeDefined();
      expect(others).toEqual(before.sites);
      for (const [hub, numbers] of Object.entries(before.hubs)) {
        const { concentrators, ...rest } = after.hubs[hub] ?? numbers;
        const { concentrators: held, ...others } = numbers;
        expect(rest).toEqual(others);
        // A site may open a concentrator; it closes none.
        expect(concentrators).toEqual(expect.arrayContaining(held));
      }
    }),
  );
});

test('removing a leaving site changes no other entry', () => {
  fc.assert(
    fc.property(
      anySites.filter((sites) => sites.length > 0),
      fc.nat(),
      (sites, place) => {
        const index = place % sites.length;
        const leaving = sites.map((site, at) => (at === index ? { ...site, state: 'leaving' as const } : site));
        const before = lockOf(catalogueOf(leaving));
        const after = lockOf(catalogueOf(leaving.filter((_, at) => at !== index)), before);
        const { [sites[index]?.id ?? '']: _gone, ...others } = before.sites;
        expect(after.sites).toEqual(others);
      },
    ),
  );
});

test('reordering and renaming change nothing at all, byte for byte', () => {
  fc.assert(
    fc.property(
      anySites.chain((sites) =>
        fc.tuple(fc.constant(sites), fc.shuffledSubarray([...sites], { minLength: sites.length })),
      ),
      ([sites, shuffled]) => {
        const before = lockOf(catalogueOf(sites));
        const renamed = shuffled.map((site) => ({ ...site, name: `Another ${site.name}` }));
        expect(renderLock(lockOf(catalogueOf(renamed), before))).toBe(renderLock(before));
        expect(renderLock(lockOf(catalogueOf(shuffled)))).toBe(renderLock(before));
      },
    ),
  );
});

test('no number is given twice', () => {
  fc.assert(
    fc.property(anySites, (sites) => {
      const numbers = numbersOf(lockOf(catalogueOf(sites)));
      expect(new Set(numbers).size).toBe(numbers.length);
    }),
  );
});

test('two branches that each add sites merge through the base: nothing of the base changes, no number is used twice', () => {
  const branch = (from: number): fc.Arbitrary<readonly Site[]> =>
    fc.array(anyKind, { maxLength: 8 }).map((kinds) => kinds.map((kind, index) => madeSite(from + index, kind)));
  fc.assert(
    fc.property(anySites, branch(300), branch(400), (sites, ours, theirs) => {
      const common = lockOf(catalogueOf(sites));
      fc.pre(!writesOverHeld(common, theirs));
      const base = lockOf(catalogueOf([...sites, ...theirs]), common);
      fc.pre(!writesOverHeld(base, ours));
      const merged = lockOf(catalogueOf([...sites, ...ours, ...theirs]), base);
      for (const [id, entry] of Object.entries(base.sites)) expect(merged.sites[id]).toEqual(entry);
      const numbers = numbersOf(merged);
      expect(new Set(numbers).size).toBe(numbers.length);
    }),
  );
});

test('a prefix written over one that the lock has chosen for another site is refused, never given twice', () => {
  const held = lockOf(catalogueOf([madeSite(1, { ...kind, sized: true })]));
  const prefix = cidr(held.sites['site-1']?.segments['council']?.prefix ?? '');
  const other = { ...madeSite(2, kind), segments: [{ tenant: 'council', prefixes: [prefix] }] };
  const result = reconcileLock(catalogueOf([madeSite(1, kind), other]), NOWHERE, { keep: held, asOf: held.asOf });
  expect(result.ok ? [] : result.issues.map((issue) => issue.code)).toEqual(['PREFIX_OVERLAP']);
});

test('what is rendered parses back to the same lock', () => {
  fc.assert(
    fc.property(anySites, (sites) => {
      const lock = lockOf(catalogueOf(sites));
      expect(must(parseLock(new TextEncoder().encode(renderLock(lock)), 'x.lock.yaml'))).toEqual(lock);
    }),
  );
});

test.each([
  'sites.lock.yaml',
  'examples/small.lock.yaml',
  'examples/enfield.lock.yaml',
  'test/fixtures/azure/wan.lock.yaml',
  'test/fixtures/everywhere/small.lock.yaml',
])('%s is as `wan lock` writes it, so that the next site changes its own lines only', (file) => {
  const bytes = readFileSync(file);
  expect(bytes.toString('utf8')).toBe(renderLock(must(parseLock(bytes, file))));
});

const kind: SiteKind = { profile: 'dedicated', tenant: 'council', sized: true, shared: false };

test('a site with a former id keeps all its numbers under the new one', () => {
  const before = lockOf(catalogueOf([madeSite(1, kind)]));
  const renamed = { ...madeSite(1, kind), id: 'new-id', was: 'site-1' };
  const after = lockOf(catalogueOf([renamed]), before);
  expect(after.sites).toEqual({ 'new-id': { ...before.sites['site-1'], device: 'site-1' } });
  // `was` may go once the lock knows the site; the gateways keep their device name, which can't change in place.
  const { was: _was, ...settled } = renamed;
  expect(lockOf(catalogueOf([settled]), after)).toEqual(after);
});

test('a written number takes the place of a chosen one, and the lock lets go of it', () => {
  const before = lockOf(catalogueOf([madeSite(1, kind)]));
  expect(before.sites['site-1']?.asn).toBeGreaterThan(65535);
  expect(lockOf(catalogueOf([{ ...madeSite(1, kind), asn: 64900 }]), before).sites['site-1']?.asn).toBeUndefined();
});

test('sites with a hub in Azure get 2-byte AS numbers below its own, others private 4-byte ones', () => {
  const sites = Array.from({ length: 60 }, (_, number) =>
    madeSite(number, { ...kind, profile: number % 2 === 0 ? 'both' : 'dedicated' }),
  );
  const lock = lockOf(catalogueOf(sites));
  sites.forEach((site, number) => {
    const asn = lock.sites[site.id]?.asn ?? 0;
    if (number % 2 === 0) expect(asn >= 64512 && asn <= 65514).toBe(true);
    else expect(asn >= 4200000000 && asn <= 4294967294).toBe(true);
  });
});

test('renumbering is asked for by name, and touches only that site', () => {
  const sites = [madeSite(1, kind), madeSite(2, kind)];
  const before = lockOf(catalogueOf(sites));
  const after = must(
    reconcileLock(catalogueOf(sites), NOWHERE, { keep: before, asOf: before.asOf, twoByteAsn: new Set(['site-1']) }),
  );
  expect(after.sites['site-2']).toEqual(before.sites['site-2']);
  expect(after.sites['site-1']?.asn).toBeLessThan(65535);
  const { asn: _before, ...held } = before.sites['site-1'] ?? ({} as SiteLock);
  const { asn: _after, ...now } = after.sites['site-1'] ?? ({} as SiteLock);
  expect(now).toEqual(held);
});

describe('exhaustion says what ran out and what to widen', () => {
  const problemsOf = (catalogue: Catalogue): readonly string[] => {
    const result = reconcileLock(catalogue, NOWHERE, { asOf: '2026-11-22' });
    return result.ok ? [] : result.issues.map((issue) => `${issue.code}: ${issue.problem} ${issue.fix ?? ''}`);
  };

  test('2-byte AS numbers', () => {
    const sites = Array.from({ length: 999 }, (_, number) => ({
      ...madeSite(number, { ...kind, profile: 'azure' }),
      circuits: [],
    }));
    expect(problemsOf(catalogueOf(sites))).toEqual([
      'POOL_EXHAUSTED: No 2-byte AS numbers are left for Site 998. Write `asn:` at sites that own a public number, or home this one on AWS alone.',
    ]);
  });

  test('prefixes of a tenant', () => {
    const sites = Array.from({ length: 3 }, (_, number) => ({
      ...madeSite(number, kind),
      segments: [{ tenant: 'council', sizeBits: 16 }],
    }));
    expect(problemsOf(catalogueOf(sites))).toEqual([
      "POOL_EXHAUSTED: No free /16 is left for Site 1 in council's supernets. Add a supernet under tenants.council.supernets.aws, or ask for a smaller size.",
      "POOL_EXHAUSTED: No free /16 is left for Site 2 in council's supernets. Add a supernet under tenants.council.supernets.aws, or ask for a smaller size.",
    ]);
  });

  test('networks of a hub', () => {
    const catalogue = catalogueOf([madeSite(1, kind)]);
    const domains = Array.from({ length: 20 }, (_, index) => `d${index}`);
    const tenants = domains.map((egress, index) => ({
      ...catalogue.tenants[0],
      id: `t${index}`,
      egress,
    })) as unknown as Catalogue['tenants'];
    expect(problemsOf({ ...catalogue, tenants: [...catalogue.tenants, ...tenants] })[0]).toMatch(
      /^POOL_EXHAUSTED: No free \/24 is left for "egress-d\d+" in the address space of hub london\. Widen it/,
    );
  });
});

test.each([
  ['planned', []],
  ['building', ['SITE_REMOVED']],
  ['live', ['SITE_REMOVED']],
  ['leaving', []],
] as const)('a site that is %s in the lock may go: %j', (state, problems) => {
  const before = lockOf(catalogueOf([{ ...madeSite(1, kind), state }]));
  const result = reconcileLock(catalogueOf([]), NOWHERE, { keep: before, asOf: before.asOf });
  expect(result.ok ? [] : result.issues.map((issue) => issue.code)).toEqual(problems);
});

test.each([
  ['planned', []],
  ['building', ['SITE_WITHDRAWN']],
  ['live', ['SITE_WITHDRAWN']],
  ['leaving', []],
] as const)('a site that is %s in the lock may become planned: %j', (state, problems) => {
  const before = lockOf(catalogueOf([{ ...madeSite(1, kind), state }]));
  const result = reconcileLock(catalogueOf([{ ...madeSite(1, kind), state: 'planned' }]), NOWHERE, {
    keep: before,
    asOf: before.asOf,
  });
  expect(result.ok ? [] : result.issues.map((issue) => issue.code)).toEqual(problems);
});

test('a live site keeps its way of ending tunnels until it is named', () => {
  const before = lockOf(catalogueOf([madeSite(1, kind)]));
  const moved = madeSite(1, { ...kind, profile: 'concentrator' });
  const refused = reconcileLock(catalogueOf([moved]), NOWHERE, { keep: before, asOf: before.asOf });
  expect(refused.ok ? '' : refused.issues[0]?.problem).toBe(
    'Site 1 is live, and applying this would destroy tunnels it has: council on primary (dedicated until now).',
  );
  expect(
    reconcileLock(catalogueOf([moved]), NOWHERE, { keep: before, asOf: before.asOf, withdraw: new Set(['site-1']) }).ok,
  ).toBe(true);
});
