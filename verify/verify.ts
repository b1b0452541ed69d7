import type { Catalogue } from '../catalogue/model';
import type { Lock } from '../plan/lock/lock-file';
import { buildNetwork } from './build';
import { compare, prepareProof, type Verification } from './compare';
import type { Stack } from './terraform';

/** Works out who can reach whom from synthesised stacks, and compares it with the catalogue. */
export function verifyStacks(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): Verification {
  return compare(prepareProof(catalogue, lock, buildNetwork(stacks)));
}

/** Whether everything is as the catalogue asks, and everything was understood. */
export function isProven({ differences, faults }: Verification): boolean {
  return differences.length === 0 && faults.length === 0;
}
