import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { exitCodeOf, ISSUE_CODES } from '../../catalogue/issues/issue';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { prepare } from '../../plan/prepare';
import { type Edit, smallWorkspace } from '../support/workspace';

interface Case {
  readonly name: string;
  readonly catalogue?: string;
  readonly edits: readonly Edit[];
  readonly codes: readonly (keyof typeof ISSUE_CODES)[];
  readonly message: string;
}

const cases = parse(readFileSync(path.join(__dirname, '../fixtures/problems.yaml'), 'utf8')) as readonly Case[];

/** Codes that come from commands or from the disk rather than from a catalogue: the tests that show their messages. */
const SHOWN_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'test/catalogue/yaml/source.test.ts': ['FILE_UNREADABLE'],
  'test/catalogue/warnings.test.ts': [
    'ACCEPTS_NOTHING',
    'EXPIRES_SOON',
    'LOG_RETENTION_CUT',
    'REVIEW_DUE',
    'SCHOOL_ONE_CIRCUIT',
    'SHADOWED',
    'TUNNEL_ALONE',
    'TUNNEL_NARROW',
  ],
  'test/cli/kept/policy.test.ts': ['POLICY_STALE'],
  'test/cli/kept/router.test.ts': [
    'ENDS_FOREIGN',
    'ROUTER_ENDS_MISSING',
    'ROUTER_FACTS',
    'ROUTER_NONE',
    'ROUTER_PLATFORM',
    'ROUTER_STALE',
  ],
  'test/routers/ends/read-ends.test.ts': ['ENDS_UNREADABLE', 'ENDS_WRONG'],
  'test/report/permissions/permissions.test.ts': ['PERMISSIONS_STALE'],
  'test/deploy/run/terraform.test.ts': [
    'ACCOUNT_FOREIGN',
    'CREDENTIALS_MISSING',
    'DEPLOY_RUNNING',
    'STACK_FAILED',
    'STATE_LOCKED',
    'TERRAFORM_MISSING',
    'TERRAFORM_OLD',
  ],
  'test/cli/pipeline/deploy.test.ts': ['PLAN_SURPRISE', 'STACK_UNKNOWN'],
  'test/cli/pipeline/stacks.test.ts': ['ROLLOUT_TOO_LONG'],
  'test/deploy/plans/approvals.test.ts': ['APPROVAL_MISSING'],
  'test/output/provider-lock.test.ts': ['PROVIDER_CHANGED', 'PROVIDERS_STALE'],
  'test/plan/numbering/orders.test.ts': ['CIRCUIT_NOT_ORDERED'],
  'test/review/base.test.ts': ['BASE_FOREIGN', 'BASE_SHALLOW', 'BASE_UNKNOWN', 'BASE_UNREADABLE'],
  'test/review/base-program.test.ts': ['BASE_PROGRAM'],
  'test/review/consent/consent.test.ts': [
    'CHANGE_ALLOWS_NOTHING',
    'CHANGE_EXPIRED',
    'CHANGE_NOBODY',
    'CHANGE_SPENT',
    'CHANGE_WIDER',
  ],
  'test/fixtures/reviews.yaml': [
    'ADDRESSES_RELEASED',
    'CLOUD_REFUSES',
    'FAR_END_ACTS',
    'GUARD_LIFTED',
    'PATH_CUT',
    'RENUMBERED',
    'SITE_CUT',
    'STATE_MOVED',
  ],
  'test/review/gate.test.ts': ['EMERGENCY_TOGETHER', 'GATE_REFUSES'],
  'test/review/plan/plan.test.ts': ['PLAN_FOREIGN', 'PLAN_UNFINISHED', 'PLAN_UNREADABLE', 'PLAN_VERSION'],
  'test/cli/proof/failures.test.ts': ['RESILIENCE_BROKEN'],
  'test/cli/edit/add.test.ts': ['FILE_CHANGED'],
  'test/cost/cost.test.ts': ['PRICE_SHAPE', 'PRICE_UNKNOWN'],
  'test/cli/adopt/read-estate.test.ts': ['ESTATE_UNREADABLE'],
  'test/cli/import/import.test.ts': ['IMPORT_MAPPING', 'IMPORT_ROW', 'IMPORT_SYNTAX'],
  'test/cli/wan.test.ts': ['USAGE'],
  'test/cli/lock/lock.test.ts': ['SITE_UNKNOWN'],
  'test/cli/proof/verify.test.ts': [
    'OUTPUT_INCOMPLETE',
    'OUTPUT_MISSING',
    'OUTPUT_STALE',
    'OUTPUT_STRAY',
    'OUTPUT_SYNTAX',
    'PACKET_SYNTAX',
    'VERIFY_DIFFERENCE',
  ],
  'test/cli/questions.test.ts': ['EXPECTATION_FAILED', 'EXPECTATION_SYNTAX'],
  'test/output/output-folder.test.ts': ['OUTPUT_FOREIGN', 'OUTPUT_UNWRITABLE'],
  'test/plan/preflight/preflight.test.ts': ['QUOTA_NEAR', 'RULE_TOO_LONG'],
};

describe('a problem in the small example', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const result = prepare(each.catalogue ?? 'small.yaml', smallWorkspace(each.edits), '2026-11-22');
    expect(result.ok).toBe(false);
    if (result.ok) return;
    const problems = result.issues.filter((issue) => issue.severity !== 'warning');
    expect(renderIssues(problems)).toBe(each.message);
    expect(problems.map((issue) => issue.code)).toEqual(each.codes);
    expect(exitCodeOf(problems)).toBe(each.codes.some((code) => ISSUE_CODES[code] === 2) ? 2 : 1);
  });
});

test('without edits the small example has no problem', () => {
  expect(prepare('small.yaml', smallWorkspace(), '2026-11-22').ok).toBe(true);
});

test('several problems in several files are all reported at once, in reading order', () => {
  const edits: readonly Edit[] = [
    { file: 'small.yaml', replace: 'operator: Example ICT', with: 'operatr: Example ICT' },
    { file: 'small/sites.yaml', replace: 'prefixes: [10.16.2.0/24]', with: 'prefixes: [10.200.2.0/24]' },
    { file: 'small/sites.yaml', replace: 'state: building', with: 'state: bilding' },
  ];
  const result = prepare('small.yaml', smallWorkspace(edits));
  expect(result.ok ? [] : result.issues.map((issue) => `${issue.at?.file ?? ''} ${issue.code}`)).toEqual([
    'small.yaml UNKNOWN_KEY',
    'small/sites.yaml PREFIX_OUTSIDE_SUPERNET',
    'small/sites.yaml NOT_ALLOWED',
  ]);
});

test('every code has a case that shows its full message', () => {
  const shown = new Set([...cases.flatMap((each) => each.codes), ...Object.values(SHOWN_ELSEWHERE).flat()]);
  expect(Object.keys(ISSUE_CODES).filter((code) => !shown.has(code))).toEqual([]);
  for (const [file, codes] of Object.entries(SHOWN_ELSEWHERE)) {
    const text = readFileSync(path.join(__dirname, '../..', file), 'utf8');
    for (const code of codes) expect(text).toContain(code);
  }
});

test('no message repeats a secret', () => {
  for (const each of cases) expect(each.message).not.toMatch(/hunter2|AKIAIOSFODNN7EXAMPLE/);
});
