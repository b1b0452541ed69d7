import { buildNetwork } from '../../verify/read/read-network';
import { prepareProof } from '../../verify/walk/proof';
import { TransitLookup } from '../../verify/walk/transit-lookup';
import { type Walk, Walker } from '../../verify/walk/walker';
import { prepareOrThrow } from '../support/synth';
import { changedStacks, resource, type Tree } from '../support/verify';

/** Ways of one packet of every kind, allocated or not, from every table that somebody's packets begin in. */
function waysIn(file: string, change: (stack: (name: string) => Tree) => void = () => undefined): readonly Walk[] {
  const { catalogue, lock } = prepareOrThrow(file);
  const proof = prepareProof(catalogue, lock, buildNetwork(changedStacks(file, change)));
  const walker = new Walker(proof.network, new TransitLookup(proof.network, proof.announcements));
  const edges = [...proof.network.attachments.values()].filter(({ vpc }) => vpc === undefined);
  const starts = new Map(edges.map(({ key, table }) => [table ?? key, key]));
  const addresses = proof.classes.flatMap(({ members }) => members.map(({ address }) => address));
  expect(addresses.length).toBeGreaterThan(100);
  return [...starts.values()].flatMap((attachment) =>
    addresses.map((address) => walker.walk({ at: 'attachment', attachment }, address, 0)),
  );
}

const crossings = ({ steps }: Walk): number => steps.filter(({ text }) => text.startsWith('across the link')).length;

test.each(['sites.yaml', 'examples/small.yaml'])('%s: no kind of packet crosses the link twice', (file) => {
  const ways = waysIn(file);
  expect(ways.filter((way) => crossings(way) === 1).length).toBeGreaterThan(10);
  expect(ways.filter((way) => crossings(way) > 1)).toEqual([]);
});

test('one that does is seen: what comes from Azure looked up in a tenant’s own table', () => {
  const ways = waysIn('examples/small.yaml', (stack) => {
    for (const name of ['link_uksouth_0', 'link_uksouth_1'])
      resource(stack('link-london-uksouth'), 'aws_ec2_transit_gateway_route_table_association', name)[
        'transit_gateway_route_table_id'
      ] = '${data.terraform_remote_state.aws-hub.outputs.route_table_rt-council}';
  });
  expect(ways.filter((way) => crossings(way) > 1).length).toBeGreaterThan(0);
});

// A resolver of AWS is asked directly, by Azure's as by AWS's own sites: its security group admits nobody else.
test.each(['sites.yaml', 'examples/small.yaml'])('%s: whatever crosses passes a firewall of each cloud', (file) => {
  const delivered = waysIn(file).filter((way) => crossings(way) === 1 && way.end.kind === 'delivered');
  expect(delivered.length).toBeGreaterThan(10);
  for (const { firewalls } of delivered) {
    const clouds = new Set(firewalls.map(({ firewall }) => (firewall.includes('azurerm') ? 'azure' : 'aws')));
    expect(clouds).toEqual(new Set(['aws', 'azure']));
  }
});
