import type { Tree } from '../../support/verify';
import { verifyChanged } from '../../support/verify';
import { renderFault } from '../../../verify/report/render-difference';

const SMALL = 'examples/small.yaml';
type Change = (stack: (name: string) => Tree) => void;
const at = (tree: Tree, type: string, name: string): Record<string, unknown> => tree.resource[type]?.[name] ?? {};
const swap = (one: Record<string, unknown>, other: Record<string, unknown>, argument: string): void => {
  [one[argument], other[argument]] = [other[argument], one[argument]];
};

/** Found by somebody who tried to slip faults past the proof: what is exchanged, collides, or is another's. */
type Outputs = Record<string, { value: Record<string, unknown> }>;

const FAULTS: readonly (readonly [name: string, change: Change, said: string])[] = [
  [
    'a refused name with the dot that ends it: DNS takes it for the name itself',
    (stack) => {
      (
        at(stack('aws-breakout-corporate'), 'aws_route53_resolver_firewall_domain_list', 'refused')[
          'domains'
        ] as string[]
      ).push('gov.uk.');
    },
    'which is no plain names',
  ],
  [
    'a circuit whose own address and AWS’s are exchanged: a router would take the other end’s',
    (stack) => {
      const outputs = (stack('aws-datacentre-dc-one') as unknown as { output: Outputs }).output;
      const ends = outputs['circuit_ends']?.value['dc-one_dx-1'] as Record<string, unknown>;
      [ends['own'], ends['peer']] = [ends['peer'], ends['own']];
    },
    'output.circuit_ends.value.dc-one_dx-1.own is "${aws_dx_transit_virtual_interface.dx-1.amazon_address}"',
  ],
  [
    'ends of a datacentre’s tunnels that are those of another connection',
    (stack) => {
      const outputs = (stack('aws-datacentre-dc-one') as unknown as { output: Outputs }).output;
      const ends = outputs['tunnel_ends']?.value ?? {};
      [ends['dc-one_council_direct'], ends['dc-one_council_backup']] = [
        ends['dc-one_council_backup'],
        ends['dc-one_council_direct'],
      ];
    },
    'output.tunnel_ends.value.dc-one_council_direct.tunnels.0.inside is ',
  ],
  [
    'alarms that watch each other’s gateways',
    (stack) => {
      const tree = stack('aws-breakout-corporate');
      swap(
        at(tree, 'aws_cloudwatch_metric_alarm', 'nat_eu-west-2a'),
        at(tree, 'aws_cloudwatch_metric_alarm', 'nat_eu-west-2b'),
        'dimensions',
      );
    },
    'dimensions.NatGatewayId is "${aws_nat_gateway.eu-west-2b.id}"',
  ],
  [
    'two alarms of one name: the second takes the place of the first',
    (stack) => {
      const tree = stack('aws-breakout-corporate');
      at(tree, 'aws_cloudwatch_metric_alarm', 'nat_eu-west-2a')['alarm_name'] = at(
        tree,
        'aws_cloudwatch_metric_alarm',
        'nat_eu-west-2b',
      )['alarm_name'];
    },
    'has the name of',
  ],
  [
    'two firewalls of one name',
    (stack) => {
      at(stack('aws-breakout-corporate'), 'aws_networkfirewall_firewall', 'breakout')['name'] = at(
        stack('aws-breakout-guest'),
        'aws_networkfirewall_firewall',
        'breakout',
      )['name'];
    },
    'to the cloud they are one',
  ],
  [
    'keys of which nobody looks whether they are short',
    (stack) => {
      const tree = stack('azure-uksouth-01') as Tree & {
        variable: { shared_keys: { validation: { condition: string }[] } };
      };
      const [first] = tree.variable.shared_keys.validation;
      if (first) first.condition = first.condition.replace('azure-office_council_primary', 'nobody');
    },
    'looks at both-clouds_council_primary, both-clouds_council_secondary, nobody,',
  ],
  [
    'logs of refusals in the place of logs of flows',
    (stack) => {
      const body = at(stack('aws-breakout-corporate'), 'aws_networkfirewall_logging_configuration', 'breakout') as {
        logging_configuration: { log_destination_config: Record<string, unknown>[] };
      };
      const [one, other] = body.logging_configuration.log_destination_config;
      if (one && other) swap(one, other, 'log_destination');
    },
    'notes down alert in ${aws_cloudwatch_log_group.firewall-flow.name}.',
  ],
  [
    'rule groups that are all tried at once',
    (stack) => {
      const body = at(stack('aws-inspect'), 'aws_networkfirewall_firewall_policy', 'inspect') as {
        firewall_policy: { stateful_rule_group_reference: { priority: number }[] };
      };
      for (const each of body.firewall_policy.stateful_rule_group_reference) each.priority = 2116;
    },
    'at 2116, not',
  ],
  [
    'less room than rules',
    (stack) => {
      at(stack('aws-inspect'), 'aws_networkfirewall_rule_group', 'site-to-site')['capacity'] = 1;
    },
    'capacity is 1, and',
  ],
  [
    'outputs that lead other stacks to each other’s tables',
    (stack) => {
      const { output = {} } = stack('aws-hub');
      const [one, other] = [output['route_table_rt-council'], output['route_table_rt-fire']];
      if (one && other) [one.value, other.value] = [other.value, one.value];
    },
    'output.route_table_rt-council.value is',
  ],
  [
    'public addresses that suppliers know, in each other’s zones',
    (stack) => {
      const tree = stack('aws-breakout-schools');
      swap(at(tree, 'aws_nat_gateway', 'eu-west-2a'), at(tree, 'aws_nat_gateway', 'eu-west-2b'), 'allocation_id');
    },
    'has the public addresses eipalloc-0c0ffee0000000002, not eipalloc-0c0ffee0000000001.',
  ],
  [
    'a resource group that others know by another name',
    (stack) => {
      at(stack('azure-uksouth-hub'), 'azurerm_resource_group', 'hub')['name'] = 'other-rg';
    },
    'name is "other-rg", and "small-lab-uksouth" is asked for.',
  ],
];

test.each(FAULTS)('%s', (_, change, said) => {
  expect(verifyChanged(SMALL, change).faults.map(renderFault).join('')).toContain(said);
});
