import type { Issue } from '../../catalogue/issues/issue';
import type { Catalogue, Datacentre } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { DatacentreLock, Lock } from '../lock/lock-file';

/**
 * What of a circuit neither cloud changes in place: another port, offer or VLAN is another circuit. The VLAN and the bandwidth
 * of an ExpressRoute change in place.
 * Source: provider schemas, arguments of aws_dx_connection, aws_dx_transit_virtual_interface and azurerm_express_route_circuit
 * that force a new resource
 */
export function identityOf(circuit: Datacentre['circuits'][number]): string {
  if (circuit.kind === 'express-route')
    return circuit.connection.type === 'offered'
      ? circuit.connection.peeringId
      : `${circuit.provider}, ${circuit.location}`;
  const { connection, location, mbps, vlan } = circuit;
  switch (connection.type) {
    case 'hosted':
      return `${connection.connectionId}, VLAN ${vlan}`;
    case 'shared':
      return `port of ${connection.port}, VLAN ${vlan}`;
    case 'dedicated':
      return `${location}, ${mbps} Mbps${connection.macsec ? ', MACsec' : ''}, VLAN ${vlan}`;
  }
}

/** Circuits and tunnels of datacentres in use that would be destroyed and made anew, since a cloud can't change them. */
export function datacentresReplaced(
  catalogue: Catalogue,
  start: Lock | undefined,
  where: Whereabouts,
  withdraw: ReadonlySet<string> = new Set(),
): readonly Issue[] {
  return catalogue.datacentres.flatMap((datacentre, index): readonly Issue[] => {
    const held = start?.datacentres[datacentre.id];
    if (!held || held.state === 'planned' || datacentre.state === 'planned') return [];
    const path = ['datacentres', index];
    const gateway = gatewayReplaced(datacentre, held).map((issue) => ({
      ...issue,
      at: where.at([...path, 'gatewayAsn']),
    }));
    if (withdraw.has(datacentre.id)) return gateway;
    const meant = `If that outage is meant: \`npx wan lock --withdraw ${datacentre.id}\`.`;
    const router =
      held.asn === undefined || held.asn === datacentre.asn
        ? []
        : [
            {
              code: 'TUNNEL_REPLACED' as const,
              at: where.at([...path, 'asn']),
              path: `datacentres.${datacentre.id}.asn`,
              problem: `${datacentre.name} has AS ${held.asn} in the lock, and applying this would replace every interface and tunnel of it.`,
              got: String(datacentre.asn),
              fix: meant,
            },
          ];
    return [
      ...router,
      ...gateway,
      ...datacentre.circuits.flatMap((circuit, at): readonly Issue[] => {
        const before = held.circuits[circuit.id];
        const now = identityOf(circuit);
        if (!before || before.state === 'planned' || before.of === undefined || before.of === now) return [];
        // Another hub or kind of connection is said elsewhere.
        if (before.hub !== circuit.hub || before.connection !== circuit.connection.type) return [];
        return [
          {
            code: 'TUNNEL_REPLACED',
            at: where.at([...path, 'circuits', at, 'id']),
            path: `datacentres.${datacentre.id}.circuits.${circuit.id}`,
            problem: `${circuit.id} of ${datacentre.name} is ${before.state} in the lock as ${before.of}; applying this would destroy it and make another.`,
            got: now,
            fix: `Add a circuit of another id, and let this one leave. ${meant}`,
          },
        ];
      }),
    ];
  });
}

/** A Direct Connect gateway keeps its number for good: Terraform is told not to destroy it. */
function gatewayReplaced({ id, name, gatewayAsn }: Datacentre, held: DatacentreLock): readonly Issue[] {
  const used = Object.values(held.circuits).some(
    ({ state, connection }) => state !== 'planned' && connection !== 'own' && connection !== 'offered',
  );
  if (!used || held.gatewayAsn === undefined || held.gatewayAsn === gatewayAsn) return [];
  return [
    {
      code: 'TUNNEL_REPLACED',
      path: `datacentres.${id}.gatewayAsn`,
      problem: `The Direct Connect gateway of ${name} has AS ${held.gatewayAsn} in the lock, and AWS can’t change it.`,
      ...(gatewayAsn === undefined ? {} : { got: String(gatewayAsn) }),
      fix: `Write ${held.gatewayAsn}.`,
    },
  ];
}
