import type { Announcements } from '../../verify/network/announcement';
import type { OracleNetwork } from './oracle/question';

/** What attachments announce and how often they prepend, in the oracle's words. */
export function toldToOracle({ byAttachment }: Announcements): Pick<OracleNetwork, 'announces' | 'prepends'> {
  const all = [...byAttachment];
  return {
    announces: Object.fromEntries(all.map(([key, list]) => [key, list.map(({ prefix }) => prefix.toString())])),
    prepends: Object.fromEntries(
      all.map(([key, list]) => [key, Math.max(0, ...list.map(({ prepend = 0 }) => prepend))]),
    ),
  };
}
