import { counted } from '../../catalogue/text/counts';
import type { Issue } from '../../catalogue/issues/issue';
import { type Done, lineOf } from './jobs';

/** What came of a run, one stack a line, with what to do about the rest. */
export function runText(done: readonly Done[], apply: boolean): string {
  const of = (kind: Done['outcome']['kind']): readonly Done[] => done.filter(({ outcome }) => outcome.kind === kind);
  const parts = [
    [apply ? 'applied' : 'planned', of(apply ? 'applied' : 'planned').length],
    ['unchanged', of('unchanged').length],
    ['to be planned later', of('later').length],
    ['failed', of('failed').length],
    ['not begun', of('skipped').length],
  ] as const;
  return [
    ...done.map(({ stack, outcome, seconds }) => `  ${lineOf(stack, outcome, seconds)}`),
    `${counted(done.length, 'stack')}: ${parts.flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`])).join(', ')}.`,
    ...(of('failed').length + of('skipped').length > 0
      ? [`Run it again once the cause is mended: what is ${apply ? 'applied' : 'planned'} is found unchanged.`]
      : []),
    '',
  ].join('\n');
}

export function runIssues(done: readonly Done[]): readonly Issue[] {
  return done.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome.issue] : []));
}

/** 1 where something was not begun: whoever goes on by the exit code must not take that for done. */
export function isCutShort(done: readonly Done[]): boolean {
  return done.some(({ outcome }) => outcome.kind === 'skipped');
}

export function runData(done: readonly Done[]): object {
  return {
    stacks: done.map(({ stack, outcome, seconds }) => ({
      stack,
      outcome: outcome.kind,
      seconds,
      ...('counts' in outcome ? { counts: outcome.counts } : {}),
      ...(outcome.kind === 'skipped' || outcome.kind === 'later' ? { why: outcome.why } : {}),
      ...(outcome.kind === 'failed' ? { problem: outcome.issue.problem } : {}),
    })),
  };
}
