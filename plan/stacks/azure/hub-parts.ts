import type { AzureHub, Catalogue } from '../../../catalogue/model';
import type { Lock } from '../../lock/lock-file';
import type { AzureConnection } from '../../routing/connections';
import type { Rule } from '../../rules/rule';
import { type StackCommon, stackCommon } from '../stack-common';

export interface AzureHubIdentity {
  readonly id: string;
  readonly region: string;
  readonly subscriptionId: string;
  /** Entra tenant of the subscription; absent: the caller's own. */
  readonly tenantId?: string;
}

export interface AzureStackBase extends StackCommon {
  readonly hub: AzureHubIdentity;
}

export interface AzureHubParts {
  readonly catalogue: Catalogue;
  readonly lock: Lock;
  readonly connections: readonly AzureConnection[];
  readonly rules: readonly Rule[];
}

export const WAN_STACK = 'azure-wan';

export function azureStackBase(
  { catalogue }: AzureHubParts,
  hub: AzureHub,
  name: string,
  dependencies: readonly string[],
  isLeaving = hub.state === 'leaving',
): ReturnType<typeof stackCommon> & { readonly hub: AzureHubIdentity } {
  const { id, tenantId } = hub.subscription;
  return {
    ...stackCommon(catalogue, name, dependencies, isLeaving),
    hub: { id: hub.id, region: hub.region, subscriptionId: id, ...(tenantId === undefined ? {} : { tenantId }) },
  };
}
