import type { Rule } from './rules';

/** Characters a rule needs beside its prefixes, ports and message: action, options, numbers. */
const FIXED_PART = 160;

/** Length of a rule as Suricata text, an upper bound; the line that passes replies is the longest. */
export function ruleLength(rule: Rule): number {
  return (
    [...rule.sources, ...rule.destinations, ...rule.ports.map(({ first, last }) => `${first}:${last}`)].join(',')
      .length +
    rule.message.length +
    FIXED_PART
  );
}
