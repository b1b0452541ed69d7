import type { RouterSegment, RouterUnderlay } from '../../plan/routers/router';
import { byConnection, halves, type Spoken, spokenIn, spokenOn } from './words';

/**
 * Filters as IOS-XE and FRR write them. Own prefixes are never taken back from a cloud, and nothing but what is meant is told or taken.
 */
export function filters(segment: RouterSegment): readonly string[] {
  const own = [...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)];
  const spoken = byConnection(segment.tunnels).flatMap(([first]) => spokenIn(first) ?? []);
  return [
    ...listsOf(segment.number, segment.asn, own, spoken),
    ...(segment.neighbours.length === 0 ? [] : [`route-map all-${segment.number} permit 10`, 'exit', '!']),
  ];
}

/** Those of circuits, outside of every segment. */
export function underlayFilters({ asn, prefixes, circuits }: RouterUnderlay): readonly string[] {
  return circuits.length === 0 ? [] : listsOf(0, asn, prefixes, circuits.map(spokenOn));
}

function listsOf(number: number, asn: number, own: readonly string[], spoken: readonly Spoken[]): readonly string[] {
  return [
    ...own.map((prefix, index) => `ip prefix-list own-${number} seq ${(index + 1) * 5} permit ${upTo(prefix)}`),
    '!',
    ...spoken.flatMap(({ session, accepts, group }) => [
      ...accepts.map((prefix, index) => `ip prefix-list in-${group} seq ${(index + 1) * 5} permit ${upTo(prefix)}`),
      ...session.announces.map(
        (prefix, index) => `ip prefix-list out-${group} seq ${(index + 1) * 5} permit ${prefix}`,
      ),
      `route-map in-${group} deny 10`,
      ` match ip address prefix-list own-${number}`,
      'exit',
      `route-map in-${group} permit 20`,
      ` match ip address prefix-list in-${group}`,
      ` set local-preference ${session.localPreference}`,
      'exit',
      `route-map out-${group} permit 10`,
      ` match ip address prefix-list out-${group}`,
      ...(session.prepend === 0
        ? []
        : [
            ` set as-path prepend ${Array(session.prepend)
              .fill(session.localAsn ?? asn)
              .join(' ')}`,
          ]),
      'exit',
      '!',
    ]),
  ];
}

/** The default route alone is taken as it is; of others what is longer too. */
function upTo(prefix: string): string {
  const { bits } = halves(prefix);
  return bits === 0 || bits === 32 ? prefix : `${prefix} le 32`;
}
