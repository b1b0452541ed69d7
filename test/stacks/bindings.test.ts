import { AZURE_VALUES, isAllowed, valuesIn } from '../support/azure-values';
import { bindingShape, mismatches, type Shape } from '../support/binding-table';
import { missingIn } from '../support/required-table';
import { parseStack, renderAll } from '../support/synth';

const shapes = new Map<string, Shape | undefined>();
function shapeFor(type: string): Shape | undefined {
  if (!shapes.has(type)) shapes.set(type, bindingShape(type.startsWith('aws_') ? 'aws' : 'azurerm', type));
  return shapes.get(type);
}

const CATALOGUES = [
  'sites.yaml',
  'examples/small.yaml',
  'examples/enfield.yaml',
  'test/fixtures/everywhere/small.yaml',
  'test/fixtures/azure/wan.yaml',
];

test.each(CATALOGUES)(
  '%s: every attribute and block exists in the provider version of the bindings, with the right type, and none is missing',
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
          const at = `${name}: ${type}.${address}`;
          problems.push(...mismatches(shape, resource, at));
          problems.push(...missingIn(type.startsWith('aws_') ? 'aws' : 'azurerm', type, resource, at));
          checked += 1;
        }
      }
    }
    expect(problems).toEqual([]);
    expect(checked).toBeGreaterThan(100);
  },
);

test('every word and number that Azure documents a choice of is one of it', () => {
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const catalogue of CATALOGUES)
    for (const [name, text] of renderAll(catalogue))
      for (const [type, resources] of Object.entries(parseStack(text).resource))
        for (const [address, resource] of Object.entries(resources))
          for (const [path, value] of valuesIn(resource, '')) {
            const known = AZURE_VALUES[`${type} ${path}`];
            if (!known) continue;
            seen.add(`${type} ${path}`);
            if (!isAllowed(known.allowed, value)) wrong.push(`${name}: ${type}.${address} ${path} ${String(value)}`);
          }
  expect(wrong).toEqual([]);
  expect(Object.keys(AZURE_VALUES).filter((key) => !seen.has(key))).toEqual([]);
  expect(isAllowed(AZURE_VALUES['azurerm_firewall_policy threat_intelligence_mode']?.allowed ?? [], 'Off')).toBe(false);
});

test('GCM is its own integrity in Azure, with the same length of key', () => {
  let checked = 0;
  for (const catalogue of CATALOGUES)
    for (const text of renderAll(catalogue).values())
      for (const connection of Object.values(parseStack(text).resource['azurerm_vpn_gateway_connection'] ?? {})) {
        const [link] = connection['vpn_link'] as { ipsec_policy: Record<string, string>[] }[];
        const policy = link?.ipsec_policy[0] ?? {};
        const gcm = policy['encryption_algorithm']?.startsWith('GCM') ?? false;
        expect(policy['integrity_algorithm']).toBe(gcm ? policy['encryption_algorithm'] : 'SHA256');
        checked += 1;
      }
  expect(checked).toBeGreaterThan(10);
});

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

  test('an argument that is missing, in a block too', () => {
    expect(
      missingIn('azurerm', 'azurerm_vpn_site', { name: 'x', location: 'y', resource_group_name: 'z' }, 'r'),
    ).toEqual(['r.virtual_wan_id is missing']);
    const connection = { name: 'x', vpn_gateway_id: 'y', remote_vpn_site_id: 'z', vpn_link: [{ name: 'link' }] };
    expect(missingIn('azurerm', 'azurerm_vpn_gateway_connection', connection, 'r')).toEqual([
      'r.vpn_link.0.vpn_site_link_id is missing',
    ]);
  });

  test('a type that no binding has', () => {
    expect(shapeFor('aws_vpn_concentrators')).toBeUndefined();
    expect(shapeFor('azurerm_virtual_hub')?.get('address_prefix')).toBe('string');
  });
});
