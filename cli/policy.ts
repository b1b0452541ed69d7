import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Issue } from '../catalogue/issues/issue';
import { systemErrorCode } from '../catalogue/yaml/source';
import { counted } from '../catalogue/text/counts';
import { datacentrePolicies } from '../plan/policies/datacentre-policy';
import { policyFolder, policyPathOf } from '../plan/policies/policy-file';
import { prepare } from '../plan/prepare';
import { renderPolicy } from '../report/datacentre-policy';
import type { CommandResult } from './command-result';
import { replaceFile } from './replace-file';

/** `wan policy`: writes what each datacentre's router has to do, beside the catalogue; with `check`, says which are stale. */
export function policyCommand(catalogue: string, cwd: string, check: boolean): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const folder = policyFolder(catalogue);
  const files = new Map(
    datacentrePolicies(prepared.value.catalogue, prepared.value.plan).map((policy) => [
      policyPathOf(catalogue, policy.datacentre),
      renderPolicy(policy),
    ]),
  );
  const absolute = (file: string): string => path.resolve(cwd, file);
  const stale = [...files].filter(([file, text]) => readOr(absolute(file)) !== text);
  if (existsSync(absolute(folder)) && !statSync(absolute(folder)).isDirectory())
    return {
      text: '',
      issues: [
        {
          code: 'OUTPUT_UNWRITABLE',
          problem: `${folder} is a file, and policies are kept in a folder of that name.`,
          fix: 'Move the file away.',
        },
      ],
    };
  const here = existsSync(absolute(folder)) ? readdirSync(absolute(folder)) : [];
  const surplus = here.map((name) => `${folder}/${name}`).filter((file) => !files.has(file));
  const all = [...stale.map(([file]) => file), ...surplus].sort();
  const data = { folder, files: [...files.keys()], stale: stale.map(([file]) => file), surplus };
  if (all.length === 0)
    return {
      text: `${counted(files.size, 'policy')} in ${folder} ${files.size === 1 ? 'is' : 'are'} up to date.\n`,
      issues: [],
      data,
    };
  if (check)
    return {
      text: '',
      issues: all.map((file) => ({
        code: 'POLICY_STALE',
        at: { file, line: 1, column: 1 },
        problem: surplus.includes(file)
          ? 'It is of no datacentre that has anything built.'
          : 'It is not what the catalogue and its lock ask of the router now.',
        fix: surplus.includes(file)
          ? 'Remove it.'
          : 'Run `npx wan policy`, set the router accordingly, and commit the file.',
      })),
    };
  const unmade = made(absolute(folder), folder);
  if (unmade) return { text: '', issues: [unmade] };
  for (const [file, text] of stale) {
    const failed = replaceFile(absolute(file), text, file);
    if (failed) return { text: '', issues: [failed] };
  }
  const kept =
    surplus.length === 0
      ? ''
      : `Of no datacentre: ${surplus.join(', ')}. Remove ${surplus.length === 1 ? 'it' : 'them'}.\n`;
  return { text: `${stale.map(([file]) => `${file} written.\n`).join('')}${kept}`, issues: [], data };
}

function made(folder: string, display: string): Issue | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    return undefined;
  } catch (error) {
    return {
      code: 'OUTPUT_UNWRITABLE',
      problem: `${display} can't be made: ${systemErrorCode(error) ?? String(error)}.`,
      fix: 'Make room or permission, and run it again.',
    };
  }
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Absent, a folder, or not to be read: it is not what it should be.
    return undefined;
  }
}
