import { grouped } from '../catalogue/text/counts';
import type { Prepared } from '../plan/prepare';
import type { Stack } from '../verify/terraform/stack-json';
import { itemsOf } from './items';
import type { Prices } from './prices';
import { type Share, sharesOf } from './shares';
import { trafficOf } from './traffic';

/** One state of the network, as far as its cost asks. */
export interface CostSide {
  readonly prepared: Prepared;
  readonly stacks: readonly string[];
  text(stack: string): string;
  read(stack: string): Stack;
}

/** What a change does to the cost; US dollars a month. */
export interface CostChange {
  /** Of stacks that change, what is charged for being there. */
  readonly before: number;
  readonly after: number;
  /** By how much the assumed volumes cost more. */
  readonly assumed: number;
  /** Whose bill changes by how much, assumed volumes in it; the most first. */
  readonly tenants: readonly { readonly tenant: string; readonly by: number }[];
}

/** Compares what two states cost. Shares of what stays are compared too: who has more sites bears more of what is shared. */
export function costChange(base: CostSide, head: CostSide, prices: Prices): CostChange {
  const changed = [...new Set([...base.stacks, ...head.stacks])].filter(
    (stack) => !base.stacks.includes(stack) || !head.stacks.includes(stack) || base.text(stack) !== head.text(stack),
  );
  const costOf = (
    side: CostSide,
  ): { readonly fixed: number; readonly assumed: number; readonly shares: readonly Share[] } => {
    const { prepared, stacks } = side;
    const all = itemsOf(prepared, stacks, (stack) => side.read(stack), prices);
    const traffic = trafficOf(prepared, prices);
    const inChanged = all.filter(({ stack }) => changed.includes(stack));
    return { fixed: sum(inChanged), assumed: sum(traffic), shares: sharesOf(prepared, [...all, ...traffic]) };
  };
  const [before, after] = [costOf(base), costOf(head)];
  const tenants = [...new Set([...before.shares, ...after.shares].map(({ tenant }) => tenant))];
  const of = (shares: readonly Share[], tenant: string): number =>
    sum(shares.filter((share) => share.tenant === tenant));
  return {
    before: before.fixed,
    after: after.fixed,
    assumed: after.assumed - before.assumed,
    tenants: tenants
      .map((tenant) => ({ tenant, by: of(after.shares, tenant) - of(before.shares, tenant) }))
      .filter(({ by }) => Math.abs(by) >= 0.5)
      .sort((a, b) => Math.abs(b.by) - Math.abs(a.by) || (a.tenant < b.tenant ? -1 : 1)),
  };
}

/** Lines of a review; none where nobody pays another dollar. */
export function costLines({ before, after, assumed, tenants }: CostChange): readonly string[] {
  if (Math.abs(after - before) < 0.5 && Math.abs(assumed) < 0.5 && tenants.length === 0) return [];
  const volumes = Math.abs(assumed) < 0.5 ? '' : `, and by assumed volumes ${signed(assumed)}`;
  return [
    `stacks that change: ${dollars(before)} → ${dollars(after)} US dollars a month by list prices (${signed(after - before)})${volumes}`,
    ...(tenants.length === 0
      ? []
      : [`bills: ${tenants.map(({ tenant, by }) => `${tenant} ${signed(by)}`).join(', ')}`]),
  ];
}

function sum(items: readonly { readonly amount: number }[]): number {
  return items.reduce((total, { amount }) => total + amount, 0);
}

function dollars(amount: number): string {
  return grouped(Math.round(amount));
}

function signed(amount: number): string {
  const rounded = Math.round(amount);
  return rounded < 0 ? `−${grouped(-rounded)}` : `+${grouped(rounded)}`;
}
