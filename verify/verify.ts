import type { Catalogue } from '../catalogue/model';
import type { Lock } from '../plan/lock/lock-file';
import { verifyAzureNames } from './names/azure-names';
import { azureCircuitFaults } from './structure/express-route';
import { azureConnectionFaults } from './structure/azure-connections';
import { azureStructureFaults } from './structure/virtual-hubs';
import { buildNetwork } from './read/read-network';
import { compare, prepareProof, type Proof, type Verification as Packets } from './walk/compare';
import { edgeFaults } from './structure/attachments';
import { linkFaults } from './structure/link-tunnels';
import { verifyNames, type NameDifference } from './names/aws-names';
import { rolesOf } from './alone/ownership';
import type { Stack } from './terraform/stack-json';
import { transitRowFaults } from './alone/transit-rows';
import { vpcRowFaults } from './alone/vpc-rows';

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
