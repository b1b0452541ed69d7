import { counted } from '../catalogue/text/counts';
import { isCalendarDate } from '../catalogue/schema/field';
import { prepare } from '../plan/prepare';
import { acceptedLine, quotaBars } from '../report/summary';
import { quotaData } from '../report/summary-data';
import type { CommandResult } from './command-result';

/** `wan check`: everything that synthesis would refuse, and with a day also what has expired by then. Writes nothing. */
export function checkCommand(catalogue: string, cwd: string, day: string | undefined): CommandResult {
  if (day !== undefined && !isCalendarDate(day)) {
    return {
      text: '',
      issues: [
        { code: 'USAGE', problem: '--today takes a day.', got: day, allowed: 'year-month-day, such as 2026-11-22' },
      ],
    };
  }
  const prepared = prepare(catalogue, cwd, day);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const { value, warnings } = prepared;
  const { files, plan, uses, accepted } = value;
  const { sites } = value.catalogue;
  return {
    text: `${catalogue}: ${counted(sites.length, 'site')} in ${counted(files.length, 'file')}, ${counted(plan.stacks.length, 'stack')}, no problems.\n\n${quotaBars(uses)}${acceptedLine(accepted)}`,
    issues: warnings,
    data: {
      catalogue,
      files,
      sites: sites.length,
      stacks: plan.stacks.map(({ name }) => name),
      quotas: quotaData(uses),
      accepted: accepted.map(({ issue, by }) => ({ code: issue.code, at: issue.path, by: by.id, review: by.review })),
    },
  };
}
