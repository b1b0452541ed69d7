import { cidr } from '../../../catalogue/values/cidr';
import { dnsSubnetsOf, layOutVpc } from '../../../plan/places/vpc-layout';

test('a quarter of the /24 for each use, a /28 for each zone', () => {
  expect(layOutVpc('10.0.16.0/24', { 'eu-west-2a': 0, 'eu-west-2b': 1 })).toEqual([
    {
      zone: 'eu-west-2a',
      dns: '10.0.16.0/28',
      transit: '10.0.16.64/28',
      firewall: '10.0.16.128/28',
      public: '10.0.16.192/28',
    },
    {
      zone: 'eu-west-2b',
      dns: '10.0.16.16/28',
      transit: '10.0.16.80/28',
      firewall: '10.0.16.144/28',
      public: '10.0.16.208/28',
    },
  ]);
});

test('a zone keeps its subnets whatever is added or reordered', () => {
  const before = layOutVpc('10.0.16.0/24', { b: 1, a: 0 });
  const after = layOutVpc('10.0.16.0/24', { c: 3, a: 0, '0-new': 2, b: 1 });
  expect(after.filter(({ zone }) => zone === 'a' || zone === 'b')).toEqual(before);
});

test('four zones fit, all subnets disjoint, DNS subnets inside what the tables route', () => {
  const zones = layOutVpc('10.0.16.0/24', { a: 0, b: 1, c: 2, d: 3 });
  const subnets = zones.flatMap(({ zone: _zone, ...rest }) => Object.values(rest)).map(cidr);
  expect(subnets).toHaveLength(16);
  for (const one of subnets) expect(subnets.filter((other) => other.overlaps(one))).toHaveLength(1);
  for (const { dns } of zones) expect(dnsSubnetsOf(cidr('10.0.16.0/24')).contains(cidr(dns))).toBe(true);
});
