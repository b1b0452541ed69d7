import fc from 'fast-check';
import { cidr, formatAddress, type Cidr } from '../../catalogue/cidr';
import { planAzureRules, type AzureRules, type AzureSide } from '../../plan/azure-rules';
import { planRules, ownSupernets } from '../../plan/rules';
import { askOracle, type OracleNetwork } from '../support/oracle';
import { partOfSmall } from '../support/catalogues';
import { prepareOrThrow, renderAll } from '../support/synth';

const { catalogue, lock, plan } = prepareOrThrow('examples/small.yaml');
const azure = planAzureRules(plan.rules, catalogue.tenants);

/** Reads network rules as Azure Firewall does: by priority, the first that matches decides, else the packet goes on to application rules. */
function decide({ ipGroups, groups }: AzureRules, from: string, to: string, protocol: string, port: number): string {
  const members = new Map(ipGroups.map((group) => [group.tenant, group.prefixes]));
  const on = (side: AzureSide, address: string): boolean =>
    ('ipGroups' in side ? side.ipGroups.flatMap((name) => members.get(name) ?? []) : side.prefixes).some(
      (prefix) => prefix === '*' || cidr(prefix).contains(cidr(`${address}/32`)),
    );
  const portIn = (texts: readonly string[]): boolean =>
    texts.some((text) => {
      const [low = '', high = low] = text.split('-');
      return text === '*' || (Number(low) <= port && port <= Number(high));
    });
  const found = [...groups]
    .sort((a, b) => a.priority - b.priority)
    .find((group) =>
      group.rules.some(
        (rule) =>
          (rule.protocol === 'Any' || rule.protocol.toLowerCase() === protocol) &&
          (protocol === 'icmp' || portIn(rule.ports)) &&
          on(rule.source, from) &&
          on(rule.destination, to),
      ),
    );
  return found?.action ?? 'application rules';
}

/** The oracle's view of AWS's inspection firewall, with nothing around it. */
const inspect = JSON.parse(renderAll('examples/small.yaml').get('aws-inspect') ?? '') as Record<string, unknown>;
const throughAws = (from: string, to: string, protocol: string, port: number): boolean => {
  const firewall: OracleNetwork = {
    stacks: { lone: lonely(inspect) },
    announces: { [A]: ['0.0.0.0/1', '128.0.0.0/1'] },
  };
  return askOracle(firewall, { attachment: A, source: from, destination: to, protocol, port }).arrives;
};
const A = 'lone/aws_vpn_connection.everywhere';

/** The inspection firewall alone, in a VPC that everything is sent through. */
function lonely(stack: Record<string, unknown>): Record<string, unknown> {
  const resource = stack['resource'] as Record<string, Record<string, Record<string, unknown>>>;
  const [subnet = ''] = Object.keys(resource['aws_subnet'] ?? {}).filter((name) => name.startsWith('firewall'));
  const entry = subnet.replace('firewall', 'transit');
  return {
    resource: {
      ...resource,
      aws_vpn_connection: { everywhere: {} },
      aws_ec2_transit_gateway_route_table: { pre: {}, post: {} },
      aws_ec2_transit_gateway_vpc_attachment: {
        inspect: {
          ...resource['aws_ec2_transit_gateway_vpc_attachment']?.['inspect'],
          subnet_ids: [`\${aws_subnet.${entry}.id}`],
        },
      },
      aws_ec2_transit_gateway_route_table_association: {
        site: link('aws_vpn_connection.everywhere.transit_gateway_attachment_id', 'pre'),
        inspect: link('aws_ec2_transit_gateway_vpc_attachment.inspect.id', 'post'),
      },
      aws_ec2_transit_gateway_route_table_propagation: {
        site: link('aws_vpn_connection.everywhere.transit_gateway_attachment_id', 'post'),
      },
      aws_ec2_transit_gateway_route: {
        all: {
          ...link('aws_ec2_transit_gateway_vpc_attachment.inspect.id', 'pre'),
          destination_cidr_block: '0.0.0.0/0',
        },
      },
    },
  };
}

function link(attachment: string, table: string): Record<string, string> {
  return {
    transit_gateway_attachment_id: `\${${attachment}}`,
    transit_gateway_route_table_id: `\${aws_ec2_transit_gateway_route_table.${table}.id}`,
  };
}

test('both clouds pass the same: AWS as it is synthesised, Azure as it is planned', () => {
  const rules = plan.rules.flatMap((rule) => [...rule.sources, ...rule.destinations]);
  const edges = [...new Set(rules.flatMap(({ first, last }: Cidr) => [first, last, last + 1]))].map(formatAddress);
  const ports = [
    ...new Set(
      plan.rules.flatMap((rule) => rule.ports.flatMap(({ first, last }) => [first - 1, first, last, last + 1])),
    ),
  ];
  const port = fc.constantFrom(...ports.filter((each) => each > 0 && each < 65_536));
  let passed = 0;
  fc.assert(
    fc.property(
      fc.nat(),
      fc.boolean(),
      fc.constantFrom(...edges),
      fc.constantFrom(...edges),
      fc.constantFrom('tcp', 'udp', 'icmp'),
      port,
      (pick, aimed, one, other, kind, number) => {
        // Half of the packets are aimed at a rule, so that enough of them pass.
        const rule = plan.rules[pick % plan.rules.length];
        const [from, to] = aimed && rule ? [at(rule.sources, pick), at(rule.destinations, pick)] : [one, other];
        const protocol = aimed && rule && rule.protocol !== 'any' ? rule.protocol : kind;
        const answer = decide(azure, from, to, protocol, number) === 'Allow';
        if (answer) passed += 1;
        expect({ from, to, protocol, number, passes: throughAws(from, to, protocol, number) }).toEqual({
          from,
          to,
          protocol,
          number,
          passes: answer,
        });
      },
    ),
    { numRuns: 1_500 },
  );
  expect(passed).toBeGreaterThan(100);
});

function at(prefixes: readonly Cidr[], pick: number): string {
  return formatAddress(prefixes[pick % prefixes.length]?.first ?? 0);
}

test('IP groups stand exactly for what a rule names, whatever the catalogue', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (keeps) => {
      const model = partOfSmall([], (noun, index) => keeps[(noun.length + index) % keeps.length] ?? true);
      const rules = planRules(model, lock.hubs);
      const planned = planAzureRules(rules, model.tenants);
      const members = new Map(planned.ipGroups.map((group) => [group.tenant, group.prefixes]));
      const addresses = (side: AzureSide): readonly string[] =>
        'ipGroups' in side ? side.ipGroups.flatMap((name) => members.get(name) ?? []) : side.prefixes;
      const holds = (list: readonly string[], prefix: Cidr): boolean =>
        [prefix.subnet(32, 0), prefix.subnet(32, prefix.size - 1)].every((end) =>
          list.some((text) => cidr(text).contains(end)),
        );
      const byName = new Map(rules.map((rule) => [rule.key.replaceAll('/', '_'), rule]));
      const allowing = planned.groups.filter((group) => group.action === 'Allow').flatMap((group) => group.rules);
      expect(allowing).toHaveLength(rules.length);
      for (const made of allowing) {
        const rule = byName.get(made.name);
        if (!rule) throw new Error(made.name);
        for (const [side, wanted] of [
          [made.source, rule.sources],
          [made.destination, rule.destinations],
        ] as const) {
          const got = addresses(side);
          for (const prefix of wanted) expect(holds(got, prefix)).toBe(true);
          for (const text of got) expect(wanted.some((prefix) => prefix.contains(cidr(text)))).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('a tenant’s supernets are one IP group, and a site changes nothing', () => {
  const council = catalogue.tenants.find((tenant) => tenant.id === 'council');
  if (!council) throw new Error('the small example has a council');
  expect(azure.ipGroups.find((group) => group.tenant === 'council')?.prefixes).toEqual(
    ownSupernets(council).map(String),
  );
  const fewer = { ...catalogue, sites: catalogue.sites.slice(1) };
  expect(planAzureRules(planRules(fewer, lock.hubs), fewer.tenants)).toEqual(azure);
  expect(azure.groups.map(({ name, priority }) => `${name} ${priority}`)).toEqual([
    'dns 1000',
    'flows 1100',
    'management 1200',
    'services 1300',
    'site-to-site 1400',
    'suppliers 1500',
    'guard 60000',
  ]);
});

test('nothing private is left to application rules, which would ask for a name alone', () => {
  expect(decide(azure, '10.16.1.5', '10.64.1.5', 'tcp', 443)).toBe('Deny');
  expect(decide(azure, '10.16.1.5', '192.168.1.5', 'tcp', 443)).toBe('Deny');
  expect(decide(azure, '10.16.1.5', '93.184.215.14', 'tcp', 443)).toBe('application rules');
});
