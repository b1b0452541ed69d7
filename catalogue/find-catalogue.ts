import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a catalogue is called where nobody says. */
const DEFAULT_NAME = 'sites.yaml';

/** Every catalogue has it at the beginning of a line, and nothing that a catalogue includes. */
const OF_A_CATALOGUE = /^["']?wan["']?[ \t]*:/m;

/**
 * The catalogue that is meant where none is named: `sites.yaml` here, else in the nearest folder above that is still in
 * the checkout; a part that some catalogue includes may have that name and is passed by. As the user would type it;
 * `sites.yaml` itself where there is none, so that the message names it.
 */
export function defaultCatalogue(cwd: string): string {
  // Where all are parts, the outermost: what is wrong with it is told then.
  let part = DEFAULT_NAME;
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const file = path.join(folder, DEFAULT_NAME);
    const typed = path.relative(cwd, file).split(path.sep).join('/');
    if (existsSync(file)) {
      if (!isPart(file)) return typed;
      part = typed;
    }
    if (existsSync(path.join(folder, '.git')) || path.dirname(folder) === folder) return part;
  }
}

function isPart(file: string): boolean {
  try {
    return !OF_A_CATALOGUE.test(readFileSync(file, 'utf8'));
  } catch {
    // What can't be read is told by whoever reads it.
    return false;
  }
}

/** Where the output of a catalogue is kept that nobody named: beside it. */
export function defaultOutput(catalogue: string, isDefault: boolean): string {
  return isDefault ? path.posix.join(path.posix.dirname(catalogue), 'cdktf.out') : 'cdktf.out';
}
