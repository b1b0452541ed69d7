import { type AdoptedHub, CONCENTRATOR_NAME } from '../../lock/lock-file';
import { isBreakoutLeaving } from '../../places/hubs';
import { linkTableName } from '../../routing/tables';
import { type HubParts, type StackBase, stackBase, stackName, tablesOf } from './hub-parts';

export interface ConcentratorInput {
  readonly name: string;
  readonly tenant: string;
  readonly costCentre: string;
  /** Table it is associated with, and the one its routes are propagated into. */
  readonly associatedTable: string;
  readonly propagatedTable: string;
  /** Its tenant is leaving: it is not guarded any more. */
  readonly mayGo?: true;
}

export interface AwsHubStackInput extends StackBase {
  readonly kind: 'aws-hub';
  readonly asn: number;
  readonly cidrBlock: string;
  /** One log of all flows of the gateway; none where guests are among them, whose log is never an agency's. */
  readonly logsFlows: boolean;
  readonly tables: readonly { readonly name: string; readonly blackholes: readonly string[]; readonly mayGo?: true }[];
  readonly concentrators: readonly ConcentratorInput[];
  /** What was there before this program, by the ids by which Terraform imports it. */
  readonly adopted?: AdoptedHub;
}

export function hubStack(parts: HubParts): AwsHubStackInput {
  const { catalogue, lock, hub, tables } = parts;
  const adopted = lock.hubs[hub.id]?.adopted;
  return {
    ...stackBase(parts, stackName(parts, 'hub'), []),
    kind: 'aws-hub',
    asn: hub.asn,
    logsFlows: !catalogue.tenants.some((tenant) => tenant.kind === 'public-wifi' && tenant.hubs.includes(hub.id)),
    ...(adopted === undefined ? {} : { adopted }),
    cidrBlock: lock.hubs[hub.id]?.networks['transit-gateway'] ?? '',
    tables: tables.map((table) => ({
      name: table.name,
      ...(mayTableGo(parts, table) ? { mayGo: true as const } : {}),
      blackholes: table.statics.filter((row) => row.via.to === 'blackhole').map((row) => row.prefix.toString()),
    })),
    concentrators: (lock.hubs[hub.id]?.concentrators ?? []).flatMap((name) => {
      const id = CONCENTRATOR_NAME.exec(name)?.[1];
      const tenant = catalogue.tenants.find((candidate) => candidate.id === id);
      if (!tenant) return [];
      const mayGo = tenant.state === 'leaving' ? { mayGo: true as const } : {};
      return [{ name, tenant: tenant.id, costCentre: tenant.costCentre, ...tablesOf(tenant), ...mayGo }];
    }),
  };
}

/** Whether a table may go: the one that it is for is leaving. */
function mayTableGo({ catalogue, lock, hub }: HubParts, { name }: { readonly name: string }): boolean {
  const { tenants, egressDomains, datacentres, hubs } = catalogue;
  const isOf = (own: string): boolean => name === own;
  return (
    tenants.some(({ id, state }) => state === 'leaving' && isOf(`rt-${id}`)) ||
    egressDomains.some((domain) => isBreakoutLeaving(catalogue, domain, hub) && isOf(`rt-post-${domain.id}`)) ||
    datacentres.some(({ id, state }) => state === 'leaving' && isOf(`rt-dxgw-${id}`)) ||
    hubs.some(({ id, state }) => state === 'leaving' && isOf(linkTableName(id, lock)))
  );
}
