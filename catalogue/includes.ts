import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { compareText, type Issue } from './issues/issue';
import { displayPath, Source, systemErrorCode, type Unsaved } from './yaml/source';

/**
 * The files that `include:` names, parsed, in order of their paths. Reports INCLUDE_OUTSIDE, INCLUDE_MISSING (also for a
 * link that leads nowhere: what it held would look removed), INCLUDE_LOOP, and all that reading a file reports.
 */
export function includedSources(
  main: Source,
  include: unknown,
  mainFile: string,
  cwd: string,
  issues: Issue[],
  unsaved?: Unsaved,
): readonly Source[] {
  if (!Array.isArray(include)) return [];
  const files = new Map<string, string>();
  include.forEach((pattern: unknown, index) => {
    if (typeof pattern !== 'string') return;
    const at = main.at(['include', index]);
    const report: Report = (code, problem, fix) => {
      issues.push({ code, at, path: `include.${index}`, problem, got: pattern, fix });
    };
    for (const file of filesOf(pattern, path.dirname(mainFile), mainFile, report)) {
      const earlier = files.get(realFile(file));
      if (earlier === undefined) files.set(realFile(file), file);
      else if (earlier !== file)
        report(
          'INCLUDE_LOOP',
          `${displayPath(file, cwd)} and ${displayPath(earlier, cwd)} are one file by two names.`,
          'Remove the link, or narrow the pattern.',
        );
    }
  });
  return [...files.values()].sort(compareText).flatMap((file) => {
    const source = Source.read(file, displayPath(file, cwd), unsaved);
    if (source instanceof Source) return [source];
    issues.push(...source);
    return [];
  });
}

type Report = (code: Issue['code'], problem: string, fix: string) => void;

function filesOf(pattern: string, folder: string, mainFile: string, report: Report): readonly string[] {
  if (pattern.includes('\0') || pattern.length > LONGEST_PATTERN) {
    report(
      'INCLUDE_MISSING',
      pattern.includes('\0') ? 'No file has such a name.' : `An include of ${pattern.length} characters names no file.`,
      'Name files below the folder of the catalogue, such as sites/*.yaml.',
    );
    return [];
  }
  if (path.isAbsolute(pattern) || path.normalize(pattern).startsWith('..')) {
    report(
      'INCLUDE_OUTSIDE',
      "An include must lie below the catalogue's folder.",
      'Move the file there: what is deployed must be in the repository that is reviewed.',
    );
    return [];
  }
  const broken = brokenLinks(folder, pattern);
  for (const { name, leadsTo, loops } of broken)
    report(
      'INCLUDE_MISSING',
      loops ? `${name} is a link that leads back to itself.` : `${name} is a link to ${leadsTo}, which is not there.`,
      'Put the file back, or remove the link: what it held would look removed.',
    );
  if (broken.some(({ name }) => name === pattern)) return [];
  if (isFolder(path.join(folder, pattern))) {
    report(
      'INCLUDE_MISSING',
      `${pattern} is a folder; an include names files.`,
      `Write ${pattern.replace(/\/$/, '')}/*.yaml.`,
    );
    return [];
  }
  const found = isDynamicPattern(pattern) ? globSync(pattern, { cwd: folder, dot: false }) : [pattern];
  if (found.length === 0 && broken.length === 0)
    report('INCLUDE_MISSING', 'No file matches this include.', 'Correct the pattern or remove the line.');
  return found.flatMap((name) => {
    const file = path.resolve(folder, name);
    if (realFile(file) === realFile(mainFile)) {
      report(
        'INCLUDE_LOOP',
        'The catalogue includes itself.',
        'Narrow the pattern, or keep includes in a folder of their own.',
      );
      return [];
    }
    if (path.relative(realFile(folder), realFile(file)).startsWith('..')) {
      report(
        'INCLUDE_OUTSIDE',
        `${name} is a link to a file outside the catalogue's folder.`,
        'Put the file itself there.',
      );
      return [];
    }
    return [file];
  });
}

/** Longest path of most systems is 4,096; a part of it has 255. Source: man 7 path_resolution, limits.h (PATH_MAX, NAME_MAX) */
const LONGEST_PATTERN = 1_000;

interface BrokenLink {
  readonly name: string;
  readonly leadsTo: string;
  readonly loops: boolean;
}

/** Links below the folder that a pattern begins with, and that lead to nothing: a search for files passes them over. */
function brokenLinks(folder: string, pattern: string): readonly BrokenLink[] {
  const fixed = pattern.split('/');
  const firstWild = fixed.findIndex((part) => isDynamicPattern(part));
  const base = firstWild === -1 ? pattern : fixed.slice(0, firstWild).join('/');
  const isDeep = pattern.includes('**') || fixed.length - firstWild > 1;
  const names = firstWild === -1 ? [base] : entriesOf(folder, base, isDeep);
  return names.flatMap((name) => {
    const file = path.join(folder, name);
    if (!isLink(file)) return [];
    const code = whyUnreachable(file);
    const mayBeMeant = isDeep || firstWild === -1 || path.extname(name) === path.extname(pattern);
    return code !== undefined && mayBeMeant ? [{ name, leadsTo: readlinkSync(file), loops: code === 'ELOOP' }] : [];
  });
}

function entriesOf(folder: string, base: string, isDeep: boolean): readonly string[] {
  try {
    return readdirSync(path.join(folder, base), { withFileTypes: true }).flatMap((entry) => {
      const name = base === '' ? entry.name : `${base}/${entry.name}`;
      return isDeep && entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')
        ? entriesOf(folder, name, true)
        : [name];
    });
  } catch {
    return [];
  }
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

function whyUnreachable(file: string): string | undefined {
  try {
    realpathSync(file);
    return undefined;
  } catch (error) {
    return systemErrorCode(error) ?? 'unknown';
  }
}

function realFile(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
