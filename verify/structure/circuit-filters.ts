import type { Catalogue, Datacentre } from '../../catalogue/model';
import type { Fault } from '../network/network';
import { block, blocks, keyOf, References, type Resource, type Stack, texts } from '../terraform/stack-json';

/**
 * What is learned from an ExpressRoute circuit, and what it is told: where tunnels end, and where the gateway is. Anything more
 * would let a datacentre's clear text in, or tell it of buildings that only tunnels may reach.
 */
export function circuitFilterFaults(catalogue: Catalogue, stacks: readonly Stack[]): readonly Fault[] {
  const references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
  const all = stacks.flatMap(({ resources }) => resources);
  const maps = new Map(all.filter(({ type }) => type === 'azurerm_route_map').map((each) => [keyOf(each), each]));
  const faults = all
    .filter(({ type }) => type === 'azurerm_express_route_connection')
    .flatMap((connection): readonly Fault[] => {
      const datacentre = catalogue.datacentres.find(({ id }) => connection.stack.endsWith(`-datacentre-${id}`));
      const hub = catalogue.hubs.find(({ id }) => connection.stack.startsWith(`azure-${id}-`));
      if (!datacentre || hub?.cloud !== 'azure') return [];
      const routing = block(connection.attributes['routing']);
      const one = (argument: string, passed: string, what: string): readonly Fault[] => {
        const key = references.key(connection.stack, routing[argument]);
        const map = key === undefined ? undefined : maps.get(key);
        const where = keyOf(map ?? connection);
        if (!map) return [{ where, label: 'TOO WIDE', problem: `${what} nothing keeps apart.` }];
        return passesOnly(map, passed)
          ? []
          : [{ where, label: 'TOO WIDE', problem: `lets through something else than ${passed}.` }];
      };
      return [
        ...one('inbound_route_map_id', transportOf(datacentre), 'learns from its circuit what'),
        ...one('outbound_route_map_id', hub.addressSpace.toString(), 'tells its circuit what'),
      ];
    });
  // Circuits of one datacentre share their filters.
  return [...new Map(faults.map((fault) => [`${fault.where} ${fault.problem}`, fault])).values()];
}

function transportOf({ transport }: Datacentre): string {
  return transport?.toString() ?? 'nothing';
}

/** One rule that leaves a prefix as it is, and one without a criterion that drops the rest. */
function passesOnly({ attributes }: Resource, passed: string): boolean {
  const [first, last, ...more] = blocks(attributes['rule']);
  if (!first || !last || more.length > 0) return false;
  const criteria = blocks(first['match_criterion']);
  return (
    criteria.length === 1 &&
    texts(criteria[0]?.['route_prefix']).join() === passed &&
    blocks(first['action']).length === 0 &&
    first['next_step_if_matched'] === 'Terminate' &&
    blocks(last['match_criterion']).length === 0 &&
    last['next_step_if_matched'] === 'Terminate' &&
    blocks(last['action']).length === 1 &&
    block(blocks(last['action'])[0])['type'] === 'Drop'
  );
}
