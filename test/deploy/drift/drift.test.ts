import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { certificatesEnding, readCertificates } from '../../../deploy/drift/certificates';
import { driftOf } from '../../../deploy/drift/drift';
import { headline, isClean, type Night, nightData, nightPage } from '../../../deploy/drift/drift-page';
import type { PlanReview } from '../../../review/plan/compare-plan';
import { comparePlan } from '../../../review/plan/compare-plan';
import { planText } from '../../../review/plan/plan-report';
import { parsePlan } from '../../../review/plan/read-plan';
import { failedDigest, planDigest, readDigest } from '../../../review/plan/plan-digest';
import { sideOf } from '../../support/review';
import { smallWorkspace, temporaryFolder } from '../../support/workspace';

const side = sideOf('deployed', smallWorkspace());

/** A plan of a stack in which these resources are not as they were left. */
function planOf(
  stack: string,
  changes: readonly (readonly [address: string, actions: readonly string[], before?: object, after?: object])[],
): PlanReview {
  const plan = parsePlan(
    JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      resource_changes: changes.map(([address, actions, before = null, after = null]) => {
        const [type, name] = address.split('.');
        return { address, mode: 'managed', type, name, change: { actions, before, after } };
      }),
    }),
    stack,
  );
  if (!plan.ok) throw new Error(renderIssues(plan.issues));
  return comparePlan(plan.value, stack, []);
}
const night = (over: Partial<Night>): Night => ({ stacks: [], entries: [], certificates: [], unread: 0, ...over });

test('what differs is told by building and owner; what is shared by whom it is for', () => {
  const council = planOf('aws-council-01', [
    ['aws_vpn_connection.library_council_primary', ['update'], { tags: {} }, { tags: { a: 'b' } }],
    ['aws_customer_gateway.town-hall_fire_primary', ['create']],
    ['aws_cloudwatch_metric_alarm.town-hall_council_primary', ['delete']],
    ['aws_vpn_connection.town-hall_council_primary', ['no-op']],
  ]);
  const hub = planOf('aws-hub', [
    ['aws_ec2_transit_gateway_route_table.rt-council', ['delete', 'create'], { tags: {} }, { tags: { a: 'b' } }],
    ['aws_ec2_transit_gateway.hub', ['update'], { description: 'a' }, { description: 'b' }],
  ]);
  const stacks = driftOf([council, hub], side);
  expect(
    stacks.map(({ rows }) => rows.map(({ site, owner, address, what }) => [site, owner, address, what].join(' | '))),
  ).toEqual([
    [
      'Library | council | aws_vpn_connection.library_council_primary | tags.a',
      'Town Hall | council | aws_cloudwatch_metric_alarm.town-hall_council_primary | stands, and is no longer asked for',
      'Town Hall | fire | aws_customer_gateway.town-hall_fire_primary | is gone, and would be made anew',
    ],
    [
      'council | council | aws_ec2_transit_gateway_route_table.rt-council | would be replaced: tags.a',
      'everybody at london | all | aws_ec2_transit_gateway.hub | description',
    ],
  ]);
  const found = night({ stacks });
  expect(headline(found)).toBe('5 differences, in 2 stacks.');
  expect(nightPage(found)).toContain(
    '| Library | council | aws-council-01 | aws\\_vpn\\_connection.library\\_council\\_primary | tags.a |',
  );
});

test('a stack of which nothing stands is one line, not a row for each of its resources', () => {
  const all = side.read('aws-council-01').resources.map(({ type, name }) => [`${type}.${name}`, ['create']] as const);
  const [stack] = driftOf([planOf('aws-council-01', all)], side);
  expect([stack?.isAbsent, stack?.rows]).toEqual([true, []]);
  expect(nightPage(night({ stacks: stack ? [stack] : [] }))).toContain('**Nothing of them stands:** aws-council-01');
});

test('what differs on every plan is apart, and a night in which nothing else is, is clean', () => {
  const quiet = planOf('azure-uksouth-01', [
    [
      'azurerm_vpn_gateway_connection.azure-office_council_primary',
      ['update'],
      { vpn_link: [{ shared_key: '' }] },
      { vpn_link: [{ shared_key: 'x' }] },
    ],
  ]);
  const stacks = driftOf([quiet], side);
  expect(isClean(night({ stacks }))).toBe(true);
  expect(nightPage(night({ stacks }))).toBe(`\
### 1 stack: everything is as it was deployed.

<details><summary>Differs on every plan, and is nothing</summary>

- 1: the shared key of an Azure connection reads back empty

</details>
`);
});

test('a stack that could not be planned, entries and certificates keep an issue open, each by its name', () => {
  const found = night({
    stacks: [
      {
        stack: 'aws-hub',
        rows: [],
        isAbsent: false,
        perpetual: new Map(),
        problem: { code: 'STATE_LOCKED', problem: 'aws-hub: its state is locked.' },
      },
    ],
    entries: [{ code: 'FLOW_EXPIRED', path: 'flows.lockdown', problem: 'It ended on 2026-11-01.' }],
    certificates: [{ site: 'town-hall', circuit: 'mobile', arn: 'arn:a', ends: undefined, daysLeft: undefined }],
    unread: 2,
  });
  expect(isClean(found)).toBe(false);
  expect(headline(found)).toBe(
    '1 stack that could not be planned · 1 entry that ends soon or is nearly full · 1 certificate, in 1 stack.',
  );
  const page = nightPage(found);
  for (const part of [
    '- STATE_LOCKED: aws-hub: its state is locked.',
    '- FLOW_EXPIRED flows.lockdown: It ended on 2026-11-01.',
    '| town-hall | mobile | not found | arn:a |',
    '2 certificates of circuits: nobody looked',
  ])
    expect(page).toContain(part);
  expect(nightData(found)).toMatchObject({ isClean: false, stacks: [{ code: 'STATE_LOCKED' }], unreadCertificates: 2 });
});

test('a page of thousands of rows stays one that an issue takes, and says how many it leaves out', () => {
  const rows = Array.from({ length: 4_000 }, (_, at) => ({
    site: `Site ${at}`,
    owner: 'council',
    stack: 'aws-council-01',
    address: `aws_vpn_connection.${'x'.repeat(60)}${at}`,
    what: 'tags',
  }));
  const page = nightPage(night({ stacks: [{ stack: 'aws-council-01', rows, isAbsent: false, perpetual: new Map() }] }));
  expect(Buffer.byteLength(page)).toBeLessThan(65_000);
  expect(page).toContain('… and 3850 more');
});

test('certificates of circuits: those that end within 45 days, have ended, or are not among what was read', () => {
  const folder = temporaryFolder();
  const arn = (last: string): string =>
    `arn:aws:acm:eu-west-2:111122223333:certificate/00000000-0000-4000-8000-00000000000${last}`;
  const write = (value: unknown): string => {
    writeFileSync(path.join(folder, 'list.json'), typeof value === 'string' ? value : JSON.stringify(value));
    return 'list.json';
  };
  // The second version of the command line writes text, the first seconds.
  const read = readCertificates(
    [
      write({
        CertificateSummaryList: [
          { CertificateArn: arn('1'), NotAfter: '2026-12-20T23:59:59+00:00' },
          { CertificateArn: arn('2'), NotAfter: 1830211200 },
        ],
      }),
    ],
    folder,
  );
  if (!read.ok) throw new Error(renderIssues(read.issues));
  const { catalogue } = side.prepared;
  const ending = (today: string): readonly string[] =>
    certificatesEnding(catalogue, read.value, today).map(
      ({ site, circuit, ends, daysLeft }) => `${site} ${circuit} ${ends ?? 'unknown'} ${daysLeft ?? '-'}`,
    );
  expect(ending('2026-11-01')).toEqual([]);
  expect(ending('2026-11-30')).toEqual(['town-hall mobile 2026-12-20 20']);
  expect(ending('2026-12-25')).toEqual(['town-hall mobile 2026-12-20 -5']);
  const none = readCertificates([write({ CertificateSummaryList: [] })], folder);
  expect(none.ok ? certificatesEnding(catalogue, none.value, '2026-11-01').map(({ ends }) => ends) : []).toEqual([
    undefined,
    undefined,
  ]);
  const bad = (value: unknown): string => {
    const result = readCertificates([write(value)], folder);
    return result.ok ? '' : renderIssues(result.issues);
  };
  expect(bad('no json')).toBe(
    'USAGE\n    --certificates: list.json is no JSON.\n    Give what `aws acm list-certificates --output json` prints.\n',
  );
  expect(bad({ Keys: [] })).toContain('is no list of certificates.');
  const missing = readCertificates(['nowhere.json'], folder);
  expect(missing.ok ? '' : renderIssues(missing.issues)).toContain("nowhere.json can't be read.");
});

test('a digest says what a plan does and nothing of what it holds, and reads back the same; one of another commit is refused', () => {
  const secret = 'k3yk3yk3yk3yk3yk3yk3yk3yk3yk3yk3';
  const review = planOf('aws-council-01', [
    [
      'aws_vpn_connection.library_council_primary',
      ['delete', 'create'],
      { tunnel1_preshared_key: secret, tags: {} },
      { tunnel1_preshared_key: `${secret}2`, tags: { a: 'b' } },
    ],
  ]);
  const text = planDigest(review, new Set([secret]), 'a'.repeat(40));
  expect(text).not.toContain(secret);
  const back = readDigest(text, 'aws-council-01.json', 'a'.repeat(40));
  expect(back?.ok === true ? back.value : undefined).toEqual({ ...review, display: 'aws-council-01.json' });
  const refused = (commit: string, of = text): string => {
    const result = readDigest(of, 'd.json', commit);
    return result === undefined || result.ok ? '' : renderIssues(result.issues);
  };
  expect(refused('b'.repeat(40))).toBe(
    'PLAN_FOREIGN\n    d.json is of commit aaaaaaa, and bbbbbbb is checked out.\n    Plan again, or take the file away.\n',
  );
  expect(refused('a'.repeat(40), '{"wanPlan":1}')).toContain(
    'PLAN_UNREADABLE\n    d.json is not as `wan plan --digest` writes it.',
  );
  expect(readDigest('{"format_version":"1.2"}', 'd.json', '')).toBeUndefined();
  expect(readDigest('not json', 'd.json', '')).toBeUndefined();
  // A stack that could not be planned is on the page, and in the night, by its reason.
  const failed = readDigest(
    failedDigest('aws-hub', { code: 'STATE_LOCKED', problem: 'aws-hub: its state is locked.' }, ''),
    'd.json',
    '',
  );
  if (failed?.ok !== true) throw new Error('not read');
  expect(planText([failed.value], new Set())).toBe(
    ' aws-hub: COULD NOT BE PLANNED: STATE_LOCKED aws-hub: its state is locked.\n',
  );
  expect(driftOf([failed.value], side)[0]?.problem?.problem).toBe('STATE_LOCKED aws-hub: its state is locked.');
});
