import type { LinkLock, Lock } from '../lock/lock-file';
import { chooseLinkRange } from '../lock/pools';
import { planLinks } from '../routing/links';
import type { Reconciliation } from './reconciliation';

/** Inside ranges of the four tunnels of each link; no two of any links, since they are addresses of one Azure gateway. */
export function reconcileLinks({ catalogue, keep }: Reconciliation): Lock['links'] {
  const held = keep?.links ?? {};
  const taken = new Set(Object.values(held).flatMap(({ tunnels }) => tunnels));
  return Object.fromEntries(
    planLinks(catalogue).map(({ key }): [string, LinkLock] => {
      const choose = (number: number): string => chooseLinkRange(`links/${key}/${number}`, taken);
      return [key, held[key] ?? { tunnels: [choose(1), choose(2), choose(3), choose(4)] }];
    }),
  );
}
