import type { Catalogue, Tenant } from '../../catalogue/model';
import type { Cidr } from '../../catalogue/cidr';
import type { Lock } from '../../plan/lock/lock-file';
import type { Announcements } from '../intent/announcements';
import type { Network } from '../network/network';
import type { Key } from '../terraform/stack-json';

/** What a hub's own VPC is for, told by its range in the lock. */
export interface VpcRole {
  readonly hub: string;
  /** `inspect`, or `egress-` and the domain. */
  readonly name: string;
}

/** Which hub things belong to and whose they are: what a table or a VPC has to hold hangs on that. */
export interface Roles {
  readonly ofVpc: ReadonlyMap<Key, VpcRole>;
  /** Hub of a transit gateway's table. */
  hubOf(table: Key): string | undefined;
  /** Tenants whose sites, VPCs and services are looked up in a table. */
  ownersOf(table: Key): readonly string[];
}

export function rolesOf(lock: Lock, network: Network, announcements: Announcements): Roles {
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

/** Tenants whose way out a domain is at a hub. */
export function leavingBy(catalogue: Catalogue, domain: string, hub: string): readonly Tenant[] {
  return catalogue.tenants.filter(
    (tenant) => tenant.egress === domain && tenant.kind !== 'supplier' && tenant.hubs.includes(hub),
  );
}

/** Everything a tenant may have, wherever it is at home. */
export function supernetsOf({ supernets }: Tenant): readonly Cidr[] {
  return [...supernets.aws, ...supernets.azure, ...supernets.datacentre];
}

function stackOf(key: Key): string {
  return key.slice(0, key.indexOf('/'));
}
