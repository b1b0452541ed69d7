import { Ec2TransitGatewayRoute } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route';
import type { Construct } from 'constructs';
import { InspectionVpc } from '../../constructs/aws/vpc/inspection-vpc';
import { address, prefixName } from '../../constructs/naming';
import type { AwsInspectStackInput } from '../../plan/stacks/aws/inspect';
import type { SynthContext } from '../synth-context';
import { AwsStack } from './aws-stack';
import { BREAKOUT_OUTPUTS } from './breakout-stack';

/**
 * The inspection VPC of a hub, its rules, and every row of the hub's tables that leads to a firewall, those of the breakouts too:
 * a tenant that moves to another domain has its row replaced, and not made by one stack before another lets go of it. A new
 * flow plans only this.
 */
export class AwsInspectStack extends AwsStack {
  constructor(scope: Construct, input: AwsInspectStackInput, context: SynthContext) {
    super(scope, input, context);
    const hub = this.readHub();
    new InspectionVpc(this, 'inspect', {
      prefix: this.prefix,
      name: `${this.prefix}-${input.hub.id}-inspect`,
      network: input.network,
      zones: input.zones,
      hub,
      associatedTable: input.associatedTable,
      routes: input.routes,
      homeNet: input.homeNet,
      ruleGroups: input.ruleGroups,
      ...(input.idleSeconds === undefined ? {} : { idleSeconds: input.idleSeconds }),
      logRetentionDays: input.wan.logRetentionDays,
      ...(input.wan.flowLogs === undefined ? {} : { flowLogs: input.wan.flowLogs }),
    });
    for (const { table, prefix, breakoutStack } of input.egressRoutes) {
      const name = `${table}_${prefixName(prefix)}`;
      address(
        new Ec2TransitGatewayRoute(this, name, {
          destinationCidrBlock: prefix,
          transitGatewayAttachmentId: this.readOutput(breakoutStack, BREAKOUT_OUTPUTS.attachmentId),
          transitGatewayRouteTableId: hub.routeTableId(table),
        }),
        name,
      );
    }
  }
}
