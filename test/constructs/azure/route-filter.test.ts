import { RouteFilter } from '../../../constructs/azure/route-filter';
import { only, resourceCounts, synthConstruct } from '../../support/synth';

test('what lies in a listed prefix is told, all else is dropped', () => {
  const stack = synthConstruct((scope) => {
    const filter = new RouteFilter(scope, 'export', {
      terraformName: 'export',
      name: 'to-london',
      virtualHubId: 'hub-1',
      passed: ['10.20.0.0/16', '10.21.0.0/16'],
    });
    expect(filter.id).toContain('${');
  }, 'azure');
  expect(resourceCounts(stack)).toEqual({ azurerm_route_map: 1 });
  expect(only(stack, 'azurerm_route_map')).toEqual({
    name: 'to-london',
    virtual_hub_id: 'hub-1',
    rule: [
      {
        name: 'told',
        match_criterion: [{ match_condition: 'Contains', route_prefix: ['10.20.0.0/16', '10.21.0.0/16'] }],
        next_step_if_matched: 'Terminate',
      },
      { name: 'nothing-else', action: [{ type: 'Drop' }], next_step_if_matched: 'Terminate' },
    ],
    timeouts: { create: '180m', update: '180m', delete: '180m' },
  });
});
