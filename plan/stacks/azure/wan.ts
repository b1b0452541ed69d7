import type { AzureStackBase } from './hub-parts';
import type { There } from './there';

/** The Virtual WAN that all Azure hubs are in; it stands with the first of them. */
export interface AzureWanStackInput extends AzureStackBase {
  readonly kind: 'azure-wan';
  /** The Virtual WAN that was there before; absent where this program makes it. */
  readonly adopted?: There;
}
