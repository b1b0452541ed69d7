import path from 'node:path';
import type { StackInput } from '../plan/stacks/stack-input';
import { sha256 } from './output-folder';
import { stableJson } from './stable-json';

/** What a stack is rendered with besides its input: where local state is, as seen from a stack's folder. */
export interface RenderContext {
  readonly localRoot: string;
}

/** Local state is kept in the checkout, outside of the output. */
export function renderContext(folder: string, cwd: string): RenderContext {
  const inside = !path.relative(cwd, folder).startsWith('..');
  const state = path.join(inside ? cwd : path.dirname(folder), 'state');
  const relative = path.relative(path.join(folder, 'stacks', 'any'), state);
  return { localRoot: relative.split(path.sep).join('/') };
}

/** Hash of everything a stack is made from: a stack with the same one needs no rebuilding. */
export function stackHash(input: StackInput, context: RenderContext): string {
  return sha256(stableJson([input, context]));
}
