import type { Issue } from '../../catalogue/issues/issue';
import type { Site } from '../../catalogue/model';
import type { NetworkPlan } from '../../plan/network-plan';
import type { Ends } from '../../plan/routers/ends';

/**
 * Whether ends that were given are those of a site: ENDS_FOREIGN where none of them is, or where a connection of that name has other inside
 * ranges than the lock. Of the files of a whole network (`isPart`) a site may have none.
 */
export function matchedEnds({ connections }: NetworkPlan, site: Site, ends: Ends, isPart = false): readonly Issue[] {
  const own = connections.filter((connection) => connection.site === site.id);
  const aws = own.flatMap((connection) => (connection.cloud === 'aws' ? [connection] : []));
  const known = aws.filter(({ name }) => ends.connections.has(name));
  const isForeign = ends.connections.size > 0 && aws.length > 0 && known.length === 0;
  if (isForeign && !isPart)
    return [
      {
        code: 'ENDS_FOREIGN',
        problem: `These are the ends of ${[...ends.connections.keys()].slice(0, 3).join(', ')}, and of nothing of ${site.id}.`,
        fix: `Ask stack ${aws[0]?.stack ?? ''}.`,
      },
    ];
  return known.flatMap(({ name, insideRanges }) => {
    const { outside } = ends.connections.get(name) ?? { outside: new Map<string, string>() };
    const unlike = [...outside.keys()].filter((range) => !insideRanges.some((each) => String(each) === range));
    return unlike.length === 0
      ? []
      : [
          {
            code: 'ENDS_FOREIGN' as const,
            problem: `${name} has tunnels in ${insideRanges.join(' and ')} by the lock, and other ones by what was given.`,
            got: unlike.join(', '),
            fix: 'Is it of another network, or from before the last deploy? Ask again.',
          },
        ];
  });
}
