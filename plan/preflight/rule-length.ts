import type { Rule } from '../rules/rule';
import type { BreakoutRuleInput, SideInput } from '../stacks/aws/breakout';

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

/** Length of a breakout's line with its variables written out, an upper bound: every value of a variable counts. */
export function breakoutRuleLength(rule: BreakoutRuleInput, home: readonly string[]): number {
  const side = (value: SideInput): number =>
    value === 'anywhere' ? 3 : (typeof value === 'string' ? home : value).join(',').length + 2;
  const ports = rule.match.ports.join(',').length;
  const name = rule.match.on === 'name' ? (rule.match.name?.name.length ?? 0) : 0;
  return side(rule.sources) + side(rule.destinations) + ports + name + rule.message.length + FIXED_PART;
}
