import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Cidr, cidr } from '../../../catalogue/values/cidr';
import { loadCatalogue } from '../../../catalogue/load';
import type { Tenant } from '../../../catalogue/model';
import { lockPathOf, parseLock } from '../../../plan/lock/lock-file';
import { reconcileLock } from '../../../plan/numbering/reconcile';
import { awsHubs } from '../../../plan/places/hubs';
import { dnsSubnetsOf } from '../../../plan/places/vpc-layout';
import { mergeRows, type NextHop, planTables, type RouteTable, type StaticRoute } from '../../../plan/routing/tables';
import { NOWHERE } from '../../support/catalogues';
import { must, prepareOrThrow } from '../../support/synth';
import { temporaryFolder } from '../../support/workspace';

/** The worked example of the routing rules: C(ouncil), P(olice), S(chools), O(perations), one hub. */
function workedExample(): ReadonlyMap<string, RouteTable> {
  const folder = temporaryFolder();
  for (const name of ['worked-example.yaml', 'worked-example.lock.yaml']) {
    writeFileSync(path.join(folder, name), readFileSync(path.join(__dirname, '../../fixtures', name)));
  }
  const file = path.join(folder, 'worked-example.yaml');
  const { catalogue } = must(loadCatalogue(file, folder));
  const lock = must(parseLock(readFileSync(lockPathOf(file)), 'worked-example.lock.yaml'));
  const [hub] = awsHubs(catalogue);
  if (!hub) throw new Error('the example has a hub');
  return new Map(planTables(catalogue, lock, hub).map((table) => [table.name, table]));
}

function rows(table: RouteTable | undefined): readonly string[] {
  const hop = (via: NextHop): string => (via.to === 'egress' ? `egress-${via.domain}` : via.to);
  return (table?.statics ?? []).map((row) => `${row.prefix} > ${hop(row.via)}`);
}

const BLACKHOLES = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'].map(
  (prefix) => `${prefix} > blackhole`,
);

describe('the worked example', () => {
  const tables = workedExample();
  test.each([
    [
      'rt-c',
      [
        '0.0.0.0/0 > egress-corporate',
        '10.0.16.0/26 > egress-corporate',
        '10.16.0.0/15 > inspect',
        '10.18.0.0/16 > inspect',
        '10.0.9.0/26 > inspect',
        '10.0.8.0/26 > inspect',
        '10.96.0.0/14 > inspect',
        '10.97.9.10/32 > inspect',
        '10.32.0.0/12 > inspect',
        ...BLACKHOLES,
      ],
    ],
    [
      'rt-p',
      [
        '0.0.0.0/0 > egress-corporate',
        '10.0.16.0/26 > egress-corporate',
        '10.96.0.0/14 > inspect',
        '10.16.0.0/15 > inspect',
        '10.16.9.10/32 > inspect',
        '10.18.0.0/16 > inspect',
        ...BLACKHOLES,
      ],
    ],
    [
      'rt-s',
      [
        '0.0.0.0/0 > egress-schools',
        '10.0.17.0/26 > egress-schools',
        '10.32.0.0/12 > inspect',
        '10.16.9.10/32 > inspect',
        ...BLACKHOLES,
      ],
    ],
    [
      'rt-o',
      [
        '0.0.0.0/0 > egress-corporate',
        '10.0.16.0/26 > egress-corporate',
        '10.0.8.0/22 > inspect',
        '10.16.0.0/15 > inspect',
        '10.18.0.0/16 > inspect',
        '10.18.0.10/32 > inspect',
        ...BLACKHOLES,
      ],
    ],
    ['rt-post', ['0.0.0.0/0 > blackhole', ...BLACKHOLES]],
    ['rt-dxgw-dc-c', []],
  ])('%s has exactly these rows', (name, wanted) => {
    expect(tables.has(name)).toBe(true);
    expect([...rows(tables.get(name))].sort()).toEqual([...wanted].sort());
  });

  test('nothing is propagated into a tenant’s table, and every agency into rt-post alone', () => {
    for (const [name, table] of tables) {
      const wanted = name === 'rt-post' ? ['c', 'o', 'p', 's'] : [];
      expect(table.propagated.flatMap((group) => (group.group === 'tenant' ? [group.tenant] : []))).toEqual(wanted);
    }
  });

  test('rt-post is where inspection and the agencies’ breakouts look up the way back', () => {
    expect(tables.get('rt-post')?.associated).toEqual([
      { group: 'inspect' },
      { group: 'egress', domain: 'corporate' },
      { group: 'egress', domain: 'schools' },
    ]);
  });

  test('a row stays beside a wider one that leads the same way, each with its own reason', () => {
    const because = (prefix: string): readonly string[] | undefined =>
      tables.get('rt-p')?.statics.find((row) => row.prefix.toString() === prefix)?.because;
    expect(because('10.16.0.0/15')).toEqual(['flows.c-to-p (replies)']);
    expect(because('10.16.9.10/32')).toEqual(['services.print']);
  });
});

describe('the small example: guests, management, two hubs, a link to Azure', () => {
  const { catalogue, lock } = prepareOrThrow('examples/small.yaml');
  const tablesOf = (id: string): ReadonlyMap<string, RouteTable> =>
    new Map(
      awsHubs(catalogue)
        .filter((hub) => hub.id === id)
        .flatMap((hub) => planTables(catalogue, lock, hub))
        .map((table) => [table.name, table]),
    );
  const london = tablesOf('london');
  const dns = (domain: string): string =>
    `${String(dnsSubnetsOf(cidr(lock.hubs['london']?.networks[`egress-${domain}`] ?? '')))} > egress-${domain}`;

  test('a guest has the internet, its resolver, and nothing else', () => {
    expect([...rows(london.get('rt-wifi'))].sort()).toEqual(
      ['0.0.0.0/0 > egress-guest', dns('guest'), ...BLACKHOLES].sort(),
    );
    expect(london.get('rt-wifi')?.propagated).toEqual([]);
    expect([...rows(london.get('rt-post-guest'))].sort()).toEqual(['0.0.0.0/0 > blackhole', ...BLACKHOLES].sort());
    expect(london.get('rt-post-guest')?.associated).toEqual([{ group: 'egress', domain: 'guest' }]);
    expect(london.get('rt-post-guest')?.propagated).toEqual([{ group: 'tenant', tenant: 'wifi' }]);
  });

  test('guests appear in no other table', () => {
    for (const [name, table] of london) {
      if (name === 'rt-wifi' || name === 'rt-post-guest') continue;
      expect(JSON.stringify([table.associated, table.propagated])).not.toContain('wifi');
      expect(rows(table).filter((row) => row.startsWith('10.112.'))).toEqual([]);
    }
  });

  test('operations reach the loopbacks of every agency at their hub, and of no guest', () => {
    const loopbacks = ['10.48.240.0/24', '10.47.240.0/24', '10.65.240.0/24', '10.120.240.0/24'];
    expect(rows(london.get('rt-ict'))).toEqual(
      expect.arrayContaining(loopbacks.map((prefix) => `${prefix} > inspect`)),
    );
    for (const tenant of ['schools', 'academies', 'fire', 'payroll', 'council'])
      expect(rows(london.get(`rt-${tenant}`))).toContain('10.0.52.0/24 > inspect');
    expect(rows(london.get('rt-wifi')).join()).not.toContain('10.0.52.0/24');
  });

  test('a hub has tables for the tenants that live there and no rows for pairs that would cross', () => {
    expect([...tablesOf('london-two').keys()]).toEqual(['rt-ict', 'rt-nurseries', 'rt-post']);
    expect(london.has('rt-nurseries')).toBe(false);
    expect(rows(tablesOf('london-two').get('rt-nurseries'))).toContain('10.0.52.0/24 > inspect');
    // The council lives at the other hub: operations here has no way to its loopbacks.
    expect(rows(tablesOf('london-two').get('rt-ict')).filter((row) => row.startsWith('10.17.'))).toEqual([]);
    expect(rows(london.get('rt-ict')).filter((row) => row.startsWith('10.49.'))).toEqual([]);
  });

  test('the link to Azure is told of what tenants there may ask for in AWS, and of nothing else', () => {
    // Blocks of tenants in both clouds, the supplier that the council buys from, and the resolver that it asks.
    expect(rows(london.get('rt-cloudlink'))).toEqual([
      dns('corporate'),
      '10.0.48.0/20 > inspect',
      '10.0.50.64/26 > inspect',
      '10.0.52.0/24 > inspect',
      '10.16.0.0/15 > inspect',
      '10.120.1.16/28 > inspect',
    ]);
    expect(london.get('rt-cloudlink')?.propagated).toEqual([]);
    expect(london.get('rt-post')?.propagated).toContainEqual({ group: 'cloud-link', hub: 'uksouth' });
  });

  /** The small example with one agency changed, locked anew. */
  function tablesWith(id: string, over: Partial<Tenant>, hubId: string): ReadonlyMap<string, RouteTable> {
    const tenants = catalogue.tenants.map((tenant) => (tenant.id === id ? { ...tenant, ...over } : tenant));
    const changed = { ...catalogue, tenants };
    const relocked = must(reconcileLock(changed, NOWHERE, { keep: undefined, asOf: lock.asOf }));
    const hub = awsHubs(changed).find(({ id: each }) => each === hubId);
    if (!hub) throw new Error(`there is no hub ${hubId}`);
    return new Map(planTables(changed, relocked, hub).map((table) => [table.name, table]));
  }

  test('no row joins what is at home in Azure with its neighbour in AWS', () => {
    const { supernets } = catalogue.tenants.find(({ id }) => id === 'council') ?? {};
    if (!supernets) throw new Error('the example has a council');
    const beside = tablesWith(
      'council',
      { supernets: { ...supernets, aws: [...supernets.aws, cidr('10.21.0.0/16')] } },
      'london',
    );
    const own = rows(beside.get('rt-council')).filter((row) => /^10[.]2[01][.]/.test(row));
    expect(own).toEqual(['10.20.0.0/16 > inspect', '10.21.0.0/16 > inspect']);
  });

  test('Azure is told of a tenant by the hub that the tenant names first', () => {
    const over = { kind: 'council', egress: 'corporate', siteToSite: 'inspected' } as const;
    const supernets = { aws: [cidr('10.49.0.0/16')], azure: [cidr('10.51.0.0/16')], datacentre: [] };
    const told = (hub: string): readonly string[] =>
      rows(tablesWith('nurseries', { ...over, supernets }, hub).get('rt-cloudlink'));
    expect(told('london-two').filter((row) => row.endsWith('inspect'))).toEqual(['10.49.0.0/16 > inspect']);
    expect(told('london')).toContain('10.0.48.0/20 > inspect');
  });
});

describe('merging rows', () => {
  const hops: readonly NextHop[] = [{ to: 'inspect' }, { to: 'blackhole' }, { to: 'egress', domain: 'a' }];
  const anyRow: fc.Arbitrary<StaticRoute> = fc
    .tuple(fc.nat({ max: 63 }), fc.integer({ min: 26, max: 32 }), fc.constantFrom(...hops))
    .map(([offset, bits, via]) => ({
      prefix: cidr('10.0.0.0/26').subnet(bits, Math.floor(offset / 2 ** (32 - bits))),
      via,
      because: ['x'],
    }));
  /** Rows as a catalogue makes them: for one prefix one next hop, a blackhole aside. */
  const consistent = fc
    .array(anyRow, { maxLength: 14 })
    .map((list) => [...new Map(list.map((row) => [row.prefix.toString(), row])).values()]);

  const hopOf = (list: readonly StaticRoute[], address: number): string => {
    const matching = list.filter((row) => row.prefix.first <= address && address <= row.prefix.last);
    const longest = matching.sort((a, b) => b.prefix.bits - a.prefix.bits)[0];
    return JSON.stringify(longest?.via);
  };

  test('traffic is unchanged for every address', () => {
    fc.assert(
      fc.property(consistent, (list) => {
        const merged = mergeRows(list);
        const within = cidr('10.0.0.0/26');
        for (let address = within.first; address <= within.last; address += 1)
          expect(hopOf(merged, address)).toBe(hopOf(list, address));
      }),
    );
  });

  test('every prefix keeps its row whatever comes beside it, merging again changes nothing, and order does not matter', () => {
    const shape = (merged: readonly StaticRoute[]): readonly string[] =>
      merged.map(({ prefix, via }) => `${prefix} ${JSON.stringify(via)}`);
    fc.assert(
      fc.property(
        consistent.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        anyRow,
        ([list, shuffled], another) => {
          const merged = shape(mergeRows(list));
          expect(shape(mergeRows(mergeRows(list)))).toEqual(merged);
          expect(shape(mergeRows(shuffled))).toEqual(merged);
          expect(merged).toHaveLength(list.length);
          // Nobody's row goes because somebody else's comes.
          if (list.some(({ prefix }) => prefix.equals(another.prefix))) return;
          expect(shape(mergeRows([...list, another]))).toEqual(expect.arrayContaining([...merged]));
        },
      ),
    );
  });

  test('siblings are never joined into an address that nobody asked for', () => {
    const merged = mergeRows(
      ['10.0.0.0/25', '10.0.0.128/25'].map((text) => ({
        prefix: cidr(text),
        via: { to: 'inspect' as const },
        because: ['x'],
      })),
    );
    expect(merged.map((row) => row.prefix)).toEqual([
      Cidr.at(cidr('10.0.0.0/25').first, 25),
      Cidr.at(cidr('10.0.0.128/25').first, 25),
    ]);
  });
});
