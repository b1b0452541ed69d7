import path from 'node:path';
import awsFacts from '../../review/facts/aws.json';
import azurermFacts from '../../review/facts/azurerm.json';
import { conditionOf, verdictOf } from '../../review/facts/facts';
import { ROLES } from '../../review/meaning/roles';
import type { Side } from '../../review/sides/side';
import type { Resource } from '../../verify/terraform/stack-json';
import { argumentsIn, planArguments } from '../support/argument-plans';
import { sideOf } from '../support/review';
import { ROOT } from '../support/run';
import { terraformUnavailable } from '../support/terraform';

const sides: readonly Side[] = [
  sideOf('shipped', ROOT, 'sites.yaml'),
  sideOf('small', path.join(ROOT, 'examples'), 'small.yaml'),
  sideOf('enfield', path.join(ROOT, 'examples'), 'enfield.yaml'),
];
const resources: readonly Resource[] = sides.flatMap((side) =>
  side.stacks.flatMap((stack) => side.read(stack).resources),
);

/** Arguments of each type as they are rendered somewhere. */
function rendered(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { type, attributes } of resources) {
    const { lifecycle: _l, provider: _p, depends_on: _d, '//': _c, timeouts: _t, ...own } = attributes;
    const known = found.get(type) ?? new Set();
    for (const argument of argumentsIn(own)) known.add(argument);
    found.set(type, known);
  }
  return found;
}

test('what a change of any argument does is known, of every type that is rendered', () => {
  const unknown = [...rendered()].flatMap(([type, names]) =>
    [...names].filter((name) => verdictOf(type, name) === 'unknown').map((name) => `${type}.${name}`),
  );
  expect(unknown).toEqual([]);
  expect(rendered().size).toBeGreaterThan(80);
});

test('what every type is to the people behind it is known', () => {
  expect([...rendered().keys()].filter((type) => ROLES[type] === undefined)).toEqual([]);
});

test('what stands in no list is unknown, never harmless; what stands below one that forces a replacement forces it too', () => {
  expect(verdictOf('aws_vpn_connection', 'tunnel_bandwidth')).toBe('unknown');
  expect(verdictOf('aws_new_thing', 'name')).toBe('unknown');
  expect(verdictOf('azurerm_vpn_site', 'virtual_wan_id')).toBe('replace');
  expect(verdictOf('aws_vpn_connection', 'tags.Name')).toBe('in-place');
  expect(verdictOf('aws_vpn_connection', 'outside_ip_address_type')).toBe('no-call');
});

test('no argument stands in two lists', () => {
  for (const [type, { replace, inPlace }] of [...Object.entries(awsFacts.types), ...Object.entries(azurermFacts.types)])
    expect([
      type,
      (inPlace as readonly string[]).filter((name) => (replace as readonly string[]).includes(name)),
    ]).toEqual([type, []]);
});

/**
 * What real plans of hashicorp/aws 5.100 say otherwise than the facts, with why that is right: an argument that replaces in some
 * cases counts as one that does.
 */
const OTHERWISE: Readonly<Record<string, string>> = {
  'aws_route53_resolver_rule.resolver_endpoint_id': 'replaces where it is taken out',
  'aws_vpc_security_group_egress_rule.cidr_ipv4': 'replaces where another kind of source takes its place',
  'aws_vpc_security_group_ingress_rule.cidr_ipv4': 'replaces where another kind of source takes its place',
};

const why = terraformUnavailable();
// That CI has both is asserted once (test/terraform/aws.test.ts).
const real = why === undefined ? test : test.skip;

real(
  `each AWS argument does what real Terraform plans of it${why === undefined ? '' : ` (skipped: ${why})`}`,
  async () => {
    const samples = new Map<string, Resource>();
    for (const resource of resources) {
      if (!resource.type.startsWith('aws_')) continue;
      const known = samples.get(resource.type);
      if (!known || Object.keys(known.attributes).length < Object.keys(resource.attributes).length)
        samples.set(resource.type, resource);
    }
    const { planned, output } = await planArguments([...samples.values()]);
    if (planned.length === 0) throw new Error(output.slice(0, 4_000));
    const different = planned.flatMap(({ type, argument, actions }) => {
      const isReplaced = actions.includes('delete');
      return isReplaced === (verdictOf(type, argument) === 'replace') ? [] : [`${type}.${argument}`];
    });
    expect([...different].sort()).toEqual(Object.keys(OTHERWISE).sort());
    for (const name of Object.keys(OTHERWISE)) {
      const [type = '', argument = ''] = name.split('.');
      expect(conditionOf(type, argument)).toBeDefined();
    }
    process.stdout.write(
      `facts: ${planned.length} arguments of ${new Set(planned.map(({ type }) => type)).size} AWS types as real plans have them, ${different.length} of them in some cases only\n`,
    );
    expect(planned.length).toBeGreaterThan(250);
    const actions = (type: string, argument: string): readonly string[] | undefined =>
      planned.find((each) => each.type === type && each.argument === argument)?.actions;
    // Both kinds are seen: neither a plan of nothing nor one of everything would pass.
    expect(actions('aws_customer_gateway', 'ip_address')).toContain('delete');
    expect(actions('aws_vpn_connection', 'tunnel1_phase1_encryption_algorithms')).toEqual(['update']);
  },
  180_000,
);
