import fc from 'fast-check';
import { type Cidr, cidr } from '../../../catalogue/values/cidr';
import { parsePort, portContains } from '../../../catalogue/values/ports';
import { coverOf } from '../../../plan/places/prefix-cover';
import { planRules } from '../../../plan/rules/plan-rules';
import type { Rule } from '../../../plan/rules/rule';
import { prepareOrThrow } from '../../support/synth';

const { catalogue, lock } = prepareOrThrow('examples/small.yaml');
const rules = planRules(catalogue, lock.hubs);

const address = (text: string): Cidr => cidr(`${text}/32`);

/** Whether a connection may begin; `port` as the catalogue writes it. */
function passes(list: readonly Rule[], from: string, to: string, port = 'tcp/9'): boolean {
  const wanted = parsePort(port);
  return list.some(
    (rule) =>
      rule.sources.some((prefix) => prefix.contains(address(from))) &&
      rule.destinations.some((prefix) => prefix.contains(address(to))) &&
      rule.ports.some((range) => portContains(range, wanted)),
  );
}

test('rules are sorted by key, one key each, and none belongs to public Wi-Fi', () => {
  const keys = rules.map((rule) => rule.key);
  expect(keys).toEqual([...new Set(keys)].sort());
  const guests = cidr('10.112.0.0/16');
  for (const rule of rules)
    expect([...rule.sources, ...rule.destinations].filter((prefix) => prefix.overlaps(guests))).toEqual([]);
});

test('inspected: a tenant’s sites reach each other, its VPCs and its datacentre, and nobody else’s', () => {
  expect(passes(rules, '10.16.1.1', '10.16.2.1')).toBe(true);
  expect(passes(rules, '10.16.1.1', '10.17.252.1')).toBe(true);
  expect(passes(rules, '10.16.1.1', '10.18.0.10')).toBe(true);
  expect(passes(rules, '10.16.1.1', '10.64.1.1')).toBe(false);
  expect(passes(rules, '10.112.0.1', '10.16.1.1')).toBe(false);
});

test('denied: sites find no rule to each other, but one to their VPCs and from them', () => {
  const [vpc] = catalogue.tenants.find((tenant) => tenant.id === 'council')?.vpcs ?? [];
  if (!vpc) throw new Error('the council has a VPC');
  const tenants = catalogue.tenants.map((tenant) =>
    tenant.id === 'schools' ? { ...tenant, vpcs: [{ ...vpc, cidrs: [cidr('10.47.252.0/22')] }] } : tenant,
  );
  const denied = planRules({ ...catalogue, tenants }, lock.hubs);
  expect(passes(denied, '10.32.0.1', '10.33.0.1')).toBe(false);
  expect(passes(denied, '10.32.0.1', '10.47.252.1')).toBe(true);
  expect(passes(denied, '10.47.252.1', '10.32.0.1')).toBe(true);
  expect(passes(rules, '10.32.0.1', '10.47.252.1')).toBe(false);
});

test('a service: consumers reach its addresses on its ports, it reaches nothing back, and others reach nothing', () => {
  for (const consumer of ['10.32.4.1', '10.64.1.9']) {
    expect(passes(rules, consumer, '10.18.9.10', 'tcp/631')).toBe(true);
    expect(passes(rules, consumer, '10.18.9.10', 'tcp/632')).toBe(false);
    expect(passes(rules, consumer, '10.18.9.11', 'tcp/631')).toBe(false);
    expect(passes(rules, '10.18.9.10', consumer, 'tcp/631')).toBe(false);
  }
  expect(passes(rules, '10.48.0.1', '10.18.9.10', 'tcp/631')).toBe(false);
});

test('a flow: from its prefixes to its prefixes on each of its ports, one way', () => {
  for (const port of ['tcp/443', 'udp/5000', 'udp/5010', 'icmp'])
    expect(passes(rules, '10.64.1.5', '10.16.1.10', port)).toBe(true);
  for (const port of ['tcp/80', 'udp/5011', 'udp/443'])
    expect(passes(rules, '10.64.1.5', '10.16.1.10', port)).toBe(false);
  expect(passes(rules, '10.64.2.5', '10.16.1.10', 'tcp/443')).toBe(false);
  expect(passes(rules, '10.16.1.10', '10.64.1.5', 'tcp/443')).toBe(false);
});

test('suppliers: consumers reach a supplier over VPN and an endpoint, and suppliers begin nothing', () => {
  const endpoint = cidr(lock.hubs['london']?.services['supplier-revenues'] ?? '');
  const inside = address(endpoint.toString().replace(/\/26$/, '')).toString().replace('/32', '');
  expect(passes(rules, '10.16.1.1', inside, 'tcp/443')).toBe(true);
  expect(passes(rules, '10.64.1.1', inside, 'tcp/443')).toBe(false);
  expect(passes(rules, '10.16.1.1', '10.120.1.17', 'tcp/443')).toBe(true);
  expect(passes(rules, '10.120.1.17', '10.16.1.1', 'tcp/443')).toBe(false);
});

test('operations manage every agency’s routers and routers report back; nobody else reaches a loopback', () => {
  for (const loopback of ['10.17.240.9', '10.47.240.9', '10.65.240.9', '10.120.240.9', '10.49.240.9']) {
    for (const port of ['tcp/22', 'udp/161', 'icmp']) expect(passes(rules, '10.0.52.7', loopback, port)).toBe(true);
    for (const port of ['udp/514', 'udp/123', 'udp/162']) expect(passes(rules, loopback, '10.0.52.7', port)).toBe(true);
    expect(passes(rules, loopback, '10.0.52.7', 'tcp/22')).toBe(false);
    expect(passes(rules, '10.0.53.7', loopback, 'tcp/22')).toBe(false);
  }
});

test('the outbound resolver asks agencies’ servers for names and nothing else', () => {
  const resolver = (lock.hubs['london']?.services['resolver'] ?? '').replace('/26', '');
  expect(passes(rules, resolver, '10.18.0.10', 'udp/53')).toBe(true);
  expect(passes(rules, resolver, '10.18.0.10', 'tcp/53')).toBe(true);
  expect(passes(rules, resolver, '10.18.0.10', 'tcp/443')).toBe(false);
  expect(passes(rules, resolver, '10.18.0.11', 'udp/53')).toBe(false);
});

test('two tenants in one building are not bridged: no rule passes between their segments there', () => {
  // Town Hall holds a council segment and a fire segment.
  expect(passes(rules, '10.16.1.20', '10.64.1.20', 'tcp/443')).toBe(false);
  const held = lock.sites['town-hall']?.segments['fire']?.prefix ?? '';
  const desk = address(held.replace(/\/\d+$/, ''))
    .toString()
    .replace('/32', '');
  expect(passes(rules, '10.16.1.20', desk, 'tcp/443')).toBe(false);
  expect(passes(rules, desk, '10.16.1.20', 'tcp/443')).toBe(false);
});

test('a site changes no rule', () => {
  expect(planRules({ ...catalogue, sites: [] }, lock.hubs)).toEqual(rules);
});

test('a new consumer changes one rule of a service and no key', () => {
  const services = catalogue.services.map((service) => ({
    ...service,
    consumers: [...service.consumers, 'academies'],
  }));
  const after = planRules({ ...catalogue, services }, lock.hubs);
  expect(after.map((rule) => rule.key)).toEqual(rules.map((rule) => rule.key));
  const changed = after.filter((rule, index) => JSON.stringify(rule) !== JSON.stringify(rules[index]));
  expect(changed.map((rule) => rule.key)).toEqual(['services/print/tcp']);
});

describe('covers', () => {
  const anyPrefixes = fc.array(
    fc
      .tuple(fc.nat({ max: 63 }), fc.integer({ min: 26, max: 32 }))
      .map(([offset, bits]) => cidr('10.0.0.0/26').subnet(bits, Math.floor(offset / 2 ** (32 - bits)))),
    { maxLength: 12 },
  );
  test('hold the same addresses, in no more prefixes, none of which overlap or could be joined', () => {
    fc.assert(
      fc.property(anyPrefixes, (prefixes) => {
        const cover = coverOf(prefixes);
        const within = (list: readonly Cidr[], at: number): boolean =>
          list.some((prefix) => prefix.first <= at && at <= prefix.last);
        const { first } = cidr('10.0.0.0/26');
        for (let at = first; at < first + 64; at += 1) expect(within(cover, at)).toBe(within(prefixes, at));
        expect(cover.length).toBeLessThanOrEqual(prefixes.length);
        cover.forEach((one, index) => {
          for (const other of cover.slice(index + 1)) expect(one.overlaps(other)).toBe(false);
        });
        expect(coverOf(cover)).toEqual(cover);
      }),
    );
  });
});
