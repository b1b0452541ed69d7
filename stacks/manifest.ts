import cdktfPackage from 'cdktf/package.json';
import { stableJson } from '../output/stable-json';
import type { StackInput } from '../plan/stacks/stack-input';

/** The manifest that cdktf's CLI reads: which stacks there are, where, and in which order they are applied. */
export function renderManifest(inputs: readonly StackInput[]): string {
  const stacks = Object.fromEntries(
    inputs.map(({ name, dependencies }) => [
      name,
      {
        name,
        constructPath: name,
        workingDirectory: `stacks/${name}`,
        synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
        stackMetadataPath: `stacks/${name}/metadata.json`,
        annotations: [],
        dependencies: [...dependencies],
      },
    ]),
  );
  return stableJson({ version: cdktfPackage.version, stacks });
}
