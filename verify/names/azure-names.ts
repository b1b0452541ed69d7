import { compareText } from '../../catalogue/issues/issue';
import type { AzureHub, Catalogue } from '../../catalogue/model';
import { nameContains, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import type { Lock } from '../../plan/lock/lock-file';
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
import { inZone, type NameDifference, namesOf, type NamesVerified, resolverAddresses } from './asked-names';

/** Asks the resolver of every Azure hub every kind of name there is, and compares who answers. */
export function verifyAzureNames(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): NamesVerified {
  const world = new AzureResolvers(stacks);
  const names = namesOf(catalogue, stacks);
  const differences: NameDifference[] = [];
  let queries = 0;
  for (const hub of catalogue.hubs) {
    const inbound = resolverAddresses(lock.hubs[hub.id]?.services['inbound'])[0];
    if (hub.cloud !== 'azure' || inbound === undefined) continue;
    const vnet = world.vnetOf(inbound);
    for (const name of names) {
      queries += 1;
      const got = vnet === undefined ? 'nobody' : world.answer(vnet, name);
      const wanted = expected(catalogue, lock, hub, name);
      if (got !== wanted) differences.push({ domain: hub.egress, hub: hub.id, name, got, wanted });
    }
  }
  return { queries, differences };
}

/** Everything about names that Azure stacks configure. */
class AzureResolvers {
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

/** Zones that answer at a hub before anything is sent on: suppliers' endpoints, and what nobody may resolve. */
function zonesAt(
  { suppliers, egressDomains }: Catalogue,
  hub: AzureHub,
): readonly { readonly name: string; readonly supplier?: Catalogue['suppliers'][number] }[] {
  const names = egressDomains.find((domain) => domain.id === hub.egress)?.names;
  const refused = names?.default === 'allow' ? [...OPEN_RESOLVERS, ...names.deny] : [];
  const endpoints = suppliers.flatMap((supplier) =>
    supplier.kind === 'private-endpoint' && supplier.hub === hub.id
      ? supplier.dnsNames.map((text) => ({ name: parseName(text).name, supplier }))
      : [],
  );
  return [...endpoints, ...refused.map((text) => ({ name: parseName(text).name }))];
}

/** Who should answer at a hub, from the catalogue. */
function expected(catalogue: Catalogue, lock: Lock, hub: AzureHub, name: string): string {
  const { tenants, suppliers } = catalogue;
  const here = tenants.filter(
    (tenant) => tenant.kind !== 'public-wifi' && tenant.egress === hub.egress && tenant.supernets.azure.length > 0,
  );
  const zone = zonesAt(catalogue, hub)
    .filter(({ name: zoned }) => inZone(zoned, name))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (zone) {
    const named = zone.supplier?.dnsNames.some((pattern) => nameContains(parseName(pattern), parseName(name)));
    return zone.supplier && named ? `azurerm_private_endpoint.supplier-${zone.supplier.id}` : 'nobody';
  }
  const holding = here
    .flatMap((tenant) =>
      (tenant.dns?.zones ?? []).map((zone) => ({ zone: parseName(zone).name, servers: tenant.dns?.servers ?? [] })),
    )
    .filter(({ zone }) => inZone(zone, name))
    .sort((a, b) => b.zone.length - a.zone.length);
  const [owner] = holding;
  if (owner) return [...owner.servers].sort(compareText).join(', ');
  for (const supplier of suppliers) {
    const zoned = supplier.dnsNames.map(parseName).some((pattern) => inZone(pattern.name, name));
    if (!zoned) continue;
    const consumed = here.some(
      (tenant) =>
        supplier.consumers.includes(tenant.id) &&
        supplier.kind === 'privatelink' &&
        tenant.hubs.includes(supplier.hub) &&
        tenant.kind !== 'supplier',
    );
    const held = supplier.kind === 'privatelink' && consumed ? lock.hubs[supplier.hub] : undefined;
    const network = held?.networks[`egress-${hub.egress}`];
    if (held && network !== undefined) return awsResolvers(network, held.zones).join(', ');
  }
  const resolver = catalogue.egressDomains.find((domain) => domain.id === hub.egress)?.resolver;
  return resolver === undefined || resolver.kind === 'aws'
    ? 'the cloud'
    : [...resolver.addresses].sort(compareText).join(', ');
}

/** Addresses of a breakout's resolver: the first that AWS leaves free in the DNS subnet of every zone, two where there is one. */
function awsResolvers(network: string, zones: Readonly<Record<string, number>>): readonly string[] {
  const slots = Object.values(zones);
  const [first = '', second = '', third = '', fourth = ''] = network.split(/[./]/);
  const base = Number(fourth);
  const offsets = slots.length === 1 ? [4, 5] : [4];
  return slots
    .flatMap((slot) => offsets.map((offset) => `${first}.${second}.${third}.${base + slot * 16 + offset}`))
    .sort(compareText);
}
