import { bindingShape } from '../support/binding-table';
import { parseStack, prepareOrThrow, renderAll, type Synthesised } from '../support/synth';

const CATALOGUES = ['sites.yaml', 'examples/small.yaml', 'examples/enfield.yaml'] as const;
const stacksOf = (catalogue: string): readonly (readonly [string, Synthesised])[] =>
  [...renderAll(catalogue)].map(([name, text]) => [name, parseStack(text)]);

/** Every resource of a catalogue: stack, type, address, attributes. */
function* resourcesOf(catalogue: string): Generator<readonly [string, string, string, Record<string, unknown>]> {
  for (const [name, stack] of stacksOf(catalogue)) {
    for (const [type, resources] of Object.entries(stack.resource))
      for (const [address, resource] of Object.entries(resources)) yield [name, type, address, resource];
  }
}

/** True where the bindings' provider takes tags for this type. */
function takesTags(type: string): boolean {
  return bindingShape(type.startsWith('aws_') ? 'aws' : 'azurerm', type)?.has('tags') ?? false;
}

/** What everybody at an Azure hub shares. */
const AZURE_GUARDED = [
  'azurerm_express_route_circuit',
  'azurerm_express_route_gateway',
  'azurerm_firewall',
  'azurerm_firewall_policy',
  'azurerm_log_analytics_workspace',
  'azurerm_private_dns_resolver_inbound_endpoint',
  'azurerm_resource_group',
  'azurerm_virtual_hub',
  'azurerm_virtual_hub_routing_intent',
  'azurerm_virtual_network',
  'azurerm_virtual_wan',
  'azurerm_vpn_gateway',
];

/** Tables with a row that leads to a connection without BGP, by that row. */
function rowsTo(stack: Synthesised | undefined, address: string): readonly unknown[] {
  return Object.values(stack?.resource['aws_ec2_transit_gateway_route'] ?? {}).flatMap((row) =>
    row['transit_gateway_attachment_id'] === `\${aws_vpn_connection.${address}.transit_gateway_attachment_id}`
      ? [row['transit_gateway_route_table_id']]
      : [],
  );
}

describe.each(CATALOGUES)('%s', (catalogue) => {
  test('the shipped catalogues are as large as they claim', () => {
    const { sites } = prepareOrThrow(catalogue).catalogue;
    if (catalogue === 'sites.yaml') expect(sites.length).toBeGreaterThanOrEqual(520);
    else expect(sites.length).toBeLessThan(12);
  });

  test('every rendered site has all its tunnels: two inside ranges on each circuit of each segment, no range twice at a site', () => {
    const { catalogue: model } = prepareOrThrow(catalogue);
    const found = new Map<string, string[]>();
    for (const [, type, , resource] of resourcesOf(catalogue)) {
      if (type !== 'aws_vpn_connection') continue;
      const site = (resource['tags'] as Record<string, string>)['site'] ?? '';
      found.set(site, [
        ...(found.get(site) ?? []),
        String(resource['tunnel1_inside_cidr']),
        String(resource['tunnel2_inside_cidr']),
      ]);
    }
    for (const site of model.sites) {
      const onAws = site.state !== 'planned' && site.hubs.some((hub) => hub.cloud === 'aws');
      const ranges = found.get(site.id) ?? [];
      expect([site.id, ranges.length]).toEqual([site.id, onAws ? site.segments.length * site.circuits.length * 2 : 0]);
      expect(new Set(ranges).size).toBe(ranges.length);
    }
  });

  test('addresses read like the catalogue: no hash, no path, and none twice in a stack', () => {
    for (const [, , address] of resourcesOf(catalogue))
      expect(address).not.toMatch(/(?<!^rslvr-fdl-[0-9a-f]+)(?<![0-9a-f])[0-9A-F]{8}$/);
    const connections = [...resourcesOf(catalogue)]
      .filter(([, type]) => type === 'aws_vpn_connection')
      .map(([, , address]) => address);
    expect(new Set(connections).size).toBe(connections.length);
    for (const address of connections) expect(address).toMatch(/^[a-z0-9-]+_[a-z0-9-]+_[a-z0-9-]+$/);
  });

  test('what all sites share is guarded against destruction; a site’s own resources are not', () => {
    const guarded = new Set<string>();
    const open = new Set<string>();
    for (const [, type, , resource] of resourcesOf(catalogue)) {
      (JSON.stringify(resource['lifecycle'] ?? {}).includes('"prevent_destroy":true') ? guarded : open).add(type);
    }
    const awsGuarded = [...guarded].filter((type) => type.startsWith('aws_'));
    const { datacentres } = prepareOrThrow(catalogue).catalogue;
    const hasOwn = (type: 'dedicated' | 'own'): boolean =>
      datacentres.some((each) => each.circuits.some(({ connection }) => connection.type === type));
    expect(awsGuarded.sort()).toEqual([
      ...(hasOwn('dedicated') ? ['aws_dx_connection'] : []),
      ...(datacentres.length > 0 ? ['aws_dx_gateway', 'aws_dx_gateway_association'] : []),
      'aws_ec2_transit_gateway',
      'aws_ec2_transit_gateway_route_table',
      'aws_ec2_transit_gateway_vpc_attachment',
      'aws_eip',
      'aws_kms_key',
      'aws_networkfirewall_firewall',
      'aws_networkfirewall_firewall_policy',
      'aws_route53_resolver_endpoint',
      'aws_vpc',
      'aws_vpn_concentrator',
    ]);
    const azureHubs = prepareOrThrow(catalogue).catalogue.hubs.filter((hub) => hub.cloud === 'azure').length;
    expect([...guarded].filter((type) => type.startsWith('azurerm_')).sort()).toEqual(
      azureHubs === 0 ? [] : AZURE_GUARDED.filter((type) => hasOwn('own') || type !== 'azurerm_express_route_circuit'),
    );
    expect([...open]).toEqual(expect.arrayContaining(['aws_vpn_connection', 'aws_customer_gateway']));
    if (azureHubs > 0)
      expect([...open]).toEqual(expect.arrayContaining(['azurerm_vpn_site', 'azurerm_vpn_gateway_connection']));
    expect([...guarded].filter((type) => open.has(type))).toEqual(['aws_ec2_transit_gateway_vpc_attachment']);
  });

  test('everything that can be tagged is, and sites’ resources say whose they are', () => {
    const bare: string[] = [];
    for (const [stack, type, address, resource] of resourcesOf(catalogue)) {
      const tags = resource['tags'] as Record<string, string> | undefined;
      if (!tags && takesTags(type)) bare.push(`${stack} ${type}.${address}`);
      const ofSites = ['aws_vpn_connection', 'aws_customer_gateway', 'aws_cloudwatch_metric_alarm'].includes(type);
      if (ofSites && !stack.includes('-breakout-')) {
        expect(Object.keys(tags ?? {}).sort()).toEqual(['Name', 'cost-centre', 'site', 'tenant']);
      }
      // Azure's provider has no default tags: each resource carries its own.
      if (type.startsWith('azurerm_') && tags)
        expect([address, Object.keys(tags)]).toEqual([
          address,
          expect.arrayContaining(['wan', 'environment', 'operator', 'stack', 'managed-by']),
        ]);
      if (type === 'azurerm_vpn_site')
        expect(Object.keys(tags ?? {})).toEqual(expect.arrayContaining(['cost-centre', 'site', 'tenant']));
    }
    expect(bare).toEqual([]);
    for (const [, stack] of stacksOf(catalogue)) {
      for (const provider of stack.provider.aws ?? []) {
        const [defaults] = provider['default_tags'] as { tags: Record<string, string> }[];
        expect(Object.keys(defaults?.tags ?? {})).toEqual(
          expect.arrayContaining(['wan', 'environment', 'operator', 'stack', 'managed-by', 'programme']),
        );
      }
    }
  });

  test('every provider is pinned to an account, so that wrong credentials stop a plan', () => {
    for (const [, stack] of stacksOf(catalogue)) {
      const { aws = [], azurerm = [] } = stack.provider;
      expect(aws.length + azurerm.length).toBeGreaterThan(0);
      for (const provider of aws) expect(provider['allowed_account_ids']).toHaveLength(1);
      for (const provider of azurerm) expect(provider['subscription_id']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    }
  });

  test('every output that a stack reads is one that its hub writes', () => {
    const stacks = new Map(stacksOf(catalogue));
    for (const [name, text] of renderAll(catalogue)) {
      for (const [, producer = '', output = ''] of text.matchAll(
        /data\.terraform_remote_state\.([a-z0-9-]+)\.outputs\.([A-Za-z0-9_-]+)/g,
      )) {
        expect([name, producer, output, stacks.get(producer)?.output[output] !== undefined]).toEqual([
          name,
          producer,
          output,
          true,
        ]);
      }
    }
  });

  test('no key stands in the output', () => {
    for (const text of renderAll(catalogue).values())
      expect(text).not.toMatch(/preshared_key"|AKIA|PRIVATE KEY|secret_key/);
    for (const [stack, type, address, resource] of resourcesOf(catalogue)) {
      if (type !== 'azurerm_vpn_gateway_connection') continue;
      const [link, ...others] = resource['vpn_link'] as { shared_key: string }[];
      expect(others).toEqual([]);
      // A key that is not given would be Azure's choice, and stand in a plan. Of a link AWS makes it.
      const [, instance = '', tunnel = ''] = /^link_.*_(\d)-(\d)$/.exec(address) ?? [];
      if (stack.startsWith('link-'))
        expect(link?.shared_key).toMatch(
          new RegExp(`^\\$\\{aws_vpn_connection\\.link_[a-z0-9-]+_${instance}\\.tunnel${tunnel}_preshared_key\\}$`),
        );
      else expect(link?.shared_key).toBe(`\${var.shared_keys["${address}"]}`);
    }
    for (const [, stack] of stacksOf(catalogue))
      for (const [name, variable] of Object.entries(stack.variable ?? {}))
        expect([name, variable.sensitive, variable.default]).toEqual([
          expect.stringMatching(/^(shared_keys|authorisation_keys)$/),
          true,
          undefined,
        ]);
  });

  test('every attachment of a tenant is associated with its own table, and propagated into the one its kind says', () => {
    const { catalogue: model } = prepareOrThrow(catalogue);
    const table = (reference: unknown): string =>
      /(?:route_table_|route_table\.)(rt-[a-z0-9-]+)/.exec(String(reference))?.[1] ?? '';
    const attachments = [...resourcesOf(catalogue)].filter(
      ([stack, type]) =>
        type === 'aws_vpn_connection' ||
        type === 'aws_vpn_concentrator' ||
        (type === 'aws_ec2_transit_gateway_vpc_attachment' && stack.endsWith('-net')),
    );
    expect(attachments.length).toBeGreaterThan(5);
    const stacks = new Map(stacksOf(catalogue));
    for (const [stack, , address, resource] of attachments) {
      if (resource['vpn_concentrator_id'] !== undefined) continue;
      const tenant = model.tenants.find(
        (candidate) => candidate.id === (resource['tags'] as Record<string, string>)['tenant'],
      );
      const at = (type: string): string =>
        table(stacks.get(stack)?.resource[type]?.[address]?.['transit_gateway_route_table_id']);
      const guest = tenant?.kind === 'public-wifi';
      // What the other cloud sends is held to what may cross, whoever it is of.
      const own = stack.startsWith('link-') ? /^rt-cloudlink(-[a-z0-9-]+)?$/ : new RegExp(`^rt-${tenant?.id ?? ''}$`);
      expect([
        address,
        at('aws_ec2_transit_gateway_route_table_association'),
        resource['static_routes_only'] === true
          ? rowsTo(stacks.get(stack), address).map(table).join()
          : at('aws_ec2_transit_gateway_route_table_propagation'),
      ]).toEqual([address, expect.stringMatching(own), guest ? `rt-post-${tenant.egress}` : 'rt-post']);
    }
  });

  test('a connection on a concentrator is on one of its own tenant', () => {
    for (const [, type, address, resource] of resourcesOf(catalogue)) {
      if (type !== 'aws_vpn_connection' || resource['vpn_concentrator_id'] === undefined) continue;
      const tenant = (resource['tags'] as Record<string, string>)['tenant'] ?? '';
      expect([address, resource['vpn_concentrator_id']]).toEqual([
        address,
        expect.stringMatching(new RegExp(`concentrator_${tenant}-\\d+\\}$`)),
      ]);
    }
  });

  test('nothing is propagated into a table of a tenant', () => {
    for (const [stack, type, address, resource] of resourcesOf(catalogue)) {
      if (type !== 'aws_ec2_transit_gateway_route_table_propagation') continue;
      expect([stack, address, String(resource['transit_gateway_route_table_id'])]).toEqual([
        stack,
        address,
        expect.stringMatching(/(rt-post(-[a-z0-9-]+)?|rt-dxgw-[a-z0-9-]+)(\}|\.id\})$/),
      ]);
    }
  });
});

test('the state of the shipped catalogue is locked natively in S3, one object a stack', () => {
  const keys = stacksOf('sites.yaml').map(([name, stack]) => {
    const { backend } = stack.terraform as { backend: { s3: Record<string, unknown> } };
    expect(backend.s3).toMatchObject({ use_lockfile: true, encrypt: true });
    expect(backend.s3['key']).toBe(`cngw-production/${name}.tfstate`);
    return backend.s3['key'];
  });
  expect(new Set(keys).size).toBe(keys.length);
});
