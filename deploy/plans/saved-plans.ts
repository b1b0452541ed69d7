import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { sha256 } from '../../output/output-folder';
import { stableJson } from '../../output/stable-json';

/** What a plan was made of, kept beside it: nobody applies one of another commit, of other stacks, or that was touched. */
const noteSchema = z.strictObject({
  stack: z.string(),
  wan: z.string(),
  environment: z.string(),
  /** Commit that was planned; empty outside of git. */
  commit: z.string(),
  /** Hash of the stack's own file; of the base's for a stack that is gone. */
  stackHash: z.string(),
  /** `later`: it reads what another stack is still to make, and is planned when that one is applied. */
  outcome: z.enum(['planned', 'unchanged', 'later']),
  /** Hash of the plan's file; empty where there is none. */
  planHash: z.string(),
});

export type PlanNote = z.output<typeof noteSchema>;
export type PlanOf = Omit<PlanNote, 'planHash' | 'outcome'>;

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

/** Keeps what a plan came to. A plan that changes nothing is not kept: nobody needs what it holds. */
export function keepPlan(folder: string, of: PlanOf, outcome: PlanNote['outcome']): void {
  const file = planPath(folder, of.stack);
  const isKept = outcome === 'planned' && existsSync(file);
  if (isKept) chmodSync(file, 0o600);
  else rmSync(file, { force: true });
  const note: PlanNote = { ...of, outcome, planHash: isKept ? sha256(readFileSync(file)) : '' };
  writeFileSync(notePath(folder, of.stack), stableJson(note));
}

/** Forgets a plan of before, so that nobody takes it for the one that is about to be made. */
export function dropPlan(folder: string, stack: string): void {
  for (const file of [planPath(folder, stack), notePath(folder, stack)]) rmSync(file, { force: true });
}

/** What a plan that was kept came to; PLAN_FOREIGN where it is not the one to apply. */
export function keptPlan(folder: string, wanted: PlanOf): Result<PlanNote['outcome']> {
  const { stack } = wanted;
  const refuse = (problem: string): Result<PlanNote['outcome']> => {
    const issue: Issue = {
      code: 'PLAN_FOREIGN',
      path: stack,
      problem: `The plan of ${stack} ${problem}`,
      fix: 'Plan again (`npx wan plan --save DIR`) with what is checked out now.',
    };
    return failure([issue]);
  };
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
  if (note.outcome !== 'planned') return success(note.outcome);
  if (!existsSync(planPath(folder, stack)) || sha256(readFileSync(planPath(folder, stack))) !== note.planHash)
    return refuse('is not the one that was kept.');
  return success('planned');
}

function short(commit: string): string {
  return commit === '' ? 'none' : commit.slice(0, 7);
}
