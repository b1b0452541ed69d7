import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { reasonOf } from '../../../deploy/run/reasons';
import { Terraform } from '../../../deploy/run/terraform';
import { MIRROR_VERSION, terraformInit, terraformInstalled, terraformUnavailable } from '../../support/terraform';
import { temporaryFolder } from '../../support/workspace';

/** What real Terraform and the real provider say, and not what somebody remembers of it, is told as what it is. */
const onTerraform = terraformInstalled() ? test : test.skip;
const onMirror = terraformUnavailable() === undefined ? test : test.skip;
if (terraformUnavailable() !== undefined)
  process.stderr.write(`What providers say is not asked: ${terraformUnavailable() ?? ''}.\n`);

onTerraform(
  'a state that somebody holds',
  async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    const command = `touch ${at('begun')}; until [ -e ${at('go')} ]; do sleep 0.1; done`;
    writeFileSync(
      at('main.tf.json'),
      JSON.stringify({ resource: { terraform_data: { slow: { provisioner: [{ 'local-exec': { command } }] } } } }),
    );
    const [one, other] = [new Terraform('terraform', () => folder), new Terraform('terraform', () => folder)];
    try {
      const holding = one.run('aws-hub', 'apply', '-auto-approve', '-input=false', '-json');
      while (!existsSync(at('begun'))) await new Promise((resolve) => setTimeout(resolve, 50));
      const ran = await other.run('aws-hub', 'plan', '-input=false', '-json', '-lock-timeout=0s');
      writeFileSync(at('go'), '');
      expect((await holding).code).toBe(0);
      expect(ran.code).toBe(1);
      expect(renderIssues([reasonOf('aws-hub', 'plan', ran)])).toMatch(
        /^STATE_LOCKED {2}aws-hub\n {4}aws-hub: its state is locked: .*\n {4}Got: Error acquiring the state lock .*ID: +[0-9a-f-]{36}/,
      );
    } finally {
      writeFileSync(at('go'), '');
      one.done();
      other.done();
    }
  },
  60_000,
);

onMirror(
  'no credentials',
  async () => {
    const folder = temporaryFolder();
    writeFileSync(
      path.join(folder, 'main.tf.json'),
      JSON.stringify({
        terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: MIRROR_VERSION } } },
        provider: { aws: { region: 'eu-west-2' } },
        resource: { aws_ec2_transit_gateway: { hub: {} } },
      }),
    );
    expect((await terraformInit(folder)).ok).toBe(true);
    // Nothing of whoever runs this, and no service that would have to be waited for.
    const own = Object.keys(process.env).filter((name) => name.startsWith('AWS_') || name === 'TF_CLI_CONFIG_FILE');
    const kept = Object.fromEntries(own.map((name) => [name, process.env[name]]));
    for (const name of own) Reflect.deleteProperty(process.env, name);
    const set = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      AWS_CONFIG_FILE: '/nowhere',
    };
    Object.assign(process.env, set);
    const terraform = new Terraform('terraform', () => folder);
    try {
      const ran = await terraform.run('aws-hub', 'plan', '-input=false', '-json');
      expect(renderIssues([reasonOf('aws-hub', 'plan', ran)])).toMatch(
        /^CREDENTIALS_MISSING {2}aws-hub\n {4}aws-hub: there are no credentials, or they have expired\.\n {4}Got: No valid credential sources found/,
      );
    } finally {
      terraform.done();
      for (const name of Object.keys(set)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, kept);
    }
  },
  60_000,
);
