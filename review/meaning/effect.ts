import type { Target } from '../../catalogue/consent';
import type { Allowance } from '../../catalogue/schema/changes';
import type { Key } from '../../verify/terraform/stack-json';
import type { Outage } from './outage';
import type { TunnelEnd } from './tunnel-ends';
import type { FarEndTask } from './tunnel-fates';

/** By outage and reversibility; what isn't known has to be looked at. */
export type Risk = 'high' | 'medium' | 'low' | 'look';

/** One thing that a change does to somebody. */
export interface Effect {
  /** What would have to be agreed to. Absent for what needs nobody's consent. */
  readonly allowance?: Allowance;
  /** Refused until an entry of `changes` allows it. */
  readonly isRefused: boolean;
  readonly risk: Risk;
  /** What it happens to, each by all its names: consent is needed for every one. */
  readonly targets: readonly Target[];
  /** Whom it happens to: a site, a datacentre, a link, or all who share something. */
  readonly whom: { readonly kind: TunnelEnd['kind'] | 'shared'; readonly id: string; readonly name: string };
  /** Sites behind something shared that is cut off with it. */
  readonly behind: readonly Effect['whom'][];
  readonly what: string;
  readonly outage: Outage;
  /** Circuits it happens on, as `tenant on circuit`; empty for what many share. */
  readonly circuits: readonly string[];
  /** Whether it is on all circuits of a segment at once. */
  readonly isCutOff: boolean;
  readonly farEnd: readonly FarEndTask[];
  /** Who delivers those circuits. */
  readonly suppliers: readonly string[];
  readonly resources: readonly Key[];
}
