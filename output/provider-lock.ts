import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { failure, type Issue, type Result, success } from '../catalogue/issues/issue';

/**
 * Checksums of the providers, as `terraform providers lock` writes them, for the platforms that plan and deploy. One file beside the
 * catalogue; each stack gets what it needs of it, as `.terraform.lock.hcl`, so that a provider whose bytes are others is refused.
 * Source: developer.hashicorp.com/terraform/language/files/dependency-lock
 */
export interface ProviderLock {
  /** Blocks by the provider's whole address. */
  readonly blocks: ReadonlyMap<string, LockedProvider>;
}

interface LockedProvider {
  readonly version: string;
  readonly text: string;
}

export const STACK_LOCK_FILE = '.terraform.lock.hcl';

/** `sites.yaml` has it in `sites.providers.hcl`. */
export function providerLockFile(catalogue: string): string {
  return `${catalogue.replace(/\.ya?ml$/, '')}.providers.hcl`;
}

const BLOCK = /^provider "([^"]+)" \{\n(?:.*\n)*?\}\n?/gm;

/** Reads what Terraform wrote. Anything else in the file is a comment. */
export function parseProviderLock(text: string): ProviderLock {
  const blocks = new Map<string, LockedProvider>();
  for (const [whole, address = ''] of text.matchAll(BLOCK)) {
    const [, version] = /^ {2}version += "([^"]+)"$/m.exec(whole) ?? [];
    if (version !== undefined) blocks.set(address, { version, text: whole.trimEnd() });
  }
  return { blocks };
}

/** The committed checksums; undefined where nobody has locked any. */
export function readProviderLock(catalogue: string, cwd: string): ProviderLock | undefined {
  const file = path.resolve(cwd, providerLockFile(catalogue));
  return existsSync(file) ? parseProviderLock(readFileSync(file, 'utf8')) : undefined;
}

/** What a stack's JSON asks for: versions by the providers' whole addresses. */
export function requiredProviders(stackText: string): ReadonlyMap<string, string> {
  const { terraform } = JSON.parse(stackText) as {
    terraform?: { required_providers?: Readonly<Record<string, { source?: string; version?: string }>> };
  };
  return new Map(
    Object.entries(terraform?.required_providers ?? {}).map(([name, { source = name, version = '' }]) => [
      addressOf(source),
      version.replace(/^=? */, ''),
    ]),
  );
}

/** `aws` and `hashicorp/aws` are short for the same. Source: developer.hashicorp.com/terraform/language/providers/requirements */
function addressOf(source: string): string {
  const parts = source.split('/');
  return [...['registry.terraform.io', 'hashicorp'].slice(0, 3 - parts.length), ...parts].join('/');
}

/** `.terraform.lock.hcl` of a stack. Reports PROVIDERS_STALE where the file locks another version, or none. */
export function stackLock(lock: ProviderLock, stackText: string, catalogue: string): Result<string> {
  const issues: Issue[] = [];
  const blocks: string[] = [];
  for (const [address, version] of requiredProviders(stackText)) {
    const found = lock.blocks.get(address);
    if (found?.version === version) blocks.push(found.text);
    else
      issues.push({
        code: 'PROVIDERS_STALE',
        at: { file: providerLockFile(catalogue), line: 1, column: 1 },
        problem: `It holds ${found ? `checksums of ${address} ${found.version}` : `no checksums of ${address}`}, and stacks ask for ${version}.`,
        fix: 'Run `npx wan providers lock` where the registry can be reached, and commit what it writes.',
      });
  }
  if (issues.length > 0) return failure(issues);
  return success(
    `# Laid here from ${path.basename(providerLockFile(catalogue))}: \`npx wan providers lock\` renews that.\n\n${blocks.join('\n\n')}\n`,
  );
}

/** The same for every stack of an output; all stacks of one cloud ask for the same, so that one of each is read. */
export function stackLocks(
  lock: ProviderLock,
  stacks: readonly { readonly name: string; readonly kind: string }[],
  textOf: (stack: string) => string,
  catalogue: string,
): Result<ReadonlyMap<string, string>> {
  const known = new Map<string, Result<string>>();
  const locks = new Map<string, string>();
  const issues: Issue[] = [];
  for (const { name, kind } of stacks) {
    const cloud = kind.split('-')[0] ?? kind;
    const own = known.get(cloud) ?? stackLock(lock, textOf(name), catalogue);
    if (own.ok) locks.set(name, own.value);
    else if (!known.has(cloud)) issues.push(...own.issues);
    known.set(cloud, own);
  }
  const seen = new Set<string>();
  return issues.length === 0
    ? success(locks)
    : failure(issues.filter(({ problem }) => !seen.has(problem) && seen.add(problem)));
}
