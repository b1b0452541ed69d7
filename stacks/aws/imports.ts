import { prefixName } from '../../constructs/naming';
import type { AwsHubStackInput } from '../../plan/stacks/aws/hub';
import type { ConnectionInput } from '../../plan/stacks/aws/sites';
import type { ImportBlock } from '../import-block';

/** A hub's transit gateway, its tables, and the rows in them that drop packets already. */
export function hubImports({ adopted, tables }: AwsHubStackInput): readonly ImportBlock[] {
  if (adopted === undefined) return [];
  return [
    { to: 'aws_ec2_transit_gateway.hub', id: adopted.gateway },
    ...tables.flatMap(({ name, blackholes }) => {
      const id = adopted.tables[name];
      if (id === undefined) return [];
      const there = adopted.blackholes[name] ?? [];
      return [
        { to: `aws_ec2_transit_gateway_route_table.${name}`, id },
        ...blackholes
          .filter((prefix) => there.includes(prefix))
          .map((prefix) => ({
            to: `aws_ec2_transit_gateway_route.${name}_${prefixName(prefix)}`,
            id: `${id}_${prefix}`,
          })),
      ];
    }),
  ];
}

/** A site's customer gateway, its connection, and its places in tables that are the same here. */
export function connectionImports({ name, adopted, staticPrefixes }: ConnectionInput): readonly ImportBlock[] {
  if (adopted === undefined) return [];
  const { gateway, connection, association, propagation, routes } = adopted;
  const table = 'aws_ec2_transit_gateway_route_table';
  return [
    { to: `aws_customer_gateway.${name}`, id: gateway },
    { to: `aws_vpn_connection.${name}`, id: connection },
    ...(association === undefined ? [] : [{ to: `${table}_association.${name}`, id: association }]),
    ...(propagation === undefined || staticPrefixes !== undefined
      ? []
      : [{ to: `${table}_propagation.${name}`, id: propagation }]),
    ...(staticPrefixes ?? []).flatMap((prefix) => {
      const id = routes[prefix];
      return id === undefined ? [] : [{ to: `aws_ec2_transit_gateway_route.${name}_${prefixName(prefix)}`, id }];
    }),
  ];
}
