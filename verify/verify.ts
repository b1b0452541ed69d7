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
import { Places } from './ledger/asked/places';
import { ledgerFaults } from './ledger/ledger';
import type { Fault } from './network/network';
import { buildNetwork } from './read/read-network';
import type { Verification } from './report/verification';
import { attachmentFaults } from './structure/attachments';
import { azureConnectionFaults } from './structure/azure-connections';
import { circuitFilterFaults } from './structure/circuit-filters';
import { expressRouteFaults } from './structure/express-route';
import { linkFaults } from './structure/link-tunnels';
import { virtualHubFaults } from './structure/virtual-hubs';
import { wiringFaults } from './structure/wiring';
import type { Stack } from './terraform/stack-json';
import { compare } from './walk/compare';
import { prepareProof, type Proof } from './walk/proof';

/** Stacks as far as they could be read: what has no place in the ledger, and what packets are walked through where all has one. */
export interface Reading {
  readonly ledger: readonly Fault[];
  /** Absent where something isn't understood: a network that is only half read is not judged as if it were whole. */
  readonly proof?: Proof;
}

/** Reads stacks to be judged. `others` is what was found beside them, such as files that Terraform would read too. */
export function readStacks(
  catalogue: Catalogue,
  lock: Lock,
  stacks: readonly Stack[],
  others: readonly Fault[] = [],
): Reading {
  const ledger = [...others, ...ledgerFaults(catalogue, lock, stacks)];
  if (ledger.some(({ label }) => label === undefined)) return { ledger };
  return { ledger, proof: prepareProof(catalogue, lock, buildNetwork(stacks)) };
}

/** Works out who can reach whom from synthesised stacks, and compares it with the catalogue; without what routers are told. */
export function verifyStacks(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): Verification {
  const reading = readStacks(catalogue, lock, stacks);
  return reading.proof ? verifyProof(catalogue, lock, stacks, reading.ledger, reading.proof) : notJudged(reading);
}

/** What is said of stacks that aren't understood: that, and nothing else. */
function notJudged({ ledger }: Reading): Verification {
  return {
    faults: ledger.filter(({ label }) => label === undefined),
    differences: [],
    names: [],
    unused: [],
    unproven: [],
    withoutWay: [],
    classes: 0,
    queries: 0,
    reached: new Map(),
    announcements: { byAttachment: new Map(), throughLinks: new Map(), faults: [] },
  };
}

function verifyProof(
  catalogue: Catalogue,
  lock: Lock,
  stacks: readonly Stack[],
  ledger: readonly Fault[],
  proof: Proof,
): Verification {
  const packets = compare(proof);
  const byItself = alone(proof);
  const answers = [verifyNames(catalogue, lock, stacks), verifyAzureNames(catalogue, lock, stacks)];
  const places = new Places(catalogue, lock);
  const isLeaving = (stack: string, zone: string): boolean =>
    places.awsHub(stack)?.leavingZones.includes(zone) ?? false;
  const ownership = ownershipOf(lock, proof.network, proof.announcements);
  const faults = [
    ...ledger,
    ...proof.network.faults,
    ...wiringFaults(stacks, isLeaving),
    ...proof.announcements.faults,
    ...byItself.faults,
    ...transitRowFaults(catalogue, lock, proof, ownership),
    ...vpcRowFaults(catalogue, proof, ownership, isLeaving),
    ...virtualHubFaults(catalogue, lock, stacks),
    ...azureConnectionFaults(catalogue, lock, stacks),
    ...expressRouteFaults(catalogue, lock, proof.network, stacks),
    ...circuitFilterFaults(catalogue, stacks),
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
  reading: Reading,
  { policies, stale }: CommittedPolicies,
): Verification {
  const { proof } = reading;
  if (!proof) return notJudged(reading);
  const packets = verifyProof(catalogue, lock, stacks, reading.ledger, proof);
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
