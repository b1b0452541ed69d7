import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepare } from '../../plan/prepare';
import { compareArtefacts } from '../../review/artefacts/resource-changes';
import { comparePlan } from '../../review/plan/compare-plan';
import { parsePlan } from '../../review/plan/read-plan';
import { madeHere } from '../../review/sides/side';
import { renderStack } from '../../stacks/render';
import { adopting, enfield, SPOKES_LEFT, SPOKES_OF_ENFIELD } from '../support/adopted';
import { gatewayOf, hubAndSpokes, TRANSIT, vpnOf } from '../support/estate';
import { StandInEc2 } from '../support/stand-in-ec2';
import { must } from '../support/synth';
import { copyForTerraform, terraform, terraformInit, terraformUnavailable, type Tree } from '../support/terraform';

/**
 * What real Terraform and the real provider (5.100) plan for an estate that was taken over, against a stand-in that answers as EC2 does and
 * changes nothing. It can't say what AWS would answer to a change, nor what 6.x reads otherwise; concentrators are not in 5.100.
 */
const unavailable = terraformUnavailable();
const describeReal = unavailable === undefined ? describe : describe.skip;
if (unavailable !== undefined) process.stderr.write(`Plans of what is taken over are skipped: ${unavailable}.\n`);

interface Planned {
  readonly address: string;
  readonly mode: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly importing?: { readonly id: string };
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly replace_paths?: readonly unknown[];
  };
}

const spokes = hubAndSpokes([...SPOKES_OF_ENFIELD, ...SPOKES_LEFT]);
/** Somebody's Connect peers stand in a block of the gateway's. */
const estate = {
  ...spokes,
  TransitGateways: spokes.TransitGateways.map((each) => ({
    ...each,
    Options: { ...(each['Options'] as object), TransitGatewayCidrBlocks: ['10.99.0.0/24'] },
  })),
};
const context = { localRoot: '../../../state' };

/** Plans stacks as one, since a provider takes a quarter of a minute to start. */
async function plan(
  url: string,
  names: readonly string[],
  texts: ReadonlyMap<string, string>,
  change: (tree: Tree) => void = () => undefined,
): Promise<{ readonly text: string; readonly changes: readonly Planned[] }> {
  const copies = names.map((name) => copyForTerraform(texts.get(name) ?? '', Object.fromEntries(texts)).folder);
  const trees = copies.map((folder) => JSON.parse(readFileSync(path.join(folder, 'cdk.tf.json'), 'utf8')) as Tree);
  const [folder = ''] = copies;
  const [tree = {}, ...others] = trees;
  for (const other of others) {
    tree['import'] = [...((tree['import'] ?? []) as unknown[]), ...((other['import'] ?? []) as unknown[])];
    for (const key of ['resource', 'data']) {
      const own = (tree[key] ??= {}) as Record<string, object>;
      for (const [type, more] of Object.entries((other[key] ?? {}) as Record<string, object>))
        own[type] = { ...own[type], ...more };
    }
  }
  for (const provider of (tree['provider'] as { aws: Tree[] }).aws) provider['endpoints'] = [{ ec2: url }];
  change(tree);
  writeFileSync(path.join(folder, 'cdk.tf.json'), JSON.stringify(tree));
  for (const each of copies) {
    const state = path.join(each, 'aws-hub.tfstate');
    if (existsSync(state))
      writeFileSync(state, readFileSync(state, 'utf8').replaceAll('tgw-0123456789abcdef0', TRANSIT));
  }
  const init = await terraformInit(folder);
  const planned = init.ok
    ? await terraform(folder, 'plan', '-input=false', '-no-color', '-lock=false', '-out=plan.bin')
    : init;
  // What it prints has the whole configuration in one line.
  expect(planned.ok ? '' : planned.output.slice(-2_000)).toBe('');
  const { output: text } = await terraform(folder, 'show', '-json', 'plan.bin');
  const { resource_changes: changes } = JSON.parse(text) as { readonly resource_changes: readonly Planned[] };
  return { text: text.trim(), changes: changes.filter(({ mode }) => mode === 'managed') };
}

/** What a plan says beside what the review foresees where nothing is deployed, of both stacks as if they were one. */
function comparedWithReview(folder: string, text: string): ReturnType<typeof comparePlan> {
  const head = madeHere('head', must(prepare('enfield.yaml', folder)), context, renderStack);
  const { changes } = compareArtefacts({ ...head, stacks: [] }, head);
  const { resource_changes: planned } = JSON.parse(text) as { readonly resource_changes: readonly Planned[] };
  const hasHub = planned.some(({ address }) => address === 'aws_ec2_transit_gateway.hub');
  const stacks = hasHub ? ['aws-hub', 'aws-enfield-01'] : ['aws-enfield-01'];
  // The mirror's provider has no concentrators.
  const own = changes.filter(({ stack, type }) => stacks.includes(stack) && type !== 'aws_vpn_concentrator');
  return comparePlan(
    must(parsePlan(text, 'plan.json')),
    'aws-enfield-01',
    own.map((change) => ({ ...change, stack: 'aws-enfield-01' })),
  );
}

describeReal('real Terraform over what is taken over', () => {
  const server = new StandInEc2(estate);
  let url = '';
  let texts: ReadonlyMap<string, string> = new Map();
  const folder = unavailable === undefined ? enfield() : '';
  beforeAll(async () => {
    url = await server.listen();
    const { issues } = await adopting(folder, estate, { write: true });
    expect(issues.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    const { plan: network } = must(prepare('enfield.yaml', folder));
    texts = new Map(network.stacks.map((input) => [input.name, renderStack(input, context)]));
  });
  afterAll(async () => server.close());

  const deleting = (changes: readonly Planned[]): readonly string[] =>
    changes.filter(({ change }) => change.actions.includes('delete')).map(({ address }) => address);
  const imported = (changes: readonly Planned[]): readonly (readonly [string, string])[] =>
    changes.flatMap(({ address, change }) =>
      change.importing === undefined ? [] : [[address, change.importing.id] as const],
    );

  test('its transit gateway, gateways and connections are imported, and nothing of a tunnel changes; as the review foresaw', async () => {
    const { changes, text } = await plan(url, ['aws-hub', 'aws-enfield-01'], texts);
    expect(deleting(changes)).toEqual([]);
    const hub = changes.find(({ address }) => address === 'aws_ec2_transit_gateway.hub')?.change;
    expect(hub?.actions).toEqual(['update']);
    expect(hub?.after?.['amazon_side_asn']).toBe(64620);
    expect(hub?.after?.['transit_gateway_cidr_blocks']).toEqual(['10.200.3.0/24', '10.99.0.0/24']);
    const names = [
      ['civic-centre_digital-services_primary', 1],
      ['civic-centre_enfield_primary', 0],
      ['edmonton-green-library_enfield_primary', 2],
      ['ordnance-unity-centre_enfield_primary', 3],
    ] as const;
    expect(new Map(imported(changes))).toEqual(
      new Map([
        ['aws_ec2_transit_gateway.hub', TRANSIT],
        ...names.flatMap(([name, number]) => [
          [`aws_customer_gateway.${name}`, gatewayOf(number)] as const,
          [`aws_vpn_connection.${name}`, vpnOf(number)] as const,
        ]),
      ]),
    );
    const connections = changes.filter(
      ({ address, change }) => address.startsWith('aws_vpn_connection.') && change.importing !== undefined,
    );
    // Names and tags are ours from now on; of the tunnels everything stays.
    expect(
      connections.map(({ change: { before, after } }) =>
        Object.keys(before ?? {}).filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key])),
      ),
    ).toEqual(connections.map(() => ['tags', 'tags_all']));
    const associations = changes.filter(({ address }) => /_association\.[a-z-]+_/.test(address));
    expect(
      associations.map(({ address, change }) => [
        address.split('.')[1],
        change.after?.['replace_existing_association'],
      ]),
    ).toEqual([
      ['civic-centre_digital-services_primary', true],
      ['civic-centre_digital-services_secondary', false],
      ['civic-centre_enfield_primary', true],
      ['civic-centre_enfield_secondary', false],
      ['edmonton-green-library_enfield_primary', true],
      ['morson-road-depot_enfield_primary', false],
      ['ordnance-unity-centre_enfield_primary', true],
      ['palmers-green-library_enfield_primary', false],
    ]);
    const compared = comparedWithReview(folder, text);
    expect(compared.disagreed).toEqual([]);
    expect(compared.counts).toMatchObject({ import: 9, update: 0, replace: 0, destroy: 0 });
  }, 120_000);

  test('without what the lock holds of it, it would be made anew: a device name, an inside range', async () => {
    const { changes, text } = await plan(url, ['aws-enfield-01'], texts, (tree) => {
      const all = tree['resource'] as Record<string, Record<string, Tree>>;
      Object.assign(all['aws_customer_gateway']?.['edmonton-green-library_enfield_primary'] ?? {}, {
        device_name: 'edmonton-green-library_enfield_primary',
      });
      Object.assign(all['aws_vpn_connection']?.['ordnance-unity-centre_enfield_primary'] ?? {}, {
        tunnel2_inside_cidr: '169.254.12.4/30',
      });
    });
    expect(deleting(changes)).toEqual([
      'aws_customer_gateway.edmonton-green-library_enfield_primary',
      'aws_vpn_connection.ordnance-unity-centre_enfield_primary',
    ]);
    const compared = comparedWithReview(folder, text);
    expect(compared.disagreed.map(({ address, action, predicted }) => [address, action, predicted])).toEqual([
      ['aws_customer_gateway.edmonton-green-library_enfield_primary', 'replace', 'import'],
      ['aws_vpn_connection.ordnance-unity-centre_enfield_primary', 'replace', 'import'],
    ]);
  }, 120_000);

  test('nothing was asked of EC2 that would have changed it', () => {
    expect(server.refused).toEqual([]);
  });
});
