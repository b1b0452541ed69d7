import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Issue } from '../catalogue/issues/issue';
import { sha256 } from '../output/output-folder';
import { stableJson } from '../output/stable-json';

/** What a plan was made of, kept beside it: nobody applies one of another commit, of other stacks, or that was touched. */
const noteSchema = z.strictObject({
  stack: z.string(),
  wan: z.string(),
  environment: z.string(),
  /** Commit that was planned; empty outside of git. */
  commit: z.string(),
  /** Hash of the stack's own file. */
  stackHash: z.string(),
  planHash: z.string(),
});

export type PlanNote = z.output<typeof noteSchema>;

export function planPath(folder: string, stack: string): string {
  return path.join(folder, `${stack}.tfplan`);
}

function notePath(folder: string, stack: string): string {
  return path.join(folder, `${stack}.plan.json`);
}

/** A plan holds keys in clear: nobody else on the machine reads it. */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

export function keepPlan(folder: string, note: Omit<PlanNote, 'planHash'>): void {
  const file = planPath(folder, note.stack);
  if (!existsSync(file)) return;
  chmodSync(file, 0o600);
  writeFileSync(notePath(folder, note.stack), stableJson({ ...note, planHash: sha256(readFileSync(file)) }));
}

/** Whether a plan that was kept is the one to apply; PLAN_FOREIGN with what is otherwise. Undefined: it is. */
export function planFault(folder: string, wanted: Omit<PlanNote, 'planHash'>): Issue | undefined {
  const { stack } = wanted;
  const refuse = (problem: string): Issue => ({
    code: 'PLAN_FOREIGN',
    path: stack,
    problem: `The plan of ${stack} ${problem}`,
    fix: 'Plan again (`npx wan plan --save DIR`) with what is checked out now.',
  });
  let note: PlanNote;
  try {
    note = noteSchema.parse(JSON.parse(readFileSync(notePath(folder, stack), 'utf8')));
  } catch {
    return refuse('is not in the folder, or says not what it was made of.');
  }
  if (note.wan !== wanted.wan || note.environment !== wanted.environment || note.stack !== stack)
    return refuse(`is of ${note.stack} of ${note.wan} ${note.environment}.`);
  if (note.commit !== wanted.commit)
    return refuse(`was made of commit ${short(note.commit)}, and ${short(wanted.commit)} is checked out.`);
  if (note.stackHash !== wanted.stackHash) return refuse('was made of a stack that is written otherwise now.');
  if (!existsSync(planPath(folder, stack)) || sha256(readFileSync(planPath(folder, stack))) !== note.planHash)
    return refuse('is not the one that was kept.');
  return undefined;
}

function short(commit: string): string {
  return commit === '' ? 'none' : commit.slice(0, 7);
}
