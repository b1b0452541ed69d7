import { prepare } from '../../../plan/prepare';
import { type Ends, NO_ENDS } from '../../../plan/routers/ends';
import type { RouterPlan } from '../../../plan/routers/router';
import { planRouters } from '../../../plan/routers/router-plan';
import { ROOT } from '../run';
import { must } from '../synth';
import { labUnavailable } from './lab';
import type { LabTunnel, RouterLab } from './router-lab';

const unavailable = labUnavailable();
if (unavailable !== undefined) process.stderr.write(`No router is brought up in a lab: ${unavailable}.\n`);

/** A suite that needs the lab: skipped with a notice where there is none, which CI must have. */
export function inLab(name: string, tests: () => void): void {
  test('in CI the lab is there', () => {
    expect([process.env['CI'] === 'true', unavailable === undefined]).not.toEqual([true, false]);
  });
  (unavailable === undefined ? describe : describe.skip)(name, tests);
}

export const prepared = must(prepare('sites.yaml', ROOT));

/** A site's first router, with outside addresses that the lab makes up. */
export function routerOf(id: string, gateways: Ends['gateways'] = []): RouterPlan {
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

export interface Routes {
  readonly routes: Readonly<Record<string, readonly { readonly valid?: boolean }[]>>;
}

/** Prefixes that one FRR has by BGP, its own left out. */
export function learnt(world: RouterLab, tenant: string): readonly string[] {
  const { routes } = world.frr.json(`show bgp vrf ${tenant} ipv4 unicast`) as {
    readonly routes: Readonly<Record<string, readonly { readonly path: string }[]>>;
  };
  return Object.entries(routes)
    .filter(([, paths]) => paths.some(({ path }) => path !== ''))
    .map(([prefix]) => prefix)
    .sort();
}

/** What the cloud is told in one session. */
export function told(world: RouterLab, cloud: string, { cloud: { peer } }: LabTunnel): readonly string[] {
  const { routes } = world.clouds.get(cloud)?.json(`show bgp ipv4 unicast neighbors ${peer} routes`) as Routes;
  return Object.keys(routes).sort();
}

/** Sessions of a segment that are up. */
export function established(world: RouterLab, tenant: string): number {
  const { ipv4Unicast } = world.frr.json(`show bgp vrf ${tenant} summary`) as {
    readonly ipv4Unicast?: { readonly peers: Readonly<Record<string, { readonly state: string }>> };
  };
  return Object.values(ipv4Unicast?.peers ?? {}).filter(({ state }) => state === 'Established').length;
}

/** Ends a lab that may not have begun. */
export function close(world: RouterLab | undefined): void {
  world?.close();
}

export const sorted = (prefixes: readonly string[] = []): readonly string[] => [...prefixes].sort();
export const SUITES = {
  'ncsc-plus': 'AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384',
  'ncsc-recommended': 'AES_GCM_16-128/PRF_HMAC_SHA2_256/ECP_256',
  legacy: 'AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048',
} as const;

/** Both ends have one proposal, and it is the one that is used. */
export function expectSuites({ tunnels }: RouterLab): void {
  for (const { router, end, plan, cloud } of tunnels) {
    expect(cloud.ike).not.toContain(',');
    expect(cloud.esp).not.toContain(',');
    expect(router.associations).toContain(SUITES[plan.crypto]);
    expect(end.associations).toContain(SUITES[plan.crypto]);
  }
}
