import {
  close,
  established,
  expectSuites,
  inLab,
  learnt,
  prepared,
  routerOf,
  sorted,
  told,
} from '../../support/lab/asked';
import { awsTunnels, rowsOf } from '../../support/lab/cloud-end';
import { waitFor } from '../../support/lab/lab';
import { type LabTunnel, RouterLab } from '../../support/lab/router-lab';

inLab('a fire station with a police desk: two circuits, one of them a backup, two tenants', () => {
  const id = 'chester-fire-station';
  const tenants = ['fire', 'police'] as const;
  let world: RouterLab;
  beforeAll(() => {
    world = new RouterLab(
      routerOf(id),
      tenants.map((tenant) => ({
        namespace: `cloud-${tenant}`,
        routes: rowsOf(`rt-${tenant}`),
        tunnels: ['primary', 'mobile'].flatMap((circuit) => awsTunnels(`${id}_${tenant}_${circuit}`)),
      })),
    );
    world.lab.ip('cloud-fire', 'address', 'add', `${FAR}/32`, 'dev', 'lo');
    for (const tenant of tenants) waitFor(`sessions of ${tenant}`, () => established(world, tenant) === 4);
  }, 240_000);
  afterAll(() => {
    close(world);
  });
  const of = (tenant: string, circuit: string): readonly LabTunnel[] =>
    world.tunnels.filter(({ plan }) => plan.connection === `${id}_${tenant}_${circuit}`);
  /** A machine behind the cloud, in a datacentre's prefix that the table has. */
  const FAR = '10.67.0.9';
  const ping = (count: number, ...more: readonly string[]): boolean =>
    world.lab.does(
      ['ping', '-q', '-c', String(count), '-i', '0.01', '-W', '1', ...more, FAR],
      world.machine('fire').namespace,
    );

  test('each tunnel is up with the one proposal that either end has', () => {
    expect(world.tunnels).toHaveLength(8);
    expectSuites(world);
    const slowest = Math.max(...world.tunnels.map(({ upAfterSeconds }) => upAfterSeconds));
    process.stderr.write(`lab: keys of the slowest of 8 tunnels after ${slowest.toFixed(1)} s\n`);
  });

  test('what it learns is the table of its tenant, and what it tells is what the proof takes for announced', () => {
    for (const tenant of tenants) {
      waitFor(`routes of ${tenant}`, () => learnt(world, tenant).length === rowsOf(`rt-${tenant}`).length);
      expect(learnt(world, tenant)).toEqual(sorted(rowsOf(`rt-${tenant}`)));
      for (const tunnel of [...of(tenant, 'primary'), ...of(tenant, 'mobile')]) {
        const { connection, session } = tunnel.plan;
        const planned = prepared.plan.connections.find(({ name }) => name === connection);
        const announced = [...(planned?.prefixes ?? []), ...(planned?.loopback ? [planned.loopback] : [])].map(String);
        expect(announced).toHaveLength(2);
        expect(told(world, `cloud-${tenant}`, tunnel)).toEqual(sorted(announced));
        expect(sorted(session?.announces)).toEqual(sorted(announced));
      }
    }
  });

  test('what is its own, or nobody’s in the table, is refused; what is inside a row of the table is taken', () => {
    const taken = '10.67.200.0/24';
    const refused = [
      '10.64.4.0/25',
      '10.64.4.0/24',
      '10.65.240.47/32',
      '169.254.0.0/16',
      '192.168.7.0/24',
      '10.32.0.0/12',
      '203.0.113.0/24',
    ];
    const cloud = world.clouds.get('cloud-fire');
    const announce = (no: string): void =>
      cloud?.configure(
        [...refused, taken].flatMap((prefix) => [
          `${no}ip route ${prefix} blackhole`,
          'router bgp 64600',
          'address-family ipv4 unicast',
          `${no}network ${prefix}`,
          'exit-address-family',
          'exit',
        ]),
      );
    announce('');
    waitFor('the new prefix', () => learnt(world, 'fire').includes(taken));
    expect(learnt(world, 'fire').filter((prefix) => refused.includes(prefix))).toEqual([]);
    // The cloud does tell them: what keeps them out is the router.
    const [tunnel] = of('fire', 'primary');
    const { advertisedRoutes } = cloud?.json(
      `show bgp ipv4 unicast neighbors ${tunnel?.cloud.peer ?? ''} advertised-routes`,
    ) as { readonly advertisedRoutes: object };
    expect(Object.keys(advertisedRoutes)).toEqual(expect.arrayContaining(refused));
    announce('no ');
    waitFor('the table alone', () => learnt(world, 'fire').length === rowsOf('rt-fire').length);
  });

  test('all goes by the active circuit while it is up, both ways', () => {
    waitFor('the first answer', () => ping(1));
    const before = new Map(world.tunnels.map((tunnel) => [tunnel.name, world.packets(tunnel)]));
    expect(ping(200)).toBe(true);
    const more = (tunnels: readonly LabTunnel[]): number =>
      tunnels.reduce((sum, tunnel) => sum + world.packets(tunnel) - (before.get(tunnel.name) ?? 0), 0);
    expect(more(of('fire', 'primary'))).toBeGreaterThanOrEqual(400);
    // Keepalives of two sessions.
    expect(more(of('fire', 'mobile'))).toBeLessThan(40);
  });

  test('no packet leaves that is longer than the tunnel takes: of whole ones the longest that this ESP in user space reads passes', () => {
    const passes = (bytes: number): boolean =>
      world.lab.does(['ping', '-q', '-c', '1', '-W', '1', '-M', 'do', '-s', String(bytes - 28), FAR], 'fire');
    const [tunnel] = of('fire', 'primary');
    const mtu = tunnel?.plan.size.mtu ?? 0;
    waitFor('an answer', () => passes(1_000));
    let [good, bad] = [1_000, mtu + 1];
    expect(passes(bad)).toBe(false);
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2);
      if (passes(middle)) good = middle;
      else bad = middle;
    }
    process.stderr.write(`lab: largest packet ${good} bytes of the ${mtu} that the tunnel is set to\n`);
    expect(good).toBeGreaterThanOrEqual(1_300);
    expect(good).toBeLessThanOrEqual(mtu);
  }, 120_000);

  test('one segment can’t be reached from the other', () => {
    const [fire, police] = tenants.map((tenant) => world.machine(tenant));
    const reach = (from: string, to: string): boolean => world.lab.does(['ping', '-q', '-c', '1', '-W', '1', to], from);
    const gateways = world.plan.segments.map(({ lan }) => lan.gateways[0]?.split('/')[0] ?? '');
    expect(reach(fire?.namespace ?? '', gateways[0] ?? '')).toBe(true);
    expect(reach(fire?.namespace ?? '', police?.address ?? '')).toBe(false);
    expect(reach(fire?.namespace ?? '', gateways[1] ?? '')).toBe(false);
    expect(reach(police?.namespace ?? '', fire?.address ?? '')).toBe(false);
  });

  test('keys are changed under way, and a wrong group, with which a tunnel comes up, is found by that', () => {
    const [tunnel] = of('fire', 'primary');
    if (!tunnel) throw new Error('there is a tunnel');
    const spi = (): string =>
      /in {2}([0-9a-f]{8})/.exec(tunnel.router.associations.split('INSTALLED').at(-1) ?? '')?.[1] ?? '';
    const old = spi();
    tunnel.router.control('--rekey', '--child', tunnel.name);
    waitFor('new keys', () => spi() !== old && spi() !== '');
    tunnel.router.control('--rekey', '--ike', tunnel.name);
    waitFor('a new association', () => /#2, ESTABLISHED/.test(tunnel.router.associations));
    expect(ping(20)).toBe(true);

    const [spare] = of('police', 'mobile');
    if (!spare) throw new Error('there is a tunnel');
    world.reload(spare, { esp: 'aes256gcm16-ecp256' });
    const again = spare.router.associations;
    expect(again).toContain('INSTALLED');
    spare.router.control('--rekey', '--child', spare.name);
    waitFor('the refusal', () => /NO_PROPOSAL_CHOSEN/.test(world.lab.words(`near-${spare.plan.number}`)));
  });

  test('when the active circuit falls silent the backup has it all, and gives it back', () => {
    const primaries = of('fire', 'primary');
    // Ten a second, over the cut and for a while behind it.
    world.lab.start(
      'losses',
      ['ping', '-q', '-i', '0.1', '-c', '350', '-W', '1', FAR],
      world.machine('fire').namespace,
    );
    world.line(primaries, 'down');
    const failover = waitFor('the backup', () => ping(1), 60);
    const before = new Map(world.tunnels.map((tunnel) => [tunnel.name, world.packets(tunnel)]));
    expect(ping(100)).toBe(true);
    const more = (tunnels: readonly LabTunnel[]): number =>
      tunnels.reduce((sum, tunnel) => sum + world.packets(tunnel) - (before.get(tunnel.name) ?? 0), 0);
    expect(more(of('fire', 'mobile'))).toBeGreaterThanOrEqual(200);
    const counted = (): RegExpExecArray | null =>
      /(\d+) packets transmitted, (\d+) received/.exec(world.lab.words('losses'));
    waitFor('the count', () => counted() !== null, 60);
    const [, sent, received] = counted() ?? [];
    // What is sent into tunnels that are gone is lost until the sessions in them have ended.
    expect(Number(received)).toBeGreaterThan(0);
    process.stderr.write(
      `lab: of ${sent ?? ''} packets, ten a second, ${Number(sent) - Number(received)} lost in a silent cut\n`,
    );
    world.line(primaries, 'up');
    const back = waitFor('the active circuit', () => established(world, 'fire') === 4, 90);
    process.stderr.write(
      `lab: ${failover.toFixed(0)} s to the backup, ${back.toFixed(0)} s until the active circuit is up again\n`,
    );
    waitFor('its routes', () => learnt(world, 'fire').length > 10);
    const carried = (): number => primaries.reduce((sum, tunnel) => sum + world.packets(tunnel), 0);
    // A session is up before both sides have chosen its routes: until they have, the backup carries on.
    waitFor(
      'its traffic',
      () => {
        const so = carried();
        ping(5);
        return carried() - so >= 10;
      },
      60,
    );
    const after = carried();
    expect(ping(100)).toBe(true);
    expect(carried() - after).toBeGreaterThanOrEqual(200);
  }, 400_000);
});
