import { cidr } from '../../../catalogue/values/cidr';
import { prepare, type Prepared } from '../../../plan/prepare';
import { NO_ENDS } from '../../../plan/routers/ends';
import { linesOf, localBreakout } from '../../../plan/routers/local-breakout';
import type { RouterSegment } from '../../../plan/routers/router';
import { planRouters } from '../../../plan/routers/router-plan';
import { relock } from '../../support/relock';
import { must } from '../../support/synth';
import { type Edit, smallWorkspace } from '../../support/workspace';

const PROXY = '{ kind: proxy, provider: FilterCo (IWF member), addresses: [198.18.200.1], ports: [tcp/8080] }';
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];
/** Its backup stands first, as it may. */
const LINES: readonly Edit[] = [
  {
    file: 'small/sites.yaml',
    replace: '{ id: primary, role: active, address: 198.18.0.6, supplier: FibreCo }',
    with: '{ id: primary, role: backup, mbps: 30, address: 198.18.0.6, supplier: FibreCo, wan: { interface: wan1, addressing: static, address: 198.18.0.6/30, nextHop: 198.18.0.5 } }',
  },
  {
    file: 'small/sites.yaml',
    replace: '{ id: mobile, role: backup, address: 198.18.0.12, supplier: MobileCo, mbps: 30 }',
    with: '{ id: mobile, address: 198.18.0.12, supplier: MobileCo, wan: { interface: wan2, addressing: static, address: 198.18.0.12/29, nextHop: 198.18.0.9 } }',
  },
];
const LOCAL: Edit = {
  file: 'small/sites.yaml',
  replace: 'size: /23, breakout: cloud',
  with: 'size: /23, breakout: local',
};

function with_(...edits: readonly Edit[]): Prepared {
  const folder = smallWorkspace([...LINES, ...edits]);
  relock(folder, 'small.yaml');
  return must(prepare('small.yaml', folder));
}

function school(prepared: Prepared): RouterSegment {
  const site = prepared.catalogue.sites.find(({ id }) => id === 'primary-school');
  const [segment] = site ? (planRouters(prepared, site, NO_ENDS)[0]?.segments ?? []) : [];
  if (!segment) throw new Error('there is a school');
  return segment;
}

test('a segment with a proxy is led to it on its ports, by the active line first, and takes no way to the internet from the cloud', () => {
  const cloud = school(with_());
  const local = school(with_(LOCAL));
  expect(cloud.breakout).toBeUndefined();
  expect(local.breakout).toEqual({
    lines: ['mobile', 'primary'],
    from: [expect.stringMatching(/^10\..*\/23$/)],
    to: ['198.18.200.1/32'],
    ports: [{ first: 8080, last: 8080 }],
    isOpen: false,
    apart: PRIVATE,
  });
  const accepts = (segment: RouterSegment): readonly string[] => segment.tunnels.flatMap((tunnel) => tunnel.accepts);
  expect(accepts(cloud)).toContain('0.0.0.0/0');
  expect(accepts(local)).toEqual(accepts(cloud).filter((prefix) => prefix !== '0.0.0.0/0'));
  expect(accepts(local).length).toBeGreaterThan(0);
});

test('a tenant says it for all its segments, and one of them otherwise', () => {
  const tenant: Edit = {
    file: 'small.yaml',
    replace: `    filtering: ${PROXY}\n`,
    with: `    filtering: ${PROXY}\n    breakout: local\n`,
  };
  expect(school(with_(tenant)).breakout).toBeUndefined();
  expect(
    school(with_(tenant, { file: 'small/sites.yaml', replace: 'size: /23, breakout: cloud', with: 'size: /23' }))
      .breakout?.to,
  ).toEqual(['198.18.200.1/32']);
});

test('a gateway is its prefixes, on its port', () => {
  const gateway: Edit = {
    file: 'small.yaml',
    replace: PROXY,
    with: '{ kind: secure-web-gateway, provider: FilterCo (IWF member), names: [proxy.filter.example.net], addresses: [198.51.100.64/27, 198.51.100.96/27] }',
  };
  expect(school(with_(LOCAL, gateway)).breakout).toEqual({
    lines: ['mobile', 'primary'],
    from: [expect.stringMatching(/^10\..*\/23$/)],
    to: ['198.51.100.64/26'],
    ports: [{ first: 443, last: 443 }],
    isOpen: false,
    apart: PRIVATE,
  });
});

test('with an exception all leaves on the ports of the domain, but what is private, a tenant’s, or a tunnel’s', () => {
  const prepared = with_(LOCAL, {
    file: 'small.yaml',
    replace: PROXY,
    with: '{ kind: exception, reason: Filtered on every device, owner: head@example.gov.uk, expires: 2027-08-31 }',
  });
  const { breakout, tunnels } = school(prepared);
  expect(breakout).toEqual({
    lines: ['mobile', 'primary'],
    from: [expect.stringMatching(/^10\..*\/23$/)],
    to: ['0.0.0.0/0'],
    ports: [
      { first: 80, last: 80 },
      { first: 443, last: 443 },
    ],
    isOpen: true,
    apart: PRIVATE,
  });
  expect(tunnels.flatMap(({ accepts }) => accepts)).not.toContain('0.0.0.0/0');
  // A tenant with public addresses, and a row of a tunnel that nobody's supernet holds.
  const [first, ...others] = prepared.catalogue.tenants;
  const site = prepared.catalogue.sites.find(({ id }) => id === 'primary-school');
  if (!first || !site) throw new Error('there are some');
  const own = localBreakout(
    {
      ...prepared.catalogue,
      tenants: [{ ...first, supernets: { ...first.supernets, datacentre: [cidr('203.0.113.0/24')] } }, ...others],
    },
    site,
    { tenant: 'schools', breakout: 'local' },
    { from: [], held: [cidr('198.51.100.0/24')] },
  );
  expect(own?.apart).toEqual([...PRIVATE, '198.51.100.0/24', '203.0.113.0/24']);
});

test('a line that says not where it leads is none of them', () => {
  const { catalogue } = with_();
  const site = catalogue.sites.find(({ id }) => id === 'primary-school');
  expect(linesOf(site ?? { circuits: [] })).toEqual(['mobile', 'primary']);
  const plain = must(prepare('small.yaml', smallWorkspace()));
  for (const { circuits, id } of plain.catalogue.sites)
    expect([id, linesOf({ circuits })]).toEqual([id, id === 'market-square' ? ['primary'] : []]);
});
