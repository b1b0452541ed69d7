import { compareText } from '../../catalogue/issues/issue';
import {
  addressOf,
  block,
  blocks,
  type Key,
  keyOf,
  References,
  type Resource,
  type Stack,
  text,
  texts,
} from '../terraform/stack-json';
import { inZone } from './asked-names';

/** Everything about names that Azure stacks configure. */
export class AzureResolvers {
  private readonly references: References;
  private readonly all: readonly Resource[];

  constructor(stacks: readonly Stack[]) {
    this.references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
    this.all = stacks.flatMap((stack) => stack.resources).filter(({ type }) => type.startsWith('azurerm_private_'));
  }

  /** The VNet whose resolver answers at an address. */
  vnetOf(address: string): Key | undefined {
    const endpoint = this.all.find(
      ({ type, attributes }) =>
        type === 'azurerm_private_dns_resolver_inbound_endpoint' &&
        block(attributes['ip_configurations'])['private_ip_address'] === address,
    );
    const resolver = endpoint && this.follow(endpoint, 'private_dns_resolver_id');
    return resolver && this.follow(resolver, 'virtual_network_id', true);
  }

  /**
   * A linked private zone answers for all below it; where there is none, the longest rule sends the query on. Names of
   * Azure's own services, such as those below windows.net, are Azure's to answer whatever the rule for everything says.
   * Source: learn.microsoft.com/azure/dns/dns-private-resolver-overview
   */
  answer(vnet: Key, name: string): string {
    const holding = (candidates: readonly Candidate[]): readonly Candidate[] =>
      candidates
        .filter(({ domain }) => domain === '' || inZone(domain, name))
        .sort((a, b) => b.domain.length - a.domain.length);
    const zones = holding(this.zones(vnet));
    const [best, second] = zones.length > 0 ? zones : holding(this.rules(vnet));
    if (best && second?.domain === best.domain) return `two of ${best.domain}`;
    return best ? best.answer(name) : 'the cloud';
  }

  private zones(vnet: Key): readonly Candidate[] {
    return this.of('azurerm_private_dns_zone_virtual_network_link')
      .filter((link) => this.references.key(link.stack, link.attributes['virtual_network_id']) === vnet)
      .flatMap((link) => {
        const zone = this.follow(link, 'private_dns_zone_name');
        if (!zone) return [];
        const domain = String(zone.attributes['name']);
        return [{ domain, answer: (name: string) => this.record(zone, domain, name) }];
      });
  }

  private record(zone: Resource, domain: string, name: string): string {
    const wanted = name === domain ? '@' : '*';
    const record = this.of('azurerm_private_dns_a_record').find(
      (each) =>
        this.references.key(each.stack, each.attributes['zone_name']) === keyOf(zone) &&
        each.attributes['name'] === wanted,
    );
    const targets = texts(record?.attributes['records']).map((target) => {
      const key = record && this.references.key(record.stack, target);
      return key === undefined ? target : addressOf(key);
    });
    return targets.length === 0 ? 'nobody' : targets.join(', ');
  }

  private rules(vnet: Key): readonly Candidate[] {
    const rulesets = new Set(
      this.of('azurerm_private_dns_resolver_virtual_network_link')
        .filter((link) => this.references.key(link.stack, link.attributes['virtual_network_id']) === vnet)
        .map((link) => this.references.key(link.stack, link.attributes['dns_forwarding_ruleset_id'])),
    );
    return this.of('azurerm_private_dns_resolver_forwarding_rule')
      .filter((rule) => rulesets.has(this.references.key(rule.stack, rule.attributes['dns_forwarding_ruleset_id'])))
      .filter((rule) => rule.attributes['enabled'] !== false)
      .map((rule) => {
        const targets = blocks(rule.attributes['target_dns_servers']).map((target) =>
          Number(target['port'] ?? 53) === 53
            ? String(target['ip_address'])
            : `${String(target['ip_address'])}:${String(target['port'])}`,
        );
        return {
          domain: (text(rule.attributes['domain_name']) ?? '').replace(/\.$/, ''),
          answer: () => [...targets].sort(compareText).join(', '),
        };
      });
  }

  private of(type: string): readonly Resource[] {
    return this.all.filter((each) => each.type === type);
  }

  private follow(from: Resource, attribute: string): Resource | undefined;
  private follow(from: Resource, attribute: string, asKey: true): Key | undefined;
  private follow(from: Resource, attribute: string, asKey?: true): Resource | Key | undefined {
    const key = this.references.key(from.stack, from.attributes[attribute]);
    return asKey ? key : this.all.find((each) => keyOf(each) === key);
  }
}

interface Candidate {
  readonly domain: string;
  readonly answer: (name: string) => string;
}
