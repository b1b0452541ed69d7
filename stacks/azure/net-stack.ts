import { VirtualHubConnection } from '@cdktf/provider-azurerm/lib/virtual-hub-connection';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import { address } from '../../constructs/naming';
import type { AzureNetStackInput } from '../../plan/stacks/azure/net';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';
import { vnetImports } from './imports';

/**
 * A tenant's own VNets on a hub: their internet and everything private passes the hub's firewall. A connection is the
 * hub's, and is made in the hub's subscription whatever the VNet's; of the VNet's it needs the right to peer alone.
 * Source: github.com/hashicorp/terraform-provider-azurerm virtual_hub_connection_resource.go (id from virtual_hub_id)
 */
export class AzureNetStack extends AzureStack {
  constructor(scope: Construct, input: AzureNetStackInput, context: SynthContext) {
    super(scope, input, context);
    const virtualHubId = this.readOutput(input.hubStack, AZURE_OUTPUTS.virtualHubId);
    let last: ITerraformDependable | undefined;
    for (const vnet of input.vnets) {
      const name = `${input.tenant}_${vnet.id}`;
      last = address(
        new VirtualHubConnection(this, vnet.id, {
          name: vnet.adopted?.name ?? name,
          virtualHubId,
          remoteVirtualNetworkId: vnet.resourceId,
          internetSecurityEnabled: true,
          // Spelled as Azure answers: another case of it would force a new one.
          ...(vnet.adopted === undefined
            ? {}
            : { lifecycle: { ignoreChanges: ['remote_virtual_network_id', 'virtual_hub_id'] } }),
          // A hub takes one change at a time.
          ...(last === undefined ? {} : { dependsOn: [last] }),
        }),
        name,
      );
    }
    const imports = vnetImports(input);
    if (imports.length > 0) this.addOverride('import', imports);
  }
}
