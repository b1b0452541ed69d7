import { compareText } from '../../../catalogue/issues/issue';
import type { CryptoProfileName, Datacentre, Tenant } from '../../../catalogue/model';
import { isUp, mayGo } from '../../places/circuits';
import { circuitsTo, waysToAws } from '../../places/datacentre-ways';
import { type HubParts, type StackBase, stackBase, stackName, tablesOf } from './hub-parts';

/** What is there or being built of a datacentre at an AWS hub. */
export function datacentreStacks(parts: HubParts): readonly AwsDatacentreStackInput[] {
  return [...parts.catalogue.datacentres]
    .filter((datacentre) => datacentre.state !== 'planned')
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((datacentre) => {
      const circuits = circuitsAt(datacentre, parts.hub.id);
      const tunnels = tunnelsAt(parts, datacentre);
      if (tunnels.length === 0 && circuits.length === 0) return [];
      const cidrBlock = parts.lock.hubs[parts.hub.id]?.networks['transit-gateway'] ?? '';
      return [
        {
          ...stackBase(parts, stackName(parts, `datacentre-${datacentre.id}`), [stackName(parts, 'hub')]),
          kind: 'aws-datacentre' as const,
          datacentre: datacentre.id,
          datacentreName: datacentre.name,
          asn: datacentre.asn,
          ...(circuits.length === 0
            ? {}
            : { direct: { gatewayAsn: datacentre.gatewayAsn ?? 0, allowedPrefixes: [cidrBlock], circuits } }),
          tunnels,
        },
      ];
    });
}

/** What is there or ordered: a planned circuit makes nothing. */
function circuitsAt(datacentre: Datacentre, hub: string): readonly DirectConnectInput[] {
  return circuitsTo(datacentre, hub, 'direct-connect')
    .filter(({ state }) => state !== 'planned')
    .map((circuit) => ({
      id: circuit.id,
      vlan: circuit.vlan,
      isUp: isUp(circuit),
      mayGo: mayGo(datacentre, circuit),
      port: portOf(circuit, circuit.connection),
    }));
}

function portOf(
  { location, mbps }: Datacentre['circuits'][number],
  connection: Extract<Datacentre['circuits'][number], { kind: 'direct-connect' }>['connection'],
): DirectConnectInput['port'] {
  switch (connection.type) {
    case 'hosted':
      return { type: 'hosted', connectionId: connection.connectionId };
    case 'shared':
      return { type: 'shared', with: connection.port };
    case 'dedicated':
      return {
        type: 'dedicated',
        location,
        bandwidth: `${mbps / 1_000}Gbps`,
        ...(connection.macsec === undefined ? {} : { macsec: connection.macsec }),
      };
  }
}

/** A tunnel pair for each tenant and way: over the circuits, and over the internet for when they are down. */
function tunnelsAt({ catalogue, lock, hub }: HubParts, datacentre: Datacentre): readonly DatacentreTunnelInput[] {
  const ways = waysToAws(datacentre, hub.id);
  return [...datacentre.tenants]
    .sort((a, b) => compareText(a.tenant, b.tenant))
    .flatMap(({ tenant: id, backupAddress }) => {
      const tenant = catalogue.tenants.find((each) => each.id === id);
      const held = lock.datacentres[datacentre.id]?.tenants[id];
      if (!tenant || !held) throw new Error(`the lock was not checked: ${datacentre.id} has no numbers for ${id}`);
      return ways.map((way): DatacentreTunnelInput => {
        const insideRanges = held[way][hub.id];
        const address =
          way === 'direct' ? held.endpoint?.replace('/32', '') : (backupAddress ?? datacentre.vpnBackup?.address);
        if (!insideRanges || address === undefined)
          throw new Error(`the lock was not checked: ${datacentre.id} has no ${way} tunnels for ${id} to ${hub.id}`);
        return { ...common(datacentre, tenant, way), address, insideRanges };
      });
    });
}

function common(
  datacentre: Datacentre,
  tenant: Tenant,
  way: 'direct' | 'backup',
): Omit<DatacentreTunnelInput, 'address' | 'insideRanges'> & { readonly crypto: CryptoProfileName } {
  return {
    name: `${datacentre.id}_${tenant.id}_${way}`,
    way,
    tenant: tenant.id,
    costCentre: tenant.costCentre,
    crypto: datacentre.tenants.find((each) => each.tenant === tenant.id)?.crypto?.[way] ?? tenant.crypto,
    ...tablesOf(tenant),
  };
}

/** A port that a circuit runs on, and its VLAN. */
export interface DirectConnectInput {
  readonly id: string;
  readonly vlan: number;
  /** Whether it has an interface. @default - the port is only ordered */
  readonly isUp: boolean;
  /** Whether its port may be destroyed. */
  readonly mayGo: boolean;
  readonly port:
    | { readonly type: 'hosted'; readonly connectionId: string }
    /** Another VLAN on the port of another circuit. */
    | { readonly type: 'shared'; readonly with: string }
    | {
        readonly type: 'dedicated';
        readonly location: string;
        /** `1Gbps`, `10Gbps`. */
        readonly bandwidth: string;
        readonly macsec?: {
          /** Of a key that AWS holds; a port that is up has one. */
          readonly secretArn?: string | undefined;
          /** What it does while no key is agreed on. */
          readonly encryption: 'should_encrypt' | 'must_encrypt';
        };
      };
}

/** Two tunnels of one tenant to a datacentre, one way. */
export interface DatacentreTunnelInput {
  readonly name: string;
  /** Over its circuits, or over the internet. */
  readonly way: 'direct' | 'backup';
  readonly tenant: string;
  readonly costCentre: string;
  readonly crypto: CryptoProfileName;
  /** Where they end at the datacentre: an address of its transport, or a public one. */
  readonly address: string;
  readonly insideRanges: readonly [string, string];
  readonly associatedTable: string;
  readonly propagatedTable: string;
}

/** One datacentre at one AWS hub: its circuits, and every tenant's tunnels over them and beside them. */
export interface AwsDatacentreStackInput extends StackBase {
  readonly kind: 'aws-datacentre';
  readonly datacentre: string;
  readonly datacentreName: string;
  readonly asn: number;
  /** Absent where no circuit is there or being built. */
  readonly direct?: {
    readonly gatewayAsn: number;
    /** What its router is told of: the ends of the tunnels at AWS and nothing else. */
    readonly allowedPrefixes: readonly string[];
    readonly circuits: readonly DirectConnectInput[];
  };
  readonly tunnels: readonly DatacentreTunnelInput[];
}
