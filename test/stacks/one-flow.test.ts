import { cidr } from '../../catalogue/values/cidr';
import type { Catalogue, Flow } from '../../catalogue/model';
import { planNetwork } from '../../plan/network-plan';
import { reconcileLock } from '../../plan/numbering/reconcile';
import { renderStack } from '../../stacks/render';
import { NOWHERE } from '../support/catalogues';
import { must, parseStack, prepareOrThrow, type Synthesised } from '../support/synth';

const { catalogue, lock, plan } = prepareOrThrow('sites.yaml');
const CONTEXT = { localRoot: '../../../state' };

/** `type.address` of every resource that differs, with what differs in it. */
function changes(before: Synthesised, after: Synthesised): ReadonlyMap<string, readonly string[]> {
  const flat = (stack: Synthesised): ReadonlyMap<string, Record<string, unknown>> =>
    new Map(
      Object.entries(stack.resource).flatMap(([type, resources]) =>
        Object.entries(resources).map(([address, resource]) => [`${type}.${address}`, resource]),
      ),
    );
  const old = flat(before);
  const now = flat(after);
  const found = new Map<string, readonly string[]>();
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(key) ?? {}, now.get(key) ?? {}];
    const attributes = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
      (name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]),
    );
    if (attributes.length > 0) found.set(key, old.has(key) && now.has(key) ? attributes : ['all of it']);
  }
  return found;
}

/** What changes on disk between the shipped catalogue and another, by stack. */
function changedStacks(changed: Catalogue): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const planned = planNetwork(changed, must(reconcileLock(changed, NOWHERE, { keep: lock, asOf: lock.asOf })));
  const before = new Map(plan.stacks.map((input) => [input.name, input]));
  expect(planned.stacks.map((input) => input.name)).toEqual(plan.stacks.map((input) => input.name));
  return new Map(
    planned.stacks.flatMap((input) => {
      const old = before.get(input.name);
      if (!old || JSON.stringify(old) === JSON.stringify(input)) return [];
      const render = (which: typeof input): Synthesised => parseStack(renderStack(which, CONTEXT));
      return [[input.name, changes(render(old), render(input))]];
    }),
  );
}

test('a new flow changes one rule group in each cloud and the two tenants’ routes, in one stack each', () => {
  const flow: Flow = {
    id: 'gis-to-schools',
    from: { tenant: 'fire' },
    to: { tenant: 'schools', prefixes: [cidr('10.47.252.9/32')] },
    ports: ['tcp/443'],
    reason: 'Evacuation plans',
    owner: 'somebody@example.gov.uk',
    expires: '2027-06-30',
    log: true,
  };
  const changed = changedStacks({ ...catalogue, flows: [...catalogue.flows, flow] });
  expect([...changed.keys()]).toEqual(['aws-inspect', 'azure-uksouth-rules']);
  expect(Object.fromEntries(changed.get('azure-uksouth-rules') ?? [])).toEqual({
    'azurerm_firewall_policy_rule_collection_group.flows': ['network_rule_collection'],
  });
  expect(Object.fromEntries(changed.get('aws-inspect') ?? [])).toEqual({
    'aws_networkfirewall_rule_group.flows': ['rule_group'],
    'aws_ec2_transit_gateway_route.rt-fire_10-47-252-9_32': ['all of it'],
    'aws_ec2_transit_gateway_route.rt-schools_10-64-0-0_15': ['all of it'],
    'aws_ec2_transit_gateway_route.rt-schools_10-67-0-0_16': ['all of it'],
  });
});

test('a new name on a domain’s list changes the rules of its breakouts and its resolver’s list, and no other rule’s number', () => {
  const egressDomains = catalogue.egressDomains.map((domain) =>
    domain.id === 'corporate'
      ? { ...domain, names: { ...domain.names, deny: [...domain.names.deny, '.a.example'] } }
      : domain,
  );
  const changed = changedStacks({ ...catalogue, egressDomains });
  expect([...changed.keys()]).toEqual(['aws-breakout-corporate', 'azure-uksouth-services']);
  expect(Object.fromEntries(changed.get('azure-uksouth-services') ?? [])).toEqual({
    'azurerm_private_dns_zone.refused_a_example': ['all of it'],
    'azurerm_private_dns_zone_virtual_network_link.refused_a_example': ['all of it'],
  });
  expect(Object.fromEntries(changed.get('aws-breakout-corporate') ?? [])).toEqual({
    'aws_networkfirewall_rule_group.egress-corporate': ['rule_group'],
    'aws_route53_resolver_firewall_domain_list.refused': ['domains'],
  });
  const after = must(reconcileLock({ ...catalogue, egressDomains }, NOWHERE, { keep: lock, asOf: lock.asOf }));
  for (const [key, sid] of Object.entries(lock.rules)) expect([key, after.rules[key]]).toEqual([key, sid]);
});

test('a site changes no rule’s number, no priority and no group’s name', () => {
  const [first] = catalogue.sites.filter((site) => site.segments[0]?.tenant === 'schools');
  if (!first) throw new Error('there are schools');
  const site = {
    ...first,
    id: 'another-school',
    circuits: first.circuits.map((circuit) => ({ ...circuit, address: '198.19.201.1' })),
    segments: [{ tenant: 'schools', sizeBits: 24 }],
  };
  const after = must(
    reconcileLock({ ...catalogue, sites: [site, ...catalogue.sites] }, NOWHERE, { keep: lock, asOf: lock.asOf }),
  );
  expect(after.rules).toEqual(lock.rules);
  expect(after.ruleGroups).toEqual(lock.ruleGroups);
  const planned = planNetwork({ ...catalogue, sites: [site, ...catalogue.sites] }, after);
  const groups = (stacks: typeof plan.stacks): readonly string[] =>
    stacks.flatMap((stack) =>
      stack.kind === 'aws-inspect'
        ? stack.ruleGroups.map((group) => `${group.name}-c${group.capacity}`)
        : stack.kind === 'aws-breakout'
          ? [`${stack.ruleGroup.name}-c${stack.ruleGroup.capacity}`]
          : [],
    );
  expect(groups(planned.stacks)).toEqual(groups(plan.stacks));
});
