import type { Construct } from 'constructs';
import type { StackInput } from '../plan/stacks/stack-input';
import { AwsBreakoutStack } from './aws/breakout-stack';
import { AwsDatacentreStack } from './aws/datacentre-stack';
import { AwsHubStack } from './aws/hub-stack';
import { AwsInspectStack } from './aws/inspect-stack';
import { AwsNetStack } from './aws/net-stack';
import { AwsServicesStack } from './aws/services-stack';
import { AwsSitesStack } from './aws/sites-stack';
import { AzureDatacentreStack } from './azure/datacentre-stack';
import { AzureHubStack } from './azure/hub-stack';
import { AzureIntentStack } from './azure/intent-stack';
import { AzureNetStack } from './azure/net-stack';
import { AzureRulesStack } from './azure/rules-stack';
import { AzureServicesStack } from './azure/services-stack';
import { AzureSitesStack } from './azure/sites-stack';
import { AzureWanStack } from './azure/wan-stack';
import { LinkStack } from './link-stack';
import type { SynthContext } from './synth-context';
import type { WanStack } from './wan-stack';

/** Builds the stack that an input describes: the one place that tells kinds of stack, and so clouds, apart. */
export function buildStack(scope: Construct, input: StackInput, context: SynthContext): WanStack {
  switch (input.kind) {
    case 'aws-hub':
      return new AwsHubStack(scope, input, context);
    case 'aws-inspect':
      return new AwsInspectStack(scope, input, context);
    case 'aws-breakout':
      return new AwsBreakoutStack(scope, input, context);
    case 'aws-services':
      return new AwsServicesStack(scope, input, context);
    case 'aws-net':
      return new AwsNetStack(scope, input, context);
    case 'aws-datacentre':
      return new AwsDatacentreStack(scope, input, context);
    case 'aws-sites':
      return new AwsSitesStack(scope, input, context);
    case 'azure-wan':
      return new AzureWanStack(scope, input, context);
    case 'azure-hub':
      return new AzureHubStack(scope, input, context);
    case 'azure-rules':
      return new AzureRulesStack(scope, input, context);
    case 'azure-intent':
      return new AzureIntentStack(scope, input, context);
    case 'azure-services':
      return new AzureServicesStack(scope, input, context);
    case 'azure-net':
      return new AzureNetStack(scope, input, context);
    case 'azure-datacentre':
      return new AzureDatacentreStack(scope, input, context);
    case 'link':
      return new LinkStack(scope, input, context);
    case 'azure-sites':
      return new AzureSitesStack(scope, input, context);
  }
}
