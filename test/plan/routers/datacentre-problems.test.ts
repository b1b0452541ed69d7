import { renderIssues } from '../../../catalogue/issues/render-issues';
import { prepare } from '../../../plan/prepare';
import { datacentreProblems, noDatacentreRouters } from '../../../plan/routers/datacentre-problems';
import { smallWorkspace } from '../../support/workspace';
import { must } from '../../support/synth';

type Edits = Parameters<typeof smallWorkspace>[0];

function said(id: string, edits: Edits = [], platform: 'juniper-srx' | 'fortinet' = 'juniper-srx'): string {
  const prepared = must(prepare('small.yaml', smallWorkspace(edits)));
  const datacentre = prepared.catalogue.datacentres.find((each) => each.id === id);
  if (!datacentre) throw new Error(`there is no ${id}`);
  return renderIssues(datacentreProblems(prepared, datacentre, platform));
}
const edit = (replace: string, to: string) => ({ file: 'small.yaml', replace, with: to });

test('a datacentre of which everything is said', () => {
  expect(said('dc-one')).toBe('');
});

test('one of which nothing is said: all of it at once, where it would be written', () => {
  expect(said('dc-two')).toMatch(
    /^small\.yaml:\d+:\d+ {2}ROUTER_FACTS {2}datacentres\.dc-two\.vpnBackup\n {4}Nobody says which interface of the router the backup of Second datacentre runs over\.\n {4}Add `wan: \{ interface: …, address: …, nextHop: … \}` to its `router:`\.\n\nsmall\.yaml:\d+:\d+ {2}ROUTER_FACTS {2}datacentres\.dc-two\.tenants\.0\n {4}Nobody says behind which interface of the router council is at Second datacentre\.\n/,
  );
  expect(said('dc-two')).toContain('Nobody says which address the router has towards council at Second datacentre.');
});

test.each<[string, NonNullable<Edits>[number], string]>([
  [
    'a circuit on no interface',
    edit('        vlan: 101\n        interface: xe-0/0/16\n', '        vlan: 101\n'),
    'Nobody says which interface of the router circuit dx-1 of First datacentre is plugged into.',
  ],
  [
    'links on no interfaces',
    edit(', interfaces: [xe-0/0/18, xe-0/0/19]', ''),
    'Add `interfaces: [primary, secondary]` to it: ExpressRoute has two links.',
  ],
  [
    'one router for both ways to one Azure hub',
    edit('routers: one-per-way', 'routers: one'),
    'First datacentre reaches one Azure hub over a circuit and beside it',
  ],
  [
    'half a line',
    edit(', nextHop: 198.18.254.2', ''),
    'A line needs both the address of the interface and the next hop, or neither.',
  ],
  [
    'a gateway of somebody else',
    edit('gateways: [10.18.0.1/24]', 'gateways: [10.19.0.1/24]'),
    "The router’s address towards council is none of a machine, or its network is in none of the tenant's prefixes here.\n    Got: 10.19.0.1/24\n",
  ],
  [
    'two gateways on two routers',
    edit('gateways: [10.18.0.1/24]', 'gateways: [10.18.0.1/24, 10.18.1.1/24]'),
    'Two routers share the gateway of council, and have one address each.',
  ],
  [
    'a prefix that nobody leads on to',
    edit(', nextHop: 10.18.0.4', ''),
    '10.18.0.0/17 of council would be announced, and nobody says who leads on to it.',
  ],
  [
    'somebody who leads on from elsewhere',
    edit('nextHop: 10.18.0.4', 'nextHop: 10.18.9.4'),
    'Whoever leads on to what council has behind it is on no network of the router, or is the router itself.\n    Got: 10.18.9.4\n',
  ],
  [
    'the router leads on to itself',
    edit('nextHop: 10.18.0.4', 'nextHop: 10.18.0.1'),
    'or is the router itself.\n    Got: 10.18.0.1\n',
  ],
  [
    'a next hop that is on no line',
    edit('nextHop: 198.18.254.2', 'nextHop: 198.18.253.2'),
    'The next hop of the line of First datacentre is not on it, or is the router itself.\n    Got: 198.18.253.2\n',
  ],
  [
    'an end of tunnels on the line’s network',
    edit('address: 198.18.254.1/30, nextHop: 198.18.254.2', 'address: 198.19.255.1/24, nextHop: 198.19.255.254'),
    "Tunnels of the backup end at 198.19.255.3, which is on the line's own network: a loopback can't have it.",
  ],
  [
    'a router with the switch’s address',
    edit('routers: { direct: 10.18.0.2, backup: 10.18.0.3 }', 'routers: { direct: 10.18.0.4, backup: 10.18.0.3 }'),
    "Several routers share the gateway of council, and need an address each on its network: 10.18.0.4 is somebody else's, or none.",
  ],
  [
    'a network too small for two',
    edit(
      'gateways: [10.18.0.1/24], routers: { direct: 10.18.0.2, backup: 10.18.0.3 }, nextHop: 10.18.0.4',
      'gateways: [10.18.0.1/30], nextHop: 10.18.0.2',
    ),
    '10.18.0.2 and 10.18.0.3 is somebody else',
  ],
  [
    'a router of no way',
    edit('routers: { direct: 10.18.0.2, backup: 10.18.0.3 }', 'routers: { primary: 10.18.0.2 }'),
    'primary is no router here.',
  ],
  ['the network’s own address', edit('gateways: [10.18.0.1/24]', 'gateways: [10.18.0.0/24]'), 'is none of a machine'],
  [
    'an untagged tenant on a port with a circuit',
    edit('interface: ge-0/0/1, vlan: 110', 'interface: xe-0/0/16'),
    'council would be behind xe-0/0/16, and so is circuit dx-1: the two would be one network.',
  ],
  [
    'a tenant and a circuit on one port and VLAN',
    edit('interface: ge-0/0/1, vlan: 110', 'interface: xe-0/0/16, vlan: 101'),
    'council would be behind xe-0/0/16.101, and so is circuit dx-1: the two would be one network.',
  ],
])('%s', (_, change, problem) => {
  expect(said('dc-one', [change])).toContain(problem);
});

test('a datacentre that nothing leads to yet', () => {
  const prepared = must(prepare('small.yaml', smallWorkspace()));
  const two = prepared.catalogue.datacentres.find(({ id }) => id === 'dc-two');
  if (!two) throw new Error('there is a second one');
  expect(noDatacentreRouters(prepared, two)).toBeUndefined();
  const none = noDatacentreRouters({ ...prepared, plan: { ...prepared.plan, stacks: [] } }, two);
  expect(none && renderIssues([none])).toMatch(
    /^small\.yaml:\d+:\d+ {2}ROUTER_NONE {2}datacentres\.dc-two\.state\n {4}Nothing leads to Second datacentre yet: it has no circuit that is up, and no backup\.\n/,
  );
});
