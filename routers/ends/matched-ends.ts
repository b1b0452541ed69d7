import type { Issue } from '../../catalogue/issues/issue';
import type { Datacentre, Site } from '../../catalogue/model';
import { cidr, type Cidr } from '../../catalogue/values/cidr';
import type { NetworkPlan } from '../../plan/network-plan';
import { circuitNames, type Ends } from '../../plan/routers/ends';
import { isPublic } from './read-ends';

/** A connection to AWS by the lock. */
interface Expected {
  readonly name: string;
  readonly stack: string;
  readonly insideRanges: readonly string[];
  /** Where its ends are, where it runs over circuits. */
  readonly within?: readonly Cidr[];
}

/**
 * Whether ends that were given are those of a site or datacentre: ENDS_FOREIGN where none of them is, where a connection of that name has other
 * inside ranges than the lock, or ends outside of what its circuits lead to; ENDS_WRONG where one over the internet has a private end. Of the files
 * of a whole network (`isPart`) it may have none.
 */
export function matchedEnds(plan: NetworkPlan, place: Site | Datacentre, ends: Ends, isPart = false): readonly Issue[] {
  const expected = expectedAt(plan, place.id);
  const names = new Set(expected.map(({ name }) => name));
  const known = ends.connections.filter(({ name }) => names.has(name));
  if (ends.connections.length > 0 && expected.length > 0 && known.length === 0 && !isPart)
    return [
      {
        code: 'ENDS_FOREIGN',
        problem: `These are the ends of ${ends.connections
          .map(({ name }) => name)
          .slice(0, 3)
          .join(', ')}, and of nothing of ${place.id}.`,
        fix: `Ask stack ${expected[0]?.stack ?? ''}.`,
      },
    ];
  const numbers = 'asn' in place && 'tenants' in place ? circuitNumbers(plan, place, ends) : [];
  return [
    ...numbers,
    ...known.flatMap(({ name, outside }): readonly Issue[] => {
      const same = expected.filter((each) => each.name === name);
      const ranges = same.flatMap(({ insideRanges }) => insideRanges);
      const within = same.flatMap((each) => each.within ?? []);
      const unlike = [...outside.keys()].filter((range) => !ranges.includes(range));
      const elsewhere = [...outside.values()].filter(
        (address) => within.length > 0 && !within.some((prefix) => prefix.contains(cidr(`${address}/32`))),
      );
      const inner = within.length > 0 ? [] : [...outside.values()].filter((address) => !isPublic(address));
      return [
        ...(inner.length === 0
          ? []
          : [
              {
                code: 'ENDS_WRONG' as const,
                problem: `${name} runs over the internet, and has an end that is no public address.`,
                got: inner.join(', '),
                fix: 'Is it the file of another connection?',
              },
            ]),
        ...(unlike.length === 0
          ? []
          : [
              {
                code: 'ENDS_FOREIGN' as const,
                problem: `${name} has tunnels in ${ranges.join(' and ')} by the lock, and other ones by what was given.`,
                got: unlike.join(', '),
                fix: 'Is it of another network, or from before the last deploy? Ask again.',
              },
            ]),
        ...(elsewhere.length === 0
          ? []
          : [
              {
                code: 'ENDS_FOREIGN' as const,
                problem: `${name} runs over circuits, which lead to ${within.join(' and ')} and nowhere else.`,
                got: elsewhere.join(', '),
                fix: 'Is it of another network? Ask again.',
              },
            ]),
      ];
    }),
  ];
}

/** AS numbers on circuits, where AWS says them: those of the catalogue, or it is another network's circuit. */
function circuitNumbers(
  { stacks }: NetworkPlan,
  { id, asn, gatewayAsn, circuits: own }: Datacentre,
  { circuits }: Ends,
): readonly Issue[] {
  const wan = stacks.find((stack) => stack.kind === 'aws-datacentre' && stack.datacentre === id)?.wan;
  const names = new Set(wan ? own.flatMap((circuit) => circuitNames(wan, id, circuit.id)) : []);
  return circuits
    .filter(({ name }) => names.has(name))
    .flatMap(({ name, ownAsn, peerAsn }) => {
      const said = [
        [ownAsn, asn, 'the router'],
        [peerAsn, gatewayAsn, 'its gateway'],
      ] as const;
      return said.flatMap(([is, wanted, what]) =>
        is === undefined || wanted === undefined || is === wanted
          ? []
          : [
              {
                code: 'ENDS_FOREIGN' as const,
                problem: `On ${name} ${what} has AS number ${is}, and ${wanted} by the catalogue.`,
                got: String(is),
                fix: 'Is it of another network, or from before the last deploy? Ask again.',
              },
            ],
      );
    });
}

function expectedAt({ connections, stacks }: NetworkPlan, id: string): readonly Expected[] {
  return [
    ...connections.flatMap((connection): readonly Expected[] =>
      connection.cloud === 'aws' && connection.site === id
        ? [{ name: connection.name, stack: connection.stack, insideRanges: connection.insideRanges.map(String) }]
        : [],
    ),
    ...stacks.flatMap((stack): readonly Expected[] =>
      stack.kind === 'aws-datacentre' && stack.datacentre === id
        ? stack.tunnels.map(({ name, way, insideRanges }) => ({
            name,
            stack: stack.name,
            insideRanges,
            ...(way === 'direct' ? { within: (stack.direct?.allowedPrefixes ?? []).map(cidr) } : {}),
          }))
        : [],
    ),
  ];
}
