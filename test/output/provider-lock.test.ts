import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { providersCommand, type ProvidersOptions } from '../../cli/pipeline/providers';
import { reasonOf } from '../../deploy/run/reasons';
import { Terraform } from '../../deploy/run/terraform';
import { parseProviderLock, requiredProviders, stackLock } from '../../output/provider-lock';
import { ROOT, start } from '../support/run';
import { MIRROR_VERSION, terraformUnavailable } from '../support/terraform';
import { smallWorkspace, temporaryFolder } from '../support/workspace';

const unavailable = terraformUnavailable();
const mirror = process.env['WAN_PROVIDER_MIRROR'] ?? '';
const onTerraform = unavailable === undefined && mirror !== 'registry' ? test : test.skip;

const block = (address: string, version: string): string => `provider "registry.terraform.io/hashicorp/${address}" {
  version     = "${version}"
  constraints = "${version}"
  hashes = [
    "h1:aGFzaA==",
    "zh:${'0'.repeat(64)}",
  ]
}
`;
const LOCK = `# a comment\n\n${block('aws', '6.25.0')}\n${block('azurerm', '4.55.0')}`;
const stack = (providers: object): string => JSON.stringify({ terraform: { required_providers: providers } });

test('each stack gets the checksums of the providers that it asks for, and no others', () => {
  const lock = parseProviderLock(LOCK);
  const of = (providers: object): string => {
    const made = stackLock(lock, stack(providers), 'sites.yaml');
    return made.ok ? made.value : renderIssues(made.issues);
  };
  const head = '# Laid here from sites.providers.hcl: `npx wan providers lock` renews that.\n\n';
  expect(of({ aws: { source: 'aws', version: '6.25.0' } })).toBe(head + block('aws', '6.25.0'));
  expect(
    of({ aws: { source: 'hashicorp/aws', version: '6.25.0' }, azurerm: { source: 'azurerm', version: '4.55.0' } }),
  ).toBe(`${head}${block('aws', '6.25.0')}\n${block('azurerm', '4.55.0')}`);
  expect(of({ aws: { source: 'aws', version: '6.26.0' }, google: { source: 'google', version: '1.0.0' } })).toBe(`\
sites.providers.hcl:1:1  PROVIDERS_STALE
    It holds checksums of registry.terraform.io/hashicorp/aws 6.25.0, and stacks ask for 6.26.0.
    Run \`npx wan providers lock\` where the registry can be reached, and commit what it writes.

sites.providers.hcl:1:1  PROVIDERS_STALE
    It holds no checksums of registry.terraform.io/hashicorp/google, and stacks ask for 1.0.0.
    Run \`npx wan providers lock\` where the registry can be reached, and commit what it writes.
`);
});

test('short addresses are whole ones', () => {
  const found = requiredProviders(
    stack({ aws: { version: '= 1.0' }, b: { source: 'x/b', version: '2' }, c: { source: 'host/x/c', version: '3' } }),
  );
  expect([...found]).toEqual([
    ['registry.terraform.io/hashicorp/aws', '1.0'],
    ['registry.terraform.io/x/b', '2'],
    ['host/x/c', '3'],
  ]);
});

test('the shipped checksums are of the versions that the stacks ask for, and lie beside every stack', () => {
  expect(providersCommand('sites.yaml', ROOT, { check: true })).toEqual({
    text: 'sites.providers.hcl is of the versions that stacks ask for.\n',
    issues: [],
  });
  // Every provider that the registry has is there, by its own sums.
  for (const { text } of parseProviderLock(
    readFileSync(path.join(ROOT, 'sites.providers.hcl'), 'utf8'),
  ).blocks.values())
    expect([
      text.match(/"h1:[A-Za-z0-9+/]{43}="/g)?.length ?? 0,
      text.match(/"zh:[0-9a-f]{64}"/g)?.length ?? 0,
    ]).toEqual([expect.any(Number), expect.any(Number)]);
});

test('synthesis lays them beside stacks, renews what Terraform wrote there, and refuses those of other versions', () => {
  const folder = smallWorkspace();
  writeFileSync(path.join(folder, 'small.providers.hcl'), LOCK);
  const run = (): ReturnType<typeof start> => start(['--catalogue', 'small.yaml', '--out', 'out'], folder);
  expect(run()).toMatchObject({ code: 0 });
  const laid = (name: string): string => path.join(folder, 'out/stacks', name, '.terraform.lock.hcl');
  expect(readFileSync(laid('aws-hub'), 'utf8')).not.toContain('azurerm');
  expect(readFileSync(laid('azure-wan'), 'utf8')).toContain('azurerm');
  const link = readdirSync(path.join(folder, 'out/stacks')).find((name) => name.startsWith('link-')) ?? '';
  expect(readFileSync(laid(link), 'utf8')).toMatch(/hashicorp\/aws[\s\S]*hashicorp\/azurerm/);
  writeFileSync(laid('aws-hub'), 'what Terraform made of it');
  expect(run()).toMatchObject({ code: 0 });
  expect(readFileSync(laid('aws-hub'), 'utf8')).toContain('6.25.0');

  writeFileSync(path.join(folder, 'small.providers.hcl'), LOCK.replaceAll('4.55.0', '4.54.0'));
  expect(run()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'It holds checksums of registry.terraform.io/hashicorp/azurerm 4.54.0, and stacks ask for 4.55.0.',
    ) as string,
  });
  expect(providersCommand('small.yaml', folder, { check: true }).issues.map(({ code }) => code)).toEqual([
    'PROVIDERS_STALE',
  ]);
});

onTerraform(
  'Terraform writes the checksums, takes a provider that has them, and refuses one whose bytes are others',
  async () => {
    const said = (options: ProvidersOptions): string => {
      const { text, issues } = providersCommand('small.yaml', folder, options);
      return text + renderIssues(issues);
    };
    const folder = smallWorkspace();
    // The mirror holds another version than the stacks ask for: what Terraform says is passed on, and nothing is written.
    expect(said({ mirror, platforms: ['linux_amd64'] })).toMatch(
      /^STACK_FAILED\n {4}Terraform could not read the providers: .*\n {4}Run it where the registry/,
    );
    expect(existsSync(path.join(folder, 'small.providers.hcl'))).toBe(false);

    const { TF_CLI_CONFIG_FILE: _config, ...env } = process.env;
    const at = temporaryFolder();
    const required = { aws: { source: 'hashicorp/aws', version: MIRROR_VERSION } };
    writeFileSync(path.join(at, 'main.tf.json'), stack(required));
    execFileSync('terraform', ['providers', 'lock', '-platform=linux_amd64', `-fs-mirror=${mirror}`], {
      cwd: at,
      env,
      stdio: 'pipe',
    });
    const written = parseProviderLock(readFileSync(path.join(at, '.terraform.lock.hcl'), 'utf8'));
    const laid = stackLock(written, stack(required), 'sites.yaml');
    if (!laid.ok) throw new Error(renderIssues(laid.issues));

    const init = async (lock: string): Promise<{ readonly code: number; readonly said: string }> => {
      const fresh = path.join(temporaryFolder(), 'aws-hub');
      mkdirSync(fresh);
      writeFileSync(path.join(fresh, 'main.tf.json'), stack(required));
      writeFileSync(path.join(fresh, '.terraform.lock.hcl'), lock);
      const terraform = new Terraform('terraform', () => fresh);
      try {
        const ran = await terraform.run(
          'aws-hub',
          'init',
          '-input=false',
          '-no-color',
          '-lockfile=readonly',
          `-plugin-dir=${mirror}`,
        );
        return { code: ran.code, said: ran.code === 0 ? '' : renderIssues([reasonOf('aws-hub', 'init', ran)]) };
      } finally {
        terraform.done();
      }
    };
    expect(await init(laid.value)).toEqual({ code: 0, said: '' });
    const tampered = await init(laid.value.replaceAll(/h1:[^"]+/g, `h1:${'A'.repeat(43)}=`));
    expect(tampered.code).not.toBe(0);
    expect(tampered.said).toMatch(
      /^PROVIDER_CHANGED {2}aws-hub\n {4}aws-hub: a provider is not, byte for byte, the one whose checksums are committed\.\n/,
    );
  },
  180_000,
);
