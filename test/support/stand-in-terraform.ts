import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './workspace';

/**
 * A program to put in place of Terraform (TERRAFORM_BINARY_NAME): real Terraform, run in the folder of the same name in which the stack stands as
 * `terraform_data` (ShapedWorld), since no provider can be had. It says what Terraform says; only of what a plan holds are the resources
 * called by their real types again. What a cloud or a provider would say it can't show.
 */
export function standInTerraform(shaped: string): string {
  const file = path.join(temporaryFolder(), 'terraform');
  writeFileSync(
    file,
    `#!/usr/bin/env node
const { spawn } = require('node:child_process');
const path = require('node:path');
const args = process.argv.slice(2);
const { TF_CLI_CONFIG_FILE, ...env } = process.env;
const cwd = args[0] === 'version' ? process.cwd() : path.join(${JSON.stringify(shaped)}, path.basename(process.cwd()));
const isShown = args[0] === 'show';
// Checksums of providers mean nothing here: there are none.
const own = args.filter((each) => each !== '-lockfile=readonly');
const child = spawn('terraform', own, { cwd, env, stdio: ['ignore', isShown ? 'pipe' : 'inherit', 'inherit'] });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
let text = '';
child.stdout?.setEncoding('utf8').on('data', (part) => (text += part));
child.on('close', (code) => {
  if (isShown)
    process.stdout.write(
      JSON.stringify(JSON.parse(text || '{}'), (key, value) => {
        if (value?.type !== 'terraform_data' || typeof value.name !== 'string' || !value.name.includes('__')) return value;
        const [type, name] = value.name.split('__');
        return { ...value, type, name, address: type + '.' + name };
      }),
    );
  process.exitCode = code ?? 1;
});
`,
  );
  chmodSync(file, 0o755);
  return file;
}
