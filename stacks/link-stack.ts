import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { cidr, formatAddress } from '../catalogue/values/cidr';
import { VpnLogGroup } from '../constructs/aws/logs/vpn-log-group';
import { SiteVpn } from '../constructs/aws/transit/site-vpn';

import { RouteFilter } from '../constructs/azure/route-filter';
import { LinkConnection } from '../constructs/azure/link-connection';
import { AZURE_OUTPUTS, resourceGroupName } from '../constructs/azure/names';
import { defaultTags, resourceTags } from '../constructs/tags';
import type { LinkStackInput } from '../plan/stacks/link';
import { AwsStack } from './aws/aws-stack';
import { azureProviderConfig } from './azure/azure-stack';
import type { SynthContext } from './synth-context';

/** AS number of the VPN gateway of every virtual hub. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-faq */
const AZURE_ASN = 65_515;

/**
 * The link between an AWS and an Azure hub, both ends in one stack: each side needs addresses of the other, which are there
 * only once that hub is. AWS makes the keys; here alone they stand in state, since Azure has to be told (docs/secrets.md).
 */
export class LinkStack extends AwsStack {
  constructor(
    scope: Construct,
    private readonly link: LinkStackInput,
    context: SynthContext,
  ) {
    super(scope, link, context);
    new AzurermProvider(this, 'azurerm', azureProviderConfig(link.azure));
    this.inAws();
    this.inAzure();
  }

  private inAws(): void {
    const hub = this.readHub();
    const { name, tenant, costCentre, wan } = this.link;
    const logGroupArn = new VpnLogGroup(this, 'logs', {
      prefix: this.prefix,
      stack: name,
      tenant,
      // The tenant who pays may be another one tomorrow; the logs stay.
      of: 'link',
      costCentre,
      logRetentionDays: wan.logRetentionDays,
      logKeyArn: hub.logKeyArn,
    }).arn;
    for (const { name: connection, instance, insideRanges } of this.link.connections)
      new SiteVpn(this, connection, {
        prefix: this.prefix,
        connection,
        deviceName: `${connection}_${this.link.hub.id}`,
        alarmFor: `${connection}_${this.link.hub.id}`,
        site: name,
        siteName: `Link ${this.link.hub.id} to ${this.link.azure.id}`,
        tenant,
        costCentre,
        asn: AZURE_ASN,
        address: this.readOutput(this.link.azureHubStack, AZURE_OUTPUTS.gatewayAddress(instance)),
        keys: 'state',
        crypto: this.link.crypto,
        insideRanges,
        termination: {
          kind: 'dedicated',
          transitGatewayId: hub.transitGatewayId,
          associatedTableId: hub.routeTableId(this.link.associatedTable),
          propagatedTableId: hub.routeTableId(this.link.propagatedTable),
        },
        logGroupArn,
        ...(wan.alarmTopic === undefined ? {} : { alarmTopic: wan.alarmTopic }),
      });
  }

  private inAzure(): void {
    const { azure, azureHubStack, hub, wan, name, tenant, costCentre, connections } = this.link;
    const { Name: _shownAlready, ...own } = resourceTags({ name: '', tenant, site: name, costCentre });
    const tags = { ...defaultTags(wan, name), ...own };
    const virtualHubId = this.readOutput(azureHubStack, AZURE_OUTPUTS.virtualHubId);
    const shared = {
      prefix: this.prefix,
      asn: this.link.asn,
      crypto: this.link.crypto,
      mbps: this.link.mbps,
      virtualWanId: this.readOutput(this.link.wanStack, AZURE_OUTPUTS.virtualWanId),
      virtualHubId,
      vpnGatewayId: this.readOutput(azureHubStack, AZURE_OUTPUTS.vpnGatewayId),
      defaultRouteTableId: this.readOutput(azureHubStack, AZURE_OUTPUTS.defaultRouteTableId),
      resourceGroupName: resourceGroupName(this.prefix, azure.id),
      region: azure.region,
      tags,
    } as const;
    const filter = new RouteFilter(this, 'export', {
      terraformName: 'export',
      name: `to-${hub.id}`,
      virtualHubId,
      passed: this.link.exported,
    });
    let after: ITerraformDependable = filter.made;
    for (const tunnel of [1, 2] as const)
      for (const connection of connections) {
        const inside = connection.insideRanges[tunnel - 1] ?? '';
        after = new LinkConnection(this, `azure-${connection.instance}-${tunnel}`, {
          ...shared,
          connection: `link_${hub.id}_${connection.instance}-${tunnel}`,
          tunnelAddress: `\${aws_vpn_connection.${connection.name}.tunnel${tunnel}_address}`,
          sharedKey: `\${aws_vpn_connection.${connection.name}.tunnel${tunnel}_preshared_key}`,
          peer: addressIn(inside, 1),
          own: [ownAddress(connections[0], tunnel), ownAddress(connections[1], tunnel)],
          exportFilterId: filter.id,
          after,
        }).made;
      }
  }
}

/** AWS has the first address of an inside range, its peer the second. Source: docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html */
function addressIn(range: string, number: 1 | 2): string {
  return formatAddress(cidr(range).first + number);
}

function ownAddress(connection: LinkStackInput['connections'][number] | undefined, tunnel: 1 | 2): string {
  return addressIn(connection?.insideRanges[tunnel - 1] ?? '', 2);
}
