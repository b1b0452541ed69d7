import type { AdoptedCircuit } from '../../../plan/lock/lock-file';
import type { Resource } from '../../terraform/stack-json';
import { azureImportOf } from './adopted-azure';
import type { Places } from './places';

/**
 * The id by which Terraform is to take a resource over, by the lock; undefined for what this network makes itself. Ids of what stands in a
 * table begin with the table's. Source: registry, hashicorp/aws ("Import" of each type)
 */
export function importOf(places: Places, resource: Resource): string | undefined {
  const { stack, type, name, attributes } = resource;
  if (type.startsWith('azurerm_')) return azureImportOf(places, resource);
  const hub = places.awsHub(stack);
  const own = hub === undefined ? undefined : places.lock.hubs[hub.id]?.adopted;
  if (stack === places.hubStack(stack)) {
    if (type === 'aws_ec2_transit_gateway') return own?.gateway;
    if (type === 'aws_ec2_transit_gateway_route_table') return own?.tables[name];
    if (type !== 'aws_ec2_transit_gateway_route') return undefined;
    const table = /^\$\{aws_ec2_transit_gateway_route_table\.([\w-]+)\.id\}$/.exec(
      String(attributes['transit_gateway_route_table_id']),
    )?.[1];
    const prefix = String(attributes['destination_cidr_block']);
    const isThere = own?.blackholes[table ?? '']?.includes(prefix) === true;
    return isThere && own.tables[table ?? ''] !== undefined ? `${own.tables[table ?? '']}_${prefix}` : undefined;
  }
  const held = adoptedAt(places, stack, name);
  if (!held) return undefined;
  const { adopted, tenant } = held;
  switch (type) {
    case 'aws_customer_gateway':
      return adopted.gateway;
    case 'aws_vpn_connection':
      return adopted.connection;
    case 'aws_ec2_transit_gateway_route_table_association':
      return adopted.table !== undefined && adopted.table === own?.tables[`rt-${tenant}`]
        ? `${adopted.table}_${adopted.attachment}`
        : undefined;
    case 'aws_ec2_transit_gateway_route_table_propagation': {
      const table = postTable(places, tenant, own?.tables);
      return table !== undefined && adopted.into.includes(table) ? `${table}_${adopted.attachment}` : undefined;
    }
    case 'aws_ec2_transit_gateway_route': {
      const table = postTable(places, tenant, own?.tables);
      const prefix = String(attributes['destination_cidr_block']);
      return table !== undefined && adopted.rows[table]?.includes(prefix) === true ? `${table}_${prefix}` : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a connection leaves a table that this network doesn't have. */
export function leavesTable(places: Places, { stack, name }: Resource): boolean {
  const hub = places.awsHub(stack);
  const held = hub === undefined ? undefined : adoptedAt(places, stack, name);
  if (!held || !hub) return false;
  const { table } = held.adopted;
  return table !== undefined && table !== places.lock.hubs[hub.id]?.adopted?.tables[`rt-${held.tenant}`];
}

/** What a connection was, by the name of its parts: a row's has the prefix behind it. */
function adoptedAt(
  { lock }: Places,
  stack: string,
  name: string,
): { readonly adopted: AdoptedCircuit; readonly tenant: string } | undefined {
  const [site = '', tenant = '', circuit = ''] = name.split('_');
  const held = lock.sites[site];
  const adopted = held?.stacks.aws === stack ? held.segments[tenant]?.circuits[circuit]?.adopted : undefined;
  return adopted && { adopted, tenant };
}

/** Where a tenant's prefixes are told. */
function postTable(
  { catalogue }: Places,
  tenant: string,
  tables: Readonly<Record<string, string>> = {},
): string | undefined {
  const found = catalogue.tenants.find(({ id }) => id === tenant);
  return tables[found?.kind === 'public-wifi' ? `rt-post-${found.egress}` : 'rt-post'];
}
