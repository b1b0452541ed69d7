import { counted } from '../text/counts';
import { distinct, visible } from '../text/unseen';
import type { Issue } from './issue';

/**
 * Annotations of one kind that GitHub shows of a step; it drops the others without a word.
 * Source: github.com/actions/toolkit docs/problem-matchers.md (limitations): 10 errors and 10 warnings a step, 50 a job
 */
const MOST_OF_A_KIND = 10;

/** Problems as annotations, as many as GitHub shows; the last one counts the rest, which stand in the log as text. */
export function githubAnnotations(issues: readonly Issue[], asText: (issue: Issue) => string): string {
  return (['error', 'warning'] as const)
    .map((level) => {
      const own = issues.filter((issue) => levelOf(issue) === level);
      if (own.length <= MOST_OF_A_KIND) return own.map(githubAnnotation).join('');
      const shown = own.slice(0, MOST_OF_A_KIND - 1);
      const rest = own.slice(MOST_OF_A_KIND - 1);
      return [
        ...shown.map(githubAnnotation),
        `::${level} title=MORE::${counted(rest.length, 'more problem')}, in the log of this step.\n`,
        ...rest.map((issue) => inert(asText(issue))),
      ].join('');
    })
    .join('');
}

/** Text that the runner takes for no command, whatever a catalogue says: a line that begins with `::` is one, and so is `##[`. */
function inert(text: string): string {
  return text.replaceAll('##[', '## [').replaceAll(/^(?=.)/gm, '| ');
}

function levelOf({ severity }: Issue): 'error' | 'warning' {
  return severity === 'warning' ? 'warning' : 'error';
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions: %, CR and LF must be escaped. */
function githubAnnotation(issue: Issue): string {
  const escape = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const place = issue.at
    ? `file=${property(visible(issue.at.file))},line=${issue.at.line},col=${issue.at.column},`
    : '';
  const text = [
    issue.path,
    issue.problem,
    issue.got && `Got: ${distinct(issue.got)}`,
    issue.allowed && `Allowed: ${issue.allowed}`,
    issue.fix,
    ...(issue.paste ?? []),
  ]
    .flatMap((part) => (part === undefined || part === '' ? [] : [visible(part)]))
    .join('\n');
  return `::${levelOf(issue)} ${place}title=${property(issue.code)}::${escape(text)}\n`;
}
