import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { VirtualWan } from '@cdktf/provider-azurerm/lib/virtual-wan';
import type { Construct } from 'constructs';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import { address } from '../../constructs/naming';
import type { AzureWanStackInput } from '../../plan/stacks/azure/wan';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';

/** The Virtual WAN that every Azure hub is in. */
export class AzureWanStack extends AzureStack {
  constructor(scope: Construct, input: AzureWanStackInput, context: SynthContext) {
    super(scope, input, context);
    const name = `${this.prefix}-wan`;
    const location = input.hub.region;
    const keep = { lifecycle: { preventDestroy: true } } as const;
    const group = address(new ResourceGroup(this, 'group', { name, location, tags: this.tags(), ...keep }), 'wan');
    const wan = address(
      new VirtualWan(this, 'wan', {
        name,
        location,
        resourceGroupName: group.name,
        type: 'Standard',
        // Branches reach each other as far as the firewall of the hub lets them.
        allowBranchToBranchTraffic: true,
        disableVpnEncryption: false,
        tags: this.tags(),
        ...keep,
      }),
      'wan',
    );
    this.output(AZURE_OUTPUTS.virtualWanId, wan.id, 'Id of the Virtual WAN.');
  }
}
