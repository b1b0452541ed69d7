import { VirtualHubRoutingIntent } from '@cdktf/provider-azurerm/lib/virtual-hub-routing-intent';
import type { Construct } from 'constructs';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import { address } from '../../constructs/naming';
import type { AzureIntentStackInput } from '../../plan/stacks/azure/intent';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';

/**
 * Routing intent: everything private and everything public passes the firewall. Without it a hub joins whatever is
 * connected to it, so it is made before the first connection and destroyed after the last (docs/adr/0010).
 */
export class AzureIntentStack extends AzureStack {
  constructor(scope: Construct, input: AzureIntentStackInput, context: SynthContext) {
    super(scope, input, context);
    const virtualHubId = this.readOutput(input.hubStack, AZURE_OUTPUTS.virtualHubId);
    const nextHop = this.readOutput(input.hubStack, AZURE_OUTPUTS.firewallId);
    address(
      new VirtualHubRoutingIntent(this, 'intent', {
        name: 'intent',
        virtualHubId,
        routingPolicy: [
          { name: 'PrivateTrafficPolicy', destinations: ['PrivateTraffic'], nextHop },
          { name: 'InternetTrafficPolicy', destinations: ['Internet'], nextHop },
        ],
        timeouts: { create: '180m', update: '180m', delete: '180m' },
        lifecycle: { preventDestroy: true },
      }),
      'hub',
    );
  }
}
