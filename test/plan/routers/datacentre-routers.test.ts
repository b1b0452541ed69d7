import { cidr } from '../../../catalogue/values/cidr';
import type { Datacentre } from '../../../catalogue/model';
import { prepare } from '../../../plan/prepare';
import { datacentrePolicies } from '../../../plan/policies/datacentre-policy';
import { planDatacentreRouters } from '../../../plan/routers/datacentre-routers';
import { type Ends, NO_ENDS } from '../../../plan/routers/ends';
import type { RouterPlan } from '../../../plan/routers/router';
import { smallWorkspace } from '../../support/workspace';
import { ROOT } from '../../support/run';
import { must } from '../../support/synth';

const prepared = must(prepare('sites.yaml', ROOT));
const policies = datacentrePolicies(prepared.catalogue, prepared.plan);

function named(id: string, from = prepared): Datacentre {
  const datacentre = from.catalogue.datacentres.find((each) => each.id === id);
  if (!datacentre) throw new Error(`there is no ${id}`);
  return datacentre;
}
const routersOf = (id: string, ends: Ends = NO_ENDS): readonly RouterPlan[] =>
  planDatacentreRouters(prepared, named(id), ends);

test('what `wan policy` says of a tunnel or circuit is what its router is set to, and none is left out', () => {
  for (const policy of policies) {
    const routers = routersOf(policy.datacentre);
    const tunnels = routers.flatMap(({ segments }) => segments.flatMap((each) => each.tunnels));
    expect(tunnels).toHaveLength(policy.tunnels.length * 2);
    for (const said of policy.tunnels) {
      const own = tunnels.filter(({ connection, hub }) => connection === said.name && hub === said.hub);
      expect(own.map(({ tunnel }) => tunnel)).toEqual([1, 2]);
      for (const { session, accepts } of own) {
        const { announces, prepend, localPreference, peerAsn } = said;
        expect(session).toMatchObject({ announces, prepend, localPreference, peerAsn });
        expect(accepts).toEqual(said.accepts);
      }
    }
    const circuits = routers.flatMap(({ underlay }) => underlay?.circuits ?? []);
    for (const said of policy.circuits) {
      const own = circuits.filter(({ circuit }) => circuit === said.circuit);
      expect(own).toHaveLength(said.kind === 'express-route' ? 2 : 1);
      for (const { session, accepts, vlan } of own)
        expect([session.announces, session.peerAsn, accepts, vlan]).toEqual([
          said.announces,
          said.peerAsn,
          said.accepts,
          said.vlan,
        ]);
    }
  }
});

test('one router has both ways: tunnels over circuits begin at addresses of its own, those beside them on the line', () => {
  const [router, ...others] = routersOf('dc-chester');
  expect(others).toEqual([]);
  expect([router?.id, router?.isManaged, router?.lines.map(({ publicAddress }) => publicAddress)]).toEqual([
    'dc-chester',
    false,
    ['198.19.255.2'],
  ]);
  const held = prepared.lock.datacentres['dc-chester']?.tenants;
  for (const { tenant, tunnels } of router?.segments ?? [])
    for (const { circuit, from } of tunnels)
      expect([circuit, from?.address]).toEqual([
        circuit,
        circuit === 'direct' ? held?.[tenant]?.endpoint?.replace('/32', '') : undefined,
      ]);
  const transport = named('dc-chester').transport;
  for (const { address } of router?.underlay?.endpoints ?? [])
    expect([address, transport?.contains(cidr(`${address}/32`))]).toEqual([address, true]);
});

test('both ways to one Azure hub are two routers, which share gateways and tell each other', () => {
  const [direct, backup] = routersOf('dc-crewe');
  expect([direct?.id, backup?.id]).toEqual(['dc-crewe-direct', 'dc-crewe-backup']);
  expect([direct?.lines.length, direct?.underlay?.circuits.length]).toEqual([0, 4]);
  expect([backup?.lines.length, backup?.underlay?.circuits.length]).toEqual([1, 0]);
  const [one, other] = [direct?.segments[0], backup?.segments[0]];
  expect([one?.lan.gateways, one?.lan.shared]).toEqual([
    ['10.18.127.1/29'],
    { address: '10.18.127.2/29', priority: 120 },
  ]);
  expect([other?.lan.gateways, other?.lan.shared]).toEqual([
    ['10.18.127.1/29'],
    { address: '10.18.127.3/29', priority: 100 },
  ]);
  expect(one?.neighbours).toEqual([{ router: 'dc-crewe-backup', address: '10.18.127.3/29' }]);
  // Each way has a loopback of its own for Azure.
  expect(one?.loopbacks).not.toEqual(other?.loopbacks);
  expect([one?.loopbacks.length, other?.loopbacks.length]).toEqual([1, 1]);
  // The first address of each link is the router's.
  expect(direct?.underlay?.circuits.slice(2).map(({ own, peer }) => [own, peer])).toEqual([
    ['10.0.0.1/30', '10.0.0.2'],
    ['10.0.0.5/30', '10.0.0.6'],
  ]);
});

test('ends: over circuits the inner address of Azure’s instances, beside them the outer one; of another hub none', () => {
  const gateways = [
    { outside: '203.0.113.9', peer: '10.9.0.12', inner: '10.9.0.4' },
    { outside: '203.0.113.10', peer: '10.0.2.12', inner: '10.0.2.4' },
    { outside: '203.0.113.11', peer: '10.0.2.13', inner: '10.0.2.5' },
  ];
  const range = '169.254.38.136/30';
  const routers = routersOf('dc-crewe', {
    gateways,
    connections: [
      { name: 'dc-crewe_cheshire-east_direct', outside: new Map([['169.254.9.0/30', '10.0.27.1']]) },
      { name: 'dc-crewe_cheshire-east_direct', outside: new Map([[range, '10.0.27.2']]), keyArn: 'arn:x' },
    ],
    circuits: [{ name: 'cngw-production-dc-crewe-dx-2', own: '169.254.255.6/30', peer: '169.254.255.5' }],
  });
  const azure = routers.map(({ segments }) =>
    segments[0]?.tunnels.filter(({ cloud }) => cloud === 'azure').map(({ outside, inside }) => [outside, inside.peer]),
  );
  expect(azure).toEqual([
    [
      ['10.0.2.4', '10.0.2.12'],
      ['10.0.2.5', '10.0.2.13'],
    ],
    [
      ['203.0.113.10', '10.0.2.12'],
      ['203.0.113.11', '10.0.2.13'],
    ],
  ]);
  const [first] = routers[0]?.segments[0]?.tunnels ?? [];
  expect([first?.inside, first?.outside, first?.trust]).toMatchObject([
    { range },
    '10.0.27.2',
    { store: 'arn:x tunnel 1' },
  ]);
  expect(routers[0]?.underlay?.circuits.map(({ circuit, own }) => [circuit, own]).slice(0, 2)).toEqual([
    ['dx-1', undefined],
    ['dx-2', '169.254.255.6/30'],
  ]);
});

test('a backup address that the line has not is on a loopback; the default route is taken where it is wanted', () => {
  const small = must(prepare('small.yaml', smallWorkspace()));
  const [direct, backup] = planDatacentreRouters(small, named('dc-one', small), NO_ENDS);
  // The tenant's own backup address.
  expect(backup?.underlay?.endpoints).toEqual([{ number: 1, address: '198.19.255.3' }]);
  expect(direct?.segments[0]?.lan.shared?.address).toBe('10.18.0.2/24');
  const moved: Datacentre = {
    ...named('dc-two', small),
    router: { platform: 'linux', wan: { interface: 'eth0', address: '192.0.2.1/24', nextHop: '192.0.2.2' } },
  };
  const [two] = planDatacentreRouters(small, moved, NO_ENDS);
  expect(two?.underlay?.endpoints).toEqual([{ number: 1, address: '198.19.255.2' }]);
  expect(two?.lines[0]?.publicAddress).toBe('192.0.2.1');
  const accepts = (cloud: string): readonly string[] =>
    two?.segments[0]?.tunnels.find((tunnel) => tunnel.cloud === cloud)?.accepts ?? [];
  expect(accepts('aws')[0]).toBe('0.0.0.0/0');
  expect(accepts('azure')).not.toContain('0.0.0.0/0');
});
