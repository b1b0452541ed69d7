import type { Catalogue } from '../catalogue/model';
import type { Lock } from '../plan/lock/lock-file';
import { verifyAzureNames } from './azure-names';
import { azureCircuitFaults } from './azure-circuits';
import { azureConnectionFaults } from './azure-connections';
import { azureStructureFaults } from './azure-structure';
import { buildNetwork } from './build';
import { compare, prepareProof, type Proof, type Verification as Packets } from './compare';
import { edgeFaults } from './edges';
import { linkFaults } from './link-structure';
import { verifyNames, type NameDifference } from './names';
import { rolesOf } from './roles';
import type { Stack } from './terraform';
import { transitRowFaults } from './transit-rows';
import { vpcRowFaults } from './vpc-rows';

/** Works out who can reach whom from synthesised stacks, and compares it with the catalogue. */
export function verifyStacks(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): Verification {
  return verifyProof(catalogue, lock, stacks, prepareProof(catalogue, lock, buildNetwork(stacks)));
}

/** The same with what was prepared already. */
export function verifyProof(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[], proof: Proof): Verification {
  const packets = compare(proof);
  const answers = [verifyNames(catalogue, lock, proof.network, stacks), verifyAzureNames(catalogue, lock, stacks)];
  const roles = rolesOf(lock, proof.network, proof.announcements);
  const faults = [
    ...packets.faults,
    ...transitRowFaults(catalogue, lock, proof, roles),
    ...vpcRowFaults(catalogue, proof, roles),
    ...azureStructureFaults(catalogue, lock, stacks),
    ...azureConnectionFaults(catalogue, lock, stacks),
    ...azureCircuitFaults(catalogue, lock, proof.network, stacks),
    ...linkFaults(catalogue, stacks),
    ...edgeFaults(proof.network),
  ];
  return {
    ...packets,
    faults,
    names: answers.flatMap(({ differences }) => differences),
    queries: answers.reduce((sum, { queries }) => sum + queries, 0),
  };
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
