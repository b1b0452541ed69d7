import { ANYWHERE, type Cidr, cidr } from '../../catalogue/values/cidr';
import type { Attachment, Fault, GroupRule, Interface, SecurityGroup, Subnet, Vpc } from '../network/network';
import { block, blocks, type Key, keyOf, type References, type Resource, text, texts } from '../terraform/stack-json';
import { prefixOf } from './transit-gateways';

type ByType = (type: string) => readonly Resource[];

export interface Vnets {
  readonly vnets: readonly Vpc[];
  readonly groups: ReadonlyMap<Key, SecurityGroup>;
}

/**
 * VNets that this program makes, with what answers in them. What a resolver does by nature stands where a VPC has
 * security groups: an inbound endpoint answers queries and nothing else, an outbound one asks where its rules send it.
 */
export function buildVnets(
  ofType: ByType,
  references: References,
  attachments: ReadonlyMap<Key, Attachment>,
  faults: Fault[],
): Vnets {
  const groups = new Map<Key, SecurityGroup>();
  const vnets = ofType('azurerm_virtual_network').flatMap((resource): Vpc[] => {
    const key = keyOf(resource);
    const doors = [...attachments.values()].filter((attachment) => attachment.vpc === key);
    const space = onlyPrefix(resource, 'address_space', faults);
    if (!space) return [];
    const routes: Subnet['routes'] = [{ prefix: ANYWHERE, to: { kind: 'transit' }, where: key }];
    const subnets = ofType('azurerm_subnet')
      .filter((subnet) => subnet.stack === resource.stack && names(subnet, resource))
      .flatMap((subnet): Subnet[] => {
        const prefix = onlyPrefix(subnet, 'address_prefixes', faults);
        return prefix ? [{ key: keyOf(subnet), cidr: prefix, zone: '', routes, transit: false }] : [];
      });
    const world = { ofType, references, groups, subnets };
    return [
      {
        key,
        cloud: 'azure',
        cidr: space,
        // The last one, which holds them all, is where packets from the hub come in.
        subnets: [...subnets, { key: `${key}#entered`, cidr: space, zone: '', routes, transit: true }],
        attachments: doors.map((attachment) => attachment.key),
        interfaces: [...inbound(world), ...outbound(world), ...endpoints(world)],
      },
    ];
  });
  return { vnets, groups };
}

/** This program writes one prefix, and this proof follows no more. */
function onlyPrefix(resource: Resource, attribute: string, faults: Fault[]): Cidr | undefined {
  const [prefix, ...others] = texts(resource.attributes[attribute]);
  if (prefix !== undefined && others.length === 0) return prefixOf(prefix);
  faults.push({
    where: keyOf(resource),
    problem: `has ${prefix === undefined ? 'no prefix' : 'more than one prefix'}.`,
  });
  return undefined;
}

interface World {
  readonly ofType: ByType;
  readonly references: References;
  readonly groups: Map<Key, SecurityGroup>;
  readonly subnets: readonly Subnet[];
}

function names(subnet: Resource, vnet: Resource): boolean {
  const name = text(subnet.attributes['virtual_network_name']) ?? '';
  return name === `\${azurerm_virtual_network.${vnet.name}.name}` || name === vnet.attributes['name'];
}

function inbound({ ofType, references, groups, subnets }: World): readonly Interface[] {
  return ofType('azurerm_private_dns_resolver_inbound_endpoint').flatMap((endpoint): Interface[] => {
    const key = keyOf(endpoint);
    const configuration = block(endpoint.attributes['ip_configurations']);
    const address = text(configuration['private_ip_address']);
    const subnet = references.key(endpoint.stack, configuration['subnet_id']);
    if (address === undefined || !subnets.some((each) => each.key === subnet)) return [];
    groups.set(key, { key, ingress: queries([ANYWHERE], key), egress: [] });
    return [{ key, kind: 'inbound-resolver', prefix: cidr(`${address}/32`), groups: [key] }];
  });
}

function outbound({ ofType, references, groups, subnets }: World): readonly Interface[] {
  return ofType('azurerm_private_dns_resolver_outbound_endpoint').flatMap((endpoint): Interface[] => {
    const key = keyOf(endpoint);
    const subnet = subnets.find(
      (each) => each.key === references.key(endpoint.stack, endpoint.attributes['subnet_id']),
    );
    if (!subnet) return [];
    const rulesets = new Set(
      ofType('azurerm_private_dns_resolver_dns_forwarding_ruleset')
        .filter((ruleset) =>
          texts(ruleset.attributes['private_dns_resolver_outbound_endpoint_ids']).some(
            (id) => references.key(ruleset.stack, id) === key,
          ),
        )
        .map(keyOf),
    );
    const targets = ofType('azurerm_private_dns_resolver_forwarding_rule')
      .filter((rule) => rulesets.has(references.key(rule.stack, rule.attributes['dns_forwarding_ruleset_id']) ?? ''))
      .flatMap((rule) => blocks(rule.attributes['target_dns_servers']))
      .flatMap((target) => text(target['ip_address']) ?? [])
      .map((address) => cidr(`${address}/32`));
    groups.set(key, { key, ingress: [], egress: queries(targets, key) });
    return [{ key, kind: 'outbound-resolver', prefix: subnet.cidr, groups: [key] }];
  });
}

/** Which address of its subnet a Private Endpoint has is Azure's to choose: all of it stands for it. */
function endpoints({ ofType, references, groups, subnets }: World): readonly Interface[] {
  return ofType('azurerm_private_endpoint').flatMap((endpoint): Interface[] => {
    const key = keyOf(endpoint);
    const subnet = subnets.find(
      (each) => each.key === references.key(endpoint.stack, endpoint.attributes['subnet_id']),
    );
    if (!subnet) return [];
    const everything: GroupRule = { prefix: ANYWHERE, protocol: 'any', first: 0, last: 65_535, where: key };
    groups.set(key, { key, ingress: [everything], egress: [] });
    return [{ key, kind: 'endpoint', prefix: subnet.cidr, groups: [key] }];
  });
}

function queries(prefixes: readonly Cidr[], where: Key): readonly GroupRule[] {
  return prefixes.flatMap((prefix) =>
    (['tcp', 'udp'] as const).map((protocol) => ({ prefix, protocol, first: 53, last: 53, where })),
  );
}
