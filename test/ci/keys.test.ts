import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../support/checkout';
import { sideOf } from '../support/review';
import { start, type Ran } from '../support/run';
import { StandInHost } from '../support/stand-in-host';
import { standInTerraform } from '../support/stand-in-terraform';
import { terraformInstalled } from '../support/terraform';
import { ShapedWorld } from '../support/terraform-shape';
import { shell } from '../support/workflow';
import { temporaryFolder } from '../support/workspace';

/** Keys that are planted wherever a pipeline is given any, and looked for in all that it says and leaves behind. */
const onTerraform = terraformInstalled() ? test : test.skip;
const STACK = 'azure-uksouth-01';

/** Every file below a folder that is not git's, a package or a link. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === '.git' ? [] : filesIn(file);
    return entry.isFile() ? [file] : [];
  });
}

onTerraform(
  'no log, digest, page, comment or issue holds a key, though plans and states do',
  async () => {
    const folder = checkout(['ci']);
    const host = new StandInHost();
    const world = new ShapedWorld();
    const side = sideOf('small', folder, 'small.yaml');
    const before = side.stacks.filter(
      (stack) => stack === 'azure-wan' || stack === 'azure-uksouth-hub' || stack === 'azure-uksouth-rules',
    );
    for (const { stack, failed } of world.apply(side, before)) expect([stack, failed]).toEqual([stack, []]);
    const at = world.lay(side, true);
    expect(start(['--catalogue', 'small.yaml'], folder)).toMatchObject({ code: 0 });

    const connections = Object.keys(
      (
        JSON.parse(readFileSync(path.join(folder, 'cdktf.out/stacks', STACK, 'cdk.tf.json'), 'utf8')) as {
          resource: { azurerm_vpn_gateway_connection: object };
        }
      ).resource.azurerm_vpn_gateway_connection,
    );
    const keys = Object.fromEntries(connections.map((name, index) => [name, `S3nt1nelKey${'x'.repeat(24)}${index}`]));
    const store = path.join(temporaryFolder(), 'keys.json');
    writeFileSync(store, JSON.stringify(keys));
    const env = {
      WAN_CATALOGUE: 'small.yaml',
      WAN_KEYS: `cat '${store}'`,
      WAN_PLANS: temporaryFolder(),
      TERRAFORM_BINARY_NAME: standInTerraform(path.dirname(at('any'))),
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: await host.open(),
      GITHUB_REPOSITORY: 'council/wan',
      GITHUB_TOKEN: 'S3nt1nelToken0123456789',
      GITHUB_WORKFLOW_REF: 'council/wan/.github/workflows/deploy.yml@refs/heads/main',
      WAN_DEPLOYED: 'none',
      WAN_APPLY: 'true',
      GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
      PULL_REQUEST: '7',
      AWS_SECRET_ACCESS_KEY: 'S3nt1nelSecret0123456789',
      ARM_CLIENT_SECRET: 'S3nt1nelClient0123456789',
    };
    host.answers.set('/repos/council/wan/actions/workflows/deploy.yml/runs', { workflow_runs: [] });
    const ran: Ran[] = [];
    const run = async (script: string, code: number, over: Readonly<Record<string, string>> = {}): Promise<void> => {
      const result = await shell(script, folder, { ...env, ...over });
      ran.push(result);
      expect([script, result.code, result.code === code ? '' : result.stderr]).toEqual([script, code, '']);
    };
    try {
      await run(`ci/plan.sh none digests ${STACK}`, 0);
      // Without a base that is deployed the gate has something to say; the page is what matters here.
      await run(
        'ci/review.sh none page digests || test -s page/review.md; cat page/review.md | tee -a "$GITHUB_STEP_SUMMARY"',
        0,
      );
      await run('ci/comment.sh page/review.md', 0);
      await run(`ci/apply.sh none ${STACK}`, 0);
      await run(`node bin/wan.cjs drift ${STACK} --write night >night.md; cat night.md; ci/issue.sh night.md open`, 0);

      // A key that Terraform refuses is not repeated, and neither is one that two connections share.
      const [first = '', second = ''] = connections;
      writeFileSync(store, JSON.stringify({ ...keys, [first]: 'S3nt1nelShort' }));
      await run(`ci/plan.sh none digests ${STACK}`, 1);
      expect(ran.at(-1)?.stderr).toMatch(/STACK_FAILED {2}azure-uksouth-01\n {4}azure-uksouth-01 stopped at plan: /);
      writeFileSync(store, JSON.stringify({ ...keys, ...(second === '' ? {} : { [second]: keys[first] }) }));
      await run(`ci/plan.sh none digests ${STACK}`, second === '' ? 0 : 1);
      // One that a provider repeats is taken out of what is repeated of it.
      writeFileSync(store, JSON.stringify(keys));
      const file = path.join(at(STACK), 'main.tf.json');
      const tree = JSON.parse(readFileSync(file, 'utf8')) as { resource: { terraform_data: Record<string, object> } };
      tree.resource.terraform_data['loud__one'] = {
        provisioner: [{ 'local-exec': { command: `echo 'Error: ${keys[first]} is no good' >&2; exit 3` } }],
      };
      writeFileSync(file, JSON.stringify(tree));
      await run(`ci/plan.sh none digests ${STACK} && ci/apply.sh none ${STACK}`, 1);
      expect(ran.at(-1)?.stderr).toMatch(/is no good/);
    } finally {
      host.close();
    }

    const sentinel = /S3nt1nel/;
    // What is looked with finds what is there: the state holds every key.
    const state = readFileSync(path.join(at(STACK), 'terraform.tfstate'), 'utf8');
    for (const key of Object.values(keys)) expect(state).toContain(key);
    expect(readdirSync(env.WAN_PLANS).length).toBeGreaterThan(0);

    for (const { stdout, stderr } of ran) expect(stdout + stderr).not.toMatch(sentinel);
    expect(host.written).toEqual(['POST /repos/council/wan/issues/7/comments', 'POST /repos/council/wan/issues']);
    for (const { body } of host.asked) expect(JSON.stringify(body ?? '')).not.toMatch(sentinel);
    const left = filesIn(folder).filter((file) => sentinel.test(readFileSync(file, 'latin1')));
    expect(left).toEqual([]);
    // Pages say what they are there for.
    expect(readFileSync(path.join(folder, 'page/review.md'), 'utf8')).toContain(STACK);
    expect(readFileSync(path.join(folder, 'summary.md'), 'utf8')).toContain(`${STACK}: +`);
  },
  400_000,
);
