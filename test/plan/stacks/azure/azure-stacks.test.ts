import type { Catalogue } from '../../../../catalogue/model';
import { planNetwork } from '../../../../plan/network-plan';
import type { StackInput } from '../../../../plan/stacks/stack-input';
import { prepareOrThrow } from '../../../support/synth';

const { catalogue, lock, plan } = prepareOrThrow('examples/small.yaml');
const hubOf = (stacks: readonly StackInput[]): Extract<StackInput, { kind: 'azure-hub' }> => {
  const found = stacks.find((stack) => stack.kind === 'azure-hub');
  if (found?.kind !== 'azure-hub') throw new Error('there is an Azure hub');
  return found;
};

/** The small example whose ExpressRoute circuit is in such a state, and so fast. */
function withCircuit(state: 'planned' | 'building' | 'live', mbps: number): Catalogue {
  const datacentres = catalogue.datacentres.map((datacentre) => ({
    ...datacentre,
    circuits: datacentre.circuits
      .filter(({ id }) => id !== 'er-2')
      .map((circuit) => (circuit.id === 'er-1' ? { ...circuit, state, mbps } : circuit)),
  }));
  return { ...catalogue, datacentres };
}

test('an ExpressRoute gateway stands where a datacentre’s circuit is being built, as large as the circuits', () => {
  const units = (model: Catalogue): number | undefined => hubOf(planNetwork(model, lock).stacks).expressRouteUnits;
  expect(units(withCircuit('planned', 500))).toBeUndefined();
  expect(units(withCircuit('building', 500))).toBe(1);
  expect(units(withCircuit('live', 10_000))).toBe(5);
  const circuit = withCircuit('building', 500);
  const datacentres = circuit.datacentres.map((datacentre) => ({ ...datacentre, state: 'planned' as const }));
  expect(units({ ...circuit, datacentres })).toBeUndefined();
});

test('firewall and rules come before routing intent, intent before the first connection, and each before the next', () => {
  const azure = plan.stacks.filter((stack) => stack.kind.startsWith('azure'));
  expect(azure.map((stack) => `${stack.name} < ${stack.dependencies.join(' ')}`)).toEqual([
    'azure-wan < ',
    'azure-uksouth-hub < azure-wan',
    'azure-uksouth-rules < azure-uksouth-hub',
    'azure-uksouth-intent < azure-uksouth-hub azure-uksouth-rules',
    'azure-uksouth-services < azure-uksouth-hub azure-uksouth-intent',
    'azure-uksouth-council-net < azure-uksouth-hub azure-uksouth-services',
    'azure-uksouth-datacentre-dc-one < azure-wan azure-uksouth-hub azure-uksouth-council-net',
    'azure-uksouth-datacentre-dc-two < azure-wan azure-uksouth-hub azure-uksouth-datacentre-dc-one',
    'azure-uksouth-01 < azure-wan azure-uksouth-hub azure-uksouth-datacentre-dc-two',
  ]);
});

test('the firewall translates what is no tenant’s and no hub’s, and what Private Endpoints answer from', () => {
  const { privateRanges, dnsServers } = hubOf(plan.stacks);
  // None that knows private names: the firewall connects to whatever address a name has.
  expect(dnsServers).toEqual(['198.18.255.1']);
  // 10.0.40.0/22 without the endpoint's subnet, 10.0.41.64/26.
  expect(privateRanges.filter((range) => range.startsWith('10.0.4'))).toEqual([
    '10.0.40.0/24',
    '10.0.41.0/26',
    '10.0.41.128/25',
    '10.0.42.0/23',
    '10.0.48.0/20',
  ]);
  // Resolvers in AWS see which resolver asks.
  expect(privateRanges).toContain('10.0.16.0/20');
});
