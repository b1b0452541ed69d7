import { parseStack, renderAll } from '../support/synth';
import { bindingShape, mismatches, type Shape } from '../support/binding-table';

const shapes = new Map<string, Shape | undefined>();
function shapeFor(type: string): Shape | undefined {
  if (!shapes.has(type)) shapes.set(type, bindingShape(type.startsWith('aws_') ? 'aws' : 'azurerm', type));
  return shapes.get(type);
}

test.each(['sites.yaml', 'examples/small.yaml'])(
  '%s: every attribute and block exists in the provider version of the bindings, with the right type',
  (catalogue) => {
    const problems: string[] = [];
    let checked = 0;
    for (const [name, text] of renderAll(catalogue)) {
      for (const [type, resources] of Object.entries(parseStack(text).resource)) {
        const shape = shapeFor(type);
        if (!shape) {
          problems.push(`${name}: ${type} is in no binding`);
          continue;
        }
        for (const [address, resource] of Object.entries(resources)) {
          problems.push(...mismatches(shape, resource, `${name}: ${type}.${address}`));
          checked += 1;
        }
      }
    }
    expect(problems).toEqual([]);
    expect(checked).toBeGreaterThan(100);
  },
);

describe('the table finds', () => {
  const shape = shapeFor('aws_vpn_connection') ?? new Map();
  const policy = shapeFor('aws_networkfirewall_firewall_policy') ?? new Map();
  test.each([
    ['an attribute that does not exist', shape, { tunnel3_inside_cidr: 'x' }, 'r.tunnel3_inside_cidr does not exist'],
    [
      'text where a number belongs',
      shape,
      { tunnel1_dpd_timeout_seconds: '30' },
      'r.tunnel1_dpd_timeout_seconds is a string, not a number',
    ],
    ['a value where a list belongs', shape, { tunnel1_ike_versions: 'ikev2' }, 'r.tunnel1_ike_versions is no list'],
    [
      'a misspelt attribute deep in a block',
      shape,
      { tunnel1_log_options: { cloudwatch_log_options: { log_enable: true } } },
      'r.tunnel1_log_options.cloudwatch_log_options.log_enable does not exist',
    ],
    [
      'a misspelt block in a list',
      policy,
      { firewall_policy: { stateful_rule_group_reference: [{ priorty: 1 }] } },
      'r.firewall_policy.stateful_rule_group_reference.0.priorty does not exist',
    ],
  ])('%s', (_, table, resource, problem) => {
    expect(mismatches(table, resource, 'r')).toEqual([problem]);
  });

  test('a type that no binding has', () => {
    expect(shapeFor('aws_vpn_concentrators')).toBeUndefined();
    expect(shapeFor('azurerm_virtual_hub')?.get('address_prefix')).toBe('string');
  });
});
