import type { Cidr } from '../../catalogue/values/cidr';
import type { PortRange } from '../../catalogue/values/ports';
import type { Path } from '../../catalogue/yaml/source';

/** One permission in the words of no cloud: sources may open connections to destinations, and nothing comes back but replies. */
export interface Rule {
  /** Permanent name: what its number in the lock hangs on. */
  readonly key: string;
  /** Rule group that it belongs to. */
  readonly group: RuleGroup;
  readonly protocol: PortRange['protocol'];
  readonly sources: readonly Cidr[];
  readonly destinations: readonly Cidr[];
  /** Destination ports; those of `any` and `icmp` are one full range. */
  readonly ports: readonly PortRange[];
  /** Whether the beginning of every connection is logged. */
  readonly log: boolean;
  /** What a log line says. */
  readonly message: string;
  /** The entry of the catalogue that asks for it. */
  readonly path: Path;
}

/** Rule groups of the inspection firewalls. */
export const RULE_GROUPS = ['dns', 'flows', 'management', 'services', 'site-to-site', 'suppliers'] as const;

export type RuleGroup = (typeof RULE_GROUPS)[number];

/** What several rules of one entry share: one rule is made per protocol, since a rule names one. */
export interface Permission extends Omit<Rule, 'protocol' | 'ports'> {
  readonly ports: readonly string[];
}
