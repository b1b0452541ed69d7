import type { Fault } from '../network/network';
import type { Key } from '../terraform/stack-json';
import type { Proof } from '../walk/proof';
import { firewallAlone } from './firewall';
import { interfaceAlone } from './security-groups';

/** A rule that decides nothing: what it was meant for, an earlier one or nothing at all decides. */
export interface UnusedRule {
  readonly where: Key;
  readonly rule: number | string;
}

export interface Alone {
  readonly faults: readonly Fault[];
  readonly unused: readonly UnusedRule[];
}

/**
 * What each firewall and each security group would do if every route led to it. Tables, firewalls and groups each have to
 * hold by themselves: a rule that is too wide behind a table that leads nowhere is the first half of a leak.
 */
export function alone(proof: Proof): Alone {
  const faults: Fault[] = [];
  const unused: UnusedRule[] = [];
  for (const firewall of proof.network.firewalls.values()) {
    const made = firewallAlone(proof, firewall);
    faults.push(...made.faults);
    unused.push(...made.unused.map((rule) => ({ where: firewall.key, rule })));
  }
  for (const vpc of proof.network.vpcs.values())
    // What a resolver in Azure does by nature is no rule of anybody's.
    if (vpc.cloud === 'aws') for (const each of vpc.interfaces) interfaceAlone(proof, each, faults);
  return { faults, unused };
}
