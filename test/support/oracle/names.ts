/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call -- raw JSON is the point here */
/**
 * A naive second opinion on names: takes one query in one VPC and one pile of Terraform JSON. Written apart from verify/
 * and sharing nothing with it. DNS Firewall in order of priority, then the most specific of rules and private zones.
 * Sources: docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-overview.html,
 * docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network-using-rules.html
 */
type J = Record<string, any>;
type Stacks = Readonly<Record<string, J>>;

export function askNameOracle(stacks: Stacks, vpc: string, query: string): string {
  const here = (key: string, stack: string, expression: unknown): boolean => named(stacks, stack, expression) === key;
  const groups = all(stacks, 'aws_route53_resolver_firewall_rule_group_association')
    .filter(({ stack, body }) => here(vpc, stack, body['vpc_id']))
    .map(({ stack, body }) => named(stacks, stack, body['firewall_rule_group_id']));
  const walls = all(stacks, 'aws_route53_resolver_firewall_rule')
    .filter(({ stack, body }) => groups.includes(named(stacks, stack, body['firewall_rule_group_id'])))
    .sort((a, b) => a.body['priority'] - b.body['priority']);
  for (const { stack, body } of walls) {
    const list = get(stacks, named(stacks, stack, body['firewall_domain_list_id']));
    const entries: string[] = list?.['domains'] ?? [];
    const hit = entries.some(
      (entry) => entry === '*' || entry === query || (entry.startsWith('*.') && query.endsWith(entry.slice(1))),
    );
    if (!hit) continue;
    if (body['action'] === 'ALLOW') break;
    return 'refused';
  }
  const found: { length: number; rank: number; answer: string }[] = [];
  const under = (domain: string): boolean => domain === '.' || query === domain || query.endsWith(`.${domain}`);
  for (const { stack, body } of all(stacks, 'aws_route53_resolver_rule_association')) {
    if (!here(vpc, stack, body['vpc_id'])) continue;
    const rule = get(stacks, named(stacks, stack, body['resolver_rule_id']));
    if (!rule || !under(rule['domain_name'])) continue;
    const targets = (rule['target_ip'] ?? []).map((target: J) => `${target['ip']}:${target['port'] ?? 53}`).sort();
    const answer = rule['rule_type'] === 'SYSTEM' ? 'system' : targets.join();
    found.push({ length: rule['domain_name'].length, rank: 0, answer });
  }
  for (const { key, stack, body } of all(stacks, 'aws_route53_zone')) {
    if (!(body['vpc'] ?? []).some((each: J) => here(vpc, stack, each['vpc_id'])) || !under(body['name'])) continue;
    const records = all(stacks, 'aws_route53_record').filter((each) => here(key, each.stack, each.body['zone_id']));
    const record = records.find(
      ({ body: { name } }) => name === query || (name.startsWith('*.') && query.endsWith(name.slice(1))),
    );
    const answer = record ? JSON.stringify(record.body['alias'] ?? record.body['records']) : 'no such name';
    found.push({ length: body['name'].length, rank: 1, answer });
  }
  found.sort((a, b) => b.length - a.length || a.rank - b.rank);
  const [best] = found;
  if (best?.answer !== 'system') return best?.answer ?? 'system';
  return found.find((each) => each.rank === 1)?.answer ?? 'system';
}

/** VPCs that ask: those with a DNS firewall. */
export function askingVpcs(stacks: Stacks): readonly string[] {
  return all(stacks, 'aws_route53_resolver_firewall_rule_group_association').map(({ stack, body }) =>
    named(stacks, stack, body['vpc_id']),
  );
}

function all(stacks: Stacks, type: string): { key: string; stack: string; body: J }[] {
  return Object.entries(stacks).flatMap(([stack, tree]) =>
    Object.entries((tree['resource']?.[type] ?? {}) as J).map(([name, body]) => ({
      key: `${stack}/${type}.${name}`,
      stack,
      body: body as J,
    })),
  );
}

function get(stacks: Stacks, key: string): J | undefined {
  const [, stack = '', type = '', name = ''] = /^([^/]*)\/(\w+)\.(.*)$/.exec(key) ?? [];
  return stacks[stack]?.['resource']?.[type]?.[name];
}

function named(stacks: Stacks, stack: string, expression: unknown): string {
  const remote = /terraform_remote_state\.([^.]+)\.outputs\.([^.}]+)/.exec(String(expression));
  if (remote) return named(stacks, remote[1] ?? '', stacks[remote[1] ?? '']?.['output']?.[remote[2] ?? '']?.value);
  const local = /^\$\{(aws_\w+)\.([\w-]+)\./.exec(String(expression));
  return local ? `${stack}/${local[1] ?? ''}.${local[2] ?? ''}` : String(expression);
}
