import { datacentrePolicies } from '../../plan/policies/datacentre-policy';
import { prepare } from '../../plan/prepare';
import { type Ends, NO_ENDS } from '../../plan/routers/ends';
import type { RouterPlan } from '../../plan/routers/router';
import { planDatacentreRouters } from '../../plan/routers/datacentre-routers';
import { planRouters } from '../../plan/routers/router-plan';
import { allowedOn, awsTunnels, azureTunnels, rowsOf, stacksOf } from '../support/lab/cloud-end';
import { labUnavailable, waitFor } from '../support/lab/lab';
import { type LabTunnel, RouterLab } from '../support/lab/router-lab';
import { ROOT } from '../support/run';
import { must } from '../support/synth';
import { smallWorkspace } from '../support/workspace';

const unavailable = labUnavailable();
if (unavailable !== undefined) process.stderr.write(`No router is brought up in a lab: ${unavailable}.\n`);

test('in CI the lab is there', () => {
  expect([process.env['CI'] === 'true', unavailable === undefined]).not.toEqual([true, false]);
});

const inLab = unavailable === undefined ? describe : describe.skip;
const prepared = must(prepare('sites.yaml', ROOT));

/** A site's first router, with outside addresses that the lab makes up. */
function routerOf(id: string, gateways: Ends['gateways'] = []): RouterPlan {
  const site = prepared.catalogue.sites.find((each) => each.id === id);
  if (!site) throw new Error(`there is no ${id}`);
  let last = 0;
  const connections = prepared.plan.connections.flatMap((connection) =>
    connection.site === id && connection.cloud === 'aws'
      ? [
          {
            name: connection.name,
            outside: new Map(
              connection.insideRanges.map((range) => [String(range), `203.0.113.${(last += 1)}`] as const),
            ),
          },
        ]
      : [],
  );
  const [router] = planRouters(prepared, site, { ...NO_ENDS, connections, gateways });
  if (!router) throw new Error(`${id} has no router`);
  return router;
}

interface Routes {
  readonly routes: Readonly<Record<string, readonly { readonly valid?: boolean }[]>>;
}

/** Prefixes that one FRR has by BGP, its own left out. */
function learnt(world: RouterLab, tenant: string): readonly string[] {
  const { routes } = world.frr.json(`show bgp vrf ${tenant} ipv4 unicast`) as {
    readonly routes: Readonly<Record<string, readonly { readonly path: string }[]>>;
  };
  return Object.entries(routes)
    .filter(([, paths]) => paths.some(({ path }) => path !== ''))
    .map(([prefix]) => prefix)
    .sort();
}

/** What the cloud is told in one session. */
function told(world: RouterLab, cloud: string, { cloud: { peer } }: LabTunnel): readonly string[] {
  const { routes } = world.clouds.get(cloud)?.json(`show bgp ipv4 unicast neighbors ${peer} routes`) as Routes;
  return Object.keys(routes).sort();
}

/** Sessions of a segment that are up. */
function established(world: RouterLab, tenant: string): number {
  const { ipv4Unicast } = world.frr.json(`show bgp vrf ${tenant} summary`) as {
    readonly ipv4Unicast?: { readonly peers: Readonly<Record<string, { readonly state: string }>> };
  };
  return Object.values(ipv4Unicast?.peers ?? {}).filter(({ state }) => state === 'Established').length;
}

/** Ends a lab that may not have begun. */
function close(world: RouterLab | undefined): void {
  world?.close();
}

const sorted = (prefixes: readonly string[] = []): readonly string[] => [...prefixes].sort();
const SUITES = {
  'ncsc-plus': 'AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384',
  'ncsc-recommended': 'AES_GCM_16-128/PRF_HMAC_SHA2_256/ECP_256',
  legacy: 'AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048',
} as const;

/** Both ends have one proposal, and it is the one that is used. */
function expectSuites({ tunnels }: RouterLab): void {
  for (const { router, end, plan, cloud } of tunnels) {
    expect(cloud.ike).not.toContain(',');
    expect(cloud.esp).not.toContain(',');
    expect(router.associations).toContain(SUITES[plan.crypto]);
    expect(end.associations).toContain(SUITES[plan.crypto]);
  }
}

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
    const after = primaries.reduce((sum, tunnel) => sum + world.packets(tunnel), 0);
    waitFor('its routes', () => learnt(world, 'fire').length > 10);
    expect(ping(100)).toBe(true);
    expect(primaries.reduce((sum, tunnel) => sum + world.packets(tunnel), 0) - after).toBeGreaterThanOrEqual(200);
  }, 400_000);
});

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
