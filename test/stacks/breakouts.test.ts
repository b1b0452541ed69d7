import { parseStack, prepareOrThrow, renderAll, type Synthesised } from '../support/synth';

const CATALOGUES = ['sites.yaml', 'examples/small.yaml', 'examples/enfield.yaml'] as const;

const stacksOf = (file: string, pattern: RegExp): readonly (readonly [string, Synthesised])[] =>
  [...renderAll(file)].filter(([name]) => pattern.test(name)).map(([name, text]) => [name, parseStack(text)]);

const prefixesIn = (stack: Synthesised, type: string, attribute: string): readonly string[] =>
  Object.values(stack.resource[type] ?? {}).flatMap((resource) =>
    typeof resource[attribute] === 'string' ? [resource[attribute]] : [],
  );

describe.each(CATALOGUES)('%s', (file) => {
  const { catalogue, plan } = prepareOrThrow(file);

  test('every row of the plan that leads to a breakout is a route of the inspection stack, and no breakout’s stack has one', () => {
    for (const [hub, tables] of plan.tables) {
      const wanted = tables.flatMap((table) =>
        table.statics.flatMap((row) =>
          row.via.to === 'egress' ? [`${table.name} ${row.prefix} ${row.via.domain}`] : [],
        ),
      );
      const routesOf = (kind: 'aws-breakout' | 'aws-inspect'): readonly Record<string, unknown>[] =>
        plan.stacks
          .filter((stack) => stack.kind === kind && stack.hub.id === hub)
          .flatMap(({ name }) =>
            Object.values(parseStack(renderAll(file).get(name)).resource['aws_ec2_transit_gateway_route'] ?? {}),
          );
      const found = routesOf('aws-inspect').flatMap((route) => {
        const table = /route_table_(rt-[a-z0-9-]+)/.exec(String(route['transit_gateway_route_table_id']))?.[1] ?? '';
        const attachment = String(route['transit_gateway_attachment_id']);
        const domain = /-breakout-([a-z0-9-]+)\.outputs\.attachment_id/.exec(attachment)?.[1];
        return domain === undefined ? [] : [`${table} ${String(route['destination_cidr_block'])} ${domain}`];
      });
      expect(routesOf('aws-breakout')).toEqual([]);
      expect([...found].sort()).toEqual([...wanted].sort());
      expect(wanted.length).toBeGreaterThan(0);
    }
  });

  test('a breakout knows the prefixes of its own tenants alone: the way back, its rules, its resolver', () => {
    for (const stack of plan.stacks) {
      if (stack.kind !== 'aws-breakout') continue;
      const rendered = parseStack(renderAll(file).get(stack.name));
      const own = catalogue.tenants
        .filter((tenant) => tenant.egress === stack.domain && tenant.hubs.includes(stack.hub.id))
        .flatMap((tenant) => [...tenant.supernets.aws, ...tenant.supernets.azure, ...tenant.supernets.datacentre]);
      const inside = (text: string): boolean =>
        text === '0.0.0.0/0' || own.some((prefix) => prefix.toString() === text) || stack.homeNet.includes(text);
      const known = [
        ...prefixesIn(rendered, 'aws_route', 'destination_cidr_block'),
        ...prefixesIn(rendered, 'aws_vpc_security_group_ingress_rule', 'cidr_ipv4'),
      ];
      expect(known.length).toBeGreaterThan(4);
      expect(known.filter((text) => !inside(text))).toEqual([]);
    }
  });

  test('a supplier’s own network has no way to a breakout and no resolver there', () => {
    const suppliers = catalogue.tenants.filter((tenant) => tenant.kind === 'supplier');
    expect(suppliers.length).toBeGreaterThan(0);
    for (const [name, stack] of stacksOf(file, /-breakout-/)) {
      for (const supplier of suppliers) {
        const tables = Object.keys(stack.resource['aws_ec2_transit_gateway_route'] ?? {});
        expect([name, tables.filter((route) => route.startsWith(`rt-${supplier.id}_`))]).toEqual([name, []]);
        for (const prefix of supplier.supernets.aws)
          expect(prefixesIn(stack, 'aws_vpc_security_group_ingress_rule', 'cidr_ipv4')).not.toContain(
            prefix.toString(),
          );
      }
    }
  });

  test('nothing of the output opens a port to everybody', () => {
    for (const [, stack] of stacksOf(file, /./)) {
      for (const type of ['aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule'])
        for (const prefix of prefixesIn(stack, type, 'cidr_ipv4')) expect(prefix).not.toMatch(/\/0$/);
      for (const resources of [stack.resource['aws_subnet'] ?? {}])
        for (const subnet of Object.values(resources)) expect(subnet['map_public_ip_on_launch']).toBe(false);
    }
  });
});

describe.each(['sites.yaml', 'examples/small.yaml'])('%s: public Wi-Fi', (file) => {
  const { catalogue, plan } = prepareOrThrow(file);
  const guests = new Set(
    catalogue.tenants.filter((tenant) => tenant.kind === 'public-wifi').map((tenant) => tenant.egress),
  );
  const guestStacks = plan.stacks.filter((stack) => stack.kind === 'aws-breakout' && guests.has(stack.domain));

  test('has a firewall, addresses, logs and a key of its own, and a year of logs', () => {
    expect(guestStacks).toHaveLength(1);
    for (const { name } of guestStacks) {
      const stack = parseStack(renderAll(file).get(name));
      expect(Object.keys(stack.resource['aws_eip'] ?? {}).length).toBeGreaterThan(0);
      for (const group of Object.values(stack.resource['aws_cloudwatch_log_group'] ?? {})) {
        expect(group).toMatchObject({ kms_key_id: '${aws_kms_key.logs.arn}', retention_in_days: 365 });
        expect(String(group['name'])).toContain('-guest');
      }
      const [tables] = [plan.tables.get('london') ?? []];
      expect(tables.find((table) => table.name === 'rt-post-guest')?.propagated).toHaveLength(1);
    }
  });

  test('is in no log of an agency: the gateway has no log of everybody', () => {
    const hub = plan.stacks.find((stack) => stack.kind === 'aws-hub');
    expect(parseStack(renderAll(file).get(hub?.name ?? '')).resource['aws_flow_log']).toBeUndefined();
    const without = parseStack(renderAll('examples/enfield.yaml').get('aws-hub'));
    expect(Object.keys(without.resource['aws_flow_log'] ?? {})).toEqual(['transit']);
  });

  test('is read about by the named readers alone, and about nothing else', () => {
    for (const { name } of guestStacks) {
      const stack = parseStack(renderAll(file).get(name));
      const role = stack.resource['aws_iam_role']?.['guest-logs'];
      expect(JSON.parse(String(role?.['assume_role_policy']))).toMatchObject({
        Statement: [{ Principal: { AWS: ['arn:aws:iam::111122223333:role/information-governance'] } }],
      });
      const policy = JSON.parse(String(stack.resource['aws_iam_role_policy']?.['guest-logs']?.['policy'])) as {
        Statement: { Action: string[]; Resource: string | string[] }[];
      };
      for (const arn of [policy.Statement[0]?.Resource ?? []].flat())
        expect(arn).toMatch(/log-group:.*-guest(\/\*)?:\*$/);
      expect(policy.Statement.flatMap((statement) => statement.Action).join()).not.toMatch(/Delete|Put|\*/);
    }
  });

  test('asks a resolver that forwards to nobody', () => {
    const names = guestStacks.map((stack) => stack.name);
    for (const [, stack] of stacksOf(file, /^aws-.*services$/)) {
      const associations = Object.values(stack.resource['aws_route53_resolver_rule_association'] ?? {});
      expect(associations.length).toBeGreaterThan(0);
      for (const association of associations)
        for (const name of names) expect(String(association['vpc_id'])).not.toContain(name);
      for (const zone of Object.values(stack.resource['aws_route53_zone'] ?? {}))
        expect(JSON.stringify(zone['vpc'])).not.toContain('guest');
    }
  });
});

test('DNS: everything of an agency’s domain goes to its own resolver, but what the cloud alone can answer', () => {
  const [[, stack] = []] = stacksOf('examples/small.yaml', /^aws-services$/);
  const rules = Object.values(stack?.resource['aws_route53_resolver_rule'] ?? {}).map((rule) => [
    rule['domain_name'],
    rule['rule_type'],
    (rule['target_ip'] as { ip: string }[] | undefined)?.map(({ ip }) => ip) ?? [],
  ]);
  expect(rules).toEqual(
    expect.arrayContaining([
      ['.', 'FORWARD', ['198.18.255.1']],
      ['.', 'FORWARD', ['198.18.255.3']],
      ['council.internal', 'FORWARD', ['10.18.0.10', '10.18.128.10']],
      ['amazonaws.com', 'SYSTEM', []],
      ['revenues.example.net', 'SYSTEM', []],
      // A Private Endpoint's name is known to the resolver of its hub alone.
      ['archive.example.net', 'FORWARD', ['10.0.41.4']],
    ]),
  );
  expect(rules).toHaveLength(6);
});

test('a supplier’s endpoint lets its consumers in on its ports, resolves for their domains, and lets nothing out', () => {
  const [[, stack] = []] = stacksOf('examples/enfield.yaml', /^aws-services$/);
  const ingress = Object.values(stack?.resource['aws_vpc_security_group_ingress_rule'] ?? {});
  expect(ingress.map((rule) => [rule['cidr_ipv4'], rule['from_port'], rule['to_port']])).toEqual([
    ['10.208.0.0/14', 443, 443],
  ]);
  const egress = Object.values(stack?.resource['aws_vpc_security_group_egress_rule'] ?? {});
  expect(new Set(egress.map((rule) => rule['security_group_id']))).toEqual(
    new Set(['${aws_security_group.resolver.id}']),
  );
  const zones = Object.values(stack?.resource['aws_route53_zone'] ?? {});
  expect(zones.map((zone) => zone['name'])).toEqual([
    'benefits.enfield-platform.example.net',
    'revenues.enfield-platform.example.net',
  ]);
  for (const zone of zones) expect(JSON.stringify(zone['vpc'])).toContain('aws-breakout-staff.outputs.vpc_id');
  const records = Object.values(stack?.resource['aws_route53_record'] ?? {}).map((record) => record['name']);
  expect([...records].sort()).toEqual([
    '*.benefits.enfield-platform.example.net',
    'benefits.enfield-platform.example.net',
    'revenues.enfield-platform.example.net',
  ]);
});
