import type { Line } from './grammars';
import type { ReadSession } from './neutral';

type Filters = Pick<ReadSession, 'refuses' | 'accepts' | 'localPreference' | 'announces' | 'prepend'>;

/** Lines of an indented configuration that begin so, without what they begin with. */
export function saying(lines: readonly Line[], ...start: readonly string[]): readonly Line[] {
  return lines
    .filter(({ words }) => start.every((word, index) => words[index] === word))
    .map(({ words, below }) => ({ words: words.slice(start.length), below }));
}

/** Prefixes that a list of IOS-XE or FRR lets through: with a plus where longer ones are meant too. */
function listed(lines: readonly Line[], name: string): readonly string[] {
  return saying(lines, 'ip', 'prefix-list', name)
    .map(({ words: [, , action = '', prefix = '', le, length] }) => {
      if (action !== 'permit' || (le !== undefined && (le !== 'le' || length !== '32')))
        throw new Error(`${name}: ${action}`);
      return le === undefined ? prefix : `${prefix}+`;
    })
    .sort();
}

/** What two route maps of IOS-XE or FRR come to; what no entry lets through is refused. */
export function filtersOf(lines: readonly Line[], into: string, out: string): Filters {
  const [deny, permit, ...moreIn] = saying(lines, 'route-map', into);
  const [told, ...moreOut] = saying(lines, 'route-map', out);
  if (deny?.words[0] !== 'deny' || permit?.words[0] !== 'permit' || told?.words[0] !== 'permit')
    throw new Error(`${into} or ${out} is not as it should be`);
  if (moreIn.length + moreOut.length > 0) throw new Error(`${into} or ${out} has more entries`);
  const list = (entry: Line): string =>
    saying(entry.below, 'match', 'ip', 'address', 'prefix-list')[0]?.words[0] ?? '?';
  return {
    refuses: listed(lines, list(deny)),
    accepts: listed(lines, list(permit)),
    localPreference: Number(saying(permit.below, 'set', 'local-preference')[0]?.words[0]),
    announces: listed(lines, list(told)),
    prepend: saying(told.below, 'set', 'as-path', 'prepend')[0]?.words.length ?? 0,
  };
}

/** Sessions of one `router bgp` with its family: what is said of neighbours stands in either. */
export function sessionsOf(
  lines: readonly Line[],
  segment: string,
  asn: number,
  said: readonly Line[],
): readonly (readonly [string, ReadSession])[] {
  const neighbours = saying(said, 'neighbor');
  const peers = [...new Set(neighbours.map(({ words: [peer = ''] }) => peer))];
  return peers.flatMap((peer) => {
    const of = (...start: readonly string[]): readonly string[] | undefined =>
      saying(neighbours, peer, ...start)[0]?.words;
    const [remote = ''] = of('remote-as') ?? [];
    // Another router of the site is no session with a cloud.
    if (remote === 'internal' || Number(remote) === asn) return [];
    if (!of('activate')) throw new Error(`${peer} is not activated`);
    const [into = '', out = ''] = ['in', 'out'].map(
      (way) => saying(neighbours, peer, 'route-map').find(({ words }) => words[1] === way)?.words[0],
    );
    const maximum = of('maximum-prefix') ?? [];
    if (maximum.slice(1).join(' ') !== '80 restart 15') throw new Error(`${peer}: ${maximum.join(' ')}`);
    return [
      [
        `${segment} ${peer}`,
        {
          segment,
          asn: Number(of('local-as')?.[0] ?? asn),
          peerAsn: Number(remote),
          holdSeconds: Number(of('timers')?.[1]),
          isMultihop: of('ebgp-multihop') !== undefined,
          ...filtersOf(lines, into, out),
          maximum: Number(maximum[0]),
          isKeyed: of('password') !== undefined,
        },
      ] as const,
    ];
  });
}
