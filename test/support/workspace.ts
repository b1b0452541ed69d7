import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** One change to a file of the small example: a text replaced, a text added at the end, or a whole new content. */
export interface Edit {
  readonly file: string;
  readonly replace?: string;
  readonly with?: string;
  readonly append?: string;
  readonly content?: string;
  readonly bytes?: readonly number[];
  readonly remove?: boolean;
  /** A symbolic link that leads there. */
  readonly link?: string;
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wan-test-'));
  folders.push(folder);
  return folder;
}

/** A copy of the small example with edits applied; the catalogue is `small.yaml` in it. */
export function smallWorkspace(edits: readonly Edit[] = []): string {
  const folder = temporaryFolder();
  for (const name of ['small', 'small.yaml', 'small.lock.yaml'])
    cpSync(path.join(__dirname, '../../examples', name), path.join(folder, name), { recursive: true });
  for (const edit of edits) applyEdit(folder, edit);
  return folder;
}

let built: string | undefined;

/** A copy of the small example as it stands, with its output built: made once in a file of tests, since that takes seconds. */
export function builtWorkspace(build: (folder: string) => void): string {
  if (built === undefined) {
    built = smallWorkspace();
    build(built);
  }
  const folder = temporaryFolder();
  cpSync(built, folder, { recursive: true });
  return folder;
}

export function applyEdit(folder: string, edit: Edit): void {
  const file = path.join(folder, edit.file);
  mkdirSync(path.dirname(file), { recursive: true });
  if (edit.remove) rmSync(file, { recursive: true });
  else if (edit.link !== undefined) symlinkSync(edit.link, file);
  else if (edit.bytes) writeFileSync(file, Uint8Array.from(edit.bytes));
  else if (edit.content !== undefined) writeFileSync(file, edit.content);
  else {
    const text = readFileSync(file, 'utf8');
    if (edit.replace !== undefined && !text.includes(edit.replace))
      throw new Error(`${edit.file} does not hold: ${edit.replace}`);
    const replaced = edit.replace === undefined ? text : text.replace(edit.replace, () => edit.with ?? '');
    writeFileSync(file, replaced + (edit.append ?? ''));
  }
}

/** Takes a site out of the small example. */
export function removeSite(folder: string, id: string): void {
  const file = path.join(folder, 'small/sites.yaml');
  const text = readFileSync(file, 'utf8');
  const at = text.indexOf(`  - id: ${id}\n`);
  if (at < 0) throw new Error(`small/sites.yaml has no ${id}`);
  const next = text.indexOf('  - id: ', at + 5);
  writeFileSync(file, text.slice(0, at) + (next < 0 ? '' : text.slice(next)));
}
