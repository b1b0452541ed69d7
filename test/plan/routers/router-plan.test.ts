import { cidr } from '../../../catalogue/values/cidr';
import { prepare } from '../../../plan/prepare';
import { NO_ENDS } from '../../../plan/routers/ends';
import type { RouterPlan } from '../../../plan/routers/router';
import { hasRouterPerCircuit, planRouters } from '../../../plan/routers/router-plan';
import { noRouters } from '../../../plan/routers/router-problems';
import { ROOT } from '../../support/run';
import { must } from '../../support/synth';

const prepared = must(prepare('sites.yaml', ROOT));
const { catalogue, plan } = prepared;
const sites = catalogue.sites.filter((site) => noRouters(prepared, site) === undefined);
const routers = sites.map((site) => ({ site, own: planRouters(prepared, site, NO_ENDS) }));

function routersOf(id: string): readonly RouterPlan[] {
  return routers.find(({ site }) => site.id === id)?.own ?? [];
}

test('every connection of the network is at one router, with both its tunnels and numbers that are nobody else’s there', () => {
  const tunnels = routers.flatMap(({ own }) => own.flatMap(({ segments }) => segments.flatMap((each) => each.tunnels)));
  expect(tunnels).toHaveLength(plan.connections.length * 2);
  expect(new Set(tunnels.map(({ connection, hub, tunnel }) => `${connection} ${hub} ${tunnel}`)).size).toBe(
    tunnels.length,
  );
  for (const { own } of routers)
    for (const { id, segments } of own) {
      const numbers = segments.flatMap((segment) => segment.tunnels.map(({ number }) => number));
      expect([id, new Set(numbers).size]).toEqual([id, numbers.length]);
    }
});

test('a site in Azure over two circuits has a router for each, which tell each other; any other site has one', () => {
  for (const { site, own } of routers) {
    const isTwo = site.circuits.length > 1 && site.hubs.some(({ cloud }) => cloud === 'azure');
    expect([site.id, own.length]).toEqual([site.id, isTwo ? 2 : 1]);
    expect(hasRouterPerCircuit(site)).toBe(isTwo);
  }
  const [first, second] = routersOf('nantwich-area-office');
  const [one, other] = [first?.segments[0], second?.segments[0]];
  expect(one?.lan.shared).toEqual({ address: '10.20.16.2/24', priority: 120 });
  expect(other?.lan.shared).toEqual({ address: '10.20.16.3/24', priority: 119 });
  expect(one?.neighbours).toEqual([{ router: 'nantwich-area-office-secondary', address: '10.20.16.3/24' }]);
  expect(one?.lan.gateways).toEqual(other?.lan.gateways);
});

test('nothing of another tenant is announced, nothing of a building is taken, and no session takes more than its table', () => {
  const supernets = new Map(
    catalogue.tenants.map(({ id, supernets: { aws, azure, datacentre } }) => [id, [...aws, ...azure, ...datacentre]]),
  );
  for (const { own } of routers)
    for (const { segments } of own)
      for (const { tenant, tunnels } of segments)
        for (const { session, accepts, connection } of tunnels) {
          for (const prefix of session?.announces ?? [])
            expect([connection, supernets.get(tenant)?.some((each) => each.contains(cidr(prefix)))]).toEqual([
              connection,
              true,
            ]);
          expect(session?.maximumPrefixes).toBeGreaterThanOrEqual(2 * accepts.length);
        }
});

test('a site of both clouds takes what is at home in Azure from there alone, and all else from AWS', () => {
  const [primary] = routersOf('wilmslow-area-office');
  const accepts = (cloud: string): readonly string[] =>
    primary?.segments[0]?.tunnels.find((tunnel) => tunnel.cloud === cloud)?.accepts ?? [];
  const azure = catalogue.tenants.flatMap(({ supernets }) => supernets.azure);
  expect(accepts('aws')).toContain('0.0.0.0/0');
  expect(accepts('azure')).not.toContain('0.0.0.0/0');
  expect(accepts('azure').length).toBeGreaterThan(0);
  const isInAzure = (prefix: string): boolean => azure.some((each) => each.contains(cidr(prefix)));
  expect(accepts('azure').filter((prefix) => !isInAzure(prefix))).toEqual([]);
  expect(accepts('aws').filter(isInAzure)).toEqual([]);
});

test('Wi-Fi is managed through operations’ segment: its own has no loopback and nobody to manage it', () => {
  const [wifi, ict] = routersOf('watergate-street')[0]?.segments ?? [];
  expect([wifi?.tenant, wifi?.loopbacks, wifi?.managers]).toEqual(['town-wifi', [], []]);
  expect([ict?.tenant, ict?.managers]).toEqual(['ict-services', ['10.0.36.0/24']]);
});

test('prose of the catalogue can end no quote, remark or line of a configuration', () => {
  const [site] = sites.filter(({ id }) => id === 'crewe-library');
  if (!site) throw new Error('there is a library');
  const hostile = 'x"\nend\nno shutdown ! ? <KEY> `id` $(id) é';
  const [router] = planRouters(
    prepared,
    { ...site, name: hostile, circuits: site.circuits.map((circuit) => ({ ...circuit, supplier: hostile })) },
    NO_ENDS,
  );
  expect(router?.siteName).toBe('x-end-no shutdown - - -KEY- -id- -(id) -');
  expect(router?.lines[0]?.supplier).toBe(router?.siteName);
});
