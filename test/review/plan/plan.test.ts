import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { plain } from '../../../catalogue/text/paint';
import { reviewCommand } from '../../../cli/change/review';
import { comparePlan } from '../../../review/plan/compare-plan';
import { parsePlan } from '../../../review/plan/read-plan';
import { DAY } from '../../support/review';
import { must } from '../../support/synth';
import { applyEdit, smallWorkspace } from '../../support/workspace';

const KEY = 'hunter2-is-a-key-of-the-link';

interface Planned {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: object | null;
  readonly after?: object | null;
  readonly more?: object;
}

/** What `terraform show -json` prints of a plan, as far as it is read here: shapes of Terraform 1.11.4. */
function planJson(changes: readonly Planned[], over: object = {}): string {
  const resource = ({ address, actions, before = null, after = null, more = {} }: Planned): object => {
    const [type = '', name = ''] = address.split('.');
    return { address, mode: 'managed', type, name, change: { actions, before, after, ...more } };
  };
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    complete: true,
    errored: false,
    variables: { key: { value: KEY } },
    resource_changes: changes.map(resource),
    ...over,
  });
}

const NAME = 'library_council_primary';
const GATEWAY = {
  address: `aws_customer_gateway.${NAME}`,
  actions: ['create', 'delete'],
  before: { ip_address: '198.18.0.3' },
  after: { ip_address: '198.18.0.33' },
  more: { replace_paths: [['ip_address']] },
};
const CONNECTION = {
  address: `aws_vpn_connection.${NAME}`,
  actions: ['update'],
  before: { customer_gateway_id: 'cgw-1', tunnel1_preshared_key: KEY },
  after: { tunnel1_preshared_key: KEY },
  more: { after_unknown: { customer_gateway_id: true } },
};

/** A branch on which the library is at another address, and what is said of it with plans. */
function said(files: Readonly<Record<string, string>>, gate = false): string {
  const folder = smallWorkspace();
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'start'],
  ])
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
  applyEdit(folder, { file: 'small/sites.yaml', replace: 'address: 198.18.0.3,', with: 'address: 198.18.0.33,' });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const options = {
    format: 'text',
    out: 'cdktf.out',
    today: DAY,
    width: 100,
    paint: plain,
    gate,
    base: 'HEAD',
  } as const;
  const { text, issues } = reviewCommand('small.yaml', folder, { ...options, plan: Object.keys(files) });
  return `${text.slice(text.indexOf(' Plans\n'))}${renderIssues(issues.filter(({ code }) => code.startsWith('PLAN') || code.startsWith('GATE')))}`;
}

test('a plan that is as predicted says so, whatever its file is called', () => {
  for (const name of ['aws-council-01.json', 'tfplan.json'])
    expect(said({ [name]: planJson([GATEWAY, CONNECTION]) })).toBe(
      ' Plans\n aws-council-01: +0 ~1 ±1 -0 by Terraform 1.11.4; 2 as predicted\n',
    );
});

test('what is planned otherwise is said by argument, and the gate says no', () => {
  const destroyed = { address: 'aws_vpn_connection.town-hall_fire_mobile', actions: ['delete'], before: {} };
  const replaced = { ...CONNECTION, actions: ['delete', 'create'], more: { replace_paths: [['tunnel1_inside_cidr']] } };
  const file = { 'aws-council-01.json': planJson([GATEWAY, destroyed, replaced]) };
  expect(said(file)).toBe(
    ' Plans\n' +
      ' aws-council-01: +0 ~0 ±2 -1 by Terraform 1.11.4; 1 as predicted, 2 OTHERWISE THAN PREDICTED\n' +
      '   aws_vpn_connection.library_council_primary: planned replace, predicted update (forced by tunnel1_inside_cidr)\n' +
      '   aws_vpn_connection.town-hall_fire_mobile: planned destroy, predicted nothing\n',
  );
  expect(said(file, true)).toContain(
    'GATE_REFUSES\n    The plan of aws-council-01 is otherwise than predicted in 2 resources, first aws_vpn_connection.library_council_primary: planned replace, predicted update.\n',
  );
});

test('what was predicted and is not planned is said too', () => {
  expect(said({ 'aws-council-01.json': planJson([GATEWAY]) })).toContain(
    '   aws_vpn_connection.library_council_primary: planned nothing, predicted update\n',
  );
});

test('what somebody changed by hand is drift; what differs on every plan is counted on one line', () => {
  const drift = {
    address: 'aws_customer_gateway.town-hall_fire_mobile',
    mode: 'managed',
    type: 'aws_customer_gateway',
    name: 'town-hall_fire_mobile',
    change: { actions: ['update'], before: { tags: { Name: 'a' } }, after: { tags: { Name: 'b' } } },
  };
  expect(said({ 'aws-council-01.json': planJson([GATEWAY, CONNECTION], { resource_drift: [drift] }) })).toContain(
    "   changed behind Terraform's back, 1:\n     aws_customer_gateway.town-hall_fire_mobile: tags.Name\n",
  );
  const key = (name: string): Planned => ({
    address: `azurerm_vpn_gateway_connection.${name}`,
    actions: ['update'],
    before: { vpn_link: [{ shared_key: '' }] },
    after: { vpn_link: [{ shared_key: KEY }] },
  });
  expect(
    said({
      'azure-uksouth-01.json': planJson([key('azure-office_council_primary'), key('both-clouds_council_primary')]),
    }),
  ).toBe(
    ' Plans\n azure-uksouth-01: +0 ~2 ±0 -0 by Terraform 1.11.4; 0 as predicted\n   2 on every plan: the shared key of an Azure connection reads back empty\n',
  );
});

test('no secret of a plan is said, wherever it was copied to', () => {
  const copies = [
    { address: `aws_vpn_connection.${KEY}`, actions: ['delete'], before: {} },
    { address: `aws_vpn_connection.of_${KEY}_too`, actions: ['update'], before: { [KEY]: 1 }, after: { [KEY]: 2 } },
  ];
  const text = said({ 'aws-council-01.json': planJson([GATEWAY, CONNECTION, ...copies]) }, true);
  expect(text).toContain('aws_vpn_connection.•••: planned destroy');
  // Not in the gate's reasons either.
  expect(text).not.toContain('hunter2');
});

test.each<readonly [string, Readonly<Record<string, string>>, string]>([
  [
    'is cut off',
    { 'a.json': planJson([GATEWAY]).slice(0, 100) },
    'PLAN_UNREADABLE\n    a.json is no JSON, or ends too soon.\n',
  ],
  ['is empty', { 'a.json': '' }, 'PLAN_UNREADABLE\n    a.json is empty.\n'],
  [
    'is a state',
    { 'a.json': JSON.stringify({ format_version: '1.0', values: {} }) },
    'PLAN_UNREADABLE\n    a.json is the JSON of a state: it holds no resource_changes.\n',
  ],
  [
    'is of another format',
    { 'a.json': planJson([], { format_version: '2.0' }) },
    'PLAN_VERSION\n    a.json is of format 2.0, and 1.x is understood here.\n',
  ],
  [
    'was made by a Terraform that the stacks refuse',
    { 'a.json': planJson([], { terraform_version: '1.9.8' }) },
    'PLAN_VERSION\n    a.json was made by Terraform 1.9.8, and stacks ask for 1.10 or newer, below 2.\n',
  ],
  [
    'failed',
    { 'a.json': planJson([], { errored: true }) },
    'PLAN_UNFINISHED\n    a.json is a plan that failed: what it says is not all that would happen.\n',
  ],
  [
    'is of a part',
    { 'a.json': planJson([], { complete: false }) },
    'PLAN_UNFINISHED\n    a.json holds a part only (`-target`, or deferred changes): what it says is not all that would happen.\n',
  ],
  [
    'is of another network',
    { 'a.json': planJson([{ address: 'aws_vpc.other', actions: ['create'] }]) },
    'PLAN_FOREIGN\n    a.json is the plan of no stack of this network, before or after the change.\n',
  ],
  [
    'is of another stack than its name says',
    { 'aws-hub.json': planJson([GATEWAY, CONNECTION]) },
    'PLAN_FOREIGN\n    aws-hub.json is the plan of no stack of this network, before or after the change.\n',
  ],
])('a plan that %s is refused', (_, files, message) => {
  expect(said(files)).toContain(message);
});

test('what is taken over is to stay as it is, but for its name: a tunnel option that changes on the way in is otherwise than foreseen', () => {
  const address = 'crewe_fire_primary';
  const change = (type: string): Parameters<typeof comparePlan>[2][number] => ({
    key: `aws-fire-01/${type}.${address}`,
    stack: 'aws-fire-01',
    type,
    name: address,
    action: 'create',
    imports: 'id-1',
    createsFirst: false,
    causes: [],
  });
  const planned = (type: string, after: object, actions: readonly string[] = ['update']): object => ({
    address: `${type}.${address}`,
    mode: 'managed',
    type,
    name: address,
    change: {
      actions,
      importing: { id: 'id-1' },
      before: { tags: {}, tunnel1_dpd_timeout_seconds: 45, description: 'a' },
      after,
    },
  });
  const compared = (type: string, after: object, actions?: readonly string[]): ReturnType<typeof comparePlan> => {
    const text = JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      complete: true,
      errored: false,
      resource_changes: [planned(type, after, actions)],
    });
    return comparePlan(must(parsePlan(text, 'aws-fire-01.json')), 'aws-fire-01', [change(type)]);
  };
  const same = { tags: { Name: 'crewe' }, tunnel1_dpd_timeout_seconds: 45, description: 'a' };
  expect(compared('aws_vpn_connection', same)).toMatchObject({
    disagreed: [],
    agreed: 1,
    counts: { import: 1, update: 0 },
  });
  expect(compared('aws_vpn_connection', { ...same, tunnel1_dpd_timeout_seconds: 30 }).disagreed).toMatchObject([
    { action: 'update', predicted: 'import', arguments: ['tunnel1_dpd_timeout_seconds'] },
  ]);
  expect(compared('aws_ec2_transit_gateway', { ...same, description: 'b' }).disagreed).toEqual([]);
  expect(compared('aws_ec2_transit_gateway', { ...same, tunnel1_dpd_timeout_seconds: 30 }).disagreed).toHaveLength(1);
  expect(compared('aws_vpn_connection', same, ['delete', 'create']).disagreed).toMatchObject([
    { action: 'replace', predicted: 'import' },
  ]);
});
