import { compareText } from '../../../catalogue/issue';
import type { CryptoProfileName, Datacentre, Tenant } from '../../../catalogue/model';
import { isUp, mayGo } from '../../places/circuits';
import { stackBase, stackName, tablesOf, type HubParts } from './hub-parts';
import type { AwsDatacentreStackInput, DatacentreTunnelInput, DirectConnectInput } from '../stack-input';

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

/** Ways by which a datacentre reaches an AWS hub now. */
export function waysToAws(datacentre: Datacentre, hub: string): readonly ('direct' | 'backup')[] {
  return [
    ...(!circuitsAt(datacentre, hub).some((circuit) => circuit.isUp) ? [] : ['direct' as const]),
    ...(datacentre.vpnBackup?.hubs.includes(hub) === true ? ['backup' as const] : []),
  ];
}

function circuitsAt(datacentre: Datacentre, hub: string): readonly DirectConnectInput[] {
  return datacentre.circuits
    .flatMap((circuit): DirectConnectInput[] =>
      circuit.kind === 'direct-connect' && circuit.hub === hub && circuit.state !== 'planned'
        ? [
            {
              id: circuit.id,
              vlan: circuit.vlan,
              isUp: isUp(circuit),
              mayGo: mayGo(datacentre, circuit),
              port: portOf(circuit, circuit.connection),
            },
          ]
        : [],
    )
    .sort((a, b) => compareText(a.id, b.id));
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
        ...(connection.macsec === undefined ? {} : { macsecSecretArn: connection.macsec.secretArn }),
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
    crypto: tenant.crypto,
    ...tablesOf(tenant),
  };
}
