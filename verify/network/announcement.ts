import type { Cidr } from '../../catalogue/values/cidr';
import type { Key } from '../terraform/stack-json';
import type { Fault } from './network';

/** Whose an address is. */
export interface Owner {
  /** `transport`: the ends of a datacentre's tunnels, which circuits carry in the clear. */
  readonly kind: 'site' | 'vpc' | 'services' | 'datacentre' | 'transport';
  readonly tenant: string;
  /** Site id, or id of the VPC: packets within one place don't cross the WAN. */
  readonly place: string;
  readonly label: string;
}

export interface Announcement {
  readonly prefix: Cidr;
  readonly owner: Owner;
  /** A free part of a supernet, as a site to come may announce it: what is proven then holds for that site too. */
  readonly toCome?: true;
  /** How often the router there repeats its own AS number: the longer path loses. Absent: it doesn't. */
  readonly prepend?: number;
}

/** What every attachment announces: from the catalogue and the lock, since no stack says it. These are the assumptions of the proof. */
export interface Announcements {
  readonly byAttachment: ReadonlyMap<Key, readonly Announcement[]>;
  /** What ends of links are told by the other cloud: this follows from the stacks and the rest. */
  readonly throughLinks: ReadonlyMap<Key, readonly LinkRoute[]>;
  readonly faults: readonly Fault[];
}

/** What an end of a link is told by the other cloud. */
export interface LinkRoute {
  readonly prefix: Cidr;
  /** Whose it is; absent where it is a static row of the other side, which may hold many. */
  readonly owner?: Owner;
}
