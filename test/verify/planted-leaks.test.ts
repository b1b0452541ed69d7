import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { reportOf, resource, verifyChanged, type Attributes, type Tree } from '../support/verify';

const SMALL = 'examples/small.yaml';
const FIXTURE = path.join(__dirname, '../fixtures/planted-leaks.yaml');
/** Full reports, each read by a person before it was kept. `KEEP_REPORTS=1` writes them anew, to be read again. */
const kept = parse(readFileSync(FIXTURE, 'utf8')) as Record<string, string>;

test.each(['sites.yaml', SMALL, 'examples/enfield.yaml'])(
  '%s does what it asks for: no difference, nothing not understood',
  (file) => {
    const verification = verifyChanged(file);
    expect(reportOf(file, verification)).toEqual([]);
    expect(verification.classes).toBeGreaterThan(5_000);
  },
);

type Plant = (stack: (name: string) => Tree) => void;

const rulesOf = (stack: Tree, group: string): { rules_string: string } =>
  (resource(stack, 'aws_networkfirewall_rule_group', group)['rule_group'] as { rules_source: { rules_string: string } })
    .rules_source;

const add = (stack: Tree, type: string, name: string, attributes: Attributes): void => {
  stack.resource[type] = { ...stack.resource[type], [name]: attributes };
};

const drop = (stack: Tree, type: string, name: string): void => {
  const { [name]: gone, ...rest } = stack.resource[type] ?? {};
  if (!gone) throw new Error(`no ${type}.${name}`);
  stack.resource[type] = rest;
};

const PLANTS: Readonly<Record<string, Plant>> = {
  'Wi-Fi to a council host: a row of the guests’ table leads to inspection, and a rule passes it': (stack) => {
    drop(stack('aws-hub'), 'aws_ec2_transit_gateway_route', 'rt-wifi_10-0-0-0_8');
    const inspect = stack('aws-inspect');
    add(inspect, 'aws_ec2_transit_gateway_route', 'planted', {
      ...resource(inspect, 'aws_ec2_transit_gateway_route', 'rt-fire_10-64-0-0_15'),
      destination_cidr_block: '10.0.0.0/8',
      transit_gateway_route_table_id: '${data.terraform_remote_state.aws-hub.outputs.route_table_rt-wifi}',
    });
    rulesOf(inspect, 'site-to-site').rules_string +=
      '\npass ip [10.112.0.0/16] any -> [10.16.0.0/15] any (msg:"planted"; sid:1999999; rev:1;)';
  },
  'a school to the fire service: routes both ways and a rule': (stack) => {
    const inspect = stack('aws-inspect');
    const like = resource(inspect, 'aws_ec2_transit_gateway_route', 'rt-fire_10-64-0-0_15');
    const to = (table: string): string => `\${data.terraform_remote_state.aws-hub.outputs.route_table_${table}}`;
    add(inspect, 'aws_ec2_transit_gateway_route', 'planted_there', {
      ...like,
      destination_cidr_block: '10.64.0.0/15',
      transit_gateway_route_table_id: to('rt-schools'),
    });
    add(inspect, 'aws_ec2_transit_gateway_route', 'planted_back', {
      ...like,
      destination_cidr_block: '10.32.0.0/12',
      transit_gateway_route_table_id: to('rt-fire'),
    });
    rulesOf(inspect, 'flows').rules_string +=
      '\npass ip [10.32.0.0/12] any -> [10.64.0.0/15] any (msg:"planted"; sid:1999999; rev:1;)';
  },
  'a reply path missing: the provider’s table has no way back to the consumer': (stack) => {
    drop(stack('aws-inspect'), 'aws_ec2_transit_gateway_route', 'rt-council_10-64-0-0_15');
  },
  'a firewall rule one port too wide': (stack) => {
    const source = rulesOf(stack('aws-inspect'), 'flows');
    source.rules_string = source.rules_string.replaceAll('443', '[443:444]');
  },
  'a tenant VPC associated with the wrong table': (stack) => {
    const association = resource(
      stack('aws-council-net'),
      'aws_ec2_transit_gateway_route_table_association',
      'council_social-care',
    );
    association['transit_gateway_route_table_id'] =
      '${data.terraform_remote_state.aws-hub.outputs.route_table_rt-fire}';
  },
  'a propagation into a tenant’s table: there without a firewall, back through one': (stack) => {
    const net = stack('aws-council-net');
    add(net, 'aws_ec2_transit_gateway_route_table_propagation', 'planted', {
      ...resource(net, 'aws_ec2_transit_gateway_route_table_propagation', 'council_social-care'),
      transit_gateway_route_table_id: '${data.terraform_remote_state.aws-hub.outputs.route_table_rt-council}',
    });
  },
  'an endpoint open to all': (stack) => {
    const services = stack('aws-services');
    add(services, 'aws_vpc_security_group_ingress_rule', 'planted', {
      ...resource(services, 'aws_vpc_security_group_ingress_rule', 'supplier-revenues_tcp-443_10-16-0-0_15'),
      cidr_ipv4: '0.0.0.0/0',
      ip_protocol: '-1',
    });
  },
  'a resolver’s group open to another tenant, which has no route to it': (stack) => {
    const breakout = stack('aws-breakout-corporate');
    const [name = ''] = Object.keys(breakout.resource['aws_vpc_security_group_ingress_rule'] ?? {});
    resource(breakout, 'aws_vpc_security_group_ingress_rule', name)['cidr_ipv4'] = '10.0.0.0/8';
  },
  'a breakout that passes any port': (stack) => {
    const source = rulesOf(stack('aws-breakout-corporate'), 'egress-corporate');
    source.rules_string = source.rules_string
      .split('\n')
      .filter((line) => !line.includes('port is not listed'))
      .join('\n');
  },
  'a rule that this proof can’t read': (stack) => {
    rulesOf(stack('aws-inspect'), 'flows').rules_string +=
      '\npass tcp any any <> any any (msg:"planted"; sid:1999999; rev:1;)';
  },
};

test.each(Object.entries(PLANTS))('%s', (name, plant) => {
  const report = reportOf(SMALL, verifyChanged(SMALL, plant)).join('\n');
  if (process.env['KEEP_REPORTS'] === '1') {
    kept[name] = report;
    writeFileSync(FIXTURE, stringify(kept, { lineWidth: 0 }));
  }
  expect(report).toBe(kept[name]);
});

test('everything planted is reported; what is open but leads nowhere is no leak, and too wide all the same', () => {
  expect(Object.entries(kept).filter(([, report]) => report === '')).toEqual([]);
  const open = kept['a resolver’s group open to another tenant, which has no route to it'] ?? '';
  expect(open).toMatch(/^TOO WIDE {2}/);
  expect(open).not.toContain('LEAK');
});
