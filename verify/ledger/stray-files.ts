import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Fault } from '../network/network';

/** The one file of a stack that is written. */
const WRITTEN = 'cdk.tf.json';
/**
 * What Terraform reads in a folder by itself: configuration, overrides among it, and values of variables.
 * Source: developer.hashicorp.com/terraform/language/files, …/language/values/variables (Variable Definitions Files)
 */
const READ = /\.(tf|tofu)(\.json)?$|^terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$/;

/** Files in the folders of these stacks that Terraform would read beside what was synthesised, and that nothing was proven of. */
export function strayFiles(folder: string, display: string, stacks: readonly string[]): readonly Fault[] {
  return stacks.flatMap((stack) =>
    namesIn(path.join(folder, 'stacks', stack))
      .filter((name) => name !== WRITTEN && READ.test(name))
      .map((name) => ({
        where: `${display}/stacks/${stack}/${name}`,
        problem: 'is a file that Terraform reads with this stack, and that nobody has synthesised. Remove it.',
      })),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
