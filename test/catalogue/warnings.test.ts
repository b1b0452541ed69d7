import { renderIssues } from '../../catalogue/issues/render-issues';
import { prepare } from '../../plan/prepare';
import { type Edit, smallWorkspace } from '../support/workspace';

/** What a change to the small example is warned of; nothing is wrong with it but that its lock may have to follow. */
function warnings(edits: readonly Edit[], today = '2026-11-22'): string {
  const result = prepare('small.yaml', smallWorkspace(edits), today);
  const issues = result.ok ? result.warnings : result.issues;
  expect(issues.filter((issue) => issue.severity !== 'warning' && issue.code !== 'LOCK_STALE')).toEqual([]);
  return renderIssues(issues.filter((issue) => issue.severity === 'warning'));
}

const small = (replace: string, text: string): Edit => ({ file: 'small.yaml', replace, with: text });

test.each<[string, Edit, string]>([
  [
    'SHADOWED: a port inside a range',
    small('[tcp/443, udp/5000-5010, icmp]', '[tcp/443, udp/5000-5010, icmp, udp/5005]'),
    'small.yaml:199:43  warning SHADOWED  flows.fire-to-council-cad.ports.3\n' +
      '    udp/5005 changes nothing: udp/5000-5010 (small.yaml:199:22) already covers it.\n' +
      '    Remove one of the two.\n',
  ],
  [
    'SHADOWED: an address inside another',
    small('prefixes: [10.16.1.10/32]', 'prefixes: [10.16.1.10/32, 10.16.1.0/26]'),
    'small.yaml:198:39  warning SHADOWED  flows.fire-to-council-cad.to.prefixes.0\n' +
      '    10.16.1.10/32 changes nothing: 10.16.1.0/26 (small.yaml:198:54) already covers it.\n' +
      '    Remove one of the two.\n',
  ],
  [
    'SHADOWED: a name twice, as itself and as part of a pattern',
    small('deny: [.gambling.example.com]', 'deny: [.gambling.example.com, www.gambling.example.com]'),
    'small.yaml:165:60  warning SHADOWED  egressDomains.corporate.names.deny.1\n' +
      '    www.gambling.example.com changes nothing: .gambling.example.com (small.yaml:165:37) already covers it.\n' +
      '    Remove one of the two.\n',
  ],
  [
    'SHADOWED: a name allowed and denied',
    small('deny: [.gambling.example.com]', 'allow: [lottery.gambling.example.com], deny: [.gambling.example.com]'),
    'small.yaml:165:38  warning SHADOWED  egressDomains.corporate.names.allow.0\n' +
      '    lottery.gambling.example.com stays refused: .gambling.example.com (small.yaml:165:76) denies it, and what is denied comes first.\n' +
      '    Remove one of the two.\n',
  ],
])('%s', (_, edit, wanted) => {
  expect(warnings([edit])).toBe(wanted);
});

test('SHADOWED: a list that nobody of the domain reaches', () => {
  const edits = [
    small(
      '{ kind: proxy, provider: FilterCo (IWF member), addresses: [198.18.200.1], ports: [tcp/8080] }',
      '{ kind: secure-web-gateway, provider: FilterCo, names: [gateway.filter.example.net] }',
    ),
    small(
      '{ kind: exception, reason: Filtered on every device, owner: head.of.service@example.gov.uk, expires: 2027-08-31 }',
      '{ kind: secure-web-gateway, provider: FilterCo, names: [gateway.filter.example.net] }',
    ),
    small('allow: [gateway.filter.example.net]', 'allow: [gateway.filter.example.net, www.example.org]'),
  ];
  expect(warnings(edits)).toBe(
    'small.yaml:174:65  warning SHADOWED  egressDomains.schools.names.allow.1\n' +
      '    Nobody reaches www.example.org: every tenant of schools leaves through its own filter alone.\n' +
      '    Remove it; what the filter passes is set at the filter.\n',
  );
});

test('EXPIRES_SOON: thirty days before, with the owner to ask, and on the last day itself', () => {
  expect(warnings([], '2027-02-28')).toBe('');
  expect(warnings([], '2027-03-02')).toBe(
    'small.yaml:202:14  warning EXPIRES_SOON  flows.fire-to-council-cad.expires\n' +
      '    Ends on 2027-03-31, 29 days after 2027-03-02.\n' +
      '    Ask its owner (control.room@example.gov.uk) whether it is still needed.\n',
  );
  expect(warnings([], '2027-03-31')).toContain('0 days after 2027-03-31');
});

test('TUNNEL_NARROW: a circuit that its tunnels can’t fill', () => {
  const edit = small('mbps: 500, connection: { type: own }', 'mbps: 5000, connection: { type: own }');
  expect(warnings([edit])).toBe(
    'small.yaml:248:112  warning TUNNEL_NARROW  datacentres.dc-one.circuits.er-1.mbps\n' +
      '    A tunnel over ExpressRoute carries 1000 Mbps at most, and a tenant has two: of 5000 Mbps no more than 2000 can be used.\n' +
      '    Got: 5000 Mbps for council\n' +
      '    Order a smaller circuit.\n',
  );
});

test('TUNNEL_ALONE: a gateway of Azure without BGP, whose tunnels can’t take over from each other', () => {
  const edit: Edit = {
    file: 'small/sites.yaml',
    replace: 'termination: dedicated, routing: static }',
    with: 'termination: dedicated, routing: static, farEnd: azure-gateway }',
  };
  const ranges: Edit = {
    file: 'small/sites.yaml',
    replace: '[169.254.60.0/30, 169.254.60.4/30]',
    with: '[169.254.21.0/30, 169.254.22.0/30]',
  };
  expect(warnings([edit, ranges])).toBe(
    'small/sites.yaml:84:95  warning TUNNEL_ALONE  sites.payroll-office.segments.0.routing\n' +
      '    A VPN gateway of Azure without BGP takes our prefixes for one of the two tunnels alone (prefixes of its local network gateways can’t overlap): when that tunnel is down, or AWS replaces its end, nothing takes over.\n' +
      '    Ask the far end for BGP (addresses of its own choosing, 169.254.21.x and 22.x), and leave `routing` out.\n',
  );
});

test('SCHOOL_ONE_CIRCUIT: one warning for all sites of a tenant', () => {
  const edit: Edit = {
    file: 'small/sites.yaml',
    replace: '      - { id: mobile, role: backup, address: 198.18.0.12, supplier: MobileCo, mbps: 30 }\n',
    with: '',
  };
  const folder = smallWorkspace([edit]);
  // The circuit's tunnels go with it, which the lock must be told; the warning comes with every answer.
  const result = prepare('small.yaml', folder, '2026-11-22');
  const found = (result.ok ? result.warnings : result.issues).filter((issue) => issue.code === 'SCHOOL_ONE_CIRCUIT');
  expect(renderIssues(found)).toBe(
    'small.yaml:84:9  warning SCHOOL_ONE_CIRCUIT  tenants.schools.id\n' +
      '    1 site of schools has one circuit: Primary School.\n' +
      '    The DfE broadband standard asks for a backup connection of a different type that takes over by itself.\n',
  );
});

test('LOG_RETENTION_CUT: a hub in Azure keeps logs no longer than its workspace can', () => {
  expect(warnings([small('logRetentionDays: 180', 'logRetentionDays: 1096')])).toBe(
    'small.yaml:36:9  warning LOG_RETENTION_CUT  hubs.uksouth.id\n' +
      '    Logs of uksouth are kept for 730 days, not 1096: a Log Analytics workspace keeps none longer.\n' +
      '    Archive its tables beyond that, or be content with it.\n',
  );
});

describe('accepted warnings', () => {
  test('are not said, and known to whoever asks', () => {
    const result = prepare('small.yaml', smallWorkspace(), '2026-11-22');
    expect(result.ok && result.warnings).toEqual([]);
    expect(result.ok && result.value.accepted.map(({ issue, by }) => [issue.code, issue.path, by.id])).toEqual([
      ['QUOTA_NEAR', 'quotas.L-4A669CC0', 'resolver-endpoints'],
    ]);
  });

  test('are said again after their day, with whom to ask', () => {
    const due = (today: string): string[] => {
      const result = prepare('small.yaml', smallWorkspace(), today);
      return result.ok ? result.warnings.map(({ code }) => code) : result.issues.map(({ code }) => code);
    };
    expect(due('2027-06-30')).not.toContain('REVIEW_DUE');
    expect(due('2027-07-01')).toEqual(expect.arrayContaining(['QUOTA_NEAR', 'REVIEW_DUE']));
    expect(warnings([small('review: 2027-06-30', 'review: 2026-11-21')])).toBe(
      'small.yaml:275:32  warning QUOTA_NEAR  quotas.L-4A669CC0\n' +
        '    7 of 8 resolver endpoints per region are used.\n' +
        '    Got: 7 (eu-west-2, account 111122223333)\n' +
        '    Raise L-4A669CC0 before it is needed; requests take days.\n' +
        '\n' +
        'small.yaml:286:13  warning REVIEW_DUE  acceptedWarnings.resolver-endpoints.review\n' +
        '    QUOTA_NEAR at quotas.L-4A669CC0 was accepted until 2026-11-21 (today is taken to be 2026-11-22).\n' +
        '    Review it with its owner (network.team@example.gov.uk): mend it, or give a later date.\n',
    );
  });

  test('hold for their place and what stands below, never beside it', () => {
    const shadowed = small('[tcp/443, udp/5000-5010, icmp]', '[tcp/443, udp/5000-5010, icmp, udp/5005]');
    const accepting = (at: string): Edit => ({
      file: 'small.yaml',
      append: `  - { id: old-port, code: SHADOWED, at: ${at}, owner: a@example.gov.uk, reason: Until it moves, review: 2027-01-31 }\n`,
    });
    expect(warnings([shadowed, accepting('flows.fire-to-council-cad')])).toBe('');
    expect(warnings([shadowed, accepting('flows.fire-to-council')])).toContain('warning SHADOWED');
  });

  test('one that is over takes nothing from another that holds, whichever comes first', () => {
    const entry = (id: string, review: string): string =>
      `  - { id: ${id}, code: QUOTA_NEAR, at: quotas, owner: a@example.gov.uk, reason: Raised next year, review: ${review} }\n`;
    const two: Edit = { file: 'small.yaml', append: entry('wide', '2027-01-31') };
    const codes = warnings([small('review: 2027-06-30', 'review: 2026-11-21'), two]).match(/warning [A-Z_]+/g);
    expect(codes).toEqual(['warning REVIEW_DUE']);
    expect(warnings([two])).toBe('');
  });

  test('that nothing is warned of are to be removed; an error is never accepted', () => {
    expect(warnings([small('at: quotas.L-4A669CC0', 'at: quotas.L-00000000')])).toContain(
      'small.yaml:283:9  warning ACCEPTS_NOTHING  acceptedWarnings.resolver-endpoints.at\n' +
        '    Nothing at quotas.L-00000000 is warned of with QUOTA_NEAR.\n' +
        '    Remove it.\n',
    );
    const exceeded = prepare('small.yaml', smallWorkspace([small('L-4A669CC0, value: 8', 'L-4A669CC0, value: 6')]));
    expect(exceeded.ok ? [] : exceeded.issues.map(({ code }) => code)).toEqual(['QUOTA_EXCEEDED']);
  });
});
