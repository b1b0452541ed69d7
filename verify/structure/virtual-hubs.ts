import { type Cidr, cidr, formatAddress, holds } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import type { Lock } from '../../plan/lock/lock-file';
import { circuitsInUse } from '../intent/datacentre-connections';
import { supernetsOf } from '../intent/tenants';
import type { Fault } from '../network/network';
import { block, blocks, keyOf, References, type Resource, type Stack, texts } from '../terraform/stack-json';

/**
 * What stands in an Azure hub's JSON and no packet shows: what the firewall translates and whom it asks for names, what
 * would take a VNet out of routing intent.
 */
export function virtualHubFaults(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): readonly Fault[] {
  return new AzureStructure(catalogue, lock, stacks).faults;
}

class AzureStructure {
  readonly faults: Fault[] = [];
  private readonly references: References;
  private readonly all: ReadonlyMap<string, Resource>;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly lock: Lock,
    stacks: readonly Stack[],
  ) {
    this.references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
    this.all = new Map(stacks.flatMap((stack) => stack.resources).map((each) => [keyOf(each), each]));
    for (const resource of this.all.values()) this.check(resource);
  }

  private check(resource: Resource): void {
    const { attributes } = resource;
    const must = (attribute: string, wanted: unknown, what: string): void => {
      if (attributes[attribute] !== wanted) this.fault(resource, what);
    };
    switch (resource.type) {
      case 'azurerm_virtual_wan':
        must('type', 'Standard', 'is no Standard WAN: its hubs have no firewall.');
        must('allow_branch_to_branch_traffic', true, 'lets no site reach another.');
        must('disable_vpn_encryption', false, 'carries tunnels in the clear.');
        break;
      case 'azurerm_virtual_hub_connection':
        must('internet_security_enabled', true, 'leaves to the internet by itself, past the firewall.');
        this.unrouted(resource);
        break;
      case 'azurerm_firewall_policy':
        must('threat_intelligence_mode', 'Deny', 'lets pass what is known to be malicious.');
        this.policy(resource);
        break;
      case 'azurerm_virtual_network':
        this.vnet(resource);
        break;
      case 'azurerm_subnet':
        this.subnet(resource);
        if (resource.name.startsWith('supplier-'))
          must('private_endpoint_network_policies', 'Enabled', 'lets Private Endpoints answer past the firewall.');
        break;
      case 'azurerm_ip_group':
        this.ipGroup(resource);
        break;
      case 'azurerm_firewall_policy_rule_collection_group':
        this.anyName(resource);
        break;
      case 'azurerm_virtual_hub_route_table':
        this.fault(resource, 'is a route table of its own, which routing intent forbids.');
        break;
    }
  }

  /** Source: learn.microsoft.com/azure/virtual-wan/how-to-routing-policies (no custom tables, no static routes) */
  private unrouted(connection: Resource): void {
    if (connection.attributes['routing'] !== undefined)
      this.fault(connection, 'has routing of its own, which routing intent forbids.');
  }

  /** A group that a rule may name tomorrow holds what its tenant has, today as well. */
  private ipGroup(group: Resource): void {
    const tenant = this.catalogue.tenants.find(({ id }) => id === group.name);
    const own = tenant ? supernetsOf(tenant) : [];
    const found = texts(group.attributes['cidrs']).map(cidr);
    const edges = [...own, ...found].flatMap(({ first, last }) => [first, last + 1]);
    const wrong = edges.find((address) => holds(own, address) !== holds(found, address));
    if (wrong !== undefined)
      this.fault(
        group,
        `${holds(found, wrong) ? 'holds' : 'lacks'} ${formatAddress(wrong)}, which is ${holds(own, wrong) ? '' : 'not '}its tenant's.`,
      );
  }

  /**
   * The firewall connects to whatever address a name has, not to where the client sent its packet.
   * Source: learn.microsoft.com/azure/firewall/rule-processing
   */
  private anyName(group: Resource): void {
    const open = blocks(group.attributes['application_rule_collection'])
      .filter((collection) => collection['action'] === 'Allow')
      .flatMap((collection) => blocks(collection['rule']))
      .find((rule) => texts(rule['destination_fqdns']).includes('*'));
    if (open)
      this.fault(
        group,
        `allows any name (rule ${String(open['name'])}): one that leads to a private address would lead into another tenant.`,
      );
  }

  private vnet(vnet: Resource): void {
    if (this.hubOf(vnet) === undefined)
      this.fault(vnet, `is ${texts(vnet.attributes['address_space']).join()}, which the catalogue gives to no hub.`);
  }

  /** The lock holds every subnet of a services VNet, and no two of them overlap. */
  private subnet(subnet: Resource): void {
    const found = texts(subnet.attributes['address_prefixes']).join();
    const vnet = [...this.all.values()].find(
      (each) => each.type === 'azurerm_virtual_network' && each.stack === subnet.stack,
    );
    const kept = vnet && this.lock.hubs[this.hubOf(vnet) ?? '']?.services[subnet.name];
    if (found !== kept) this.fault(subnet, `is ${found}, not ${String(kept)} as the lock has it.`);
  }

  private hubOf(vnet: Resource): string | undefined {
    const space = texts(vnet.attributes['address_space']).join();
    return this.catalogue.tenants
      .flatMap(({ servicesVnets }) => servicesVnets)
      .find((each) => each.cidr.toString() === space)?.hub;
  }

  /** Translated is exactly what isn't a tenant's, and what Private Endpoints answer from: their replies would go elsewhere. */
  private policy(policy: Resource): void {
    const kept = texts(policy.attributes['private_ip_ranges']).map(cidr);
    const endpoints = Object.values(this.lock.hubs).flatMap(({ services }) =>
      Object.entries(services).flatMap(([name, prefix]) => (name.startsWith('supplier-') ? [cidr(prefix)] : [])),
    );
    const mine = this.catalogue.suppliers.flatMap((supplier) =>
      supplier.kind === 'private-endpoint' && this.isPolicyOf(policy, supplier.hub)
        ? endpoints.filter(
            (prefix) => prefix.toString() === this.lock.hubs[supplier.hub]?.services[`supplier-${supplier.id}`],
          )
        : [],
    );
    const tenants = [
      ...this.catalogue.tenants.flatMap(supernetsOf),
      ...this.catalogue.hubs.map((hub) => hub.addressSpace),
      ...this.transports(policy),
    ];
    // Whether an address is translated changes nowhere else.
    const edges = [...kept, ...tenants, ...mine].flatMap(({ first, last }) => [first, last + 1]);
    const wide = edges.find((address) => holds(kept, address) && (!holds(tenants, address) || holds(mine, address)));
    const narrow = edges.find((address) => holds(tenants, address) && !holds(kept, address) && !holds(mine, address));
    if (wide !== undefined) this.fault(policy, `does not translate what goes to ${formatAddress(wide)}.`);
    if (narrow !== undefined)
      this.fault(policy, `translates what goes to ${formatAddress(narrow)}: nobody there would see who asks.`);
    const dns = block(policy.attributes['dns']);
    const asked = this.catalogue.hubs
      .flatMap((hub) => (hub.cloud === 'azure' && this.isPolicyOf(policy, hub.id) ? [hub.egress] : []))
      .flatMap((id) => {
        const resolver = this.catalogue.egressDomains.find((domain) => domain.id === id)?.resolver;
        return resolver === undefined || resolver.kind === 'aws' ? [] : resolver.addresses;
      });
    if (dns['proxy_enabled'] !== true || [...texts(dns['servers'])].sort().join() !== [...asked].sort().join())
      this.fault(
        policy,
        'asks other resolvers for names than its domain’s own on the internet: one that knows private names would let a name lead into a tenant.',
      );
  }

  /** What circuits to the policy's hub announce: translated, a tunnel would never be built. */
  private transports(policy: Resource): readonly Cidr[] {
    return this.catalogue.datacentres.flatMap((datacentre) =>
      datacentre.transport &&
      datacentre.state !== 'planned' &&
      this.catalogue.hubs.some(
        (hub) =>
          hub.cloud === 'azure' && circuitsInUse(datacentre, hub.id).length > 0 && this.isPolicyOf(policy, hub.id),
      )
        ? [datacentre.transport]
        : [],
    );
  }

  private isPolicyOf(policy: Resource, hubId: string): boolean {
    const space = this.catalogue.hubs.find((hub) => hub.id === hubId)?.addressSpace.toString();
    return [...this.all.values()].some(
      (firewall) =>
        firewall.type === 'azurerm_firewall' &&
        this.references.key(firewall.stack, firewall.attributes['firewall_policy_id']) === keyOf(policy) &&
        blocks(firewall.attributes['virtual_hub']).some((each) => {
          const hub = this.all.get(this.references.key(firewall.stack, each['virtual_hub_id']) ?? '');
          return hub?.attributes['address_prefix'] === space;
        }),
    );
  }

  private fault(resource: Resource, problem: string): void {
    this.faults.push({ where: keyOf(resource), label: 'MISBUILT', problem });
  }
}
