import { cidr, formatAddress } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import type { Lock } from '../../plan/lock/lock-file';
import { AzureMemory } from '../firewalls/azure-firewall';
import { circuitsInUse, datacentreConnections } from '../intent/datacentre-connections';
import type { Fault, Network } from '../network/network';
import type { Service } from '../network/service';
import { References, type Stack } from '../terraform/stack-json';

/** IKE, NAT traversal and ESP itself. Source: learn.microsoft.com/azure/virtual-wan/vpn-over-expressroute */
const TUNNEL: readonly (Service & { readonly called: string })[] = [
  { protocol: 'udp', port: 500, called: 'udp/500' },
  { protocol: 'udp', port: 4500, called: 'udp/4500' },
  { protocol: 'other', port: 0, called: 'ESP' },
];

/**
 * What keeps tunnels over a circuit down, and no tenant's packet shows: a circuit that is connected to nothing, or a hub's
 * firewall, which routing intent puts between the gateway and the datacentre's router, that refuses them.
 */
export function expressRouteFaults(
  catalogue: Catalogue,
  lock: Lock,
  network: Network,
  stacks: readonly Stack[],
): readonly Fault[] {
  return [...unconnected(catalogue, stacks), ...refused(catalogue, lock, network)];
}

function unconnected(catalogue: Catalogue, stacks: readonly Stack[]): readonly Fault[] {
  const references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
  const made = new Map(
    stacks
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => type === 'azurerm_express_route_connection')
      .map((each) => [`${each.stack} ${each.name}`, each]),
  );
  return catalogue.datacentres.flatMap((datacentre) => {
    if (datacentre.state === 'planned') return [];
    return catalogue.hubs.flatMap((hub) => {
      if (hub.cloud !== 'azure') return [];
      const stack = `azure-${hub.id}-datacentre-${datacentre.id}`;
      return circuitsInUse(datacentre, hub.id).flatMap((circuit): readonly Fault[] => {
        if (circuit.kind !== 'express-route') return [];
        const found = made.get(`${stack} ${circuit.id}`);
        const fault = (problem: string): readonly Fault[] => [
          { where: `${stack}/azurerm_express_route_connection.${circuit.id}`, label: 'MISBUILT', problem },
        ];
        if (!found) return fault('is asked for by the catalogue and not there: its circuit leads nowhere.');
        const peering = found.attributes['express_route_circuit_peering_id'];
        const { connection } = circuit;
        const own = references.key(stack, peering) === `${stack}/azurerm_express_route_circuit_peering.${circuit.id}`;
        if (connection.type === 'own' ? !own : peering !== connection.peeringId)
          return fault('is connected to the peering of another circuit.');
        if (found.attributes['routing_weight'] !== circuit.routingWeight)
          return fault(
            `has routing weight ${String(found.attributes['routing_weight'])}, not ${circuit.routingWeight}.`,
          );
        const key = found.attributes['authorization_key'];
        const wanted = connection.type === 'own' ? undefined : `\${var.authorisation_keys["${circuit.id}"]}`;
        return key === wanted ? [] : fault('has an authorisation that is not its owner’s, as a sensitive variable.');
      });
    });
  });
}

function refused(catalogue: Catalogue, lock: Lock, network: Network): readonly Fault[] {
  return datacentreConnections(catalogue, 'azure').flatMap(({ datacentre, tenant, hub, way }) => {
    const space = catalogue.hubs.flatMap((each) =>
      each.id === hub && each.cloud === 'azure' ? [each.addressSpace] : [],
    )[0];
    const end = lock.datacentres[datacentre.id]?.tenants[tenant]?.endpoint;
    if (way !== 'direct' || !space || end === undefined) return [];
    return [...network.firewalls.values()].flatMap((firewall): readonly Fault[] => {
      if (firewall.kind !== 'azure' || network.vpcs.get(firewall.key)?.cidr.equals(space) !== true) return [];
      const memory = new AzureMemory(firewall);
      const router = cidr(end).first;
      const refuses = [space.first, space.last].some((gateway) =>
        [memory.view(gateway, router), memory.view(router, gateway)].some((view) =>
          TUNNEL.some((service) => !view.decide(service).passes),
        ),
      );
      const missing = TUNNEL.map(({ called }) => called).join(', ');
      return refuses
        ? [
            {
              where: firewall.key,
              label: 'TOO NARROW',
              problem: `refuses ${missing} between the gateway and ${formatAddress(router)}: tunnels over circuits never come up.`,
            },
          ]
        : [];
    });
  });
}
