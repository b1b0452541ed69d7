import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from './output-folder';
import { cacheFolder } from './program';

/** Hashes that are kept: a few states of a large network. */
const MOST_KEPT = 3_000;

const inMemory = new Map<string, string>();

/** What this very program rendered, by the hash of what it was made from: so that it can be told again without making it. */
export class Rendered {
  private readonly hashes: Map<string, string>;
  private readonly file: string | undefined;
  private isChanged = false;

  constructor(private readonly program: string) {
    const cache = cacheFolder();
    this.file = cache === undefined ? undefined : path.join(path.dirname(cache), 'rendered', `${program}.json`);
    this.hashes = new Map(this.file === undefined ? [] : read(this.file));
  }

  /** The hash of a stack's text; `render` is asked where it was never made before. */
  hashOf(input: string, render: () => string): string {
    const key = `${this.program} ${input}`;
    const known = inMemory.get(key) ?? this.hashes.get(input);
    if (known !== undefined) return known;
    const made = sha256(render());
    this.add(input, made);
    return made;
  }

  add(input: string, output: string): void {
    inMemory.set(`${this.program} ${input}`, output);
    if (this.hashes.get(input) === output) return;
    this.hashes.set(input, output);
    this.isChanged = true;
  }

  /** Keeps what was added for the next run; it is only faster with it. */
  keep(): void {
    if (!this.isChanged || this.file === undefined) return;
    const kept = [...this.hashes].slice(-MOST_KEPT);
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      const beside = `${this.file}.${process.pid}`;
      writeFileSync(beside, JSON.stringify(kept));
      renameSync(beside, this.file);
    } catch {
      // A checkout that can't be written to.
    }
  }
}

function read(file: string): readonly (readonly [string, string])[] {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(kept) ? kept.filter(isPair) : [];
  } catch {
    return [];
  }
}

function isPair(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'string');
}
