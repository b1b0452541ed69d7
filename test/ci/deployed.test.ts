import { cpSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ROOT, type Ran } from '../support/run';
import { shell } from '../support/workflow';
import { temporaryFolder } from '../support/workspace';
import { host, HOSTS } from '../support/code-hosts';

/** What is deployed and what was begun, as each code host says it. */
const run = async (script: string, env: Readonly<Record<string, string>>, cwd = ROOT): Promise<Ran> =>
  shell(script, cwd, env);

describe('what is deployed', () => {
  // A repository of two commits: the one that these tests run in may be a shallow clone.
  const repository = temporaryFolder();
  cpSync(path.join(ROOT, 'ci'), path.join(repository, 'ci'), { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: repository,
      encoding: 'utf8',
    }).trim();
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'one');
  const parent = git('rev-parse', 'HEAD');
  git('commit', '-q', '--allow-empty', '-m', 'two');
  const head = git('rev-parse', 'HEAD');
  const deployed = async (env: Readonly<Record<string, string>>): Promise<Ran> =>
    run('exec ci/deployed.sh', env, repository);
  test.each([
    [
      'github',
      '/repos/council/wan/actions/workflows/deploy.yml/runs',
      (commit?: string) => ({ workflow_runs: commit === undefined ? [] : [{ head_sha: commit }] }),
    ],
    ['gitlab', '/api/v4/projects/42/deployments', (commit?: string) => (commit === undefined ? [] : [{ sha: commit }])],
    [
      'azure',
      '/project/_apis/build/builds',
      (commit?: string) => ({
        // A night deploys nothing, however green it was.
        value: [
          { sourceVersion: head, reason: 'schedule' },
          ...(commit === undefined ? [] : [{ sourceVersion: commit, reason: 'individualCI' }]),
        ],
      }),
    ],
  ] as const)('%s says it, and where it knows of none somebody has to', async (name, list, answer) => {
    host.answers.set(list, answer(head));
    expect(await deployed(HOSTS[name]())).toMatchObject({ code: 0, stdout: `${head}\n` });
    host.answers.set(list, answer());
    expect(await deployed(HOSTS[name]())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nobody knows what is deployed') as string,
    });
    expect(await deployed({ ...HOSTS[name](), WAN_DEPLOYED: 'none' })).toMatchObject({ code: 0, stdout: 'none\n' });
    // What the host knows counts more than what was said before it knew; what somebody has deployed by hand since, more than that.
    host.answers.set(list, answer(parent));
    for (const [said, is] of [
      ['none', parent],
      ['', parent],
      [head, head],
    ] as const)
      expect(await deployed({ ...HOSTS[name](), WAN_DEPLOYED: said })).toMatchObject({ code: 0, stdout: `${is}\n` });
    host.answers.set(list, answer(head));
    expect(await deployed({ ...HOSTS[name](), WAN_DEPLOYED: parent })).toMatchObject({ code: 0, stdout: `${head}\n` });
    // A run that is started again when something newer is deployed ends here.
    expect(await run(`exec ci/still.sh ${head}`, HOSTS[name](), repository)).toMatchObject({ code: 0 });
    expect(await run(`exec ci/still.sh ${parent}`, HOSTS[name](), repository)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`began when ${parent} was deployed, and now ${head} is`) as string,
    });
  });

  test.each([
    [
      'github',
      '/repos/council/wan/actions/workflows/deploy.yml/runs',
      {
        workflow_runs: [
          { head_sha: 'a1', conclusion: null },
          { head_sha: 'b2', conclusion: 'failure' },
          { head_sha: 'c3', conclusion: 'skipped' },
        ],
      },
    ],
    [
      'gitlab',
      '/api/v4/projects/42/deployments',
      [
        { sha: 'a1', status: 'running' },
        { sha: 'b2', status: 'failed' },
        { sha: 'c3', status: 'skipped' },
      ],
    ],
    [
      'azure',
      '/project/_apis/build/builds',
      {
        value: [
          { sourceVersion: 'a1', reason: 'manual' },
          { sourceVersion: 'b2', reason: 'batchedCI', result: 'failed' },
          { sourceVersion: 'c3', reason: 'schedule', result: 'failed' },
        ],
      },
    ],
  ] as const)('%s knows which were begun, where nothing has gone through yet', async (name, list, answer) => {
    const asking = (base: string): Promise<Ran> =>
      run(`base=${base}; . ci/unfinished.sh; printf '[%s]' "\${unfinished[@]}"`, HOSTS[name](), repository);
    host.answers.set(list, answer);
    expect(await asking('none')).toMatchObject({ code: 0, stdout: '[--unfinished][--begun][a1 b2]' });
    expect(host.asked).toHaveLength(1);
    // What came after a commit is compared with, whoever began it.
    expect(await asking(head)).toMatchObject({ code: 0, stdout: '[--unfinished]' });
    // Nobody can be asked on a laptop.
    expect(await run('base=none; . ci/unfinished.sh; echo "${unfinished[@]}"', {}, repository)).toMatchObject({
      code: 0,
      stdout: '--unfinished\n',
    });
    expect(host.asked).toHaveLength(1);
  });

  test('by hand; a commit of another branch is refused, and so is a machine that nobody asks for', async () => {
    expect(await deployed({ WAN_DEPLOYED: 'none' })).toMatchObject({ code: 0, stdout: 'none\n' });
    expect(await deployed({ WAN_DEPLOYED: '0'.repeat(40) })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is no ancestor of what is checked out') as string,
    });
    expect(await deployed({})).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nobody knows what is deployed') as string,
    });
  });
});
