import type { Construct } from 'constructs';
import type { StackInput } from '../plan/stack-input';
import { AwsBreakoutStack } from './aws-breakout-stack';
import { AwsHubStack } from './aws-hub-stack';
import { AwsInspectStack } from './aws-inspect-stack';
import { AwsNetStack } from './aws-net-stack';
import { AwsServicesStack } from './aws-services-stack';
import { AwsSitesStack } from './aws-sites-stack';
import type { SynthContext } from './aws-stack';
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
    case 'aws-sites':
      return new AwsSitesStack(scope, input, context);
  }
}
