import { prepare, type Prepared } from '../../../plan/prepare';
import { type Ends, NO_ENDS } from '../../../plan/routers/ends';
import type { RouterPlan } from '../../../plan/routers/router';
import { placesOf } from '../../../routers/places';
import { ROOT } from '../run';
import { must } from '../synth';

/** The shipped catalogue, and what clouds would say of its ends. */
export const prepared: Prepared = must(prepare('sites.yaml', ROOT));

/** AWS chooses the addresses on its circuits. */
const circuits = prepared.catalogue.datacentres.flatMap(({ id, circuits: own }) =>
  own.map((circuit, index) => ({
    name: `${id}_${circuit.id}`,
    own: `169.254.255.${index * 4 + 2}/30`,
    peer: `169.254.255.${index * 4 + 1}`,
  })),
);

/** Circuits alone: what else is not known stands open in a configuration. */
export const CIRCUITS: Ends = { ...NO_ENDS, circuits };

/** All of it: each tunnel's end another address, private over circuits. */
export function allEnds(): Ends {
  let last = 0;
  const outside = (ranges: readonly string[], network: string): ReadonlyMap<string, string> =>
    new Map(ranges.map((range) => [range, `${network}.${Math.floor((last += 1) / 250)}.${(last % 250) + 1}`]));
  const { connections, stacks } = prepared.plan;
  return {
    circuits,
    gateways: [
      { outside: '203.0.113.10', peer: '10.0.2.12', inner: '10.0.2.4' },
      { outside: '203.0.113.11', peer: '10.0.2.13', inner: '10.0.2.5' },
    ],
    connections: [
      ...connections.flatMap((connection) =>
        connection.cloud === 'aws'
          ? [{ name: connection.name, outside: outside(connection.insideRanges.map(String), '198.51') }]
          : [],
      ),
      ...stacks.flatMap((stack) =>
        stack.kind === 'aws-datacentre'
          ? stack.tunnels.map(({ name, way, insideRanges }) => ({
              name,
              outside: outside(insideRanges, way === 'direct' ? '10.0' : '198.51'),
            }))
          : [],
      ),
    ],
  };
}

/** Every router of the shipped catalogue. */
export function everyRouter(ends: Ends): readonly RouterPlan[] {
  return placesOf(prepared)
    .filter(({ none }) => none === undefined)
    .flatMap((place) => place.plan(ends));
}
