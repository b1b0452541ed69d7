import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseStack, renderAll } from '../support/synth';
import {
  ADDED_IN_6,
  copyForTerraform,
  type HeldResource,
  READ_ADDED_IN_6,
  type StackCopy,
  terraform,
  terraformInit,
  terraformPlan,
  terraformUnavailable,
  TYPES_ADDED_IN_6,
  writeStates,
} from '../support/terraform';
import { type Assertion, joinedForMock, joinedUnderRoot, type Override } from '../support/terraform-joined';

const CATALOGUES = ['sites.yaml', 'examples/small.yaml', 'examples/enfield.yaml'] as const;
const unavailable = terraformUnavailable();

if (unavailable !== undefined) {
  process.stderr.write(`Real Terraform runs are skipped: ${unavailable}.\n`);
}

test('in CI, where terraform is installed and a mirror is named, both can be used: the runs below are not skipped by accident', () => {
  const named = (process.env['WAN_PROVIDER_MIRROR'] ?? '') !== '';
  if (process.env['CI'] === 'true' && named && unavailable !== 'terraform is not installed')
    expect(unavailable).toBeUndefined();
  else expect(unavailable === undefined || named || unavailable.length > 0).toBe(true);
});

const describeReal = unavailable === undefined ? describe : describe.skip;

/**
 * The machines of this project hold no provider of Azure: its stacks, and its half of a link, are held against the bindings
 * instead.
 */
function awsStacks(catalogue: string): readonly string[] {
  return [...renderAll(catalogue).keys()].filter((name) => name.startsWith('aws-') || name.startsWith('link-'));
}

function copyOf(catalogue: string, name: string): StackCopy {
  const stacks = renderAll(catalogue);
  return copyForTerraform(stacks.get(name) ?? '', Object.fromEntries(stacks));
}

type Change = Awaited<ReturnType<typeof terraformPlan>>['changes'][number];

describeReal('real Terraform', () => {
  test('of every catalogue every AWS stack passes init and validate', async () => {
    const copies = new Map<string, StackCopy>();
    for (const [index, catalogue] of CATALOGUES.entries()) {
      const removed = new Map<string, number>();
      for (const name of awsStacks(catalogue)) {
        const copy = copyOf(catalogue, name);
        expect(copy.stripped.allowedAccountIds).toBeGreaterThan(0);
        expect(copy.stripped.azureResources > 0).toBe(name.startsWith('link-'));
        for (const [what, times] of copy.removed) removed.set(what, (removed.get(what) ?? 0) + times);
        copies.set(`of${index}-${name}`, copy);
      }
      process.stderr.write(
        `${catalogue}: validated under 5.100 after removing ${[...removed].map(([what, times]) => `${times} ${what}`).join(', ')}\n`,
      );
      const listed = [
        ...TYPES_ADDED_IN_6,
        ...READ_ADDED_IN_6,
        ...Object.entries(ADDED_IN_6).flatMap(([type, names]) => names.map((name) => `${type}.${name}`)),
      ];
      if (process.env['WAN_PROVIDER_MIRROR'] === 'registry') continue;
      expect(listed).toEqual(expect.arrayContaining([...removed.keys()]));
      // The shipped catalogue has everything that is on the list.
      if (catalogue === 'sites.yaml') expect([...removed.keys()].sort()).toEqual(listed.sort());
    }
    const { folder, providers, own } = joinedUnderRoot(Object.fromEntries(copies));
    // One provider of each alias is validated for all of them.
    const shape = (provider: object): string => Object.keys(provider).sort().join();
    expect([...new Set(own.map(shape))].sort()).toEqual([...new Set(providers.map(shape))].sort());
    const init = await terraformInit(folder);
    const validated = init.ok ? await terraform(folder, 'validate', '-no-color') : init;
    expect(validated.ok ? '' : validated.output).toBe('');
  }, 600_000);

  test('of stacks that are validated together, one with an attribute that no provider has is found', async () => {
    const good = copyOf('examples/enfield.yaml', 'aws-inspect');
    const bad = copyOf('examples/enfield.yaml', 'aws-hub');
    const file = path.join(bad.folder, 'cdk.tf.json');
    const text = readFileSync(file, 'utf8');
    const planted = text.replace('"amazon_side_asn":', '"amazon_side_number":');
    expect(planted).not.toBe(text);
    writeFileSync(file, planted);
    const { folder } = joinedUnderRoot({ good, bad });
    expect((await terraformInit(folder)).ok).toBe(true);
    const validated = await terraform(folder, 'validate', '-no-color');
    expect(validated.ok).toBe(false);
    expect(validated.output).toContain('on bad/cdk.tf.json');
    expect(validated.output).toContain('"amazon_side_number"');
  }, 60_000);

  const names = [
    'aws-hub',
    'aws-inspect',
    'aws-breakout-corporate',
    'aws-breakout-guest',
    'aws-services',
    'aws-fire-01',
    'aws-police-net',
    'aws-datacentre-dc-crewe',
    'link-london-uksouth',
  ];
  const council = 'aws-council-01';
  const townHall = 'town-hall_council_primary';
  /** One plan of all that is looked at below, since a provider takes seconds to start: new stacks, and some over a state. */
  let planned: ReturnType<typeof planOfAll> | undefined;
  const planOf = async (module: string): Promise<readonly Change[]> => {
    planned ??= planOfAll();
    const plan = await planned;
    expect(plan.ok ? '' : plan.output).toBe('');
    return plan.changes.filter(({ address }) => address.startsWith(`module.${module}.`));
  };
  async function planOfAll(): ReturnType<typeof terraformPlan> {
    const copy = (): StackCopy => copyOf('examples/small.yaml', council);
    const { folder } = joinedUnderRoot({
      ...Object.fromEntries(names.map((name) => [name, copyOf('sites.yaml', name)])),
      ...{ same: copy(), renamed: copy(), moved: copy(), device: copy() },
      told: copyOf('sites.yaml', 'aws-datacentre-dc-crewe'),
    });
    writeStates(folder, [...gatewaysHeld(), ...datacentreHeld()]);
    expect((await terraformInit(folder)).ok).toBe(true);
    return terraformPlan(folder);
  }

  function gatewaysHeld(): readonly HeldResource[] {
    const stack = parseStack(renderAll('examples/small.yaml').get(council));
    const gateway = stack.resource['aws_customer_gateway']?.[townHall] ?? {};
    // Of providers with one alias the first stack's is taken, for all of them.
    const first = parseStack(renderAll('sites.yaml').get(names[0] ?? ''));
    const [provider] = (first.provider.aws ?? []) as { default_tags: { tags: Record<string, string> }[] }[];
    const tags = gateway['tags'] as Record<string, string>;
    /** A gateway as its stack wrote it, but for this. */
    const held = (module: string, under: string, over: Record<string, unknown>): HeldResource => ({
      module,
      type: 'aws_customer_gateway',
      name: under,
      attributes: {
        id: 'cgw-0123456789abcdef0',
        arn: 'arn:aws:ec2:eu-west-2:111122223333:customer-gateway/cgw-0123456789abcdef0',
        type: 'ipsec.1',
        bgp_asn: gateway['bgp_asn'] ?? '',
        bgp_asn_extended: gateway['bgp_asn_extended'] ?? '',
        certificate_arn: '',
        device_name: gateway['device_name'],
        ip_address: gateway['ip_address'],
        tags,
        tags_all: { ...provider?.default_tags[0]?.tags, ...tags },
        ...over,
      },
    });
    return [
      held('same', townHall, {}),
      held('renamed', 'old-town-hall_council_primary', { tags: { Name: 'old' }, tags_all: { Name: 'old' } }),
      held('moved', townHall, { ip_address: '198.18.99.99' }),
      held('device', townHall, { device_name: 'another' }),
    ];
  }

  function datacentreHeld(): readonly HeldResource[] {
    const { resource } = parseStack(renderAll('sites.yaml').get('aws-datacentre-dc-crewe'));
    const gateway = resource['aws_dx_gateway']?.['datacentre'] ?? {};
    const attachment = 'tgw-attach-0123456789abcdef0';
    const table = 'tgw-rtb-0123456789abcdef0';
    const place = {
      id: `${table}_${attachment}`,
      transit_gateway_attachment_id: attachment,
      transit_gateway_route_table_id: table,
      resource_id: 'dxgw-1',
      resource_type: 'direct-connect-gateway',
    };
    const held = { module: 'told', name: 'datacentre' };
    return [
      {
        ...held,
        type: 'aws_dx_gateway',
        attributes: { id: 'dxgw-1', name: gateway['name'], amazon_side_asn: gateway['amazon_side_asn'] },
      },
      {
        ...held,
        type: 'aws_dx_gateway_association',
        version: 1,
        attributes: {
          id: 'ga-1',
          dx_gateway_id: 'dxgw-1',
          associated_gateway_id: 'tgw-0123456789abcdef0',
          associated_gateway_type: 'transitGateway',
          allowed_prefixes: ['10.99.0.0/24'],
        },
      },
      { ...held, type: 'aws_ec2_transit_gateway_route_table_association', attributes: place },
      { ...held, type: 'aws_ec2_transit_gateway_route_table_propagation', attributes: place },
    ];
  }

  test('an offline plan of one stack of each kind creates every resource and nothing else', async () => {
    const skipped = process.env['WAN_PROVIDER_MIRROR'] === 'registry' ? [] : TYPES_ADDED_IN_6;
    for (const name of names) {
      const wanted = Object.entries(parseStack(renderAll('sites.yaml').get(name)).resource)
        .filter(([type]) => type.startsWith('aws_') && !skipped.includes(type))
        .flatMap(([type, resources]) => Object.keys(resources).map((resource) => `module.${name}.${type}.${resource}`));
      const changes = await planOf(name);
      expect(changes.map(({ address }) => address).sort()).toEqual(wanted.sort());
      expect([name, new Set(changes.flatMap(({ actions }) => actions))]).toEqual([name, new Set(['create'])]);
    }
  }, 300_000);

  test('over a state that is already built: a new id moves a gateway, a new address makes its successor first, a device name can’t change in place', async () => {
    const of = async (module: string): Promise<unknown> => {
      const change = (await planOf(module)).find(
        ({ address }) => address === `module.${module}.aws_customer_gateway.${townHall}`,
      );
      return { ...change, address: undefined };
    };
    expect(await of('same')).toEqual({ actions: ['no-op'] });
    expect(await of('renamed')).toEqual({
      previous: 'module.renamed.aws_customer_gateway.old-town-hall_council_primary',
      actions: ['update'],
    });
    expect(await of('moved')).toEqual({ actions: ['create', 'delete'] });
    // Which is why the lock remembers it.
    expect(await of('device')).toEqual({ actions: ['create', 'delete'] });
  }, 300_000);

  test('what a datacentre is told of changes in place, and neither its circuits nor its place in the tables with it', async () => {
    const changed = (await planOf('told')).filter(({ address }) => address.endsWith('.datacentre'));
    expect(changed.length).toBeGreaterThan(3);
    expect(changed.filter(({ actions }) => actions.join() !== 'no-op')).toEqual([
      { address: 'module.told.aws_dx_gateway_association.datacentre', actions: ['update'] },
    ]);
  }, 300_000);

  test('a plan fails on what only the provider knows: a reserved inside range', async () => {
    const stacks = renderAll('sites.yaml');
    const broken = (stacks.get('aws-fire-01') ?? '').replace(
      /"tunnel1_inside_cidr": "[^"]+"/,
      '"tunnel1_inside_cidr": "169.254.0.0/30"',
    );
    const copy = copyForTerraform(broken, Object.fromEntries(stacks));
    expect((await terraformInit(copy.folder)).ok).toBe(true);
    expect((await terraformPlan(copy.folder)).output).toContain('169.254.0.0/30');
  }, 300_000);

  // The other two have no kind of stack that the shipped one has not.
  test.each(CATALOGUES.slice(0, 1))(
    '%s: a mocked apply builds hub, inspect, breakout, services, net, datacentre, link and site stacks from the outputs of the stacks before',
    async (catalogue) => {
      const names = awsStacks(catalogue).filter(
        (name) =>
          /-(hub|inspect|net|services)$|-breakout-|-datacentre-|^link-/.test(name) ||
          /(fire|council|enfield)-01$/.test(name),
      );
      expect(names.length).toBeGreaterThanOrEqual(4);
      const parts = names.map((name) => {
        const copy = copyOf(catalogue, name);
        const stack = parseStack(renderAll(catalogue).get(name));
        const guarded = Object.values(stack.resource)
          .flatMap((resources) => Object.values(resources))
          .filter((resource) => JSON.stringify(resource['lifecycle'] ?? {}).includes('"prevent_destroy":true')).length;
        const concentrators = Object.keys(stack.resource['aws_vpn_concentrator'] ?? {}).length;
        expect(copy.stripped.preventDestroy).toBe(
          guarded - (process.env['WAN_PROVIDER_MIRROR'] === 'registry' ? 0 : concentrators),
        );
        if (/-(hub|inspect|services)$|-breakout-/.test(name)) expect(guarded).toBeGreaterThan(2);
        return { name, copy, overrides: overridesFor(stack), assertions: assertionsFor(stack) };
      });
      const by = <T>(what: (part: (typeof parts)[number]) => T): Record<string, T> =>
        Object.fromEntries(parts.map((part) => [part.name, what(part)]));
      const folder = joinedForMock(
        by(({ copy }) => copy),
        by(({ overrides }) => overrides),
        by(({ assertions }) => assertions),
        MOCK_DEFAULTS,
      );
      const init = await terraformInit(folder);
      expect(init.ok ? '' : init.output).toBe('');
      const tested = await terraform(folder, 'test', '-no-color');
      expect(tested.ok ? '' : tested.output).toBe('');
    },
    600_000,
  );

  test('of stacks that are applied together, one whose route leads to another zone’s endpoint is found', async () => {
    const copy = copyOf('examples/enfield.yaml', 'aws-inspect');
    const stack = parseStack(renderAll('examples/enfield.yaml').get('aws-inspect'));
    const [one, other] = Object.values(stack.resource['aws_route'] ?? {}).flatMap(({ vpc_endpoint_id: id }) =>
      typeof id === 'string' ? [JSON.stringify(id)] : [],
    );
    if (one === undefined || other === undefined) throw new Error('inspection routes lead to endpoints');
    const file = path.join(copy.folder, 'cdk.tf.json');
    const text = readFileSync(file, 'utf8');
    const crossed = text.replace(`"vpc_endpoint_id": ${one}`, `"vpc_endpoint_id": ${other}`);
    expect(crossed).not.toBe(text);
    writeFileSync(file, crossed);
    const folder = joinedForMock(
      { one: copy },
      { one: overridesFor(stack) },
      { one: assertionsFor(stack) },
      MOCK_DEFAULTS,
    );
    expect((await terraformInit(folder)).ok).toBe(true);
    const tested = await terraform(folder, 'test', '-no-color');
    expect(tested.ok).toBe(false);
    expect(tested.output).toMatch(/one: aws_route\.\S+\.vpc_endpoint_id is not vpce-/);
  }, 120_000);
});

/** Sets that a mock leaves empty are filled, or `one()` over endpoints finds nothing. */
function overridesFor(stack: ReturnType<typeof parseStack>): readonly Override[] {
  const subnets = Object.keys(stack.resource['aws_subnet'] ?? {});
  const idOf = (subnet: string): string => `subnet-${subnet.replaceAll('_', '-')}`;
  const states = subnets
    .filter((subnet) => subnet.startsWith('firewall_'))
    .map((subnet) => {
      const zone = subnet.slice('firewall_'.length);
      return `{ availability_zone = "${zone}", attachment = [{ endpoint_id = "vpce-${zone}", subnet_id = "${idOf(subnet)}" }] }`;
    });
  return [
    ...subnets.map((name) => ({ target: `aws_subnet.${name}`, values: `{ id = "${idOf(name)}" }` })),
    ...Object.keys(stack.resource['aws_networkfirewall_firewall'] ?? {}).map((name) => ({
      target: `aws_networkfirewall_firewall.${name}`,
      values: `{ arn = "arn:aws:network-firewall:eu-west-2:111122223333:firewall/mock", firewall_status = [{ sync_states = [${states.join(', ')}] }] }`,
    })),
    ...Object.keys(stack.resource['aws_vpc_endpoint'] ?? {}).map((name) => ({
      target: `aws_vpc_endpoint.${name}`,
      values:
        '{ id = "vpce-0123456789abcdef0", dns_entry = [{ dns_name = "vpce.example.net", hosted_zone_id = "Z0123456789" }] }',
    })),
  ];
}

/** Ids that look like ids: some arguments are checked by form even under a mock. */
const MOCK_DEFAULTS = `  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-2:111122223333:key/00000000-0000-4000-8000-000000000000" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/flow-logs" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-2:111122223333:log-group:mock" }
  }
  mock_resource "aws_networkfirewall_rule_group" {
    defaults = { arn = "arn:aws:network-firewall:eu-west-2:111122223333:stateful-rulegroup/mock" }
  }
  mock_resource "aws_networkfirewall_firewall_policy" {
    defaults = { arn = "arn:aws:network-firewall:eu-west-2:111122223333:firewall-policy/mock" }
  }
  mock_resource "aws_ram_resource_share" {
    defaults = { arn = "arn:aws:ram:eu-west-2:111122223333:resource-share/00000000-0000-4000-8000-000000000000" }
  }
`;

/** Each zone's transit subnet must lead to the endpoint of its own zone, and so must the way back from the internet. */
function assertionsFor(stack: ReturnType<typeof parseStack>): readonly Assertion[] {
  // A link leads to both instances of the other cloud's gateway.
  const ends = Object.keys(stack.resource['aws_customer_gateway'] ?? {})
    .filter((name) => name.startsWith('link_'))
    .map((name) => ({ expression: `aws_customer_gateway.${name}.ip_address`, value: `198.18.9.${name.slice(-1)}` }));
  const routes = Object.entries(stack.resource['aws_route'] ?? {})
    .filter(([, route]) => route['vpc_endpoint_id'] !== undefined)
    .map(([name]) => ({
      expression: `aws_route.${name}.vpc_endpoint_id`,
      value: `vpce-${name.split('_')[1] ?? ''}`,
    }));
  return [...ends, ...routes];
}
