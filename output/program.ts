import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders and files that decide what a stack's input is rendered to. */
const RENDERERS = ['constructs', 'stacks', 'plan', 'output', 'package-lock.json'] as const;

/** The checkout that the program runs from, whether it runs as it is or bundled in the checkout's node_modules. */
export function programRoot(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'rooms.cjs')) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  return folder;
}

/** Where the bundle of these sources may keep things (bin/bundle.cjs); undefined where the sources run as they are. */
export function cacheFolder(): string | undefined {
  const cache = path.join(programRoot(), 'node_modules', '.cache', 'wan');
  const [key] = path.relative(cache, __dirname).split(path.sep);
  return key === undefined || key === '..' || path.isAbsolute(key) ? undefined : path.join(cache, key, 'parsed');
}

/** What decides whether a network is proven, beside what renders it. */
const PROVERS = ['catalogue', 'verify'] as const;

/** Hash of everything that proves stacks: with another proof, none of before holds. */
export function proofFingerprint(): string {
  const hash = createHash('sha256');
  for (const entry of [...RENDERERS, ...PROVERS]) addTo(hash, programRoot(), entry);
  return hash.digest('hex');
}

/** Hash of everything that renders stacks: with another program, nothing that is already written may be kept. */
export function programFingerprint(): string {
  const hash = createHash('sha256');
  for (const entry of RENDERERS) addTo(hash, programRoot(), entry);
  return hash.digest('hex');
}

function addTo(hash: ReturnType<typeof createHash>, root: string, relative: string): void {
  const entries = readdirSync(path.join(root, path.dirname(relative)), { withFileTypes: true });
  const self = entries.find((entry) => entry.name === path.basename(relative));
  if (self?.isDirectory()) {
    for (const name of readdirSync(path.join(root, relative)).sort()) addTo(hash, root, `${relative}/${name}`);
  } else if (self) {
    hash
      .update(`${relative}\0`)
      .update(readFileSync(path.join(root, relative)))
      .update('\0');
  }
}
