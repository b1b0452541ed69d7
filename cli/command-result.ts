import type { Issue } from '../catalogue/issues/issue';

/** What a command has to say: text for stdout, problems for stderr. */
export interface CommandResult {
  readonly text: string;
  readonly issues: readonly Issue[];
  /** The same as `text` for a program: what `--format json` prints, with the warnings beside it. */
  readonly data?: object;
  /** Where the problems alone don't decide it. */
  readonly exitCode?: 0 | 1 | 2;
}
