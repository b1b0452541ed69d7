import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipelineOfFile } from '../support/pipeline';
import type { Ran } from '../support/run';

const { pipeline, onTerraform } = pipelineOfFile(true);

onTerraform(
  'a night: what somebody changed is told by building and owner in one issue, which is closed when all is well',
  async () => {
    const { folder, host } = pipeline;
    const night = async (): Promise<string> => {
      const ran = await pipeline.step('nightly.yml', 'drift', 'drift.sh');
      expect(ran.code === 0 ? '' : ran.stderr).toBe('');
      return pipeline.output['state'] ?? '';
    };
    const issue = async (state: string): Promise<Ran> => {
      rmSync(path.join(folder, 'found'), { recursive: true, force: true });
      if (state !== '') cpSync(path.join(folder, 'night'), path.join(folder, 'found/night'), { recursive: true });
      return pipeline.step('nightly.yml', 'issue', 'issue.sh', { STATE: state });
    };
    const at = pipeline.lay();
    // What is deployed is what is looked at.
    pipeline.deployed(pipeline.head);
    expect(await pipeline.step('nightly.yml', 'drift', 'git checkout')).toMatchObject({ code: 0 });
    pipeline.git('checkout', '-q', 'main');
    expect(await night()).toBe('clean');
    expect(readFileSync(path.join(folder, 'night/drift.md'), 'utf8')).toContain(
      '7 stacks: everything is as it was deployed.',
    );
    expect(await issue('clean')).toMatchObject({ code: 0 });
    expect(host.written.filter((line) => line.endsWith('/issues'))).toEqual([]);

    const stateFile = path.join(at('aws-enfield-01'), 'terraform.tfstate');
    const before = readFileSync(stateFile, 'utf8');
    const connection =
      /terraform_data","name":"aws_vpn_connection__([\w-]+)"|"name": "aws_vpn_connection__([\w-]+)"/.exec(
        before,
      )?.[2] ?? '';
    execFileSync('terraform', ['state', 'rm', `terraform_data.aws_vpn_connection__${connection}`], {
      cwd: at('aws-enfield-01'),
      env: { ...process.env, TF_CLI_CONFIG_FILE: '' },
    });
    expect(await night()).toBe('open');
    const page = readFileSync(path.join(folder, 'night/drift.md'), 'utf8');
    expect(page).toMatch(/^### \d+ differences?, in 7 stacks\./);
    expect(page).toMatch(
      new RegExp(
        `\\\\| [A-Z].* \\\\| enfield \\\\| aws-enfield-01 \\\\| aws.*${connection.slice(0, 8)}.*is gone, and would be made anew`,
      ),
    );
    expect(await issue('open')).toMatchObject({ code: 0 });
    const issues = '/repos/council/wan/issues';
    host.lists.set(issues, [[{ number: 12 }]]);
    expect(await issue('open')).toMatchObject({ code: 0 });
    expect(await issue('clean')).toMatchObject({ code: 0 });
    expect(host.written.slice(-3)).toEqual([`POST ${issues}`, `PATCH ${issues}/12`, `PATCH ${issues}/12`]);
    expect(host.asked.at(-1)?.body).toEqual({ state: 'closed', state_reason: 'completed' });
    // A night that could not look keeps the issue open, and says so.
    expect(await issue('')).toMatchObject({ code: 0 });
    expect((host.asked.at(-1)?.body as { body: string }).body).toBe(
      '### Nobody could look tonight: the log of the run says why.\n',
    );
    writeFileSync(stateFile, before);
  },
  400_000,
);
