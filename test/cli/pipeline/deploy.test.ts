import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { lockCommand } from '../../../cli/lock/lock';
import { driftCommand } from '../../../cli/pipeline/drift';
import { deployCommand, type DeployOptions } from '../../../cli/pipeline/deploy';
import { start } from '../../support/run';
import { applyEdit, removeSite, smallWorkspace } from '../../support/workspace';

const folder = smallWorkspace();
const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'pipe' });
};
const LOG = path.join(folder, 'out.log');

/** Speaks as Terraform does, and notes down what it was asked: every plan changes something; `show` shows what a file holds. */
function standIn(show = '{}'): void {
  const file = path.join(folder, 'out.terraform');
  writeFileSync(path.join(folder, 'out.show'), show);
  writeFileSync(
    file,
    `#!/bin/sh
case "$1" in
  version) echo '{"terraform_version":"1.11.4"}';;
  init) exit 0;;
  show) cat '${path.join(folder, 'out.show')}';;
  plan) for each in "$@"; do case "$each" in -out=*) echo plan > "\${each#-out=}";; esac; done
    case "$*" in *-destroy*) how=' -destroy';; *) how='';; esac
    echo "plan $(basename "$PWD")$how" >> '${LOG}'
    if [ -n "$TF_VAR_shared_keys" ]; then echo "keys $TF_VAR_shared_keys" >> '${LOG}'; fi
    echo '{"type":"change_summary","changes":{"add":1,"change":0,"remove":0,"operation":"plan"}}'; exit 2;;
  apply) echo "apply $(basename "$PWD")" >> '${LOG}'
    echo '{"type":"change_summary","changes":{"add":1,"change":0,"remove":0,"operation":"apply"}}';;
esac
`,
  );
  chmodSync(file, 0o755);
  process.env['TERRAFORM_BINARY_NAME'] = file;
}

beforeAll(() => {
  git('init', '-q', '-b', 'main');
  writeFileSync(path.join(folder, '.gitignore'), 'out*\n');
  git('add', '.');
  git('commit', '-qm', 'start');
  expect(start(['--catalogue', 'small.yaml', '--out', 'out'], folder).code).toBe(0);
  standIn();
}, 60_000);
beforeEach(() => {
  writeFileSync(LOG, '');
});
afterAll(() => {
  delete process.env['TERRAFORM_BINARY_NAME'];
});

const run = async (over: Partial<DeployOptions> = {}): ReturnType<typeof deployCommand> =>
  deployCommand('small.yaml', folder, {
    apply: true,
    stacks: [],
    out: 'out',
    today: '2026-11-22',
    say: () => undefined,
    yes: true,
    ...over,
  });
const said = async (over: Partial<DeployOptions> = {}): Promise<string> => {
  const { text, issues } = await run(over);
  return text + renderIssues(issues);
};
const log = (): readonly string[] => readFileSync(LOG, 'utf8').trim().split('\n');

test('one wave: its stacks, each planned and applied before the next', async () => {
  expect(await said({ wave: '1' })).toBe('Nothing to apply.\n');
  expect(await said({ wave: '2' })).toMatch(/\n1 stack: 1 applied\.\n$/);
  // Never an emergency service: what is tried out on a tenth is not tried out on a fire station.
  expect(log()).toEqual(['plan aws-schools-01', 'apply aws-schools-01']);
  writeFileSync(LOG, '');
  process.env['WAN_KEYS'] = `echo '{}'`;
  try {
    expect(await said({ wave: '3' })).toMatch(/\n10 stacks: 10 applied\.\n$/);
  } finally {
    delete process.env['WAN_KEYS'];
  }
  const done = log().filter((line) => !line.startsWith('keys '));
  const stacks = done.flatMap((line) => (line.startsWith('plan ') ? [line.slice(5)] : []));
  expect(done).toEqual(stacks.flatMap((stack) => [`plan ${stack}`, `apply ${stack}`]));
  expect(stacks.slice(0, 3)).toEqual(['aws-datacentre-dc-one', 'aws-datacentre-dc-two', 'aws-council-01']);
});

test('a plan applies nothing; kept plans are applied without being planned again', async () => {
  expect((await run({ apply: false, stacks: ['aws-hub', 'azure-wan'], save: 'out.plans' })).text).toContain(
    '2 stacks: 2 planned.',
  );
  expect(log()).toEqual(['plan aws-hub', 'plan azure-wan']);
  expect(readdirSync(path.join(folder, 'out.plans')).sort()).toEqual([
    'aws-hub.plan.json',
    'aws-hub.tfplan',
    'azure-wan.plan.json',
    'azure-wan.tfplan',
  ]);
  writeFileSync(LOG, '');
  expect((await run({ stacks: ['aws-hub', 'azure-wan'], saved: 'out.plans' })).text).toContain('2 stacks: 2 applied.');
  expect(log()).toEqual(['apply aws-hub', 'apply azure-wan']);
  writeFileSync(path.join(folder, 'out.plans/aws-hub.tfplan'), 'another');
  expect(await said({ stacks: ['aws-hub', 'azure-wan'], saved: 'out.plans' })).toBe(`\
PLAN_FOREIGN  aws-hub
    The plan of aws-hub is not the one that was kept.
    Plan again (\`npx wan plan --save DIR\`) with what is checked out now.
`);
});

test('bad input: an unknown stack, no stacks, two ways at once, a wave that is not, a number that is none, nobody to say yes', async () => {
  expect(await said({ stacks: ['aws-hubb', 'aws-hub'] })).toBe(
    'STACK_UNKNOWN\n    There is no stack "aws-hubb" in this network.\n    `npx wan stacks --all` lists them.\n',
  );
  expect(await said()).toContain('Say which stacks: by name, --changed, --all, or --wave N.');
  expect(await said({ all: true, stacks: ['aws-hub'] })).toContain('--all is every stack');
  expect(await said({ all: true, digest: 'out.digests' })).toContain('give --changed');
  expect(await said({ wave: '10' })).toContain('--wave takes 0 to 9: what all share, canaries, a tenth, the rest, and');
  expect(await said({ all: true, parallelism: 'many' })).toContain('--parallelism takes a whole number.');
  const { yes: _yes, ...nobody } = { yes: true };
  expect(await said({ ...nobody, stacks: ['aws-hub'], yes: false })).toContain('Nobody is here to say yes.');
  expect(log()).toEqual(['']);
});

test('somebody is asked, and a no changes nothing', async () => {
  const questions: string[] = [];
  const ask = (question: string): Promise<boolean> => {
    questions.push(question);
    return Promise.resolve(false);
  };
  expect(await run({ stacks: ['aws-hub'], yes: false, ask })).toEqual({
    text: 'Nothing was changed.\n',
    issues: [],
    exitCode: 1,
  });
  expect(questions).toEqual(['Apply aws-hub?']);
  expect(log()).toEqual(['']);
});

test('an output that is older than the catalogue, or that somebody edited, is not deployed', async () => {
  const stack = path.join(folder, 'out/stacks/aws-hub/cdk.tf.json');
  const before = readFileSync(stack, 'utf8');
  writeFileSync(stack, `${before} `);
  expect(await said({ stacks: ['aws-hub'] })).toContain(
    'out/stacks/aws-hub/cdk.tf.json is not as this program wrote it.',
  );
  writeFileSync(stack, before);
  applyEdit(folder, { file: 'small/sites.yaml', replace: '198.18.0.14,', with: '198.18.0.114,' });
  expect(await said({ stacks: ['aws-hub'] })).toContain(
    'OUTPUT_STALE\n    out was made from another catalogue or lock: aws-payroll-01.',
  );
  applyEdit(folder, { file: 'small/sites.yaml', replace: '198.18.0.114,', with: '198.18.0.14,' });
  expect(log()).toEqual(['']);
});

test('of a change its own stacks alone, and a plan that takes away what nobody foresaw is not applied', async () => {
  expect(await said({ changed: true })).toBe('Nothing to apply.\n');
  applyEdit(folder, { file: 'small/sites.yaml', replace: '198.18.0.14,', with: '198.18.0.114,' });
  const agreed = `
changes:
  - { id: new-line, allows: [far-end-acts], for: { sites: [payroll-cloud] }, reason: New line, owner: a@example.org, expires: 2026-12-01 }
`;
  applyEdit(folder, { file: 'small.yaml', append: agreed });
  expect(start(['--catalogue', 'small.yaml', '--out', 'out'], folder)).toMatchObject({ code: 0 });
  const change = (actions: readonly string[]): string =>
    JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      resource_changes: [
        {
          address: 'aws_vpn_connection.payroll-cloud_payroll_secondary',
          mode: 'managed',
          type: 'aws_vpn_connection',
          name: 'payroll-cloud_payroll_secondary',
          change: { actions },
        },
      ],
    });
  standIn(change(['delete', 'create']));
  expect(await said({ changed: true })).toContain(`\
PLAN_SURPRISE  aws-payroll-01
    The plan of aws-payroll-01 takes away what the review did not foresee: aws_vpn_connection.payroll-cloud_payroll_secondary (replace).
`);
  expect(log()).toEqual(['plan aws-payroll-01']);
  standIn(change(['no-op']));
  expect(await said({ changed: true })).toContain('1 stack: 1 applied.');
  expect(existsSync(path.join(folder, 'out.deploying'))).toBe(false);
}, 60_000);

test('what is gone is destroyed as the base has it, and nothing of it is left behind', async () => {
  git('add', '.');
  git('commit', '-qm', 'a new line');
  removeSite(folder, 'fire-station');
  applyEdit(folder, {
    file: 'small.yaml',
    replace: '\nchanges:\n',
    with: `
changes:
  - { id: fire-station-gone, allows: [guard-lifted], for: { sites: [fire-station] }, reason: Closed, owner: a@example.org, expires: 2026-12-01 }
`,
  });
  expect(lockCommand('small.yaml', folder, { today: '2026-11-22' }).issues).toEqual([]);
  expect(start(['--catalogue', 'small.yaml', '--out', 'out'], folder)).toMatchObject({ code: 0 });
  standIn(JSON.stringify({ format_version: '1.2', terraform_version: '1.11.4', resource_changes: [] }));
  const questions: string[] = [];
  const ask = (question: string): Promise<boolean> => {
    questions.push(question);
    return Promise.resolve(true);
  };
  const { text: told } = await run({ changed: true, yes: false, ask });
  expect(questions[0]).toContain('aws-fire-01 (DESTROY it: it is gone)');
  expect(log()).toContain('plan aws-fire-01 -destroy');
  expect(log().filter((line) => line.includes('-destroy'))).toHaveLength(1);
  expect(told).toMatch(/aws-fire-01 {2}applied/);
  expect(existsSync(path.join(folder, 'out/gone'))).toBe(false);
  // By name beside --changed: those of the change alone; a plan that is kept is of the base's stack.
  writeFileSync(LOG, '');
  expect(
    (await run({ apply: false, changed: true, stacks: ['aws-fire-01'], save: 'out.plans', digest: 'out.digests' }))
      .text,
  ).toContain('1 stack: 1 planned.');
  expect((await run({ changed: true, stacks: ['aws-fire-01'], saved: 'out.plans' })).text).toContain(
    '1 stack: 1 applied.',
  );
  expect(log()).toEqual(['plan aws-fire-01 -destroy', 'apply aws-fire-01']);
  expect(readFileSync(path.join(folder, 'out.digests/aws-fire-01.json'), 'utf8')).toContain('"wanPlan": 1');
  git('checkout', '-q', '.');
  expect(start(['--catalogue', 'small.yaml', '--out', 'out'], folder)).toMatchObject({ code: 0 });
}, 60_000);

test('keys come from the store by stack and variable, and a store that has none is told before anything runs', async () => {
  const sent = 'k' + '3y'.repeat(20);
  process.env['WAN_KEYS'] = `test "$1/$2" = azure-uksouth-01/shared_keys && echo '{"a":"${sent}"}'`;
  try {
    const { text } = await run({ apply: false, stacks: ['azure-uksouth-01'] });
    expect(text).toContain('1 stack: 1 planned.');
    expect(log()).toEqual(['plan azure-uksouth-01', `keys {"a":"${sent}"}`]);
    expect(text).not.toContain(sent);
    process.env['WAN_KEYS'] = 'echo oops >&2; exit 1';
    writeFileSync(LOG, '');
    expect(await said({ apply: false, stacks: ['azure-uksouth-01', 'aws-hub'] })).toBe(`\
CREDENTIALS_MISSING  azure-uksouth-01
    The store of keys gives nothing for shared_keys of azure-uksouth-01.
    Put it there (docs/secrets.md), and let the role that plans and deploys read it. To see what the store says, by hand: sh -c "$WAN_KEYS" wan-keys azure-uksouth-01 shared_keys
`);
    // What a pipeline's variable is that nobody has set: no store, and not one that has nothing.
    process.env['WAN_KEYS'] = '';
    expect(await said({ apply: false, stacks: ['azure-uksouth-01'] })).toBe(`\
CREDENTIALS_MISSING  azure-uksouth-01
    azure-uksouth-01 has to be told shared_keys, and nobody says from where: neither TF_VAR_shared_keys nor WAN_KEYS is set.
    WAN_KEYS is the line of shell that reads your store of keys (docs/secrets.md); in a pipeline a variable of that name.
`);
    expect(log()).toEqual(['']);
    // What the environment has already is not asked for.
    process.env['TF_VAR_shared_keys'] = '{"b":"given"}';
    await run({ apply: false, stacks: ['azure-uksouth-01'] });
    expect(log()).toEqual(['plan azure-uksouth-01', 'keys {"b":"given"}']);
  } finally {
    delete process.env['WAN_KEYS'];
    delete process.env['TF_VAR_shared_keys'];
  }
});

test('by night a stack whose keys are not to be had is told of, and the others are looked at', async () => {
  const { text, exitCode } = await driftCommand('small.yaml', folder, {
    stacks: ['azure-uksouth-01', 'aws-hub'],
    out: 'out',
    today: '2026-11-22',
    say: () => undefined,
  });
  expect(log()).toEqual(['plan aws-hub']);
  expect(text).toContain('azure-uksouth-01 has to be told shared\\_keys, and nobody says from where');
  expect(exitCode).toBe(1);
});

test('a stack that could not be planned before is applied only if it is what was foreseen', async () => {
  const change = (name: string): string =>
    JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      resource_changes: [
        {
          address: `aws_route.${name}`,
          mode: 'managed',
          type: 'aws_route',
          name,
          change: { actions: ['create'], before: null, after: {} },
        },
      ],
    });
  standIn(change('nobody-asked'));
  // Nothing is deployed: everything behind the hub has to wait for it.
  const planned = await run({ apply: false, changed: true, base: 'none', wave: '0', save: 'out.first' });
  expect(planned.text).toMatch(/aws-hub {2}planned/);
  expect(planned.text).toMatch(/aws-inspect {2}to be planned after \S+ is applied/);
  writeFileSync(LOG, '');
  const { issues } = await run({
    changed: true,
    base: 'none',
    stacks: ['aws-hub', 'aws-breakout-corporate'],
    saved: 'out.first',
  });
  expect(log().slice(0, 2)).toEqual(['apply aws-hub', 'plan aws-breakout-corporate']);
  expect(issues.map(({ code }) => code)).toEqual(['PLAN_SURPRISE']);
  expect(issues[0]?.problem).toMatch(
    /^The plan of aws-breakout-corporate, which nobody has seen, is not what the review foresaw: /,
  );
  expect(await said({ stacks: ['aws-breakout-corporate'], saved: 'out.first' })).toContain(
    'Give --changed with the base that it was planned against.',
  );
});
