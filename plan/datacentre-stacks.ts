import { compareText } from '../catalogue/issue';
import type { Catalogue, CryptoProfileName, Datacentre, Tenant } from '../catalogue/model';
import { stackBase, stackName, tablesOf, type HubParts } from './stack-base';
import type { AwsDatacentreStackInput, DatacentreTunnelInput, DirectConnectInput } from './stack-input';

/** What is there or being built of a datacentre at an AWS hub. */
export function datacentreStacks(parts: HubParts): readonly AwsDatacentreStackInput[] {
  return [...parts.catalogue.datacentres]
    .filter((datacentre) => datacentre.state !== 'planned')
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((datacentre) => {
      const circuits = circuitsAt(datacentre, parts.hub.id);
      const tunnels = tunnelsAt(parts, datacentre);
      if (tunnels.length === 0) return [];
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

/** Names of connections of datacentres, with whose they are and which way they go. */
export function datacentreConnections(catalogue: Catalogue): readonly {
  readonly name: string;
  readonly datacentre: Datacentre;
  readonly tenant: string;
  readonly hub: string;
}[] {
  return catalogue.datacentres
    .filter((datacentre) => datacentre.state !== 'planned')
    .flatMap((datacentre) =>
      catalogue.hubs
        .filter((hub) => hub.cloud === 'aws')
        .flatMap((hub) =>
          waysTo(datacentre, hub.id).flatMap((way) =>
            datacentre.tenants.map(({ tenant }) => ({
              name: `${datacentre.id}_${tenant}_${way}`,
              datacentre,
              tenant,
              hub: hub.id,
            })),
          ),
        ),
    );
}

function waysTo(datacentre: Datacentre, hub: string): readonly ('direct' | 'backup')[] {
  return [
    ...(circuitsAt(datacentre, hub).length === 0 ? [] : ['direct' as const]),
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
              port:
                circuit.connection.type === 'hosted'
                  ? { type: 'hosted', connectionId: circuit.connection.connectionId }
                  : {
                      type: 'dedicated',
                      location: circuit.location,
                      bandwidth: `${circuit.mbps / 1_000}Gbps`,
                      ...(circuit.connection.macsec === undefined
                        ? {}
                        : { macsecSecretArn: circuit.connection.macsec.secretArn }),
                    },
            },
          ]
        : [],
    )
    .sort((a, b) => compareText(a.id, b.id));
}

/** A tunnel pair for each tenant and way: over the circuits, and over the internet for when they are down. */
function tunnelsAt({ catalogue, lock, hub }: HubParts, datacentre: Datacentre): readonly DatacentreTunnelInput[] {
  const ways = waysTo(datacentre, hub.id);
  return [...datacentre.tenants]
    .sort((a, b) => compareText(a.tenant, b.tenant))
    .flatMap(({ tenant: id }) => {
      const tenant = catalogue.tenants.find((each) => each.id === id);
      const held = lock.datacentres[datacentre.id]?.tenants[id];
      if (!tenant || !held) throw new Error(`the lock was not checked: ${datacentre.id} has no numbers for ${id}`);
      return ways.map((way): DatacentreTunnelInput => {
        const insideRanges = held[way][hub.id];
        const address = way === 'direct' ? held.endpoint?.replace('/32', '') : datacentre.vpnBackup?.address;
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
