import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { VirtualWan } from '@cdktf/provider-azurerm/lib/virtual-wan';
import type { Construct } from 'constructs';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import { address } from '../../constructs/naming';
import type { AzureWanStackInput } from '../../plan/stacks/azure/wan';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';
import { wanImports } from './imports';

/** The Virtual WAN that every Azure hub is in. */
export class AzureWanStack extends AzureStack {
  constructor(scope: Construct, input: AzureWanStackInput, context: SynthContext) {
    super(scope, input, context);
    const name = `${this.prefix}-wan`;
    const { adopted } = input;
    const location = input.hub.region;
    const keep = { lifecycle: { preventDestroy: true } } as const;
    // One that was there before stays in its own group.
    const group =
      adopted?.resourceGroup ??
      address(new ResourceGroup(this, 'group', { name, location, tags: this.tags(), ...keep }), 'wan').name;
    const wan = address(
      new VirtualWan(this, 'wan', {
        name: adopted?.name ?? name,
        location,
        resourceGroupName: group,
        type: 'Standard',
        // Branches reach each other as far as the firewall of the hub lets them.
        allowBranchToBranchTraffic: true,
        disableVpnEncryption: false,
        tags: this.tags(),
        ...keep,
      }),
      'wan',
    );
    const imports = wanImports(input);
    if (imports.length > 0) this.addOverride('import', imports);
    this.output(AZURE_OUTPUTS.virtualWanId, wan.id, 'Id of the Virtual WAN.');
  }
}
