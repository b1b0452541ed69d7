import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** Files of values that are kept: a few states of a large catalogue. */
const MOST_KEPT = 200;

let folder: string | undefined;

/**
 * Keeps what YAML texts mean in a folder, by the hash of the text, so that the next run parses only what has changed.
 * @default - without a folder every text is parsed
 */
export function keepParsedIn(place: string | undefined): void {
  folder = place;
}

/** What a text means: as it was parsed before, else as it is parsed now. A file that is damaged counts as absent. */
export function parsedValue(text: string, parse: (text: string) => unknown): unknown {
  if (folder === undefined) return parse(text);
  const file = path.join(folder, `${hashOf(text)}.json`);
  const kept = read(file);
  if (kept !== undefined) return kept;
  const value = parse(text);
  if (value !== undefined) keep(folder, file, value);
  return value;
}

function read(file: string): unknown {
  try {
    const content = readFileSync(file, 'utf8');
    const end = content.indexOf('\n');
    const json = content.slice(end + 1);
    return hashOf(json) === content.slice(0, end) ? JSON.parse(json) : undefined;
  } catch {
    return undefined;
  }
}

function keep(place: string, file: string, value: unknown): void {
  const json = JSON.stringify(value);
  // What JSON can't say (infinity, what is not a number) is parsed every time.
  if (!isDeepStrictEqual(JSON.parse(json), value)) return;
  try {
    mkdirSync(place, { recursive: true });
    const beside = `${file}.${process.pid}`;
    writeFileSync(beside, `${hashOf(json)}\n${json}`);
    renameSync(beside, file);
    forget(place);
  } catch {
    // It is only faster with it.
  }
}

function forget(place: string): void {
  const names = readdirSync(place);
  if (names.length <= MOST_KEPT) return;
  const dated = names.map((name) => ({ name, at: statSync(path.join(place, name)).mtimeMs }));
  dated.sort((a, b) => b.at - a.at);
  for (const { name } of dated.slice(MOST_KEPT / 2)) rmSync(path.join(place, name), { force: true });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
