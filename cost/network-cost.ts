import type { Prepared } from '../plan/prepare';
import type { Stack } from '../verify/terraform/stack-json';
import { itemsOf } from './items';
import { UNPRICED } from './meters';
import type { Prices } from './prices';
import { type Share, sharesOf } from './shares';
import { trafficOf } from './traffic';

/** What a network costs a month by list prices, and what of it is not in the sum. */
export interface NetworkCost {
  readonly shares: readonly Share[];
  /** What is charged and has no price here, in words. */
  readonly unpriced: readonly string[];
}

/** The cost of what is synthesised, laid on tenants, with the volumes that are assumed. */
export function networkCost(prepared: Prepared, read: (stack: string) => Stack, prices: Prices): NetworkCost {
  const stacks = prepared.plan.stacks.map(({ name }) => name);
  const items = [...itemsOf(prepared, stacks, read, prices), ...trafficOf(prepared, prices)];
  const types = new Set(stacks.flatMap((stack) => read(stack).resources.map(({ type }) => type)));
  const unpriced = Object.entries(UNPRICED).flatMap(([type, words]) => (types.has(type) ? [words] : []));
  return { shares: sharesOf(prepared, items), unpriced: [...new Set(unpriced)] };
}

/** By what a cost is summed. */
export const VIEWS = ['tenant', 'cost-centre', 'hub', 'stack', 'site', 'price'] as const;
export type View = (typeof VIEWS)[number];

/** One line of the table; US dollars a month. */
export interface CostLine {
  readonly what: string;
  /** What is there for it alone. */
  readonly own: number;
  /** Its part of what several have in common. */
  readonly shared: number;
  /** By volumes that are assumed. */
  readonly assumed: number;
  readonly total: number;
}

/** Sums by something, the dearest first. */
export function linesOf({ catalogue }: Prepared, shares: readonly Share[], view: View): readonly CostLine[] {
  const centres = new Map(catalogue.tenants.map(({ id, costCentre }) => [id, costCentre]));
  const keyOf = (share: Share): string => {
    switch (view) {
      case 'tenant':
        return share.tenant;
      case 'cost-centre':
        return centres.get(share.tenant) ?? '–';
      case 'site':
        return share.site ?? '(no one site)';
      default:
        return share[view];
    }
  };
  const sums = new Map<string, { own: number; shared: number; assumed: number }>();
  for (const share of shares) {
    const key = keyOf(share);
    const sum = sums.get(key) ?? { own: 0, shared: 0, assumed: 0 };
    sum[share.isAssumed ? 'assumed' : share.isShared ? 'shared' : 'own'] += share.amount;
    sums.set(key, sum);
  }
  return [...sums]
    .map(([what, { own, shared, assumed }]): CostLine => ({
      what,
      own,
      shared,
      assumed,
      total: own + shared + assumed,
    }))
    .sort((a, b) => b.total - a.total || (a.what < b.what ? -1 : 1));
}

export function totalOf(lines: readonly CostLine[]): CostLine {
  const sum = (key: 'own' | 'shared' | 'assumed' | 'total'): number => lines.reduce((all, line) => all + line[key], 0);
  return { what: 'total', own: sum('own'), shared: sum('shared'), assumed: sum('assumed'), total: sum('total') };
}
