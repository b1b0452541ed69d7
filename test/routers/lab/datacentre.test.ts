import { datacentrePolicies } from '../../../plan/policies/datacentre-policy';
import { NO_ENDS } from '../../../plan/routers/ends';
import type { RouterPlan } from '../../../plan/routers/router';
import { planDatacentreRouters } from '../../../plan/routers/datacentre-routers';
import {
  close,
  established,
  expectSuites,
  inLab,
  learnt,
  prepared,
  sorted,
  told,
  type Routes,
} from '../../support/lab/asked';
import { allowedOn, awsTunnels, rowsOf } from '../../support/lab/cloud-end';
import { waitFor } from '../../support/lab/lab';
import { type LabTunnel, RouterLab } from '../../support/lab/router-lab';

inLab('a datacentre: a circuit, tunnels over it and beside it', () => {
  const id = 'dc-chester';
  const tenant = 'cheshire-east';
  let world: RouterLab;
  /** Of its tenants one, and the circuit on a port that Linux can have. */
  const router = (): RouterPlan => {
    const datacentre = prepared.catalogue.datacentres.find((each) => each.id === id);
    if (!datacentre) throw new Error(`there is no ${id}`);
    const stack = prepared.plan.stacks.flatMap((each) =>
      each.kind === 'aws-datacentre' && each.datacentre === id ? each.tunnels : [],
    );
    const [made] = planDatacentreRouters(prepared, datacentre, {
      ...NO_ENDS,
      connections: stack.map(({ name, way, insideRanges }) => ({
        name,
        outside: new Map(
          insideRanges.map((range, index) => [range, `${way === 'direct' ? '10.0.27' : '203.0.113'}.${index + 1}`]),
        ),
      })),
      circuits: [{ name: `${id}_dx-1`, own: '169.254.255.2/30', peer: '169.254.255.1' }],
    });
    if (!made?.underlay) throw new Error(`${id} has a router`);
    return {
      ...made,
      underlay: {
        ...made.underlay,
        circuits: made.underlay.circuits.map((circuit) => ({ ...circuit, interface: 'eth9' })),
      },
      segments: made.segments.filter((segment) => segment.tenant === tenant),
    };
  };
  /** What nobody should tell on a circuit. */
  const strange = ['0.0.0.0/0', '10.18.0.0/16', '172.31.255.32/28', '10.0.26.0/24'];
  beforeAll(() => {
    const plan = router();
    const [circuit] = plan.underlay?.circuits ?? [];
    if (!circuit) throw new Error('it has a circuit');
    world = new RouterLab(
      plan,
      [
        {
          namespace: 'cloud',
          routes: ['0.0.0.0/0', ...rowsOf(`rt-${tenant}`)],
          tunnels: (['direct', 'backup'] as const).flatMap((way) => awsTunnels(`${id}_${tenant}_${way}`)),
        },
      ],
      [{ namespace: 'circuit', plan: circuit, routes: [...allowedOn(id), ...strange] }],
    );
    world.lab.ip('cloud', 'address', 'add', `${FAR}/32`, 'dev', 'lo');
    waitFor('sessions', () => established(world, tenant) === 4, 40);
  }, 240_000);
  afterAll(() => {
    close(world);
  });
  const of = (way: string): readonly LabTunnel[] =>
    world.tunnels.filter(({ plan }) => plan.connection === `${id}_${tenant}_${way}`);
  /** A machine behind the cloud, in a row of the table. */
  const FAR = '10.16.0.9';
  const ping = (count: number): boolean =>
    world.lab.does(['ping', '-q', '-c', String(count), '-i', '0.01', '-W', '1', FAR], world.machine(tenant).namespace);

  test('on the circuit it tells where tunnels begin, takes where they end, and nothing else', () => {
    expectSuites(world);
    const own = (): readonly string[] => {
      const { routes } = world.frr.json('show bgp ipv4 unicast') as {
        readonly routes: Readonly<Record<string, readonly { readonly path: string }[]>>;
      };
      return Object.entries(routes)
        .filter(([, paths]) => paths.some(({ path }) => path !== ''))
        .map(([prefix]) => prefix);
    };
    waitFor('the circuit', () => own().length > 0, 40);
    expect(own()).toEqual(allowedOn(id));
    const { routes } = world.clouds
      .get('circuit')
      ?.json('show bgp ipv4 unicast neighbors 169.254.255.2 routes') as Routes;
    expect(Object.keys(routes)).toEqual(['172.31.255.32/27']);
    const { advertisedRoutes } = world.clouds
      .get('circuit')
      ?.json('show bgp ipv4 unicast neighbors 169.254.255.2 advertised-routes') as {
      readonly advertisedRoutes: object;
    };
    expect(Object.keys(advertisedRoutes)).toEqual(expect.arrayContaining(strange));
  });

  test('in tunnels it takes what `wan policy` says, without the default route, and tells its prefixes', () => {
    const policy = datacentrePolicies(prepared.catalogue, prepared.plan).find(({ datacentre }) => datacentre === id);
    const said = policy?.tunnels.find(({ name }) => name === `${id}_${tenant}_direct`);
    waitFor('routes', () => learnt(world, tenant).length >= (said?.accepts.length ?? 99));
    expect(learnt(world, tenant)).toEqual(sorted(said?.accepts));
    for (const tunnel of world.tunnels) expect(told(world, 'cloud', tunnel)).toEqual(sorted(said?.announces));
  });

  test('all goes over the circuit; when the cloud ends those tunnels the backup has it all', () => {
    waitFor('the first answer', () => ping(1));
    const before = new Map(world.tunnels.map((tunnel) => [tunnel.name, world.packets(tunnel)]));
    const more = (tunnels: readonly LabTunnel[]): number =>
      tunnels.reduce((sum, tunnel) => sum + world.packets(tunnel) - (before.get(tunnel.name) ?? 0), 0);
    expect(ping(200)).toBe(true);
    expect(more(of('direct'))).toBeGreaterThanOrEqual(400);
    expect(more(of('backup'))).toBeLessThan(40);
    world.end(of('direct'));
    const failover = waitFor('the backup', () => ping(1), 60);
    process.stderr.write(`lab: ${failover.toFixed(0)} s to the backup when the cloud ends tunnels by DELETE\n`);
    const backup = more(of('backup'));
    expect(ping(100)).toBe(true);
    expect(more(of('backup')) - backup).toBeGreaterThanOrEqual(200);
  }, 240_000);
});
