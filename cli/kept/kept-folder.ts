import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Issue, IssueCode } from '../../catalogue/issues/issue';
import { counted } from '../../catalogue/text/counts';
import { systemErrorCode } from '../../catalogue/yaml/source';
import type { CommandResult } from '../command-result';
import { replaceFile } from '../writing/replace-file';

/** Files that are made from the catalogue and committed beside it, in a folder of their own. */
export interface KeptFolder {
  /** As the user would type it. */
  readonly folder: string;
  /** Path of each file, as the user would type it, to its content. */
  readonly files: ReadonlyMap<string, string>;
  /** `policy`, `permission`: what one of them is. */
  readonly noun: string;
  /** What is reported of a file that is not as it should be. */
  readonly code: IssueCode;
  readonly stale: { readonly problem: string; readonly fix: string };
  readonly surplus: { readonly problem: string; readonly told: string };
}

/** Writes what is stale, and says what is there for nothing; with `check` writes nothing and reports both. */
export function keptFolder(
  { folder, files, noun, code, stale: words, surplus: left }: KeptFolder,
  cwd: string,
  check: boolean,
): CommandResult {
  const absolute = (file: string): string => path.resolve(cwd, file);
  const stale = [...files].filter(([file, text]) => readOr(absolute(file)) !== text);
  if (existsSync(absolute(folder)) && !statSync(absolute(folder)).isDirectory())
    return {
      text: '',
      issues: [
        {
          code: 'OUTPUT_UNWRITABLE',
          problem: `${folder} is a file, and ${counted(2, noun).replace('2 ', '')} are kept in a folder of that name.`,
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
      text: `${counted(files.size, noun)} in ${folder} ${files.size === 1 ? 'is' : 'are'} up to date.\n`,
      issues: [],
      data,
    };
  if (check)
    return {
      text: '',
      issues: all.map((file) => ({
        code,
        at: { file, line: 1, column: 1 },
        problem: surplus.includes(file) ? left.problem : words.problem,
        fix: surplus.includes(file) ? 'Remove it.' : words.fix,
      })),
    };
  const unmade = made(absolute(folder), folder);
  if (unmade) return { text: '', issues: [unmade] };
  for (const [file, text] of stale) {
    const failed = replaceFile(absolute(file), text, file);
    if (failed) return { text: '', issues: [failed] };
  }
  const kept = surplus.length === 0 ? '' : `${left.told}, to be removed: git rm ${surplus.join(' ')}\n`;
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
