import type { Lock } from '../../plan/lock/lock-file';
import type { Announcements } from '../network/announcement';
import type { Network } from '../network/network';
import type { Key } from '../terraform/stack-json';

/** What a hub's own VPC is for, told by its range in the lock. */
export interface VpcRole {
  readonly hub: string;
  /** `inspect`, or `egress-` and the domain. */
  readonly name: string;
}

/** Which hub things belong to and whose they are: what a table or a VPC has to hold hangs on that. */
export interface Ownership {
  readonly ofVpc: ReadonlyMap<Key, VpcRole>;
  /** Hub of a transit gateway's table. */
  hubOf(table: Key): string | undefined;
  /** Tenants whose sites, VPCs and services are looked up in a table. */
  ownersOf(table: Key): readonly string[];
}

export function ownershipOf(lock: Lock, network: Network, announcements: Announcements): Ownership {
  const ofVpc = new Map<Key, VpcRole>();
  for (const [hub, held] of Object.entries(lock.hubs))
    for (const [name, range] of Object.entries(held.networks))
      for (const vpc of network.vpcs.values()) if (vpc.cidr.toString() === range) ofVpc.set(vpc.key, { hub, name });
  const hubs = new Map<string, string>();
  const owners = new Map<Key, Set<string>>();
  for (const { key, table, vpc } of network.attachments.values()) {
    if (table === undefined) continue;
    const role = ofVpc.get(vpc ?? '');
    if (role) hubs.set(stackOf(table), role.hub);
    for (const { owner } of announcements.byAttachment.get(key) ?? [])
      if (!role && owner.tenant !== '') owners.set(table, (owners.get(table) ?? new Set()).add(owner.tenant));
  }
  return {
    ofVpc,
    hubOf: (table) => hubs.get(stackOf(table)),
    ownersOf: (table) => [...(owners.get(table) ?? [])],
  };
}

function stackOf(key: Key): string {
  return key.slice(0, key.indexOf('/'));
}
