import type { Issue } from './issues/issue';
import type { AcceptedWarning, Catalogue } from './model';
import type { Whereabouts } from './shape-issues';

/** Problems that are still to be said, and warnings that somebody answers for. */
export interface Settled {
  readonly issues: readonly Issue[];
  readonly accepted: readonly Accepted[];
}

export interface Accepted {
  readonly issue: Issue;
  readonly by: AcceptedWarning;
}

/**
 * Takes out the warnings that the catalogue accepts. An acceptance holds until its review date by `day`, and for its place
 * and what stands below. Reports REVIEW_DUE for one that is over, ACCEPTS_NOTHING for one that nothing is warned of; both as
 * warnings. Errors are never accepted.
 */
export function settle(issues: readonly Issue[], catalogue: Catalogue, where: Whereabouts, day: string): Settled {
  const { acceptedWarnings } = catalogue;
  const accepted: Accepted[] = [];
  const open: Issue[] = [];
  const used = new Set<AcceptedWarning>();
  for (const issue of issues) {
    const all = acceptedWarnings.filter((each) => covers(each, issue));
    for (const each of all) used.add(each);
    const by = all.find(({ review }) => review >= day);
    if (by) accepted.push({ issue, by });
    else open.push(issue);
  }
  const complete = issues.every((issue) => issue.severity === 'warning');
  acceptedWarnings.forEach((each, index) => {
    const isOver = each.review < day;
    // Where something is wrong not every check has run, and nobody can say that there is nothing to accept.
    if (!isOver && (used.has(each) || !complete)) return;
    const path = ['acceptedWarnings', index, isOver ? 'review' : 'at'];
    open.push({
      code: isOver ? 'REVIEW_DUE' : 'ACCEPTS_NOTHING',
      severity: 'warning',
      at: where.at(path),
      path: where.named(path),
      problem: isOver
        ? `${each.code} at ${each.at} was accepted until ${each.review} (today is taken to be ${day}).`
        : `Nothing at ${each.at} is warned of with ${each.code}.`,
      fix: isOver ? `Review it with its owner (${each.owner}): mend it, or give a later date.` : 'Remove it.',
    });
  });
  return { issues: open, accepted };
}

function covers({ code, at }: AcceptedWarning, { severity, code: given, path = '' }: Issue): boolean {
  return severity === 'warning' && code === given && (path === at || path.startsWith(`${at}.`));
}
