import type { CommandResult } from '../command-result';
import type { Proposal } from './proposal';

/** What a command that edits has to say. */
export type Told = CommandResult;

/** Whether it is written, and who is asked. */
export interface EditMode {
  /** Nothing is written, whatever is answered. @default false */
  readonly dryRun?: boolean;
  /** Asks whether to write what has been shown; absent where nobody is asked. */
  readonly confirm?: (shown: string) => Promise<boolean>;
}

/** Shows what would be written and what it does, and writes it where nobody says no. */
export async function conclude(proposal: Proposal, mode: EditMode, numbers: string): Promise<Told> {
  const { files, diff, effect, warnings } = proposal;
  const shown = `${diff}\n${numbers}${effect}`;
  const data = (written: boolean): object => ({ files, diff, effect, written });
  if (mode.dryRun === true)
    return { text: `${shown}\nNothing was written (--dry-run).\n`, issues: warnings, data: data(false) };
  const agreed = mode.confirm === undefined ? true : await mode.confirm(shown);
  if (!agreed) return { text: 'Nothing was written.\n', issues: [], data: data(false), exitCode: 1 };
  const refused = await proposal.write();
  if (refused.length > 0) return { text: '', issues: refused };
  const done = `${files.join(', ')} written. Next: \`npx wan review\`, and commit.\n`;
  return { text: mode.confirm === undefined ? `${shown}\n${done}` : done, issues: warnings, data: data(true) };
}
