import type { Catalogue } from '../catalogue/model';
import type { Lock } from '../plan/lock/lock-file';
import type { DatacentrePolicy } from '../plan/policies/datacentre-policy';
import { DatacentrePaths, pathFaults } from './failures/datacentre-paths';
import { elementsOf } from './failures/elements';
import type { Fault } from './network/network';
import type { Verification } from './report/verification';
import type { Stack } from './terraform/stack-json';
import { verifyProof } from './verify';
import type { Proof } from './walk/proof';

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
