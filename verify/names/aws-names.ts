import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, EgressDomain, Tenant } from '../../catalogue/model';
import { nameContains, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import type { Lock } from '../../plan/lock/lock-file';
import type { Network } from '../network/network';
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
import { inZone, type NameDifference, namesOf, type NamesVerified, resolverAddresses } from './asked-names';

/** Asks every domain's resolver every kind of name there is, and compares who answers. */
export function verifyNames(
  catalogue: Catalogue,
  lock: Lock,
  network: Network,
  stacks: readonly Stack[],
): NamesVerified {
  const world = new ResolverWorld(stacks);
  const names = namesOf(catalogue, stacks);
  const differences: NameDifference[] = [];
  let queries = 0;
  for (const [hub, held] of Object.entries(lock.hubs)) {
    for (const domain of catalogue.egressDomains) {
      const range = held.networks[`egress-${domain.id}`];
      const vpc = [...network.vpcs.values()].find((each) => each.cidr.toString() === range);
      if (range === undefined) continue;
      const differ = (name: string, got: string, wanted: string): void => {
        if (got !== wanted) differences.push({ domain: domain.id, hub, name, got, wanted });
      };
      if (!vpc) {
        differ('(all)', 'no VPC', range);
        continue;
      }
      for (const name of names) {
        queries += 1;
        differ(name, world.answer(vpc.key, name), expected(catalogue, lock, hub, domain, name));
      }
      differ(
        '(block lists)',
        world.blockLists(vpc.key).join(', '),
        [...new Set(domain.dnsBlockLists)].sort().join(', '),
      );
      differ('(what can’t be checked)', world.failsClosed(vpc.key) ? 'refused' : 'answered', 'refused');
      differ('(log)', world.isLogged(vpc.key) ? 'kept' : 'none', 'kept');
    }
  }
  return { queries, differences };
}

/** Everything about names that the stacks configure, per VPC. */
class ResolverWorld {
  private readonly references: References;
  private readonly all: readonly Resource[];

  constructor(stacks: readonly Stack[]) {
    this.references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
    this.all = stacks.flatMap((stack) => stack.resources).filter(({ type }) => type.startsWith('aws_route53'));
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

/** Who should answer, from the catalogue. */
function expected(catalogue: Catalogue, lock: Lock, hub: string, domain: EgressDomain, name: string): string {
  const own = catalogue.tenants.filter(
    (tenant) => tenant.egress === domain.id && tenant.hubs.includes(hub) && tenant.kind !== 'supplier',
  );
  const guests = own.some((tenant) => tenant.kind === 'public-wifi');
  const ids = new Set(own.map((tenant) => tenant.id));
  const under = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => nameContains(parseName(pattern), parseName(name)));
  const zoneOf = (tenant: Tenant): string =>
    (tenant.dns?.zones ?? [])
      .map((zone) => parseName(zone).name)
      .filter((zone) => name === zone || name.endsWith(`.${zone}`))
      .sort((one, other) => other.length - one.length)[0] ?? '';
  // Of two zones one inside the other, the longer answers.
  const [owner] = guests
    ? []
    : catalogue.tenants
        .filter((tenant) => tenant.hubs.includes(hub) && zoneOf(tenant) !== '' && reaches(catalogue, ids, tenant.id))
        .sort((one, other) => zoneOf(other).length - zoneOf(one).length);
  const suppliers = catalogue.suppliers.filter((supplier) => supplier.consumers.some((consumer) => ids.has(consumer)));
  if (under([...OPEN_RESOLVERS, ...domain.names.deny])) return 'refused';
  if (domain.names.default === 'deny') {
    const permitted = [
      ...domain.names.allow,
      ...own.flatMap(({ filtering }) => (filtering?.kind === 'secure-web-gateway' ? filtering.names : [])),
      ...suppliers.flatMap((supplier) => supplier.dnsNames),
    ];
    if (!under(permitted) && !owner) return 'not permitted';
  }
  if (owner?.dns) return [...owner.dns.servers].sort(compareText).join(', ');
  const endpoint = suppliers.find(
    (supplier) => supplier.kind === 'privatelink' && supplier.hub === hub && under(supplier.dnsNames),
  );
  if (endpoint) return `aws_vpc_endpoint.supplier-${endpoint.id}`;
  const near = suppliers.some(
    (supplier) =>
      supplier.kind === 'privatelink' &&
      supplier.hub === hub &&
      supplier.dnsNames
        .map((pattern) => parseName(pattern).name)
        .some((zone) => name === zone || name.endsWith(`.${zone}`)),
  );
  // Within the private zone of a supplier there is nothing but its names.
  if (near) return 'nobody';
  const across = suppliers.flatMap((supplier) =>
    supplier.kind === 'private-endpoint' && supplier.dnsNames.some((pattern) => inZone(parseName(pattern).name, name))
      ? resolverAddresses(lock.hubs[supplier.hub]?.services['inbound'])
      : [],
  );
  if (across.length > 0) return across.join(', ');
  if (domain.resolver.kind === 'aws' || name === 'amazonaws.com' || name.endsWith('.amazonaws.com')) return 'the cloud';
  return [...domain.resolver.addresses].sort(compareText).join(', ');
}

/** Whether somebody of these tenants is the owner, or reaches something of it. */
function reaches(catalogue: Catalogue, ids: ReadonlySet<string>, owner: string): boolean {
  return (
    ids.has(owner) ||
    catalogue.services.some((service) => service.owner === owner && service.consumers.some((each) => ids.has(each))) ||
    catalogue.flows.some((flow) => flow.to.tenant === owner && ids.has(flow.from.tenant)) ||
    catalogue.suppliers.some(
      (supplier) =>
        supplier.kind === 'vpn' && supplier.tenant === owner && supplier.consumers.some((each) => ids.has(each)),
    )
  );
}
