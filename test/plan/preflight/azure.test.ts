import { cidr } from '../../../catalogue/values/cidr';
import type { Catalogue } from '../../../catalogue/model';
import { renderIssue } from '../../../catalogue/issues/render-issues';
import { scaleUnitsFor } from '../../../plan/lock/scale-units';
import { planNetwork } from '../../../plan/network-plan';
import { preflight, quotaUses } from '../../../plan/preflight/preflight';
import { NOWHERE } from '../../support/catalogues';
import { prepareOrThrow } from '../../support/synth';

const { catalogue, lock, plan } = prepareOrThrow('examples/small.yaml');

/** The small example with so many VNets of the council at its Azure hub. */
function withVnets(count: number): Catalogue {
  return {
    ...catalogue,
    tenants: catalogue.tenants.map((tenant) =>
      tenant.id !== 'council'
        ? tenant
        : {
            ...tenant,
            vnets: tenant.vnets.flatMap((vnet) =>
              Array.from({ length: count }, (_, index) => ({
                ...vnet,
                id: `${vnet.id}-${index}`,
                cidrs: [cidr('10.20.0.0/16').subnet(28, index), cidr('10.21.0.0/16').subnet(28, index)],
              })),
            ),
          },
    ),
  };
}

const problems = (model: Catalogue): readonly string[] => {
  const planned = planNetwork(model, lock);
  return preflight(quotaUses(model, planned), model, planned, NOWHERE)
    .filter((issue) => issue.path?.startsWith('hubs'))
    .map((issue) => renderIssue(issue));
};
const ofGateway = (model: Catalogue): readonly string[] =>
  problems(model).filter((text) => text.includes('at the stated contention'));

test('an Azure hub’s sites and VNets are counted as they are planned', () => {
  const used = new Map(
    quotaUses(catalogue, plan)
      .filter((use) => use.scope === 'hub uksouth')
      .map((use) => [use.quota.code, use.used]),
  );
  const here = plan.connections.filter((each) => each.cloud === 'azure');
  // First datacentre: one tenant over its circuits and over the internet; Second: over the internet. The link: four tunnels.
  expect(used.get('vwan-branches')).toBe(here.length + 3 + 4);
  const rows = plan.tables.get('london')?.find(({ name }) => name === 'rt-cloudlink')?.statics.length ?? 0;
  expect(rows).toBeGreaterThan(2);
  expect(used.get('vwan-gateway-routes')).toBe(
    here.flatMap((each) => [...each.prefixes, ...(each.loopback ? [each.loopback] : [])]).length + 3 + 4 * rows,
  );
  // The council's own, and the hub's services VNet.
  expect(used.get('vwan-vnets')).toBe(2);
  // Addresses of the council's /22 and of the services VNet's /23; nothing that sites send passes the hub's router.
  expect(used.get('vwan-routing-unit-vms')).toBe(1024 + 512);
  expect(used.get('vwan-er-routes-told')).toBe(1);
  expect(used.get('vwan-gateway-mbps')).toBe(Math.ceil(here.reduce((sum, each) => sum + each.mbps, 0) / 20));
  expect(used.get('vwan-hub-routes')).toBe(
    (used.get('vwan-gateway-routes') ?? 0) + (used.get('vwan-vnet-prefixes') ?? 0),
  );
});

test('more VNets than a hub takes: the hub, the limit, and the way out', () => {
  expect(problems(withVnets(501))).toEqual([
    expect.stringMatching(
      /QUOTA_EXCEEDED {2}hubs\.\d\n {4}The plan needs 1003 VNet prefixes per Azure hub with a private routing policy; 600 are allowed, 403 too few\./,
    ),
    expect.stringMatching(
      /The plan needs 502 VNet connections per Azure hub, other hubs of the WAN counted in; 500 are allowed, 2 too few\.\n {4}Got: 502 \(hub uksouth\)\n {4}Allowed: 500 \(learn\.microsoft\.com\/.*\)\n {4}This limit is fixed: add another Azure hub/,
    ),
  ]);
  expect(problems(withVnets(280))).toEqual([expect.stringContaining('warning QUOTA_NEAR')]);
  expect(problems(withVnets(200))).toEqual([]);
});

/** The small example whose site in Azure has a line of so many Mbps. */
function withLine(mbps: number): Catalogue {
  const sites = catalogue.sites.map((site) =>
    site.id === 'azure-office' ? { ...site, circuits: site.circuits.map((circuit) => ({ ...circuit, mbps })) } : site,
  );
  return { ...catalogue, sites };
}

test('sites outgrow a gateway: the lock’s scale units are the limit, and what raises them is named', () => {
  expect(lock.hubs['uksouth']?.scaleUnits).toBe(1);
  // Planning Office has two circuits of 500 Mbps; at a contention of 20 one scale unit carries 10,000.
  expect(ofGateway(withLine(6_900))).toEqual([]);
  expect(ofGateway(withLine(7_100))).toEqual([
    'memory.yaml:1:1  warning QUOTA_NEAR  hubs.2\n' +
      '    405 of 500 Mbps of an Azure VPN gateway at the stated contention are used.\n' +
      '    Got: 405 (hub uksouth)\n' +
      '    Make it larger with `npx wan lock --raise <hub>`: 500 Mbps a scale unit, 20 units at most.\n',
  ]);
  expect(ofGateway(withLine(9_100))).toEqual([expect.stringMatching(/^memory.yaml:1:1 {2}QUOTA_EXCEEDED {2}hubs\.2/)]);
  const larger = { ...lock, hubs: { ...lock.hubs } };
  const hub = lock.hubs['uksouth'];
  if (!hub) throw new Error('the small example has an Azure hub');
  larger.hubs['uksouth'] = { ...hub, scaleUnits: 2 };
  const planned = planNetwork(withLine(9_100), larger);
  const left = preflight(quotaUses(withLine(9_100), planned), withLine(9_100), planned, NOWHERE).map((issue) =>
    renderIssue(issue),
  );
  expect(left.filter((text) => text.includes('at the stated contention'))).toEqual([]);
});

/** The small example whose site in Azure has lines of 500 Mbps that make so many together. */
function withLines(mbps: number): Catalogue {
  const sites = catalogue.sites.map((site) => {
    const [first] = site.circuits;
    if (site.id !== 'azure-office' || !first) return site;
    const count = Math.ceil(mbps / 500);
    return { ...site, circuits: Array.from({ length: count }, () => ({ ...first, mbps: mbps / count })) };
  });
  return { ...catalogue, sites };
}

test('a circuit that is faster than a tunnel can be is refused, and a gateway is chosen for the fastest', () => {
  expect(problems(withLine(501))).toEqual([
    'memory.yaml:1:1  QUOTA_EXCEEDED  hubs.2\n' +
      '    The plan needs 501 Mbps of one circuit at an Azure VPN gateway of its size; 500 are allowed, 1 too few.\n' +
      '    Got: 501 (hub uksouth)\n' +
      '    Allowed: 500 (learn.microsoft.com/azure/virtual-wan/gateway-settings, 2026-11-22)\n' +
      '    Make the gateway larger with `npx wan lock --raise <hub>`, or split the circuit.\n',
  ]);
  expect([500, 501, 1_000, 1_001, 1_500, 1_501, 2_300, 9_999].map((mbps) => units(mbps))).toEqual([
    1, 2, 2, 3, 3, 7, 7, 7,
  ]);
});

function units(mbps: number): number {
  const hub = catalogue.hubs.find((each) => each.cloud === 'azure');
  if (hub?.cloud !== 'azure') throw new Error('the small example has an Azure hub');
  return scaleUnitsFor(withLine(mbps), hub, undefined, false);
}

test('ExpressRoute circuits of a hub are counted, and their Mbps', () => {
  const [first] = catalogue.datacentres;
  const circuit = first?.circuits.find(({ kind }) => kind === 'express-route');
  if (!first || !circuit) throw new Error('the small example has ExpressRoute');
  const circuits = Array.from({ length: 9 }, (_, index) => ({ ...circuit, id: `er-${index}`, mbps: 2_500 }));
  const many = { ...catalogue, datacentres: [{ ...first, circuits }] };
  expect(problems(many).map((text) => text.split('\n')[1])).toEqual([
    '    The plan needs 9 ExpressRoute circuits per Azure hub; 8 are allowed, 1 too few.',
    '    The plan needs 22500 Mbps of ExpressRoute circuits per Azure hub; 20000 are allowed, 2500 too few.',
  ]);
});

describe('a gateway’s scale units', () => {
  const hub = catalogue.hubs.find((each) => each.cloud === 'azure');
  if (hub?.cloud !== 'azure') throw new Error('the small example has an Azure hub');

  test.each([
    ['chosen so that a fifth stays free', 7_000, undefined, false, 1],
    ['chosen so that a fifth stays free', 7_100, undefined, false, 2],
    ['kept whatever sites need', 15_000, 1, false, 1],
    ['raised where somebody asks', 15_000, 1, true, 2],
    ['never lowered, since that drops tunnels', 200, 4, true, 4],
    ['no more than a gateway can have', 10_000_000, undefined, false, 20],
  ])('%s: %i Mbps', (_, mbps, held, raise, wanted) => {
    expect(scaleUnitsFor(withLines(mbps), hub, held, raise)).toBe(wanted);
  });
});

test('what a rule plan and a resolver take of their limits is counted', () => {
  const used = new Map(
    quotaUses(catalogue, plan)
      .filter((use) => use.scope === 'hub uksouth')
      .map((use) => [use.quota.code, use.used]),
  );
  const rules = plan.stacks.flatMap((stack) => (stack.kind === 'azure-rules' ? [stack.rules] : []));
  expect(rules).toHaveLength(1);
  expect(used.get('azfw-rule-collection-groups')).toBe(rules[0]?.groups.length);
  expect(used.get('azfw-ip-groups')).toBe(rules[0]?.ipGroups.length);
  expect(used.get('dnspr-targets-per-rule')).toBe(2);
  expect(used.get('dnspr-rules')).toBeGreaterThan(1);
  // Ten refused names and the supplier’s.
  expect(used.get('dns-zones-per-vnet')).toBe(11);
});
