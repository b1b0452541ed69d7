import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../../output/output-folder';

/**
 * Stacks that are made no more, as the base has them, so that they can be destroyed: beside the output's stacks and as deep, since local state
 * is named from there. They go when the run is over.
 */
export class GoneStacks {
  private readonly hashes = new Map<string, string>();
  private readonly root: string;

  constructor(output: string) {
    this.root = path.join(output, 'gone');
  }

  lay(stack: string, text: string): void {
    const folder = path.join(this.root, stack);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'cdk.tf.json'), text);
    this.hashes.set(stack, sha256(text));
  }

  /** Where one of them lies; undefined for a stack that is not gone. */
  folder(stack: string): string | undefined {
    return this.hashes.has(stack) ? path.join(this.root, stack) : undefined;
  }

  hash(stack: string): string | undefined {
    return this.hashes.get(stack);
  }

  remove(): void {
    if (this.hashes.size > 0) rmSync(this.root, { recursive: true, force: true });
  }
}
