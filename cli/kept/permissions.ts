import { stableJson } from '../../output/stable-json';
import { prepare } from '../../plan/prepare';
import { permissionsOf } from '../../report/permissions/permissions';
import { parseStackText } from '../../verify/terraform/stack-json';
import type { CommandResult } from '../command-result';
import { keptFolder } from './kept-folder';
import { loadRenderer } from '../made-here';

/** `sites.yaml` has them in `sites.permissions/`. */
function permissionsFolder(catalogue: string): string {
  return `${catalogue.replace(/\.ya?ml$/, '')}.permissions`;
}

/**
 * `wan permissions`: writes what planning and deploying take in each account and subscription, beside the catalogue; with
 * `check`, says which are stale.
 */
export function permissionsCommand(catalogue: string, cwd: string, check: boolean): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const { renderStack } = loadRenderer();
  const stacks = prepared.value.plan.stacks.map((input) =>
    parseStackText(input.name, renderStack(input, { localRoot: '' })),
  );
  const folder = permissionsFolder(catalogue);
  const files = new Map(
    [...permissionsOf(prepared.value.catalogue, stacks)].map(([name, content]) => [
      `${folder}/${name}.json`,
      stableJson(content),
    ]),
  );
  return keptFolder(
    {
      folder,
      files,
      noun: 'permission',
      code: 'PERMISSIONS_STALE',
      stale: {
        problem: 'It is not what the stacks take now.',
        fix: 'Run `npx wan permissions`, put what it writes into the account, and commit the file.',
      },
      surplus: {
        problem: 'It is of no account that anything stands in.',
        told: 'Of no account that anything stands in',
      },
    },
    cwd,
    check,
  );
}
