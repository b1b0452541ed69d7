import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { commitOf } from '../../review/sides/git';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';

/**
 * Waves that somebody has agreed to, in a file that is committed beside the catalogue: where nobody can be asked in the pipeline, whoever
 * reviews that commit is asked. Source of the need: docs.github.com/en/actions/reference/deployments-and-environments (required reviewers
 * are for public repositories, and private ones of GitHub Enterprise)
 */
const fileSchema = z.strictObject({
  approved: z.strictObject({
    /** Commit whose waves these are. */
    commit: z.string().regex(/^[0-9a-f]{40}$/),
    /** This wave and all before it. */
    wave: z.number().int().min(0),
    by: z.string(),
  }),
});

/** `sites.yaml` has it in `sites.approved.yaml`. */
export function approvalFile(catalogue: string): string {
  return `${catalogue.replace(/\.ya?ml$/, '')}.approved.yaml`;
}

export function approvalText(commit: string, wave: number, by: string): string {
  return `# Up to which wave this commit may be deployed. Written by \`npx wan approve\`; what counts is who merges it.\n${stringify({ approved: { commit, wave, by } })}`;
}

/**
 * Whether a wave of what is checked out was agreed to: the file names this commit, or one from which nothing but the file differs.
 * APPROVAL_MISSING with what to do. Undefined: it was.
 */
export function approvalFault(catalogue: string, cwd: string, wave: number): Issue | undefined {
  const file = approvalFile(catalogue);
  const head = commitOf(cwd);
  const refuse = (problem: string): Issue => ({
    code: 'APPROVAL_MISSING',
    problem,
    fix: `Look at what the waves before did; then \`npx wan approve --wave ${wave}\`, and have what it writes merged.`,
  });
  if (head === undefined)
    return { code: 'BASE_UNKNOWN', problem: 'This is no git checkout: nobody can say what was agreed to.' };
  const read = readApproval(path.resolve(cwd, file), file);
  if (!read.ok) return read.issues[0];
  const { value } = read;
  if (!value) return refuse(`Nobody has agreed to wave ${wave} of ${head.slice(0, 7)}: there is no ${file}.`);
  const others = differing(value.commit, head, cwd)?.filter((name) => name !== file);
  if (others === undefined) return refuse(`${file} is about commit ${value.commit.slice(0, 7)}, which is not here.`);
  if (others.length > 0)
    return refuse(
      `${file} is about commit ${value.commit.slice(0, 7)}, and ${head.slice(0, 7)} differs from it in ${others.slice(0, 3).join(', ')}${others.length > 3 ? ` and ${others.length - 3} more` : ''}.`,
    );
  return value.wave >= wave
    ? undefined
    : refuse(
        `${value.by} has agreed to ${value.commit.slice(0, 7)} up to wave ${value.wave}, and this is wave ${wave}.`,
      );
}

/** The commit that is being deployed: HEAD, or the one that the file is about where nothing else was changed since. */
export function approvedCommit(catalogue: string, cwd: string): string | undefined {
  const head = commitOf(cwd);
  const file = approvalFile(catalogue);
  const read = readApproval(path.resolve(cwd, file), file);
  if (head === undefined || !read.ok || !read.value) return head;
  const others = differing(read.value.commit, head, cwd)?.filter((name) => name !== file);
  return others?.length === 0 ? read.value.commit : head;
}

function readApproval(file: string, display: string): Result<{ commit: string; wave: number; by: string } | undefined> {
  if (!existsSync(file)) return success(undefined);
  try {
    return success(fileSchema.parse(parse(readFileSync(file, 'utf8'))).approved);
  } catch {
    return failure([
      {
        code: 'APPROVAL_MISSING',
        at: { file: display, line: 1, column: 1 },
        problem: 'It is not as `npx wan approve` writes it.',
        fix: 'Remove it, and let the command write it.',
      },
    ]);
  }
}

/** Files that differ between two commits; undefined where one is not here. */
function differing(from: string, to: string, cwd: string): readonly string[] | undefined {
  const { status, stdout } = spawnSync('git', ['diff', '--name-only', '--relative', '-z', from, to], {
    cwd,
    encoding: 'utf8',
  });
  const whole = spawnSync('git', ['diff', '--name-only', '-z', from, to], { cwd, encoding: 'utf8' });
  if (status !== 0 || whole.status !== 0) return undefined;
  const [here, everywhere] = [stdout, whole.stdout].map((text) => text.split('\0').filter((name) => name !== ''));
  // What differs outside of this folder counts as well.
  return here && everywhere && here.length === everywhere.length ? here : [...(here ?? []), '(other folders)'];
}
