import { compareText } from '../../../catalogue/issue';
import type { PortRange } from '../../../catalogue/ports';
import type { Lock } from '../../lock/lock-file';
import type { Rule } from '../../rules/plan-rules';
import { capacityFor } from './hub-parts';
import type { RuleGroupInput } from '../stack-input';

/** Lines a permission takes at most: the request, its replies, and one that logs. */
const LINES_PER_RULE = 3;

/** The inspection firewall's rule groups, with the numbers the lock gave them. */
export function inspectRuleGroups(rules: readonly Rule[], lock: Lock): readonly RuleGroupInput[] {
  return [...new Set(rules.map((rule) => rule.group))].sort(compareText).map((group): RuleGroupInput => {
    const own = rules.filter((rule) => rule.group === group);
    return {
      name: group,
      priority: lock.ruleGroups[group] ?? 0,
      capacity: capacityFor(own.length * LINES_PER_RULE),
      rules: own.map((rule) => ({
        sid: lock.rules[rule.key] ?? 0,
        protocol: rule.protocol,
        sources: rule.sources.map(String),
        destinations: rule.destinations.map(String),
        ports: portTexts(rule.ports),
        log: rule.log,
        message: rule.message,
      })),
    };
  });
}

/** `443`, `5000-5010`; nothing where all ports are meant. */
export function portTexts(ports: readonly PortRange[]): readonly string[] {
  if (ports.some(({ first, last }) => first === 0 && last === 65_535)) return [];
  return ports.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
}
