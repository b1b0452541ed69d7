import { compareText } from '../../../catalogue/issues/issue';
import type { CryptoProfileName, SiteState } from '../../../catalogue/model';
import type { AdoptedCircuit } from '../../lock/lock-file';
import type { AwsConnection } from '../../routing/connections';
import { type HubParts, type StackBase, stackBase, stackName, tablesOf } from './hub-parts';

export interface ConnectionInput {
  readonly name: string;
  /** Device name of the customer gateway: the name under which the connection was first made; one that was there before may have none. */
  readonly deviceName?: string;
  readonly site: string;
  readonly siteName: string;
  readonly state: SiteState;
  readonly tenant: string;
  readonly costCentre: string;
  readonly circuit: string;
  readonly role: 'active' | 'backup';
  readonly asn: number;
  readonly address?: string;
  readonly certificateArn?: string;
  readonly crypto: CryptoProfileName;
  readonly insideRanges: readonly [string, string];
  readonly concentrator?: string;
  readonly associatedTable: string;
  readonly propagatedTable: string;
  /** What that table is told of statically instead of by the router; absent: the router announces. */
  readonly staticPrefixes?: readonly string[];
  /** Former name, where the site had another id. */
  readonly was?: string;
  /** What was there before this program; absent where this program makes it. */
  readonly adopted?: AdoptedInput;
}

/** A connection that was there before, by the ids by which Terraform imports its parts. */
export interface AdoptedInput {
  readonly gateway: string;
  readonly connection: string;
  /** Absent where it is in another table today, or in none. */
  readonly association?: string;
  readonly propagation?: string;
  /** Rows that lead to it already, by prefix. */
  readonly routes: Readonly<Record<string, string>>;
  /** Whether it is in another table today, which it leaves. */
  readonly leavesTable: boolean;
  /** Whether its tunnels keep what they were set to. */
  readonly keepsOptions: boolean;
}

export interface AwsSitesStackInput extends StackBase {
  readonly kind: 'aws-sites';
  readonly wave: 1 | 2;
  readonly connections: readonly ConnectionInput[];
}

export function siteStacks(parts: HubParts): readonly AwsSitesStackInput[] {
  const { catalogue, lock, connections } = parts;
  const formerIds = new Map(catalogue.sites.flatMap((site) => (site.was === undefined ? [] : [[site.id, site.was]])));
  const byStack = new Map<string, AwsConnection[]>();
  for (const connection of connections) {
    const members = byStack.get(connection.stack);
    if (members) members.push(connection);
    else byStack.set(connection.stack, [connection]);
  }
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tablesOf(tenant)]));
  return [...byStack]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, members]) => ({
      ...stackBase(parts, name, [stackName(parts, 'hub')]),
      kind: 'aws-sites' as const,
      wave: lock.sites[members[0]?.site ?? '']?.wave ?? 2,
      connections: members.map((connection) =>
        connectionInput(
          connection,
          formerIds.get(connection.site),
          tenants.get(connection.tenant) ?? { associatedTable: '', propagatedTable: '' },
          lock.hubs[parts.hub.id]?.adopted?.tables ?? {},
        ),
      ),
    }));
}

function connectionInput(
  connection: AwsConnection,
  was: string | undefined,
  tables: { readonly associatedTable: string; readonly propagatedTable: string },
  adoptedTables: Readonly<Record<string, string>>,
): ConnectionInput {
  const { adopted } = connection;
  const deviceName = adopted === undefined ? connection.deviceName : adopted.device;
  return {
    name: connection.name,
    ...(deviceName === undefined ? {} : { deviceName }),
    site: connection.site,
    siteName: connection.siteName,
    state: connection.state,
    tenant: connection.tenant,
    costCentre: connection.costCentre,
    circuit: connection.circuit,
    role: connection.role,
    asn: connection.isStatic ? (adopted?.asn ?? connection.asn) : connection.asn,
    ...(connection.address === undefined ? {} : { address: connection.address }),
    ...(connection.certificateArn === undefined ? {} : { certificateArn: connection.certificateArn }),
    crypto: connection.crypto,
    insideRanges: [connection.insideRanges[0].toString(), connection.insideRanges[1].toString()],
    ...(connection.concentrator === undefined ? {} : { concentrator: connection.concentrator }),
    ...tables,
    ...(connection.isStatic ? { staticPrefixes: connection.prefixes.map(String) } : {}),
    ...(was === undefined ? {} : { was: `${was}_${connection.tenant}_${connection.circuit}` }),
    ...(adopted === undefined ? {} : { adopted: adoptedInput(adopted, tables, adoptedTables) }),
  };
}

/** Ids as the provider takes them: table, then attachment or prefix (registry: aws_ec2_transit_gateway_route_table_association, …_route). */
function adoptedInput(
  { gateway, connection, attachment, table, into, rows, keeps }: AdoptedCircuit,
  tables: { readonly associatedTable: string; readonly propagatedTable: string },
  known: Readonly<Record<string, string>>,
): AdoptedInput {
  const [own, told] = [known[tables.associatedTable], known[tables.propagatedTable]];
  const isInOwn = table !== undefined && table === own;
  return {
    gateway,
    connection,
    ...(isInOwn ? { association: `${own}_${attachment}` } : {}),
    ...(told !== undefined && into.includes(told) ? { propagation: `${told}_${attachment}` } : {}),
    routes: Object.fromEntries(
      (told === undefined ? [] : (rows[told] ?? [])).map((prefix) => [prefix, `${told}_${prefix}`]),
    ),
    leavesTable: table !== undefined && !isInOwn,
    keepsOptions: keeps === 'options',
  };
}
