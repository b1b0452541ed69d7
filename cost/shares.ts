import type { Tenant } from '../catalogue/model';
import type { SplitRule } from '../catalogue/schema/wan';
import { isPresent } from '../plan/places/hubs';
import type { Prepared } from '../plan/prepare';
import type { StackInput } from '../plan/stacks/stack-input';
import { hubOf, type CostItem } from './items';

/** A charge with the one tenant that bears it, alone or as its share of what several have in common. */
export interface Share extends CostItem {
  readonly tenant: string;
  readonly isShared: boolean;
}

/** Every charge laid on tenants: their own as it is, what is shared by the catalogue's rule. Nothing is lost on the way. */
export function sharesOf(prepared: Prepared, items: readonly CostItem[]): readonly Share[] {
  const inputs = new Map(prepared.plan.stacks.map((input) => [input.name, input]));
  const weights = new Map<string, ReadonlyMap<string, number>>();
  const weightsOf = (stack: string): ReadonlyMap<string, number> => {
    const known = weights.get(stack) ?? weightsIn(prepared, inputs.get(stack));
    weights.set(stack, known);
    return known;
  };
  return items.flatMap((item): readonly Share[] => {
    if (item.tenant !== undefined) return [{ ...item, tenant: item.tenant, isShared: false }];
    return [...weightsOf(item.stack)]
      .filter(([, weight]) => weight > 0)
      .map(([tenant, weight]) => ({
        ...item,
        tenant,
        quantity: item.quantity * weight,
        amount: item.amount * weight,
        isShared: true,
      }));
  });
}

/** Who has a stack in common, each with its part; the parts are one together. */
function weightsIn(prepared: Prepared, input: StackInput | undefined): ReadonlyMap<string, number> {
  const group = groupOf(prepared, input);
  const rule = prepared.catalogue.wan.costs.split;
  const hub = input === undefined || input.kind === 'link' ? undefined : hubOf(input);
  const raw = group.map(({ id }) => [id, weightOf(prepared, id, hub, rule)] as const);
  const total = raw.reduce((sum, [, weight]) => sum + weight, 0);
  return new Map(raw.map(([id, weight]) => [id, total === 0 ? 1 / raw.length : weight / total]));
}

function weightOf({ plan }: Prepared, tenant: string, hub: string | undefined, rule: SplitRule): number {
  if (rule === 'equal') return 1;
  const own = plan.connections.filter((each) => each.tenant === tenant && (hub === undefined || each.hub === hub));
  if (rule === 'sites') return new Set(own.map(({ site }) => site)).size;
  return own.reduce((sum, { role, mbps }) => (role === 'active' ? sum + mbps : sum), 0);
}

/** Tenants for whom a stack is there: those whom a breakout lets out, those in a datacentre, else all at the hub. */
function groupOf({ catalogue }: Prepared, input: StackInput | undefined): readonly Tenant[] {
  const all = catalogue.tenants;
  if (input === undefined) return all;
  const group = ((): readonly Tenant[] => {
    switch (input.kind) {
      case 'link':
        return all.filter((tenant) => tenant.supernets.aws.length > 0 && tenant.supernets.azure.length > 0);
      case 'aws-datacentre':
      case 'azure-datacentre': {
        const there = catalogue.datacentres
          .find(({ id }) => id === input.datacentre)
          ?.tenants.map(({ tenant }) => tenant);
        return all.filter(({ id }) => there?.includes(id));
      }
      default: {
        const hub = catalogue.hubs.find(({ id }) => id === hubOf(input));
        const present = all.filter((tenant) => hub !== undefined && isPresent(tenant, hub));
        return input.kind === 'aws-breakout' ? present.filter(({ egress }) => egress === input.domain) : present;
      }
    }
  })();
  return group.length > 0 ? group : all;
}
