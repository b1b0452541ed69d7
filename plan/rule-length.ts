import type { RuleGroupInput } from './stack-input';

/** Characters a rule needs beside its prefixes and message: action, options, numbers. */
const FIXED_PART = 80;

/** Length of the longest rule of the groups as Suricata text, variables expanded; an upper bound. */
export function suricataRuleLength(groups: readonly RuleGroupInput[]): number {
  const lengths = groups.flatMap((group) =>
    group.rules.map(
      (rule) => [...rule.sources, ...rule.destinations].join(',').length + rule.message.length + FIXED_PART,
    ),
  );
  return lengths.reduce((most, length) => Math.max(most, length), 0);
}
