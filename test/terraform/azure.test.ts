import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseStack, renderAll } from '../support/synth';
import { terraform } from '../support/terraform';
import { temporaryFolder } from '../support/workspace';

const installed = spawnSync('terraform', ['version'], { stdio: 'ignore' }).status === 0;
if (!installed)
  process.stderr.write('Checks of shared keys by real Terraform are skipped: terraform is not installed.\n');

const STACK = parseStack(renderAll('test/fixtures/azure/wan.yaml').get('azure-uksouth-01'));
const NAMES = Object.keys(STACK.resource['azurerm_vpn_gateway_connection'] ?? {});
const key = (index: number): string => `k${'0123456789abcdef'.repeat(3)}${index}`;
const good = Object.fromEntries(NAMES.map((name, index) => [name, key(index)]));

/** What Terraform says of keys for a site stack: the variable alone, since no provider of Azure is at hand. */
async function planWith(keys: Readonly<Record<string, string>> | undefined): Promise<{ ok: boolean; output: string }> {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify({ variable: STACK.variable }));
  // From a file Terraform would print the line with every key in it when it refuses one.
  if (keys) process.env['TF_VAR_shared_keys'] = JSON.stringify(keys);
  await terraform(folder, 'init', '-input=false', '-no-color');
  return terraform(folder, 'plan', '-input=false', '-no-color', '-refresh=false');
}

afterEach(() => {
  delete process.env['TF_VAR_shared_keys'];
});

const run = installed ? test : test.skip;

test('CI has Terraform', () => {
  expect([process.env['CI'] === 'true', installed]).not.toEqual([true, false]);
  expect(NAMES.length).toBeGreaterThan(5);
});

run('a key for every connection, each its own: Terraform goes on, and shows none', async () => {
  const { ok, output } = await planWith(good);
  expect([ok, output]).toEqual([true, expect.stringContaining('No changes')]);
  expect(output).not.toContain(key(0).slice(0, 20));
});

run('keys of sites that are gone do no harm', async () => {
  expect((await planWith({ ...good, 'a-closed-site_council_primary': key(99) })).ok).toBe(true);
});

run.each([
  ['no keys at all', undefined, 'No value for required variable'],
  ['one connection without a key', { ...good, [NAMES[0] ?? '']: undefined }, 'needs a shared key of 32 to 64'],
  ['a key that is too short', { ...good, [NAMES[0] ?? '']: 'secret' }, 'needs a shared key of 32 to 64'],
  ['a key that begins with 0', { ...good, [NAMES[0] ?? '']: `0${key(1)}` }, 'needs a shared key of 32 to 64'],
  ['a key with a character that routers refuse', { ...good, [NAMES[0] ?? '']: `${key(1)}?` }, 'needs a shared key'],
  ['one key for two routers', { ...good, [NAMES[0] ?? '']: key(1) }, 'Two connections have one shared key'],
] as const)('%s is refused before anything is changed', async (_, keys, message) => {
  const { ok, output } = await planWith(keys as Readonly<Record<string, string>> | undefined);
  expect(ok).toBe(false);
  expect(output.replaceAll(/\s*│?\n[│\s]*/g, ' ')).toContain(message);
  expect(output).not.toContain(key(1).slice(0, 20));
});
