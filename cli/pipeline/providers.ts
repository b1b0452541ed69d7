import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { terraformVersion } from '../../deploy/run/terraform';
import {
  parseProviderLock,
  providerLockFile,
  readProviderLock,
  requiredProviders,
  STACK_LOCK_FILE,
} from '../../output/provider-lock';
import { renderContext } from '../../output/stack-hash';
import { prepare } from '../../plan/prepare';
import type { CommandResult } from '../command-result';
import { loadRenderer } from '../made-here';
import { replaceFile } from '../writing/replace-file';

/** Platforms of pipelines and of laptops. */
export const PLATFORMS: readonly string[] = [
  'linux_amd64',
  'linux_arm64',
  'darwin_arm64',
  'darwin_amd64',
  'windows_amd64',
];

export interface ProvidersOptions {
  readonly check?: boolean;
  readonly platforms?: readonly string[];
  /** A filesystem mirror to read instead of the registry. */
  readonly mirror?: string;
}

/**
 * `wan providers lock`: has Terraform write the checksums of both providers, for every platform in use, beside the catalogue; with
 * `check` says whether those that are committed are of the versions that stacks ask for.
 */
export function providersCommand(catalogue: string, cwd: string, options: ProvidersOptions): CommandResult {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const wanted = providersOf(catalogue, cwd);
  if (!wanted.ok) return failed(wanted.issues);
  const file = providerLockFile(catalogue);
  if (options.check === true) {
    const held = readProviderLock(catalogue, cwd);
    const stale = [...wanted.value].filter(([address, version]) => held?.blocks.get(address)?.version !== version);
    if (stale.length === 0) return { text: `${file} is of the versions that stacks ask for.\n`, issues: [] };
    return failed(
      stale.map(([address, version]) => ({
        code: 'PROVIDERS_STALE',
        at: { file, line: 1, column: 1 },
        problem: `It holds ${held?.blocks.has(address) === true ? `checksums of ${address} ${held.blocks.get(address)?.version ?? ''}` : `no checksums of ${address}`}, and stacks ask for ${version}.`,
        fix: 'Run `npx wan providers lock` where the registry can be reached, and commit what it writes.',
      })),
    );
  }
  const locked = lockProviders(wanted.value, cwd, options);
  if (!locked.ok) return failed(locked.issues);
  const refused = replaceFile(path.resolve(cwd, file), locked.value, file);
  if (refused) return failed([refused]);
  return {
    text: `${file}: ${[...parseProviderLock(locked.value).blocks].map(([address, { version }]) => `${address} ${version}`).join(', ')}. Commit it.\n`,
    issues: [],
  };
}

/** What the stacks of this network ask for together. */
function providersOf(catalogue: string, cwd: string): Result<ReadonlyMap<string, string>> {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return prepared;
  const { stacks } = prepared.value.plan;
  // All stacks of a cloud ask for the same: one of each is made.
  const chosen = ['aws-', 'azure-', 'link'].flatMap(
    (kind) => stacks.find((input) => input.kind.startsWith(kind)) ?? [],
  );
  const context = renderContext(path.resolve(cwd, 'cdktf.out'), cwd);
  return success(
    new Map(chosen.flatMap((input) => [...requiredProviders(loadRenderer().renderStack(input, context))])),
  );
}

function lockProviders(
  wanted: ReadonlyMap<string, string>,
  cwd: string,
  { platforms = PLATFORMS, mirror }: ProvidersOptions,
): Result<string> {
  const binary = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  const version = terraformVersion(binary);
  if (!version.ok) return version;
  const folder = mkdtempSync(path.join(tmpdir(), 'wan-providers-'));
  try {
    const providers = Object.fromEntries(
      [...wanted].map(([address, pin]) => [path.basename(address), { source: address, version: pin }]),
    );
    writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify({ terraform: { required_providers: providers } }));
    const { status, stderr, stdout } = spawnSync(
      binary,
      [
        'providers',
        'lock',
        ...platforms.map((platform) => `-platform=${platform}`),
        ...(mirror === undefined ? [] : [`-fs-mirror=${path.resolve(cwd, mirror)}`]),
      ],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' } },
    );
    if (status === 0) return success(readFileSync(path.join(folder, STACK_LOCK_FILE), 'utf8'));
    const said = stripVTControlCharacters(`${stderr}${stdout}`)
      .replaceAll(/[│╷╵]/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
    return failure([
      {
        code: 'STACK_FAILED',
        problem: `Terraform could not read the providers: ${said.slice(0, 600)}`,
        fix: 'Run it where the registry can be reached, or give --mirror with a folder that `terraform providers mirror` filled.',
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
