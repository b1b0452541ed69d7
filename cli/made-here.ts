import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { sha256 } from '../output/output-folder';
import { programFingerprint } from '../output/program';
import { Rendered } from '../output/rendered';
import { type RenderContext, stackHash } from '../output/stack-hash';
import type { StackInput } from '../plan/stacks/stack-input';
import { renderManifest } from '../stacks/manifest';
import type { Fault } from '../verify/network/network';

/** Files of a folder that are not, byte for byte, what this program makes of catalogue and lock. */
export function editedFiles(
  inputs: readonly StackInput[],
  context: RenderContext,
  folder: string,
  display: string,
): readonly Fault[] {
  const rendered = new Rendered(programFingerprint());
  const wanted = inputs.map((input) => ({
    file: `stacks/${input.name}/cdk.tf.json`,
    hash: rendered.hashOf(stackHash(input, context), () => loadRenderer().renderStack(input, context)),
  }));
  rendered.keep();
  return [...wanted, { file: 'manifest.json', hash: sha256(renderManifest(inputs)) }]
    .filter(({ file, hash }) => hashOf(path.join(folder, file)) !== hash)
    .map(({ file }) => ({
      where: `${display}/${file}`,
      label: 'EDITED',
      problem:
        'is not, byte for byte, what this program makes of catalogue and lock. Run `npm start`, which writes it anew.',
    }));
}

function hashOf(file: string): string | undefined {
  try {
    return sha256(readFileSync(file));
  } catch {
    return undefined;
  }
}

/** Loaded only where a stack was never made by this program: what makes resources takes a second to load. */
export function loadRenderer(): typeof import('../stacks/render') {
  return createRequire(__filename)('../stacks/render') as typeof import('../stacks/render');
}
