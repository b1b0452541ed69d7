import { counted } from '../catalogue/counts';
import { isCalendarDate } from '../catalogue/schema/field';
import { prepare } from '../plan/prepare';
import { quotaBars } from '../report/summary';
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
  const sites = value.catalogue.sites.length;
  return {
    text: `${catalogue}: ${counted(sites, 'site')} in ${counted(value.files.length, 'file')}, ${counted(value.plan.stacks.length, 'stack')}, no problems.\n\n${quotaBars(value.uses)}`,
    issues: warnings,
  };
}
