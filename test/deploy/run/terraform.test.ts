import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { reasonOf } from '../../../deploy/run/reasons';
import { lockFolder } from '../../../deploy/run/run-lock';
import { dropPlan, keepPlan, keptPlan, planPath } from '../../../deploy/plans/saved-plans';
import { Terraform, terraformEnvironment, terraformVersion } from '../../../deploy/run/terraform';
import { temporaryFolder } from '../../support/workspace';

/** A program in place of Terraform. */
function standIn(script: string): string {
  const file = path.join(temporaryFolder(), 'terraform');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}
const said = (result: ReturnType<typeof terraformVersion>): string =>
  result.ok ? result.value : renderIssues(result.issues);

test('no Terraform, and one that is too old', () => {
  expect(said(terraformVersion('/nowhere/terraform'))).toBe(
    "TERRAFORM_MISSING\n    /nowhere/terraform can't be run.\n    Install Terraform 1.10 or newer, or name it in TERRAFORM_BINARY_NAME.\n",
  );
  expect(said(terraformVersion(standIn('echo \'{"terraform_version":"1.9.8"}\'')))).toBe(
    'TERRAFORM_OLD\n    Terraform 1.9.8 knows no locks in S3.\n    Got: 1.9.8\n    Allowed: 1.10 or newer\n',
  );
  expect(said(terraformVersion(standIn('echo Warning; echo \'{"terraform_version":"1.10.0"}\'')))).toBe('1.10.0');
});

test('an interrupt reaches Terraform once, and a second one only when it is sent again', async () => {
  const folder = temporaryFolder();
  const log = path.join(folder, 'log');
  const binary = standIn(`trap 'echo INT >> ${log}; exit 0' INT; echo up > ${log}; while true; do sleep 0.05; done`);
  const terraform = new Terraform(binary, () => folder);
  try {
    const running = terraform.run('any', 'apply');
    while (!existsText(log).includes('up')) await new Promise((resolve) => setTimeout(resolve, 20));
    process.emit('SIGINT');
    expect((await running).code).toBe(0);
    expect(existsText(log)).toBe('up\nINT\n');
    expect(terraform.isInterrupted).toBe(true);
  } finally {
    terraform.done();
  }
});

function existsText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

test('what Terraform says is read from its stream, and from plain text where there is none', async () => {
  const run = async (script: string): Promise<unknown> => {
    const terraform = new Terraform(standIn(script), () => temporaryFolder());
    try {
      return await terraform.run('any', 'plan');
    } finally {
      terraform.done();
    }
  };
  expect(
    await run(
      `echo '{"type":"change_summary","changes":{"add":3,"change":1,"remove":2,"operation":"plan"}}'; echo '{"type":"outputs","outputs":{"key":{"value":"hunter2"}}}'; exit 2`,
    ),
  ).toEqual({ code: 2, problems: [], counts: { add: 3, change: 1, remove: 2 } });
  expect(
    await run(
      `echo '{"type":"diagnostic","diagnostic":{"severity":"error","summary":"No","detail":"because","snippet":{"code":"key = hunter2"}}}'; exit 1`,
    ),
  ).toEqual({ code: 1, problems: [{ summary: 'No', detail: 'because' }] });
  expect(await run(`printf '╷\\n│ Error: No bucket\\n│ \\n│ It is gone.\\n╵\\n' >&2; exit 1`)).toEqual({
    code: 1,
    problems: [{ summary: 'No bucket', detail: 'It is gone.' }],
  });
  expect(await run('exit 1')).toEqual({
    code: 1,
    problems: [{ summary: 'Terraform failed and said nothing.', detail: '' }],
  });
});

test.each([
  [
    'Error acquiring the state lock',
    'operation error S3: PutObject, PreconditionFailed. Lock Info: ID: 5f3a',
    'STATE_LOCKED',
  ],
  [
    'No valid credential sources found',
    'Please see https://registry.terraform.io/providers/hashicorp/aws',
    'CREDENTIALS_MISSING',
  ],
  ['validating provider credentials', 'api error ExpiredToken: The security token is expired', 'CREDENTIALS_MISSING'],
  ['AWS account ID not allowed: 999988887777', '', 'ACCOUNT_FOREIGN'],
  ['Unable to find remote state', 'No stored state was found for the given workspace.', 'STACK_FAILED'],
  ['creating EC2 VPN Connection', 'VpnConnectionLimitExceeded', 'STACK_FAILED'],
])('%s %s is %s', (summary, detail, code) => {
  const issue = reasonOf('aws-hub', 'plan', { code: 1, problems: [{ summary, detail }] });
  expect(issue.code).toBe(code);
  expect(issue.problem).toMatch(/^aws-hub/);
});

test('the words for each', () => {
  const of = (summary: string, step: 'plan' | 'apply' = 'plan'): string =>
    renderIssues([reasonOf('aws-hub', step, { code: 1, problems: [{ summary, detail: '' }] })]);
  expect(of('Error acquiring the state lock')).toBe(
    'STATE_LOCKED  aws-hub\n    aws-hub: its state is locked: somebody else is at it, or was cut off.\n    Got: Error acquiring the state lock\n    Wait for the other run. If there is none, `terraform force-unlock ID` in the stack’s folder, by the ID above, once nobody applies.\n',
  );
  expect(of('AWS account ID not allowed: 1')).toContain('the credentials are of another account.');
  expect(of('ExpiredToken')).toContain('there are no credentials, or they have expired.');
  expect(of('Unable to find remote state')).toContain(
    'aws-hub: it reads what another stack has made, and that one has not been deployed yet.',
  );
  expect(of('Quota', 'apply')).toBe(
    'STACK_FAILED  aws-hub\n    aws-hub stopped at apply: Quota\n    What was made before is in its state. Mend the cause and run it again: it goes on from there.\n',
  );
  expect(of('x'.repeat(2_000)).length).toBeLessThan(800);
});

test('one run at a time in a folder; who was killed holds nothing', () => {
  const folder = path.join(temporaryFolder(), 'cdktf.out');
  const first = lockFolder(folder, 'cdktf.out');
  const second = lockFolder(folder, 'cdktf.out');
  expect(second.ok ? '' : renderIssues(second.issues)).toBe(
    `DEPLOY_RUNNING\n    Another run (process ${process.pid}) is at cdktf.out.\n    Wait until it has ended. If it has, remove cdktf.out.deploying.\n`,
  );
  if (!first.ok) throw new Error('not locked');
  first.value();
  const again = lockFolder(folder, 'cdktf.out');
  expect(again.ok).toBe(true);
  // No process has this number.
  writeFileSync(`${folder}.deploying`, '4194399');
  expect(lockFolder(folder, 'cdktf.out').ok).toBe(true);
});

test('a plan is applied where it was made of this commit and this stack, and nobody touched it', () => {
  const folder = temporaryFolder();
  const note = { stack: 'aws-hub', wan: 'small', environment: 'lab', commit: 'a'.repeat(40), stackHash: 'h' };
  writeFileSync(planPath(folder, 'aws-hub'), 'a plan');
  keepPlan(folder, note, 'planned');
  expect(keptPlan(folder, note)).toEqual({ ok: true, value: 'planned', warnings: [] });
  const problem = (over: Partial<typeof note>): string => {
    const kept = keptPlan(folder, { ...note, ...over });
    return kept.ok ? kept.value : (kept.issues[0]?.problem ?? '');
  };
  expect(problem({ commit: 'b'.repeat(40) })).toBe(
    'The plan of aws-hub was made of commit aaaaaaa, and bbbbbbb is checked out.',
  );
  expect(problem({ stackHash: 'other' })).toBe(
    'The plan of aws-hub was made of a stack that is written otherwise now.',
  );
  expect(problem({ wan: 'other' })).toBe('The plan of aws-hub is of aws-hub of small lab.');
  expect(problem({ stack: 'aws-services' })).toBe(
    'The plan of aws-services is not in the folder, or says not what it was made of.',
  );
  writeFileSync(planPath(folder, 'aws-hub'), 'another plan');
  expect(problem({})).toBe('The plan of aws-hub is not the one that was kept.');
  // What changes nothing is kept as a word: the plan of before goes with whatever it holds.
  keepPlan(folder, note, 'unchanged');
  expect(problem({})).toBe('unchanged');
  expect(existsSync(planPath(folder, 'aws-hub'))).toBe(false);
  expect(problem({ commit: '' })).toBe('The plan of aws-hub was made of commit aaaaaaa, and none is checked out.');
  dropPlan(folder, 'aws-hub');
  expect(problem({})).toContain('is not in the folder');
});

test('what a developer set for runs of his own is not taken over: another workspace would have another state', () => {
  const set = {
    TF_WORKSPACE: 'mine',
    TF_DATA_DIR: '/tmp/mine',
    TF_CLI_ARGS_plan: '-target=x',
    TF_CLI_ARGS: '-x',
    TF_VAR_a: 'b',
  };
  Object.assign(process.env, set);
  try {
    const env = terraformEnvironment();
    expect(Object.keys(set).filter((name) => name in env)).toEqual(['TF_VAR_a']);
  } finally {
    for (const name of Object.keys(set)) Reflect.deleteProperty(process.env, name);
  }
});

test('however often a job is told to end, Terraform hears it once', async () => {
  const heard = path.join(temporaryFolder(), 'heard');
  const terraform = new Terraform(
    standIn(
      `trap 'echo one >> ${heard}' INT; echo begun > ${heard}.begun; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done`,
    ),
    () => temporaryFolder(),
  );
  try {
    const run = terraform.run('aws-hub', 'apply');
    while (!existsSync(`${heard}.begun`)) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) process.emit(signal, signal);
    await run;
    expect(terraform.isInterrupted).toBe(true);
    expect(readFileSync(heard, 'utf8')).toBe('one\n');
  } finally {
    terraform.done();
  }
});
