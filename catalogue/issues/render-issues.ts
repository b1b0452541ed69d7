import stringWidth from 'string-width';
import { counted } from '../text/counts';
import { githubAnnotations } from './github-annotations';
import type { Issue } from './issue';
import { version } from '../../package.json';
import { sarif } from './sarif';
import { type Paint, plain } from '../text/paint';
import { distinct, visible } from '../text/unseen';

export type IssueFormat = 'text' | 'json' | 'github' | 'sarif';
export const ISSUE_FORMATS: readonly IssueFormat[] = ['text', 'json', 'github', 'sarif'];

/** How many problems are printed in full; a catalogue with more has one cause, not hundreds. JSON carries them all. */
const MOST_SHOWN = 50;

/**
 * All problems as one text: for people, for machines (`json`: one array, every field; `sarif`: for code scanning), or as GitHub workflow
 * commands (`github`), which put as many problems as GitHub shows on their lines of the pull request, with the rest below them.
 */
export function renderIssues(issues: readonly Issue[], format: IssueFormat = 'text', paint: Paint = plain): string {
  if (format === 'json') return `${JSON.stringify(issues, undefined, 2)}\n`;
  if (format === 'sarif') return sarif(issues, version);
  if (format === 'github') return githubAnnotations(issues, (issue) => renderIssue(issue));
  const shown = issues
    .slice(0, MOST_SHOWN)
    .map((issue) => renderIssue(issue, paint))
    .join('\n');
  const hidden = issues.length - MOST_SHOWN;
  return hidden > 0 ? `${shown}\n… and ${hidden} more (--format json shows all).\n` : shown;
}

/** One problem, as in `CODE` beside its place, then problem, got, allowed and what to do. */
export function renderIssue(issue: Issue, paint: Paint = plain): string {
  const place = issue.at ? paint('place', `${visible(issue.at.file)}:${issue.at.line}:${issue.at.column}`) : '';
  const code = issue.severity === 'warning' ? paint('warn', `warning ${issue.code}`) : paint('bad', issue.code);
  const head = [place, code, visible(issue.path ?? '')].filter((part) => part !== '').join('  ');
  const lines = [
    issue.problem,
    ...excerptOf(issue),
    issue.got === undefined ? '' : `Got: ${distinct(issue.got)}`,
    issue.allowed === undefined ? '' : `Allowed: ${issue.allowed}`,
    issue.fix ?? '',
    ...(issue.paste ?? []).map((line) => `  ${line}`),
  ];
  return `${head}\n${lines
    .filter((line) => line !== '')
    .map((line) => `    ${visible(line)}\n`)
    .join('')}`;
}

/** The line with a mark below the column; a line that is too long to read is cut around it. */
function excerptOf({ excerpt, at }: Issue): readonly string[] {
  if (excerpt === undefined || !at) return [];
  const cut = Math.max(0, at.column - 60);
  const shown = excerpt.slice(cut, cut + 100).replaceAll('\t', ' ');
  const before = stringWidth(visible(shown.slice(0, at.column - 1 - cut)));
  return [`  ${shown}`, `  ${' '.repeat(before)}^`];
}

/** "3 problems in 2 files. Nothing was written."; the last only where something would have been. */
export function summariseIssues(issues: readonly Issue[], writes: boolean): string {
  const problems = issues.filter((issue) => issue.severity !== 'warning');
  const files = new Set(problems.flatMap((issue) => (issue.at ? [issue.at.file] : [])));
  const where = files.size > 0 ? ` in ${counted(files.size, 'file')}` : '';
  return `${counted(problems.length, 'problem')}${where}.${writes ? ' Nothing was written.' : ''}\n`;
}
