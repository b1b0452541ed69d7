import { cidr } from '../../../catalogue/values/cidr';
import { renderIssue } from '../../../catalogue/issues/render-issues';
import { planNetwork } from '../../../plan/network-plan';
import { preflight, quotaUses } from '../../../plan/preflight/preflight';
import { QUOTAS } from '../../../plan/quotas/quotas';
import { NOWHERE } from '../../support/catalogues';
import { parseStack, prepareOrThrow, renderAll } from '../../support/synth';

const { catalogue, lock, plan, uses } = prepareOrThrow('sites.yaml');

test('what preflight counts is what is synthesised', () => {
  const counts = new Map<string, number>();
  for (const text of renderAll('sites.yaml').values()) {
    for (const [type, resources] of Object.entries(parseStack(text).resource))
      counts.set(type, (counts.get(type) ?? 0) + Object.keys(resources).length);
  }
  const used = (code: string): number | undefined => uses.find((use) => use.quota.code === code)?.used;
  expect(used(QUOTAS.vpnConnections.code)).toBe(counts.get('aws_vpn_connection'));
  expect(used(QUOTAS.customerGateways.code)).toBe(counts.get('aws_customer_gateway'));
  expect(used(QUOTAS.alarms.code)).toBe(counts.get('aws_cloudwatch_metric_alarm'));
  expect(used(QUOTAS.routeTables.code)).toBe(counts.get('aws_ec2_transit_gateway_route_table'));
  expect(used(QUOTAS.concentrators.code)).toBe(counts.get('aws_vpn_concentrator'));
  expect(used(QUOTAS.vpcs.code)).toBe(counts.get('aws_vpc'));
  expect(used(QUOTAS.firewalls.code)).toBe(counts.get('aws_networkfirewall_firewall'));
  expect(used(QUOTAS.ruleGroupsPerRegion.code)).toBe(counts.get('aws_networkfirewall_rule_group'));
  expect(used(QUOTAS.elasticAddresses.code)).toBe(counts.get('aws_eip'));
  expect(used(QUOTAS.internetGateways.code)).toBe(counts.get('aws_internet_gateway'));
  expect(used(QUOTAS.natGateways.code)).toBe((counts.get('aws_nat_gateway') ?? 0) / 3);
  expect(used(QUOTAS.resolverEndpoints.code)).toBe(counts.get('aws_route53_resolver_endpoint'));
  expect(used(QUOTAS.resolverRules.code)).toBe(counts.get('aws_route53_resolver_rule'));
  expect(used(QUOTAS.interfaceEndpoints.code)).toBe(counts.get('aws_vpc_endpoint'));
  const dedicated = counts.get('aws_ec2_transit_gateway_route_table_association') ?? 0;
  expect(used(QUOTAS.attachments.code)).toBe(dedicated);
});

test('without the granted quotas the shipped catalogue is refused, with the codes to raise and by how much', () => {
  const bare = { ...catalogue, quotas: [] };
  const problems = preflight(quotaUses(bare, plan), bare, plan, NOWHERE).filter(
    (issue) => issue.severity !== 'warning',
  );
  expect(problems.map((issue) => `${issue.code} ${issue.problem}`)).toEqual([
    'QUOTA_EXCEEDED The plan needs 680 VPN connections per region; 50 are allowed, 630 too few.',
    'QUOTA_EXCEEDED The plan needs 680 customer gateways per region; 50 are allowed, 630 too few.',
    'QUOTA_EXCEEDED The plan needs 18 elastic addresses per region; 5 are allowed, 13 too few.',
  ]);
  expect(problems.map((problem) => problem.fix?.replace(/ then write.*/, ''))).toEqual([
    'Ask for 850 in the Service Quotas console (L-3E6EC3A3),',
    'Ask for 850 in the Service Quotas console (L-4FB7FF5D),',
    'Ask for 30 in the Service Quotas console (L-0263D0A3),',
  ]);
});

test('from four fifths on it warns: QUOTA_NEAR', () => {
  const near = preflight(uses, catalogue, plan, NOWHERE);
  expect(near.map((issue) => renderIssue(issue))).toEqual([
    'memory.yaml:1:1  warning QUOTA_NEAR  quotas.L-B6F46B9C\n    4 of 5 VPN concentrators per transit gateway are used.\n    Got: 4 (hub london)\n    This limit is fixed: let sites end by themselves (`termination: dedicated`), or move some to another hub.\n',
  ]);
});

test('a limit that can’t be raised says so', () => {
  const [use] = uses.filter((each) => each.quota.code === QUOTAS.concentrators.code);
  if (!use) throw new Error('the catalogue uses concentrators');
  const [problem] = preflight([{ ...use, used: 6 }], catalogue, plan, NOWHERE);
  expect(problem?.fix).toBe(
    'This limit is fixed: let sites end by themselves (`termination: dedicated`), or move some to another hub.',
  );
});

test('a rule that no firewall would take is reported at the entry that asks for it: RULE_TOO_LONG', () => {
  const long = catalogue.services.map((service, index) =>
    index > 0
      ? service
      : {
          ...service,
          addresses: Array.from({ length: 600 }, (_, address) => cidr('10.18.0.0/16').subnet(32, address * 2)),
        },
  );
  const model = { ...catalogue, services: long };
  const planned = planNetwork(model, lock);
  const problems = preflight(quotaUses(model, planned), model, planned, NOWHERE).filter(
    (issue) => issue.severity !== 'warning',
  );
  expect(problems.map((issue) => renderIssue(issue))).toEqual([
    'memory.yaml:1:1  RULE_TOO_LONG  services.0\n' +
      '    Its firewall rule would take 8998 characters.\n' +
      '    Got: 5 source and 600 destination prefixes\n' +
      '    Allowed: 8192 characters (docs.aws.amazon.com/network-firewall/latest/developerguide/quotas.html, 2026-11-22)\n' +
      '    Use fewer, wider prefixes, or split the entry in two.\n',
  ]);
});

test('every limit names its source and the day it was read', () => {
  const codes = Object.values(QUOTAS).map((quota) => quota.code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const quota of Object.values(QUOTAS)) {
    expect(quota.source).toMatch(/^(docs\.aws\.amazon\.com|learn\.microsoft\.com)\//);
    expect(quota.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
});
