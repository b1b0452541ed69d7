import { prepare } from '../../../plan/prepare';
import { renderStack } from '../../../stacks/render';
import { parseStackText } from '../../../verify/terraform/stack-json';
import { verifyStacks } from '../../../verify/verify';
import { attachmentOf, hubAndSpokes, SPOKES, TRANSIT, vpnOf } from '../../support/estate';
import { must } from '../../support/synth';
import { type AdoptionData as Data, adopting, EDMONTON, enfield, SPOKES_OF_ENFIELD } from '../../support/adopted';

test('a table becomes a table of the hub only where everything in it is known and is what that has', async () => {
  const clean = hubAndSpokes([EDMONTON]);
  const [own] = clean.TransitGatewayAttachments;
  // Nothing is propagated into a tenant's table, and what it has is the tenant's.
  const told = {
    ...clean,
    propagations: { [SPOKES]: [] as readonly string[] },
    routes: { [SPOKES]: [{ DestinationCidrBlock: '10.0.0.0/8', Type: 'static', State: 'blackhole' }] },
  };
  const good = await adopting(enfield(), told, { write: true });
  expect((good.data as unknown as Data).hubs['london']?.tables).toEqual({ 'rt-enfield': SPOKES });
  expect((good.data as unknown as Data).taken[0]?.leavesTable).toBeNull();
  const tables = async (estate: typeof told): Promise<unknown> =>
    ((await adopting(enfield(), estate)).data as unknown as Data).hubs['london']?.tables;
  // Each sees one thing more in it than the hub's table has.
  expect(await tables({ ...told, propagations: { [SPOKES]: [attachmentOf(0)] } })).toEqual({});
  expect(
    await tables({
      ...told,
      routes: { [SPOKES]: [{ DestinationCidrBlock: '10.9.0.0/16', Type: 'static', State: 'blackhole' }] },
    }),
  ).toEqual({});
  expect(
    await tables({
      ...told,
      TransitGatewayAttachments: [
        own ?? {},
        {
          ...own,
          TransitGatewayAttachmentId: attachmentOf(9),
          ResourceType: 'vpc',
          ResourceId: 'vpc-0e57a7e0000000001',
        },
      ],
    }),
  ).toEqual({});
  // Nobody has said what is propagated into it.
  expect(await tables({ ...told, propagations: {} as typeof told.propagations })).toEqual({});
});

test('the proof holds imports against the lock: none more, none less, none of another id', async () => {
  const folder = enfield();
  const estate = hubAndSpokes([EDMONTON, ...SPOKES_OF_ENFIELD.slice(0, 1)]);
  await adopting(folder, { ...estate, propagations: { [SPOKES]: [] }, routes: { [SPOKES]: [] } }, { write: true });
  const { catalogue, lock, plan } = must(prepare('enfield.yaml', folder));
  expect(lock.hubs['london']?.adopted?.tables).toEqual({ 'rt-enfield': SPOKES });
  const texts = plan.stacks.map((input) => [input.name, renderStack(input, { localRoot: '../../../state' })] as const);
  interface Tree {
    import?: { id: string; to: string }[];
    resource: Record<string, Record<string, Record<string, unknown>>>;
  }
  const faults = (change: (trees: ReadonlyMap<string, Tree>) => void): readonly string[] => {
    const trees = new Map(texts.map(([name, text]) => [name, JSON.parse(text) as Tree]));
    change(trees);
    const stacks = [...trees].map(([name, tree]) => parseStackText(name, JSON.stringify(tree)));
    return verifyStacks(catalogue, lock, stacks).faults.map(({ where, problem }) => `${where} ${problem}`);
  };
  expect(faults(() => undefined)).toEqual([]);
  const imports = (trees: ReadonlyMap<string, Tree>, stack: string): { id: string; to: string }[] =>
    trees.get(stack)?.import ?? [];
  expect(imports(new Map(texts.map(([name, text]) => [name, JSON.parse(text) as Tree])), 'aws-hub')).toEqual([
    { id: TRANSIT, to: 'aws_ec2_transit_gateway.hub' },
    { id: SPOKES, to: 'aws_ec2_transit_gateway_route_table.rt-enfield' },
  ]);
  const connection = 'aws_vpn_connection.edmonton-green-library_enfield_primary';
  expect(
    faults((trees) => {
      for (const each of imports(trees, 'aws-enfield-01')) if (each.to === connection) each.id = vpnOf(9);
    }),
  ).toEqual([`aws-enfield-01/import takes "${vpnOf(9)}" for "${connection}", and the lock does not.`]);
  expect(
    faults((trees) => {
      const tree = trees.get('aws-enfield-01');
      if (tree) tree.import = imports(trees, 'aws-enfield-01').filter(({ to }) => to !== connection);
    }),
  ).toEqual([`aws-enfield-01/import leaves out ${connection}, which is there: a second one would be made beside it.`]);
  expect(
    faults((trees) => {
      imports(trees, 'aws-hub').push({
        id: 'tgw-rtb-0e57a7e0000000009',
        to: 'aws_ec2_transit_gateway_route_table.rt-post',
      });
    }),
  ).toEqual([
    'aws-hub/import takes "tgw-rtb-0e57a7e0000000009" for "aws_ec2_transit_gateway_route_table.rt-post", and the lock does not.',
  ]);
  expect(
    faults((trees) => {
      const own = trees.get('aws-enfield-01')?.resource['aws_vpn_connection']?.['morson-road-depot_enfield_primary'];
      Object.assign(own ?? {}, { lifecycle: { ignore_changes: ['tunnel1_ike_versions'] } });
    }),
  ).toEqual([
    'aws-enfield-01/aws_vpn_connection.morson-road-depot_enfield_primary lifecycle.ignore_changes is ["tunnel1_ike_versions"], and nothing is asked for.',
  ]);
});
