import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { LogEncryption } from '../../constructs/aws/logs/log-encryption';
import { HUB_OUTPUTS } from '../../constructs/aws/transit/hub-references';
import { TransitHub } from '../../constructs/aws/transit/transit-hub';
import { VpnConcentrator } from '../../constructs/aws/transit/vpn-concentrator';
import type { AwsHubStackInput } from '../../plan/stacks/aws/hub';
import type { SynthContext } from '../synth-context';
import { AwsStack } from './aws-stack';
import { hubImports } from './imports';

/** What all sites of a hub share: transit gateway, route tables, concentrators, log key. Applied first, rarely changed. */
export class AwsHubStack extends AwsStack {
  constructor(scope: Construct, input: AwsHubStackInput, context: SynthContext) {
    super(scope, input, context);
    const encryption = new LogEncryption(this, 'log-encryption', {
      prefix: this.prefix,
      hub: input.hub.id,
      region: input.hub.region,
      accountId: input.hub.accountId,
    });
    const hub = new TransitHub(this, 'transit', {
      prefix: this.prefix,
      hub: input.hub.id,
      asn: input.asn,
      cidrBlock: input.cidrBlock,
      otherCidrBlocks: input.adopted?.cidrBlocks ?? [],
      logsFlows: input.logsFlows,
      tables: input.tables,
      logRetentionDays: input.wan.logRetentionDays,
      ...(input.wan.flowLogs?.bucketArn === undefined ? {} : { flowLogBucketArn: input.wan.flowLogs.bucketArn }),
      logKeyArn: encryption.keyArn,
      flowLogRoleArn: encryption.flowLogRoleArn,
    });
    this.output(HUB_OUTPUTS.transitGatewayId, hub.transitGatewayId, 'Id of the transit gateway.');
    this.output(HUB_OUTPUTS.transitGatewayArn, hub.transitGatewayArn, 'ARN of the transit gateway, for sharing it.');
    this.output(HUB_OUTPUTS.logKeyArn, encryption.keyArn, 'Key that encrypts logs.');
    this.output(HUB_OUTPUTS.flowLogRoleArn, encryption.flowLogRoleArn, 'Role that writes flow logs.');
    for (const { name } of input.tables)
      this.output(HUB_OUTPUTS.routeTable(name), hub.routeTableId(name), `Id of transit gateway route table ${name}.`);
    let after: ITerraformDependable | undefined;
    for (const concentrator of input.concentrators) {
      const made = new VpnConcentrator(this, `concentrator-${concentrator.name}`, {
        name: `${this.prefix}-${input.hub.id}-${concentrator.name}`,
        concentrator: concentrator.name,
        tenant: concentrator.tenant,
        costCentre: concentrator.costCentre,
        transitGatewayId: hub.transitGatewayId,
        associatedTableId: hub.routeTableId(concentrator.associatedTable),
        propagatedTableId: hub.routeTableId(concentrator.propagatedTable),
        ...(concentrator.mayGo ? { mayGo: concentrator.mayGo } : {}),
        ...(after === undefined ? {} : { after }),
      });
      after = made.made;
      this.output(
        HUB_OUTPUTS.concentrator(concentrator.name),
        made.concentratorId,
        `Id of VPN concentrator ${concentrator.name}.`,
      );
    }
    const imports = hubImports(input);
    if (imports.length > 0) this.addOverride('import', imports);
  }
}
