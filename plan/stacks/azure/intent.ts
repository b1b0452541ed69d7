import type { AzureStackBase } from './hub-parts';

/** Everything private and everything public goes through the firewall; nothing is connected before. */
export interface AzureIntentStackInput extends AzureStackBase {
  readonly kind: 'azure-intent';
  readonly hubStack: string;
}
