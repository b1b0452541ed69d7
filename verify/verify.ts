import type { Catalogue } from '../catalogue/model';
import type { Lock } from '../plan/lock/lock-file';
import { alone } from './alone/alone';
import { ownershipOf } from './alone/ownership';
import { transitRowFaults } from './alone/transit-rows';
import { vpcRowFaults } from './alone/vpc-rows';
import { verifyNames } from './names/aws-names';
import { verifyAzureNames } from './names/azure-names';
import { buildNetwork } from './read/read-network';
import type { Verification } from './report/verification';
import { attachmentFaults } from './structure/attachments';
import { azureConnectionFaults } from './structure/azure-connections';
import { expressRouteFaults } from './structure/express-route';
import { linkFaults } from './structure/link-tunnels';
import { virtualHubFaults } from './structure/virtual-hubs';
import { wiringFaults } from './structure/wiring';
import type { Stack } from './terraform/stack-json';
import { compare } from './walk/compare';
import { prepareProof, type Proof } from './walk/proof';

/** Works out who can reach whom from synthesised stacks, and compares it with the catalogue. */
export function verifyStacks(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): Verification {
  return verifyProof(catalogue, lock, stacks, prepareProof(catalogue, lock, buildNetwork(stacks)));
}

/** The same with what was prepared already. */
export function verifyProof(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[], proof: Proof): Verification {
  const packets = compare(proof);
  const byItself = alone(proof);
  const answers = [verifyNames(catalogue, lock, proof.network, stacks), verifyAzureNames(catalogue, lock, stacks)];
  const ownership = ownershipOf(lock, proof.network, proof.announcements);
  const faults = [
    ...proof.network.faults,
    ...wiringFaults(stacks),
    ...proof.announcements.faults,
    ...byItself.faults,
    ...transitRowFaults(catalogue, lock, proof, ownership),
    ...vpcRowFaults(catalogue, proof, ownership),
    ...virtualHubFaults(catalogue, lock, stacks),
    ...azureConnectionFaults(catalogue, lock, stacks),
    ...expressRouteFaults(catalogue, lock, proof.network, stacks),
    ...linkFaults(catalogue, stacks),
    ...attachmentFaults(proof.network),
  ];
  return {
    ...packets,
    faults,
    unused: byItself.unused,
    names: answers.flatMap(({ differences }) => differences),
    queries: answers.reduce((sum, { queries }) => sum + queries, 0),
  };
}
