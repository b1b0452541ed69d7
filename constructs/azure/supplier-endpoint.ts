import { PrivateDnsARecord } from '@cdktf/provider-azurerm/lib/private-dns-a-record';
import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import { Construct } from 'constructs';
import type { PrivateEndpointInput } from '../../plan/stacks/azure/services';
import { address, fittingName } from '../naming';

export interface SupplierEndpointProps {
  readonly supplier: PrivateEndpointInput;
  readonly name: string;
  readonly region: string;
  readonly resourceGroupName: string;
  readonly subnetId: string;
  /** VNet whose resolver knows the supplier's names. */
  readonly vnetId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Seconds that an answer may be kept. */
const TTL_SECONDS = 300;

/** A Private Endpoint to a supplier's service, which the supplier has to approve, and the private zones that lead there. */
export class SupplierEndpoint extends Construct {
  constructor(scope: Construct, id: string, props: SupplierEndpointProps) {
    super(scope, id);
    const { supplier, resourceGroupName, tags } = props;
    const endpoint = address(
      new PrivateEndpoint(this, 'endpoint', {
        name: fittingName(`${props.name}-${supplier.id}`),
        location: props.region,
        resourceGroupName,
        subnetId: props.subnetId,
        privateServiceConnection: {
          name: supplier.id,
          privateConnectionResourceId: supplier.resourceId,
          ...(supplier.subresource === undefined ? {} : { subresourceNames: [supplier.subresource] }),
          isManualConnection: true,
          requestMessage: `${props.name} asks to reach ${supplier.id}`,
        },
        tags,
      }),
      `supplier-${supplier.id}`,
    );
    const target = endpoint.privateServiceConnection.privateIpAddress;
    for (const { name, zone, self, below } of supplier.zones) {
      const made = address(new PrivateDnsZone(this, `zone-${name}`, { name: zone, resourceGroupName, tags }), name);
      address(
        new PrivateDnsZoneVirtualNetworkLink(this, `link-${name}`, {
          name: 'services',
          resourceGroupName,
          privateDnsZoneName: made.name,
          virtualNetworkId: props.vnetId,
          registrationEnabled: false,
          tags,
        }),
        name,
      );
      const records = [...(self ? [['self', '@'] as const] : []), ...(below ? [['below', '*'] as const] : [])];
      for (const [key, record] of records)
        address(
          new PrivateDnsARecord(this, `record-${name}-${key}`, {
            name: record,
            zoneName: made.name,
            resourceGroupName,
            ttl: TTL_SECONDS,
            records: [target],
            tags,
          }),
          `${name}_${key}`,
        );
    }
  }
}
