import { cidr } from '../../catalogue/values/cidr';
import type { Attachment, Fault, GroupRule, Interface, SecurityGroup, Subnet, Vpc, VpcRoute } from '../network/network';
import {
  blocks,
  endpointLookUp,
  type Key,
  keyOf,
  type References,
  type Resource,
  texts,
} from '../terraform/stack-json';
import { prefixOf, transitSubnets } from './transit-gateways';

type ByType = (type: string) => readonly Resource[];

export interface Vpcs {
  readonly vpcs: ReadonlyMap<Key, Vpc>;
  readonly groups: ReadonlyMap<Key, SecurityGroup>;
  readonly foreignRoutes: ReadonlyMap<string, readonly VpcRoute[]>;
  readonly faults: readonly Fault[];
}

/** The hub's own VPCs: subnets with their routes, what answers in them, and security groups. */
export function buildVpcs(ofType: ByType, references: References, attachments: ReadonlyMap<Key, Attachment>): Vpcs {
  const faults: Fault[] = [];
  const routes = new Map<string, VpcRoute[]>();
  const foreignRoutes = new Map<string, VpcRoute[]>();
  for (const route of ofType('aws_route')) {
    const table = references.follow(route.stack, route.attributes['route_table_id']);
    if (!table) {
      faults.push({ where: keyOf(route), problem: 'names no route table.' });
      continue;
    }
    const made = vpcRoute(route, ofType, references, faults);
    const [into, id] = 'key' in table ? [routes, table.key] : [foreignRoutes, table.literal];
    into.set(id, [...(into.get(id) ?? []), made]);
  }
  const tableOf = new Map<Key, Key>();
  for (const link of ofType('aws_route_table_association')) {
    const subnet = references.key(link.stack, link.attributes['subnet_id']);
    const table = references.key(link.stack, link.attributes['route_table_id']);
    if (subnet === undefined || table === undefined || tableOf.has(subnet))
      faults.push({ where: keyOf(link), problem: 'joins no subnet to one route table.' });
    else tableOf.set(subnet, table);
  }
  const entered = transitSubnets(ofType, references);
  const subnets = new Map<Key, Subnet[]>();
  for (const subnet of ofType('aws_subnet')) {
    const vpc = references.key(subnet.stack, subnet.attributes['vpc_id']);
    if (vpc === undefined) continue;
    const key = keyOf(subnet);
    if (subnet.attributes['map_public_ip_on_launch'] === true)
      faults.push({ where: key, problem: 'gives out public addresses.' });
    subnets.set(vpc, [
      ...(subnets.get(vpc) ?? []),
      {
        key,
        cidr: prefixOf(subnet.attributes['cidr_block']),
        zone: String(subnet.attributes['availability_zone']),
        routes: routes.get(tableOf.get(key) ?? '') ?? [],
        transit: entered.has(key),
      },
    ]);
  }
  const interfaces = interfacesOf(ofType, references, subnets);
  const vpcs = new Map(
    ofType('aws_vpc').map((vpc): [Key, Vpc] => {
      const key = keyOf(vpc);
      const own = subnets.get(key) ?? [];
      return [
        key,
        {
          key,
          cloud: 'aws',
          cidr: prefixOf(vpc.attributes['cidr_block']),
          subnets: own,
          attachments: [...attachments.values()].filter((each) => each.vpc === key).map((each) => each.key),
          interfaces: interfaces.filter((each) => own.some((subnet) => subnet.cidr.overlaps(each.prefix))),
        },
      ];
    }),
  );
  return { vpcs, groups: groupsOf(ofType, references, faults), foreignRoutes, faults };
}

function vpcRoute(route: Resource, ofType: ByType, references: References, faults: Fault[]): VpcRoute {
  const where = keyOf(route);
  const prefix = prefixOf(route.attributes['destination_cidr_block']);
  const { vpc_endpoint_id, transit_gateway_id, nat_gateway_id, gateway_id } = route.attributes;
  if (vpc_endpoint_id !== undefined) {
    const found = endpointLookUp(route.stack, vpc_endpoint_id);
    if (found) return { prefix, where, to: { kind: 'firewall', ...found } };
  }
  if (transit_gateway_id !== undefined && references.key(route.stack, transit_gateway_id) !== undefined)
    return { prefix, where, to: { kind: 'transit' } };
  if (nat_gateway_id !== undefined) {
    const key = references.key(route.stack, nat_gateway_id);
    const nat = ofType('aws_nat_gateway').find((candidate) => keyOf(candidate) === key);
    const subnet = nat && references.key(nat.stack, nat.attributes['subnet_id']);
    if (subnet !== undefined) return { prefix, where, to: { kind: 'nat', subnet } };
  }
  if (references.key(route.stack, gateway_id)?.includes('/aws_internet_gateway.'))
    return { prefix, where, to: { kind: 'internet' } };
  faults.push({ where, problem: 'leads to nothing that this proof knows.' });
  return { prefix, where, to: { kind: 'nowhere' } };
}

function interfacesOf(
  ofType: ByType,
  references: References,
  subnets: ReadonlyMap<Key, readonly Subnet[]>,
): readonly Interface[] {
  const all = new Map([...subnets.values()].flat().map((subnet) => [subnet.key, subnet]));
  const groups = (resource: Resource): readonly Key[] =>
    texts(resource.attributes['security_group_ids']).flatMap((id) => references.key(resource.stack, id) ?? []);
  const resolvers = ofType('aws_route53_resolver_endpoint').flatMap((endpoint) =>
    blocks(endpoint.attributes['ip_address']).map((address): Interface => ({
      key: keyOf(endpoint),
      kind: endpoint.attributes['direction'] === 'INBOUND' ? 'inbound-resolver' : 'outbound-resolver',
      prefix: cidr(`${String(address['ip'])}/32`),
      groups: groups(endpoint),
    })),
  );
  const endpoints = ofType('aws_vpc_endpoint').flatMap((endpoint) =>
    texts(endpoint.attributes['subnet_ids']).flatMap((id): Interface[] => {
      const subnet = all.get(references.key(endpoint.stack, id) ?? '');
      return subnet ? [{ key: keyOf(endpoint), kind: 'endpoint', prefix: subnet.cidr, groups: groups(endpoint) }] : [];
    }),
  );
  return [...resolvers, ...endpoints];
}

function groupsOf(ofType: ByType, references: References, faults: Fault[]): ReadonlyMap<Key, SecurityGroup> {
  const rules = (type: string): ReadonlyMap<Key, readonly GroupRule[]> => {
    const found = new Map<Key, GroupRule[]>();
    for (const rule of ofType(type)) {
      const group = references.key(rule.stack, rule.attributes['security_group_id']);
      const where = keyOf(rule);
      if (group === undefined || typeof rule.attributes['cidr_ipv4'] !== 'string') {
        faults.push({ where, problem: 'is a rule of no group, or names no prefix.' });
        continue;
      }
      const protocol = rule.attributes['ip_protocol'];
      const all = protocol === '-1' || protocol === 'icmp';
      found.set(group, [
        ...(found.get(group) ?? []),
        {
          prefix: prefixOf(rule.attributes['cidr_ipv4']),
          protocol: protocol === '-1' ? 'any' : (protocol as GroupRule['protocol']),
          first: all ? 0 : Number(rule.attributes['from_port']),
          last: all ? 65_535 : Number(rule.attributes['to_port']),
          where,
        },
      ]);
    }
    return found;
  };
  const ingress = rules('aws_vpc_security_group_ingress_rule');
  const egress = rules('aws_vpc_security_group_egress_rule');
  for (const type of ['aws_default_security_group', 'aws_security_group'])
    for (const group of ofType(type))
      for (const side of ['ingress', 'egress'])
        if (group.attributes[side] !== undefined)
          faults.push({ where: keyOf(group), problem: `has ${side} rules of its own, which this proof doesn't read.` });
  return new Map(
    ofType('aws_security_group').map((group): [Key, SecurityGroup] => {
      const key = keyOf(group);
      return [key, { key, ingress: ingress.get(key) ?? [], egress: egress.get(key) ?? [] }];
    }),
  );
}
