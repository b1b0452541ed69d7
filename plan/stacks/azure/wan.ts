import type { AzureStackBase } from './hub-parts';

/** The Virtual WAN that all Azure hubs are in; it stands with the first of them. */
export interface AzureWanStackInput extends AzureStackBase {
  readonly kind: 'azure-wan';
}
