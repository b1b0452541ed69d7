import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ROOT, type Ran } from '../support/run';
import { shell, stepShell } from '../support/workflow';
import { temporaryFolder } from '../support/workspace';
import { host, HOSTS } from '../support/code-hosts';

/** The scripts that speak with a code host or a store, each against a server or a program that keeps what it was asked. */
const run = async (script: string, env: Readonly<Record<string, string>>, cwd = ROOT): Promise<Ran> =>
  shell(script, cwd, env);

function page(text: string): string {
  const file = path.join(temporaryFolder(), 'review.md');
  writeFileSync(file, text);
  return file;
}

const MARKED = '<!-- wan: review -->\n### before';

describe('one comment on a pull request', () => {
  const cases = [
    [
      'github',
      '/repos/council/wan/issues/7/comments',
      [{ id: 9, body: MARKED }],
      ['POST /repos/council/wan/issues/7/comments', 'PATCH /repos/council/wan/issues/comments/9'],
    ],
    [
      'gitlab',
      '/api/v4/projects/42/merge_requests/7/notes',
      [{ id: 9, body: MARKED }],
      ['POST /api/v4/projects/42/merge_requests/7/notes', 'PUT /api/v4/projects/42/merge_requests/7/notes/9'],
    ],
    [
      'azure',
      '/project/_apis/git/repositories/wan/pullRequests/7/threads',
      {
        value: [
          { id: 1, comments: [] },
          { id: 9, comments: [{ id: 2, content: MARKED }] },
        ],
      },
      [
        'POST /project/_apis/git/repositories/wan/pullRequests/7/threads',
        'PATCH /project/_apis/git/repositories/wan/pullRequests/7/threads/9/comments/2',
      ],
    ],
  ] as const;
  test.each(cases)('%s: made, then changed where it stands', async (name, list, answer, written) => {
    const file = page('### 1 site changes\n\n"quoted" \\ and `$(touch here)`\n');
    host.answers.set(list, name === 'azure' ? { value: [] } : []);
    expect(await run(`exec ci/comment.sh '${file}'`, HOSTS[name]())).toMatchObject({ code: 0, stderr: '' });
    host.answers.set(list, answer);
    expect(await run(`exec ci/comment.sh '${file}'`, HOSTS[name]())).toMatchObject({ code: 0, stderr: '' });
    expect(host.written).toEqual(written);
    for (const { body } of host.asked.filter(({ method }) => method !== 'GET'))
      expect(JSON.stringify(body)).toContain(
        JSON.stringify('<!-- wan: review -->\n### 1 site changes\n\n"quoted" \\ and `$(touch here)`\n').slice(1, -1),
      );
    expect(existsSync(path.join(ROOT, 'here'))).toBe(false);
  });

  test('a page over the limit, an empty one and a host that nobody knows are refused, and nothing is asked', async () => {
    const long = await run(`exec ci/comment.sh '${page('x'.repeat(65_000))}'`, HOSTS.github());
    expect([long.code, long.stderr]).toEqual([
      2,
      expect.stringMatching(/has 65021 bytes, and a comment takes 65000: it was not posted\./),
    ]);
    expect((await run(`exec ci/comment.sh '${page('')}'`, HOSTS.github())).code).toBe(2);
    expect(await run(`exec ci/comment.sh '${page('### page')}'`, {})).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('none of GitHub Actions, GitLab CI and Azure DevOps') as string,
    });
    expect(host.asked).toEqual([]);
  });
});

describe('who is asked before a wave', () => {
  const asked = async (env: Readonly<Record<string, string>>): Promise<Ran> =>
    run('exec ci/approved.sh 2', { ...HOSTS.github(), ...env });
  const environment = '/repos/council/wan/environments/agree';

  test('an environment counts only where it has reviewers; nothing said is nobody asked; one open to every branch stops the wave', async () => {
    for (const name of ['prepare', 'production'])
      host.answers.set(`/repos/council/wan/environments/${name}`, {
        deployment_branch_policy: { custom_branch_policies: true },
      });
    host.answers.set(environment, { protection_rules: [{ type: 'branch_policy' }] });
    expect(await asked({ WAN_APPROVAL: 'environment' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The environment "agree" has no reviewers') as string,
    });
    host.answers.set(environment, {
      protection_rules: [{ type: 'required_reviewers', reviewers: [{ type: 'Team' }] }],
    });
    expect(await asked({ WAN_APPROVAL: 'environment' })).toMatchObject({
      code: 0,
      stdout: 'Wave 2: agreed to in the pipeline.\n',
    });
    host.answers.set('/repos/council/wan/environments/production', { deployment_branch_policy: null });
    expect(await asked({ WAN_APPROVAL: 'environment' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"production" is open to every branch') as string,
    });
    host.answers.set('/repos/council/wan/environments/production', {
      deployment_branch_policy: { protected_branches: true },
    });
    for (const said of ['', 'yes'])
      expect(await asked({ WAN_APPROVAL: said })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('Nobody is asked before a wave') as string,
      });
  });
});

test('a host that fails is asked once, and the job fails', async () => {
  const server = createServer((_, response) => {
    count += 1;
    response.writeHead(502);
    response.end('bad gateway');
  });
  let count = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ran = await run(`exec ci/comment.sh '${page('### page')}'`, {
    ...HOSTS.github(),
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
  });
  server.close();
  expect([ran.code === 0, count]).toEqual([false, 1]);
});

test('the issue of a night in GitLab, and where there is none: the job fails', async () => {
  const file = page('### 1 difference\n');
  const issues = '/api/v4/projects/42/issues';
  expect(await run(`exec ci/issue.sh '${file}' open`, HOSTS.gitlab())).toMatchObject({ code: 0 });
  host.answers.set(issues, [{ iid: 5 }]);
  for (const state of ['open', 'clean'])
    expect(await run(`exec ci/issue.sh '${file}' ${state}`, HOSTS.gitlab())).toMatchObject({ code: 0 });
  expect(host.written).toEqual([`POST ${issues}`, `PUT ${issues}/5`, `PUT ${issues}/5`]);
  expect(host.asked.at(-1)?.body).toEqual({ state_event: 'close' });
  expect(await run(`exec ci/issue.sh '${file}' open`, HOSTS.azure())).toMatchObject({
    code: 1,
    stdout: '### 1 difference\n',
  });
  expect(await run(`exec ci/issue.sh '${file}' clean`, HOSTS.azure())).toMatchObject({ code: 0 });
  // A page that is too long is cut at a line, and says so.
  const long = page('a line of a table\n'.repeat(5_000));
  expect(await run(`exec ci/issue.sh '${long}' open`, HOSTS.github())).toMatchObject({ code: 0 });
  const { body } = host.asked.at(-1)?.body as { body: string };
  expect(Buffer.byteLength(body)).toBeLessThan(65_536);
  expect(body).toMatch(/a line of a table\n\n… and more: the run has the whole page\.\n$/);
});

test('code scanning gets the commit and the file, packed', async () => {
  const file = page('{"version":"2.1.0"}');
  const { run: script } = stepShell('pull-request.yml', 'scan', 'scan.sh');
  const env = { ...HOSTS.github(), GITHUB_SHA: 'f'.repeat(40), GITHUB_REF: 'refs/pull/7/merge' };
  expect(await run(script.replace('pages/check/check.sarif', `'${file}'`), env)).toMatchObject({ code: 0, stderr: '' });
  expect(host.written).toEqual(['POST /repos/council/wan/code-scanning/sarifs']);
  const { sarif, ...rest } = host.asked[0]?.body as { sarif: string };
  expect(rest).toEqual({ commit_sha: 'f'.repeat(40), ref: 'refs/pull/7/merge' });
  expect(gunzipSync(Buffer.from(sarif, 'base64')).toString()).toBe('{"version":"2.1.0"}');
});

describe('the store of plans', () => {
  /** `aws s3 cp` and `az storage blob` as far as they are used: they copy between files, and keep what they were told. */
  function programs(store: string): string {
    const folder = temporaryFolder();
    const write = (name: string, text: string): void => {
      writeFileSync(path.join(folder, name), `#!/bin/bash\necho "${name} $*" >>'${store}/asked'\n${text}`);
      chmodSync(path.join(folder, name), 0o755);
    };
    const place = `place() { echo "$1" | sed -e 's#^s3://#${store}/#' -e 's#^https://#${store}/#'; }`;
    write(
      'aws',
      `${place}\nfrom="\${@: -2:1}"; to="\${@: -1}"\nmkdir -p "$(dirname "$(place "$to")")"; cp "$(place "$from")" "$(place "$to")"\n`,
    );
    write(
      'az',
      `${place}\nwhile [ $# -gt 0 ]; do case "$1" in --file) file=$2;; --blob-url) url=$2;; upload|download) what=$1;; esac; shift; done
if [ "$what" = upload ]; then mkdir -p "$(dirname "$(place "$url")")"; cp "$file" "$(place "$url")"; else cp "$(place "$url")" "$file"; fi\n`,
    );
    return folder;
  }

  const plans = (): string => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'aws-hub.tfplan'), 'a plan');
    writeFileSync(path.join(folder, 'aws-hub.plan.json'), '{"outcome":"planned"}');
    writeFileSync(path.join(folder, 'aws-inspect.plan.json'), '{"outcome":"later"}');
    return folder;
  };
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();

  test.each([
    [
      's3://a-bucket/plans',
      /^aws s3 cp --only-show-errors --sse aws:kms --sse-kms-key-id a-key \S+ s3:\/\/a-bucket\/plans\/[0-9a-f]{40}\/aws-hub\.tfplan$/m,
    ],
    [
      'https://account.blob.core.windows.net/plans/here',
      /^az storage blob upload --only-show-errors --auth-mode login --overwrite --file \S+ --blob-url https:\/\/account\S+\/aws-hub\.tfplan$/m,
    ],
    ['/FOLDER', undefined],
  ] as const)(
    '%s keeps them by commit and stack, and gives back those of the stacks that are asked for',
    async (place, told) => {
      const store = temporaryFolder();
      const env = {
        PATH: `${programs(store)}:${process.env['PATH'] ?? ''}`,
        WAN_PLANS: place === '/FOLDER' ? `${store}/kept` : place,
        WAN_PLANS_KEY: 'a-key',
      };
      expect(await run(`exec ci/store.sh put '${plans()}'`, env)).toMatchObject({ code: 0, stderr: '' });
      const back = temporaryFolder();
      const got = await run(`exec ci/store.sh get '${back}' aws-hub aws-inspect aws-gone`, env);
      expect(got.code).toBe(0);
      expect(got.stderr).toContain('aws-gone: no plan of this commit');
      expect(readdirSync(back).sort()).toEqual(['aws-hub.plan.json', 'aws-hub.tfplan', 'aws-inspect.plan.json']);
      expect(readFileSync(path.join(back, 'aws-hub.tfplan'), 'utf8')).toBe('a plan');
      if (told) expect(readFileSync(path.join(store, 'asked'), 'utf8')).toMatch(told);
      else expect(readdirSync(path.join(store, 'kept'))).toEqual([commit]);
    },
  );

  test('a place that is none is refused', async () => {
    const env = { WAN_PLANS: 'plans', PATH: process.env['PATH'] ?? '' };
    expect(await run(`exec ci/store.sh put '${plans()}'`, env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('WAN_PLANS is neither s3://') as string,
    });
    expect((await run(`exec ci/store.sh put '${plans()}'`, {})).stderr).toContain('WAN_PLANS names no place');
  });
});
