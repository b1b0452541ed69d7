import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Wan } from '../../catalogue/model';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { programRoot } from '../../output/program';
import type { RenderContext } from '../../output/stack-hash';
import { lockPathOf } from '../../plan/lock/lock-file';
import { prepare, type Prepared } from '../../plan/prepare';
import {
  areAt,
  differsFrom,
  filesAt,
  findRevision,
  type NoRevision,
  repositoryOf,
  type Revision,
  UnreadableCommit,
} from './git';
import { byItsOwnProgram } from './own-program';
import { madeHere, type RenderStack, type Side } from './side';
import { writeFiles } from './write-files';

/** What makes the network of a catalogue: where any of it differs, the base is made by its own program. */
const PROGRAM = ['catalogue', 'constructs', 'plan', 'stacks', 'output', 'main.ts', 'package-lock.json'] as const;

export interface BaseOptions {
  /** The catalogue as the user would type it, and where from. */
  readonly catalogue: string;
  readonly cwd: string;
  /** Files that the working tree's catalogue is read from, as seen from `cwd`; left out: any file may be new. */
  readonly files?: readonly string[];
  /** The revision that somebody named, or that the catalogue names; HEAD where nobody did. */
  readonly rev: string;
  /** Whose network it is. */
  readonly wan: Pick<Wan, 'name' | 'environment'>;
  readonly context: RenderContext;
  readonly render: RenderStack;
}

/** Why there is nothing to compare with, where that is nobody's mistake. */
export type NothingToCompare = 'no-repository' | 'nothing-committed' | 'not-committed';

/** The base of a comparison. */
export interface Base {
  readonly revision: Revision;
  /** Absent where catalogue, lock and program are those of the working tree, byte for byte. */
  readonly side?: Side;
  /** Whether its own program made it, since this one differs. */
  readonly byItsOwnProgram: boolean;
}

/**
 * The side that a change starts from. Reports BASE_UNKNOWN where git has no such revision, BASE_SHALLOW where the clone
 * is too shallow to have it, BASE_FOREIGN where it is of another WAN or has no such catalogue, and BASE_UNREADABLE where its
 * catalogue or lock is refused: what is wrong there is said.
 */
export function readBase(options: BaseOptions): Result<Base | NothingToCompare> {
  const { catalogue, cwd, rev, context, render } = options;
  const file = path.resolve(cwd, catalogue);
  const folder = path.dirname(file);
  const revision = findRevision(folder, rev);
  if (typeof revision === 'string') return withoutRevision(revision, rev);
  const label = `${rev} (${revision.commit.slice(0, 7)})`;
  const root = programRoot();
  const isOther =
    repositoryOf(realpathSync(root)) === repositoryOf(realpathSync(folder)) &&
    differsFrom(root, revision.commit, PROGRAM);
  if (!isOther && options.files !== undefined) {
    const own = [...options.files, lockPathOf(catalogue)].map((name) => path.relative(folder, path.resolve(cwd, name)));
    const names = own.map((name) => name.split(path.sep).join('/'));
    if (areAt(folder, revision.commit, names)) return success({ revision, byItsOwnProgram: false });
  }
  const files = yamlAt(folder, revision.commit);
  if (!files)
    return failure([
      unreadable(
        label,
        'is not all here: git has no content for some of its files',
        'Fetch it whole (`git fetch --refetch`, or a clone without --filter).',
      ),
    ]);
  if (!files.has(path.basename(file)))
    return rev === 'HEAD'
      ? success('not-committed')
      : failure([
          {
            code: 'BASE_FOREIGN',
            problem: `${label} holds no ${catalogue}.`,
            fix: 'Name a revision that has this catalogue.',
          },
        ]);
  const copy = mkdtempSync(path.join(tmpdir(), 'wan-base-'));
  try {
    writeFiles(copy, files);
    const prepared = prepare(path.basename(file), copy);
    if (!prepared.ok) return failure(refused(label, prepared.issues, catalogue));
    const stranger = otherWan(label, prepared.value, options.wan);
    if (stranger) return failure([stranger]);
    if (!isOther)
      return success({ revision, byItsOwnProgram: false, side: madeHere(label, prepared.value, context, render) });
    const made = byItsOwnProgram(options, revision, prepared.value, label);
    return made.ok ? success({ revision, byItsOwnProgram: true, side: made.value }) : made;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function withoutRevision(why: NoRevision, rev: string): Result<NothingToCompare> {
  if (why === 'no-repository' || why === 'nothing-committed') {
    if (rev === 'HEAD') return success(why);
    return failure([
      {
        code: 'BASE_UNKNOWN',
        problem: `There is no "${rev}" to compare with: ${why === 'no-repository' ? 'this is no git checkout' : 'nothing is committed here'}.`,
        fix: 'Run it in a clone.',
      },
    ]);
  }
  return failure([
    why === 'shallow'
      ? {
          code: 'BASE_SHALLOW',
          problem: `This clone is shallow and does not hold "${rev}": what would change for whom can't be said.`,
          fix: 'Fetch it (`git fetch --unshallow`, or `fetch-depth: 0` in CI).',
        }
      : {
          code: 'BASE_UNKNOWN',
          problem: `git knows no revision "${rev}" here: what would change for whom can't be said.`,
          fix: 'Fetch it, or name a branch, tag or commit that is here with --base; `wan.base` of the catalogue is the default.',
        },
  ]);
}

function unreadable(label: string, what: string, fix: string): Issue {
  return { code: 'BASE_UNREADABLE', problem: `${label} ${what.replace(/\.$/, '')}.`, fix };
}

/** A base of another WAN, or of another environment, is not what this one is deployed over. */
function otherWan(label: string, { catalogue: { wan } }: Prepared, own: BaseOptions['wan']): Issue | undefined {
  if (wan.name === own.name && wan.environment === own.environment) return undefined;
  return {
    code: 'BASE_FOREIGN',
    problem: `${label} is of ${wan.name} ${wan.environment}, and this is ${own.name} ${own.environment}: nothing of it is deployed from here.`,
    fix: 'Name a revision of the same WAN. To rename one is to build another.',
  };
}

/** Every YAML file of a commit; undefined where git doesn't have them all. */
function yamlAt(folder: string, commit: string): ReadonlyMap<string, Uint8Array> | undefined {
  try {
    return filesAt(folder, commit, (name) => /\.ya?ml$/.test(name));
  } catch (error) {
    if (error instanceof UnreadableCommit) return undefined;
    throw error;
  }
}

/** What is wrong with the base, each with its place there. */
function refused(label: string, issues: readonly Issue[], catalogue: string): readonly Issue[] {
  const errors = issues.filter(({ severity }) => severity !== 'warning');
  const [first] = errors;
  const place = first?.at ? `${first.at.file}:${first.at.line}:${first.at.column} ` : '';
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  const lacksLock = errors.some(({ code }) => code === 'LOCK_MISSING');
  return [
    unreadable(
      label,
      lacksLock
        ? `holds no ${lockPathOf(catalogue)}`
        : `fails its own check: ${place}${first?.code ?? ''} ${first?.problem ?? ''}${more}`,
      'Name a revision whose catalogue and lock are right (`npx wan check` there says what is wrong).',
    ),
  ];
}
