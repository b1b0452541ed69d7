import type { Fault, Firewall, NetworkFirewall } from '../network/network';
import { block, blocks, type Key, keyOf, type References, type Resource, text, texts } from '../terraform/stack-json';
import { parseSuricata, type SuricataRule, UnreadableRule } from '../terraform/suricata-rule';
import { prefixOf } from './transit-gateways';

type ByType = (type: string) => readonly Resource[];

export interface Firewalls {
  readonly firewalls: ReadonlyMap<Key, Firewall>;
  readonly faults: readonly Fault[];
}

/** Firewalls with their policies, and rules in the order in which they are tried. */
export function buildFirewalls(ofType: ByType, references: References): Firewalls {
  const faults: Fault[] = [];
  const policies = new Map(ofType('aws_networkfirewall_firewall_policy').map((policy) => [keyOf(policy), policy]));
  const groups = new Map(ofType('aws_networkfirewall_rule_group').map((group) => [keyOf(group), group]));
  const firewalls = new Map<Key, Firewall>();
  for (const resource of ofType('aws_networkfirewall_firewall')) {
    const key = keyOf(resource);
    const policy = policies.get(references.key(resource.stack, resource.attributes['firewall_policy_arn']) ?? '');
    if (!policy) {
      faults.push({ where: key, problem: 'has no policy of this network.' });
      continue;
    }
    const body = block(policy.attributes['firewall_policy']);
    const subnets = blocks(resource.attributes['subnet_mapping']).flatMap(
      (mapping) => references.key(resource.stack, mapping['subnet_id']) ?? [],
    );
    if (block(body['stateful_engine_options'])['rule_order'] !== 'STRICT_ORDER')
      faults.push({ where: keyOf(policy), problem: 'is not in strict order: its rules would be tried by action.' });
    firewalls.set(key, {
      kind: 'aws',
      key,
      subnets,
      home: homeNet(body),
      stateless: stateless(body),
      unmatched: unmatched(texts(body['stateful_default_actions'])),
      rules: rulesOf(body, policy.stack, references, groups, faults),
    });
  }
  return { firewalls, faults };
}

function homeNet(body: Readonly<Record<string, unknown>>): NetworkFirewall['home'] {
  const variables = blocks(block(body['policy_variables'])['rule_variables']);
  const home = variables.find((variable) => variable['key'] === 'HOME_NET');
  return texts(block(home?.['ip_set'])['definition']).map(prefixOf);
}

function stateless(body: Readonly<Record<string, unknown>>): NetworkFirewall['stateless'] {
  const actions = [...texts(body['stateless_default_actions']), ...texts(body['stateless_fragment_default_actions'])];
  if (actions.includes('aws:pass')) return 'pass';
  return actions.length === 2 && actions.every((action) => action === 'aws:forward_to_sfe') ? 'forward' : 'drop';
}

function unmatched(actions: readonly string[]): NetworkFirewall['unmatched'] {
  if (actions.includes('aws:drop_strict')) return 'strict';
  if (actions.includes('aws:drop_established')) return 'established';
  return actions.some((action) => action.startsWith('aws:drop_established_app_layer')) ? 'application' : 'pass';
}

function rulesOf(
  body: Readonly<Record<string, unknown>>,
  stack: string,
  references: References,
  groups: ReadonlyMap<Key, Resource>,
  faults: Fault[],
): readonly SuricataRule[] {
  const sids = new Set<number>();
  return blocks(body['stateful_rule_group_reference'])
    .map((reference) => ({
      priority: Number(reference['priority']),
      group: groups.get(references.key(stack, reference['resource_arn']) ?? ''),
    }))
    .sort((a, b) => a.priority - b.priority)
    .flatMap(({ group }) => {
      if (!group) {
        faults.push({
          where: `${stack}/aws_networkfirewall_firewall_policy`,
          problem: 'refers to a rule group that is not there.',
        });
        return [];
      }
      const source = block(block(group.attributes['rule_group'])['rules_source']);
      const lines = (text(source['rules_string']) ?? '').split('\n').filter((line) => line.trim() !== '');
      return lines.flatMap((line) => {
        try {
          const rule = parseSuricata(line);
          if (sids.has(rule.sid))
            faults.push({ where: keyOf(group), problem: `holds rule ${rule.sid} twice: Suricata takes neither.` });
          sids.add(rule.sid);
          return [rule];
        } catch (error) {
          if (!(error instanceof UnreadableRule)) throw error;
          faults.push({ where: keyOf(group), problem: `holds a rule that this proof can't read: ${line}` });
          return [];
        }
      });
    });
}
