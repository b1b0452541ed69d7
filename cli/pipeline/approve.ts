import path from 'node:path';
import { approvalFault, approvalFile, approvalText, approvedCommit } from '../../deploy/plans/approvals';
import { committerOf } from '../../review/sides/git';
import { isWave } from './chosen-stacks';
import type { CommandResult } from '../command-result';
import { replaceFile } from '../writing/replace-file';

export interface ApproveOptions {
  readonly wave?: string;
  readonly check?: boolean;
  readonly by?: string;
}

/** `wan approve`: writes up to which wave this commit may be deployed, to be merged by whoever agrees; with `check`, says whether somebody has. */
export function approveCommand(catalogue: string, cwd: string, { wave, check, by }: ApproveOptions): CommandResult {
  const failed = (issues: CommandResult['issues']): CommandResult => ({ text: '', issues });
  if (wave === undefined || !isWave(wave))
    return failed([{ code: 'USAGE', problem: '--wave takes the number of a wave.', got: wave ?? 'nothing' }]);
  if (check === true) {
    const fault = approvalFault(catalogue, cwd, Number(wave));
    return fault ? failed([fault]) : { text: `Wave ${wave} was agreed to.\n`, issues: [] };
  }
  const commit = approvedCommit(catalogue, cwd);
  const who = by ?? committerOf(cwd);
  if (commit === undefined)
    return failed([{ code: 'BASE_UNKNOWN', problem: 'This is no git checkout: there is no commit to agree to.' }]);
  if (who === undefined)
    return failed([{ code: 'USAGE', problem: 'git knows no mail address of yours.', fix: 'Give --by.' }]);
  const file = approvalFile(catalogue);
  const refused = replaceFile(path.resolve(cwd, file), approvalText(commit, Number(wave), who), file);
  if (refused) return failed([refused]);
  return {
    text: `${file}: ${commit.slice(0, 7)} may be deployed up to wave ${wave}, says ${who}. Commit it, and have it merged.\n`,
    issues: [],
  };
}
