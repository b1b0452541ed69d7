import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failure, type Result, success } from '../../catalogue/issues/issue';
import { programRoot } from '../../output/program';
import type { Prepared } from '../../plan/prepare';
import { filesAt, type Revision, UnreadableCommit } from './git';
import { madeElsewhere, type Side } from './side';
import { writeFiles } from './write-files';

/**
 * Stacks of the base made by the base's own program, from a copy of that commit. Its packages are those of this checkout, so
 * they must be the same ones; reports BASE_PROGRAM where they aren't, or where that program fails.
 */
export function byItsOwnProgram(
  { catalogue, cwd }: { readonly catalogue: string; readonly cwd: string },
  { commit }: Revision,
  prepared: Prepared,
  label: string,
): Result<Side> {
  const root = programRoot();
  const copy = mkdtempSync(path.join(tmpdir(), 'wan-base-program-'));
  try {
    const files = allAt(root, commit);
    if (!files)
      return failure([
        {
          code: 'BASE_PROGRAM',
          problem: `The program of ${label} is not all here: git has no content for some of its files.`,
          fix: 'Fetch it whole (`git fetch --refetch`, or a clone without --filter).',
        },
      ]);
    writeFiles(copy, files);
    const lock = (folder: string): string => readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
    if (lock(copy) !== lock(root))
      return failure([
        {
          code: 'BASE_PROGRAM',
          problem: `${label} was made by a program with other packages (package-lock.json), which are not installed here: what it made can't be made again.`,
          fix: 'Compare with a commit that has these packages, or review the change of packages by itself.',
        },
      ]);
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    const inside = path.relative(root, path.resolve(cwd, catalogue));
    const out = path.join(copy, 'cdktf.out.base');
    const { status, stderr } = spawnSync(process.execPath, ['bin/start.cjs', '--catalogue', inside, '--out', out], {
      cwd: copy,
      encoding: 'utf8',
      env: {
        ...process.env,
        WAN_CACHE: '0',
        WAN_SKIP_VERIFY: '1',
        WAN_SKIP_REVIEW: '1',
        WAN_CATALOGUE: '',
        CDKTF_OUTDIR: '',
      },
    });
    if (status !== 0)
      return failure([
        {
          code: 'BASE_PROGRAM',
          problem: `The program of ${label} does not make its own network: ${stderr.trim().split('\n')[0] ?? ''}`,
          fix: 'Compare with a commit whose program runs.',
        },
      ]);
    const stacks = path.join(out, 'stacks');
    const order = prepared.plan.stacks.map(({ name }) => name);
    const names = readdirSync(stacks).sort((a, b) => order.indexOf(a) - order.indexOf(b));
    return success(
      madeElsewhere(
        label,
        prepared,
        new Map(names.map((name) => [name, readFileSync(path.join(stacks, name, 'cdk.tf.json'), 'utf8')])),
      ),
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Every file of a commit; undefined where git doesn't have them all. */
function allAt(root: string, commit: string): ReadonlyMap<string, Uint8Array> | undefined {
  try {
    return filesAt(root, commit, () => true);
  } catch (error) {
    if (error instanceof UnreadableCommit) return undefined;
    throw error;
  }
}
