import { existsSync } from 'node:fs';
import path from 'node:path';

/** What a catalogue is called where nobody says. */
const DEFAULT_NAME = 'sites.yaml';

/**
 * The catalogue that is meant where none is named: `sites.yaml` here, else in the nearest folder above that is still in
 * the checkout. As the user would type it; `sites.yaml` itself where there is none, so that the message names it.
 */
export function defaultCatalogue(cwd: string): string {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const file = path.join(folder, DEFAULT_NAME);
    if (existsSync(file)) return path.relative(cwd, file).split(path.sep).join('/');
    if (existsSync(path.join(folder, '.git')) || path.dirname(folder) === folder) return DEFAULT_NAME;
  }
}

/** Where the output of a catalogue is kept that nobody named: beside it. */
export function defaultOutput(catalogue: string, isDefault: boolean): string {
  return isDefault ? path.posix.join(path.posix.dirname(catalogue), 'cdktf.out') : 'cdktf.out';
}
