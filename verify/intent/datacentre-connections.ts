import type { Catalogue, Datacentre } from '../../catalogue/model';
import type { Attachment } from '../network/network';

/** A connection that the catalogue asks for between a datacentre and a hub. */
export interface DatacentreConnection {
  /** `dc-crewe_fire_direct`. */
  readonly name: string;
  readonly datacentre: Datacentre;
  readonly tenant: string;
  readonly hub: string;
  readonly way: 'direct' | 'backup';
}

/** Every tunnel of every datacentre in a cloud: for each of its tenants that may be there, over circuits and beside them. */
export function datacentreConnections(
  catalogue: Catalogue,
  cloud: Attachment['cloud'],
): readonly DatacentreConnection[] {
  return catalogue.datacentres.flatMap((datacentre) =>
    datacentre.state === 'planned'
      ? []
      : catalogue.hubs
          .filter((hub) => hub.cloud === cloud)
          .flatMap((hub) =>
            waysTo(datacentre, hub.id).flatMap((way) =>
              datacentre.tenants
                .filter(({ tenant }) => cloud === 'aws' || mayBeAt(catalogue, tenant, hub.id))
                .map(({ tenant }) => ({
                  name: `${datacentre.id}_${tenant}_${way}`,
                  datacentre,
                  tenant,
                  hub: hub.id,
                  way,
                })),
            ),
          ),
  );
}

/** Circuits that carry something: a port or circuit that we order does once it is live. */
export function circuitsInUse({ circuits }: Datacentre, hub: string): Datacentre['circuits'] {
  return circuits.filter((circuit) => {
    if (circuit.hub !== hub || circuit.state === 'planned') return false;
    return circuit.state !== 'building' || !['own', 'dedicated'].includes(circuit.connection.type);
  });
}

function waysTo(datacentre: Datacentre, hub: string): readonly DatacentreConnection['way'][] {
  return [
    ...(circuitsInUse(datacentre, hub).length === 0 ? [] : ['direct' as const]),
    ...(datacentre.vpnBackup?.hubs.includes(hub) === true ? ['backup' as const] : []),
  ];
}

/** A virtual hub has something of a tenant that leaves by it and has addresses there. */
export function mayBeAt({ tenants, hubs }: Catalogue, id: string, hubId: string): boolean {
  const hub = hubs.find((each) => each.id === hubId);
  const tenant = tenants.find((each) => each.id === id);
  return (
    tenant !== undefined &&
    hub?.cloud === 'azure' &&
    tenant.kind !== 'public-wifi' &&
    tenant.egress === hub.egress &&
    tenant.supernets.azure.length > 0
  );
}
