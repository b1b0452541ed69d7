import type { Construct } from 'constructs';
import { TenantVpc } from '../../constructs/aws/vpc/tenant-vpc';
import type { AwsNetStackInput } from '../../plan/stacks/aws/net';
import type { SynthContext } from '../synth-context';
import { AwsStack } from './aws-stack';

/** A tenant's own VPCs on a hub, each attached from the account that owns it. */
export class AwsNetStack extends AwsStack {
  constructor(scope: Construct, input: AwsNetStackInput, context: SynthContext) {
    super(scope, input, context);
    const hub = this.readHub();
    for (const vpc of input.vpcs) {
      const foreign = vpc.accountId !== input.hub.accountId;
      new TenantVpc(this, vpc.id, {
        name: `${input.tenant}_${vpc.id}`,
        tenant: input.tenant,
        costCentre: input.costCentre,
        vpcId: vpc.vpcId,
        subnetIds: vpc.subnetIds,
        routeTableIds: vpc.routeTableIds,
        ...(vpc.keepsDefaultRoute ? { keepsDefaultRoute: vpc.keepsDefaultRoute } : {}),
        transitGatewayId: hub.transitGatewayId,
        transitGatewayArn: hub.transitGatewayArn,
        associatedTableId: hub.routeTableId(input.associatedTable),
        propagatedTableId: hub.routeTableId(input.propagatedTable),
        ...(foreign
          ? {
              owner: {
                accountId: vpc.accountId,
                provider: this.providerFor(vpc.id, vpc.accountId, vpc.roleArn),
                outsideOrganisation: vpc.outsideOrganisation,
              },
            }
          : {}),
      });
    }
  }
}
