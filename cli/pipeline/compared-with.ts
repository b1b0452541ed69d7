import path from 'node:path';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import type { Review } from '../../review/review';
import { NOTHING_DEPLOYED } from '../../review/reviewing';
import { commitsSince, lastCommits } from '../../review/sides/git';
import { reviewedHere } from '../change/review';

/** What a change is held against. */
export interface Compared {
  /** Against the base first, then against each merge since that builds something else. */
  readonly reviews: readonly Review[];
  /** Merges that could not be compared with. */
  readonly warnings: readonly Issue[];
}

export interface ComparedOptions {
  readonly base?: string;
  /** What came after the base may be deployed in part: runs that did not go through. */
  readonly unfinished?: boolean;
  /**
   * Commits of which a deployment was begun, as the code host knows them, for where none has gone through yet.
   * @default - nobody knows: the last ones before this, but for those whose state is kept elsewhere
   */
  readonly begun?: string;
  readonly out: string;
  readonly today: string;
}

/** Merges before the first deployment that went through, of which any may have been begun. */
const MOST_BEGUN = 10;

/** Merges since the last deployment that are looked at: each takes seconds. */
const MOST_SINCE = 30;

/** The change against its base and, with `unfinished`, against each merge since. Reports USAGE, BASE_UNKNOWN and what a review does. */
export function comparedWith(catalogue: string, cwd: string, options: ComparedOptions): Result<Compared> {
  const first = against(catalogue, cwd, options);
  if (!first.ok) return first;
  const { base, unfinished } = options;
  if (unfinished !== true || base === undefined) return success({ reviews: [first.value], warnings: [] });
  const folder = path.dirname(path.resolve(cwd, catalogue));
  // Where nothing has gone through yet, the merges just before this one are what may have been begun.
  const isFirst = base === NOTHING_DEPLOYED;
  const begun = options.begun?.split(/[\s,]+/).filter((each) => each !== '');
  const since = isFirst ? (begun ?? lastCommits(folder, MOST_BEGUN)) : commitsSince(folder, base);
  if (since.length > MOST_SINCE)
    return failure([
      {
        code: 'USAGE',
        problem: `${since.length} merges came since ${base.slice(0, 7)} was deployed: which of them are deployed in part can't be told any more.`,
        allowed: `${MOST_SINCE} at most`,
        fix: 'Deploy by name what differs (`npx wan drift` says it), and set WAN_DEPLOYED to that commit.',
      },
    ]);
  const reviews = [first.value];
  const warnings: Issue[] = [];
  for (const commit of since) {
    const other = against(catalogue, cwd, { ...options, base: commit });
    if (other.ok) {
      const { stacks, removed, settings } = other.value.artefacts;
      // What another state would hold is nobody's here: a sample, before whoever took it over wrote a bucket of their own.
      const isElsewhere = isFirst && settings.some(({ kind }) => kind === 'state');
      // One that builds what this one does has nothing to add.
      if (stacks.length + removed.length > 0 && !isElsewhere) reviews.push(other.value);
    } else {
      const [why] = other.issues;
      // Before this catalogue stood there, nothing of it was deployed.
      if (why && why.code !== 'BASE_FOREIGN')
        warnings.push({
          code: why.code,
          severity: 'warning',
          problem: `${commit.slice(0, 7)} may be deployed in part, and can't be compared with: ${why.problem}`,
          fix: 'If it was: `npx wan drift` says what is left of it.',
        });
    }
  }
  return success({ reviews, warnings });
}

function against(catalogue: string, cwd: string, options: ComparedOptions): Result<Review> {
  const reviewed = reviewedHere(catalogue, cwd, options);
  if (!reviewed.ok) return reviewed;
  switch (reviewed.value.kind) {
    case 'unchanged':
      return success(reviewed.value.nothing());
    case 'not-compared':
      return failure([
        {
          code: 'BASE_UNKNOWN',
          problem: 'There is nothing to compare with: nobody can say what has changed.',
          fix: 'Run it in a clone, or ask for --all.',
        },
      ]);
    case 'reviewed':
      return success(reviewed.value.review);
  }
}
