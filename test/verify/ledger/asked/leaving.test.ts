import type { Catalogue, Tenant } from '../../../../catalogue/model';
import { mayGo } from '../../../../verify/ledger/asked/leaving';
import { Places } from '../../../../verify/ledger/asked/places';
import { prepareOrThrow } from '../../../support/synth';

const { catalogue, lock } = prepareOrThrow('examples/small.yaml');
const withTenants = (change: (tenant: Tenant) => Partial<Tenant>): Places =>
  new Places({ ...catalogue, tenants: catalogue.tenants.map((each) => ({ ...each, ...change(each) })) }, lock);
const isFree = (places: Places, stack: string, type: string, name: string): boolean =>
  mayGo(places, { stack, type, name, attributes: {} });

test('a tenant that is leaving frees its own networks, and nobody’s whose id ends alike', () => {
  const places = withTenants(({ id }) =>
    id === 'ict' ? { id: 'council-ict' } : id === 'wifi' ? { id: 'ict', state: 'leaving' } : {},
  );
  expect(isFree(places, 'aws-ict-net', 'aws_ec2_transit_gateway_vpc_attachment', 'ict_a')).toBe(true);
  expect(isFree(places, 'aws-council-ict-net', 'aws_ec2_transit_gateway_vpc_attachment', 'council-ict_a')).toBe(false);
});

test('a breakout is leaving with all whom it lets out at its hub, and stays while one stays', () => {
  const one = withTenants(({ id }) => (id === 'nurseries' ? { state: 'leaving' } : {}));
  const vpc = ['aws_vpc', 'breakout'] as const;
  expect(isFree(one, 'aws-london-two-breakout-schools', ...vpc)).toBe(true);
  expect(isFree(one, 'aws-breakout-schools', ...vpc)).toBe(false);
  expect(isFree(one, 'aws-london-two-breakout-corporate', ...vpc)).toBe(false);
  const some = withTenants(({ id }) => (id === 'academies' ? { state: 'leaving' } : {}));
  expect(isFree(some, 'aws-breakout-schools', ...vpc)).toBe(false);
});

test('of addresses the last ones go, or all of a zone that is leaving', () => {
  const changed: Catalogue = {
    ...catalogue,
    egressDomains: catalogue.egressDomains.map((each) =>
      each.id === 'corporate' ? { ...each, leavingAddresses: 1 } : each,
    ),
    hubs: catalogue.hubs.map((hub) => (hub.cloud === 'aws' ? { ...hub, leavingZones: ['eu-west-2b'] } : hub)),
  };
  const places = new Places(changed, lock);
  const free = ['eu-west-2a_1', 'eu-west-2a_2', 'eu-west-2b_1'].filter((name) =>
    isFree(places, 'aws-breakout-corporate', 'aws_eip', name),
  );
  expect(free).toEqual(['eu-west-2a_2', 'eu-west-2b_1']);
});
