import { compareText } from '../../catalogue/issues/issue';
import {
  addressOf,
  blocks,
  type Key,
  keyOf,
  References,
  type Resource,
  type Stack,
  texts,
} from '../terraform/stack-json';

/** Everything about names that the stacks configure, per VPC. */
export class AwsResolvers {
  private readonly references: References;
  private readonly all: readonly Resource[];
  private readonly vpcs: readonly Resource[];

  constructor(stacks: readonly Stack[]) {
    this.references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
    const resources = stacks.flatMap((stack) => stack.resources);
    this.all = resources.filter(({ type }) => type.startsWith('aws_route53'));
    this.vpcs = resources.filter(({ type }) => type === 'aws_vpc');
  }

  /** The VPC of a breakout, by the range that the lock holds for it. */
  vpcOf(range: string): Key | undefined {
    const vpc = this.vpcs.find(({ attributes }) => attributes['cidr_block'] === range);
    return vpc && keyOf(vpc);
  }

  /** Who answers a query: DNS Firewall first, then the longest rule or zone; a rule beats a zone of the same name. */
  answer(vpc: Key, name: string): string {
    for (const rule of this.firewallRules(vpc)) {
      if (!rule.domains?.some((domain) => entryHolds(domain, name))) continue;
      if (rule.action === 'ALLOW') break;
      if (rule.action !== 'BLOCK') return 'answered and noted';
      // A name of the deny list is refused by itself, not because nothing permits it.
      return rule.domains.includes('*') ? 'not permitted' : 'refused';
    }
    const candidates = [
      ...this.rules(vpc).map((rule) => ({ ...rule, rank: 0 })),
      ...this.zones(vpc).map((zone) => ({ ...zone, rank: 1 })),
    ]
      .filter(({ domain }) => domain === '.' || name === domain || name.endsWith(`.${domain}`))
      .sort((a, b) => b.domain.length - a.domain.length || a.rank - b.rank);
    const [best] = candidates;
    if (!best) return 'the cloud';
    if (best.answer !== 'SYSTEM') return best.answer(name);
    // The cloud answers, and knows the private zones of the VPC.
    const zone = candidates.find((candidate) => candidate.rank === 1);
    return zone && zone.answer !== 'SYSTEM' ? zone.answer(name) : 'the cloud';
  }

  /** Lists of AWS that refuse before anything is let through; whose names they hold nobody can read. */
  blockLists(vpc: Key): readonly string[] {
    const rules = this.firewallRules(vpc);
    const allowed = rules.findIndex((rule) => rule.action === 'ALLOW');
    return rules
      .slice(0, allowed < 0 ? rules.length : allowed)
      .flatMap((rule) => (rule.list !== undefined && rule.action === 'BLOCK' ? [rule.list] : []))
      .sort();
  }

  failsClosed(vpc: Key): boolean {
    return this.of('aws_route53_resolver_firewall_config', 'resource_id', vpc).some(
      (config) => config.attributes['firewall_fail_open'] === 'DISABLED',
    );
  }

  isLogged(vpc: Key): boolean {
    return this.of('aws_route53_resolver_query_log_config_association', 'resource_id', vpc).length > 0;
  }

  private of(type: string, attribute: string, key: Key): readonly Resource[] {
    return this.all.filter(
      (each) => each.type === type && this.references.key(each.stack, each.attributes[attribute]) === key,
    );
  }

  private firewallRules(
    vpc: Key,
  ): readonly { readonly action: string; readonly domains?: readonly string[]; readonly list?: string }[] {
    const groups = this.of('aws_route53_resolver_firewall_rule_group_association', 'vpc_id', vpc).map((each) =>
      this.references.key(each.stack, each.attributes['firewall_rule_group_id']),
    );
    return this.all
      .filter(
        (each) =>
          each.type === 'aws_route53_resolver_firewall_rule' &&
          groups.includes(this.references.key(each.stack, each.attributes['firewall_rule_group_id'])),
      )
      .sort((a, b) => Number(a.attributes['priority']) - Number(b.attributes['priority']))
      .map((rule) => {
        const action = String(rule.attributes['action']);
        const target = this.references.follow(rule.stack, rule.attributes['firewall_domain_list_id']);
        if (target && 'literal' in target) return { action, list: target.literal };
        const list = this.all.find((each) => target && keyOf(each) === target.key);
        return { action, domains: texts(list?.attributes['domains']) };
      });
  }

  private rules(
    vpc: Key,
  ): readonly { readonly domain: string; readonly answer: 'SYSTEM' | ((name: string) => string) }[] {
    return this.of('aws_route53_resolver_rule_association', 'vpc_id', vpc).flatMap((association) => {
      const key = this.references.key(association.stack, association.attributes['resolver_rule_id']);
      const rule = this.all.find((each) => keyOf(each) === key);
      if (!rule) return [];
      const targets = blocks(rule.attributes['target_ip']).map((target) =>
        Number(target['port'] ?? 53) === 53
          ? String(target['ip'])
          : `${String(target['ip'])}:${String(target['port'])}`,
      );
      const endpoint = this.references.key(rule.stack, rule.attributes['resolver_endpoint_id']);
      const outbound = this.all.find((each) => keyOf(each) === endpoint)?.attributes['direction'] === 'OUTBOUND';
      const forwards = rule.attributes['rule_type'] === 'FORWARD';
      return [
        {
          domain: String(rule.attributes['domain_name']),
          answer: forwards
            ? () => (outbound ? [...targets].sort(compareText).join(', ') : 'nobody')
            : ('SYSTEM' as const),
        },
      ];
    });
  }

  private zones(vpc: Key): readonly { readonly domain: string; readonly answer: (name: string) => string }[] {
    return this.all
      .filter((zone) => zone.type === 'aws_route53_zone')
      .filter((zone) =>
        blocks(zone.attributes['vpc']).some((each) => this.references.key(zone.stack, each['vpc_id']) === vpc),
      )
      .map((zone) => ({
        domain: String(zone.attributes['name']),
        answer: (name: string): string => {
          const record = this.of('aws_route53_record', 'zone_id', keyOf(zone)).find((each) =>
            entryHolds(String(each.attributes['name']), name),
          );
          const alias = blocks(record?.attributes['alias'])[0];
          const target = record && this.references.key(record.stack, alias?.['name']);
          return target === undefined ? 'nobody' : addressOf(target);
        },
      }));
  }
}

/** `*.x` holds names below x; `*` holds every name. */
function entryHolds(entry: string, name: string): boolean {
  if (entry === '*') return true;
  return entry.startsWith('*.') ? name.endsWith(entry.slice(1)) : name === entry;
}
