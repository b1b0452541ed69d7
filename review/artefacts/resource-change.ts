import { keyOf, type Key, type Resource } from '../../verify/terraform/stack-json';
import { conditionOf, verdictOf, type Verdict } from '../facts/facts';
import type { ArgumentChange } from './arguments';

export interface Cause extends ArgumentChange {
  readonly verdict: Verdict;
  /** When it replaces, where that hangs on the value. */
  readonly condition?: string;
  /** The resource (`stack/type.name`) or output (`stack/output.name`) that is another one, where the argument only refers to it. */
  readonly because?: Key;
}

export type Action = 'create' | 'update' | 'replace' | 'destroy' | 'move';

/** What applying the head does to one resource of the base. */
export interface ResourceChange {
  readonly key: Key;
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly action: Action;
  /** Whether a replacement is made before what it replaces goes. */
  readonly createsFirst: boolean;
  /** Of a resource that is there before Terraform knows it: its id in the cloud. It is taken over rather than made. */
  readonly imports?: string;
  /** Its key on the base's side, where that is another one. */
  readonly was?: Key;
  /** Arguments that differ; of a created or destroyed resource none are listed. */
  readonly causes: readonly Cause[];
  readonly before?: Resource;
  readonly after?: Resource;
}

/** What a change says of its resource, whatever is done to it. */
export function identity(resource: Resource): Pick<ResourceChange, 'key' | 'stack' | 'type' | 'name' | 'createsFirst'> {
  const { stack, type, name, attributes } = resource;
  const lifecycle = attributes['lifecycle'] as { create_before_destroy?: unknown } | undefined;
  return { key: keyOf(resource), stack, type, name, createsFirst: lifecycle?.create_before_destroy === true };
}

export function judged(type: string, change: ArgumentChange): Cause {
  const condition = conditionOf(type, change.argument);
  return {
    ...change,
    verdict: verdictOf(type, change.argument),
    ...(condition === undefined ? {} : { condition }),
  };
}
