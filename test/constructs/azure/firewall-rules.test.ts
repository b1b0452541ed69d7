import { FirewallRules } from '../../../constructs/azure/firewall-rules';
import type { AzureRules } from '../../../plan/rules/azure-rules';
import { only, resourceCounts, synthConstruct, type Synthesised } from '../../support/synth';

const rules: AzureRules = {
  ipGroups: [
    { tenant: 'council', prefixes: ['10.20.0.0/16'] },
    { tenant: 'fire', prefixes: ['10.64.0.0/16'] },
  ],
  groups: [
    {
      name: 'flows',
      priority: 1_100,
      collections: [
        {
          name: 'flows',
          priority: 200,
          action: 'Allow',
          kind: 'network',
          rules: [
            {
              name: 'flow_x_tcp',
              protocol: 'TCP',
              source: { ipGroups: ['fire'] },
              destination: { prefixes: ['10.20.1.10/32'] },
              ports: ['443', '5000-5010'],
            },
          ],
        },
      ],
    },
    {
      name: 'names',
      priority: 4_000,
      collections: [
        {
          name: 'allowed',
          priority: 300,
          action: 'Allow',
          kind: 'names',
          rules: [
            {
              name: 'allowed',
              sources: ['10.20.0.0/16'],
              names: ['a.example'],
              protocols: [{ type: 'Https', port: 443 }],
            },
          ],
        },
      ],
    },
  ],
};

const synth = (made: AzureRules): Synthesised =>
  synthConstruct(
    (stack) =>
      new FirewallRules(stack, 'rules', {
        name: 'cngw-lab-uksouth',
        region: 'uksouth',
        resourceGroupName: 'group',
        firewallPolicyId: 'policy-1',
        rules: made,
        tags: {},
      }),
    'azure',
  );

test('each group as it is planned, in one chain: a policy takes one change at a time', () => {
  const stack = synth(rules);
  expect(resourceCounts(stack)).toEqual({ azurerm_firewall_policy_rule_collection_group: 2, azurerm_ip_group: 2 });
  const groups = stack.resource['azurerm_firewall_policy_rule_collection_group'] ?? {};
  expect(groups['flows']).toMatchObject({
    priority: 1_100,
    network_rule_collection: [
      {
        priority: 200,
        action: 'Allow',
        rule: [
          {
            name: 'flow_x_tcp',
            protocols: ['TCP'],
            source_ip_groups: ['${azurerm_ip_group.fire.id}'],
            destination_addresses: ['10.20.1.10/32'],
            destination_ports: ['443', '5000-5010'],
          },
        ],
      },
    ],
  });
  expect(groups['flows']).not.toHaveProperty('application_rule_collection');
  expect(groups['names']).toMatchObject({
    application_rule_collection: [
      {
        rule: [
          {
            source_addresses: ['10.20.0.0/16'],
            destination_fqdns: ['a.example'],
            protocols: [{ type: 'Https', port: 443 }],
          },
        ],
      },
    ],
  });
  const ipGroups = stack.resource['azurerm_ip_group'] ?? {};
  expect(ipGroups['council']).not.toHaveProperty('depends_on');
  expect(ipGroups['fire']?.['depends_on']).toEqual(['azurerm_ip_group.council']);
  expect(groups['flows']?.['depends_on']).toEqual(['azurerm_ip_group.fire']);
  expect(groups['names']?.['depends_on']).toEqual(['azurerm_firewall_policy_rule_collection_group.flows']);
});

test('without IP groups there is one chain still', () => {
  const [first] = rules.groups.filter(({ name }) => name === 'names');
  if (!first) throw new Error('there are names');
  const stack = synth({ ipGroups: [], groups: [first] });
  expect(only(stack, 'azurerm_firewall_policy_rule_collection_group')).not.toHaveProperty('depends_on');
});

test('a rule that names a group nobody makes is a fault of this program, not of Azure’s to find', () => {
  expect(() => synth({ ...rules, ipGroups: [] })).toThrow('a rule names IP group fire, which is not made');
});
