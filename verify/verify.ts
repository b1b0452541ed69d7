import type { Catalogue } from '../catalogue/model';
import type { Lock } from '../plan/lock/lock-file';
import type { DatacentrePolicy } from '../plan/policies/datacentre-policy';
import { alone } from './alone/alone';
import { ownershipOf } from './alone/ownership';
import { transitRowFaults } from './alone/transit-rows';
import { vpcRowFaults } from './alone/vpc-rows';
import { DatacentrePaths, pathFaults } from './failures/datacentre-paths';
import { elementsOf } from './failures/elements';
import { verifyNames } from './names/aws-names';
import { verifyAzureNames } from './names/azure-names';
import type { Fault } from './network/network';
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

/** What datacentres' routers are told by what is committed. */
export interface CommittedPolicies {
  readonly policies: readonly DatacentrePolicy[];
  /** Files that ask something else of a router than catalogue and lock do, and what of it differs. */
  readonly stale: readonly { readonly file: string; readonly what: string }[];
}

/** The whole proof: packets, names, and both directions at each datacentre by the policies that are committed. */
export function verifyWithPolicies(
  catalogue: Catalogue,
  lock: Lock,
  stacks: readonly Stack[],
  proof: Proof,
  { policies, stale }: CommittedPolicies,
): Verification {
  const packets = verifyProof(catalogue, lock, stacks, proof);
  const paths = new DatacentrePaths(proof, elementsOf(catalogue, proof.network), policies);
  const old = stale.map(({ file, what }): Fault => ({
    where: file,
    label: 'STALE',
    problem: `asks something else of the router than catalogue and lock: ${what}. Run \`npx wan policy\`, and set the router.`,
  }));
  return { ...packets, faults: [...packets.faults, ...old, ...pathFaults(paths, catalogue)] };
}

/** Whether all that differs is what routers are told: `npx wan policy` mends it, and nothing is wrong with what was synthesised. */
export function concernsPoliciesOnly({ differences, faults, names }: Verification): boolean {
  const ofPolicy = faults.filter(({ label }) => label === 'STALE' || label === 'ASYMMETRIC');
  return differences.length + names.length === 0 && faults.length > 0 && ofPolicy.length === faults.length;
}
