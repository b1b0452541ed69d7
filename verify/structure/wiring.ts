import { parseAddress } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { Fault } from '../network/network';
import { prefixOf } from '../read/transit-gateways';
import { blocks, type Key, keyOf, References, type Resource, type Stack, texts } from '../terraform/stack-json';

/** Any reference to a resource within a longer expression. */
const MENTIONED = /(?<![\w.])((?:aws|azurerm)_[a-z0-9_]+)\.([A-Za-z0-9_-]+)\./g;
const REMOTE = /data\.terraform_remote_state\.([^.]+)\.outputs\.([^.}\])]+)/g;

/**
 * What no cloud would build, or would build with a hole in it: references to nothing, things joined across VPCs or
 * gateways, a zone left out. Such a network is not the one that was walked through, so each is a fault.
 */
export function wiringFaults(stacks: readonly Stack[], isLeaving: IsLeaving = () => false): readonly Fault[] {
  const references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
  const resources = new Map(stacks.flatMap((stack) => stack.resources).map((each) => [keyOf(each), each]));
  const faults: Fault[] = [];
  for (const resource of resources.values()) danglingIn(resource, stacks, resources, faults);
  const world = new World(resources, references, isLeaving, faults);
  for (const resource of resources.values()) world.check(resource);
  return faults;
}

/** Whether a zone is leaving in the hub of a stack. */
export type IsLeaving = (stack: string, zone: string) => boolean;

function danglingIn(
  resource: Resource,
  stacks: readonly Stack[],
  resources: ReadonlyMap<Key, Resource>,
  faults: Fault[],
): void {
  const stack = stacks.find((each) => each.name === resource.stack);
  for (const expression of expressionsIn(resource.attributes)) {
    for (const [, type = '', name = ''] of expression.replaceAll(/data\.aws_[\w.-]+/g, '').matchAll(MENTIONED))
      if (!resources.has(keyOf({ stack: resource.stack, type, name })))
        faults.push({
          where: keyOf(resource),
          label: 'MISBUILT',
          problem: `refers to ${type}.${name}, which is not there.`,
        });
    for (const [, state = '', output = ''] of expression.matchAll(REMOTE)) {
      const producer = stacks.find((each) => each.name === stack?.remoteStates.get(state));
      if (!producer?.outputs.has(output))
        faults.push({
          where: keyOf(resource),
          label: 'MISBUILT',
          problem: `refers to output ${output} of ${state}, which is not there.`,
        });
    }
  }
}

function expressionsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.includes('${') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}

class World {
  private readonly zonesOf = new Map<Key, Set<string>>();

  constructor(
    private readonly resources: ReadonlyMap<Key, Resource>,
    private readonly references: References,
    private readonly isLeaving: IsLeaving,
    private readonly faults: Fault[],
  ) {
    for (const subnet of resources.values()) {
      if (subnet.type !== 'aws_subnet') continue;
      const vpc = this.at(subnet, 'vpc_id');
      if (vpc) this.zonesOf.set(vpc, (this.zonesOf.get(vpc) ?? new Set()).add(this.zone(subnet)));
    }
  }

  check(resource: Resource): void {
    switch (resource.type) {
      case 'aws_subnet':
        this.subnet(resource);
        break;
      case 'aws_route_table_association':
        this.sameVpc(resource, this.at(resource, 'subnet_id'), this.at(resource, 'route_table_id'));
        break;
      case 'aws_ec2_transit_gateway_vpc_attachment':
        this.placed(resource, texts(resource.attributes['subnet_ids']), true);
        break;
      case 'aws_networkfirewall_firewall':
        this.placed(
          resource,
          blocks(resource.attributes['subnet_mapping']).map((mapping) => String(mapping['subnet_id'])),
          false,
        );
        break;
      case 'aws_vpc_endpoint':
        this.oncePerZone(resource, texts(resource.attributes['subnet_ids']));
        break;
      case 'aws_route53_zone':
        this.oncePerVpc(resource);
        break;
      case 'aws_route53_resolver_endpoint':
        this.resolver(resource);
        break;
      case 'aws_ec2_transit_gateway_route':
      case 'aws_ec2_transit_gateway_route_table_association':
      case 'aws_ec2_transit_gateway_route_table_propagation':
        this.sameGateway(resource);
        break;
      case 'aws_dx_gateway_association':
        this.circuits(resource);
        break;
      case 'aws_vpn_connection':
        this.privateTunnels(resource);
        break;
      case 'aws_nat_gateway':
        this.ownSubnet(resource);
        break;
    }
  }

  /** Cidrs of subnets stand in their VPC's and don't overlap (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html). */
  private subnet(subnet: Resource): void {
    const cidr = prefixOf(subnet.attributes['cidr_block']);
    const vpc = this.resources.get(this.at(subnet, 'vpc_id') ?? '');
    if (!vpc) return;
    if (cidr.bits > 28) this.fault(subnet, 'is smaller than a /28, the smallest that AWS makes.');
    const whole = prefixOf(vpc.attributes['cidr_block']);
    if (cidr.first < whole.first || cidr.last > whole.last) this.fault(subnet, 'lies outside its VPC.');
    for (const other of this.resources.values())
      if (
        other.type === 'aws_subnet' &&
        compareText(keyOf(subnet), keyOf(other)) < 0 &&
        this.at(other, 'vpc_id') === keyOf(vpc) &&
        prefixOf(other.attributes['cidr_block']).overlaps(cidr)
      )
        this.fault(subnet, `overlaps ${keyOf(other)}.`);
  }

  /**
   * Something with one foot in every zone of its VPC: a zone without is a zone whose traffic is lost. An attachment lets go of
   * a zone that is leaving before the firewall does (`letsGo`).
   */
  private placed(resource: Resource, subnetIds: readonly string[], letsGo: boolean): void {
    const vpc = this.at(resource, 'vpc_id');
    const subnets = subnetIds.map((id) => this.resources.get(this.references.key(resource.stack, id) ?? ''));
    if (vpc === undefined || !this.resources.has(vpc)) return;
    for (const subnet of subnets)
      if (subnet && this.at(subnet, 'vpc_id') !== vpc)
        this.fault(resource, `stands in ${keyOf(subnet)} of another VPC.`);
    const zones = subnets.flatMap((subnet) => (subnet ? [this.zone(subnet)] : []));
    for (const zone of this.zonesOf.get(vpc) ?? []) {
      const isLetGo = letsGo && this.isLeaving(resource.stack, zone);
      if (!zones.includes(zone) && !isLetGo)
        this.fault(resource, `does not stand in zone ${zone}, where its VPC does.`);
      if (zones.includes(zone) && isLetGo) this.fault(resource, `still stands in zone ${zone}, which is leaving.`);
    }
    if (new Set(zones).size < zones.length) this.fault(resource, 'stands in one zone twice.');
  }

  /** docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html: one subnet per zone. */
  private oncePerZone(endpoint: Resource, subnetIds: readonly string[]): void {
    const zones = subnetIds.flatMap((id) => {
      const subnet = this.resources.get(this.references.key(endpoint.stack, id) ?? '');
      return subnet ? [this.zone(subnet)] : [];
    });
    if (new Set(zones).size < zones.length) this.fault(endpoint, 'stands in one zone twice.');
  }

  private oncePerVpc(zone: Resource): void {
    const vpcs = blocks(zone.attributes['vpc']).map((each) => this.references.key(zone.stack, each['vpc_id']));
    if (new Set(vpcs).size < vpcs.length) this.fault(zone, 'is associated with one VPC twice.');
  }

  /** Two addresses at least (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-forwarding-inbound-queries-values.html), each in its subnet. */
  private resolver(endpoint: Resource): void {
    const addresses = blocks(endpoint.attributes['ip_address']);
    if (addresses.length < 2) this.fault(endpoint, 'has fewer than two addresses.');
    if (texts(endpoint.attributes['security_group_ids']).length === 0) this.fault(endpoint, 'has no security group.');
    if (new Set(addresses.map((each) => each['ip'])).size < addresses.length)
      this.fault(endpoint, 'has one address twice.');
    const subnets = new Set(addresses.map((each) => String(each['subnet_id'])));
    for (const each of addresses) {
      const subnet = this.resources.get(this.references.key(endpoint.stack, each['subnet_id']) ?? '');
      const address = parseAddress(String(each['ip']));
      if (!subnet || typeof address !== 'number') continue;
      const cidr = prefixOf(subnet.attributes['cidr_block']);
      // Sites are told the first that AWS leaves free (docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html).
      const free = subnets.size === 1 ? [4, 5] : [4];
      if (!free.includes(address - cidr.first))
        this.fault(
          endpoint,
          `has the address ${String(each['ip'])}, which is not the one of ${keyOf(subnet)} that sites are told.`,
        );
    }
  }

  private sameVpc(resource: Resource, subnet: Key | undefined, table: Key | undefined): void {
    const [one, two] = [subnet, table].map((key) => this.resources.get(key ?? ''));
    if (one && two && this.at(one, 'vpc_id') !== this.at(two, 'vpc_id'))
      this.fault(resource, `joins ${keyOf(one)} to a route table of another VPC.`);
  }

  /**
   * A datacentre is told of ends of tunnels and nothing else over its circuits: what it is told of it may send to outside
   * of tunnels. A gateway and a transit gateway of one AS number drop each other's routes.
   * Source: docs.aws.amazon.com/directconnect/latest/UserGuide/allowed-to-prefixes.html
   */
  private circuits(association: Resource): void {
    const transit = this.resources.get(this.at(association, 'associated_gateway_id') ?? '');
    const gateway = this.resources.get(this.at(association, 'dx_gateway_id') ?? '');
    if (transit?.type !== 'aws_ec2_transit_gateway' || gateway?.type !== 'aws_dx_gateway') {
      this.fault(association, 'joins no Direct Connect gateway and transit gateway of this network.');
      return;
    }
    const ends = texts(transit.attributes['transit_gateway_cidr_blocks']);
    const told = texts(association.attributes['allowed_prefixes']);
    const other = told.find((prefix) => !ends.includes(prefix));
    if (other !== undefined)
      this.fault(
        association,
        `tells the datacentre of ${other}, where no tunnel ends: it could send there in the clear.`,
      );
    if (told.length === 0) this.fault(association, 'tells the datacentre of nothing: no tunnel finds its other end.');
    this.alone(association);
    if (String(gateway.attributes['amazon_side_asn']) === String(transit.attributes['amazon_side_asn']))
      this.fault(association, 'joins two gateways of one AS number: each drops the other’s routes.');
  }

  /** Circuits have a table of their own: what they carry outside of tunnels, and announce, is then known to nobody else. */
  private alone(association: Resource): void {
    const inTable = [...this.resources.values()].filter(({ type }) =>
      /^aws_ec2_transit_gateway_route(_table_association|_table_propagation)?$/.test(type),
    );
    const own = inTable.filter((link) => this.at(link, 'transit_gateway_attachment_id') === keyOf(association));
    const tables = new Set(own.map((link) => this.at(link, 'transit_gateway_route_table_id')));
    const others = inTable.filter(
      (link) => !own.includes(link) && tables.has(this.at(link, 'transit_gateway_route_table_id')),
    );
    const [first] = others;
    if (first)
      this.fault(association, `shares a table with ${keyOf(first)}: what circuits carry in the clear would pass.`);
    if (tables.size > 1) this.fault(association, 'is in two tables: what circuits announce would be known elsewhere.');
  }

  /** Tunnels over circuits run over those of a Direct Connect gateway at the same transit gateway. */
  private privateTunnels(connection: Resource): void {
    const transport = connection.attributes['transport_transit_gateway_attachment_id'];
    const isPrivate = connection.attributes['outside_ip_address_type'] === 'PrivateIpv4';
    if (!isPrivate && transport === undefined) return;
    const association = this.resources.get(this.at(connection, 'transport_transit_gateway_attachment_id') ?? '');
    if (!isPrivate || association?.type !== 'aws_dx_gateway_association')
      this.fault(connection, 'runs over no circuits of this network.');
    else if (this.at(association, 'associated_gateway_id') !== this.at(connection, 'transit_gateway_id'))
      this.fault(connection, 'runs over circuits of another transit gateway.');
  }

  private sameGateway(link: Resource): void {
    const table = this.resources.get(this.at(link, 'transit_gateway_route_table_id') ?? '');
    const attachment = this.resources.get(this.at(link, 'transit_gateway_attachment_id') ?? '');
    if (!table || !attachment) return;
    const gateway = attachment.type === 'aws_dx_gateway_association' ? 'associated_gateway_id' : 'transit_gateway_id';
    if (this.at(table, 'transit_gateway_id') !== this.at(attachment, gateway))
      this.fault(link, `joins ${keyOf(attachment)} to a table of another transit gateway.`);
  }

  /** A NAT gateway stands in a subnet that leads to the internet of the same stack's VPC. */
  private ownSubnet(nat: Resource): void {
    if (!this.resources.has(this.at(nat, 'subnet_id') ?? '')) this.fault(nat, 'stands in no subnet.');
  }

  private at(resource: Resource, attribute: string): Key | undefined {
    return this.references.key(resource.stack, resource.attributes[attribute]);
  }

  private zone(subnet: Resource): string {
    return String(subnet.attributes['availability_zone']);
  }

  private fault(resource: Resource, problem: string): void {
    this.faults.push({ where: keyOf(resource), label: 'MISBUILT', problem });
  }
}
