import type { Construct } from 'constructs';
import { InspectionVpc } from '../../constructs/aws/vpc/inspection-vpc';
import type { AwsInspectStackInput } from '../../plan/stacks/aws/inspect';
import type { SynthContext } from '../synth-context';
import { AwsStack } from './aws-stack';

/** The inspection VPC of a hub, its rules, and the rows of the hub's tables that lead to it. A new flow plans only this. */
export class AwsInspectStack extends AwsStack {
  constructor(scope: Construct, input: AwsInspectStackInput, context: SynthContext) {
    super(scope, input, context);
    new InspectionVpc(this, 'inspect', {
      prefix: this.prefix,
      name: `${this.prefix}-${input.hub.id}-inspect`,
      network: input.network,
      zones: input.zones,
      hub: this.readHub(),
      associatedTable: input.associatedTable,
      routes: input.routes,
      homeNet: input.homeNet,
      ruleGroups: input.ruleGroups,
      ...(input.idleSeconds === undefined ? {} : { idleSeconds: input.idleSeconds }),
      logRetentionDays: input.wan.logRetentionDays,
    });
  }
}
