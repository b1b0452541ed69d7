import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { fetchKeys, type StackKeys, variablesOf } from '../../deploy/run/stack-keys';
import { isIntact, type OutputRecord, readRecord } from '../../output/output-folder';
import { readProviderLock, STACK_LOCK_FILE, stackLock, stackLocks } from '../../output/provider-lock';
import { renderContext, stackHash } from '../../output/stack-hash';
import type { Prepared } from '../../plan/prepare';
import { readOutput } from '../../verify/terraform/read-output';

/** What each stack is told besides its file, from the environment or from the store that WAN_KEYS reads; all that is missing at once. */
export function keysOf(
  stacks: readonly string[],
  textOf: (stack: string) => string,
): Result<ReadonlyMap<string, StackKeys>> {
  const { keys, missing } = keysByStack(stacks, textOf);
  return missing.size > 0 ? failure([...missing.values()].flat()) : success(keys);
}

/** The same, with what is missing by its stack. */
export function keysByStack(
  stacks: readonly string[],
  textOf: (stack: string) => string,
): { readonly keys: ReadonlyMap<string, StackKeys>; readonly missing: ReadonlyMap<string, readonly Issue[]> } {
  const keys = new Map<string, StackKeys>();
  const missing = new Map<string, readonly Issue[]>();
  for (const stack of stacks) {
    const own = fetchKeys(stack, variablesOf(textOf(stack)), process.env['WAN_KEYS']);
    if (own.ok) keys.set(stack, own.value);
    else missing.set(stack, own.issues);
  }
  return { keys, missing };
}

/** Text of a stack's `.terraform.lock.hcl`; undefined where no checksums of what it asks for are committed. */
export type Locks = ((stack: string) => string | undefined) | undefined;

export function locksOf(
  { plan }: Prepared,
  catalogue: string,
  cwd: string,
  textOf: (stack: string) => string,
): Result<Locks> {
  const committed = readProviderLock(catalogue, cwd);
  if (!committed) return success(undefined);
  const checked = stackLocks(committed, plan.stacks, textOf, catalogue);
  if (!checked.ok) return checked;
  return success((stack) => {
    const own = checked.value.get(stack);
    if (own !== undefined) return own;
    // A stack that is gone asks for what the base asked for, which may be a version whose checksums are no longer here.
    const made = stackLock(committed, textOf(stack), catalogue);
    return made.ok ? made.value : undefined;
  });
}

/** Lays the committed checksums beside a stack, whatever Terraform has written there since. */
export function layLock(locks: Locks, stack: string, folder: string): void {
  const text = locks?.(stack);
  if (text !== undefined) writeFileSync(path.join(folder, STACK_LOCK_FILE), text);
}

/** The record of an output that is exactly what catalogue and lock make now. */
export function freshRecord(prepared: Prepared, folder: string, cwd: string, display: string): Result<OutputRecord> {
  const context = renderContext(folder, cwd);
  const { wan } = prepared.catalogue;
  const read = readOutput(folder, display, {
    wan: wan.name,
    environment: wan.environment,
    inputs: new Map(prepared.plan.stacks.map((input) => [input.name, stackHash(input, context)])),
  });
  if (!read.ok) return read;
  const record = readRecord(folder);
  const edited = prepared.plan.stacks.filter(({ name }) => !record || !isIntact(folder, name, record));
  return record && edited.length === 0
    ? success(record)
    : failure(
        edited.map(({ name }) => ({
          code: 'OUTPUT_STALE' as const,
          problem: `${display}/stacks/${name}/cdk.tf.json is not as this program wrote it.`,
          fix: 'Run `npm start`, which writes it anew.',
        })),
      );
}
