import { VirtualHubConnection } from '@cdktf/provider-azurerm/lib/virtual-hub-connection';
import type { Construct } from 'constructs';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import { ServicesVnet } from '../../constructs/azure/services-vnet';
import { SupplierEndpoint } from '../../constructs/azure/supplier-endpoint';
import { address } from '../../constructs/naming';
import type { AzureServicesStackInput } from '../../plan/stacks/azure/services';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';

/** Operations' services VNet at a hub: resolver, forwarding rules, and suppliers' Private Endpoints. */
export class AzureServicesStack extends AzureStack {
  constructor(scope: Construct, input: AzureServicesStackInput, context: SynthContext) {
    super(scope, input, context);
    const { tenant, costCentre } = input;
    const tags = this.tags({ tenant, costCentre });
    const shared = {
      name: `${this.hubName}-services`,
      region: input.hub.region,
      resourceGroupName: this.resourceGroupName,
      tags,
    } as const;
    const vnet = new ServicesVnet(this, 'services', {
      ...shared,
      cidr: input.cidr,
      inbound: input.inbound,
      outbound: input.outbound,
      forwarding: input.forwarding,
      refused: input.refused,
    });
    for (const supplier of input.suppliers)
      new SupplierEndpoint(this, `supplier-${supplier.id}`, {
        ...shared,
        supplier,
        subnetId: vnet.subnet(`supplier-${supplier.id}`, supplier.subnet, false),
        vnetId: vnet.vnetId,
      });
    address(
      new VirtualHubConnection(this, 'connection', {
        name: 'services',
        virtualHubId: this.readOutput(input.hubStack, AZURE_OUTPUTS.virtualHubId),
        remoteVirtualNetworkId: vnet.vnetId,
        internetSecurityEnabled: true,
      }),
      'services',
    );
    this.output('resolver_addresses', [input.inbound.address], 'Addresses of the resolver that sites of this hub ask.');
  }
}
