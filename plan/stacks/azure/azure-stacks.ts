import type { AzureHub } from '../../../catalogue/model';
import { azureHubs } from '../../places/hubs';
import { type AzureDatacentreStackInput, datacentreStacks } from './datacentre';
import { type AzureHubStackInput, hubStackInput } from './hub';
import { type AzureHubParts, azureStackBase, WAN_STACK } from './hub-parts';
import type { AzureIntentStackInput } from './intent';
import { type AzureNetStackInput, netStacks } from './net';
import { azureRulesAt, type AzureRulesStackInput } from './rules';
import { type AzureServicesStackInput, servicesStack } from './services';
import { type AzureSitesStackInput, siteStacks } from './sites';
import { thereOf } from './there';
import type { AzureWanStackInput } from './wan';

export type AzureStackInput =
  | AzureWanStackInput
  | AzureHubStackInput
  | AzureRulesStackInput
  | AzureIntentStackInput
  | AzureServicesStackInput
  | AzureNetStackInput
  | AzureDatacentreStackInput
  | AzureSitesStackInput;

/** Stacks of all Azure hubs: the Virtual WAN first, then hub after hub. */
export function planAzureStacks(parts: AzureHubParts): readonly AzureStackInput[] {
  const hubs = azureHubs(parts.catalogue);
  const first = hubs.find((hub) => hub.id === parts.lock.firstHubs.azure) ?? hubs[0];
  if (!first) return [];
  const { adoptedWan } = parts.lock;
  return [
    {
      ...azureStackBase(
        parts,
        first,
        WAN_STACK,
        [],
        hubs.every(({ state }) => state === 'leaving'),
      ),
      kind: 'azure-wan',
      ...(adoptedWan === undefined ? {} : { adopted: thereOf(adoptedWan) }),
    },
    ...hubs.flatMap((hub) => hubStacks(parts, hub)),
  ];
}

/**
 * Firewall and rules first, then routing intent, then whatever is connected: nothing is ever connected to a hub that
 * would let it pass unseen. From there each stack waits for the one before, since a hub takes one change at a time.
 */
function hubStacks(parts: AzureHubParts, hub: AzureHub): readonly AzureStackInput[] {
  const name = (suffix: string): string => `azure-${hub.id}-${suffix}`;
  const hubStack = name('hub');
  const connected = [
    ...servicesStack(parts, hub),
    ...netStacks(parts, hub),
    ...datacentreStacks(parts, hub),
    ...siteStacks(parts, hub),
  ];
  return [
    hubStackInput(parts, hub),
    {
      ...azureStackBase(parts, hub, name('rules'), [hubStack]),
      kind: 'azure-rules',
      hubStack,
      rules: azureRulesAt(parts, hub),
    },
    { ...azureStackBase(parts, hub, name('intent'), [hubStack, name('rules')]), kind: 'azure-intent', hubStack },
    ...connected.map((stack, index) => ({
      ...stack,
      dependencies: [...stack.dependencies, connected[index - 1]?.name ?? name('intent')],
    })),
  ];
}
