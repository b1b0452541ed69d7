import { compareText } from '../../../catalogue/issues/issue';
import type { AzureHub } from '../../../catalogue/model';
import { type AzureHubParts, type AzureStackBase, azureStackBase } from './hub-parts';
import { type There, thereOf } from './there';

export interface VnetInput {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceId: string;
  /** Its connection to the hub that was there before; absent where this program makes it. */
  readonly adopted?: There;
}

export interface AzureNetStackInput extends AzureStackBase {
  readonly kind: 'azure-net';
  readonly hubStack: string;
  readonly tenant: string;
  readonly costCentre: string;
  readonly vnets: readonly VnetInput[];
}

export function netStacks(parts: AzureHubParts, hub: AzureHub): readonly AzureNetStackInput[] {
  const hubStack = `azure-${hub.id}-hub`;
  return [...parts.catalogue.tenants]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((tenant) => {
      const vnets = tenant.vnets.filter((vnet) => vnet.hub === hub.id).sort((a, b) => compareText(a.id, b.id));
      if (vnets.length === 0) return [];
      const there = parts.lock.hubs[hub.id]?.adoptedAzure?.vnets ?? {};
      return [
        {
          ...azureStackBase(parts, hub, `azure-${hub.id}-${tenant.id}-net`, [hubStack]),
          kind: 'azure-net' as const,
          hubStack,
          tenant: tenant.id,
          costCentre: tenant.costCentre,
          vnets: vnets.map(({ id, subscription, resourceId }) => {
            const connection = there[`${tenant.id}_${id}`]?.connection;
            return {
              id,
              subscriptionId: subscription,
              resourceId,
              ...(connection === undefined ? {} : { adopted: thereOf(connection) }),
            };
          }),
        },
      ];
    });
}
