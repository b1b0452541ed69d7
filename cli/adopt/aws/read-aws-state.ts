import {
  type Attachment,
  type Connection,
  type CustomerGateway,
  type Estate,
  NOTHING,
  type Table,
  type TransitGateway,
  type TunnelOptions,
} from '../estate';
import { customerGatewayOf, endOf, transitGatewayOf } from './named-fields';
import type { StateResource } from '../state-resource';
import { list, printable, record, text, texts, type Tree, wholeNumber } from '../values';

/** What another state holds of AWS. That a table has no other rows can't be read from one. Source: registry, hashicorp/aws (attributes) */
export function awsState(all: readonly StateResource[]): Estate {
  const of = (type: string): readonly StateResource[] => all.filter((each) => each.type === type);
  const tied = (
    type: string,
  ): readonly { readonly attachment: string; readonly table: string; readonly address: string }[] =>
    of(type).flatMap(({ values, address }) => {
      const attachment = text(values['transit_gateway_attachment_id']);
      const table = text(values['transit_gateway_route_table_id']);
      return attachment === undefined || table === undefined ? [] : [{ attachment, table, address }];
    });
  const associations = tied('aws_ec2_transit_gateway_route_table_association');
  const propagations = tied('aws_ec2_transit_gateway_route_table_propagation');
  const rows = tied('aws_ec2_transit_gateway_route');
  const connections = of('aws_vpn_connection').flatMap(connection);
  const own = new Set(connections.flatMap(({ attachment }) => attachment ?? []));
  // Whoever else is in a table: nobody says what it is, and it keeps the table from being taken over.
  const strangers = associations
    .filter(({ attachment }) => !own.has(attachment))
    .map(({ attachment, table }): Attachment => ({
      id: attachment,
      transitGateway: '',
      kind: 'unknown',
      resource: '',
      table,
      into: [],
    }));
  return {
    ...NOTHING,
    transitGateways: of('aws_ec2_transit_gateway').flatMap(transitGateway),
    customerGateways: of('aws_customer_gateway').flatMap(customerGateway),
    connections,
    tables: of('aws_ec2_transit_gateway_route_table').flatMap(routeTable),
    ties: [...associations, ...propagations, ...rows].map(({ attachment, address }) => ({ attachment, address })),
    attachments: [
      ...strangers,
      ...connections.flatMap((each): readonly Attachment[] => {
        if (each.attachment === undefined || each.transitGateway === undefined) return [];
        const table = associations.find(({ attachment }) => attachment === each.attachment)?.table;
        return [
          {
            id: each.attachment,
            transitGateway: each.transitGateway,
            kind: 'vpn',
            resource: each.id,
            ...(table === undefined ? {} : { table }),
            into: propagations.flatMap(({ attachment, table: into }) => (attachment === each.attachment ? [into] : [])),
          },
        ];
      }),
    ],
  };
}

/** What of a state is read. */
const READ: ReadonlySet<string> = new Set([
  'aws_ec2_transit_gateway',
  'aws_customer_gateway',
  'aws_vpn_connection',
  'aws_ec2_transit_gateway_route_table',
  'aws_ec2_transit_gateway_route_table_association',
  'aws_ec2_transit_gateway_route_table_propagation',
  'aws_ec2_transit_gateway_route',
]);

export const isReadOfAws = (type: string): boolean => READ.has(type);

function connection({ address, values }: StateResource): readonly Connection[] {
  const id = text(values['id']);
  const gateway = text(values['customer_gateway_id']);
  if (id === undefined || gateway === undefined) return [];
  const attachment = text(values['transit_gateway_attachment_id']);
  const storage = values['preshared_key_storage'];
  return [
    {
      id,
      gateway,
      address,
      ...named(values),
      ...endOf(text(values['transit_gateway_id']), text(values['vpn_concentrator_id']), text(values['vpn_gateway_id'])),
      ...(attachment === undefined ? {} : { attachment }),
      isStatic: values['static_routes_only'] === true,
      isPrivate: values['outside_ip_address_type'] === 'PrivateIpv4',
      isIpv6: values['tunnel_inside_ip_version'] === 'ipv6',
      inside: texts([values['tunnel1_inside_cidr'], values['tunnel2_inside_cidr']]),
      keysIn: storage === 'SecretsManager' ? 'store' : storage === 'Standard' ? 'service' : 'unknown',
      tunnels: ([1, 2] as const).map((number) => tunnelOptions(values, number)),
    },
  ];
}

function tunnelOptions(values: Tree, tunnel: 1 | 2): TunnelOptions {
  const of = (what: string): readonly unknown[] => [
    ...list(values[`tunnel${tunnel}_phase1_${what}`]),
    ...list(values[`tunnel${tunnel}_phase2_${what}`]),
  ];
  return {
    encryption: [...new Set(texts(of('encryption_algorithms')))],
    integrity: [...new Set(texts(of('integrity_algorithms')))],
    dhGroups: [...new Set(of('dh_group_numbers').flatMap((each) => wholeNumber(each) ?? []))],
    ikeVersions: texts(list(values[`tunnel${tunnel}_ike_versions`])),
  };
}

function customerGateway({ address, values }: StateResource): readonly CustomerGateway[] {
  const fields = {
    id: 'id',
    asn: ['bgp_asn', 'bgp_asn_extended'],
    ipAddress: 'ip_address',
    deviceName: 'device_name',
    certificate: 'certificate_arn',
  } as const;
  return customerGatewayOf(values, fields, { address, ...named(values) });
}

function transitGateway({ address, values }: StateResource): readonly TransitGateway[] {
  const fields = {
    arn: 'arn',
    asn: 'amazon_side_asn',
    cidrBlocks: 'transit_gateway_cidr_blocks',
    multicast: 'multicast_support',
    associates: 'default_route_table_association',
    propagates: 'default_route_table_propagation',
    accepts: 'auto_accept_shared_attachments',
  };
  return transitGatewayOf(text(values['id']), values, values, fields, { address, ...named(values) });
}

function routeTable({ address, values }: StateResource): readonly Table[] {
  const id = text(values['id']);
  const transit = text(values['transit_gateway_id']);
  return id === undefined || transit === undefined ? [] : [{ id, transitGateway: transit, address, ...named(values) }];
}

function named(values: Tree): { readonly name?: string } {
  const name = printable(record(values['tags'])['Name']);
  return name === undefined ? {} : { name };
}
