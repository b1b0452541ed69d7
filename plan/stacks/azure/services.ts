import type { AzureHub } from '../../../catalogue/model';
import {
  type ForwardingRule,
  planForwarding,
  privateEndpointsAt,
  type PrivateZone,
  privateZones,
  refusedZones,
} from '../../dns/azure-dns';
import { inboundAddress } from '../../places/hubs';
import { type AzureHubParts, type AzureStackBase, azureStackBase } from './hub-parts';

export interface PrivateEndpointInput {
  readonly id: string;
  readonly resourceId: string;
  readonly subresource?: string;
  readonly subnet: string;
  readonly zones: readonly PrivateZone[];
}

export interface AzureServicesStackInput extends AzureStackBase {
  readonly kind: 'azure-services';
  readonly hubStack: string;
  readonly tenant: string;
  readonly costCentre: string;
  readonly cidr: string;
  readonly inbound: { readonly subnet: string; readonly address: string };
  readonly outbound: string;
  readonly forwarding: readonly ForwardingRule[];
  /** Names that are resolved for nobody. */
  readonly refused: readonly string[];
  readonly suppliers: readonly PrivateEndpointInput[];
}

export function servicesStack(parts: AzureHubParts, hub: AzureHub): readonly AzureServicesStackInput[] {
  const { catalogue, lock } = parts;
  const owner = catalogue.tenants.find((tenant) => tenant.servicesVnets.some((vnet) => vnet.hub === hub.id));
  const vnet = owner?.servicesVnets.find((each) => each.hub === hub.id);
  const subnets = lock.hubs[hub.id]?.services ?? {};
  const address = inboundAddress(lock.hubs, hub);
  if (!owner || !vnet || address === undefined) return [];
  const hubStack = `azure-${hub.id}-hub`;
  return [
    {
      ...azureStackBase(parts, hub, `azure-${hub.id}-services`, [hubStack]),
      kind: 'azure-services',
      hubStack,
      tenant: owner.id,
      costCentre: owner.costCentre,
      cidr: vnet.cidr.toString(),
      inbound: { subnet: subnets['inbound'] ?? '', address },
      outbound: subnets['outbound'] ?? '',
      forwarding: planForwarding(catalogue, lock.hubs, hub),
      refused: refusedZones(catalogue, hub),
      suppliers: privateEndpointsAt(catalogue, hub).map((supplier) => ({
        id: supplier.id,
        resourceId: supplier.resourceId,
        ...(supplier.subresource === undefined ? {} : { subresource: supplier.subresource }),
        subnet: subnets[`supplier-${supplier.id}`] ?? '',
        zones: privateZones(supplier),
      })),
    },
  ];
}
