import type { Catalogue } from '../catalogue/model';
import type { Lock } from '../plan/lock/lock-file';
import { buildNetwork } from './build';
import { compare, prepareProof, type Verification as Packets } from './compare';
import { verifyNames, type NameDifference } from './names';
import type { Stack } from './terraform';

/** Works out who can reach whom from synthesised stacks, and compares it with the catalogue. */
export function verifyStacks(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): Verification {
  const network = buildNetwork(stacks);
  const packets = compare(prepareProof(catalogue, lock, network));
  const names = verifyNames(catalogue, lock, network, stacks);
  return { ...packets, names: names.differences, queries: names.queries };
}

/** What was decided of packets and of names. */
export interface Verification extends Packets {
  readonly names: readonly NameDifference[];
  readonly queries: number;
}

/** Whether everything is as the catalogue asks, and everything was understood. */
export function isProven({ differences, faults, names }: Verification): boolean {
  return differences.length === 0 && faults.length === 0 && names.length === 0;
}
