import type { UnusedRule } from '../alone/alone';
import type { NameDifference } from '../names/asked-names';
import type { Fault } from '../network/network';
import type { Comparison } from '../walk/compare';

/** What was decided of packets, of names, and of everything by itself. */
export interface Verification extends Comparison {
  readonly faults: readonly Fault[];
  /** Rules of firewalls that decide nothing: no fault, and somebody should know why they are there. */
  readonly unused: readonly UnusedRule[];
  readonly names: readonly NameDifference[];
  readonly queries: number;
}

/** Whether everything is as the catalogue asks, and everything was understood. */
export function isProven({ differences, faults, names }: Verification): boolean {
  return differences.length === 0 && faults.length === 0 && names.length === 0;
}
