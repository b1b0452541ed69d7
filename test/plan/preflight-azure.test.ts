import { cidr } from '../../catalogue/cidr';
import type { Catalogue } from '../../catalogue/model';
import { renderIssue } from '../../catalogue/render-issues';
import { planNetwork } from '../../plan/network-plan';
import { preflight, quotaUses } from '../../plan/preflight';
import { NOWHERE } from '../support/catalogues';
import { prepareOrThrow } from '../support/synth';

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
    .map(renderIssue);
};

test('an Azure hub’s sites and VNets are counted as they are planned', () => {
  const used = new Map(
    quotaUses(catalogue, plan)
      .filter((use) => use.scope === 'hub uksouth')
      .map((use) => [use.quota.code, use.used]),
  );
  const here = plan.connections.filter((each) => each.cloud === 'azure');
  expect(used.get('vwan-branches')).toBe(here.length);
  expect(used.get('vwan-gateway-routes')).toBe(
    here.flatMap((each) => [...each.prefixes, ...(each.loopback ? [each.loopback] : [])]).length,
  );
  expect(used.get('vwan-vnets')).toBe(1);
  expect(used.get('vwan-hub-routes')).toBe(
    (used.get('vwan-gateway-routes') ?? 0) + (used.get('vwan-vnet-prefixes') ?? 0),
  );
});

test('more VNets than a hub takes: the hub, the limit, and the way out', () => {
  expect(problems(withVnets(501))).toEqual([
    expect.stringMatching(
      /QUOTA_EXCEEDED {2}hubs\.\d\n {4}The plan needs 1002 VNet prefixes per Azure hub with a private routing policy; 600 are allowed, 402 too few\./,
    ),
    expect.stringMatching(
      /The plan needs 501 VNet connections per Azure hub, other hubs of the WAN counted in; 500 are allowed, 1 too few\.\n {4}Got: 501 \(hub uksouth\)\n {4}Allowed: 500 \(learn\.microsoft\.com\/.*\)\n {4}This limit is fixed: add another Azure hub/,
    ),
  ]);
  expect(problems(withVnets(280))).toEqual([expect.stringContaining('warning QUOTA_NEAR')]);
  expect(problems(withVnets(200))).toEqual([]);
});
