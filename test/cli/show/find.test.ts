import { find, idOf, nearest } from '../../../cli/show/find';
import { showCommand } from '../../../cli/show/show';
import { prepareOrThrow } from '../../support/synth';
import { smallWorkspace } from '../../support/workspace';

const prepared = prepareOrThrow('examples/small.yaml');
const found = (asked: string): readonly string[] =>
  find(prepared, asked).map((each) => `${each.kind} ${idOf(each)}${each.why === undefined ? '' : `: ${each.why}`}`);
const site = prepared.catalogue.sites.find(({ id }) => id === 'library');
const own = prepared.plan.connections.find((connection) => connection.site === 'library');
if (!site || own?.cloud !== 'aws') throw new Error('the example has a library in AWS');

test.each([
  ['library', ['site library']],
  ['dc-one', ['datacentre dc-one']],
  ['fire', ['tenant fire']],
  ['tenant fire', ['tenant fire']],
  ['london', ['hub london']],
  ['aws-hub', ['stack aws-hub']],
  ['supplier payroll', ['supplier payroll']],
  [site.circuits[0]?.address ?? '', [`site library: the public address of circuit ${site.circuits[0]?.id}`]],
  [String(own.prefixes[0]).replace('.0/', '.9/').split('/')[0] ?? '', ['site library: its council segment']],
  [String(own.prefixes[0]), ['site library: its council segment']],
  [String(own.loopback).replace('/32', ''), [`site library: the router's loopback for council on ${own.circuit}`]],
  [String(own.insideRanges[1]), [`site library: an inside range of ${own.name}`]],
  ['10.18.200.1', ['datacentre dc-two: what it holds of council']],
  ['172.31.255.1', ['datacentre dc-one: the ends of its tunnels']],
  ['198.19.255.2', ['datacentre dc-two: the address of its backup']],
  ['10.65.200.1', ['tenant fire: its block 10.64.0.0/15, where nobody has it yet']],
  ['203.0.113.9', []],
  ['atlantis', []],
])('%s is %j', (asked, wanted) => {
  expect(found(asked)).toEqual(wanted);
});

test('a postcode, whole, without its space, and its outward half', () => {
  const postcode = site.place?.postcode ?? '';
  for (const asked of [postcode, postcode.replace(' ', ''), postcode.toLowerCase()])
    expect(found(asked)).toContain('site library: its postcode');
  expect(found(postcode.split(' ')[0] ?? '').length).toBeGreaterThan(1);
});

test('a part of a name, in any case, in sites, datacentres and tenants', () => {
  expect(found('DATACENTRE')).toEqual(['datacentre dc-one: its name', 'datacentre dc-two: its name']);
});

test('several are listed, and one that was not asked for by id says why it is shown', () => {
  const folder = smallWorkspace();
  expect(showCommand('small.yaml', folder, 'datacentre').text).toMatch(
    /^2 places are meant by "datacentre":\n\n id {2,}name {2,}where {2,}tenants {2,}state {2,}found by\n/,
  );
  const one = showCommand('small.yaml', folder, '198.19.255.2');
  expect(one.text).toMatch(/^198\.19\.255\.2: the address of its backup\.\nSecond datacentre · /);
  expect(one.data).toMatchObject({ kind: 'datacentre', id: 'dc-two', foundBy: 'the address of its backup' });
});

test('what is spelt nearly right is offered, nearest first', () => {
  expect(nearest(prepared, 'libary')).toEqual(['library']);
  expect(nearest(prepared, 'fire-staton')[0]).toBe('fire-station');
  expect(nearest(prepared, 'zzzzzzzzzzzz')).toEqual([]);
});

test('a tenant on a page', () => {
  const { text, data } = showCommand('small.yaml', smallWorkspace(), 'fire');
  expect(text).toBe(`Example Fire and Rescue · fire · fire · leaves by corporate

 supernets   AWS 10.64.0.0/15
 sites       2 sites (1 live, 1 leaving)
 stacks      aws-council-01, aws-fire-01
 crypto      legacy
 asked for   internet (corporate), its own sites, print, council (fire-to-council-cad)
 for others  nothing
 charged to  EX-3
`);
  expect(data).toMatchObject({ kind: 'tenant', sites: ['fire-station', 'town-hall'] });
});

test.each([60, 80, 100])('no page is wider than %d columns, but for what can’t be broken', (width) => {
  const folder = smallWorkspace();
  for (const asked of ['town-hall', 'azure-office', 'dc-one', 'fire', 'datacentre']) {
    const { text } = showCommand('small.yaml', folder, asked, { paint: (_, each) => each, width });
    const unbroken = (line: string): boolean => / (plan address|stack|name) \S+$|^ {3,}\S+$|^\S+ · /.test(line);
    expect(text.split('\n').filter((line) => line.length > width && !unbroken(line))).toEqual([]);
  }
});
