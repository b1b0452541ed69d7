import { compareText } from '../../../catalogue/issues/issue';
import type { CryptoProfileName, SiteState } from '../../../catalogue/model';
import type { AwsConnection } from '../../routing/connections';
import { type HubParts, type StackBase, stackBase, stackName, tablesOf } from './hub-parts';

export interface ConnectionInput {
  readonly name: string;
  /** Device name of the customer gateway: the name under which the connection was first made. */
  readonly deviceName: string;
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
        ),
      ),
    }));
}

function connectionInput(
  connection: AwsConnection,
  was: string | undefined,
  tables: { readonly associatedTable: string; readonly propagatedTable: string },
): ConnectionInput {
  return {
    name: connection.name,
    deviceName: connection.deviceName,
    site: connection.site,
    siteName: connection.siteName,
    state: connection.state,
    tenant: connection.tenant,
    costCentre: connection.costCentre,
    circuit: connection.circuit,
    role: connection.role,
    asn: connection.asn,
    ...(connection.address === undefined ? {} : { address: connection.address }),
    ...(connection.certificateArn === undefined ? {} : { certificateArn: connection.certificateArn }),
    crypto: connection.crypto,
    insideRanges: [connection.insideRanges[0].toString(), connection.insideRanges[1].toString()],
    ...(connection.concentrator === undefined ? {} : { concentrator: connection.concentrator }),
    ...tables,
    ...(connection.isStatic ? { staticPrefixes: connection.prefixes.map(String) } : {}),
    ...(was === undefined ? {} : { was: `${was}_${connection.tenant}_${connection.circuit}` }),
  };
}
