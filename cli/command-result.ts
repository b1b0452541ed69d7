import type { Issue } from '../catalogue/issue';

/** What a command has to say: text for stdout, problems for stderr. */
export interface CommandResult {
  readonly text: string;
  readonly issues: readonly Issue[];
  /** Where the problems alone don't decide it. */
  readonly exitCode?: 0 | 1 | 2;
}
