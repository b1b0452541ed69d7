import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/run';
import {
  MIRROR_VERSION,
  OFFLINE_AWS,
  plannedJson,
  terraform,
  terraformInit,
  terraformUnavailable,
} from '../support/terraform';
import { temporaryFolder } from '../support/workspace';

/** What a first pipeline needs in AWS, planned by real Terraform with the shipped permissions; no account stands behind it. */
const onTerraform = terraformUnavailable() === undefined ? test : test.skip;
const ACCOUNT = '111122223333';
const PERMISSIONS = path.join(ROOT, 'sites.permissions');

interface Planned {
  readonly planned_values: {
    readonly root_module: {
      readonly resources: readonly { readonly address: string; readonly values: Readonly<Record<string, unknown>> }[];
    };
  };
}

onTerraform(
  'three roles without any key, each for one environment in both forms of `sub`, with what `wan permissions` says and no more',
  async () => {
    const folder = temporaryFolder();
    const text = readFileSync(path.join(ROOT, 'examples/pipelines/first/aws.tf'), 'utf8');
    writeFileSync(path.join(folder, 'aws.tf'), text.replace('">= 5.100"', `"${MIRROR_VERSION}"`));
    // The line by line of docs/pipeline.md gives these.
    writeFileSync(
      path.join(folder, 'terraform.tfvars.json'),
      JSON.stringify({
        region: 'eu-west-2',
        bucket: 'council-wan-state',
        alias: 'alias/council-wan-state',
        account: ACCOUNT,
        permissions: PERMISSIONS,
        repository: 'council/wan',
        repository_ids: { owner: 11, repository: 22 },
        secrets: [`arn:aws:secretsmanager:eu-west-2:${ACCOUNT}:secret:wan/*`],
      }),
    );
    writeFileSync(
      path.join(folder, 'offline_override.tf.json'),
      JSON.stringify({
        provider: {
          aws: { ...OFFLINE_AWS, allowed_account_ids: [] },
        },
      }),
    );
    const init = await terraformInit(folder);
    expect(init.ok ? '' : init.output).toBe('');
    const planned = await plannedJson(folder);
    expect(planned.ok ? '' : planned.output).toBe('');
    const { resources } = (planned.plan as Planned).planned_values.root_module;
    const addresses = resources.map(({ address }) => address);

    const role = (name: string): Readonly<Record<string, unknown>> | undefined =>
      resources.find(({ address }) => address === `aws_iam_role.wan["${name}"]`)?.values;
    expect(role('deploy')).toMatchObject({ name: 'wan-deploy', max_session_duration: 21_600 });
    expect(role('plan')).toMatchObject({ name: 'wan-plan', max_session_duration: 21_600 });
    // Trust is known at the plan but for the provider's ARN: the documents are read from the configuration.
    expect(text).toContain('"repo:${var.repository}:environment:${each.value}"');
    expect(text).toContain(
      '@${var.repository_ids.owner}/${local.name}@${var.repository_ids.repository}:environment:${each.value}"',
    );

    // Every file of the account and of the state is a policy of the role that deploys; of the one that plans those alone that read.
    const files = readdirSync(PERMISSIONS).filter(
      (name) => name.startsWith(`aws-${ACCOUNT}-`) || name.startsWith('state-'),
    );
    const names = files.map((name) => name.replace(/\.json$/, ''));
    const policies = addresses.filter((address) => address.startsWith('aws_iam_policy.wan['));
    expect(policies.sort()).toEqual(
      [
        ...names.map((name) => `deploy-${name}`),
        ...names.filter((name) => name.endsWith('-plan')).flatMap((name) => [`plan-${name}`, `prepare-${name}`]),
      ]
        .map((name) => `aws_iam_policy.wan["${name}"]`)
        .sort(),
    );
    for (const { address, values } of resources)
      if (address.startsWith('aws_iam_policy.wan['))
        expect(String(values['policy']).replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6_144);
    expect(addresses).toEqual(
      expect.arrayContaining([
        'aws_s3_bucket_versioning.state',
        'aws_s3_bucket_public_access_block.state',
        'aws_s3_bucket_server_side_encryption_configuration.state',
        'aws_s3_bucket_lifecycle_configuration.plans',
        'aws_iam_openid_connect_provider.github[0]',
        'aws_kms_alias.wan',
      ]),
    );
    // Stacks and policies name the key by the catalogue's word for it.
    expect(resources.find(({ address }) => address === 'aws_kms_alias.wan')?.values['name']).toBe(
      'alias/council-wan-state',
    );
    // No key of anybody is made.
    expect(addresses.filter((address) => /access_key|user/.test(address))).toEqual([]);
  },
  120_000,
);

onTerraform(
  'a folder without policies is refused at the plan, and so is an account that it has no file of',
  async () => {
    const folder = temporaryFolder();
    const text = readFileSync(path.join(ROOT, 'examples/pipelines/first/aws.tf'), 'utf8');
    // Values are looked at before anybody is asked: no provider is needed.
    const values = text.slice(text.indexOf('variable "region"'), text.indexOf('provider "aws"'));
    writeFileSync(path.join(folder, 'values.tf'), values);
    const planned = (over: Readonly<Record<string, string>>): ReturnType<typeof terraform> =>
      terraform(
        folder,
        'plan',
        '-input=false',
        '-no-color',
        ...Object.entries({
          region: 'eu-west-2',
          bucket: 'b',
          alias: 'alias/a',
          account: ACCOUNT,
          permissions: PERMISSIONS,
          repository: 'council/wan',
          repository_ids: '{owner=1,repository=2}',
          ...over,
        }).map(([name, value]) => `-var=${name}=${value}`),
      );
    expect((await terraform(folder, 'init', '-no-color')).ok).toBe(true);
    expect((await planned({})).ok).toBe(true);
    for (const over of [{ permissions: path.join(ROOT, 'examples') }, { account: '999900009999' }]) {
      const { ok, output } = await planned(over);
      expect(ok).toBe(false);
      expect(output).toContain('It has no state-deploy.json, or no file of this account');
    }
  },
  60_000,
);

test('the line that applies it gives every value that has no default', () => {
  const text = readFileSync(path.join(ROOT, 'examples/pipelines/first/aws.tf'), 'utf8');
  const needed = [...text.matchAll(/^variable "(\w+)" \{([\s\S]*?)\n?\}/gm)].flatMap(([, name = '', body = '']) =>
    /\bdefault\b/.test(body) ? [] : [name],
  );
  const line =
    readFileSync(path.join(ROOT, 'docs/pipeline.md'), 'utf8').match(/terraform apply \\[\s\S]*?```/)?.[0] ?? '';
  const given = [...line.matchAll(/-var "?(\w+)=/g)].map(([, name = '']) => name);
  expect(given.sort()).toEqual(needed.sort());
});
