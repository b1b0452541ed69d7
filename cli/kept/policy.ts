import { datacentrePolicies } from '../../plan/policies/datacentre-policy';
import { policyFolder, policyPathOf } from '../../plan/policies/policy-file';
import { prepare } from '../../plan/prepare';
import { renderPolicy } from '../../report/datacentre-policy';
import type { CommandResult } from '../command-result';
import { keptFolder } from './kept-folder';

/** `wan policy`: writes what each datacentre's router has to do, beside the catalogue; with `check`, says which are stale. */
export function policyCommand(catalogue: string, cwd: string, check: boolean): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const files = new Map(
    datacentrePolicies(prepared.value.catalogue, prepared.value.plan).map((policy) => [
      policyPathOf(catalogue, policy.datacentre),
      renderPolicy(policy),
    ]),
  );
  return keptFolder(
    {
      folder: policyFolder(catalogue),
      files,
      noun: 'policy',
      code: 'POLICY_STALE',
      stale: {
        problem: 'It is not what the catalogue and its lock ask of the router now.',
        fix: 'Run `npx wan policy`, set the router accordingly, and commit the file.',
      },
      surplus: {
        problem: 'It is of no datacentre that has anything built.',
        told: 'Of no datacentre that has anything built',
      },
    },
    cwd,
    check,
  );
}
