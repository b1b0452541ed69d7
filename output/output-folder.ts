import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { failure, type Result, success } from '../catalogue/issues/issue';
import { systemErrorCode } from '../catalogue/yaml/source';
import { STACK_LOCK_FILE } from './provider-lock';
import { stableJson } from './stable-json';

/** What a folder of synthesised stacks says about itself, in `wan.json`. */
export interface OutputRecord {
  readonly wan: string;
  readonly environment: string;
  /** Hash of the program that wrote it. */
  readonly program: string;
  /** Per stack the hash of what it was made from and of what was written. */
  readonly stacks: Readonly<Record<string, { readonly input: string; readonly output: string }>>;
  /** Classes of packets that were proven for exactly these stacks; absent where nothing was. */
  readonly proven?: number | undefined;
  /** Hash of all that this hangs on beside the stacks: the proof itself, the catalogue, the lock and datacentres' policies. */
  readonly provenWith?: string | undefined;
}

const recordSchema = z.object({
  wan: z.string(),
  environment: z.string(),
  program: z.string(),
  stacks: z.record(z.string(), z.object({ input: z.string(), output: z.string() })),
  proven: z.number().optional(),
  provenWith: z.string().optional(),
});

export const RECORD_FILE = 'wan.json';
const MANIFEST_FILE = 'manifest.json';
const STACK_FILE = 'cdk.tf.json';

/** Files of one synthesis: stack name to JSON text, and the manifest that cdktf's CLI reads. */
export interface OutputFiles {
  readonly record: OutputRecord;
  /** Text of each stack that has to be written; a stack of the record that isn't here keeps its file. */
  readonly stacks: ReadonlyMap<string, string>;
  readonly manifest: string;
  /** Checksums of providers to lay beside stacks, where they are committed. */
  readonly providerLocks?: ReadonlyMap<string, string>;
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The record of a folder; undefined where nothing was synthesised into it, or its record can't be read. */
export function readRecord(folder: string): OutputRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path.join(folder, RECORD_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** The stack's file as it stands, where it is what the record says; a file changed by hand counts as absent. */
export function isIntact(folder: string, stack: string, record: OutputRecord): boolean {
  try {
    return sha256(readFileSync(stackFile(folder, stack))) === record.stacks[stack]?.output;
  } catch {
    return false;
  }
}

/** OUTPUT_FOREIGN where the folder holds another WAN's stacks: its next `deploy` would be the wrong network. */
export function checkOwner(
  folder: string,
  display: string,
  owner: { readonly wan: string; readonly environment: string },
): Result<true> {
  const record = readRecord(folder);
  const strange =
    existsSync(folder) && statSync(folder).isDirectory() && readdirSync(folder).some((name) => !name.startsWith('.'));
  if (record ? record.wan === owner.wan && record.environment === owner.environment : !strange) return success(true);
  return failure([
    {
      code: 'OUTPUT_FOREIGN',
      problem: record
        ? `${display} holds ${record.wan} ${record.environment}, and this is ${owner.wan} ${owner.environment}.`
        : `${display} holds files that this program did not write.`,
      fix: 'Write elsewhere (--out DIR, or `npx cdktf … --output DIR`), or say that it may be replaced: --replace, or WAN_REPLACE=1.',
    },
  ]);
}

/**
 * Writes a synthesis so that a reader never sees half of it: everything goes into a folder beside, then file by file
 * into place, the manifest last. `.terraform` folders survive. Reports OUTPUT_UNWRITABLE; the last good output then
 * stays as it was.
 */
export function writeOutput(folder: string, display: string, files: OutputFiles): Result<readonly string[]> {
  const staging = stagingFor(folder);
  try {
    rmSync(staging, { recursive: true, force: true });
    const staged: [string, string][] = [];
    mkdirSync(staging, { recursive: true });
    const stage = (relative: string, text: string): void => {
      const target = path.join(folder, relative);
      if (existsSync(target) && readFileSync(target, 'utf8') === text) return;
      const file = path.join(staging, relative);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text, { flush: true });
      staged.push([file, target]);
    };
    for (const [stack, text] of files.stacks) stage(path.join('stacks', stack, STACK_FILE), text);
    for (const [stack, text] of files.providerLocks ?? []) stage(path.join('stacks', stack, STACK_LOCK_FILE), text);
    stage(RECORD_FILE, stableJson(files.record));
    stage(MANIFEST_FILE, files.manifest);
    const stale = staleStacks(folder, files.record);
    for (const [, target] of staged) mkdirSync(path.dirname(target), { recursive: true });
    // From here on it is known what the folder is to be: whoever finds it half moved finishes it.
    const moves = staged.map(([, target]) => path.relative(folder, target));
    writeFileSync(path.join(staging, COMPLETE), JSON.stringify({ moves, stale }), { flush: true });
    moveIntoPlace(staged, path.join(staging, 'before'));
    for (const stack of stale) removeStack(folder, stack);
    return success(staged.map(([, target]) => path.relative(folder, target)));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return failure([
      {
        code: 'OUTPUT_UNWRITABLE',
        problem: `${display} can't be written: ${WORDS[code] ?? code}.`,
        fix: 'The last good output is still there. Make room or permission, and run it again.',
      },
    ]);
  } finally {
    discardStaging(staging);
  }
}

/** Says that everything that is to be moved is there. */
const COMPLETE = 'complete.json';
const completeSchema = z.object({ moves: z.array(z.string()), stale: z.array(z.string()) });

/** Beside the folder, or inside where it is a mount of its own: files can't be renamed from one disk to another. */
function stagingFor(folder: string): string {
  const beside = `${folder}.next-${process.pid}`;
  try {
    const isMount = statSync(folder).dev !== statSync(path.dirname(folder)).dev;
    return isMount ? path.join(folder, `.next-${process.pid}`) : beside;
  } catch {
    // Not there yet: it will be made on the disk of the folder above.
    return beside;
  }
}

/** Folders that runs which are no more left of what they were writing, with what they were to become. */
export function abandonedStagings(folder: string, isRunning: (pid: number) => boolean): readonly string[] {
  const places: readonly (readonly [string, string])[] = [
    [path.dirname(folder), `${path.basename(folder)}.next-`],
    [folder, '.next-'],
  ];
  return places.flatMap(([place, prefix]) =>
    (existsSync(place) && statSync(place).isDirectory() ? readdirSync(place) : []).flatMap((name) => {
      const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
      return Number.isInteger(pid) && !isRunning(pid) ? [path.join(place, name)] : [];
    }),
  );
}

/** Moves what a run that was killed had ready and not yet moved: old and new never stay mixed. */
export function finishMoves(folder: string, staging: string): void {
  let plan: z.output<typeof completeSchema>;
  try {
    plan = completeSchema.parse(JSON.parse(readFileSync(path.join(staging, COMPLETE), 'utf8')));
  } catch {
    // It was killed before anything was moved.
    return;
  }
  for (const relative of plan.moves) {
    const file = path.join(staging, relative);
    if (existsSync(file)) renameSync(file, path.join(folder, relative));
  }
  for (const stack of plan.stale) if (existsSync(stackFile(folder, stack))) removeStack(folder, stack);
}

/** Renames files into place; where one can't be, those that were already moved go back to what they were. */
function moveIntoPlace(staged: readonly (readonly [string, string])[], backup: string): void {
  const undo: (() => void)[] = [];
  mkdirSync(backup, { recursive: true });
  try {
    for (const [index, [file, target]] of staged.entries()) {
      const before = path.join(backup, String(index));
      const existed = existsSync(target);
      if (existed) copyFileSync(target, before);
      renameSync(file, target);
      undo.push(() => (existed ? renameSync(before, target) : rmSync(target)));
    }
  } catch (error) {
    for (const restore of undo.reverse()) restore();
    throw error;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full (ENOSPC)',
  EROFS: 'the disk is read-only (EROFS)',
  EACCES: 'permission denied (EACCES)',
  EPERM: 'not permitted (EPERM)',
  ENOENT: 'the folder above it does not exist and cannot be made (ENOENT)',
  ENOTDIR: 'a file stands where a folder should be (ENOTDIR)',
  EEXIST: 'a file stands where a folder should be (EEXIST)',
};

/** Removes a folder beside; also called on an interrupt. */
export function discardStaging(staging: string): void {
  try {
    rmSync(staging, { recursive: true, force: true });
  } catch {
    // A read-only disk: there is nothing to remove, and the error that matters has been reported.
  }
}

export function stackFile(folder: string, stack: string): string {
  return path.join(folder, 'stacks', stack, STACK_FILE);
}

function staleStacks(folder: string, record: OutputRecord): readonly string[] {
  const stacks = path.join(folder, 'stacks');
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks).filter(
    (name) => !Object.hasOwn(record.stacks, name) && existsSync(stackFile(folder, name)),
  );
}

/** A stack that is gone loses its file; its folder too, unless Terraform keeps something in it. */
function removeStack(folder: string, stack: string): void {
  rmSync(stackFile(folder, stack));
  try {
    const left = readdirSync(path.dirname(stackFile(folder, stack)));
    if (left.every((name) => name === STACK_LOCK_FILE))
      rmSync(path.join(path.dirname(stackFile(folder, stack)), STACK_LOCK_FILE), { force: true });
    rmdirSync(path.dirname(stackFile(folder, stack)));
  } catch {
    // Not empty: Terraform's own folder stays.
  }
}
