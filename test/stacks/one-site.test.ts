import type { Catalogue, Site } from '../../catalogue/model';
import { planNetwork } from '../../plan/network-plan';
import { reconcileLock } from '../../plan/numbering/reconcile';
import type { StackInput } from '../../plan/stacks/stack-input';
import { renderStack } from '../../stacks/render';
import { NOWHERE } from '../support/catalogues';
import { must, parseStack, prepareOrThrow, type Synthesised } from '../support/synth';

const CONTEXT = { localRoot: '../../../state' };

/** `type.address` of every resource that differs between two versions of a stack; what it waits for changes nothing in it. */
function changedResources(before: Synthesised | undefined, after: Synthesised): readonly string[] {
  const flat = (stack: Synthesised | undefined): Map<string, string> =>
    new Map(
      Object.entries(stack?.resource ?? {}).flatMap(([type, resources]) =>
        Object.entries(resources).map(([address, { depends_on: _, ...resource }]) => [
          `${type}.${address}`,
          JSON.stringify(resource),
        ]),
      ),
    );
  const old = flat(before);
  const now = flat(after);
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key)).sort();
}

/** A new site like `like`, with prefixes for the lock to choose, so that any tenant and profile can be tried. */
function newSite(like: Site, tenant: string): Site {
  return {
    ...like,
    id: 'a-new-site',
    name: 'A New Site',
    state: 'live',
    circuits: like.circuits.map((circuit, index) => ({ ...circuit, address: `198.19.200.${index + 1}` })),
    segments: [{ tenant, sizeBits: 28 }],
    nat: [],
  };
}

/** What a stack is made from; the order of applying says nothing of what is in it. */
function contentOf({ dependencies: _, ...input }: StackInput): string {
  return JSON.stringify(input);
}

describe.each(['sites.yaml', 'examples/small.yaml', 'test/fixtures/azure/wan.yaml'])(
  '%s: a site added at the top',
  (file) => {
    const { catalogue, lock, plan } = prepareOrThrow(file);
    const inputs = new Map(plan.stacks.map((input) => [input.name, contentOf(input)]));
    const examples = new Map<string, Site>();
    for (const site of catalogue.sites)
      if (site.hubs.length > 0 && !site.was && !examples.has(site.profile)) examples.set(site.profile, site);

    const cases = [...examples].flatMap(([profile, like]) =>
      catalogue.tenants
        .filter((tenant) => {
          const home = like.hubs[0]?.cloud ?? 'aws';
          const awsHub = like.hubs.find((hub) => hub.cloud === 'aws');
          const guestOnAzure = tenant.kind === 'public-wifi' && like.hubs.some((hub) => hub.cloud === 'azure');
          // In Azure BGP ends at a loopback, which the catalogue has to give a range for.
          const numbered = home === 'aws' || tenant.loopbacks.azure !== undefined;
          return (
            numbered &&
            tenant.supernets[home].length > 0 &&
            !guestOnAzure &&
            (!awsHub || tenant.hubs.includes(awsHub.id))
          );
        })
        .map((tenant) => [profile, tenant.id, like] as const),
    );

    test('there is a case for every profile that has tunnels, and for every tenant', () => {
      expect(new Set(cases.map(([profile]) => profile)).size).toBe(examples.size);
      expect(new Set(cases.map(([, tenant]) => tenant))).toEqual(new Set(catalogue.tenants.map((tenant) => tenant.id)));
    });

    test.each(cases)('profile %s, tenant %s: one stack changes, and there only the new site', (_, tenant, like) => {
      const site = newSite(like, tenant);
      const after: Catalogue = { ...catalogue, sites: [site, ...catalogue.sites] };
      const newLock = must(reconcileLock(after, NOWHERE, { keep: lock, asOf: lock.asOf }));
      const newPlan = planNetwork(after, newLock);
      const touched = newPlan.stacks.filter((input) => inputs.get(input.name) !== contentOf(input));
      const concentrator = newLock.sites[site.id]?.segments[tenant]?.circuits[site.circuits[0]?.id ?? '']?.concentrator;
      const opensConcentrator =
        concentrator !== undefined &&
        !plan.connections.some((connection) => connection.cloud === 'aws' && connection.concentrator === concentrator);
      // Opening a concentrator is the one exception: it belongs to the hub.
      expect(touched.filter((input) => input.kind === 'aws-hub').length).toBe(opensConcentrator ? 1 : 0);
      const siteStacks = touched.filter((input) => input.kind !== 'aws-hub');
      const expected = like.hubs.map(({ cloud }) => newLock.sites[site.id]?.stacks[cloud]);
      expect(new Set(siteStacks.map((input) => input.name))).toEqual(new Set(expected));
      expect(expected.length).toBeGreaterThan(0);
      for (const input of siteStacks) {
        const old = plan.stacks.find((other) => other.name === input.name);
        const changed = changedResources(
          old ? parseStack(renderStack(old, CONTEXT)) : undefined,
          parseStack(renderStack(input, CONTEXT)),
        );
        expect(changed.length).toBeGreaterThan(1);
        // A tenant that is new to a stack brings its log group.
        expect(
          changed.filter(
            (address) => !address.includes('.a-new-site_') && address !== `aws_cloudwatch_log_group.vpn_${tenant}`,
          ),
        ).toEqual([]);
      }
    });
  },
);

test('a site with a former id moves its resources in Azure too', () => {
  const { catalogue, lock } = prepareOrThrow('test/fixtures/azure/wan.yaml');
  const sites = catalogue.sites.map((site) => (site.id === 'depot' ? { ...site, id: 'yard', was: 'depot' } : site));
  const newLock = must(reconcileLock({ ...catalogue, sites }, NOWHERE, { keep: lock, asOf: lock.asOf }));
  const input = planNetwork({ ...catalogue, sites }, newLock).stacks.find(
    (stack) => stack.kind === 'azure-sites' && stack.connections.some(({ site }) => site === 'yard'),
  );
  if (!input) throw new Error('the site is somewhere');
  const after = parseStack(renderStack(input, CONTEXT));
  expect(after.moved).toEqual([
    {
      from: 'azurerm_vpn_gateway_connection.depot_council_primary',
      to: 'azurerm_vpn_gateway_connection.yard_council_primary',
    },
    { from: 'azurerm_vpn_site.depot_council_primary', to: 'azurerm_vpn_site.yard_council_primary' },
  ]);
  // A new name would replace both, and with them the tunnels.
  expect(after.resource['azurerm_vpn_site']?.['yard_council_primary']?.['name']).toBe(
    'azure-lab-depot_council_primary',
  );
});

test('a site with a former id moves its resources instead of replacing them', () => {
  const { plan } = prepareOrThrow('examples/small.yaml');
  const input = plan.stacks.find(
    (stack) => stack.kind === 'aws-sites' && stack.connections.some((connection) => connection.site === 'town-hall'),
  );
  if (!input) throw new Error('the example has a site town-hall');
  const { moved } = parseStack(renderStack(input, CONTEXT));
  expect(moved).toContainEqual({
    from: 'aws_vpn_connection.old-town-hall_council_primary',
    to: 'aws_vpn_connection.town-hall_council_primary',
  });
  expect(moved?.every(({ from, to }) => from.startsWith('aws_') && to.includes('.town-hall_'))).toBe(true);
  expect(moved).toHaveLength(4 * 5);
});
