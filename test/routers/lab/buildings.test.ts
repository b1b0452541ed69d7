import { prepare } from '../../../plan/prepare';
import { NO_ENDS } from '../../../plan/routers/ends';
import type { RouterPlan } from '../../../plan/routers/router';
import { planRouters } from '../../../plan/routers/router-plan';
import { close, established, expectSuites, inLab, learnt, routerOf, sorted, told } from '../../support/lab/asked';
import { awsTunnels, azureTunnels, rowsOf, stacksOf } from '../../support/lab/cloud-end';
import { waitFor } from '../../support/lab/lab';
import { RouterLab } from '../../support/lab/router-lab';
import { ROOT } from '../../support/run';
import { must } from '../../support/synth';
import { smallWorkspace } from '../../support/workspace';

inLab('a library on one circuit', () => {
  let world: RouterLab;
  beforeAll(() => {
    world = new RouterLab(routerOf('crewe-library'), [
      {
        namespace: 'cloud',
        routes: rowsOf('rt-cheshire-east'),
        tunnels: awsTunnels('crewe-library_cheshire-east_primary'),
      },
    ]);
    waitFor('sessions', () => established(world, 'cheshire-east') === 2);
  }, 120_000);
  afterAll(() => {
    close(world);
  });

  test('is up, and has its tenant’s table', () => {
    expectSuites(world);
    waitFor('routes', () => learnt(world, 'cheshire-east').length === rowsOf('rt-cheshire-east').length);
    expect(learnt(world, 'cheshire-east')).toEqual(rowsOf('rt-cheshire-east'));
  });
});

inLab('an old cipher', () => {
  let world: RouterLab;
  beforeAll(() => {
    const folder = smallWorkspace([
      {
        file: 'small/sites.yaml',
        replace: 'address: 198.18.0.3, supplier: FibreCo }',
        with: 'address: 198.18.0.3, supplier: FibreCo, crypto: legacy }',
      },
      {
        file: 'small.yaml',
        replace: '    crypto: ncsc-recommended\n',
        with: '    crypto: ncsc-recommended\n    cryptoJustification: Old routers, replaced in 2027.\n',
      },
    ]);
    const file = `${folder}/small.yaml`;
    const small = must(prepare(file, ROOT));
    const site = small.catalogue.sites.find(({ id }) => id === 'library');
    if (!site) throw new Error('there is a library');
    const ranges = small.plan.connections.flatMap((connection) =>
      connection.site === site.id && connection.cloud === 'aws' ? [connection] : [],
    );
    const [router] = planRouters(small, site, {
      ...NO_ENDS,
      connections: ranges.map(({ name, insideRanges }) => ({
        name,
        outside: new Map(insideRanges.map((range, index) => [String(range), `203.0.113.${index + 1}`])),
      })),
    });
    if (!router) throw new Error('the library has a router');
    const onPort: RouterPlan = {
      ...router,
      segments: router.segments.map((segment) => ({ ...segment, lan: { ...segment.lan, interface: 'lan0' } })),
    };
    world = new RouterLab(onPort, [
      { namespace: 'cloud', routes: ['10.18.0.0/17'], tunnels: awsTunnels('library_council_primary', stacksOf(file)) },
    ]);
    waitFor('sessions', () => established(world, 'council') === 2);
  }, 180_000);
  afterAll(() => {
    close(world);
  });

  test('comes up with it at both ends, and with the smaller packets that it leaves', () => {
    expect(world.tunnels.map(({ plan }) => [plan.crypto, plan.size])).toEqual([
      ['legacy', { mtu: 1438, mss: 1398 }],
      ['legacy', { mtu: 1438, mss: 1398 }],
    ]);
    expectSuites(world);
    waitFor('its route', () => learnt(world, 'council').length === 1);
    for (const { name } of world.tunnels)
      expect(world.lab.ip('council', '-o', 'link', 'show', name)).toContain(' mtu 1438 ');
  });
});

inLab('an office at home in Azure: the router of one of its two circuits', () => {
  const connection = 'nantwich-area-office_cheshire-east_primary';
  const instances = [
    { outside: '203.0.113.10', peer: '10.0.2.12' },
    { outside: '203.0.113.11', peer: '10.0.2.13' },
  ];
  /** What a hub tells of others: prefixes as they were learnt, and what none of this tenant's may be told. */
  const routes = ['0.0.0.0/0', '10.20.5.0/24', '10.18.9.0/24', '10.112.1.0/24', '10.20.16.0/24'];
  let world: RouterLab;
  beforeAll(() => {
    const tunnels = azureTunnels(
      connection,
      instances.map(({ peer }) => peer),
    );
    world = new RouterLab(
      routerOf('nantwich-area-office', instances),
      tunnels.map((tunnel, index) => ({ namespace: `instance-${index}`, routes, tunnels: [tunnel] })),
    );
    waitFor('sessions', () => established(world, 'cheshire-east') === 2, 30);
  }, 180_000);
  afterAll(() => {
    close(world);
  });

  test('speaks from its loopback to both instances, tells its prefix, and takes whom its tenant may meet', () => {
    expectSuites(world);
    waitFor('routes', () => learnt(world, 'cheshire-east').length > 0);
    // Not the Wi-Fi, and not what is its own.
    expect(learnt(world, 'cheshire-east')).toEqual(['0.0.0.0/0', '10.18.9.0/24', '10.20.5.0/24']);
    world.tunnels.forEach((tunnel, index) => {
      waitFor('its own', () => told(world, `instance-${index}`, tunnel).length === 2);
      expect(told(world, `instance-${index}`, tunnel)).toEqual(sorted(tunnel.plan.session?.announces));
    });
  });
});
