import { cidr, type Cidr } from '../../catalogue/cidr';
import { planRules, type Rule } from '../../plan/rules';
import { loadOrThrow } from '../support/synth';

const { catalogue } = loadOrThrow('examples/small.yaml');
const rules = planRules(catalogue);

function passes(list: readonly Rule[], from: string, to: string): boolean {
  const holds = (prefixes: readonly Cidr[], address: string): boolean =>
    prefixes.some((prefix) => prefix.contains(cidr(`${address}/32`)));
  return list.some((rule) => holds(rule.sources, from) && holds(rule.destinations, to));
}

test('rules are sorted by key, one key each, and none belongs to public Wi-Fi', () => {
  const keys = rules.map((rule) => rule.key);
  expect(keys).toEqual([...new Set(keys)].sort());
  expect(keys.filter((key) => key.startsWith('wifi/'))).toEqual([]);
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
  const denied = planRules({ ...catalogue, tenants });
  expect(passes(denied, '10.32.0.1', '10.33.0.1')).toBe(false);
  expect(passes(denied, '10.32.0.1', '10.47.252.1')).toBe(true);
  expect(passes(denied, '10.47.252.1', '10.32.0.1')).toBe(true);
  expect(passes(rules, '10.32.0.1', '10.47.252.1')).toBe(false);
});

test('a site changes no rule', () => {
  expect(planRules({ ...catalogue, sites: [] })).toEqual(rules);
});
