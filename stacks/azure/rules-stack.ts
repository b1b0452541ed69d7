import type { Construct } from 'constructs';
import { FirewallRules } from '../../constructs/azure/firewall-rules';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import type { AzureRulesStackInput } from '../../plan/stacks/azure/rules';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';

/** IP groups and rules of a hub's firewall. A new flow plans only this. */
export class AzureRulesStack extends AzureStack {
  constructor(scope: Construct, input: AzureRulesStackInput, context: SynthContext) {
    super(scope, input, context);
    new FirewallRules(this, 'rules', {
      name: this.hubName,
      region: input.hub.region,
      resourceGroupName: this.resourceGroupName,
      firewallPolicyId: this.readOutput(input.hubStack, AZURE_OUTPUTS.firewallPolicyId),
      rules: input.rules,
      tags: this.tags(),
    });
  }
}
