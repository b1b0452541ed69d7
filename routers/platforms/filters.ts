import type { RouterSegment } from '../../plan/routers/router';
import { byConnection, groupOf, halves } from './words';

/**
 * Filters as IOS-XE and FRR write them. Own prefixes are never taken back from a cloud, and nothing but what is meant is told or taken.
 */
export function filters(segment: RouterSegment): readonly string[] {
  const own = [...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)];
  return [
    ...own.map((prefix, index) => `ip prefix-list own-${segment.number} seq ${(index + 1) * 5} permit ${upTo(prefix)}`),
    '!',
    ...byConnection(segment.tunnels).flatMap(([first]) => {
      const { session, accepts } = first;
      if (!session) return [];
      const group = groupOf(first);
      return [
        ...accepts.map((prefix, index) => `ip prefix-list in-${group} seq ${(index + 1) * 5} permit ${upTo(prefix)}`),
        ...session.announces.map(
          (prefix, index) => `ip prefix-list out-${group} seq ${(index + 1) * 5} permit ${prefix}`,
        ),
        `route-map in-${group} deny 10`,
        ` match ip address prefix-list own-${segment.number}`,
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
                .fill(session.localAsn ?? segment.asn)
                .join(' ')}`,
            ]),
        'exit',
        '!',
      ];
    }),
    ...(segment.neighbours.length === 0 ? [] : [`route-map all-${segment.number} permit 10`, 'exit', '!']),
  ];
}

/** The default route alone is taken as it is; of others what is longer too. */
function upTo(prefix: string): string {
  const { bits } = halves(prefix);
  return bits === 0 || bits === 32 ? prefix : `${prefix} le 32`;
}
