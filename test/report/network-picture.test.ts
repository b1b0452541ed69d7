import { networkGraph } from '../../report/network-picture';
import { prepareOrThrow } from '../support/synth';

const prepared = prepareOrThrow('sites.yaml');
const graph = networkGraph(prepared);

test('every table, breakout and tenant of the hub is drawn', () => {
  for (const table of ['rt-fire', 'rt-post', 'rt-town-wifi', 'rt-post-guest'])
    expect(graph).toContain(`"table_${table}"`);
  for (const domain of ['corporate', 'schools', 'guest']) expect(graph).toContain(`"vpc_${domain}"`);
});

test('a packet can be followed: its table, the VPC, the table after, where it is delivered', () => {
  expect(graph).toContain('"at_fire" -> "table_rt-fire"');
  expect(graph).toContain('"table_rt-fire":inspect -> vpc_inspect:in');
  expect(graph).toContain('vpc_inspect:out -> "table_rt-post"');
  expect(graph).toContain('"table_rt-post":known -> "to_police"');
});

test('guests lead to their breakout and nowhere else, and nothing leads to them but their own replies', () => {
  const edges = graph.split('\n').filter((line) => line.includes('->'));
  const from = edges.filter((line) => line.includes('"table_rt-town-wifi":'));
  expect(from).toEqual(['  "table_rt-town-wifi":breakout_guest -> "vpc_guest":in;']);
  const to = edges.filter((line) => line.includes('-> "to_town-wifi"'));
  expect(to).toEqual([expect.stringContaining('"table_rt-post-guest":known')]);
});

test('a new site changes nothing in it', () => {
  const { catalogue } = prepared;
  expect(networkGraph({ ...prepared, catalogue: { ...catalogue, sites: catalogue.sites.slice(1) } })).toBe(graph);
});
