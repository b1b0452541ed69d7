import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders and files that decide what a stack's input is rendered to. */
const RENDERERS = ['constructs', 'stacks', 'plan', 'output', 'package-lock.json'] as const;

/** Hash of everything that renders stacks: with another program, nothing that is already written may be kept. */
export function programFingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const entry of RENDERERS) addTo(hash, root, entry);
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
