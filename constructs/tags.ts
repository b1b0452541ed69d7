import type { WanIdentity } from '../plan/stacks/stack-common';

/** What a resource belongs to; the rest comes from the provider's default tags. */
export interface TagProps {
  /** Shown as the resource's name in the console. */
  readonly name: string;
  /** @default - shared by all tenants */
  readonly tenant?: string;
  /** @default - belongs to no one site */
  readonly site?: string;
  /** Where its cost is recharged to. @default - the operator's own */
  readonly costCentre?: string;
}

/** Tags of one resource: name, tenant, site, cost centre. */
export function resourceTags(props: TagProps): Record<string, string> {
  return {
    Name: props.name,
    ...(props.tenant === undefined ? {} : { tenant: props.tenant }),
    ...(props.site === undefined ? {} : { site: props.site }),
    ...(props.costCentre === undefined ? {} : { 'cost-centre': props.costCentre }),
  };
}

/** Tags of everything in a stack: wan, environment, operator, stack, managed-by, and what the catalogue adds. */
export function defaultTags(wan: WanIdentity, stack: string): Record<string, string> {
  return {
    ...wan.tags,
    wan: wan.name,
    environment: wan.environment,
    operator: wan.operator,
    stack,
    'managed-by': 'terraform',
  };
}
