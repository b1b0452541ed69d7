import type { Prepared } from '../plan/prepare';
import type { StackInput } from '../plan/stacks/stack-input';
import type { Resource, Stack } from '../verify/terraform/stack-json';
import { metersOf } from './meters';
import { MONTH_HOURS, type Prices } from './prices';

/** One charge of a month. */
export interface CostItem {
  /** Id of the price. */
  readonly price: string;
  readonly stack: string;
  readonly hub: string;
  readonly quantity: number;
  /** US dollars a month. */
  readonly amount: number;
  /** Whose it is alone; absent where it is shared. */
  readonly tenant?: string;
  /** Site, datacentre or link that it is for; absent where it is for none. */
  readonly site?: string;
  /** Whether it is for a volume that is assumed. */
  readonly isAssumed?: true;
}

/** What so much of a price costs in a month. */
export function amountOf({ prices }: Prices, id: string, quantity: number): number {
  const price = prices.get(id);
  if (!price) throw new Error(`there is no price of ${id}`);
  return price.price * quantity * (price.per === 'hour' ? MONTH_HOURS : 1);
}

/** Hub of a stack. */
export function hubOf(input: StackInput): string {
  return input.kind === 'link' ? 'links' : input.hub.id;
}

/** Everything that stacks are charged for being there, each with whose it is, as its tags or its connection say. */
export function itemsOf(
  prepared: Prepared,
  stacks: readonly string[],
  read: (stack: string) => Stack,
  prices: Prices,
): readonly CostItem[] {
  const inputs = new Map(prepared.plan.stacks.map((input) => [input.name, input]));
  const connections = new Map(prepared.plan.connections.map((connection) => [connection.name, connection]));
  return stacks.flatMap((stack) => {
    const input = inputs.get(stack);
    const hub = input === undefined ? '–' : hubOf(input);
    return read(stack).resources.flatMap((resource): readonly CostItem[] => {
      const connection =
        resource.type === 'azurerm_vpn_gateway_connection' ? connections.get(resource.name) : undefined;
      const tags = tagsOf(resource);
      // A link is paid for by all who use it, whoever its resources are tagged with.
      const tenant = input?.kind === 'link' ? undefined : (connection?.tenant ?? tags['tenant']);
      const site = connection?.site ?? tags['site'];
      return metersOf(resource).map(({ price, quantity }) => ({
        price,
        stack,
        hub,
        quantity,
        amount: amountOf(prices, price, quantity),
        ...(tenant === undefined ? {} : { tenant }),
        ...(site === undefined ? {} : { site }),
      }));
    });
  });
}

function tagsOf({ attributes }: Resource): Readonly<Record<string, string>> {
  return (attributes['tags'] ?? {}) as Readonly<Record<string, string>>;
}
