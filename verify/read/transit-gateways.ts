import { Cidr, cidr, parseCidr } from '../../catalogue/values/cidr';
import type { Attachment, Fault, StaticRow, TransitTable } from '../network/network';
import { type Key, keyOf, type References, type Resource, texts } from '../terraform/stack-json';

export interface Transit {
  readonly tables: ReadonlyMap<Key, TransitTable>;
  readonly attachments: ReadonlyMap<Key, Attachment>;
  readonly faults: readonly Fault[];
}

type ByType = (type: string) => readonly Resource[];

/** Transit gateways, their tables, and everything attached to them. */
export function buildTransit(ofType: ByType, references: References): Transit {
  const faults: Fault[] = [];
  for (const gateway of ofType('aws_ec2_transit_gateway')) {
    for (const attribute of ['default_route_table_association', 'default_route_table_propagation'])
      if (gateway.attributes[attribute] !== 'disable')
        faults.push({ where: keyOf(gateway), problem: `${attribute} is on: every attachment would share one table.` });
    if (gateway.attributes['auto_accept_shared_attachments'] === 'enable')
      faults.push({ where: keyOf(gateway), problem: 'attachments of other accounts are accepted unseen.' });
  }
  const known = attachmentsOf(ofType, references);
  const links = (type: string): ReadonlyMap<Key, readonly Key[]> => {
    const found = new Map<Key, readonly Key[]>();
    for (const link of ofType(type)) {
      const attachment = attachmentKey(references, link, known, faults);
      const table = tableKey(references, link, faults);
      if (attachment !== undefined && table !== undefined)
        found.set(attachment, [...(found.get(attachment) ?? []), table]);
    }
    return found;
  };
  const associations = links('aws_ec2_transit_gateway_route_table_association');
  const propagations = links('aws_ec2_transit_gateway_route_table_propagation');
  const attachments = new Map<Key, Attachment>();
  for (const [key, base] of known) {
    const [table, ...others] = associations.get(key) ?? [];
    if (others.length > 0) faults.push({ where: key, problem: 'is associated with two tables.' });
    attachments.set(key, {
      ...base,
      ...(table === undefined ? {} : { table }),
      propagatesTo: propagations.get(key) ?? [],
    });
  }
  return { attachments, tables: tablesOf(ofType, references, known, attachments, faults), faults };
}

type Unlinked = Omit<Attachment, 'table' | 'propagatesTo'>;

function attachmentsOf(ofType: ByType, references: References): ReadonlyMap<Key, Unlinked> {
  const found = new Map<Key, Unlinked>();
  const carried = new Map<Key, Key[]>();
  for (const connection of ofType('aws_vpn_connection')) {
    const key = keyOf(connection);
    const { vpn_concentrator_id: concentrator } = connection.attributes;
    if (concentrator === undefined) {
      const kind = connection.attributes['outside_ip_address_type'] === 'PrivateIpv4' ? 'private-vpn' : 'vpn';
      const isStatic = connection.attributes['static_routes_only'] === true ? { isStatic: true as const } : {};
      found.set(key, {
        key,
        cloud: 'aws',
        kind,
        appliance: false,
        connections: [key],
        foreignSubnets: [],
        ...isStatic,
      });
      continue;
    }
    const on = references.key(connection.stack, concentrator);
    if (on !== undefined) carried.set(on, [...(carried.get(on) ?? []), key]);
  }
  for (const concentrator of ofType('aws_vpn_concentrator')) {
    const key = keyOf(concentrator);
    found.set(key, {
      key,
      cloud: 'aws',
      kind: 'concentrator',
      appliance: false,
      connections: carried.get(key) ?? [],
      foreignSubnets: [],
    });
  }
  for (const association of ofType('aws_dx_gateway_association')) {
    const key = keyOf(association);
    found.set(key, { key, cloud: 'aws', kind: 'direct', appliance: false, connections: [key], foreignSubnets: [] });
  }
  for (const attachment of ofType('aws_ec2_transit_gateway_vpc_attachment')) {
    const key = keyOf(attachment);
    const target = references.follow(attachment.stack, attachment.attributes['vpc_id']);
    found.set(key, {
      key,
      cloud: 'aws',
      kind: 'vpc',
      appliance: attachment.attributes['appliance_mode_support'] === 'enable',
      connections: [],
      foreignSubnets: texts(attachment.attributes['subnet_ids']).filter((id) => !id.includes('${')),
      ...(target === undefined ? {} : 'key' in target ? { vpc: target.key } : { foreignVpc: target.literal }),
    });
  }
  return found;
}

/** How each kind of attachment names itself to the transit gateway. */
const ATTACHMENT_ATTRIBUTE: Readonly<Record<Attachment['kind'], string>> = {
  vpn: 'transit_gateway_attachment_id',
  'private-vpn': 'transit_gateway_attachment_id',
  direct: 'transit_gateway_attachment_id',
  concentrator: 'transit_gateway_attachment_id',
  vpc: 'id',
};

function attachmentKey(
  references: References,
  link: Resource,
  known: ReadonlyMap<Key, Unlinked>,
  faults: Fault[],
): Key | undefined {
  const target = references.follow(link.stack, link.attributes['transit_gateway_attachment_id']);
  const attachment = target && 'key' in target ? known.get(target.key) : undefined;
  if (attachment && target && 'key' in target && target.attribute === ATTACHMENT_ATTRIBUTE[attachment.kind])
    return target.key;
  faults.push({ where: keyOf(link), problem: 'names no attachment of this network.' });
  return undefined;
}

function tableKey(references: References, link: Resource, faults: Fault[]): Key | undefined {
  const target = references.follow(link.stack, link.attributes['transit_gateway_route_table_id']);
  if (target && 'key' in target && target.key.includes('/aws_ec2_transit_gateway_route_table.')) return target.key;
  faults.push({ where: keyOf(link), problem: 'names no route table of this network.' });
  return undefined;
}

function tablesOf(
  ofType: ByType,
  references: References,
  known: ReadonlyMap<Key, Unlinked>,
  attachments: ReadonlyMap<Key, Attachment>,
  faults: Fault[],
): ReadonlyMap<Key, TransitTable> {
  const statics = new Map<Key, StaticRow[]>();
  for (const route of ofType('aws_ec2_transit_gateway_route')) {
    const table = tableKey(references, route, faults);
    const prefix = parseCidr(String(route.attributes['destination_cidr_block']));
    if (table === undefined) continue;
    if (!(prefix instanceof Cidr)) {
      faults.push({ where: keyOf(route), problem: 'has a destination that is no prefix.' });
      continue;
    }
    const blackhole = route.attributes['blackhole'] === true;
    const to = blackhole ? undefined : attachmentKey(references, route, known, faults);
    if (!blackhole && to === undefined) continue;
    const row: StaticRow = { prefix, where: keyOf(route), ...(to === undefined ? {} : { to }) };
    const rows = statics.get(table) ?? [];
    if (rows.some((other) => other.prefix.equals(prefix)))
      faults.push({ where: keyOf(route), problem: `is a second row for ${prefix} in one table.` });
    statics.set(table, [...rows, row]);
  }
  return new Map(
    ofType('aws_ec2_transit_gateway_route_table').map((resource): [Key, TransitTable] => {
      const key = keyOf(resource);
      const propagated = [...attachments.values()]
        .filter((attachment) => attachment.propagatesTo.includes(key))
        .map((attachment) => attachment.key);
      return [key, { key, name: resource.name, statics: statics.get(key) ?? [], propagated }];
    }),
  );
}

/** Subnets through which attachments enter their VPC. */
export function transitSubnets(ofType: ByType, references: References): ReadonlySet<Key> {
  return new Set(
    ofType('aws_ec2_transit_gateway_vpc_attachment').flatMap((attachment) =>
      texts(attachment.attributes['subnet_ids']).flatMap((id) => references.key(attachment.stack, id) ?? []),
    ),
  );
}

/** A prefix that the provider has accepted. */
export function prefixOf(value: unknown): Cidr {
  return cidr(String(value));
}
